"""Figures of the calculator: a queue's busiest interval as a line, and the rows around a number of people."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from data.contracts.centre import Queue, Target
from workbench.figures.calculator import CALLS, CHATS, LATER, busiest_line, line_of, near, point, surrounded


def queue(concurrency: int = 1, factor: float = 1.0, deadline_h: float | None = None) -> Queue:
    target = Target(0.8, 20.0, "answered_of_offered", None, 0.88, None)
    return Queue("voice", "Orders", "订单", "voice", target, 60.0, concurrency, factor, deadline_h, 1)


def test_the_busiest_interval_of_the_plan_starts_the_form():
    ts = pd.date_range("2026-11-10", periods=3, freq="30min", tz="Asia/Shanghai")
    rows = pd.DataFrame({"queue": "voice", "ts": ts, "volume": [10.0, 90.0, 20.0], "load_erl": [1.7, 15.0, 3.3]})
    rows = rows.assign(aht_s=300.0, positions=[3.0, 18.2, 5.0], method="erlang_a")
    found = busiest_line(rows, queue(), 30)
    assert found is not None
    assert (found.ts, found.positions, found.line.contacts) == (ts[1], 18.2, 90.0)
    assert (found.line.service_level, found.line.target_s, found.line.patience_s) == (0.8, 20.0, 60.0)
    assert math.isnan(found.line.max_asa_s)
    assert busiest_line(rows.assign(volume=0.0), queue(), 30) is None


def test_the_kind_follows_the_channel():
    assert line_of(queue(), 1, 1, 30).kind == CALLS
    assert line_of(queue(3, 2.0), 1, 1, 30).kind == CHATS
    deferred = line_of(queue(deadline_h=4.0), 1, 1, 30)
    assert (deferred.kind, deferred.target_s) == (LATER, 14400.0)


def test_the_length_of_chats_gives_back_the_factor():
    line = line_of(queue(3, 2.0), 1, 300, 30)
    assert 3 * 300 / line.chat_s[-1] == pytest.approx(2.0)


def test_measured_lengths_of_chats_go_before_the_factor():
    times = pd.DataFrame({"queue": "voice", "open_chats": [1, 2, 3], "aht_s": [300.0, 360.0, 420.0]})
    assert line_of(queue(3, 2.0), 1, 300, 30, times).slowdown == pytest.approx(0.2)
    assert line_of(queue(3, 2.0), 1, 300, 30, times.assign(queue="other")).slowdown == pytest.approx(0.25)


def test_two_rows_on_either_side_are_near():
    curve = pd.DataFrame({"agents": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "service_level": 0.5})
    assert near(curve, 4.0)["change"].tolist() == [-2.0, -1.0, 0.0, 1.0, 2.0]
    assert surrounded(curve, 2.0)
    assert not surrounded(curve, 5.0)
    assert point(curve, 2.0)["service_level"] == 0.5
    assert point(curve, 9.0) == {}
