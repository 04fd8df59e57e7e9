"""The cheapest set of ways: as brute force finds it; leave is never advised; no seat twice."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import SolverSettings
from data.contracts.errors import Fault
from scheduling.roster.explain.gap import Gap
from scheduling.roster.explain.least import NEW_KIND_CNY, WORTH_CNY_PER_H, cheapest, singles
from scheduling.roster.explain.tried import whole
from scheduling.roster.explain.ways import Way, ways_of
from tests.scheduling.roster.explain.stage import stage_tables
from tests.scheduling.roster.kit import FIRST, PATTERNS, agent, centre

TS = pd.date_range(FIRST, periods=4, freq="60min", tz="Asia/Shanghai")


def gap(*short: float) -> Gap:
    return Gap("voice", FIRST, TS, np.arange(5) * 60, np.array(short), np.ones(4, dtype=bool))


def way(who: str, price: float, *cover: float, rule: str = "", advised: bool = True) -> Way:
    needs = (Fault(rule, "", {"excess": 1.0}),) if rule else ()
    tried = whole(who, FIRST, PATTERNS[0])
    return Way("extra_shift", who, tried, needs, price, 0.0, np.array(cover), 1.0, who, 1, advised)


def total(of: Gap, ways: list[Way], counts: tuple[int, ...]) -> float:
    taken = [one for one, count in zip(ways, counts, strict=True) if count]
    lacking = np.maximum(of.short - sum((one.cover for one in taken), np.zeros(4)), 0.0).sum()
    kinds = {(code, one.kind) for one in taken for code in one.bent or ("",)}
    return float(WORTH_CNY_PER_H * lacking + sum(one.price_cny for one in taken) + NEW_KIND_CNY * len(kinds))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_set_is_as_cheap_as_any(data: st.DataObject):
    of = gap(*data.draw(st.lists(st.integers(0, 2), min_size=4, max_size=4)))
    ways = [
        way(
            data.draw(st.sampled_from("AB")),
            float(data.draw(st.integers(1, 900))),
            *data.draw(st.lists(st.integers(0, 1), min_size=4, max_size=4)),
            rule=data.draw(st.sampled_from(["", "rule.min_rest", "rule.max_week_h"])),
        )
        for _ in range(data.draw(st.integers(1, 5)))
    ]
    chosen = cheapest(of, ways, SolverSettings())
    best = min(
        total(of, ways, counts)
        for counts in product((0, 1), repeat=len(ways))
        if all(sum(c for w, c in zip(ways, counts, strict=True) if w.who == who) <= 1 for who in "AB")
    )
    if of.hours > 0:
        taken = [one for one, _ in chosen.ways]
        assert total(of, taken, (1,) * len(taken)) == pytest.approx(best)


def test_leave_is_shown_last_and_never_advised():
    of = gap(1, 1, 1, 1)
    ways = [way("A", 1.0, 1, 1, 1, 1, rule="rule.leave", advised=False), way("B", 500.0, 1, 1, 1, 0)]
    assert [one.who for one, _ in cheapest(of, ways, SolverSettings()).ways] == ["B"]
    assert [one.rules for one in singles(of, ways, SolverSettings())] == [(), ("rule.leave",)]


def test_a_gap_is_filled_by_who_is_free_before_a_rule_bends():
    of = centre([agent("A"), agent("B")], days=7)
    worked = [("A", day, "early") for day in range(2)] + [("B", 0, "night")]
    tables = stage_tables(of, *worked, wanted={(1, 8, 15): 2.0})
    found = ways_of(tables, of, of_gap(tables, of, 1))
    chosen = cheapest(of_gap(tables, of, 1), found, of.solver)
    assert chosen.bent == ("rule.min_rest",)  # B comes from the night, A is at work
    of = centre([agent("A"), agent("B"), agent("C")], days=7)
    tables = stage_tables(of, *worked, wanted={(1, 8, 15): 2.0})
    chosen = cheapest(of_gap(tables, of, 1), ways_of(tables, of, of_gap(tables, of, 1)), of.solver)
    assert [(one.who, one.bent) for one, _ in chosen.ways] == [("C", ())]


def of_gap(tables: dict[str, pd.DataFrame], of, day: int) -> Gap:
    from scheduling.roster.explain.gap import gap_of

    return gap_of(tables, of, "voice", FIRST + pd.Timedelta(days=day))


def test_seats_of_a_pool_are_not_called_twice():
    of = centre([agent("A", night_ok=False)], days=7, seats={"pa": ""})
    skills = of.tables["skills"]
    skills.loc[skills["group"] == "pa", "queue"] = "q-voice"
    tables = stage_tables(of, wanted={(0, 22, 24): 3.0})
    chosen = cheapest(of_gap(tables, of, 0), ways_of(tables, of, of_gap(tables, of, 0)), of.solver)
    assert sum(count for one, count in chosen.ways if one.kind == "outsourced") == 1  # the pool has one seat
