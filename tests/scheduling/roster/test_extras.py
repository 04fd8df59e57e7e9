"""Soft rules, leasts, long rests and pairs: what the kernels charge, and what the search makes of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import Centre, LabourLimits
from data.contracts.labour import AgentPair, OwnLimit, Succession
from scheduling.roster.anneal import extras_for
from scheduling.roster.build import RosterMade, build_roster
from scheduling.roster.demand import Demand, demands_of
from scheduling.roster.extras import HARD_CNY, HOURS_MIN, total_price
from scheduling.roster.rules.slots import all_budgets
from tests.scheduling.roster.kit import FIRST, LIMITS, agent, centre


def soft(of: Centre, **prices: float) -> Centre:
    """The centre with some of its limits soft, at a price."""
    limits = of.limits["*"]
    told = LabourLimits("*", limits.values, {**limits.enforcement, **dict.fromkeys(prices, "soft")}, prices)
    return replace(of, limits={"*": told})


def plan(*wanted: tuple[int, str], heads: int = 1) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"group": "voice", "date": FIRST + pd.Timedelta(days=day), "shift": shift, "breaks": "", "heads": heads}
            for day, shift in wanted
        ]
    )


def built(of: Centre, *wanted: tuple[int, str], heads: int = 1) -> RosterMade:
    return build_roster(plan(*wanted, heads=heads), of)


def line(made: RosterMade, who: str) -> dict[int, str]:
    mine = made.roster[made.roster["agent"] == who]
    return dict(zip((mine["date"] - FIRST).dt.days, mine["shift"], strict=True))


def on_of(demand: Demand, worked: dict[tuple[int, int], str]) -> np.ndarray:
    """The board of lines: (person, day) -> shift."""
    on = np.full((len(demand.people), demand.last - demand.first + 1), -1, dtype=np.int64)
    for (i, day), shift in worked.items():
        (on[i, day],) = [
            j for j, slot in enumerate(demand.slots) if (slot.day - demand.first, slot.shift) == (day, shift)
        ]
    return on


def test_a_soft_rule_gives_way_where_an_empty_shift_would_cost_more():
    week = [(day, "day") for day in range(7)]
    of = centre([agent("A", week_h=60.0)], days=7, limits={**LIMITS, "max_week_h": 60.0})
    assert len(line(built(of, *week), "A")) == 6
    cheap, dear = (soft(of, max_days_in_row=price) for price in (100.0, 5000.0))
    assert len(line(built(cheap, *week), "A")) == 7
    assert len(line(built(dear, *week), "A")) == 6
    (hard,), (bent,) = built(of, *week).reports, built(cheap, *week).reports
    assert hard.objective - bent.objective == pytest.approx(1000.0 - 100.0 + 4.0 * 4 - 8.0 * 4 + 4.0 * 0, abs=60.0)


def test_two_who_share_a_car_come_and_go_together():
    of = centre([agent("A", preference="early"), agent("B", preference="late"), agent("C"), agent("D")], days=5)
    pair = AgentPair("A", "B", "together", "hard")
    of = replace(of, labour=replace(of.labour, pairs=(pair,)))
    made = built(of, *[(day, shift) for day in range(5) for shift in ("early", "late")], heads=2)
    assert line(made, "A") == line(made, "B")
    assert len(line(made, "A")) == 5


def test_two_who_must_not_meet_do_not():
    of = centre([agent("A", preference="early"), agent("B", preference="early")], days=5)
    of = replace(of, labour=replace(of.labour, pairs=(AgentPair("A", "B", "apart", "hard"),)))
    made = built(of, *[(day, shift) for day in range(5) for shift in ("early", "late", "night")])
    there = [line(made, who) for who in ("A", "B")]
    touching = {"early": {"early", "late"}, "late": {"early", "late"}, "night": {"night"}}  # 7-16, 14-23, 22-7
    touching["late"].add("night")
    touching["night"].add("late")
    assert all(there[1].get(day) not in touching[shift] for day, shift in there[0].items())


def test_a_least_that_is_hard_is_kept_before_cost():
    own = OwnLimit("nights", "", "", "*", "shifts", ("night",), "plan", "least", 2.0, "hard")
    of = centre([agent("A", preference="early"), agent("B", preference="night")], days=7)
    of = replace(of, labour=replace(of.labour, own=(own,)))
    made = built(of, *[(day, shift) for day in range(4) for shift in ("early", "night")])
    assert all(list(line(made, who).values()).count("night") >= 2 for who in ("A", "B"))


def test_a_long_rest_each_week_is_left_free():
    values = {**LIMITS, "min_weekly_rest_h": 48.0, "max_days_in_row": 7.0, "max_week_h": 70.0}
    of = centre([agent("A", week_h=56.0)], days=14, limits=values)
    made = built(of, *[(day, "day") for day in range(14)])
    worked = set(line(made, "A"))
    for week in (range(7), range(7, 14)):
        free = [day for day in week if day not in worked]
        assert free
    assert made.unfilled["heads"].sum() <= 4


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_kernels_charge_what_the_rules_declare(data: st.DataObject):
    days = 14
    of = centre([agent("A"), agent("B", days_worked_before=2)], days=days)
    of = soft(of, max_days_in_row=30.0, max_week_h=7.0, max_nights_in_row=40.0)
    own = OwnLimit("lates", "", "", "*", "shifts", ("late",), "week", "least", 1.0, "soft", 11.0)
    of = replace(of, labour=replace(of.labour, own=(own,), successions=(Succession("*", "late", "day", "soft", 5.0),)))
    wanted = [(day, shift) for day in range(days) for shift in ("early", "day", "late", "night")]
    (demand,) = demands_of(plan(*wanted), of)
    cells = st.sampled_from(["", "early", "day", "late", "night"])
    worked = {(i, day): shift for i in range(2) for day in range(days) if (shift := data.draw(cells))}
    on = on_of(demand, worked)
    expected = 0.0
    for i, person in enumerate(demand.people):
        slots = [demand.slots[j] for j in on[i] if j >= 0]
        for _, budget in all_budgets(person, demand.first, demand.last):
            if budget.plain and np.isinf(budget.price):
                continue
            amount = budget.amount(slots)
            breach = max(0.0, amount - budget.most) + max(0.0, budget.least - amount)
            price = HARD_CNY if np.isinf(budget.price) else budget.price
            minutes = max((abs(budget.weight(slot)) for slot in demand.slots), default=0.0) > 24.0
            expected += price * breach / (HOURS_MIN if minutes else 1.0)
        expected += sum(
            5.0 for day in range(days - 1) if worked.get((i, day)) == "late" and worked.get((i, day + 1)) == "day"
        )
    assert total_price(extras_for(demand, 2), on) == pytest.approx(expected)
