"""Days far off the weeks around them, and days on which a new level begins."""

from __future__ import annotations

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays
from forecasting.hygiene.cells import without_giants

HALF_WINDOW_D = 14
LEAST_USUAL = 20.0  # contacts a day from which a day can be judged
LONE_RATIO, PAIR_RATIO = 1.6, 2.5  # how far off a day that stands alone must be, and two days in a row
ABSURD = 100.0  # times the usual: no event and no holiday brings that
MADS = 6.0  # and as many (robust) standard deviations of calm days
SHOULDER = 0.35  # a day whose neighbour is off by that share of it is part of a wave, not a freak
RECURS_D, RECURS_SHARE = 35, 0.6  # a day like it about a year before or after makes it a season
BESIDE_SPECIAL_D, BESIDE_SPECIAL = 3, 1.4  # days beside a special day echo it: they must be so much farther off
TWICE = (1.5, 2.7)
TWICE_SLOTS = 9  # counts that must all be even: by chance one day in 500
YEAR_D = 365.25
SHIFT_D, SHIFT_SOON_D = 21, 7
SHIFT_RATIO = 1.25
SHIFT_SDS = 6.0


def odd_days(
    total: FloatArray, offered: FloatArray, days: IntArray, special: BoolArray
) -> tuple[dict[int, str], dict[int, float]]:
    """Days to set aside (index: reason code) and days on which a new level begins (index: multiple of the old one).

    `total` (days,) is NaN where it is known to be out of order. A peak that lasts, that came a year before or after,
    or that belongs to a `special` day is none of them, unless it is absurd. O(days x window).
    """
    calm = np.where(special, np.nan, total)
    usual = surroundings(without_giants(calm[:, None])[:, 0], days)
    off = np.full(len(total), np.nan)
    fit = (usual >= LEAST_USUAL) & ~np.isnan(total)
    off[fit] = np.log((total[fit] + 1.0) / (usual[fit] + 1.0))
    if not (fit & ~special).any():
        return {}, {}
    spread = 1.4826 * float(np.median(np.abs(off[fit & ~special])))
    found = {i: "outlier_high" if off[i] > 0 else "outlier_low" for i in _outliers(off, spread, special)}
    found |= dict.fromkeys(np.flatnonzero(special & (np.nan_to_num(off) > np.log(ABSURD))).tolist(), "outlier_high")
    found |= dict.fromkeys(_counted_twice(np.where(special, np.nan, off), offered), "counted_twice")
    sound = calm.copy()
    sound[list(found)] = np.nan
    return found, _level_shifts(sound, days)


def surroundings(total: FloatArray, days: IntArray) -> FloatArray:
    """Level of the weeks around each day times its weekday's factor: what the day would usually bring. 0: unknown."""
    weekday = weekdays(days)
    padded = np.pad(total, HALF_WINDOW_D, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * HALF_WINDOW_D + 1)
    level = nanmedian(windows)
    ratio = total / np.where(level > 0, level, np.nan)
    factor = np.ones(7)
    for w in range(7):
        middle = nanmedian(ratio[weekday == w][None, :])[0]
        factor[w] = 1.0 if np.isnan(middle) else middle
    usual: FloatArray = np.nan_to_num(level) * factor[weekday]
    return usual


def nanmedian(rows: FloatArray) -> FloatArray:
    """Median of each row without its NaNs; NaN (silently) for rows that hold nothing else."""
    middle = np.full(len(rows), np.nan)
    some = ~np.isnan(rows).all(axis=1)
    if some.any():
        middle[some] = np.nanmedian(rows[some], axis=1)
    return middle


def _outliers(off: FloatArray, spread: float, special: BoolArray) -> list[int]:
    """Indices of days far off that stand alone or, when farther, in pairs."""
    size = np.where(special, 0.0, np.nan_to_num(np.abs(off)))
    beside = np.convolve(special, np.ones(2 * BESIDE_SPECIAL_D + 1), mode="same")[: len(off)] > 0
    bar = np.maximum(np.log(LONE_RATIO), MADS * spread) * np.where(beside, BESIDE_SPECIAL, 1.0)
    pair_bar = np.maximum(np.log(PAIR_RATIO), MADS * spread) * np.where(beside, BESIDE_SPECIAL, 1.0)
    found: list[int] = []
    for i in np.flatnonzero(size > bar):
        first, last = int(i), int(i)
        if last + 1 < len(off) and size[i] > pair_bar[i] and size[i + 1] > pair_bar[i + 1]:
            last += int(np.sign(off[i]) == np.sign(off[i + 1]))
        if first in found:
            continue
        if _stands_alone(off, first, last, spread) and not any(_recurs(off, j) for j in range(first, last + 1)):
            found += range(first, last + 1)
    return found


def _stands_alone(off: FloatArray, first: int, last: int, spread: float) -> bool:
    """Whether the days beside a run are not off in the same direction."""
    least = max(SHOULDER * min(abs(off[first]), abs(off[last])), 2.0 * spread)
    beside = [off[j] for j in (first - 1, last + 1) if 0 <= j < len(off) and not np.isnan(off[j])]
    return all(np.sign(off[first]) * x < least for x in beside)


def _recurs(off: FloatArray, i: int) -> bool:
    """Whether a day about as far off, in the same direction, came some years before or after."""
    for years in range(1, int(len(off) // YEAR_D) + 2):
        for sign in (-1, 1):
            middle = i + sign * round(years * YEAR_D)
            window = off[max(middle - RECURS_D, 0) : max(middle + RECURS_D + 1, 0)]
            if (np.nan_to_num(np.sign(off[i]) * window) > RECURS_SHARE * abs(off[i])).any():
                return True
    return False


def _counted_twice(off: FloatArray, offered: FloatArray) -> list[int]:
    """Days about twice as big as usual of which every count is even: a file that was added to itself."""
    with np.errstate(invalid="ignore"):
        double = (off > np.log(TWICE[0])) & (off < np.log(TWICE[1]))
    found = []
    for i in np.flatnonzero(double):
        counts = offered[i][offered[i] > 0]
        if len(counts) >= TWICE_SLOTS and (counts % 2 == 0).all():
            found.append(int(i))
    return found


def _level_shifts(total: FloatArray, days: IntArray) -> dict[int, float]:
    """Days from which the median of three weeks is another, at once and for good; index: multiple of the old level."""
    n = len(total)
    if n < 2 * SHIFT_D:
        return {}
    level = _weekday_free(total, days)
    ahead = _medians(level, SHIFT_D)
    soon = _medians(level, SHIFT_SOON_D)
    jump, quick = np.full(n, np.nan), np.full(n, np.nan)
    jump[SHIFT_D : n - SHIFT_D + 1] = ahead[SHIFT_D:] - ahead[:-SHIFT_D]
    quick[SHIFT_SOON_D : n - SHIFT_SOON_D + 1] = soon[SHIFT_SOON_D:] - soon[:-SHIFT_SOON_D]
    change = np.diff(level)
    change = change[~np.isnan(change)]
    if not len(change):
        return {}
    noise = 1.4826 * float(np.median(np.abs(change - np.median(change)))) / np.sqrt(SHIFT_D)
    usual_jump = float(np.nanmedian(np.abs(jump))) if not np.isnan(jump).all() else 0.0
    bar = max(np.log(SHIFT_RATIO), SHIFT_SDS * noise, 4.0 * usual_jump)
    with np.errstate(invalid="ignore"):
        strong = np.where((np.abs(jump) > bar) & (np.abs(quick) > 0.7 * np.abs(jump)), np.abs(jump), 0.0)
    found: dict[int, float] = {}
    for i in np.argsort(-strong, kind="stable"):
        if strong[i] == 0.0:
            break
        if all(abs(int(i) - j) > 2 * SHIFT_D for j in found) and not _recurs(jump, int(i)):
            found[_sharpest(level, int(i))] = float(np.exp(jump[i]))
    return found


def _sharpest(level: FloatArray, i: int) -> int:
    """Where around `i` two flat levels fit best: the day of the least squared distance to the medians beside it."""
    first, last = max(i - SHIFT_SOON_D, SHIFT_SOON_D), min(i + SHIFT_SOON_D, len(level) - SHIFT_SOON_D)
    lo, hi = max(first - SHIFT_D, 0), min(last + SHIFT_D, len(level))
    costs = [
        np.nansum(np.abs(level[lo:j] - np.nanmedian(level[lo:j])))
        + np.nansum(np.abs(level[j:hi] - np.nanmedian(level[j:hi])))
        if not (np.isnan(level[lo:j]).all() or np.isnan(level[j:hi]).all())
        else np.inf
        for j in range(first, last + 1)
    ]
    return first + int(np.argmin(costs)) if costs else i


def _weekday_free(total: FloatArray, days: IntArray) -> FloatArray:
    usual = surroundings(total, days)
    padded = np.pad(total, HALF_WINDOW_D, constant_values=np.nan)
    middle = nanmedian(np.lib.stride_tricks.sliding_window_view(padded, 2 * HALF_WINDOW_D + 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = usual / middle
        level: FloatArray = np.where((factor > 0) & (total > 0), np.log(total / factor), np.nan)
    return level


def _medians(level: FloatArray, width: int) -> FloatArray:
    return nanmedian(np.lib.stride_tricks.sliding_window_view(level, width))
