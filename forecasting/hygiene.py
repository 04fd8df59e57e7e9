"""Which days may be learned from: gaps are filled by shape or refused, outages and freak days are set aside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, date_of, weekdays
from forecasting.daily import QueueHistory

LEAST_COVERED = 0.75  # share of a usual day that must have been recorded before the rest is filled in by shape
OUTAGE_EXPECTED = 30.0  # a run of zeros in which that many contacts were expected is no quiet hour
FREAK_RATIO = 2.5  # a freak day is at least that many times above or below its surroundings ...
FREAK_MADS = 8.0  # ... and that many median absolute deviations away
HALF_WINDOW_D = 14
STALE_D = 8


@dataclass(frozen=True)
class CleanDays:
    """What may be learned from a queue. `counts` (days, slots): gaps filled by shape, NaN on refused days.

    `total` (days,): contacts of the day, NaN on refused and closed days; `refused` tells why, by index of the day.
    """

    counts: FloatArray
    total: FloatArray
    refused: dict[int, str]


def clean_days(history: QueueHistory, special: BoolArray, known_bad: BoolArray) -> CleanDays:
    """Totals and counts fit to learn from.

    `special` days (events, holidays) are never called freaks; `known_bad` days (recorded outages) are refused whole.
    A day that misses little is filled up by its weekday's usual shape. O(days x slots).
    """
    offered = history.offered.copy()
    shape = usual_shape(offered, history, ~special & ~known_bad)
    refused = {int(i): "recorded outage" for i in np.flatnonzero(known_bad & history.open_days)}
    total, _ = _totals(offered, shape, history)
    outage = _dead_runs(offered, shape, _surroundings(np.where(special, np.nan, total), history), history)
    offered[outage] = np.nan
    total, covered = _totals(offered, shape, history)
    for thin in np.flatnonzero(history.open_days & (covered < LEAST_COVERED) & ~known_bad):
        refused[int(thin)] = "outage" if outage[thin].any() else "missing intervals"
    total[list(refused)] = np.nan
    for i in _freaks(total, history, special):
        refused[int(i)] = "freak volume"
    total[list(refused)] = np.nan
    fill = total[:, None] * shape[weekdays(history.days)]
    counts = np.where(np.isnan(offered), fill, offered)
    counts[np.isnan(total)] = np.nan
    return CleanDays(counts, total, refused)


def told(queue: str, history: QueueHistory, clean: CleanDays) -> list[str]:
    """A warning in words for the days that were set aside, one per reason."""
    by_reason: dict[str, list[str]] = {}
    begun = np.flatnonzero(~np.isnan(history.offered).all(axis=1))
    for i, reason in sorted(clean.refused.items()):
        if len(begun) and i > begun[-1]:
            continue  # days after the end of the history are no gaps in it
        by_reason.setdefault(reason, []).append(str(date_of(int(history.days[i])).date()))
    lines = []
    for reason, dates in by_reason.items():
        shown = ", ".join(dates[:5]) + (f" and {len(dates) - 5} more" if len(dates) > 5 else "")
        lines.append(f"{queue}: not learned from, {reason} ({len(dates)} d): {shown}")
    return lines


def stale(queue: str, history: QueueHistory) -> list[str]:
    """A warning when nothing was recorded in the last `STALE_D` days before the forecast."""
    recorded = np.flatnonzero(~np.isnan(history.offered).all(axis=1))
    silent_d = len(history.days) - 1 - int(recorded[-1]) if len(recorded) else 0
    if silent_d < STALE_D:
        return []
    last = date_of(int(history.days[recorded[-1]])).date()
    return [f"{queue}: the history ends on {last}, {silent_d} days before the forecast; import newer data"]


def usual_shape(offered: FloatArray, history: QueueHistory, usable: BoolArray) -> FloatArray:
    """Share of a day's volume that falls on each slot, per weekday (7, slots); rows of closed weekdays are zero."""
    weekday = weekdays(history.days)
    shape = np.zeros((7, offered.shape[1]))
    for w in range(7):
        rows = offered[(weekday == w) & usable]
        rows = rows if len(rows) else offered[weekday == w]
        known = ~np.isnan(rows)
        mean = np.where(known, rows, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        even = history.open[w].astype(float)
        mean = mean if mean.sum() > 0 else even
        shape[w] = mean * even / max((mean * even).sum(), 1e-12)
    return shape


def _totals(offered: FloatArray, shape: FloatArray, history: QueueHistory) -> tuple[FloatArray, FloatArray]:
    """Total of each day scaled up for what was not recorded, and the share of a usual day that was."""
    known = ~np.isnan(offered)
    covered = (known * shape[weekdays(history.days)]).sum(axis=1)
    total = np.where(known, offered, 0.0).sum(axis=1) / np.maximum(covered, 1e-12)
    total[(covered < 1e-9) | ~history.open_days] = np.nan
    return total, covered


def _surroundings(total: FloatArray, history: QueueHistory) -> FloatArray:
    """Level of the weeks around each day times its weekday's factor: what the day would usually bring."""
    weekday = weekdays(history.days)
    padded = np.pad(total, HALF_WINDOW_D, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * HALF_WINDOW_D + 1)
    level = _nanmedian(windows)
    ratio = total / np.where(level > 0, level, np.nan)
    factor = np.ones(7)
    for w in range(7):
        middle = _nanmedian(ratio[weekday == w][None, :])[0]
        factor[w] = middle if middle > 0 else 1.0
    usual: FloatArray = np.nan_to_num(level) * factor[weekday]
    return usual


def _nanmedian(rows: FloatArray) -> FloatArray:
    """Median of each row without its NaNs; NaN (silently) for rows that hold nothing else."""
    middle = np.full(len(rows), np.nan)
    some = ~np.isnan(rows).all(axis=1)
    if some.any():
        middle[some] = np.nanmedian(rows[some], axis=1)
    return middle


def _dead_runs(offered: FloatArray, shape: FloatArray, usual: FloatArray, history: QueueHistory) -> BoolArray:
    """True where a run of recorded zeros is too long to be chance."""
    expected = (usual[:, None] * shape[weekdays(history.days)]).ravel()
    zero = (offered.ravel() == 0.0) | (~np.isfinite(offered.ravel()) & (expected == 0.0))
    edges = np.flatnonzero(np.diff(np.r_[False, zero, False].astype(np.int8)))
    mass = np.r_[0.0, np.cumsum(expected)]
    dead = np.zeros(len(zero), dtype=bool)
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        dead[start:stop] = mass[stop] - mass[start] >= OUTAGE_EXPECTED
    return dead.reshape(offered.shape)


def _freaks(total: FloatArray, history: QueueHistory, special: BoolArray) -> list[int]:
    """Days far off their surroundings that no event explains and that stand alone (a new level is no freak)."""
    calm = np.where(special, np.nan, total)
    usual = _surroundings(calm, history)
    off = np.full(len(total), np.nan)
    fit = (usual >= 20.0) & ~np.isnan(calm)
    off[fit] = np.log((calm[fit] + 1.0) / (usual[fit] + 1.0))
    if not fit.any():
        return []
    spread = 1.4826 * float(np.median(np.abs(off[fit])))
    far = np.nan_to_num(np.abs(off)) > max(np.log(FREAK_RATIO), FREAK_MADS * spread)
    edges = np.flatnonzero(np.diff(np.r_[False, far, False].astype(np.int8)))
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [int(i) for start, stop in runs if stop - start <= 2 for i in range(start, stop)]
