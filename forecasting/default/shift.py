"""A level that changed at once and stayed: days before the change are restated, so that every model starts anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrays import FloatArray, IntArray, date_of
from forecasting.daily import QueueHistory
from forecasting.default.design import build_design, moving_columns
from forecasting.default.glm import eta_high, eta_low, fit_counts
from forecasting.default.special import SpecialDays
from forecasting.hygiene.clean import CleanDays

REACH_D, BEFORE_D = 84, 56  # how old a change may be, and how many days before it are looked at
LEAST_AFTER, LEAST_BEFORE = 5, 21  # known days on either side
LEAST_T = 6.0  # the best of 80 possible days is looked for, so the bar lies higher than for one test
LEAST_LOG = 0.12
STAYS = 0.6  # share of the change that the second half of the days after it still shows
SLOPE = 0.8  # of what a slope leaves unexplained: more a step must not leave, else the level glides
WAVE, WAVE_D = 1.8, 42  # a queue that nearly doubles overnight is on a wave (a mailing); after six weeks it is a level
CALM_RAMPS = 3  # ramps of the level next to the origin that are left out: a change there shall stay visible
HALF_LIFE_D, RAMP_SD, STEP_SD, HARMONICS, ROUNDS = 1500.0, 0.04, 1.0, 8, 6


@dataclass(frozen=True)
class LevelShift:
    """First day (day number) of the new level, and how many times the old one it is."""

    day: int
    factor: float

    @property
    def told(self) -> str:
        """In words."""
        return f"a new level since {date_of(self.day).date()}, {self.factor:.2f} times the old one"


def restated(
    history: QueueHistory, clean: CleanDays, special: SpecialDays
) -> tuple[QueueHistory, CleanDays, LevelShift | None]:
    """The history with the days before a change of level brought to the new level; as it is where there is none."""
    shift = found_shift(history.days, clean.total, special)
    if shift is None:
        return history, clean, None
    factor = factors(history.days, shift)
    each = factor[:, None]
    raised = replace(history, offered=history.offered * each)
    return raised, replace(clean, counts=clean.counts * each, total=clean.total * factor), shift


def factors(days: IntArray, shift: LevelShift) -> FloatArray:
    """What each day is multiplied by to lie on the new level, shape (days,)."""
    return np.where(days < shift.day, shift.factor, 1.0)


def found_shift(days: IntArray, total: FloatArray, special: SpecialDays) -> LevelShift | None:
    """The clearest lasting change of level in the last `REACH_D` days, None when none is beyond doubt.

    `total` (days,) of consecutive days up to the origin, NaN unknown. The log residuals of a regression without a
    moving level are split at every day; the t value of the best split is that of medians under first-order
    autocorrelation. Its size is fitted together with weekdays, season and holidays. O(days x columns^2).
    """
    known = ~np.isnan(total)
    if int(known.sum()) < LEAST_BEFORE + LEAST_AFTER or not total[known].mean() > 1.0:
        return None
    origin = int(days[-1]) + 1
    residual, size_from = _regression(days, total, special)
    odd = special.holiday_mask(days) | special.event_mask(days)
    near = known & ~odd & (days >= origin - REACH_D - BEFORE_D)
    split = _best_split(days[near], residual[near], origin, float(total[near].mean()) if near.any() else 0.0)
    if split is None:
        return None
    factor = float(np.exp(size_from(split)))
    if factor > WAVE and origin - split < WAVE_D:
        return None
    return LevelShift(split, factor)


def _best_split(at: IntArray, residual: FloatArray, origin: int, level: float) -> int | None:
    """First day of the new level, None when no split is clear, large and lasting enough."""
    best, found, tail = LEAST_T, None, np.zeros(0)
    for day in at[at >= origin - REACH_D]:
        after = at >= day
        before = ~after & (at >= day - BEFORE_D)
        if after.sum() < LEAST_AFTER or before.sum() < LEAST_BEFORE:
            continue
        t = _t_value(residual[before], residual[after], level)
        if t > best:
            best, found = t, int(day)
            tail = residual[after] - np.median(residual[before])
    if found is None:
        return None
    near = at >= found - BEFORE_D
    if not _steps(at[near], residual[near], found):
        return None
    size, late = float(np.median(tail)), float(np.median(tail[len(tail) // 2 :]))
    return found if abs(size) >= LEAST_LOG and late * np.sign(size) >= STAYS * abs(size) else None


def _steps(at: IntArray, residual: FloatArray, day: int) -> bool:
    """True when two levels with a step between them explain the residuals better than a straight slope does."""
    far = 4.0 * max(1.4826 * float(np.median(np.abs(residual - np.median(residual)))), 1e-6)
    held = np.clip(residual, np.median(residual) - far, np.median(residual) + far)
    step = (at >= day).astype(float)
    line = (at - at.mean()).astype(float)
    left = []
    for column in (step, line):
        both = np.stack([np.ones(len(at)), column], axis=1)
        left.append(float(((held - both @ np.linalg.lstsq(both, held)[0]) ** 2).sum()))
    return left[0] < SLOPE * left[1]


def _t_value(before: FloatArray, after: FloatArray, level: float) -> float:
    """Difference of medians over its standard error; single far days are held in, chance of counting is the least."""
    middle = np.median(before), np.median(after)
    rest = np.concatenate([before - middle[0], after - middle[1]])
    far = 4.0 * max(1.4826 * float(np.median(np.abs(rest))), 1e-6)
    rest = np.clip(rest, -far, far)
    sd = max(float(rest.std()), (level + 1.0) ** -0.5)
    alike = float(np.clip((rest[1:] @ rest[:-1]) / max(float(rest @ rest), 1e-12), 0.0, 0.9))
    error = 1.25 * sd * np.sqrt((1.0 / len(before) + 1.0 / len(after)) * (1.0 + alike) / (1.0 - alike))
    return float(abs(middle[1] - middle[0]) / error)


def _regression(days: IntArray, total: FloatArray, special: SpecialDays) -> tuple[FloatArray, Callable[[int], float]]:
    """Log residuals (days,) of weekdays, season, holidays and a level that is still near the origin; and a function
    that fits the size (log) of a step at a day beside them."""
    known = ~np.isnan(total)
    origin, seen = int(days[-1]) + 1, np.maximum(total[known], 0.0)
    design = build_design(days, special)
    columns = design.columns_for(known, origin, HARMONICS)
    moving, stiff = moving_columns(days, int(days[known][0]), origin, RAMP_SD)
    kept = np.r_[0, np.arange(1 + CALM_RAMPS, moving.shape[1])]
    matrix = np.concatenate([design.matrix[:, columns], moving[:, kept]], axis=1)
    precision = np.r_[design.precision[columns], stiff[kept]]
    weight = 0.5 ** ((origin - days[known]) / HALF_LIFE_D)

    def fitted(columns: FloatArray, ridge: FloatArray) -> FloatArray:
        return fit_counts(columns[known], seen, weight, ridge, np.log(seen + 0.5), ROUNDS)

    def size_from(day: int) -> float:
        step = (days >= day).astype(float)[:, None]
        return float(fitted(np.concatenate([matrix, step], axis=1), np.r_[precision, STEP_SD**-2.0])[-1])

    eta = np.clip(matrix @ fitted(matrix, precision), eta_low(seen), eta_high(seen))
    return np.log((np.nan_to_num(total) + 0.5) / (np.exp(eta) + 0.5)), size_from
