"""Why somebody works a shift on a day, or does not: what was wished, what each shift would break, who else could."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, NotFound
from scheduling.clock import week_numbers
from scheduling.roster.explain.tried import faults_of, whole


@dataclass(frozen=True)
class Option:
    """A shift that the person could be given that day: the rules it would break, and heads of it nobody works."""

    shift: str
    faults: tuple[Fault, ...]
    unfilled: int


@dataclass(frozen=True)
class Explained:
    """`works` is the code of the shift, empty for a day off; `locked` and `origin` tell who fixed it.

    `week_h` of `contract_h` hours are worked in that week. `options` are all shifts of the pool's patterns that day,
    the own one left out; `others` are the people of the group who could lawfully take the shift worked, by agent.
    """

    agent: str
    name: str
    group: str
    date: pd.Timestamp
    works: str
    locked: bool
    origin: str
    leave: bool
    preference: str
    week_h: float
    contract_h: float
    options: tuple[Option, ...]
    others: tuple[str, ...]


def explain_person(tables: Mapping[str, pd.DataFrame], centre: Centre, agent: str, date: pd.Timestamp) -> Explained:
    """The answer for one day of the plan; `NotFound` for a stranger or a day that is not planned.

    Tables: roster, unfilled, skill_group. O(people of the group + patterns), each judged.
    """
    people = centre.tables["agents"]
    known = people[people["agent"] == agent]
    if known.empty:
        raise NotFound("There is no agent {agent}.", "Give one of the table agents.", agent=agent)
    first, last = centre.window.first, centre.window.last
    if not first <= date <= last:
        days = {"date": str(date.date()), "first": str(first.date()), "last": str(last.date())}
        raise NotFound("{date} is not planned.", "Choose a day from {first} to {last}.", **days)
    person = known.iloc[0]
    group = str(person["group"])
    roster = tables["roster"]
    mine = roster[roster["agent"] == agent]
    today = mine[mine["date"] == date]
    row = None if today.empty else today.iloc[0]
    week = week_numbers((pd.DatetimeIndex(mine["date"]) - pd.Timestamp("1970-01-01")).days.to_numpy())
    this = int(week_numbers([(date - pd.Timestamp("1970-01-01")).days])[0])
    leave = centre.tables.get("leave")
    away = leave is not None and bool(((leave["agent"] == agent) & (leave["date"] == date)).any())
    return Explained(
        agent=agent,
        name=str(person["name"]),
        group=group,
        date=date,
        works="" if row is None else str(row["shift"]),
        locked=row is not None and bool(row["locked"]),
        origin="" if row is None else str(row["origin"]),
        leave=away,
        preference=str(person["preference"]),
        week_h=float(mine.loc[week == this, "paid_min"].sum()) / 60.0,
        contract_h=float(person["week_h"]),
        options=_options(tables, centre, agent, date, group, "" if row is None else str(row["shift"])),
        others=() if row is None else _others(tables, centre, agent, date, group, str(row["shift"])),
    )


def _options(
    tables: Mapping[str, pd.DataFrame], centre: Centre, agent: str, date: pd.Timestamp, group: str, works: str
) -> tuple[Option, ...]:
    skills = tables["skill_group"]
    kind = centre.pools[str(skills.loc[skills["group"] == group, "pool"].iloc[0])].kind
    patterns = [p for p in centre.shifts.values() if kind in p.kinds and p.shift != works]
    unfilled = tables["unfilled"]
    here = unfilled[(unfilled["group"] == group) & (unfilled["date"] == date)]
    heads = here.groupby("shift")["heads"].sum().to_dict()
    found = faults_of(tables["roster"], [whole(agent, date, p) for p in patterns], centre, group)
    return tuple(
        Option(pattern.shift, tuple(faults), int(heads.get(pattern.shift, 0)))
        for pattern, faults in zip(patterns, found, strict=True)
    )


def _others(
    tables: Mapping[str, pd.DataFrame], centre: Centre, agent: str, date: pd.Timestamp, group: str, shift: str
) -> tuple[str, ...]:
    """People of the group who are off that day and could take the shift without breaking a rule."""
    if shift not in centre.shifts:
        return ()
    roster, people = tables["roster"], centre.tables["agents"]
    busy = set(roster.loc[roster["date"] == date, "agent"])
    free = [a for a in people.loc[people["group"] == group, "agent"].astype(str) if a not in busy and a != agent]
    found = faults_of(roster, [whole(a, date, centre.shifts[shift]) for a in free], centre, group) if free else []
    return tuple(a for a, faults in zip(free, found, strict=True) if not faults)
