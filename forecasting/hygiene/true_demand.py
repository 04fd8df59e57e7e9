"""First attempts behind the offered contacts: who hung up and called again is counted once.

Source: the orbit of retrials, as in Falin and Templeton, Retrial Queues (1997), and Aguir, Karaesmen, Aksin and
Chauvet, The impact of retrials on call center performance (OR Spectrum 26, 2004): offered(t) = first(t) + returns(t),
and returns(t) is a share of the abandonments before, later by the time to redial. With the abandonments recorded the
balance needs no queueing model: first(t) = offered(t) - share * sum over k of weight(k) * abandoned(t - k).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.arrays import FloatArray

WITHIN_MIN = 60.0


def first_attempts(history: pd.DataFrame, centre: Centre) -> tuple[pd.DataFrame, list[str]]:
    """The HISTORY table with `offered` as first attempts, for queues with a `redial_share`; the others as they are.

    Returns too what a planner should know. O(rows x intervals within which people redial).
    """
    asked = {name: queue for name, queue in centre.queues.items() if (queue.redial_share or 0.0) > 0.0}
    if not asked:
        return history, []
    offered = history["offered"].to_numpy(dtype=float).copy()
    abandoned = history["abandoned"].to_numpy(dtype=float)
    instant = history["ts"].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[us]")
    place = instant.astype(np.int64) // (centre.interval_min * 60_000_000)
    names = history["queue"].to_numpy()
    warnings = []
    for name, queue in asked.items():
        rows = np.flatnonzero(names == name)
        if not (abandoned[rows] > 0).any():
            warnings.append(f"{name}: no abandoned contacts are recorded; redial_share is not used")
            continue
        weights = return_weights(centre.interval_min, queue.redial_within_min or WITHIN_MIN)
        before = np.nansum(offered[rows])
        at = place[rows] - place[rows].min()
        line = np.full((2, int(at.max()) + 1), np.nan)  # all intervals from the first to the last, gaps unknown
        line[0, at], line[1, at] = offered[rows], abandoned[rows]
        offered[rows] = first_of(line[0], line[1], float(queue.redial_share or 0.0) * weights)[at]
        share = 1.0 - np.nansum(offered[rows]) / max(before, 1e-9)
        warnings.append(f"{name}: {100 * share:.1f} % of the offered contacts are further attempts and are left out")
    return history.assign(offered=offered), warnings


def queues_of_first_attempts(history: pd.DataFrame, centre: Centre) -> frozenset[str]:
    """Queues whose forecast counts first attempts: those with a `redial_share` and recorded abandonments. O(rows)."""
    recorded = set(history.loc[history["abandoned"] > 0, "queue"])
    return frozenset(name for name, queue in centre.queues.items() if queue.redial_share and name in recorded)


def return_weights(interval_min: float, within_min: float) -> FloatArray:
    """Share of the returns that falls on the interval of the abandonment and on each one after it; they sum to 1.

    People hang up at any time of the interval and return after a time that is uniform up to `within_min`.

    >>> return_weights(60, 60).tolist()
    [0.5, 0.5]
    >>> return_weights(30, 60).tolist()
    [0.25, 0.5, 0.25]
    """
    ends: FloatArray = interval_min * np.arange(int(np.ceil(within_min / interval_min)) + 2, dtype=np.float64)
    returned = (_ramp(ends, within_min) - _ramp(ends - interval_min, within_min)) / (interval_min * within_min)
    weights = np.diff(returned)
    return np.trim_zeros(np.where(weights > 1e-12, weights, 0.0), "b")


def _ramp(x: FloatArray, within: float) -> FloatArray:
    """Integral from 0 to x of min(z, within) dz, 0 for negative x."""
    y = np.maximum(x, 0.0)
    return np.where(y <= within, y**2 / 2.0, within**2 / 2.0 + within * (y - within))


def first_of(offered: FloatArray, abandoned: FloatArray, weights: FloatArray) -> FloatArray:
    """First attempts per consecutive interval; `weights` are shares of the abandoned that return 0, 1, ... later.

    Only abandonments of the interval itself and of earlier ones are used. Never negative: returns beyond what was
    offered are taken from the intervals that follow, so that totals agree; the running sum is then the highest one so
    far of offered less returns. NaN (not recorded) stays NaN. O(intervals x weights).

    >>> first_of(np.array([10.0, 12.0, 10.0]), np.array([4.0, 0.0, 0.0]), np.array([0.0, 0.5])).tolist()
    [10.0, 10.0, 10.0]
    >>> first_of(np.array([10.0, 0.0, 5.0]), np.array([4.0, 0.0, 0.0]), np.array([0.0, 0.5])).tolist()
    [10.0, 0.0, 3.0]
    """
    known = ~np.isnan(offered)
    returns = np.convolve(np.nan_to_num(abandoned), weights)[: len(offered)]
    net = np.cumsum(np.where(known, np.nan_to_num(offered) - returns, 0.0))
    first = np.diff(np.maximum.accumulate(np.concatenate([[0.0], net])), prepend=0.0)[1:]
    return np.where(known, first, np.nan)
