"""State across the border of a plan: what people carry out of it, and a centre whose plan goes on from there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.contracts.centre import Centre, PlanWindow
from data.contracts.shift_tables import CARRY_PEOPLE, CARRY_SHIFTS
from scheduling.clock import day_numbers
from scheduling.roster.rules.ledger import ledger_of
from scheduling.roster.rules.people import known_people
from scheduling.shifts.balances import balances_after


@dataclass(frozen=True)
class CarriedOut:
    """The tables carry_people (as the next plan's agents start), carry_shifts (who is still on shift then) and
    carry_balances (what people have worked in the running periods).
    """

    people: pd.DataFrame
    shifts: pd.DataFrame
    balances: pd.DataFrame


def carry_out(roster: pd.DataFrame, centre: Centre) -> CarriedOut:
    """What a roster leaves for the plan after it. Runs and rest of those without a shift go on from before.

    O(shifts log shifts + people x days)."""
    ledger = ledger_of(roster, centre)
    last = int(day_numbers(pd.DatetimeIndex([centre.window.last]))[0])
    worked: dict[str, set[int]] = {}
    nights: dict[str, set[int]] = {}
    ends: dict[str, int] = {}
    for agent, seat, day, night, end in zip(
        ledger.agent, ledger.seat.tolist(), ledger.day.tolist(), ledger.night.tolist(), ledger.end.tolist(), strict=True
    ):
        if not seat:
            worked.setdefault(agent, set()).add(day)
            ends[agent] = max(end, ends.get(agent, end))
            if night:
                nights.setdefault(agent, set()).add(day)
    rows = []
    for person in known_people(centre):
        end = ends.get(person.agent, person.last_end)
        rows.append(
            {
                "agent": person.agent,
                "group": person.group,
                "days_worked_before": _run(worked.get(person.agent, set()), last, ledger.first_day, person.days_before),
                "nights_worked_before": _run(
                    nights.get(person.agent, set()), last, ledger.first_day, person.nights_before
                ),
                "last_shift_end": pd.NaT if end is None else pd.Timestamp(end * 60, unit="s", tz="UTC"),
            }
        )
    people = pd.DataFrame(rows, columns=list(CARRY_PEOPLE.columns)).astype(
        {"agent": "str", "group": "str", "days_worked_before": "int64", "nights_worked_before": "int64"}
    )
    stamps = pd.to_datetime(people["last_shift_end"], utc=True)
    people["last_shift_end"] = stamps.dt.tz_convert(centre.zone).dt.as_unit("us")
    return CarriedOut(people, _still_on(roster, centre), balances_after(roster, centre))


def _run(days: set[int], last: int, first: int, before: int) -> int:
    """Length of the run of days that ends on the last day; one that fills the window goes on from before it.

    >>> _run({11, 13, 14}, 14, 11, 3), _run({11, 12, 13, 14}, 14, 11, 3), _run({11}, 14, 11, 3)
    (2, 7, 0)
    """
    length = 0
    while last - length >= first and last - length in days:
        length += 1
    return length + (before if last - length < first else 0)


def _still_on(roster: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Shifts that end after the window, heads by group, start and end."""
    midnight = (centre.window.last + pd.Timedelta(days=1)).tz_localize(
        centre.zone, nonexistent="shift_forward", ambiguous=True
    )
    late = roster[pd.DatetimeIndex(roster["end_ts"]) > midnight] if len(roster) else roster
    made = late.groupby(["group", "start_ts", "end_ts"], as_index=False, sort=True).size()
    made = made.rename(columns={"size": "heads"}).astype({"heads": "float64", "group": "str"})
    return made[list(CARRY_SHIFTS.columns)]


def from_there(centre: Centre, carried: CarriedOut, first: pd.Timestamp, last: pd.Timestamp) -> Centre:
    """The centre with another window, its people as they were carried out of the plan before. O(agents)."""
    agents = centre.tables["agents"].copy()
    state = carried.people.set_index("agent").reindex(agents["agent"])
    known = state["group"].notna().to_numpy()
    for column in ("days_worked_before", "nights_worked_before"):
        fresh = np.where(known, state[column].fillna(0).to_numpy(), agents[column].to_numpy())
        agents[column] = fresh.astype(np.int64)
    agents["last_shift_end"] = pd.DatetimeIndex(state["last_shift_end"]).tz_convert(centre.zone).as_unit("us")
    tables = {**centre.tables, "agents": agents, "carried_shifts": carried.shifts, "agent_balances": carried.balances}
    return replace(centre, window=PlanWindow(first, last), tables=tables)
