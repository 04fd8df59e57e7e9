"""The shifts of one skill group that need a name, and everything that shapes who gets them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.contracts.centre import Centre, SolverSettings
from data.contracts.labour import AgentPair
from scheduling.clock import day_numbers
from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny
from scheduling.roster.extras import pairs_of
from scheduling.roster.rules.people import known_people
from scheduling.roster.rules.shape import Person, Slot
from scheduling.roster.rules.slots import date_of, forbidding, slots_of
from scheduling.roster.told import SILENT, Told, told_by

TRIES = 8_000_000  # exchanges tried for all groups together: about 5 s of one core


@dataclass(frozen=True)
class Demand:
    """A skill group: its slots with a break text per head wanted, its people and the slots each may work by himself.

    `tries` bounds the search for names (exchanges tried, so that any machine finds the same). `told` holds each
    person's wishes for single days, seniority and burdens carried before the plan; `holidays` are day numbers; `pairs`
    are all that the centre minds.
    """

    group: str
    pool: str
    site: str
    slots: tuple[Slot, ...]
    breaks: tuple[tuple[str, ...], ...]
    cost_cny: tuple[float, ...]
    people: tuple[Person, ...]
    may: tuple[frozenset[int], ...]
    first: int
    last: int
    settings: SolverSettings
    told: tuple[Told, ...]
    holidays: frozenset[int] = frozenset()
    pairs: tuple[AgentPair, ...] = ()
    tries: int = 0

    def wanted(self, j: int) -> int:
        """Heads wanted on a slot."""
        return len(self.breaks[j])


def demands_of(shift_plan: pd.DataFrame, centre: Centre) -> list[Demand]:
    """The skill groups of a shift plan, ready to be rostered apart; the tries are shared by size.

    O(shifts + people x slots)."""
    skills = centre.tables["skills"].drop_duplicates("group")
    homes = {str(row["group"]): row for row in skills.to_dict("records")}
    people, told = known_people(centre), told_by(centre)
    made = [
        _demand(str(group), rows, homes[str(group)], [p for p in people if p.group == group], told, centre)
        for group, rows in shift_plan.groupby("group", sort=True)
    ]
    size = {demand.group: len(demand.people) * len(demand.slots) for demand in made}
    total = max(1, sum(size.values()))
    return [replace(demand, tries=TRIES * size[demand.group] // total) for demand in made]


def _demand(
    group: str,
    rows: pd.DataFrame,
    home: dict[Hashable, Any],
    people: list[Person],
    told: Mapping[str, Told],
    centre: Centre,
) -> Demand:
    rate: dict[Hashable, Any] = rates_by_pool(centre.tables["rates"])[str(home["pool"])]
    holidays = holidays_of(centre.tables.get("calendar"))
    wanted: dict[tuple[int, str], list[str]] = {}
    days = day_numbers(pd.DatetimeIndex(rows["date"])).tolist()
    for day, shift, text, heads in zip(days, rows["shift"], rows["breaks"], rows["heads"], strict=True):
        wanted.setdefault((day, str(shift)), []).extend([str(text)] * int(heads))
    patterns = [centre.shifts[shift] for shift in sorted({shift for _, shift in wanted})]
    slots = [slot for slot in slots_of(centre, patterns) if wanted.get((slot.day, slot.shift))]
    first, last = (int(n) for n in day_numbers(pd.DatetimeIndex([centre.window.first, centre.window.last])))
    return Demand(
        group=group,
        pool=str(home["pool"]),
        site=str(home["site"]),
        slots=tuple(slots),
        breaks=tuple(tuple(wanted[slot.day, slot.shift]) for slot in slots),
        cost_cny=tuple(
            shift_cost_cny(rate, date_of(slot), slot.wall_start, slot.end - slot.start, slot.paid_min, holidays)
            for slot in slots
        ),
        people=tuple(people),
        may=tuple(frozenset(j for j, slot in enumerate(slots) if not forbidding(p, slot)) for p in people),
        first=first,
        last=last,
        settings=centre.solver,
        told=tuple(told.get(p.agent, SILENT) for p in people),
        pairs=pairs_of(centre),
        holidays=frozenset(day_numbers(pd.DatetimeIndex(sorted(holidays))).tolist()) if holidays else frozenset(),
    )
