"""Erlang A in motion: service per interval while load and staff change, waiting contacts carried over the borders.

The number of contacts in the system is followed through time (Kolmogorov's forward equations of M(t)/M/n(t)+M by
Crank-Nicolson, the exact method of Ingolfsson et al. 2007); the fate of an arrival from each state is known in closed
form. Steady intervals agree with the exact stationary Erlang A. Limits: handling times and patience are exponential;
after a drop of staff those who leave finish their contact, taken as a fading mean; staff that changes within the target
time of an arrival counts by its mean; p_abandon and asa_s look at the staff of the interval of arrival only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.requirement.mol import least_staff_mol
from scheduling.requirement.rate_profile import rate_slopes
from scheduling.requirement.sizers import Asked, FloatArray
from scheduling.requirement.transient_search import fill_least, fill_outcome

ENDLESS_S = 1e7  # patience from which on nobody gives up
MOST_LOAD_ERL = 100_000.0  # beyond, the window of states is too wide to follow


@dataclass(frozen=True)
class Predicted:
    """What callers meet per interval; shares by interval of arrival."""

    sl: FloatArray  # answered within the target / offered; 1 without arrivals
    p_abandon: FloatArray
    asa_s: FloatArray  # mean wait of the answered; inf where nobody is
    queue_end: FloatArray  # mean number waiting at the end of the interval
    occupancy: FloatArray


def predict(
    lambda_per_hour: npt.ArrayLike,
    staff: npt.ArrayLike,
    aht_s: npt.ArrayLike,
    patience_s: npt.ArrayLike,
    interval_s: float,
    target_s: npt.ArrayLike,
) -> Predicted:
    """What arrivals of consecutive intervals meet with the given staff; numbers or one per interval.

    Starts in the steady state of the first interval (with endless patience and too few people there is none: then with
    everybody who can be busy and an empty line). Patience `inf` or NaN: nobody gives up. Whole or fractional staff; the
    last one stays. O(intervals x interval / 15 s x sqrt(load)) time.

    >>> calm = predict([1200, 1200, 1200], 95, 300, 180, 900, 20)
    >>> calm.sl.round(4).tolist()
    [0.6624, 0.6624, 0.6624]
    """
    people = np.asarray(staff, dtype=np.float64)
    intervals, wait_s = _intervals(lambda_per_hour, aht_s, patience_s, interval_s, target_s)
    count = len(intervals)
    people = np.ascontiguousarray(np.broadcast_to(people, (count,)))
    out = np.empty((5, count))
    if count:
        fill_outcome(intervals, people, wait_s, out)
    return Predicted(*out)


def least_staff(asked: Asked, interval_s: float, given: npt.ArrayLike | None = None) -> FloatArray:
    """Least whole staff per interval that meets every target asked, interval by interval; NaN where none does.

    Forward: each interval is sized from the state the staffing before it leaves behind, so what waits is carried over.
    An interval without arrivals needs nobody. A second round knows who comes next: the last arrivals of an interval are
    answered by the people of the following one. The first guess is the modified offered load. Intervals whose staff is
    `given` (not NaN) keep it, and what it leaves undone is carried on.

    >>> least_staff(Asked(np.full(3, 1200.0), 300, 180, 20, 0.8), 900).tolist()
    [100.0, 100.0, 100.0]
    """
    volume, aht_s, patience_s, target_s, *targets = asked.numbers()
    intervals, wait_s = _intervals(volume, aht_s, patience_s, interval_s, target_s)
    hint = least_staff_mol(asked, interval_s)
    hint = np.where(np.isnan(hint), np.ceil(volume * aht_s / 3600.0), hint)
    fixed = np.full(len(volume), np.nan) if given is None else np.asarray(given, dtype=np.float64)
    staff = fixed.copy()
    if staff.size:
        fill_least(intervals, wait_s, np.array(targets), hint, fixed, staff)
        hint = np.where(np.isnan(staff), hint, staff)
        fill_least(intervals, wait_s, np.array(targets), hint, fixed, staff)
    level, max_asa_s, max_occupancy, max_abandon = targets
    hopeless = (level >= 1.0) | (max_asa_s <= 0.0) | (max_occupancy <= 0.0) | (max_abandon <= 0.0)
    found = np.where(hopeless & (volume > 0.0), np.nan, np.where(volume > 0.0, staff, 0.0))
    return np.where(np.isnan(fixed), found, fixed)


def _intervals(
    lambda_per_hour: npt.ArrayLike,
    aht_s: npt.ArrayLike,
    patience_s: npt.ArrayLike,
    interval_s: float,
    target_s: npt.ArrayLike,
) -> tuple[FloatArray, FloatArray]:
    """Rows of the kernels (rates per second) and the target times; a target not given is 0 s."""
    rates = np.asarray(lambda_per_hour, dtype=np.float64)
    aht, patience, target = (
        np.broadcast_to(np.asarray(one, dtype=np.float64), rates.shape) for one in (aht_s, patience_s, target_s)
    )
    mu = 1.0 / np.where(aht > 0.0, aht, 1.0)
    gives_up = patience < ENDLESS_S
    theta = np.where(gives_up, 1.0 / np.maximum(np.where(gives_up, patience, 1.0), 1e-3), 0.0)
    length = np.full(rates.shape, float(interval_s))
    table = np.column_stack([rates / 3600.0, rate_slopes(rates) / 3600.0, mu, theta, length])
    return np.ascontiguousarray(table), np.ascontiguousarray(np.nan_to_num(target))
