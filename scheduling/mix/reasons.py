"""Why positions stay empty: the limits that bind for everybody who could fill them, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pulp
from numpy.typing import NDArray

from scheduling.mix.crew import Crew
from scheduling.mix.demand import QueueClass
from scheduling.mix.model import MixModel
from scheduling.mix.rules.outsourced import NEVER

Floats = NDArray[np.float64]
NOBODY = "no group may serve the queue"
NO_SHIFT = "no shift pattern covers this time"
TOO_LITTLE = "less than one more shift is worth"
EASE = 1e-6
SAID = {  # kind of row in the model -> what a planner reads; of several that bind, the first
    "day": "everybody of {group} is on shift",
    "week": "contract hours of {group} are used up",
    "night": "everybody of {group} who may work at night does",
    "nights": "nights in a row of {group} are used up",
    "rest": "rest between shifts of {group}",
    "row": "days in a row of {group} are used up",
    "carried": "days in a row of {group} are used up",
}


def unanswered(shortage: pd.DataFrame, flow: pd.DataFrame) -> list[str]:
    """One line per queue that asks for people on a day and gets nobody all day long. O(rows of both tables).

    `shortage` and `flow` are SHORTAGE and MIX_FLOW of a mix; days are those of the zone of their instants.
    """
    lacking = shortage.assign(day=shortage["ts"].dt.tz_localize(None).dt.normalize())
    filled = set(zip(flow["queue"], flow["ts"].dt.tz_localize(None).dt.normalize(), strict=True))
    told = []
    for queue, rows in lacking.groupby("queue", sort=True):
        bare = rows[[(queue, day) not in filled for day in rows["day"]]]
        if bare.empty:
            continue
        days, first, most = bare["day"].nunique(), bare["day"].min().date(), bare["positions"].max()
        why = (
            "a further shift would cost more than the empty positions are priced at."
            if (bare["reason"] == TOO_LITTLE).all()
            else "see the shortage table for the limits."
        )
        told.append(
            f"Queue {queue}: nobody answers it on {days} days, the first is {first}; at most {most:,.2f} positions are "
            f"asked for, {why}"
        )
    return told


class Limits:
    """How far a plan uses up what its groups have, looked up by group and interval."""

    def __init__(self, model: MixModel, heads: Floats) -> None:
        self.model = model
        self.heads = heads
        self.of_group: dict[str, list[int]] = {}
        for i, choice in enumerate(model.choices):
            self.of_group.setdefault(choice.group, []).append(i)
        self.binding = self._binding()
        self.known: dict[tuple[str, frozenset[int]], str] = {}
        self.full_pools = self._full_pools()
        self.shares = self._used_shares()
        self.at: dict[tuple[str, int], frozenset[int]] = {}
        for group, booked in self.of_group.items():
            days: dict[int, set[int]] = {}
            for choice in (model.choices[i] for i in booked):
                for t in range(choice.first, choice.first + len(choice.cover)):
                    days.setdefault(t, set()).add(choice.day)
            self.at.update({(group, t): frozenset(found) for t, found in days.items()})

    def reason(self, queue_class: QueueClass, t: int, per_day: int) -> str:
        """The reason of a shortage of a class in interval t: what binds for each group that serves it."""
        if not queue_class.groups:
            return NOBODY
        c = next(i for i, one in enumerate(self.model.classes) if one is queue_class)
        ruled = self._by_rule(c, t)
        partners = self.model.partners
        reasons = {
            ruled if ruled and group in partners else self._of_group(group, t, per_day) for group in queue_class.groups
        }
        if TOO_LITTLE in reasons:
            return TOO_LITTLE
        return "; ".join(sorted(reasons - {NO_SHIFT} or {NO_SHIFT}))

    def _of_group(self, group: str, t: int, per_day: int) -> str:
        crew = self.model.crews[group]
        days = self.at.get((group, t), frozenset())
        if not days:
            return self._not_there(crew, min(t // per_day, len(self.model.days) - 1))
        key = (group, days)
        if key not in self.known:
            self.known[key] = self._used_up(crew, sorted(days))
        return self.known[key]

    def _not_there(self, crew: Crew, day: int) -> str:
        """Why no shift of the group can be booked that reaches the day."""
        pool, offer = crew.pool.pool, crew.offer
        if not crew.named and crew.pool.max_heads == 0:
            return f"{pool} has no people"
        if not offer.bookable[day]:
            return f"lead time and training of {pool}" if crew.pool.training_d else f"lead time of {pool}"
        if offer.most[day] <= 0.0 or offer.on is not None:
            return f"{pool} offers no seats then"
        return (
            f"newcomers of {crew.group} are still in training" if crew.seats(day) <= 0.0 < offer.most[day] else NO_SHIFT
        )

    def _by_rule(self, c: int, t: int) -> str:
        """The rule that keeps partners from a class in an interval; empty where none does."""
        model = self.model
        queues = set(model.classes[c].queues)
        for rule in model.rules:
            if rule.kind == NEVER and rule.hard and rule.on[t] and queues & rule.queues:
                return f"partners may not answer it (rule {rule.name})"
        return self.shares.get((c, int(model.day_of[t])), "")

    def _used_shares(self) -> dict[tuple[int, int], str]:
        """Classes and days on which partners answer all that a rule lets them."""
        used = {}
        for limit in self.model.flow_limits:
            parts = [(factor, factor * float(self.model.flow[key].varValue or 0.0)) for key, factor in limit.factors]
            far = sum(value for factor, value in parts if factor > 0.0)
            if limit.over is None and sum(value for _, value in parts) > -1e-3 * max(far, EASE):
                said = f"the outsourced share of {limit.queue} is used up (rule {limit.rule.name})"
                used.update({(key[1], limit.day): said for key, _ in limit.factors})
        return used

    def _used_up(self, crew: Crew, days: Sequence[int]) -> str:
        """The limit that keeps one more head from every shift of the days that reach the interval."""
        if all((crew.pool.pool, day) in self.full_pools for day in days):
            return f"all seats of {crew.pool.pool} are called"
        if not crew.named:
            return TOO_LITTLE
        wanted = set(days)
        met = [self.binding[i] for i in self.of_group[crew.group] if self.model.choices[i].day in wanted]
        if not all(met):
            return TOO_LITTLE
        kinds = list(SAID)
        often = max(kinds, key=lambda kind: (sum(kind in found for found in met), -kinds.index(kind)))
        return SAID[often].format(group=crew.group)

    def _binding(self) -> list[set[str]]:
        """For every choice the kinds of rows that leave no room for one more head on it. O(nonzeros of these rows)."""
        place = {variable: i for i, variable in enumerate(self.model.heads)}
        found: list[set[str]] = [set() for _ in self.model.choices]
        for constraint in self.model.problem.constraints():
            kind = str(constraint.name).split("_", maxsplit=1)[0]
            if kind not in SAID or constraint.sense != pulp.LpConstraintLE:
                continue
            pairs = [(place[variable], factor) for variable, factor in constraint.items() if variable in place]
            room = -float(constraint.constant) - sum(factor * self.heads[i] for i, factor in pairs)
            for i, factor in pairs:
                if room < factor - EASE:
                    found[i].add(kind)
        return found

    def _full_pools(self) -> set[tuple[str, int]]:
        """Pools and days on which not one more block fits under the seats of the pool."""
        used: dict[tuple[str, int], float] = {}
        pools = {crew.pool.pool: crew.pool for crew in self.model.crews.values()}
        for choice, count in zip(self.model.choices, self.heads.tolist(), strict=True):
            key = (self.model.crews[choice.group].pool.pool, choice.day)
            used[key] = used.get(key, 0.0) + count
        return {
            (pool, day)
            for (pool, day), count in used.items()
            if (pool, day) in self.model.seats and count + pools[pool].block_heads > self.model.seats[pool, day] + EASE
        }
