"""Work that may wait, in files of intervals: the least flat peak that keeps a deadline, and what given staff does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_POINTS = 60  # moments of arrival looked at in an interval


@dataclass(frozen=True)
class Deferred:
    """Per interval; NaN where the series ends before it is decided."""

    sl: FloatArray  # answered within the deadline, of the arrivals that are answered or due before the series ends
    asa_s: FloatArray  # mean wait of the arrivals that are answered before the series ends
    queue_end: FloatArray  # contacts not yet handled at the end of the interval
    occupancy: FloatArray


def least_flat_peak(
    lambda_per_hour: npt.ArrayLike,
    aht_s: npt.ArrayLike,
    interval_s: float,
    deadline_s: float,
    service_level: float = math.nan,
    max_occupancy: float = math.nan,
) -> float:
    """Least number of agents that, there all the time, answers within `deadline_s` every contact due before the end.

    Whatever arrives in a window must be done from its start to its end plus the deadline: the peak is the largest
    (work + reserve) / (window + deadline) over all windows of whole intervals; what is due after the series ends is
    left to what follows it (a series no longer than the deadline is done by its end). The
    reserve is z sqrt(2 N) AHT for N contacts (exponential handling times), z the normal quantile of `service_level`
    (0.95 when not given). Divided by `max_occupancy` and rounded up. O(intervals^2).

    >>> least_flat_peak([120, 0, 0, 0], 3600, 900, 2700, service_level=0.5)  # 30 hours of work in one hour
    30
    """
    from scipy.special import ndtri

    volume = np.asarray(lambda_per_hour, dtype=np.float64) * interval_s / 3600.0
    aht = np.broadcast_to(np.asarray(aht_s, dtype=np.float64), volume.shape)
    level = 0.95 if math.isnan(service_level) else min(service_level, 0.999)
    z = max(0.0, float(ndtri(level))) if level > 0.0 else 0.0
    work = np.concatenate([[0.0], np.cumsum(volume * aht)])
    squares = np.concatenate([[0.0], np.cumsum(2.0 * volume * aht**2)])
    peak = 0.0
    end_s = volume.size * interval_s
    for first in range(volume.size):
        border_s = np.arange(first + 1, volume.size + 1) * interval_s
        due = border_s + deadline_s <= end_s + 1e-6
        if first == 0 and deadline_s >= end_s:
            due[-1] = True
        asked = work[first + 1 :] - work[first] + z * np.sqrt(np.maximum(squares[first + 1 :] - squares[first], 0.0))
        until_s = np.minimum(border_s + deadline_s, end_s) - first * interval_s
        peak = max(peak, float(np.where(due, asked / until_s, 0.0).max()))
    cap = 1.0 if math.isnan(max_occupancy) else max_occupancy
    return math.ceil(round(peak / cap, 9)) if cap > 0.0 else math.nan


def predict_deferred(
    lambda_per_hour: npt.ArrayLike, aht_s: npt.ArrayLike, staff: npt.ArrayLike, interval_s: float, deadline_s: float
) -> Deferred:
    """What given staff does in order of arrival, as a flow (no chance): in time means answered within `deadline_s`.

    The series starts without a backlog. O(intervals).

    >>> predict_deferred([40, 0, 0], 900, [5, 5, 5], 900, 900).sl.tolist()
    [1.0, 1.0, 1.0]
    """
    volume = np.asarray(lambda_per_hour, dtype=np.float64) * interval_s / 3600.0
    work = volume * np.broadcast_to(np.asarray(aht_s, dtype=np.float64), volume.shape)
    people = np.broadcast_to(np.asarray(staff, dtype=np.float64), volume.shape)
    count = volume.size
    done, backlog = np.zeros(count), 0.0
    for i in range(count):
        done[i] = min(backlog + work[i], people[i] * interval_s)
        backlog += work[i] - done[i]
    border_s = np.arange(count + 1) * interval_s
    arrived, finished = np.concatenate([[0.0], np.cumsum(work)]), np.concatenate([[0.0], np.cumsum(done)])
    contacts = np.concatenate([[0.0], np.cumsum(volume)])
    share = (np.arange(_POINTS) + 0.5) / _POINTS
    at_s = (np.arange(count)[:, None] + share) * interval_s
    moments_s, curve = _as_done(arrived, finished, people * interval_s, border_s.astype(np.float64), interval_s)
    wait_s = _waits(at_s, arrived[:-1, None] + work[:, None] * share, curve, moments_s)
    answered = np.isfinite(wait_s)
    decided = (answered | (at_s + deadline_s <= count * interval_s)).sum(axis=1)
    level = _share((wait_s <= deadline_s + 1e-6).sum(axis=1), decided)
    asa_s = _share(np.where(answered, wait_s, 0.0).sum(axis=1), answered.sum(axis=1))
    busy = volume > 0
    unfinished = contacts[1:] - np.interp(finished[1:], arrived, contacts) if count else np.zeros(0)
    return Deferred(
        np.where(busy, level, 1.0),
        np.where(busy, asa_s, 0.0),
        np.where(arrived[1:] - finished[1:] > 1e-9, unfinished, 0.0),
        np.nan_to_num(_share(done, people * interval_s)),
    )


def _as_done(
    arrived: FloatArray, finished: FloatArray, capacity: FloatArray, border_s: FloatArray, interval_s: float
) -> tuple[FloatArray, FloatArray]:
    """Moments and the work done until then: at full speed until a backlog is gone, from there on as work arrives."""
    backlog, work = arrived[:-1] - finished[:-1], np.diff(arrived)
    clears = (backlog > 1e-9) & (capacity > work) & (backlog + work <= capacity)
    part = np.where(clears, backlog / np.where(clears, capacity - work, 1.0), 0.0)
    moments_s = np.concatenate([border_s, (border_s[:-1] + part * interval_s)[clears]])
    done = np.concatenate([finished, (finished[:-1] + part * capacity)[clears]])
    order = np.argsort(moments_s, kind="stable")
    return moments_s[order], done[order]


def _waits(at_s: FloatArray, work_ahead: FloatArray, finished: FloatArray, border_s: FloatArray) -> FloatArray:
    """Wait until the work ahead of each arrival is done; inf when it is not before the series ends."""
    rising = np.concatenate([[True], np.diff(finished) > 1e-12])
    answered_s = np.interp(work_ahead, finished[rising], border_s[rising], right=np.inf)
    return np.asarray(np.maximum(answered_s - at_s, 0.0))


def _share(part: npt.ArrayLike, whole: npt.ArrayLike) -> FloatArray:
    above, below = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    shares: FloatArray = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return shares
