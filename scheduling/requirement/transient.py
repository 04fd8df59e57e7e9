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

from scheduling.requirement.erlang import SL_DEFINITIONS
from scheduling.requirement.mol import least_staff_mol
from scheduling.requirement.rate_profile import rate_slopes
from scheduling.requirement.sizers import Asked, FloatArray
from scheduling.requirement.transient_search import fill_least, fill_outcome

ENDLESS_S = 1e7  # patience from which on nobody gives up
STEP_S = 15.0  # longest step through time
GUESS_STEP_S = 60.0  # of the round that only guesses
DRAINED = 0.8  # of those waiting when arrivals cease, who must be answered; where no service level is asked
MOST_DRAINED = 0.99
MOST_LOAD_ERL = 100_000.0  # beyond, the window of states is too wide to follow


@dataclass(frozen=True)
class Predicted:
    """What callers meet per interval; shares by interval of arrival."""

    sl: FloatArray  # by the formula asked for, else answered within the target / offered; see `predict`
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
    sl_definition: str | npt.ArrayLike = "answered_of_offered",
) -> Predicted:
    """What arrivals of consecutive intervals meet with the given staff; numbers or one per interval.

    Starts in the steady state of the first interval (with endless patience and too few people there is none: then with
    everybody who can be busy and an empty line). Patience `inf` or NaN: nobody gives up. The last staff stays. A
    fraction of a person is a chance: with 12.3 the interval has 13 people on three days of ten, 12 on the others, and
    the state it leaves is the mix of both. The level of an interval without arrivals is the share of those waiting at
    its start who are answered by its end (1 where fewer than half a contact waits).
    O(intervals x interval / 15 s x sqrt(load)) time.

    >>> calm = predict([1200, 1200, 1200], 95, 300, 180, 900, 20)
    >>> calm.sl.round(4).tolist()
    [0.6624, 0.6624, 0.6624]
    """
    people = np.asarray(staff, dtype=np.float64)
    intervals, wait_s = _intervals(lambda_per_hour, aht_s, patience_s, interval_s, target_s, STEP_S)
    count = len(intervals)
    people = np.ascontiguousarray(np.broadcast_to(people, (count,)))
    out = np.empty((5, count))
    if count:
        fill_outcome(intervals, people, wait_s, _formulas(sl_definition, count), out)
    return Predicted(*out)


def least_staff(
    asked: Asked, interval_s: float, given: npt.ArrayLike | None = None, *, whole: bool = True
) -> FloatArray:
    """Least staff per interval that meets every target asked, interval by interval; NaN where none does.

    Forward: each interval is sized from the state the staffing before it leaves behind, so what waits is carried over.
    An interval without arrivals needs nobody, unless contacts wait at its start: then the least staff that answers the
    promised share of them by its end (`DRAINED` where no level is asked). A second round knows who comes next: the last
    arrivals of an interval are answered by the people of the following one. The first guess is the modified offered
    load. Intervals whose staff is `given` (not NaN) keep it, and what it leaves undone is carried on. Not `whole`: as
    `predict` reads fractions, the staff with which each interval meets its hardest target exactly (nothing is rounded
    before people are pooled).

    >>> least_staff(Asked(np.full(3, 1200.0), 300, 180, 20, 0.8), 900).tolist()
    [100.0, 100.0, 100.0]
    """
    return least_and_met(asked, interval_s, given, whole=whole)[0]


def least_and_met(
    asked: Asked, interval_s: float, given: npt.ArrayLike | None = None, *, whole: bool = True
) -> tuple[FloatArray, Predicted]:
    """`least_staff`, and what arrivals then meet; as `predict` tells it where every interval has its staff.

    An interval that no staff satisfies is played with the last staff tried. The first round, for a guess, takes long
    steps.
    """
    volume, aht_s, patience_s, target_s, *targets = asked.numbers()
    hint = least_staff_mol(asked, interval_s)
    hint = np.where(np.isnan(hint), np.ceil(volume * aht_s / 3600.0), hint)
    fixed = np.full(len(volume), np.nan) if given is None else np.asarray(given, dtype=np.float64)
    staff, met = fixed.copy(), np.empty((5, len(volume)))
    formulas, bounds = _formulas(asked.sl_definition, staff.size), _bounds(targets, volume)
    if staff.size:
        for step_s in (GUESS_STEP_S, STEP_S):
            intervals, wait_s = _intervals(volume, aht_s, patience_s, interval_s, target_s, step_s)
            fill_least(intervals, wait_s, formulas, bounds, hint, fixed, whole, staff, met)
            hint = np.where(np.isnan(staff), hint, staff)
    level, max_asa_s, max_occupancy, max_abandon = targets
    hopeless = (level >= 1.0) | (max_asa_s <= 0.0) | (max_occupancy <= 0.0) | (max_abandon <= 0.0)
    found = np.where(hopeless & (volume > 0.0), np.nan, staff)
    return np.where(np.isnan(fixed), found, fixed), Predicted(*met)


def _bounds(targets: list[FloatArray], volume: FloatArray) -> FloatArray:
    """Targets (4, intervals); an interval without arrivals has only what waits to answer."""
    bounds = np.array(targets)
    quiet = ~(volume > 0.0)
    level = np.where(np.isnan(bounds[0]), DRAINED, np.minimum(bounds[0], MOST_DRAINED))
    bounds[:, quiet] = np.nan
    bounds[0, quiet] = level[quiet]
    return bounds


def _formulas(sl_definition: str | npt.ArrayLike, count: int) -> npt.NDArray[np.int64]:
    """Places of the formulas of the service level in `SL_DEFINITIONS`; an unknown name is a mistake (ValueError)."""
    names = np.broadcast_to(np.asarray(sl_definition, dtype=object), (count,))
    return np.array([SL_DEFINITIONS.index(str(name)) for name in names], dtype=np.int64)


def _intervals(
    lambda_per_hour: npt.ArrayLike,
    aht_s: npt.ArrayLike,
    patience_s: npt.ArrayLike,
    interval_s: float,
    target_s: npt.ArrayLike,
    step_s: float,
) -> tuple[FloatArray, FloatArray]:
    """Rows of the kernels (rates per second) and the target times; a target not given is 0 s."""
    rates = np.asarray(lambda_per_hour, dtype=np.float64)
    aht, patience, target = (
        np.broadcast_to(np.asarray(one, dtype=np.float64), rates.shape) for one in (aht_s, patience_s, target_s)
    )
    mu = 1.0 / np.where(aht > 0.0, aht, 1.0)
    gives_up = patience < ENDLESS_S
    theta = np.where(gives_up, 1.0 / np.maximum(np.where(gives_up, patience, 1.0), 1e-3), 0.0)
    length, step = np.full(rates.shape, float(interval_s)), np.full(rates.shape, step_s)
    table = np.column_stack([rates / 3600.0, rate_slopes(rates) / 3600.0, mu, theta, length, step])
    return np.ascontiguousarray(table), np.ascontiguousarray(np.nan_to_num(target))
