"""Shape of an event day: the planner's named shape, or what earlier occurrences looked like here and elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from forecasting.arrays import BoolArray, FloatArray

KAPPA_COUNT = 150.0  # the expected shape weighs as much as that many contacts of the queue's own event days
POOL_COUNT = 20.0  # contacts of a usual shape mixed into the pool's, so that empty slots divide well


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
    lean = POOL_COUNT * usual / usual.sum()
    tilt: FloatArray = np.divide(events + lean, usual + lean, out=np.ones_like(usual), where=usual + lean > 0)
    return tilt


def learned_shape(own: FloatArray | None, profile: FloatArray, tilt: FloatArray | None) -> FloatArray:
    """Shape of an event day (slots,): the queue's own counts over the usual profile tilted as other queues were.

    >>> learned_shape(None, np.array([0.5, 0.5]), np.array([3.0, 1.0])).tolist()
    [0.75, 0.25]
    """
    expected = profile if tilt is None else profile * tilt
    expected = expected / max(float(expected.sum()), 1e-12)
    if own is None or own.sum() <= 0:
        return expected
    mixed: FloatArray = (own + KAPPA_COUNT * expected) / (own.sum() + KAPPA_COUNT)
    return mixed


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
