"""Modified offered load: Erlang formulas fed with the load that is really in the house at each minute.

m'(t) = lambda(t) - m(t) / AHT is the mean number of busy people if there were always enough of them; it lags behind the
arrivals by about one handling time. Each interval is sized for the highest m in it (Jennings, Mandelbaum, Massey and
Whitt 1996). No backlog is carried over: good while staffing keeps its targets, wrong after an overload.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.requirement import erlang
from scheduling.requirement.rate_profile import rate_slopes
from scheduling.requirement.sizers import Asked, FloatArray

GRID_S = 60.0


@dataclass(frozen=True)
class LoadGrid:
    """Arrivals per hour and load (erlangs) by interval and moment, about a minute apart: [intervals, moments]."""

    lambda_per_hour: FloatArray
    load_erl: FloatArray


def load_grid(lambda_per_hour: npt.ArrayLike, aht_s: npt.ArrayLike, interval_s: float) -> LoadGrid:
    """The load in the house over a series of intervals, from the steady state of the first one. O(intervals).

    >>> load_grid([120, 120], 300, 900).load_erl[:, -1].tolist()
    [10.0, 10.0]
    """
    rates = np.asarray(lambda_per_hour, dtype=np.float64)
    aht = np.broadcast_to(np.asarray(aht_s, dtype=np.float64), rates.shape)
    moments = max(1, round(interval_s / GRID_S))
    middle = (np.arange(moments) + 0.5) / moments - 0.5
    grid = np.maximum(rates[:, None] + rate_slopes(rates)[:, None] * middle, 0.0)
    load = np.empty_like(grid)
    now = grid[0, 0] * aht[0] / 3600.0 if rates.size else 0.0
    for i in range(rates.size):
        stay = np.exp(-interval_s / moments / aht[i]) if aht[i] > 0 else 0.0
        for j in range(moments):
            now = now * stay + grid[i, j] * aht[i] / 3600.0 * (1.0 - stay)
            load[i, j] = now
    return LoadGrid(grid, load)


def highest_rate(asked: Asked, interval_s: float, stay_s: npt.ArrayLike | None = None) -> FloatArray:
    """Contacts per hour that would keep the highest load of each interval up for ever.

    `stay_s`: how long a contact is in the house where that is not what it takes of an agent (several at once).
    """
    volume, aht_s, *_ = asked.numbers()
    return np.asarray(_rates(volume, aht_s if stay_s is None else stay_s, interval_s)[1].max(axis=1))


def _rates(lambda_per_hour: FloatArray, stay_s: npt.ArrayLike, interval_s: float) -> tuple[LoadGrid, FloatArray]:
    """The grid, and its load as contacts per hour."""
    grid = load_grid(lambda_per_hour, stay_s, interval_s)
    stay = np.broadcast_to(np.asarray(stay_s, dtype=np.float64), lambda_per_hour.shape)
    per_erl = np.where(stay > 0, 3600.0 / np.where(stay > 0, stay, 1.0), 0.0)
    return grid, per_erl[:, None] * grid.load_erl


def least_staff_mol(asked: Asked, interval_s: float) -> FloatArray:
    """Least agents per interval for the highest load in it; NaN where no number meets the targets."""
    _, aht_s, patience_s, target_s, level, max_asa_s, max_occupancy, max_abandon = asked.numbers()
    return erlang.size(
        highest_rate(asked, interval_s),
        aht_s,
        target_s=target_s,
        patience_s=np.where(np.isnan(patience_s), np.inf, patience_s),
        service_level=level,
        max_asa_s=max_asa_s,
        max_occupancy=max_occupancy,
        max_abandon=max_abandon,
        sl_definition=asked.sl_definition,
        fractional=False,
    ).agents


def predict_mol(
    asked: Asked, staff: npt.ArrayLike, interval_s: float, stay_s: npt.ArrayLike | None = None
) -> dict[str, FloatArray]:
    """Service level, abandonment, ASA of the answered, waiting at the end and occupancy per interval.

    The service level is told by one formula for all rows, else as answered within the target / offered.
    """
    volume, aht_s, patience_s, target_s, *_ = asked.numbers()
    grid, rate = _rates(volume, aht_s if stay_s is None else stay_s, interval_s)
    formula = asked.sl_definition if isinstance(asked.sl_definition, str) else "answered_of_offered"
    people = np.asarray(staff, dtype=np.float64)[:, None]
    patience = np.where(np.isnan(patience_s), np.inf, patience_s)[:, None]
    got = erlang.measure(rate, aht_s[:, None], people, target_s[:, None], patience)
    arriving = grid.lambda_per_hour + (grid.lambda_per_hour.sum(axis=1, keepdims=True) == 0.0)
    answered = arriving * (1.0 - got.p_abandon)
    mean_of = arriving.sum(axis=1)
    waited = np.where(answered > 0, answered * np.where(answered > 0, got.asa_s, 0.0), 0.0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        asa_s = np.where(answered.sum(axis=1) > 0, waited / answered.sum(axis=1), np.inf)
    last = rate[:, -1]
    return {
        "sl": (arriving * got.service_level(formula)).sum(axis=1) / mean_of,
        "p_abandon": (arriving * got.p_abandon).sum(axis=1) / mean_of,
        "asa_s": asa_s,
        "queue_end": np.where(last > 0, last / 3600.0 * np.where(last > 0, got.ew_all_s[:, -1], 0.0), 0.0),
        "occupancy": got.occupancy.mean(axis=1),
    }
