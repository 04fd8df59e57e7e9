"""Limits of the mix and what a little more of each would save, the best of them planned anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.seat_tables import LIMIT_PRICES
from scheduling.mix.model import MixModel
from scheduling.mix.worth.some_days import Planned, Solved, SomeDays
from scheduling.mix.worth.wishes import Wish, moments, wishes_of

Flags = NDArray[np.bool_]
DAYS = 5  # days that are looked at: those whose work costs most
TRIED = 12  # wishes that are planned anew
TOLD = 24
LEAST_CNY = 1.0
LARGEST = 500_000  # nonzeros of a day (the sample's have 35,000): larger ones take too long, and are not priced


def limit_prices(model: MixModel, centre: Centre, needed: Mapping[str, Flags], grid: pd.DatetimeIndex) -> pd.DataFrame:
    """LIMIT_PRICES: what more seats, people, hours, earlier service or a larger share of partners would save.

    The dearest days are planned again as they stand (everything on other days fixed, blocks as called): the row prices
    of that linear programme tell what a little more of a limit is worth, its own pay deducted. A price holds only for a
    little, so the largest are tried: the day is planned with all that is wished, and the difference is what it saves at
    least (other days could gain, too). Empty positions count at their price. Wishes that were tried are `verified`;
    the prices of the others are from the rows and stand behind them. O((days + tried) x a linear programme of a day).
    """
    if not model.short:
        return _table([], grid, model)
    planned = Planned(model)
    known: dict[int, tuple[SomeDays, Solved]] = {}
    found: list[Wish] = []
    for day in _dearest(model):
        some = planned.some_days((day,))
        if some.matrix.rows.nnz > LARGEST:
            continue
        solved = some.solved(centre.solver)
        if solved is not None:
            known[day] = some, solved
            found += wishes_of(planned, day, solved, centre, needed)
    found = sorted(_best_of_week(found), key=lambda wish: -wish.guess_cny)
    rows: list[tuple[Wish, float, bool]] = []
    for number, wish in enumerate(_one_of_each(found)):
        some, base = known[wish.day]
        anew = wish.eased(some).solved(centre.solver, base) if number < TRIED else None
        if anew is None:
            rows.append((wish, wish.guess_cny, False))
        else:
            rows.append((wish, base.cost_cny - anew.cost_cny - wish.pays_cny, True))
    return _table(sorted(rows, key=lambda row: (not row[2], -row[1]))[:TOLD], grid, model)


def no_prices(model: MixModel, grid: pd.DatetimeIndex) -> pd.DataFrame:
    """LIMIT_PRICES of a mix whose limits are not priced: no rows."""
    return _table([], grid, model)


def _dearest(model: MixModel) -> list[int]:
    """Days by what their called seats and empty positions cost, the dearest first."""
    cost = np.zeros(len(model.days))
    for choice, heads in zip(model.choices, model.heads, strict=True):
        cost[choice.day] += choice.extra_cny * float(heads.varValue or 0.0)
    for (c, t), short in model.short.items():
        cost[model.day_of[t]] += model.short_cny[c] * float(short.varValue or 0.0)
    return [int(day) for day in np.argsort(-cost, kind="stable")[:DAYS] if cost[day] > 0.0]


def _best_of_week(wishes: Sequence[Wish]) -> list[Wish]:
    """Hours of a week are wished once, where they are worth most."""
    best: dict[tuple[str, str, int, int], Wish] = {}
    for wish in wishes:
        key = (wish.kind, wish.name, wish.first_t, wish.last_t)
        if key not in best or wish.guess_cny > best[key].guess_cny:
            best[key] = wish
    return list(best.values())


def _one_of_each(wishes: Sequence[Wish]) -> list[Wish]:
    """The wishes in an order that shows each kind early: the best of every kind, then the rest."""
    first: dict[str, Wish] = {}
    for wish in wishes:
        first.setdefault(wish.kind, wish)
    return [*first.values(), *(wish for wish in wishes if wish is not first[wish.kind])]


def _table(rows: Sequence[tuple[Wish, float, bool]], grid: pd.DatetimeIndex, model: MixModel) -> pd.DataFrame:
    kept = [row for row in rows if row[1] >= LEAST_CNY]
    times = [moments(wish, grid) for wish, _, _ in kept]
    empty = grid[:0]
    made = pd.DataFrame(
        {
            "kind": pd.Series([wish.kind for wish, _, _ in kept], dtype=str),
            "name": pd.Series([wish.name for wish, _, _ in kept], dtype=str),
            "date": pd.DatetimeIndex([model.days[wish.day] for wish, _, _ in kept]).as_unit("us"),
            "from_ts": pd.DatetimeIndex([start for start, _ in times]).as_unit("us") if kept else empty,
            "until_ts": pd.DatetimeIndex([end for _, end in times]).as_unit("us") if kept else empty,
            "unit": pd.Series([wish.unit for wish, _, _ in kept], dtype=str),
            "amount": pd.Series([wish.amount for wish, _, _ in kept], dtype=np.float64),
            "saves_cny": pd.Series([round(saves, 2) for _, saves, _ in kept], dtype=np.float64),
            "verified": pd.Series([sure for _, _, sure in kept], dtype=bool),
        }
    )
    return checked(LIMIT_PRICES, made)
