"""Moments and windows as people write them on the command line, in the zone of the centre."""

from __future__ import annotations

import re

import pandas as pd

from data.contracts.errors import Fault, RefusedInput

WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*%")


def moment(text: str, zone: str, option: str) -> pd.Timestamp:
    """A moment in a zone; `RefusedInput` for words that are none.

    >>> moment("2026-11-11T08:00", "Asia/Shanghai", "--from").isoformat()
    '2026-11-11T08:00:00+08:00'
    """
    try:
        when = pd.Timestamp(text)
        if pd.isna(when):
            raise ValueError(text)
        placed = (
            when.tz_convert(zone)
            if when.tzinfo
            else when.tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
        )
    except (ValueError, TypeError) as error:
        values = {"value": repr(text)}
        fault = Fault("cli.moment", "{value} is no moment", values, "Write it as 2026-11-11T08:00.", option)
        raise RefusedInput([fault]) from error
    return placed.as_unit("us")


def midnight_after(when: pd.Timestamp) -> pd.Timestamp:
    """The end of the day of a moment.

    >>> midnight_after(pd.Timestamp("2026-11-11 08:00", tz="Asia/Shanghai")).isoformat()
    '2026-11-12T00:00:00+08:00'
    """
    day = when.tz_localize(None).normalize() + pd.Timedelta(days=1)
    return day.tz_localize(when.tzinfo, nonexistent="shift_forward", ambiguous=True).as_unit("us")


def window_of(text: str, day: pd.Timestamp, option: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The window HH:MM-HH:MM of the day of a moment; one that ends before it starts goes over midnight.

    >>> day = pd.Timestamp("2026-11-11 08:00", tz="Asia/Shanghai")
    >>> [str(t.time()) for t in window_of("10:00-14:00", day, "--volume")]
    ['10:00:00', '14:00:00']
    """
    found = WINDOW.fullmatch(text.strip())
    if found is None or int(found[1]) > 24 or int(found[3]) > 24 or int(found[2]) > 59 or int(found[4]) > 59:
        values = {"value": repr(text)}
        raise RefusedInput([Fault("cli.window", "{value} is no window", values, "Write it as 10:00-14:00.", option)])
    midnight = day.tz_localize(None).normalize()
    low, high = (pd.Timedelta(hours=int(found[i]), minutes=int(found[i + 1])) for i in (1, 3))
    high = high if high > low else high + pd.Timedelta(days=1)
    placed = [
        (midnight + at).tz_localize(day.tzinfo, nonexistent="shift_forward", ambiguous=True).as_unit("us")
        for at in (low, high)
    ]
    return placed[0], placed[1]


def share_of(text: str, option: str) -> float:
    """The share that a percentage means, with its sign.

    >>> share_of("-30%", "--partner")
    -0.3
    """
    found = PERCENT.fullmatch(text.strip())
    if found is None:
        values = {"value": repr(text)}
        raise RefusedInput(
            [Fault("cli.percent", "{value} is no percentage", values, "Write it as +20% or -30%.", option)]
        )
    return float(found[1]) / 100.0
