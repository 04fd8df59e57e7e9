"""Transient Erlang A over a series: outcome of given staff, and the least staff interval by interval (kernels)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement.erlang_a_search import spare
from scheduling.requirement.transient_chain import steady
from scheduling.requirement.transient_interval import (
    Interval,
    Outcome,
    Promise,
    busy_of,
    play_interval,
    without_leavers,
)

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Targets = tuple[float, float, float, float]
"""Service level, max ASA (s), max occupancy, max abandonment; NaN: not asked."""

MOST_STAFF = 1e6
WHOLE = 1e-9  # nearer to a whole number than this is whole


Play = tuple[int, FloatArray, float, Outcome]
"""The state an interval leaves behind (lowest number, chances, people at work) and what its arrivals met."""


@kernel
def blend(low: Play, high: Play, share: float) -> Play:
    """Two plays of one interval as one: that of `high` comes with chance `share`. O(states)."""
    lo = min(low[0], high[0])
    p = np.zeros(max(low[0] + low[1].size, high[0] + high[1].size) - lo)
    for j in range(low[1].size):
        p[low[0] - lo + j] += (1.0 - share) * low[1][j]
    for j in range(high[1].size):
        p[high[0] - lo + j] += share * high[1][j]
    a, b = low[3], high[3]
    rest = 1.0 - share
    outcome = (
        rest * a[0] + share * b[0], rest * a[1] + share * b[1], rest * a[2] + share * b[2],
        rest * a[3] + share * b[3], rest * a[4] + share * b[4],
    )  # fmt: skip
    return lo, p, rest * low[2] + share * high[2], outcome


@kernel
def _try(
    lo: int, p: FloatArray, held: float, first: bool, people: FloatArray, interval: Interval, promise: Promise
) -> Play:
    """An interval with whole staff `people[0]`, then the staff of the next ones; the first starts in its own steady
    state.
    """
    staff = people[0]
    if first:
        lo, p = steady(interval[0], staff, interval[2], interval[3])
        held = staff
    if held > staff and interval[0] <= 0.0:
        lo, p = without_leavers(lo, p, held, staff)
        held = staff
    held = busy_of(lo, p, held) if held > staff else held
    return play_interval(lo, p, held, interval, people, promise)


@kernel
def _try_any(
    lo: int, p: FloatArray, held: float, first: bool, people: FloatArray, interval: Interval, promise: Promise
) -> Play:
    """`_try` with staff that may be a fraction: one person more comes with the chance that the fraction says."""
    staff = people[0]
    whole = math.floor(staff + WHOLE)
    if staff - whole <= WHOLE:
        return _try(lo, p, held, first, people, interval, promise)
    share = staff - whole
    people = people.copy()
    people[0] = whole
    low = _try(lo, p, held, first, people, interval, promise)
    people[0] = whole + 1.0
    return blend(low, _try(lo, p, held, first, people, interval, promise), share)


@kernel
def _reach(staff: FloatArray, i: int, interval: Interval, target_s: float) -> FloatArray:
    """Staff of interval i and of those that arrivals of it may still meet within the target."""
    count = min(staff.size - i, int(min(target_s / interval[4], 1e6)) + 2)
    return staff[i : i + count].copy()


@kernel
def _row(intervals: FloatArray, i: int) -> Interval:
    here = intervals[i]
    return here[0], here[1], here[2], here[3], here[4], here[5]


@kernel
def fill_outcome(
    intervals: FloatArray, staff: FloatArray, target_s: FloatArray, formula: IntArray, out: FloatArray
) -> None:
    """Write the outcome (5) of each interval into out[5, intervals]; columns of `intervals` as in `Interval`."""
    lo, p, held = 0, np.ones(1), 0.0
    for i in range(staff.size):
        row = _row(intervals, i)
        people = _reach(staff, i, row, target_s[i])
        lo, p, held, outcome = _try_any(lo, p, held, i == 0, people, row, (target_s[i], formula[i]))
        for k in range(5):
            out[k, i] = outcome[k]


@kernel
def _room(outcome: Outcome, targets: Targets) -> tuple[bool, float]:
    level, abandon, asa_s, _, occupancy = outcome
    values = (0.0, level, level, level, level, asa_s, 0.0, abandon, occupancy, 0.0)
    return spare(values, 0, targets[0], targets[1], targets[2], targets[3])


@kernel
def _next(lo: float, hi: float, room_lo: float, room_hi: float, stride: float, turn: int) -> float:
    """Next number to try between lo (misses) and hi (meets): growing strides, then the secant, else the middle."""
    if hi == math.inf:
        return lo + math.ceil(stride * 2.0**turn)
    if lo < 0.0:
        return max(0.0, hi - math.ceil(stride * 2.0**turn))
    if turn % 3 == 2 or not room_hi > room_lo:
        return lo + math.floor(0.5 * (hi - lo))
    guess = math.ceil(lo + (hi - lo) * max(0.0, -room_lo) / (room_hi - room_lo))
    return min(max(guess, lo + 1.0), hi - 1.0)


@kernel
def _way(low: float, high: float, bound: float) -> float:
    """Share of the way from `low`, which misses the bound, to `high`, which keeps it; 0 where both keep it."""
    if math.isnan(bound) or low == high:
        return 0.0
    if not (abs(low) < math.inf and abs(high) < math.inf):
        return 1.0
    return min(1.0, max(0.0, (bound - low) / (high - low)))


@kernel
def _fraction(low: Outcome, high: Outcome, targets: Targets) -> float:
    """How much of the last person is needed: on the straight line of the hardest promise."""
    found = _way(low[0], high[0], targets[0]) if low[0] < targets[0] else 0.0
    found = max(found, _way(low[2], high[2], targets[1]) if not low[2] <= targets[1] else 0.0)
    found = max(found, _way(low[4], high[4], targets[2]) if low[4] > targets[2] else 0.0)
    return max(found, _way(low[1], high[1], targets[3]) if low[1] > targets[3] else 0.0)


@kernel
def _least(
    lo: int,
    p: FloatArray,
    held: float,
    first: bool,
    hint: float,
    people: FloatArray,
    interval: Interval,
    promise: Promise,
    asked: Targets,
    whole: bool,
) -> tuple[float, Play]:
    """Least staff of one interval (NaN: none up to a million) and the play with it (else with the last one tried).

    `people` is room for the staff of this interval and that of the following ones. Not `whole`: on the straight line
    between the last number that misses and the first that meets.
    """
    low, high, room_low, room_high = -1.0, math.inf, math.nan, math.nan
    guess = max(0.0, math.ceil(hint))
    stride = 1.0 + 0.1 * math.sqrt(guess)
    turn = 0
    people[0] = guess
    tried = _try(lo, p, held, first, people, interval, promise)
    kept, missed = tried, tried
    while True:
        met, room = _room(tried[3], asked)
        if met:
            high, room_high, kept = guess, room, tried
        else:
            low, room_low, missed = guess, room, tried
        if high - low <= 1.0 or (high == math.inf and guess > MOST_STAFF):
            break
        guess = _next(low, high, room_low, room_high, stride, turn)
        turn += 1
        people[0] = guess
        tried = _try(lo, p, held, first, people, interval, promise)
    if high == math.inf:
        return math.nan, tried
    if whole or low < 0.0:
        return high, kept
    share = _fraction(missed[3], kept[3], asked)
    return low + share, blend(missed, kept, share)


@kernel
def fill_least(
    intervals: FloatArray,
    target_s: FloatArray,
    formula: IntArray,
    targets: FloatArray,
    hint: FloatArray,
    fixed: FloatArray,
    whole: bool,
    staff: FloatArray,
    out: FloatArray,
) -> None:
    """Write the least staff of each interval, one after the other, each from the state the ones before leave behind.

    `staff` on entry: what is expected of the following intervals, NaN where it is not known and taken to stay.
    NaN on return where no staff meets the targets. `hint` is a first guess; a good one saves time;
    intervals with a number in `fixed` keep it. Outcomes go to out[5, intervals].
    O(intervals x log(staff)) plays.
    """
    lo, p, held = 0, np.ones(1), 0.0
    miss = 0.0
    for i in range(staff.size):
        interval = _row(intervals, i)
        asked = (targets[0, i], targets[1, i], targets[2, i], targets[3, i])
        promise = (target_s[i], formula[i])
        people = _reach(staff, i, interval, target_s[i])
        known = people.size
        for k in range(people.size - 1, 0, -1):
            if math.isnan(people[k]):
                known = k
        people = people[:known]
        if not math.isnan(fixed[i]):
            people[0] = fixed[i]
            kept = _try_any(lo, p, held, i == 0, people, interval, promise)
        else:
            hinted = max(0.0, hint[i] + miss)
            found, kept = _least(lo, p, held, i == 0, hinted, people, interval, promise, asked, whole)
            if not math.isnan(found):
                miss = math.ceil(found) - hint[i]
            staff[i] = found
        lo, p, held, outcome = kept
        for k in range(5):
            out[k, i] = outcome[k]
