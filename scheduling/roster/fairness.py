"""Who got what: burdens beside even shares, wishes met, hours beside the contract, one row a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from data.contracts.columns import kind_of
from data.contracts.people_tables import FAIRNESS
from scheduling.clock import day_of, week_numbers
from scheduling.roster.board import BURDENS, carried_by, even_shares
from scheduling.roster.demand import Demand
from scheduling.roster.wishes import (
    HOURS_PRICE,
    NIGHT_PRICE,
    OVERTIME_PRICE,
    contract_minutes,
    part_of_day,
    wish_price,
)

Record = dict[str, object]


def fairness_of(demand: Demand, worked: Sequence[Collection[int]]) -> list[Record]:
    """A row of FAIRNESS for each person of a group. O(people x slots)."""
    carried = carried_by(demand)
    shares = {burden: even_shares(demand, carried, burden) for burden in BURDENS}
    return [
        _record(demand, i, slots, carried[i], {name: own[i] for name, own in shares.items()})
        for i, slots in enumerate(worked)
    ]


def unmet(demand: Demand, worked: Sequence[Collection[int]]) -> list[tuple[str, str, pd.Timestamp]]:
    """Hard wishes that are not met: agent, shift wished, day."""
    found = []
    for person, told, slots in zip(demand.people, demand.told, worked, strict=True):
        on = {demand.slots[j].day: demand.slots[j].shift for j in slots}
        found += [
            (person.agent, wish.shift, day_of(day))
            for day, wish in sorted(told.wishes.items())
            if wish.hard and demand.first <= day <= demand.last and not wish.met(on.get(day, ""))
        ]
    return found


def fairness_table(records: Sequence[Record]) -> pd.DataFrame:
    """The table FAIRNESS by agent."""
    by_agent: list[Record] = sorted(records, key=lambda row: str(row["agent"]))
    table = pd.DataFrame(by_agent, columns=list(FAIRNESS.columns))
    numbers = {name: kind_of(FAIRNESS, name) for name in FAIRNESS.columns}
    kinds = {"word": "str", "whole": "int64", "number": "float64"}
    return table.astype({name: kinds[kind] for name, kind in numbers.items()})


def _record(
    demand: Demand, i: int, slots: Collection[int], carried: dict[int, list[str]], even: dict[str, float]
) -> Record:  # fmt: skip
    person, told = demand.people[i], demand.told[i]
    counts = {burden: sum(burden in carried.get(j, ()) for j in slots) for burden in BURDENS}
    on = {demand.slots[j].day: demand.slots[j].shift for j in slots}
    wishes = {day: wish for day, wish in told.wishes.items() if demand.first <= day <= demand.last}
    liked = [part_of_day(demand.slots[j]) == person.preference for j in slots]
    price = sum(wish_price(demand, i, j) for j in slots) + told.constant + _hours_price(demand, i, slots)
    price += NIGHT_PRICE * sum(max(0.0, counts[burden] - even[burden]) for burden in BURDENS)
    return {
        "agent": person.agent,
        "group": demand.group,
        **{f"{burden}s": counts[burden] for burden in BURDENS},
        **{f"{burden}s_even": even[burden] for burden in BURDENS},
        "wishes": len(wishes),
        "wishes_met": sum(wish.met(on.get(day, "")) for day, wish in wishes.items()),
        "liked": float(np.mean(liked)) if person.preference and liked else np.nan,
        "hours": sum(demand.slots[j].paid_min for j in slots) / 60.0,
        "contract_h": sum(contract_minutes(demand, i).values()) / 60.0,
        "price_cny": round(price, 2),
    }


def _hours_price(demand: Demand, i: int, slots: Collection[int]) -> float:
    hours: dict[int, float] = {}
    for j in slots:
        week = int(week_numbers(demand.slots[j].day))
        hours[week] = hours.get(week, 0.0) + demand.slots[j].paid_min / 60.0
    price = 0.0
    for week, minutes in contract_minutes(demand, i).items():
        more = hours.get(week, 0.0) - minutes / 60.0
        price += OVERTIME_PRICE * more if more > 0 else -HOURS_PRICE * more
    return price
