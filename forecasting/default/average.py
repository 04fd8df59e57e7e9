"""The average of the daily models: each counts by how well it did at past origins, and never by hindsight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray
from forecasting.default.design import build_design
from forecasting.default.members import MEMBERS, PRIOR, DayTotals, Members
from forecasting.default.special import SpecialDays

POWER = 12.0
JUDGED_D = 56  # days from each past origin on which the members are judged
LEAST_KNOWN_D = 28
SPACING_D = (14, 28)
PAST_ORIGINS = 10
WEIGHT_ORIGINS = 6


@dataclass(frozen=True)
class AveragedDays:
    """Expected totals of the horizon, shape (horizon,), and of as many days from each past origin (origins, horizon).

    The average of a past origin is weighted by the other origins only. `weights` by member, summing to 1.
    """

    totals: FloatArray
    past_origins: IntArray
    past_totals: FloatArray
    weights: dict[str, float]


def average_days(
    totals: DayTotals, special: SpecialDays, origin: int, horizon_d: int, number: int = PAST_ORIGINS
) -> AveragedDays:
    """Average all members at `origin`. O(origins x fits x days x columns^2)."""
    origins = past_origins(totals, origin, horizon_d, number)
    members = Members(totals, build_design(totals.days, special), horizon_d)
    paths = np.stack([members.at(int(o), horizon_d) for o in [*origins, origin]])
    error, volume = _errors(paths[:-1], totals, origins)
    wape = error / np.maximum(volume, 1e-9)[:, None]
    late = wape[-WEIGHT_ORIGINS:]
    weights = member_weights(_means(late), paths[-1], PRIOR)
    past = np.zeros((len(origins), horizon_d))
    for i in range(len(origins)):
        others = np.delete(wape, i, axis=0)[-WEIGHT_ORIGINS:]
        past[i] = _weighted(paths[i], member_weights(_means(others), paths[i], PRIOR))
    told = {name: float(w) for name, w in zip(MEMBERS, weights, strict=True)}
    return AveragedDays(_weighted(paths[-1], weights), origins, past, told)


def past_origins(totals: DayTotals, origin: int, horizon_d: int, number: int = PAST_ORIGINS) -> IntArray:
    """At most `number` origins before `origin`, oldest first, with at least `LEAST_KNOWN_D` known days before them."""
    spacing = int(np.clip(horizon_d, *SPACING_D))
    known = totals.days[~np.isnan(totals.total) & (totals.days < origin)]
    found = [origin - spacing * back for back in range(number, 0, -1)]
    return np.array([o for o in found if (known < o).sum() >= LEAST_KNOWN_D], dtype=np.int64)


def _errors(paths: FloatArray, totals: DayTotals, origins: IntArray) -> tuple[FloatArray, FloatArray]:
    """Absolute errors (origins, members) and volumes (origins,) of the days that had come by the last origin."""
    error = np.zeros(paths.shape[:2])
    volume = np.zeros(len(origins))
    for i, origin in enumerate(origins):
        start = int(origin - totals.days[0])
        actual = totals.total[start : start + paths.shape[2]][:JUDGED_D]
        seen = ~np.isnan(actual)
        error[i] = np.abs(paths[i][:, : len(actual)][:, seen] - actual[seen]).sum(axis=1)
        volume[i] = actual[seen].sum()
    return error, volume


def _means(wape: FloatArray) -> FloatArray:
    """Mean WAPE of each member over origins; NaN where it could not forecast one of them."""
    return np.asarray(wape.mean(axis=0)) if len(wape) else np.ones(len(MEMBERS))


def member_weights(wape: FloatArray, path: FloatArray, prior: FloatArray | float = 1.0) -> FloatArray:
    """Weights WAPE^-12 x prior, summing to 1; a member that was or is unable to forecast has none."""
    able: BoolArray = np.asarray(np.isfinite(wape) & np.isfinite(path).all(axis=1), dtype=np.bool_)
    if not able.any():
        able = np.asarray(np.isfinite(path).all(axis=1), dtype=np.bool_)
        wape = np.ones(len(wape))
    score = np.where(able, wape, np.inf)
    best = max(float(score.min()), 1e-6)
    raw = np.where(able, prior * (np.maximum(score, 1e-6) / best) ** -POWER, 0.0)
    return np.asarray(raw / raw.sum())


def _weighted(path: FloatArray, weights: FloatArray) -> FloatArray:
    return np.asarray(weights @ np.nan_to_num(path))
