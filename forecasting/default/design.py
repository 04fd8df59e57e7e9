"""Columns of the daily regression: weekday, season of the year, holidays, trend and a level that may move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays
from forecasting.default.special import SpecialDays

YEAR_D = 365.25
SEASON_FALL = 1.5
ORDERS = ((500, 4), (910, 8))  # so many days of history carry that many annual harmonics
MOST_ORDER = 8
WEEKEND_ORDER = 2
HOLIDAY_WINDOW = (-2, -1, 0, 1, 2)
RAMP_D = 60
TREND_DAMPING = 0.99  # per day ahead

# How far each coefficient is expected to lie from zero (log scale): the ridge is 1 / sd^2 against weights of mu / phi.
SD_WEEKDAY, SD_SEASON, SD_WEEKEND_SEASON, SD_TREND = 1.0, 0.3, 0.1, 0.03
SD_HOLIDAY, SD_HOLIDAY_OWN, SD_NEAR, SD_NEAR_OWN = 0.4, 0.25, 0.05, 0.08


@dataclass(frozen=True)
class Design:
    """Columns for all days of history and horizon, shape (days, columns); `precision` of each column's ridge.

    `order` holds the annual harmonic of each column, 0 for columns without; `learnt` marks columns that need an
    occurrence in the past (holidays).
    """

    days: IntArray
    matrix: FloatArray
    precision: FloatArray
    order: IntArray
    learnt: BoolArray

    def columns_for(self, known: BoolArray, origin: int, most_order: int) -> IntArray:
        """Columns that a fit at `origin` on the `known` days (mask over `days`) can use."""
        past = known & (self.days < origin)
        span = int(origin - self.days[past].min()) if past.any() else 0
        most = min(max([order for least, order in ORDERS if span >= least], default=0), most_order)
        seen = np.abs(self.matrix[past]).sum(axis=0) > 0
        return np.flatnonzero((self.order <= most) & (seen | ~self.learnt))


def build_design(days: IntArray, special: SpecialDays) -> Design:
    """Columns that do not depend on the origin. O(days x columns)."""
    parts: list[tuple[FloatArray, float, int, bool]] = [(np.ones(len(days)), 1e3, 0, False)]
    weekday = weekdays(days)
    for w in range(7):
        parts.append(((weekday == w).astype(float), SD_WEEKDAY, 0, False))
    weekend = (weekday >= 5).astype(float)
    for k in range(1, MOST_ORDER + 1):
        angle = 2 * np.pi * k * days / YEAR_D
        for wave in (np.sin(angle), np.cos(angle)):
            parts.append((wave, SD_SEASON / k**SEASON_FALL, k, False))
            if k <= WEEKEND_ORDER:
                parts.append((wave * weekend, SD_WEEKEND_SEASON, k, False))
    parts += _holiday_columns(days, special)
    return Design(
        days=days,
        matrix=np.stack([column for column, _, _, _ in parts], axis=1),
        precision=np.array([sd**-2.0 for _, sd, _, _ in parts]),
        order=np.array([order for _, _, order, _ in parts], dtype=np.int64),
        learnt=np.array([learnt for _, _, _, learnt in parts], dtype=np.bool_),
    )


def _holiday_columns(days: IntArray, special: SpecialDays) -> list[tuple[FloatArray, float, int, bool]]:
    """Per offset one column for all holidays, and one per holiday that is drawn to it."""
    parts: list[tuple[FloatArray, float, int, bool]] = []
    for offset in HOLIDAY_WINDOW:
        every = np.zeros(len(days))
        own = []
        for run in special.holidays.values():
            column = np.isin(days, run + offset).astype(float)
            if column.any():
                own.append(column)
                every = np.maximum(every, column)
        if not own:
            continue
        parts.append((every, SD_NEAR if offset else SD_HOLIDAY, 0, True))
        parts += [(column, SD_NEAR_OWN if offset else SD_HOLIDAY_OWN, 0, True) for column in own]
    if len(special.makeup):
        parts.append((np.isin(days, special.makeup).astype(float), SD_HOLIDAY, 0, True))
    return parts


def moving_columns(days: IntArray, first: int, origin: int, ramp_sd: float) -> tuple[FloatArray, FloatArray]:
    """Trend and level ramps as seen from `origin`: columns (days, n) and their precision.

    The trend is straight up to the origin and fades out after it. Each ramp climbs from 0 to 1 over `RAMP_D` days and
    stays there, the last one ends at the origin: a level that moves, and stays where it is.
    """
    age = (days - origin).astype(float)
    fading = (1.0 - TREND_DAMPING ** np.maximum(age, 0.0)) / (1.0 - TREND_DAMPING)
    trend = np.where(age < 0, np.maximum(age, first - origin), fading) / YEAR_D
    columns, precision = [trend], [SD_TREND**-2.0]
    if ramp_sd > 0:
        for start in range(origin - RAMP_D, first, -RAMP_D):
            columns.append(np.clip((days - start) / RAMP_D, 0.0, 1.0) - 1.0)
            precision.append(ramp_sd**-2.0)
    return np.stack(columns, axis=1), np.array(precision)
