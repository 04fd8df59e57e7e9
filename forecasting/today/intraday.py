"""The rest of a day and the next days forecast anew from what has arrived, with bands that narrow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data.contracts.grid import QUANTILES
from forecasting.arrays import BoolArray, FloatArray, IntArray
from forecasting.today.carry import Carried, learn_carry
from forecasting.today.signals import DaysRecord, counting_noise, freshness, signal_of, without_chance

LEAST_DAYS = 20  # earlier days, below which nothing is moved
LEAST_SHARE = 1e-6  # of the mean, instead of a quantile of nothing
MOST_STEPS = 7  # working days ahead that today may move
NEAR_D = 1 / 6  # an interval four hours ahead follows the latest ones half as closely
OFTEN = 0.3  # middle of that closeness, so that a day's move and its closeness are told apart


@dataclass(frozen=True)
class ComingDays:
    """Today and the next days as they were forecast before today began.

    `days` are day numbers, `mean` (days, slots), `quantiles` (days, slots, levels of data.contracts.grid.QUANTILES);
    a closed slot expects 0. `totals` (days, levels), where known: quantiles of the whole days.
    """

    days: IntArray
    mean: FloatArray
    quantiles: FloatArray
    totals: FloatArray | None = None

    def planned_spread(self, day: int) -> FloatArray | None:
        """Logs of a day's quantiles over its mean, (levels,); None where its law is not known."""
        mean = float(self.mean[day].sum())
        if self.totals is None or mean <= 0 or np.isnan(self.totals[day]).any():
            return None
        return np.asarray(np.log(np.maximum(self.totals[day] / mean, LEAST_SHARE)))


@dataclass(frozen=True)
class Reforecast:
    """Forecast of the same days after the update.

    `mean` and `quantiles` like those of `ComingDays`; today's slots that are known hold what arrived. `totals` (days,
    levels): quantiles of the whole day. `moved` (days,): volume still to come over what was said before, 1 where
    nothing moved. `narrowed` (days,): width of the bands over that of before, relative to the mean.
    """

    mean: FloatArray
    quantiles: FloatArray
    totals: FloatArray
    moved: FloatArray
    narrowed: FloatArray
    note: str = ""


def reforecast(coming: ComingDays, arrived: FloatArray, record: DaysRecord) -> Reforecast:
    """Forecast the rest of today (first of `coming`) and the next days anew.

    `arrived` (slots,): contacts of today so far, NaN from now on and where nothing was recorded. How far a deviation
    carries on is learned from `record`, whose days all lie before today: the rest of the day follows the part known
    at the same time and the day before, each freed from counting noise; the coefficients are drawn to zero as far as
    the record does not support them, so that a queue whose mornings foretell nothing stays as it was. With fewer than
    `LEAST_DAYS` usable days nothing moves, which `note` says. As long as nothing has arrived, today's bands are as wide
    as they were; later no narrower than the learned update makes them. O(days x slots).
    """
    rest = np.isnan(arrived) & (np.arange(len(arrived)) > _last_known(arrived))
    usable = (np.where(np.isnan(record.actual), 0.0, record.expected) > 0).any(axis=1)
    known = DaysRecord(record.days[usable], record.expected[usable], record.actual[usable])
    if len(known) < LEAST_DAYS:
        note = f"fewer than {LEAST_DAYS} earlier days to learn from, not updated"
        carried = [Carried.nothing(len(rest) if i == 0 else 1) for i in range(len(coming.days))]
    else:
        note, carried = "", _carried(coming, arrived, rest, known)
    return _applied(coming, arrived, rest, carried, note)


def _last_known(arrived: FloatArray) -> int:
    seen = np.flatnonzero(~np.isnan(arrived))
    return int(seen[-1]) if len(seen) else -1


def _carried(coming: ComingDays, arrived: FloatArray, rest: BoolArray, record: DaysRecord) -> list[Carried]:
    """Factor on each slot of today, then on each next day, learned from the record."""
    expected = np.concatenate([record.expected, coming.mean[:1]])
    actual = np.concatenate([record.actual, arrived[None]])
    earlier = len(record)
    weight, whole = freshness(arrived), np.ones(len(arrived))
    seen = ~np.isnan(arrived)
    of_part = counting_noise(record.expected[:, seen], record.actual[:, seen]) if seen.any() else 1.0
    morning = without_chance(signal_of(expected, actual, weight), of_part, earlier)
    of_day = counting_noise(record.expected, record.actual)
    day = without_chance(signal_of(record.expected, record.actual, whole), of_day, earlier)
    before = np.concatenate([[0.0], day])
    ahead = np.maximum(np.arange(len(rest)) - _last_known(arrived) - 1, 0)
    close = 0.5 ** (ahead / (NEAR_D * len(rest))) - OFTEN
    signals = [morning[:, None] * np.ones(len(rest)), before[:, None] * np.ones(len(rest)), morning[:, None] * close]
    awaited = np.where(rest & ~np.isnan(record.actual), record.expected, 0.0)
    found = [learn_carry(np.stack(signals, axis=2), awaited, record.actual)]
    of_days = np.stack([morning, before], axis=1)[:, None, :]
    total = np.where(np.isnan(record.actual), 0.0, record.expected).sum(axis=1)
    came = np.nansum(record.actual, axis=1)
    for step in _steps(coming):
        if not 0 < step <= min(MOST_STEPS, earlier - LEAST_DAYS):
            found.append(Carried.nothing(1))
            continue
        pairs = np.concatenate([of_days[: earlier - step], of_days[-1:]])
        found.append(learn_carry(pairs, total[step:, None], came[step:, None], sure=float(step)))  # farther: surer
    return found


def _steps(coming: ComingDays) -> list[int]:
    """Which open day after today each next day is; 0 for a closed one."""
    working = coming.mean[1:].sum(axis=1) > 0
    return [int(n) if now else 0 for n, now in zip(np.cumsum(working), working, strict=True)]


def _applied(coming: ComingDays, arrived: FloatArray, rest: BoolArray, carried: list[Carried], note: str) -> Reforecast:
    mean, quantiles = coming.mean.copy(), coming.quantiles.copy()
    totals = np.zeros((len(mean), len(QUANTILES)))
    nothing = bool(np.isnan(arrived).all())
    if nothing:
        carried = [replace(carried[0], narrowed=1.0), *carried[1:]]
    moved, narrowed = np.ones(len(mean)), np.array([one.narrowed for one in carried])
    for i, one in enumerate(carried):
        mean[i] *= one.factor
        away = coming.quantiles[i] - coming.mean[i][:, None]
        quantiles[i] = np.maximum(mean[i][:, None] + away * one.factor[:, None] * one.narrowed, 0.0)
        here = rest if i == 0 else np.ones(len(rest), dtype=bool)
        before, now = coming.mean[i][here].sum(), mean[i][here].sum()
        moved[i] = now / before if before > 0 else 1.0
        came = float(np.nansum(arrived)) if i == 0 else 0.0
        planned = coming.planned_spread(i)
        if nothing and i == 0 and planned is not None:
            totals[i] = now * np.exp(planned)
        else:
            totals[i] = came + one.total_quantiles(float(now), quantiles[i][here].sum(axis=0), planned)
    seen = ~np.isnan(arrived)
    mean[0][seen], quantiles[0][seen] = arrived[seen], arrived[seen][:, None]
    return Reforecast(mean, quantiles, totals, moved, narrowed, note)
