"""Cuts over queues that share part of their people, raised where a play of the solved mix misses a promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.grid import local_date

Mix = TypeVar("Mix")

MARGIN = 0.03  # of service level that the play must show above the promise: a sample, and another mix serves otherwise
ROUNDS = 2  # of a trial mix and its play
START = 0.25  # of what one line would save is not taken at all: the people can help only in part
LIFT = 0.5  # of what pooling saves on a day is given back at a time


@dataclass(frozen=True)
class Pooled(Generic[Mix]):
    """The last mix solved, the cuts it was solved with, and what a planner should know."""

    mix: Mix
    cuts: pd.DataFrame
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Raised:
    """What the plays so far have asked for: queue days at their own positions, and the share of its saving that a set
    gives back on a day.
    """

    own: frozenset[tuple[str, pd.Timestamp]]
    lift: Mapping[tuple[str, pd.Timestamp], float]


def solve_pooled(
    requirement: pd.DataFrame,
    cuts: pd.DataFrame,
    pooled: pd.DataFrame,
    centre: Centre,
    solve: Callable[[pd.DataFrame, bool], Mix],
    levels: Callable[[Mix], pd.DataFrame],
) -> Pooled[Mix]:
    """Solve the mix with the positions of shared queues, after trials that are played and raised where a promise is
    missed.

    `pooled`: cuts (REQUIREMENT_CUTS) over queues that share only part of their people. `solve(cuts, trial)` gives a mix
    (a trial may be rough), `levels(mix)` what its play delivers (queue, date, service_level). Queues with a promise
    stricter than that of the largest of their set keep their own positions from the start. First a queue day that
    misses gets its own positions (a cut over it alone); where that is not enough its sets give back half of what they
    save that day, then all of it. Never fewer positions than a play bore out. `ROUNDS` trials and one last solve.
    """
    if pooled.empty:
        return Pooled(solve(cuts, False), cuts)
    days = pd.DatetimeIndex(local_date(requirement["ts"]).drop_duplicates())
    sets = {str(name): tuple(str(name).split("+")) for name in pooled["cut"].drop_duplicates()}
    strict = {queue for members in sets.values() for queue in _stricter(members, requirement, centre)}
    raised = _Raised(frozenset((queue, day) for queue in strict for day in days), {})
    pooled = _laid(pooled, requirement, sets, _Raised(frozenset(), dict.fromkeys(product(sets, days), START)))
    for _ in range(ROUNDS):
        mix = solve(pd.concat([cuts, _laid(pooled, requirement, sets, raised)], ignore_index=True), True)
        missed = _missed(levels(mix), sets, centre)
        if not missed:
            break
        raised = _raise(raised, missed, sets)
    laid = pd.concat([cuts, _laid(pooled, requirement, sets, raised)], ignore_index=True)
    return Pooled(solve(laid, False), laid, _told(requirement, laid, sets))


def _stricter(members: tuple[str, ...], requirement: pd.DataFrame, centre: Centre) -> list[str]:
    """Queues of a set that promise more than its largest one."""
    load = requirement.groupby("queue")["load_erl"].sum()
    lead = centre.queues[max(members, key=lambda name: float(load.get(name, 0.0)))].target
    found = []
    for name in members:
        own = centre.queues[name].target
        higher = (own.service_level or 0.0) > (lead.service_level or 0.0)
        faster = own.target_s is not None and lead.target_s is not None and own.target_s < lead.target_s
        if higher or faster:
            found.append(name)
    return found


def _missed(levels: pd.DataFrame, sets: dict[str, tuple[str, ...]], centre: Centre) -> set[tuple[str, pd.Timestamp]]:
    """Queue days of pooled queues that miss their promise in the play."""
    pooled = {queue for members in sets.values() for queue in members}
    rows = levels[levels["queue"].isin(pooled) & levels["service_level"].notna()]
    promised = rows["queue"].map({name: queue.target.service_level or 0.0 for name, queue in centre.queues.items()})
    late = rows[rows["service_level"] < np.minimum(promised + MARGIN, 1.0)]
    return set(zip(late["queue"], late["date"], strict=True))


def _raise(raised: _Raised, missed: set[tuple[str, pd.Timestamp]], sets: dict[str, tuple[str, ...]]) -> _Raised:
    """One step more for what missed."""
    lift = dict(raised.lift)
    for queue, day in sorted(missed & raised.own):
        for name in (name for name, members in sets.items() if queue in members):
            lift[name, day] = min(1.0, raised.lift.get((name, day), 0.0) + LIFT)
    return _Raised(raised.own | missed, lift)


def _laid(
    pooled: pd.DataFrame, requirement: pd.DataFrame, sets: dict[str, tuple[str, ...]], raised: _Raised
) -> pd.DataFrame:
    """The cuts as raised so far, with cuts over the single queues that keep their own positions on a day."""
    positions = requirement.pivot(index="ts", columns="queue", values="positions").fillna(0.0)
    apart = {name: positions[list(members)].sum(axis=1) for name, members in sets.items()}
    alone = np.array([apart[name].loc[ts] for name, ts in zip(pooled["cut"], pooled["ts"], strict=True)])
    day = local_date(pooled["ts"])
    lift = np.array([raised.lift.get(pair, 0.0) for pair in zip(pooled["cut"], day, strict=True)])
    cut = pooled.assign(positions=pooled["positions"] + lift * (alone - pooled["positions"]))
    own = requirement[["queue", "ts", "positions"]].rename(columns={"queue": "cut"})
    on = [pair in raised.own for pair in zip(own["cut"], local_date(own["ts"]), strict=True)]
    return pd.concat([cut, own[np.array(on, dtype=np.bool_)]], ignore_index=True)


def _told(requirement: pd.DataFrame, laid: pd.DataFrame, sets: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What each set needs apart, and what it needs as it was planned."""
    from_cuts = laid.pivot(index="ts", columns="cut", values="positions")
    positions = requirement.pivot(index="ts", columns="queue", values="positions").fillna(0.0)
    hours = (positions.index[1] - positions.index[0]).total_seconds() / 3600.0 if len(positions) > 1 else 0.0
    said = []
    for name, members in sets.items():
        apart = positions[list(members)].sum(axis=1)
        together = from_cuts[name].reindex(positions.index).fillna(apart)
        said.append(
            f"{name}: these queues share people: {together.sum() * hours:,.0f} position hours together, "
            f"{apart.sum() * hours:,.0f} apart; checked by simulation."
        )
    return tuple(said)
