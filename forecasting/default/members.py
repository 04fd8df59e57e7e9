"""Daily models whose average is the default: regressions in several tempers, same weekdays, last year, smoothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays
from forecasting.default.design import Design, moving_columns
from forecasting.default.fading import FadingLevels
from forecasting.default.glm import fit_counts
from forecasting.default.smoothing import SmoothedLevels

TEMPERS = ((1500.0, 8), (1500.0, 4))  # half-life of a day in days, and most annual harmonics
RAMP_SDS = (0.04, 0.0)  # of a level step in 60 days: one level that moves, one that does not
MEMORIES = (0.01, 0.04, 0.1)  # share of the level correction that a day loses to the next
FIRST_ROUNDS, NEXT_ROUNDS = 6, 3
SAME_WEEKDAYS = 6
YEAR_BACK_D = 364
LEVEL_D = 28
FADING_D = 28  # longest horizon of the model whose deviations fade: of a season a quarter ahead it knows nothing
FADING_WEIGHT = 4.0  # it stands alone for its kind, the regressions are many
MEMBERS = (
    *(f"glm {h:.0f} {k} {sd:g} {m:g}" for h, k in TEMPERS for sd in RAMP_SDS for m in MEMORIES),
    "mean of weekdays", "last year", "smoothing", "fading",
)  # fmt: skip
PRIOR = np.array([FADING_WEIGHT if name == "fading" else 1.0 for name in MEMBERS])


@dataclass(frozen=True)
class DayTotals:
    """Totals (days,) of consecutive days from the first to the last of the horizon; NaN where unknown or not ahead.

    `odd` marks holidays and events: plain members do not learn from them.
    """

    days: IntArray
    total: FloatArray
    odd: BoolArray


class Members:
    """Forecasts of all members at several origins, in order of time, so that each fit starts from the one before."""

    def __init__(self, totals: DayTotals, design: Design, horizon_d: int) -> None:
        self._totals = totals
        self._design = design
        self._guess: dict[tuple[float, float], FloatArray] = {}
        calm = np.where(totals.odd, np.nan, totals.total)
        self._smoothed = SmoothedLevels(totals.days, calm)
        self._fading = FadingLevels(totals.days, calm) if horizon_d <= FADING_D else None

    def at(self, origin: int, horizon_d: int) -> FloatArray:
        """Expected totals of the `horizon_d` days from `origin`, shape (members, horizon_d); NaN: member unable.

        Only days before `origin` are used. O(fits x days x columns^2).
        """
        days = self._totals.days
        ahead = (days >= origin) & (days < origin + horizon_d)
        known = ~np.isnan(self._totals.total) & (days < origin)
        rows, factor = self._regressions(origin, known, ahead)
        rows += self._plain(origin, known, ahead, factor)
        return np.stack(rows)

    def _regressions(self, origin: int, known: BoolArray, ahead: BoolArray) -> tuple[list[FloatArray], FloatArray]:
        """Paths of all regressions, and the factor of holidays and events on each day (days,)."""
        design, days = self._design, self._totals.days
        age = (origin - days[known]).astype(float)
        total = np.maximum(self._totals.total[known], 0.0)
        rows: list[FloatArray] = []
        factor = np.ones(len(days))
        for half_life, order in TEMPERS:
            columns = design.columns_for(known, origin, order)
            still = design.matrix[:, columns]
            learnt = design.learnt[columns]
            for sd in RAMP_SDS:
                moving, stiff = moving_columns(days, int(days[known][0]), origin, sd)
                matrix = np.concatenate([still, moving], axis=1)
                precision = np.r_[design.precision[columns], stiff]
                begun = self._guess.get((half_life, sd))
                start = np.log(total + 0.5) if begun is None else begun[known]
                rounds = FIRST_ROUNDS if begun is None else NEXT_ROUNDS
                beta = fit_counts(matrix[known], total, 0.5 ** (age / half_life), precision, start, rounds)
                eta = matrix @ beta
                top = np.log(max(float(total.max()), 1.0)) + 1.0
                eta = np.clip(eta, top - 14.0, top)
                self._guess[half_life, sd] = eta
                expected = np.exp(eta)
                rows += [expected[ahead] * _level(total, expected[known], age, memory) for memory in MEMORIES]
                if sd == RAMP_SDS[-1] and order == TEMPERS[0][1]:
                    factor = np.exp(np.clip(still[:, learnt] @ beta[: len(columns)][learnt], -3.0, 3.0))
        return rows, factor

    def _plain(self, origin: int, known: BoolArray, ahead: BoolArray, factor: FloatArray) -> list[FloatArray]:
        days, total = self._totals.days, self._totals.total
        calm = known & ~self._totals.odd
        means = same_weekday_means(days[calm], total[calm])
        mean = means[weekdays(days[ahead])] * factor[ahead]
        smooth = self._smoothed.ahead(origin, days[ahead]) * factor[ahead]
        last_year = self._last_year(origin, known, ahead, factor)
        fading = np.full(len(mean), np.nan)
        if self._fading is not None:
            fading = self._fading.ahead(origin, days[ahead]) * factor[ahead]
        return [mean, last_year, smooth, fading]

    def _last_year(self, origin: int, known: BoolArray, ahead: BoolArray, factor: FloatArray) -> FloatArray:
        """The same weekday a year ago, times how far the last weeks lie above those of a year ago."""
        days, total = self._totals.days, self._totals.total
        back = np.flatnonzero(ahead) - YEAR_BACK_D
        recent = np.flatnonzero(known & (days >= origin - LEVEL_D))
        pairs = recent[recent >= YEAR_BACK_D]
        both = pairs[known[pairs - YEAR_BACK_D]]
        if len(both) < LEVEL_D // 2 or (back < 0).any():
            return np.full(int(ahead.sum()), np.nan)
        before = total[both - YEAR_BACK_D] * factor[both] / factor[both - YEAR_BACK_D]
        level = total[both].sum() / max(float(before.sum()), 1e-9)
        past = total / factor
        usual = same_weekday_means(days[known], past[known])[weekdays(days[ahead])]
        year_ago = np.where(known[back], past[back], usual / max(level, 1e-9))
        return np.asarray(year_ago * level * factor[ahead])


def same_weekday_means(days: IntArray, total: FloatArray) -> FloatArray:
    """Mean of the last `SAME_WEEKDAYS` known days of each weekday, shape (7,); others get the mean of all."""
    means = np.full(7, float(total[-7 * SAME_WEEKDAYS :].mean()) if len(total) else 0.0)
    weekday = weekdays(days)
    for w in range(7):
        own = total[weekday == w][-SAME_WEEKDAYS:]
        if len(own):
            means[w] = own.mean()
    return means


def _level(total: FloatArray, expected: FloatArray, age: FloatArray, memory: float) -> float:
    """Recent actual over fitted totals, single days held within a factor of 2; drawn to 1 by a few days' weight."""
    weight = (1.0 - memory) ** age
    held = np.clip(total, 0.5 * expected, 2.0 * expected)
    prior = 2.0 * float(np.average(expected, weights=weight))
    return float((weight @ held + prior) / (weight @ expected + prior))
