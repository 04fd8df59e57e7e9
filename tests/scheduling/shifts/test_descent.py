"""The compiled search: it keeps its books, its limits and its price, and pieces of the price hold for whole heads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from scheduling.shifts.model import build
from scheduling.shifts.part import Part, parts_of
from scheduling.shifts.price import cover_price, pieces
from scheduling.shifts.search import whole_heads
from scheduling.shifts.solve import on_work
from tests.scheduling.roster.kit import agent, centre


def busy_part(effort: int) -> Part:
    of = centre([agent(f"A{i}", night_ok=i % 3 > 0) for i in range(7)], days=7)
    grid = of.grid()
    wanted = 1.5 + np.sin(np.arange(len(grid)) / 15.0)
    mix = pd.DataFrame({"group": "voice", "ts": grid, "positions": wanted, "heads": wanted, "cost_cny": 0.0})
    return replace(parts_of(mix, of)[0], effort=effort)


def test_heads_keep_every_limit_and_breaks_add_up():
    part = busy_part(30_000)
    whole = whole_heads(part, build(part), 1e18)
    assert not whole.struck
    for c, crew in enumerate(part.crews):
        for limit in crew.limits:
            used = sum(weight * whole.heads.get((j, c), 0) for j, weight in limit.weights.items())
            assert used <= limit.most + 1e-9
    for (j, _), counts in whole.rests.items():
        assert sum(counts) == sum(count for (slot, _), count in whole.heads.items() if slot == j)


def test_more_effort_never_costs_more():
    costs = []
    for effort in (0, 5_000, 30_000):
        part = busy_part(effort)
        whole = whole_heads(part, build(part), 1e18)
        heads: dict[int, int] = {}
        for (j, _), count in whole.heads.items():
            heads[j] = heads.get(j, 0) + count
        costs.append(float(cover_price(part.heads, on_work(part, heads, whole.rests), part.hour_cny).sum()))
    assert costs == sorted(costs, reverse=True)


@given(st.floats(0.0, 30.0), st.integers(0, 45), st.booleans())
def test_pieces_give_the_price_at_every_whole_cover(wanted: float, cover: int, whole: bool):
    base, price, around = pieces(wanted, 2.0, whole=whole)
    off, sign = abs(cover - base), 1.0 if cover < base else -1.0
    for piece in (p for p in around if p.sign == sign):
        taken = min(off, np.inf if piece.most is None else piece.most)
        price, off = price + taken * piece.price, off - taken
    assert abs(price - cover_price(np.array([wanted]), np.array([float(cover)]), 2.0)[0]) < 1e-6
    slopes = [p.price for p in around if p.sign > 0], [p.price for p in around if p.sign < 0]
    assert all(some == sorted(some) for some in slopes)
