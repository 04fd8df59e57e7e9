"""Runs of a line: nothing is carried over a closed night or missing intervals, but over midnight."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scheduling.requirement.line import Line
from scheduling.requirement.sizers import Asked


def line(volume: list[float], aht_s: float = 300.0, minutes: int = 15, start: str = "2026-11-10 22:00") -> Line:
    ts = pd.date_range(start, periods=len(volume), freq=f"{minutes}min", tz="Asia/Shanghai")
    return of(ts, volume, aht_s, minutes)


def of(ts: pd.DatetimeIndex, volume: list[float], aht_s: float = 300.0, minutes: int = 15) -> Line:
    contacts, lengths = np.array(volume, dtype=float), np.full(len(volume), aht_s)
    return Line(ts, contacts, lengths, 1.0, Asked(contacts * 60 / minutes, lengths), minutes * 60.0)


def test_midnight_is_no_border() -> None:
    assert line([9.0] * 24).runs() == [slice(0, 24)]


def test_a_closed_night_is_one() -> None:
    assert line([9.0] * 4 + [0.0] * 8 + [9.0] * 4).runs() == [slice(0, 12), slice(12, 16)]


def test_a_short_pause_is_none() -> None:
    assert line([9.0, 0.0, 0.0, 9.0]).runs() == [slice(0, 4)]
    assert line([9.0] * 4 + [0.0] * 4 + [9.0] * 4, aht_s=1800.0).runs() == [slice(0, 12)]


def test_missing_intervals_are_a_border() -> None:
    ts = pd.DatetimeIndex([*line([9.0] * 4).ts, *line([9.0] * 4, start="2026-11-11 06:00").ts])
    assert of(ts, [9.0] * 8).runs() == [slice(0, 4), slice(4, 8)]


def test_the_hour_that_the_clock_repeats_or_skips_is_no_border() -> None:
    for day in ("2026-03-29", "2026-10-25"):
        ts = pd.date_range(day, periods=40, freq="15min", tz="Europe/Berlin")
        assert of(ts, [9.0] * 40).runs() == [slice(0, 40)]


def test_no_intervals_have_no_runs() -> None:
    assert line([]).runs() == []


def test_an_hour_or_four_contacts_later_all_is_settled() -> None:
    assert line([9.0]).settle_rows() == 4
    assert line([9.0], aht_s=1800.0).settle_rows() == 8
    assert line([0.0], aht_s=1800.0).settle_rows() == 4
    assert line([9.0], minutes=60).settle_rows() == 1
