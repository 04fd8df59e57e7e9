"""Transient Erlang A over a series: outcome of given staff, and the least staff interval by interval (kernels)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement.erlang_a_search import spare
from scheduling.requirement.transient_chain import steady
from scheduling.requirement.transient_interval import Interval, Outcome, busy_of, play_interval

FloatArray = npt.NDArray[np.float64]

Targets = tuple[float, float, float, float]
"""Service level, max ASA (s), max occupancy, max abandonment; NaN: not asked."""

MOST_STAFF = 1e6


@kernel
def fill_outcome(intervals: FloatArray, staff: FloatArray, target_s: FloatArray, out: FloatArray) -> None:
    """Write the outcome (5) of each interval into out[5, intervals]; columns of `intervals` as in `Interval`."""
    lo, p = steady(intervals[0, 0], staff[0], intervals[0, 2], intervals[0, 3])
    held = staff[0]
    for i in range(staff.size):
        row = (intervals[i, 0], intervals[i, 1], intervals[i, 2], intervals[i, 3], intervals[i, 4])
        held = min(held, busy_of(lo, p, held)) if held > staff[i] else held
        lo, p, held, outcome = play_interval(lo, p, held, row, staff[i:], target_s[i])
        for k in range(5):
            out[k, i] = outcome[k]


@kernel
def _try(
    lo: int, p: FloatArray, held: float, first: bool, staff: float, after: float, interval: Interval, target_s: float
) -> tuple[int, FloatArray, float, Outcome]:
    """An interval with this staff and the next one's (NaN: it stays); the first starts in its own steady state."""
    if first:
        lo, p = steady(interval[0], staff, interval[2], interval[3])
        held = staff
    held = busy_of(lo, p, held) if held > staff else held
    people = np.full(2, staff)
    if not math.isnan(after):
        people[1] = after
    return play_interval(lo, p, held, interval, people, target_s)


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
def _least(
    lo: int,
    p: FloatArray,
    held: float,
    first: bool,
    hint: float,
    after: float,
    interval: Interval,
    target_s: float,
    asked: Targets,
) -> tuple[float, tuple[int, FloatArray, float, Outcome]]:
    """Least staff of one interval (NaN: none up to a million) and the play with it (else with the last one tried)."""
    low, high, room_low, room_high = -1.0, math.inf, math.nan, math.nan
    guess = max(0.0, math.ceil(hint))
    stride = 1.0 + 0.1 * math.sqrt(guess)
    turn = 0
    tried = _try(lo, p, held, first, guess, after, interval, target_s)
    kept = tried
    while True:
        met, room = _room(tried[3], asked)
        if met:
            high, room_high, kept = guess, room, tried
        else:
            low, room_low = guess, room
        if high - low <= 1.0 or (high == math.inf and guess > MOST_STAFF):
            break
        guess = _next(low, high, room_low, room_high, stride, turn)
        turn += 1
        tried = _try(lo, p, held, first, guess, after, interval, target_s)
    return (high if high < math.inf else math.nan), kept


@kernel
def fill_least(
    intervals: FloatArray,
    target_s: FloatArray,
    targets: FloatArray,
    hint: FloatArray,
    fixed: FloatArray,
    staff: FloatArray,
) -> None:
    """Write the least staff of each interval, one after the other, each from the state the ones before leave behind.

    `staff` on entry: what is expected of the following intervals, NaN where it is not known and taken to stay.
    NaN on return where no staff meets the targets. `hint` is a first guess; a good one saves time;
    intervals with a number in `fixed` keep it.
    O(intervals x log(staff)) plays.
    """
    lo, p, held = 0, np.ones(1), 0.0
    miss = 0.0
    for i in range(staff.size):
        interval = (intervals[i, 0], intervals[i, 1], intervals[i, 2], intervals[i, 3], intervals[i, 4])
        asked = (targets[0, i], targets[1, i], targets[2, i], targets[3, i])
        after = staff[i + 1] if i + 1 < staff.size else math.nan
        if not math.isnan(fixed[i]):
            staff[i] = fixed[i]
            kept = _try(lo, p, held, i == 0, fixed[i], after, interval, target_s[i])
            lo, p, held = kept[0], kept[1], kept[2]
            continue
        found, kept = _least(lo, p, held, i == 0, hint[i] + miss, after, interval, target_s[i], asked)
        if not math.isnan(found):
            miss = found - hint[i]
        staff[i] = found
        lo, p, held = kept[0], kept[1], kept[2]
