"""Between volumes and normal scores: the quantiles of a forecast read as a whole distribution, and totals of a day."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from data.contracts.grid import QUANTILES
from forecasting.arrays import FloatArray

SCORES: FloatArray = np.asarray(ndtri(np.asarray(QUANTILES)))
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
MOST_LOADING = 0.99
FARTHEST = 4.0  # normal score beyond which nothing is drawn
DAY_NODES = np.linspace(-3.6, 3.6, 49)
OWN_NODES, OWN_WEIGHTS = np.polynomial.hermite_e.hermegauss(7)


def volumes_at(quantiles: FloatArray, score: FloatArray) -> FloatArray:
    """Volume at a normal score, of rows (rows, levels) at scores (rows,) or (draws, rows): the quantile function.

    Straight between the known levels on the scale of normal scores and on from the outermost two, never below 0: each
    known level is met exactly.

    >>> rows = np.array([[2.0, 3, 4, 6, 8, 10, 13, 15, 17]])
    >>> volumes_at(rows, np.array([0.0])).tolist()
    [8.0]
    """
    score = np.clip(score, -FARTHEST, FARTHEST)
    left = np.clip(np.searchsorted(SCORES, score) - 1, 0, len(SCORES) - 2)
    row = np.broadcast_to(np.arange(len(quantiles)), score.shape)
    low, high = quantiles[row, left], quantiles[row, left + 1]
    share = (score - SCORES[left]) / (SCORES[left + 1] - SCORES[left])
    return np.asarray(np.maximum(low + share * (high - low), 0.0))


def scores_of(quantiles: FloatArray, volume: FloatArray) -> FloatArray:
    """Normal score of volumes (rows,) under quantiles (rows, levels): the inverse of `volumes_at`.

    Where several levels hold the same volume (small counts), the middle of them. NaN stays NaN. O(rows x levels).
    """
    below = (quantiles < volume[:, None]).sum(axis=1)
    upto = (quantiles <= volume[:, None]).sum(axis=1)
    middle = 0.5 * (_between(quantiles, volume, below) + _between(quantiles, volume, upto))
    return np.where(np.isnan(volume), np.nan, np.clip(middle, -FARTHEST, FARTHEST))


def _between(quantiles: FloatArray, volume: FloatArray, place: np.ndarray) -> FloatArray:
    left = np.clip(place - 1, 0, len(SCORES) - 2)
    row = np.arange(len(quantiles))
    low, high = quantiles[row, left], quantiles[row, left + 1]
    gap = high - low
    share = np.divide(volume - low, gap, out=np.where(volume > low, 1.0, 0.0), where=gap > 0)
    return np.asarray(SCORES[left] + share * (SCORES[left + 1] - SCORES[left]))


def rate_share(volume: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Share of each interval's variance that is its rate's and not that of counting, (rows,): what a day can share.

    The variance is read from the 80 % band; counting alone has that of Poisson.
    """
    variance = ((quantiles[:, HIGH] - quantiles[:, LOW]) / (SCORES[HIGH] - SCORES[LOW])) ** 2
    return np.asarray(1.0 - np.divide(volume, variance, out=np.ones(len(volume)), where=variance > volume))


def rate_deviation(volume: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Standard deviation of each interval's rate in contacts, (rows,): the 80 % band less what counting adds."""
    spread = (quantiles[:, HIGH] - quantiles[:, LOW]) / (SCORES[HIGH] - SCORES[LOW])
    return np.asarray(np.sqrt(np.maximum(spread**2 - volume, 0.0)))


def day_loading(volume: FloatArray, quantiles: FloatArray, day_sd: FloatArray) -> FloatArray:
    """Correlation of each interval's score with that of its day, (rows,): the day's rate is off by `day_sd` of itself.

    An interval has at least the variance of counting and of its day, whatever its band says.
    """
    variance = ((quantiles[:, HIGH] - quantiles[:, LOW]) / (SCORES[HIGH] - SCORES[LOW])) ** 2
    of_day = (day_sd * volume) ** 2
    return np.asarray(
        np.sqrt(np.divide(of_day, np.maximum(variance, 1e-12), out=np.zeros(len(volume)), where=of_day > 0)).clip(
            0.0, MOST_LOADING
        )
    )


def total_quantiles(quantiles: FloatArray, loading: FloatArray) -> FloatArray:
    """Quantiles of the total of a day's intervals, (levels,), given their quantiles (slots, levels).

    `loading` (slots,): correlation of each interval's score with the day's. Given the day's score the intervals are
    independent and their sum is near normal; its law is averaged over the scores. No draws. O(slots).
    """
    score = loading * DAY_NODES[:, None, None] + np.sqrt(1.0 - loading**2) * OWN_NODES[:, None]
    seen = volumes_at(quantiles, score)
    weight = OWN_WEIGHTS / OWN_WEIGHTS.sum()
    mean = np.einsum("o,dos->ds", weight, seen)
    squares = np.einsum("o,dos->ds", weight, seen**2)
    centre, spread = mean.sum(axis=1), np.sqrt(np.maximum((squares - mean**2).sum(axis=1), 1e-12))
    mass = np.exp(-0.5 * DAY_NODES**2)
    grid = np.linspace((centre - 4 * spread).min(), (centre + 4 * spread).max(), 801)
    held = mass / mass.sum() @ ndtr((grid[None, :] - centre[:, None]) / spread[:, None])
    return np.asarray(np.maximum(np.interp(np.asarray(QUANTILES), held, grid), 0.0))
