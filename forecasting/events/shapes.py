"""Shape of an event day: the planner's named shape, or what earlier occurrences looked like here and elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from forecasting.arrays import BoolArray, FloatArray

HOUR_SCATTER = 0.0025  # an hour's share of a day scatters by 5 % beyond counting noise,
SLOT_SCATTER = 0.005  # a slot's share of its hour by 7 %


def named_shapes(table: pd.DataFrame | None, interval_min: int) -> dict[str, FloatArray]:
    """Share of the day per slot of each named shape, an hour's share spread evenly; sums to 1."""
    if table is None or table.empty:
        return {}
    per_hour = max(60 // interval_min, 1)
    found = {}
    for name, rows in table.groupby("shape"):
        hours = np.zeros(24)
        hours[rows["hour"].to_numpy(dtype=int)] = rows["share"].to_numpy(dtype=float)
        slots = np.repeat(hours, per_hour) if interval_min <= 60 else hours.reshape(-1, interval_min // 60).sum(axis=1)
        if slots.sum() > 0:
            found[str(name)] = slots / slots.sum()
    return found


def pooled_tilt(seen: Mapping[str, tuple[FloatArray, FloatArray]]) -> FloatArray | None:
    """How an event day's slots differ from a usual day's over all queues, as a multiple per slot; None without counts.

    `seen` maps a queue to the counts of its event days and the counts a usual shape would have given, both (slots,).
    """
    if not seen:
        return None
    events = np.sum([pair[0] for pair in seen.values()], axis=0)
    usual = np.sum([pair[1] for pair in seen.values()], axis=0)
    if events.sum() <= 0 or usual.sum() <= 0:
        return None
    usual = usual / usual.sum()
    tilt: FloatArray = np.divide(drawn_to(usual, events), usual, out=np.ones_like(usual), where=usual > 0)
    return tilt


def learned_shape(own: FloatArray | None, profile: FloatArray, tilt: FloatArray | None) -> FloatArray:
    """Shape of an event day (slots,): what the queue's own event days prove against the shape they were likeliest to
    come from, the usual one or the one tilted as the days of all queues were.

    >>> learned_shape(None, np.array([0.5, 0.5]), np.array([3.0, 1.0])).tolist()
    [0.75, 0.25]
    """
    tilted = profile if tilt is None else profile * tilt
    tilted = tilted / max(float(tilted.sum()), 1e-12)
    if own is None or own.sum() <= 0:
        return tilted
    return drawn_to(profile if _likelihood(own, profile) >= _likelihood(own, tilted) else tilted, own)


def _likelihood(counts: FloatArray, shape: FloatArray) -> float:
    """Poisson log-likelihood of counts given their total, up to a constant."""
    return float((counts * np.log(np.maximum(shape, 1e-6))).sum())


def drawn_to(shape: FloatArray, counts: FloatArray) -> FloatArray:
    """The shape moved towards the counts as far as they prove more than chance: first its hours, then their slots.

    Empirical Bayes: share of the difference taken = t e / (t e + f), e expected counts, f their scatter, t the
    variance of the true ratio as far as the squared differences exceed the scatter. Sums to 1.
    """
    if counts.sum() <= 0:
        return shape / max(float(shape.sum()), 1e-12)
    per_hour = max(len(shape) // 24, 1)
    expected = (counts.sum() * shape).reshape(-1, per_hour)
    seen = counts.reshape(-1, per_hour)
    hours = _moved(expected.sum(axis=1)[None, :], seen.sum(axis=1)[None, :], HOUR_SCATTER)[0]
    ratio = np.divide(hours, expected.sum(axis=1), out=np.ones_like(hours), where=expected.sum(axis=1) > 0)
    within = np.divide(seen.sum(axis=1), expected.sum(axis=1), out=np.ones_like(hours), where=expected.sum(axis=1) > 0)
    slots = _moved(expected * within[:, None], seen, SLOT_SCATTER)
    mass = slots.sum(axis=1, keepdims=True)
    part = np.divide(slots, mass, out=np.full_like(slots, 1.0 / per_hour), where=mass > 0)
    moved: FloatArray = (part * (expected.sum(axis=1) * ratio)[:, None]).ravel()
    return moved / max(float(moved.sum()), 1e-12)


def _moved(expected: FloatArray, seen: FloatArray, scatter: float) -> FloatArray:
    """Each row's expected counts moved towards what was seen, as far as the row as a whole proves a difference."""
    safe = np.maximum(expected, 1e-9)
    noise = 1.0 + scatter * expected
    cells = max(expected.shape[1] - 1, 1)
    excess = ((seen - expected) ** 2 / (safe * noise)).sum(axis=1) - cells - 2.0 * np.sqrt(2.0 * cells)
    truth = np.maximum(excess, 0.0) / np.maximum((expected / noise).sum(axis=1), 1e-9)
    share = truth[:, None] * expected / (truth[:, None] * expected + noise)
    moved: FloatArray = expected + share * (seen - expected)
    return moved


def as_if_on(own: FloatArray, usual: FloatArray, profile: FloatArray) -> FloatArray:
    """Counts of past event days as they would have come on a day of this profile: a sale's Saturday keeps its late
    morning though it was a Friday last year. `usual` holds the counts that the past days' own weekdays would have had.

    >>> as_if_on(np.array([10.0, 30.0]), np.array([20.0, 20.0]), np.array([0.4, 0.6])).tolist()
    [8.0, 36.0]
    """
    past = usual / max(float(usual.sum()), 1e-12)
    ratio = np.divide(profile, past, out=np.ones_like(profile), where=past > 0)
    moved: FloatArray = own * np.clip(ratio, 0.5, 2.0)
    return moved


def split_hours(hours: FloatArray, finer: FloatArray) -> FloatArray:
    """A named shape's hours, each split over its slots as the finer shape splits it; both (slots,) and summing to 1.

    >>> finer = np.r_[0.3, 0.1, np.zeros(46)]
    >>> split_hours(np.r_[0.5, 0.5, np.zeros(46)], finer)[:2].round(6).tolist()
    [0.75, 0.25]
    """
    per_hour = max(len(hours) // 24, 1)
    blocks = finer.reshape(-1, per_hour)
    mass = blocks.sum(axis=1, keepdims=True)
    part = np.divide(blocks, mass, out=np.full_like(blocks, 1.0 / per_hour), where=mass > 0)
    split: FloatArray = (hours.reshape(-1, per_hour).sum(axis=1, keepdims=True) * part).ravel()
    return split


def within_hours(shape: FloatArray, is_open: BoolArray, otherwise: FloatArray) -> FloatArray:
    """The shape cut to open slots and summing to 1 again; `otherwise` where nothing of it is left."""
    cut = np.where(is_open, shape, 0.0)
    mass = float(cut.sum())
    whole: FloatArray = cut / mass if mass > 0 else otherwise
    return whole
