"""Consecutive intervals sized or judged as one series: stationary, by modified offered load, or transient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.requirement import erlang
from scheduling.requirement.mol import least_staff_mol, predict_mol
from scheduling.requirement.sizers import Asked, FloatArray
from scheduling.requirement.transient import MOST_LOAD_ERL, least_staff, predict

METHODS = ("auto", "sipp", "mol", "transient")

SHORT_AHT = 0.1  # of an interval: the house has settled before it ends
FLAT = 0.1  # change of the load from one interval to the next


@dataclass(frozen=True)
class SeriesMade:
    """Agents and what callers meet per interval; the method used for all of them, and why."""

    agents: FloatArray
    sl: FloatArray
    p_abandon: FloatArray
    asa_s: FloatArray
    queue_end: FloatArray
    occupancy: FloatArray
    method: str
    reason: str


def choose_method(asked: Asked, interval_s: float, agents: npt.ArrayLike | None = None) -> tuple[str, str]:
    """The method for a series and the reason in words; `agents` where staff is given (NaN: open).

    >>> choose_method(Asked([600, 600, 600], 60, 120, 20, 0.8), 1800)[0]
    'sipp'
    >>> choose_method(Asked([600, 600, 2400], 60, 120, 20, 0.8), 1800)
    ('transient', 'the load changes by up to 75 % from one interval to the next')
    """
    volume, aht_s, *_ = asked.numbers()
    load = volume * aht_s / 3600.0
    if load.size == 0:
        return "sipp", "there are no intervals"
    if load.max() > MOST_LOAD_ERL:
        return "mol", f"more than {MOST_LOAD_ERL:,.0f} erlangs are too many to follow through time"
    longest = float(np.where(volume > 0, aht_s, 0.0).max()) / interval_s
    if longest > SHORT_AHT:
        return "transient", f"handling takes up to {longest:.0%} of an interval, so contacts reach into the next one"
    change = np.abs(np.diff(load)) / np.maximum(np.maximum(load[1:], load[:-1]), 1e-12)
    if change.size and float(change.max()) > FLAT:
        percent = f"{100 * float(change.max()):.0f}"
        return "transient", f"the load changes by up to {percent} % from one interval to the next"
    if agents is not None and bool((np.asarray(agents) <= load).any()):
        return "transient", "fewer agents than erlangs: contacts pile up and reach into later intervals"
    return "sipp", "handling is short against the interval and the load is flat"


def size_series(
    asked: Asked, interval_s: float, method: str = "auto", agents: npt.ArrayLike | None = None
) -> SeriesMade:
    """Least agents per interval where `agents` is NaN or not given, kept elsewhere; and what callers then meet.

    A row no staff can satisfy is NaN in every column. `asked` is one series in order; no rows give no rows.

    >>> made = size_series(Asked([1200, 1200], 300, 180, 20, 0.8), 900)
    >>> made.agents.tolist(), made.method
    ([100.0, 100.0], 'transient')
    """
    count = len(asked.numbers()[0])
    given = np.full(count, np.nan) if agents is None else np.asarray(agents, dtype=np.float64)
    reason = "asked for"
    if method == "auto":
        method, reason = choose_method(asked, interval_s, None if np.isnan(given).all() else given)
    found = _least(asked, interval_s, method, given) if np.isnan(given).any() else given
    people = np.where(np.isnan(given), found, given)
    met = _predict(asked, interval_s, method, people)
    blank = np.isnan(people)
    shown = {name: np.where(blank, np.nan, values) for name, values in met.items()}
    return SeriesMade(people, **shown, method=method, reason=reason)


def _least(asked: Asked, interval_s: float, method: str, given: FloatArray) -> FloatArray:
    if method == "transient":
        return least_staff(asked, interval_s, given)
    if method == "mol":
        return least_staff_mol(asked, interval_s)
    volume, aht_s, patience_s, target_s, level, max_asa_s, max_occupancy, max_abandon = asked.numbers()
    sizing = erlang.size(
        volume,
        aht_s,
        target_s=target_s,
        patience_s=_patience(patience_s),
        service_level=level,
        max_asa_s=max_asa_s,
        max_occupancy=max_occupancy,
        max_abandon=max_abandon,
        sl_definition=asked.sl_definition,
        fractional=False,
    )
    return sizing.agents


def _predict(asked: Asked, interval_s: float, method: str, people: FloatArray) -> dict[str, FloatArray]:
    volume, aht_s, patience_s, target_s, *_ = asked.numbers()
    staff = np.where(np.isnan(people), np.ceil(volume * aht_s / 3600.0), people)
    if method == "transient":
        got = predict(volume, staff, aht_s, _patience(patience_s), interval_s, target_s)
        return dict(vars(got))
    if method == "mol":
        return predict_mol(asked, staff, interval_s)
    still = erlang.measure(volume, aht_s, staff, target_s, _patience(patience_s))
    waiting = np.where(volume > 0, volume / 3600.0 * np.where(volume > 0, still.ew_all_s, 0.0), 0.0)
    return {
        "sl": still.sl,
        "p_abandon": still.p_abandon,
        "asa_s": still.asa_s,
        "queue_end": waiting,
        "occupancy": still.occupancy,
    }


def _patience(patience_s: FloatArray) -> FloatArray:
    return np.where(np.isnan(patience_s), np.inf, patience_s)
