"""What earlier occurrences of coming special days did to a queue, measured against the level known at the same lead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays
from forecasting.models.forecaster import DailySeries, weekday_factors
from forecasting.occasions import OUTAGE, Occasion

LEVEL_D = 28
LEAST_LEVEL_D = 10
NEAR_OFFSET_D = 2


@dataclass(frozen=True)
class Observation:
    """One earlier day and the coming day it speaks for.

    `log_ratio` is the log of its volume over the level (mean of the last 28 normal days, weekdays evened out) known
    `origin` to `day` days before it; `log_weekday` its weekday's log factor. `rough`: the level had to be taken from
    days around it; `near`: its offset is a neighbour's. `noise` is the variance of the log by counting alone.
    """

    queue: str
    origin: int
    day: int
    kind: str
    offset_d: int
    past_day: int
    log_ratio: float
    log_weekday: float
    noise: float
    log_aht: float
    rough: bool
    near: bool


class Level:
    """Mean of the last `LEVEL_D` normal days, each divided by its weekday's factor, as known before any day."""

    def __init__(self, series: DailySeries) -> None:
        self.first_day = int(series.days[0]) if len(series.days) else 0
        self.factors = weekday_factors(series)
        usual = np.maximum(self.factors[weekdays(series.days)], 0.05)
        known = ~np.isnan(series.total)
        self._days = series.days[known]
        self._sums = np.r_[0.0, np.cumsum((series.total / usual)[known])]

    def before(self, day: int) -> float:
        """Level known at the start of `day`; NaN when fewer than `LEAST_LEVEL_D` normal days lie before it."""
        stop = int(np.searchsorted(self._days, day))
        return self._mean(max(stop - LEVEL_D, 0), stop)

    def around(self, day: int) -> float:
        """Level of the nearest normal days on both sides, for days too early in the history."""
        middle = int(np.searchsorted(self._days, day))
        start = max(middle - LEVEL_D // 2, 0)
        return self._mean(start, min(start + LEVEL_D, len(self._days)))

    def _mean(self, start: int, stop: int) -> float:
        if stop - start < LEAST_LEVEL_D:
            return float("nan")
        return float(self._sums[stop] - self._sums[start]) / (stop - start)


def observe(
    queue: str,
    occasions: tuple[Occasion, ...],
    total: FloatArray,
    aht_s: FloatArray,
    days: IntArray,
    special: BoolArray,
    origin: int,
    horizon_d: int,
) -> list[Observation]:
    """Earlier occurrences (before `origin`) of the special days in the `horizon_d` days from `origin`.

    `total` and `aht_s` are those of `days`, NaN where not to be trusted. Same kind and offset; where there is none, the
    nearest offset of the kind within `NEAR_OFFSET_D` days. O(occasions x occurrences).
    """
    calm = DailySeries(days, np.where(special, np.nan, total)).before(origin)
    level = Level(calm)
    aht_level = Level(DailySeries(days, np.where(special, np.nan, aht_s)).before(origin))
    past: dict[str, list[Occasion]] = {}
    for o in occasions:
        if o.day < origin and o.kind != OUTAGE:
            past.setdefault(o.kind, []).append(o)
    found = []
    for coming in occasions:
        if not origin <= coming.day < origin + horizon_d:
            continue
        for earlier in _alike(coming, past.get(coming.kind, []), days, total):
            seen = _measured(earlier.day, coming.day - origin, level, aht_level, days, total, aht_s)
            if seen is not None:
                near = earlier.offset_d != coming.offset_d
                found.append(
                    Observation(queue, origin, coming.day, coming.kind, coming.offset_d, earlier.day, *seen, near)
                )
    return found


def _alike(coming: Occasion, past: list[Occasion], days: IntArray, total: FloatArray) -> list[Occasion]:
    fit = [o for o in past if days[0] <= o.day <= days[-1] and not np.isnan(total[o.day - days[0]])]
    gaps = {abs(o.offset_d - coming.offset_d) for o in fit}
    if not gaps or min(gaps) > NEAR_OFFSET_D:
        return []
    return [o for o in fit if abs(o.offset_d - coming.offset_d) == min(gaps)]


def _measured(
    day: int, lead_d: int, level: Level, aht_level: Level, days: IntArray, total: FloatArray, aht_s: FloatArray
) -> tuple[float, float, float, float, bool] | None:
    reference, rough = level.before(day - lead_d), False
    if np.isnan(reference):
        reference, rough = level.around(day), True
    if not reference > 0.0:
        return None
    i = day - int(days[0])
    weekday = float(weekdays(days[i : i + 1])[0])
    ratio = float(np.log((total[i] + 0.5) / (reference + 0.5)))
    usual_aht = aht_level.before(day)
    usual_aht = usual_aht if usual_aht > 0 else aht_level.around(day)
    log_aht = float(np.log(aht_s[i] / usual_aht)) if usual_aht > 0 and aht_s[i] > 0 else float("nan")
    log_weekday = float(np.log(max(level.factors[int(weekday)], 0.05)))
    return ratio, log_weekday, 1.0 / (float(total[i]) + 1.0), log_aht, rough
