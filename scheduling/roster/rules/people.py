"""The agents of a centre as the rules see them: limits of the contract, leave, and what they worked before the plan."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from data.contracts.centre import Centre, LabourLimits
from scheduling.clock import day_numbers, epoch_minutes
from scheduling.roster.rules.own_times import UNBOUND, own_times
from scheduling.roster.rules.shape import Person

WORKDAYS = 5  # days among which a contract spreads its weekly hours


def known_people(centre: Centre, agents: Collection[str] | None = None) -> tuple[Person, ...]:
    """All named agents, or some of them, in the order of the table agents. O(agents + leave).

    The table knows days, not hours, before the plan: a day worked in a row before it, within the week in which it
    starts, counts a fifth of the contract's week.
    """
    table = centre.tables["agents"]
    days_of_week = centre.window.first.weekday()
    if agents is not None:
        table = table[table["agent"].isin(list(agents))]
    leave = _leave_days(centre.tables.get("leave"))
    limits: dict[str, LabourLimits] = {}
    rows = table.to_dict("records")
    times = own_times(centre, rows)
    people = []
    for row in rows:
        contract = str(row["contract"])
        if contract not in limits:
            limits[contract] = centre.limits_of(contract)
        last_end = row["last_shift_end"]
        people.append(
            Person(
                agent=str(row["agent"]),
                name=str(row["name"]),
                group=str(row["group"]),
                week_h=float(row["week_h"]),
                night_ok=bool(row["night_ok"]),
                days_before=int(row["days_worked_before"]),
                nights_before=int(row["nights_worked_before"]),
                last_end=None if pd.isna(last_end) else int(epoch_minutes(pd.DatetimeIndex([last_end]))[0]),
                leave=leave.get(str(row["agent"]), frozenset()),
                limits=limits[contract],
                preference=str(row["preference"]),
                times=times.get(str(row["agent"]), UNBOUND),
                hours_before=min(int(row["days_worked_before"]), days_of_week) * float(row["week_h"]) / WORKDAYS,
            )
        )
    return tuple(people)


def _leave_days(leave: pd.DataFrame | None) -> dict[str, frozenset[int]]:
    if leave is None or leave.empty:
        return {}
    days: dict[str, set[int]] = {}
    for agent, day in zip(leave["agent"], day_numbers(pd.DatetimeIndex(leave["date"])), strict=True):
        days.setdefault(str(agent), set()).add(int(day))
    return {agent: frozenset(taken) for agent, taken in days.items()}
