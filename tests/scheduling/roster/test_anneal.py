"""The search for names: it never costs, never breaks a rule, keeps its books, and its price is that of the model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.roster.anneal import annealed, burden_price, swap
from scheduling.roster.board import Board, Played, played
from scheduling.roster.demand import Demand, demands_of
from scheduling.roster.greedy import greedy_roster
from scheduling.roster.lawful import Diary
from scheduling.roster.model import build, pay_cny, start_from
from tests.scheduling.roster.kit import agent, centre


def demand_of_a_busy_week() -> Demand:
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


def price(board: Board, state: Played) -> float:
    count, days = state.on.shape
    wishes = sum(board.wish[i, state.on[i, d]] for i in range(count) for d in range(days) if state.on[i, d] >= 0)
    return float(wishes) + sum(burden_price(board, state, i) for i in range(count))


def test_the_search_never_costs_and_never_breaks_a_rule():
    demand = demand_of_a_busy_week()
    model = build(demand, whole=True)
    start = greedy_roster(demand)
    before = start_from(model, demand, start)
    better, struck = annealed(demand, start, 60_000, 1e18)
    assert not struck
    assert start_from(model, demand, better) <= before
    for i, slots in enumerate(better):
        diary = Diary(demand, i)
        for j in sorted(slots):
            assert diary.forbids(j) == ""
            diary.add(j)


def test_the_price_of_the_board_is_that_of_the_model():
    demand = demand_of_a_busy_week()
    worked = greedy_roster(demand)
    cost = start_from(build(demand, whole=True), demand, worked)
    assert cost == pytest.approx(pay_cny(demand) + price(*played(demand, worked)))


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 8), st.integers(0, 6), st.integers(1, 4)), max_size=40))
def test_books_are_right_after_any_exchanges(tried: list[tuple[int, int, int, int]]):
    demand = demand_of_a_busy_week()
    board, state = played(demand, greedy_roster(demand))
    before, change = price(board, state), 0.0
    for a, b, first, length in tried:
        if a != b:
            changed = swap(board, state, a, b, first, min(7, first + length))
            change += changed if np.isfinite(changed) else 0.0
    assert price(board, state) == pytest.approx(before + change)
    worked = [{int(j) for j in state.on[i] if j >= 0} for i in range(board.people)]
    _, again = played(demand, worked)
    np.testing.assert_allclose(again.room, state.room, atol=1e-9)
    np.testing.assert_allclose(again.worked_h[: board.people], state.worked_h[: board.people], atol=1e-9)
    assert (again.room >= -1e-9).all()
