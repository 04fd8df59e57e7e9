"""The agents of a centre as the rules see them: limits of the contract, leave, and what they worked before the plan."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import pandas as pd

from data.contracts.centre import Centre
from scheduling.clock import day_numbers, epoch_minutes
from scheduling.roster.rules.in_force import InForce
from scheduling.roster.rules.own_times import UNBOUND, own_times
from scheduling.roster.rules.shape import Person

WORKDAYS = 5  # days among which a contract spreads its weekly hours
Facts = tuple[tuple[str, int, int], ...]
ALWAYS = 1_000_000  # days: no end


def known_people(centre: Centre, agents: Collection[str] | None = None) -> tuple[Person, ...]:
    """All named agents, or some of them, in the order of the table agents. O(agents + leave + facts).

    The table knows days, not hours, before the plan: a day worked in a row before it, within the week in which it
    starts, counts a fifth of the contract's week, unless the balances tell the hours of the week. People under the same
    limits share one `LabourLimits`.
    """
    table = centre.tables["agents"]
    if agents is not None:
        table = table[table["agent"].isin(list(agents))]
    leave = _leave_days(centre.tables.get("leave"))
    facts = _facts(centre)
    balances = _balances(centre.tables.get("agent_balances"))
    limits = InForce(centre)
    rows = table.to_dict("records")
    times = own_times(centre, [{str(name): value for name, value in row.items()} for row in rows])
    people = []
    for row in rows:
        agent = str(row["agent"])
        last_end, mine, worked = row["last_shift_end"], facts.get(agent, ()), balances.get(agent, {})
        people.append(
            Person(
                agent=agent,
                name=str(row["name"]),
                group=str(row["group"]),
                week_h=float(row["week_h"]),
                night_ok=bool(row["night_ok"]),
                days_before=int(row["days_worked_before"]),
                nights_before=int(row["nights_worked_before"]),
                last_end=None if pd.isna(last_end) else int(epoch_minutes(pd.DatetimeIndex([last_end]))[0]),
                leave=leave.get(agent, frozenset()),
                limits=limits.of(str(row["contract"]), str(row["group"]), mine),
                preference=str(row["preference"]),
                times=times.get(agent, UNBOUND),
                hours_before=_hours_before(row, centre, worked),
                facts=mine,
                balances=worked,
            )
        )
    return tuple(people)


def _hours_before(row: dict[Hashable, Any], centre: Centre, worked: dict[tuple[str, str], float]) -> float:
    days_of_week = centre.window.first.weekday()
    if days_of_week and ("week", "hours") in worked:
        return worked["week", "hours"]
    return min(int(row["days_worked_before"]), days_of_week) * float(row["week_h"]) / WORKDAYS


def _leave_days(leave: pd.DataFrame | None) -> dict[str, frozenset[int]]:
    if leave is None or leave.empty:
        return {}
    days: dict[str, set[int]] = {}
    for agent, day in zip(leave["agent"], day_numbers(pd.DatetimeIndex(leave["date"])), strict=True):
        days.setdefault(str(agent), set()).add(int(day))
    return {agent: frozenset(taken) for agent, taken in days.items()}


def _facts(centre: Centre) -> dict[str, Facts]:
    """Facts that hold on a planned day, by agent, with their first and last day."""
    table = centre.tables.get("agent_facts")
    if table is None or table.empty:
        return {}
    first, last = (int(n) for n in day_numbers(pd.DatetimeIndex([centre.window.first, centre.window.last])))
    found: dict[str, list[tuple[str, int, int]]] = {}
    for row in table.to_dict("records"):
        start = -ALWAYS if pd.isna(row["start_date"]) else int(day_numbers(pd.DatetimeIndex([row["start_date"]]))[0])
        end = ALWAYS if pd.isna(row["end_date"]) else int(day_numbers(pd.DatetimeIndex([row["end_date"]]))[0])
        if start <= last and end >= first:
            found.setdefault(str(row["agent"]), []).append((str(row["fact"]), max(start, first), min(end, last)))
    return {agent: tuple(sorted(mine)) for agent, mine in found.items()}


def _balances(table: pd.DataFrame | None) -> dict[str, dict[tuple[str, str], float]]:
    found: dict[str, dict[tuple[str, str], float]] = {}
    if table is not None:
        for row in table.to_dict("records"):
            key = (str(row["period"]), str(row["quantity"]))
            found.setdefault(str(row["agent"]), {})[key] = float(row["value"])
    return found
