"""Intervals that cannot be true: zeros where contacts were due, counts that stand still, one typo in a good day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.arrays import BoolArray, FloatArray, IntArray

CellCodes = npt.NDArray[np.int8]
FINE, MISSING, DEAD, STUCK, FREAK = 0, 1, 2, 3, 4
CELL_REASONS = {MISSING: "missing", DEAD: "outage", STUCK: "stuck", FREAK: "freak_interval"}

OUTAGE_EXPECTED = 30.0  # a run of zeros in which that many contacts were expected is no quiet hour
NEXT_TO_NOTHING = 0.05  # of what was expected counts as zero: a few contacts slip through an outage
LONG_OUTAGE_D = 3
STUCK_LOG_P = 23.0  # minus log of the chance of a run of equal counts (Poisson), from which it is none
STUCK_LEAST = 4
STUCK_SHARE = 0.05  # a history that stands still more often than that is made of such numbers
FREAK_RATIO = 5.0  # a freak interval is that many times what its own day would give it ...
FREAK_EXCESS = 30.0  # ... by so many contacts ...
FREAK_SDS = 10.0  # ... and so many standard deviations, with a relative scatter of FREAK_SCATTER on top of Poisson
FREAK_SCATTER = 0.3
GIANT_RATIO = 20.0  # of the median at its time of the day: so large hides what is usual in a short history
CALM_RATIO = 2.5  # what both its neighbours stay below
FREAK_SLOTS = 8  # slots a day from which an interval can be judged by the rest of its day
FREAK_RECURS = 3  # as many at the same time of the day are a habit


def broken_cells(offered: FloatArray, expected: FloatArray, is_open: BoolArray, special: BoolArray) -> CellCodes:
    """Code of each interval (days, slots): `FINE`, `MISSING` (open, no record), `DEAD`, `STUCK` or `FREAK`.

    `expected` is what the days around and the weekday's shape would give; `special` days (days,) may spike and may be
    closed as a whole. O(days x slots).
    """
    cells = np.zeros(offered.shape, dtype=np.int8)
    cells[is_open & np.isnan(offered)] = MISSING
    cells[_freaks(offered, expected, special)] = FREAK
    cells[_stuck(offered, is_open)] = STUCK
    cells[_dead(offered, expected, is_open, special)] = DEAD
    return cells


def without_giants(offered: FloatArray) -> FloatArray:
    """Counts (days, slots) with lone giants unknown, so that what is usual can be told from few weeks too.

    >>> without_giants(np.array([[9.0], [8.0], [9e5], [9.0]])).ravel().tolist()
    [9.0, 8.0, nan, 9.0]
    """
    usual = np.zeros(offered.shape[1])
    for slot in range(offered.shape[1]):
        some = offered[:, slot] > 0
        usual[slot] = np.median(offered[some, slot]) if some.sum() >= FREAK_RECURS else np.inf
    with np.errstate(invalid="ignore"):
        giant = offered > GIANT_RATIO * usual + FREAK_EXCESS
    giant[:, giant.sum(axis=0) >= FREAK_RECURS] = False
    return np.where(giant, np.nan, offered)


def runs_of(mask: BoolArray) -> tuple[IntArray, IntArray]:
    """Start and stop of each run of True in a row.

    >>> [r.tolist() for r in runs_of(np.array([True, False, True, True]))]
    [[0, 2], [1, 4]]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return edges[::2].astype(np.int64), edges[1::2].astype(np.int64)


def _dead(offered: FloatArray, expected: FloatArray, is_open: BoolArray, special: BoolArray) -> BoolArray:
    """Runs of zeros, or next to nothing, too long to be chance; hours that are silent every week are no outage."""
    silent = (offered == 0.0) | (offered < NEXT_TO_NOTHING * expected)
    passed = silent | ((np.isnan(offered) | ~is_open) & (expected == 0.0))
    start, stop = runs_of(passed.ravel())
    mass = np.concatenate([[0.0], np.cumsum(expected.ravel())])
    long = mass[stop] - mass[start] >= OUTAGE_EXPECTED
    dead = np.zeros(offered.size, dtype=np.bool_)
    for first, last in zip(start[long], stop[long], strict=True):
        dead[first:last] = True
    dead = dead.reshape(offered.shape) & silent & is_open
    whole = (dead | ~is_open).all(axis=1) & dead.any(axis=1)
    dead[whole & special] = False  # closed on a holiday: that is what such a day brings
    weekly = np.zeros_like(dead)
    weekly[7:] |= dead[:-7]
    weekly[:-7] |= dead[7:]
    weekly[_long_runs(whole | ~is_open.any(axis=1), whole)] = False
    return np.asarray(dead & ~weekly, dtype=np.bool_)


def _long_runs(mask: BoolArray, counted: BoolArray) -> BoolArray:
    """Days in runs of `mask` that hold at least `LONG_OUTAGE_D` days of `counted`."""
    found = np.zeros_like(mask)
    for start, stop in zip(*runs_of(mask), strict=True):
        found[start:stop] = counted[start:stop].sum() >= LONG_OUTAGE_D
    return found


def _stuck(offered: FloatArray, is_open: BoolArray) -> BoolArray:
    """Runs of one and the same count over consecutive open intervals that chance does not give.

    Two Poisson counts of mean m are equal with probability exp(-2m) I0(2m); scatter beyond Poisson makes it rarer.
    """
    from scipy.special import ive

    places = np.flatnonzero(is_open.ravel())
    values = offered.ravel()[places]
    same = (values[1:] == values[:-1]) & (values[1:] > 0)
    start, stop = runs_of(same)
    long = stop - start + 1 >= STUCK_LEAST
    found = np.zeros(offered.size, dtype=np.bool_)
    for first, last in zip(start[long], stop[long], strict=True):
        if -(last - first) * np.log(ive(0, 2.0 * values[first])) >= STUCK_LOG_P:
            found[places[first : last + 1]] = True
    some = found.sum() <= STUCK_SHARE * max(len(places), 1)
    return np.asarray(found.reshape(offered.shape) & some, dtype=np.bool_)


def _freaks(offered: FloatArray, expected: FloatArray, special: BoolArray) -> BoolArray:
    """Lone intervals far above what the rest of their own day says, neighbours as usual."""
    none = np.zeros(offered.shape, dtype=np.bool_)
    if offered.shape[1] < FREAK_SLOTS:
        return none
    usual = expected * _day_ratio(offered, expected)[:, None]
    with np.errstate(invalid="ignore"):
        high = (offered >= FREAK_RATIO * usual) & (offered - usual >= FREAK_EXCESS)
        high &= (offered - usual) ** 2 >= FREAK_SDS**2 * (usual + (FREAK_SCATTER * usual) ** 2)
        calm = (np.isnan(offered) | (offered <= CALM_RATIO * usual + 10.0)).ravel()
    before, after = np.concatenate([[True], calm[:-1]]), np.concatenate([calm[1:], [True]])
    lone = high & (before & after).reshape(offered.shape) & ~special[:, None]
    lone &= (expected > 0).sum(axis=1)[:, None] >= FREAK_SLOTS
    lone[:, lone.sum(axis=0) >= FREAK_RECURS] = False
    return np.asarray(lone, dtype=np.bool_)


def _day_ratio(offered: FloatArray, expected: FloatArray) -> FloatArray:
    """Level of each day against the usual, shape (days,): median over its intervals by weight of what is expected.

    A weighted median stands a typo that multiplies the day's total.
    """
    known = ~np.isnan(offered) & (expected > 0)
    ratio = np.where(known, offered / np.where(known, expected, 1.0), np.inf)
    order = np.argsort(ratio, axis=1)
    weight = np.take_along_axis(np.where(known, expected, 0.0), order, axis=1).cumsum(axis=1)
    middle = (weight < weight[:, -1:] / 2.0).sum(axis=1)
    level = np.take_along_axis(np.take_along_axis(ratio, order, axis=1), middle[:, None], axis=1)[:, 0]
    return np.where(np.isfinite(level), level, 1.0)
