"""Small steps on a lawful roster: they pay, and they stay lawful."""

from __future__ import annotations

import time

import pandas as pd

from scheduling.roster.demand import demands_of
from scheduling.roster.greedy import greedy_roster
from scheduling.roster.lawful import Diary
from scheduling.roster.model import build, start_from
from scheduling.roster.polish import Ledgers, polished
from tests.scheduling.roster.kit import agent, centre


def demand_of_a_busy_week():
    people = [agent(f"A{i}", preference=("early", "late", "")[i % 3], night_ok=i % 4 > 0) for i in range(8)]
    of = centre(people, days=7)
    rows = [
        {
            "group": "voice",
            "date": of.window.first + pd.Timedelta(days=d),
            "shift": s,
            "breaks": "",
            "heads": 1 + (s == "early"),
        }
        for d in range(7)
        for s in ("early", "late", "night")
    ]
    return demands_of(pd.DataFrame(rows), of)[0]


def test_polishing_never_costs_and_never_breaks_a_rule():
    demand = demand_of_a_busy_week()
    model = build(demand)
    start = greedy_roster(demand)
    before = start_from(model, demand, start)
    better = polished(demand, start, time.perf_counter() + 10)
    assert start_from(model, demand, better) <= before
    for i, slots in enumerate(better):
        diary = Diary(demand, i)
        for j in sorted(slots):
            assert diary.forbids(j) == ""
            diary.add(j)


def test_prices_of_people_add_up_to_the_objective_of_the_model():
    demand = demand_of_a_busy_week()
    worked = greedy_roster(demand)
    ledgers = Ledgers(demand)
    empty = sum(1000.0 * (demand.wanted(j) - sum(j in slots for slots in worked)) for j in range(len(demand.slots)))
    people = sum(ledgers.price(i, slots) for i, slots in enumerate(worked))
    assert abs(start_from(build(demand), demand, worked) - people - empty) < 1e-6


def test_a_diary_takes_back_what_is_dropped():
    demand = demand_of_a_busy_week()
    diary = Diary(demand, 1)
    late, early = (
        next(j for j, s in enumerate(demand.slots) if (s.shift, s.day - demand.first) == key)
        for key in (("late", 0), ("early", 1))
    )
    diary.add(late)
    assert diary.forbids(early) == "rule.min_rest"
    diary.drop(late)
    assert diary.forbids(early) == ""
