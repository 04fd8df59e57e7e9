"""How errors go together: within a day, from day to day and between queues, learned from past forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray
from forecasting.paths.day_rates import DayErrors, day_sds
from forecasting.paths.marginals import rate_share, scores_of

PLAIN_DAY_SHARE, PLAIN_COMMON, PLAIN_MEMORY = 0.5, 0.5, 0.3  # what is believed where nothing can be learned
FEW_D = 20.0  # so many past days of two queues weigh as much as what all queues say
DOUBT, DOUBT_OF_WEEK = 0.09, 0.02  # variances: of shares between queues, and between a queue's weeks ahead
ALIKE_D = 2.0  # so many neighbouring days tell as much as one day alone
UNSURE = 1.5  # a share learned from n origins is widened by this over n, as Student's law widens a band
MOST_WEEKS = 6
LEAST_DAYS = 10
MOST_SHARE, MOST_ALIKE = 0.98, 0.98
LAGS = 7
WEEK_D = 7


@dataclass(frozen=True)
class PastForecasts:
    """What was forecast of one queue at past origins and what came.

    `origins` are day numbers; `mean` and `actual` have the shape (origins, days ahead, slots), `quantiles` one axis
    more (levels of data.contracts.grid.QUANTILES). `actual` is NaN where it is not known, closed, or an event's.
    """

    queue: str
    origins: IntArray
    mean: FloatArray
    quantiles: FloatArray
    actual: FloatArray


@dataclass(frozen=True)
class JointLaw:
    """How the errors of the coming weeks go together.

    `day_share` (queues, weeks ahead): share of the variance of an interval's rate that its whole day has in common.
    `lasting` and `memory`: two days k days apart have the correlation lasting + (1 - lasting) memory^k. `alike`
    (queues, queues): correlation of the day scores of two queues. `day_sd` (queues,): relative standard deviation of
    the rate of a whole usual day by day totals.
    """

    queues: tuple[str, ...]
    day_share: FloatArray
    lasting: float
    memory: float
    alike: FloatArray
    day_sd: FloatArray


def learn_joint(errors: Sequence[DayErrors], horizon_d: int) -> JointLaw:
    """The joint law of all queues from the days of their past forecasts, of which there may be none.

    The interval scores z of a day have E[z_s z_t] = day_share x root rate shares, so the share is a ratio of sums over
    past days: own days, drawn to all queues where they are few, a week ahead drawn to all weeks. Correlations of days
    and of queues are those of the day sums, freed of what the intervals add on their own. O(queues^2 x past days).
    """
    weeks = min(max(-(-horizon_d // WEEK_D), 1), MOST_WEEKS)
    share = _day_shares(errors, weeks)
    scores = [_scores(one, share[i]) for i, one in enumerate(errors)]
    lasting, memory = _memory(errors, scores)
    return JointLaw(tuple(one.queue for one in errors), share, lasting, memory, _alike(errors, scores), day_sds(errors))


def day_errors(past: PastForecasts) -> DayErrors:
    """What the joint law needs of a queue's past forecasts: a few numbers a day. O(past slots x levels)."""
    known = ~np.isnan(past.actual) & (past.mean > 0.01)
    score, rate = np.zeros(known.shape), np.zeros(known.shape)
    if known.any():
        score[known] = scores_of(past.quantiles[known], past.actual[known])
        rate[known] = rate_share(past.mean[known], past.quantiles[known])
    origin, lead = np.meshgrid(past.origins, np.arange(known.shape[1]), indexing="ij")
    some = known.any(axis=2)
    sums = (
        score.sum(axis=2),
        (score**2).sum(axis=2),
        np.sqrt(rate).sum(axis=2) ** 2,
        rate.sum(axis=2),
        known.sum(axis=2),
        np.where(known, past.mean, 0.0).sum(axis=2),
        np.where(known, past.actual, 0.0).sum(axis=2),
    )
    total, own, reach, rates, number, expected, came = (np.asarray(one[some], dtype=float) for one in sums)
    days = origin[some], lead[some].astype(np.int64)
    return DayErrors(past.queue, total, own, reach, rates, number, *days, expected, came)


def _day_shares(errors: Sequence[DayErrors], weeks: int) -> FloatArray:
    """Shares (queues, weeks ahead)."""
    found = [_ratio(one, np.ones(len(one.total), dtype=bool)) for one in errors]
    known = [ratio for ratio, doubt in found if doubt < DOUBT]
    usual = float(np.median(known)) if known else PLAIN_DAY_SHARE
    shares = np.zeros((len(errors), weeks))
    for i, one in enumerate(errors):
        whole = _drawn(found[i], usual, DOUBT)
        for week in range(weeks):
            own = np.minimum(one.lead // WEEK_D, weeks - 1) == week
            shares[i, week] = _drawn(_ratio(one, own), whole, DOUBT_OF_WEEK)
        origins = len(np.unique(one.origin))
        shares[i] *= 1.0 + UNSURE / max(origins, 3) * (origins > 0)
    return np.clip(shares, 0.0, MOST_SHARE)


def _ratio(errors: DayErrors, days: BoolArray) -> tuple[float, float]:
    """Share by the days chosen, and the variance of that: infinite where counting hides it.

    Sum over pairs of intervals of the products of scores, over that of their root rate shares.
    """
    pairs = float((errors.reach - errors.rates)[days].sum())
    if pairs <= 1e-9:
        return 0.0, float("inf")
    ratio = float(np.clip((errors.total**2 - errors.own)[days].sum() / pairs, 0.0, 1.0))
    noise = errors.number + PLAIN_DAY_SHARE * errors.reach
    return ratio, ALIKE_D * 2.0 * float((noise[days] ** 2).sum()) / pairs**2


def _drawn(found: tuple[float, float], prior: float, doubt: float) -> float:
    ratio, variance = found
    trust = doubt / (doubt + variance)
    return trust * ratio + (1.0 - trust) * prior


def _scores(errors: DayErrors, share: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Each past day's score and the share of its variance that is the day's own (its reliability), (days,)."""
    own = share[np.minimum(errors.lead // WEEK_D, len(share) - 1)]
    of_day = own * errors.reach
    alone = float(errors.own.sum() / max(errors.number.sum(), 1.0)) * errors.number  # of all days: a wild one must not
    variance = np.maximum(of_day + alone - own * errors.rates, 1e-9)  # shrink its own score
    return errors.total / np.sqrt(variance), of_day / variance


def _memory(errors: Sequence[DayErrors], scores: list[tuple[FloatArray, FloatArray]]) -> tuple[float, float]:
    """`lasting` and `memory` that fit the correlations of days of one forecast 1 to `LAGS` days apart, all queues."""
    top, bottom = np.zeros(LAGS), np.zeros(LAGS)
    for one, (score, sure) in zip(errors, scores, strict=True):
        where = {(int(o), int(k)): i for i, (o, k) in enumerate(zip(one.origin, one.lead, strict=True))}
        for (origin, lead), i in where.items():
            for lag in range(1, LAGS + 1):
                j = where.get((origin, lead + lag))
                if j is not None:
                    top[lag - 1] += score[i] * score[j]
                    bottom[lag - 1] += np.sqrt(sure[i] * sure[j])
    if bottom[0] < LEAST_DAYS * 0.2:
        return 0.0, PLAIN_MEMORY
    seen = np.divide(top, bottom, out=np.zeros(LAGS), where=bottom > 0)
    lasting, memory = (axis.ravel() for axis in np.meshgrid(np.linspace(0, 0.95, 20), np.linspace(0, 0.95, 20)))
    fitted = lasting + (1.0 - lasting) * memory ** np.arange(1, LAGS + 1)[:, None]
    best = int(((fitted - seen[:, None]) ** 2 * bottom[:, None]).sum(axis=0).argmin())
    return float(lasting[best]), float(memory[best])


def _alike(errors: Sequence[DayErrors], scores: list[tuple[FloatArray, FloatArray]]) -> FloatArray:
    """Correlations of the queues' day scores, drawn to their mean where days are few, fit to draw from."""
    number = len(errors)
    keys = sorted({(int(o), int(k)) for one in errors for o, k in zip(one.origin, one.lead, strict=True)})
    place = {key: i for i, key in enumerate(keys)}
    score, sure = np.zeros((number, len(keys))), np.zeros((number, len(keys)))
    for i, one in enumerate(errors):
        at = [place[int(o), int(k)] for o, k in zip(one.origin, one.lead, strict=True)]
        score[i, at], sure[i, at] = scores[i][0], np.sqrt(scores[i][1])
    top, bottom = score @ score.T, sure @ sure.T
    apart = ~np.eye(number, dtype=bool)
    pairs = bottom[apart].sum()
    usual = float(np.clip(top[apart].sum() / pairs, 0.0, MOST_ALIKE)) if pairs > LEAST_DAYS else PLAIN_COMMON
    ratio = np.clip(np.divide(top, bottom, out=np.full(top.shape, usual), where=bottom > 1e-9), -1.0, 1.0)
    drawn = (bottom * ratio + FEW_D * usual) / (bottom + FEW_D)
    return _drawable(np.where(apart, np.clip(drawn, -MOST_ALIKE, MOST_ALIKE), 1.0))


def _drawable(correlation: FloatArray) -> FloatArray:
    """The nearest matrix without negative eigenvalues, its diagonal 1."""
    if not len(correlation):
        return correlation
    values, vectors = np.linalg.eigh(correlation)
    fixed = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    scale = np.sqrt(np.diag(fixed))
    return np.asarray(fixed / np.outer(scale, scale))
