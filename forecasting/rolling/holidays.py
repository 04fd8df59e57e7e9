"""Holidays ahead of an origin: those on which the queue has always been closed, and the share of a day others bring."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, date_of, weekdays
from forecasting.daily import QueueHistory
from forecasting.default.special import NO_DAYS, SpecialDays

NEAR_D = 7  # rows must lie within that many days on both sides: a holiday inside a long gap says nothing
REGULAR = 0.8  # share of its open days with rows, below which a queue's missing rows say nothing
BESIDE_D = 28  # normal days of the same weekday so far around a holiday are what it is measured against
PRIOR_N = 1.0  # so many holidays weigh as much as what they are drawn to
MOST_SHARE = 5.0


def closed_holidays(
    history: QueueHistory, special: SpecialDays, ahead: IntArray, shut: IntArray = NO_DAYS
) -> dict[int, str]:
    """Holidays ahead (day number: name) on open weekdays whose earlier occurrences all had no row.

    A row of zero contacts is a row: such a queue was open. Occurrences count on weekdays that open, with rows on both
    sides within a week, and not on `shut` days, which the planner names himself; a queue that leaves out rows on many
    days is never called closed. O(days).
    """
    recorded: BoolArray = np.asarray((~np.isnan(history.offered)).any(axis=1), dtype=np.bool_)
    usual = history.open_days & ~special.holiday_mask(history.days)
    if not usual.any() or recorded[usual].mean() < REGULAR:
        return {}
    begun = history.days[recorded]
    opens = dict(zip(ahead.tolist(), history.open_weekdays[weekdays(ahead)].tolist(), strict=True))
    closed: dict[int, str] = {}
    was_open: set[int] = set()
    for name, days in special.holidays.items():
        coming = [int(day) for day in days if opens.get(int(day), False)]
        past = [int(day) for day in days if day not in shut and _speaks(int(day), history, begun)]
        if not coming or not past:
            continue
        if recorded[np.array(past) - int(history.days[0])].any():
            was_open.update(coming)
        else:
            closed.update(dict.fromkeys(coming, name))
    return {day: name for day, name in sorted(closed.items()) if day not in was_open}


def _speaks(day: int, history: QueueHistory, recorded: IntArray) -> bool:
    i = day - int(history.days[0])
    if not 0 <= i < len(history.days) or not history.open_days[i]:
        return False
    before, after = (recorded >= day - NEAR_D) & (recorded < day), (recorded > day) & (recorded <= day + NEAR_D)
    return bool(before.any() and after.any())


def closed_note(closed: Mapping[int, str], actual: FloatArray, origin: int) -> str:
    """The closed holidays in words, empty without any; `actual` (days, slots) of the days from the origin."""
    if not closed:
        return ""
    told = ", ".join(f"{name} ({date_of(day).date()})" for day, name in closed.items())
    seen = [day for day in closed if not np.isnan(actual[day - origin]).all()]
    missed = f"; {len(seen)} holidays taken for closed have rows: scored against 0" if seen else ""
    return f"taken for closed, as there were never rows on this holiday: {told}{missed}"


def holiday_factors(normal: FloatArray, history: QueueHistory, special: SpecialDays, ahead: IntArray) -> FloatArray:
    """Share of a normal day that each day ahead brings, 1 where no holiday is, shape (ahead,).

    `normal` (days,): totals of normal days, NaN on others. Each past holiday with rows is measured against the normal
    days of its weekday around it; a holiday is drawn to the mean of all, and that to a normal day. O(holidays x days).
    """
    totals = np.where(np.isnan(history.offered).all(axis=1), np.nan, np.nansum(history.offered, axis=1))
    shares = {name: _shares(normal, totals, history.days, days) for name, days in special.holidays.items()}
    every = [share for own in shares.values() for share in own]
    mean = _drawn(every, 1.0)
    factors = np.ones(len(ahead))
    for name, days in special.holidays.items():
        on: BoolArray = np.asarray(np.isin(ahead, days), dtype=np.bool_)
        factors[on] = _drawn(shares[name], mean)
    return factors


def _shares(normal: FloatArray, totals: FloatArray, days: IntArray, holidays: IntArray) -> list[float]:
    found = []
    for holiday in holidays:
        i = int(holiday - days[0])
        if not 0 <= i < len(days) or np.isnan(totals[i]):
            continue
        start = i % 7 if i < BESIDE_D else i - BESIDE_D
        beside = normal[start : i + BESIDE_D + 1 : 7]
        beside = beside[~np.isnan(beside)]
        if len(beside) and beside.mean() > 0:
            found.append(min(float(totals[i] / beside.mean()), MOST_SHARE))
    return found


def _drawn(shares: list[float], prior: float) -> float:
    return (sum(shares) + PRIOR_N * prior) / (len(shares) + PRIOR_N)
