"""What earlier occurrences of coming special days did to a queue, measured against the level known at the same lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays
from forecasting.events.occasions import OUTAGE, Occasion
from forecasting.models.forecaster import DailySeries, weekday_factors

LEVEL_D = 28
LEAST_LEVEL_D = 10
NOISE_D = 400  # normal days before now that tell how much one scatters
UNKNOWN_NOISE = 0.01

Coming = tuple[str, int]  # kind and first day (offset 0) of a coming occurrence


@dataclass(frozen=True)
class Observation:
    """A day of an earlier occurrence (begun on `past_start`), speaking for the coming one of its kind (from `start`).

    `log_ratio` is the log of its volume over the level (mean of the last 28 normal days, weekdays evened out) that was
    known as long before the earlier occurrence as the origin lies before the coming one; `log_weekday` its weekday's
    log factor; `noise` the variance of the log of such a day by chance. `rough`: the level had to be taken from days
    around it; `like`: the kind it was borrowed from, if another; `contacts` of the earlier day.
    """

    queue: str
    origin: int
    kind: str
    start: int
    offset_d: int
    past_start: int
    past_day: int
    log_ratio: float
    log_weekday: float
    noise: float
    log_aht: float
    rough: bool = False
    like: str = ""
    contacts: float = float("inf")


class Level:
    """Mean of the last `LEVEL_D` normal days, each divided by its weekday's factor, as known before any day."""

    def __init__(self, series: DailySeries) -> None:
        self.first_day = int(series.days[0]) if len(series.days) else 0
        self.factors = weekday_factors(series)
        usual = np.maximum(self.factors[weekdays(series.days)], 0.05)
        known = ~np.isnan(series.total)
        self._days = series.days[known]
        self._even = (series.total / usual)[known]
        self._sums = np.r_[0.0, np.cumsum(self._even)]

    def before(self, day: int) -> float:
        """Level known at the start of `day`; NaN when fewer than `LEAST_LEVEL_D` normal days lie before it."""
        stop = int(np.searchsorted(self._days, day))
        return self._mean(max(stop - LEVEL_D, 0), stop)

    def around(self, day: int) -> float:
        """Level of the nearest normal days on both sides, for days too early in the history."""
        middle = int(np.searchsorted(self._days, day))
        start = max(middle - LEVEL_D // 2, 0)
        return self._mean(start, min(start + LEVEL_D, len(self._days)))

    def factor(self, day: int) -> float:
        """Volume of the day's weekday as a multiple of the mean weekday, never quite 0."""
        return max(float(self.factors[(day + 3) % 7]), 0.05)

    def noise(self) -> float:
        """Variance of the log of a normal day around the weeks beside it, robust against single days."""
        log = np.log(self._even[-NOISE_D:] + 0.5)
        if len(log) < LEVEL_D:
            return UNKNOWN_NOISE
        ones = np.ones(LEVEL_D + 1)
        width = np.convolve(np.ones(len(log)), ones, mode="same")
        off = log - np.convolve(log, ones, mode="same") / width
        spread = (1.4826 * float(np.median(np.abs(off - np.median(off))))) ** 2
        return spread * (LEVEL_D + 1) / LEVEL_D

    def _mean(self, start: int, stop: int) -> float:
        if stop - start < LEAST_LEVEL_D:
            return float("nan")
        return float(self._sums[stop] - self._sums[start]) / (stop - start)


@dataclass(frozen=True)
class _Measure:
    """Levels of a queue as known before an origin, and its daily totals."""

    days: IntArray
    total: FloatArray
    aht_s: FloatArray
    level: Level
    aht_level: Level
    noise: float

    def ratio(self, day: int, known_at: int) -> tuple[float, float, float, float, bool] | None:
        """Log ratio, log weekday factor, noise, log AHT ratio of a day, and whether its level is rough."""
        i = day - int(self.days[0])
        if not 0 <= i < len(self.days) or np.isnan(self.total[i]):
            return None
        reference, rough = self.level.before(known_at), False
        if np.isnan(reference):
            reference, rough = self.level.around(day), True
        if not reference > 0.0:
            return None
        usual_aht = self.aht_level.before(day)
        usual_aht = usual_aht if usual_aht > 0 else self.aht_level.around(day)
        seen_aht = float(self.aht_s[i])
        log_aht = float(np.log(seen_aht / usual_aht)) if usual_aht > 0 and seen_aht > 0 else float("nan")
        log_ratio = float(np.log((self.total[i] + 0.5) / (reference + 0.5)))
        noise = max(self.noise, 1.0 / (float(self.total[i]) + 1.0))
        return log_ratio, float(np.log(self.level.factor(day))), noise, log_aht, rough


def coming_of(occasions: Collection[Occasion], origin: int, horizon_d: int) -> set[Coming]:
    """Occurrences with a day in the horizon from an origin."""
    return {(o.kind, o.start) for o in occasions if origin <= o.day < origin + horizon_d and o.kind != OUTAGE}


def observe(
    queue: str,
    occasions: tuple[Occasion, ...],
    total: FloatArray,
    aht_s: FloatArray,
    days: IntArray,
    special: BoolArray,
    origin: int,
    coming: Collection[Coming],
    likes: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Observation]:
    """All days of earlier occurrences that speak for the `coming` ones of this or any other queue.

    Only days before `origin` are seen. `total` and `aht_s` (days,): NaN where not to be trusted; `special` masks the
    days that are no part of the level. `likes` names the kinds that stand in for a kind without a past.
    O(coming x occurrences x days of one).
    """
    calm = np.where(special, np.nan, total)
    level = Level(DailySeries(days, calm).before(origin))
    aht_level = Level(DailySeries(days, np.where(special, np.nan, aht_s)).before(origin))
    measure = _Measure(days, total, aht_s, level, aht_level, level.noise())
    past: dict[str, dict[int, Occasion]] = {}
    for o in occasions:
        if o.day < origin and o.kind != OUTAGE:
            past.setdefault(o.kind, {})[o.day] = o
    found = []
    for kind, start in sorted(coming):
        for name in (likes or {}).get(kind, (kind,)):
            for earlier in past.get(name, {}).values():
                if earlier.start == start:
                    continue
                seen = measure.ratio(earlier.day, earlier.start + origin - start)
                if seen is not None:
                    found.append(Observation(queue, origin, kind, start, earlier.offset_d, earlier.start, earlier.day,
                                             *seen, like="" if name == kind else name,
                                             contacts=float(total[earlier.day - int(days[0])])))  # fmt: skip
    return found
