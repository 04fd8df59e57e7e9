"""Why positions stay empty: the limits that bind for everybody who could fill them, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.clock import day_numbers, week_numbers
from scheduling.mix.choices import Choice
from scheduling.mix.crew import Crew
from scheduling.mix.demand import QueueClass
from scheduling.mix.model import MixModel

Floats = NDArray[np.float64]
NOBODY = "no group may serve the queue"
NO_SHIFT = "no shift pattern covers this time"
NO_PRICE = "has no rate"
TOO_LITTLE = "less than one more shift is worth"
EASE = 1e-6


class Limits:
    """How far a plan uses up what its groups have, looked up by group and interval."""

    def __init__(self, model: MixModel, heads: Floats) -> None:
        self.model = model
        self.heads = heads
        self.by_group: dict[str, list[tuple[Choice, float]]] = {}
        for choice, count in zip(model.choices, heads.tolist(), strict=True):
            self.by_group.setdefault(choice.group, []).append((choice, count))
        self.weeks = week_numbers(day_numbers(model.days))
        self.known: dict[tuple[str, frozenset[int]], str] = {}
        self.full_pools = self._full_pools()
        self.at: dict[tuple[str, int], frozenset[int]] = {}
        self.span: dict[str, frozenset[int]] = {}
        for group, booked in self.by_group.items():
            days: dict[int, set[int]] = {}
            for choice, _ in booked:
                for t in range(choice.first, choice.first + len(choice.cover)):
                    days.setdefault(t, set()).add(choice.day)
            self.at.update({(group, t): frozenset(found) for t, found in days.items()})

    def reason(self, queue_class: QueueClass, t: int, per_day: int) -> str:
        """The reason of a shortage of a class in interval t: what binds for each group that serves it."""
        if not queue_class.groups:
            return NOBODY
        reasons = {self._of_group(group, t, per_day) for group in queue_class.groups}
        if TOO_LITTLE in reasons:
            return TOO_LITTLE
        return "; ".join(sorted(reasons - {NO_SHIFT} or {NO_SHIFT}))

    def _of_group(self, group: str, t: int, per_day: int) -> str:
        crew = self.model.crews[group]
        days = self.at.get((group, t), frozenset())
        if not days:
            if crew.from_day * per_day > t:
                return f"lead time of {crew.pool.pool}"
            return NO_SHIFT if crew.named or crew.pool.max_heads else f"{crew.pool.pool} has no people"
        key = (group, days)
        if key not in self.known:
            self.known[key] = self._used_up(crew, sorted(days))
        return self.known[key]

    def _used_up(self, crew: Crew, days: Sequence[int]) -> str:
        """The first limit that binds on all the days whose shifts reach the interval."""
        booked = self.by_group[crew.group]
        if all((crew.pool.pool, day) in self.full_pools for day in days):
            return f"all seats of {crew.pool.pool} are called"
        if not crew.named:
            return TOO_LITTLE
        if all(self._heads(booked, [day]) >= crew.people(day, day) - 1.0 + EASE for day in days):
            return f"everybody of {crew.group} is on shift"
        if all(self._week_full(crew, booked, day) for day in days):
            return f"contract hours of {crew.group} are used up"
        return TOO_LITTLE

    def _heads(self, booked: Sequence[tuple[Choice, float]], days: Sequence[int]) -> float:
        wanted = set(days)
        return sum(count for choice, count in booked if choice.day in wanted)

    def _week_full(self, crew: Crew, booked: Sequence[tuple[Choice, float]], day: int) -> bool:
        days = np.flatnonzero(self.weeks == self.weeks[day])
        hours = sum(count * choice.paid_h for choice, count in booked if days[0] <= choice.day <= days[-1])
        least = min(choice.paid_h for choice, _ in booked)
        return hours > crew.hours(int(days[0]), int(days[-1])) - least + EASE

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
            if pools[pool].max_heads > 0 and count + pools[pool].block_heads > pools[pool].max_heads + EASE
        }
