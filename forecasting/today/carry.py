"""How far a deviation carries on: a regression drawn to "not at all" as far as earlier days do not support it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from data.contracts.grid import QUANTILES
from forecasting.arrays import FloatArray
from forecasting.default.spread import weighted_quantiles

FADE_D = 100.0  # so many days back an earlier day counts half
PRIOR_D = 5.0  # so many days without any carrying on are added to the record
FARTHEST = 3.0  # relative deviation of one interval, above which it teaches no more
FEW_D = 30.0  # so many days of errors weigh as much as the normal law
LEAST_SPREAD_D = 10
CENTRAL = 0.8  # share of intervals in the band whose narrowing is taken for all
MAD_TO_SD = float(np.sqrt(np.pi / 2))  # mean absolute to standard deviation of a normal variable
MEDIAN = 0.5
LEVELS: FloatArray = np.asarray(QUANTILES)


@dataclass(frozen=True)
class Carried:
    """What carries on to a coming day: a factor per slot (or one for all), and what is left to chance.

    `narrowed`: size of the record's errors after the move over that before, at most 1. `spread` (levels,): quantiles of
    the log of a day's total over its mean after the move; None where the record is too short.
    """

    factor: FloatArray
    narrowed: float
    spread: FloatArray | None

    @staticmethod
    def nothing(slots: int) -> Carried:
        """The forecast stays as it was."""
        return Carried(np.ones(slots), 1.0, None)

    def total_quantiles(self, mean: float, together: FloatArray, planned: FloatArray | None = None) -> FloatArray:
        """Quantiles of a total with this mean.

        `together`: sums of the slots' quantiles, as if all erred together, for a record too short to know better.
        `planned` (levels,): logs of the quantiles of the planned day over its mean. The record holds usual days; a day
        that the plan is less sure of (an event of unknown size) narrows from there, no further than the record proves.
        """
        if self.spread is None:
            return together
        spread = self.spread
        if planned is not None:
            least = planned * self.narrowed
            spread = np.where(LEVELS < MEDIAN, np.minimum(spread, least), spread)
            spread = np.where(LEVELS > MEDIAN, np.maximum(spread, least), spread)
        return np.asarray(mean * np.exp(spread))


def learn_carry(signals: FloatArray, expected: FloatArray, actual: FloatArray, sure: float = 1.0) -> Carried:
    """Learn from earlier days how signals carry on and apply it to the last row of `signals`.

    `signals` (days + 1, slots, signals), `expected` and `actual` (days, slots): what was awaited (0 where nothing is
    to be learned) and what came. Weighted least squares of relative deviations, with `PRIOR_D` days of no effect; then
    all coefficients times 1 - p / F (Stein), where F tests them against errors that go together within a day. Nothing
    moves unless moving would have paid on days left out one by one, by `sure` standard errors.
    O(days x slots x signals^2).
    """
    past, now = signals[:-1], signals[-1]
    weight = _weights(expected)
    size = np.sqrt((weight[..., None] * past**2).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-12))
    used = size > 1e-9
    if not used.any():
        return Carried(np.ones(len(now)), 1.0, _spread(expected, actual))
    z = past[:, :, used] / size[used]
    coefficients, left_out = _fit(z, weight, _relative(expected, actual))
    moved = expected * np.maximum(1.0 + np.einsum("dsj,dj->ds", z, left_out), 0.0)
    before, after = _errors(expected, actual, expected), _errors(moved, actual, expected)
    gain = before - after
    if gain.sum() <= sure * np.sqrt((gain**2).sum()):
        return Carried(np.ones(len(now)), 1.0, _spread(expected, actual))
    factor = np.maximum(1.0 + now[:, used] / size[used] @ coefficients, 0.0)
    width = _width(moved, actual, expected) / max(_width(expected, actual, expected), 1e-12)
    return Carried(factor, min(width, 1.0), _spread(moved, actual))


def _fit(z: FloatArray, weight: FloatArray, relative: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Coefficients from all days, (signals,), and for each day those learned without it, (days, signals)."""
    squares = np.einsum("ds,dsj,dsk->djk", weight, z, z)
    products = np.einsum("ds,dsj,ds->dj", weight, z, relative)
    prior = PRIOR_D * np.eye(z.shape[2])
    square = squares.sum(axis=0) + prior
    raw = np.linalg.solve(square, products.sum(axis=0))
    score = products - squares @ raw  # what each day's errors say, so errors of one day count as one
    spread = score.T @ score
    test = float(raw @ square @ np.linalg.pinv(spread) @ square @ raw)
    kept = max(0.0, 1.0 - len(raw) / max(test, 1e-12))
    without = np.linalg.solve(square - squares, (products.sum(axis=0) - products)[..., None])[..., 0]
    return kept * raw, kept * without


def _fade(days: int) -> FloatArray:
    return np.asarray(0.5 ** (np.arange(days)[::-1] / FADE_D))


def _weights(expected: FloatArray) -> FloatArray:
    """Weight of each slot: what was expected in it, in days; later days weigh more."""
    total = expected.sum(axis=1)
    usual = total[total > 0].mean() if (total > 0).any() else 1.0
    return np.asarray(expected / usual * _fade(len(expected))[:, None])


def _relative(expected: FloatArray, actual: FloatArray) -> FloatArray:
    known = (expected > 0) & ~np.isnan(actual)
    ratio = np.divide(actual - expected, expected, out=np.zeros(expected.shape), where=known)
    return np.asarray(np.clip(ratio, -FARTHEST, FARTHEST))


def _errors(mean: FloatArray, actual: FloatArray, expected: FloatArray) -> FloatArray:
    """Sum of absolute errors of each day, later days weighing more, (days,)."""
    known = (expected > 0) & ~np.isnan(actual)
    return np.asarray(np.where(known, np.abs(actual - mean), 0.0).sum(axis=1) * _fade(len(mean)))


def _width(mean: FloatArray, actual: FloatArray, expected: FloatArray) -> float:
    """Half width of the band that holds most intervals of the record, in roots of what was expected."""
    known = (expected > 0) & ~np.isnan(actual)
    fade = np.broadcast_to(_fade(len(mean))[:, None], mean.shape)[known] * expected[known]
    away = np.abs(actual - mean)[known] / np.sqrt(expected[known])
    return float(weighted_quantiles(away, fade, np.array([CENTRAL]))[0])


def _spread(mean: FloatArray, actual: FloatArray) -> FloatArray | None:
    """Quantiles of the log of a day's total over its mean: those seen, drawn to a normal law where days are few."""
    total, came = mean.sum(axis=1), np.where(mean > 0, np.nan_to_num(actual), 0.0).sum(axis=1)
    some = total > 0
    if some.sum() < LEAST_SPREAD_D:
        return None
    logs, fade = np.log((came[some] + 0.5) / (total[some] + 0.5)), _fade(len(mean))[some]
    normal = MAD_TO_SD * float((fade * np.abs(logs)).sum() / fade.sum()) * ndtri(LEVELS)
    trust = len(logs) / (len(logs) + FEW_D)
    return np.asarray(trust * weighted_quantiles(logs, fade, LEVELS) + (1.0 - trust) * normal)
