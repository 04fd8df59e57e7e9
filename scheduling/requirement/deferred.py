"""Work that may wait (messages, mail): the flattest staffing that finishes everything before it is due."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scheduling.requirement.taut_level import taut_over

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PLANNED_SHARE = 0.75  # of the deadline: the rest is the reserve for chance, breaks and late starts
DAY_MIN = 24 * 60


@dataclass(frozen=True)
class DeadlinePlan:
    """Work done per interval (erlangs), and the wait of what arrives in each interval if it is done in order (s)."""

    work: Floats
    wait_s: Floats


def plan_deadline(
    arriving: Floats,
    can_work: Flags,
    deadline_intervals: int,
    interval_s: float,
    base: Floats | None = None,
    waiting_due: Floats | None = None,
) -> DeadlinePlan:
    """Spread arriving work (erlangs per interval) so that it is done in time and as level as it can be.

    Work that arrives in interval k may be done in k and must be done by the end of k + deadline - 1; both count on the
    clock, and only intervals that are open can work. What falls due while closed is done before, what has no open
    interval before it is due is done in the next one. Of all plans that keep this, the one whose cumulated work is a
    taut string between "arrived" and "due" has the lowest peak and the least ups and downs at once (it minimises every
    convex cost of the staffing). The end is free of a last rush: the pattern of the last deadline is thought on.

    `base`: other work of the same people by interval; then base and this work together are as level as they can be (the
    string is taut over the valleys of the base). `waiting_due`: work that waits at the start already, by the interval
    at whose end it is due.

    >>> plan_deadline(np.array([8.0, 0, 0, 0]), np.ones(4, bool), 4, 900.0).work.tolist()
    [2.0, 2.0, 2.0, 2.0]
    """
    reach = max(1, int(deadline_intervals))
    tail = min(reach, len(arriving))
    work_in, opened = _with_tail(arriving, tail), _with_tail(can_work, tail)
    done = np.zeros(len(work_in))
    waiting = np.zeros(len(work_in))
    if waiting_due is not None:
        waiting[: len(arriving)] = waiting_due
    if work_in.sum() + waiting.sum() > 0 and opened.any():
        lower, upper = _due_and_arrived(work_in, opened, reach, waiting)
        under = np.zeros(len(work_in)) if base is None else _with_tail(base, tail)
        line = _taut_string(lower, upper) if base is None else taut_over(lower, upper, under[opened])
        done[opened] = np.diff(line)
    wait_s = _waits(work_in, done, interval_s, float(waiting.sum()))
    return DeadlinePlan(np.maximum(done[: len(arriving)], 0.0), wait_s[: len(arriving)])


def _with_tail(values: NDArray[Any], tail: int) -> NDArray[Any]:
    """The values and their last `tail` ones once more."""
    return np.concatenate([values, values[len(values) - tail :]])


def _due_and_arrived(work_in: Floats, opened: Flags, reach: int, waiting: Floats) -> tuple[Floats, Floats]:
    """Cumulated work due and arrived at the borders of the open intervals (0 .. their number)."""
    before = np.concatenate([[0], np.cumsum(opened)])  # open intervals before each border
    k = np.arange(len(work_in))
    last = int(before[-1])
    start = before[k]  # first open interval that can do it
    due = np.minimum(np.maximum(before[np.minimum(k + reach, len(work_in))], start + 1), last)
    fits = start < last
    lower, upper = np.zeros(last + 1), np.zeros(last + 1)
    np.add.at(lower, due[fits], work_in[fits])
    np.add.at(upper, start[fits] + 1, work_in[fits])
    np.add.at(lower, np.minimum(np.maximum(before[k + 1], 1), last), waiting)
    upper[1] += waiting.sum()
    lower, upper = np.cumsum(lower), np.cumsum(upper)
    lower[-1] = upper[-1]
    return np.minimum(lower, upper), upper


def _taut_string(lower: Floats, upper: Floats) -> Floats:
    """Shortest line from (0, 0) to the end that stays between the two; they meet at both ends.

    Walks on while one straight line still fits, bends where it no longer does. O(n) to O(n * longest straight piece).
    """
    low, high = lower.tolist(), upper.tolist()
    last = len(low) - 1
    line = [0.0] * (last + 1)
    i, y = 0, 0.0
    while i < last:
        least, most, at_low, at_high = -math.inf, math.inf, i, i
        bend = (last, low[last])
        for k in range(i + 1, last + 1):
            slope_low, slope_high = (low[k] - y) / (k - i), (high[k] - y) / (k - i)
            if slope_low > most:
                bend = (at_high, high[at_high])
                break
            if slope_high < least:
                bend = (at_low, low[at_low])
                break
            if slope_high <= most:
                most, at_high = slope_high, k
            if slope_low >= least:
                least, at_low = slope_low, k
        k, target = bend
        for j in range(i + 1, k + 1):
            line[j] = y + (target - y) * (j - i) / (k - i)
        i, y = k, target
    return np.array(line)


def _waits(work_in: Floats, done: Floats, interval_s: float, before: float = 0.0) -> Floats:
    """Wait of the middle of each interval's arrivals when work is done in order of arrival, `before` it first."""
    borders = np.arange(len(done) + 1, dtype=np.float64)
    finished = np.concatenate([[0.0], np.cumsum(done)])
    rising = np.concatenate([[True], np.diff(finished) > 0])
    middle = before + np.cumsum(work_in) - work_in / 2.0
    at = np.interp(middle, finished[rising], borders[rising])
    return np.where(work_in > 0, np.maximum(at - (np.arange(len(done)) + 0.5), 0.0), 0.0) * interval_s


def chance_reserve(
    volume: Floats, aht_s: Floats, deadline_intervals: int, interval_s: float, service_level: float | None
) -> Floats:
    """Positions on top of the level plan because contacts come and last by chance: z * sqrt(sum of E[S^2]) / deadline.

    Over one deadline N contacts arrive, each a time S with E[S^2] = 2 AHT^2 (exponential): their work has a standard
    deviation of sqrt(2 N) AHT seconds. `z` is the normal quantile of the service level (0.95 when none is promised).

    >>> float(chance_reserve(np.full(16, 100.0), np.full(16, 120.0), 16, 900.0, 0.95)[-1].round(2))
    0.78
    """
    from scipy.special import ndtri

    z = max(0.0, float(ndtri(min(service_level if service_level is not None else 0.95, 0.999))))
    reach = max(1, int(deadline_intervals))
    squares = np.cumsum(np.concatenate([np.zeros(reach), 2.0 * volume * aht_s**2]))
    window = squares[reach:] - squares[: len(volume)]
    return np.asarray(z * np.sqrt(np.maximum(window, 0.0)) / (reach * interval_s))


def open_intervals(grid: pd.DatetimeIndex, queue: str, open_hours: pd.DataFrame | None) -> Flags:
    """Intervals in which a queue is open; a queue without rows is always open. `grid` is in the centre's zone."""
    rows = None if open_hours is None else open_hours[open_hours["queue"] == queue]
    if rows is None or rows.empty:
        return np.ones(len(grid), dtype=np.bool_)
    minute = (grid.hour * 60 + grid.minute).to_numpy()
    weekday = grid.day_of_week.to_numpy()
    opened = np.zeros(len(grid), dtype=np.bool_)
    for row in rows.to_dict("records"):
        opens, closes = clock_minutes(str(row["open"])), clock_minutes(str(row["close"]))
        opened |= (weekday == int(row["weekday"])) & (minute >= opens) & (minute < closes)
    return opened


def clock_minutes(clock: str) -> int:
    """Minutes after midnight of HH:MM.

    >>> clock_minutes("24:00")
    1440
    """
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute or 0)
