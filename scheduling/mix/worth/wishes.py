"""What could be more: seats of a pool, people of a group, hours, earlier service, a larger share of partners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre
from scheduling.clock import day_numbers, week_numbers
from scheduling.mix.choices import Choice, choices_of
from scheduling.mix.crew import Crew
from scheduling.mix.model import MixModel, priced_cny
from scheduling.mix.worth.some_days import Column, Planned, Solved, SomeDays
from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Eased = Callable[[SomeDays], SomeDays]
HEADS = 10.0  # so many heads more
HOURS = 40.0  # so many contract hours more: one person's week
SHARE = 0.1  # so much more of the work to partners
LONGEST_H = 4.0  # a run of intervals named for further heads
SHORTEST_H = 1.0
LEAST_PRICE = 1e-6


@dataclass(frozen=True)
class Wish:
    """More of a limit on a day: `guess_cny` by the prices of the day, `eased` makes it anew, `pays_cny` is owed.

    `first_t`, `last_t`: first and last interval it is about.
    """

    kind: str
    name: str
    day: int
    first_t: int
    last_t: int
    unit: str
    amount: float
    guess_cny: float
    eased: Eased
    pays_cny: float = 0.0


def wishes_of(planned: Planned, day: int, solved: Solved, centre: Centre, needed: Mapping[str, Flags]) -> list[Wish]:
    """What would lower the cost of a day, by the prices of its rows. O(choices and rows of the day)."""
    found = [
        *_more_heads(planned, day, solved),
        *_earlier(planned, day, solved, centre, needed),
        *_week_hours(planned, day, solved, centre),
        *_shares(planned, day, solved),
        *_heads_for_hours(planned, day, solved, centre),
    ]
    return [wish for wish in found if wish.guess_cny > 1.0]


def _presence(model: MixModel, solved: Solved) -> dict[int, Floats]:
    """By front what a position more of it saves in each interval; where nobody of it can be there, by what is short."""
    prices = {f: np.zeros(len(model.day_of)) for f in range(len(model.fronts))}
    known: set[tuple[int, int]] = set()
    short: dict[tuple[int, int], float] = {}
    for name, price in solved.prices.items():
        kind, _, place = name.partition("_")
        if kind in ("presence", "cover"):
            first, t = (int(word) for word in place.split("_"))
            if kind == "presence":
                known.add((first, t))
                prices[first][t] = max(-price, 0.0)
            else:
                short[first, t] = max(price, 0.0)
    for f, front in enumerate(model.fronts):
        for c, (speed, _) in front.classes.items():
            for (of_class, t), price in short.items():
                if of_class == c and (f, t) not in known and _may(model, f, c):
                    prices[f][t] = max(prices[f][t], price * speed)
    return prices


def _stands(model: MixModel) -> dict[str, tuple[int, float]]:
    return {group: (f, speed) for f, front in enumerate(model.fronts) for group, speed in front.groups.items()}


def head_columns(model: MixModel, choices: Sequence[Choice], most: float) -> list[Column]:
    """Further heads on choices, each at its full price (they are not on the payroll yet), and what they answer."""
    stands = _stands(model)
    columns: list[Column] = []
    flows: dict[tuple[int, int], None] = {}
    for choice in choices:
        if choice.group not in stands:
            continue
        f, speed = stands[choice.group]
        come = speed * model.crews[choice.group].come * choice.pace
        cover = [(choice.first + i, share) for i, share in enumerate(choice.cover.tolist()) if share > 0]
        price = priced_cny(choice) - choice.extra_cny + choice.cost_cny
        columns.append(Column(price, most, {f"presence_{f}_{t}": -come * share for t, share in cover}))
        flows.update(dict.fromkeys((f, t) for t, _ in cover))
    for f, t in flows:
        for c, (speed, _) in model.fronts[f].classes.items():
            if (f, c, t) not in model.flow and (c, t) in model.short and _may(model, f, c):
                factors = {f"cover_{c}_{t}": 1.0, f"presence_{f}_{t}": 1.0 / speed}
                columns.append(Column(0.0, float(model.classes[c].need[t]), factors, head=False))
    return columns


def _may(model: MixModel, f: int, c: int) -> bool:
    """May the front answer the class by the rules? Where a rule asks who does, only flows of the model are taken."""
    return not (model.fronts[f].outsourced and c in model.ruled)


def _saves(model: MixModel, choices: Sequence[Choice], presence: dict[int, Floats]) -> float:
    """What the best of the choices saves a head, its price paid."""
    stands, best = _stands(model), 0.0
    for choice in choices:
        if choice.group in stands:
            f, speed = stands[choice.group]
            worth = presence[f][choice.first : choice.first + len(choice.cover)] @ choice.cover
            come = speed * model.crews[choice.group].come * choice.pace
            best = max(best, float(worth) * come - choice.cost_cny - choice.sla_cny)
    return best


def _more_heads(planned: Planned, day: int, solved: Solved) -> list[Wish]:
    """Seats of pools that are all called, people of groups that are all on shift."""
    model, presence = planned.model, _presence(planned.model, solved)
    by_name: dict[tuple[str, str], list[Choice]] = defaultdict(list)
    used: dict[str, float] = defaultdict(float)
    for choice, heads in zip(model.choices, model.heads, strict=True):
        if choice.day == day:
            crew = model.crews[choice.group]
            by_name[("people", crew.group) if crew.named else ("seats", crew.pool.pool)].append(choice)
            used[crew.pool.pool] += float(heads.varValue or 0.0)
    found = []
    for (kind, name), choices in by_name.items():
        pool = model.crews[choices[0].group].pool
        room = model.seats.get((pool.pool, day), 0.0) - used[pool.pool]
        amount = max(HEADS, float(pool.block_heads)) if kind == "seats" else HEADS
        if kind == "people" or room < pool.block_heads:
            guess = amount * _saves(model, choices, presence)
            found.append(_heads_wish(model, kind, name, day, choices, amount, guess, amount))
    return found


def _heads_wish(
    model: MixModel,
    kind: str,
    name: str,
    day: int,
    choices: Sequence[Choice],
    heads: float,
    guess: float,
    amount: float,
) -> Wish:
    columns = head_columns(model, choices, heads)
    at = np.flatnonzero(model.day_of == day)
    return Wish(
        kind, name, day, int(at[0]), int(at[-1]), "d" if kind == "lead_time" else "heads", amount, guess,
        lambda some: some.with_columns(columns, heads) if columns else some,
    )  # fmt: skip


def _week_hours(planned: Planned, day: int, solved: Solved, centre: Centre) -> list[Wish]:
    """Contract hours of a group in the week of the day, paid for at the plain price of the pool."""
    model, rates = planned.model, rates_by_pool(centre.tables["rates"])
    weeks = week_numbers(day_numbers(model.days))
    span = np.flatnonzero(weeks == weeks[day])
    at = np.flatnonzero(np.isin(model.day_of, span))
    found = []
    for crew in model.crews.values():
        row = f"week_{crew.group}_{span[0]}"
        price = -solved.prices.get(row, 0.0)
        if price > LEAST_PRICE and crew.pool.pool in rates:
            pays = HOURS * float(rates[crew.pool.pool]["cost_cny_per_h"])
            found.append(
                Wish("week_hours", crew.group, day, int(at[0]), int(at[-1]), "h", HOURS, price * HOURS - pays,
                     _raising({row: HOURS}), pays)
            )  # fmt: skip
    return found


def _shares(planned: Planned, day: int, solved: Solved) -> list[Wish]:
    """A larger share of partners where a rule binds."""
    model, found = planned.model, []
    at = np.flatnonzero(model.day_of == day)
    for limit in model.flow_limits:
        price = -solved.prices.get(limit.row, 0.0)
        if limit.day != day or price <= LEAST_PRICE:
            continue
        more = min(SHARE, 1.0 - limit.rule.share)
        parts = [(key, abs(factor) / (1.0 - limit.rule.share if factor > 0 else limit.rule.share))
                 for key, factor in limit.factors]  # fmt: skip
        filled = sum(part * float(model.flow[key].varValue or 0.0) for key, part in parts)
        factors = {
            planned.column((day,), model.flow[key]): factor - more * part
            for (key, factor), (_, part) in zip(limit.factors, parts, strict=True)
        }
        found.append(
            Wish("outsourced_share", limit.rule.name, day, int(at[0]), int(at[-1]), "share", more,
                 price * more * filled, _refactored(limit.row, factors))
        )  # fmt: skip
    return found


def _heads_for_hours(planned: Planned, day: int, solved: Solved, centre: Centre) -> list[Wish]:
    """Further heads on queue work in the hours of the day that are worth most, of the group that gains most by them."""
    model, presence = planned.model, _presence(planned.model, solved)
    rates = rates_by_pool(centre.tables["rates"])
    at = np.flatnonzero(model.day_of == day)
    step_h = model.interval_min / 60.0
    minutes = (at - at[0]) * model.interval_min
    holidays = holidays_of(centre.tables.get("calendar"))
    found = []
    for f, front in enumerate(model.fronts):
        best: tuple[float, str, int, int] = (0.0, "", 0, 0)
        for group, speed in front.groups.items():
            crew = model.crews[group]
            if crew.pool.pool not in rates:
                continue
            pay = [shift_cost_cny({**rates[crew.pool.pool], "cost_cny_per_shift": 0.0}, model.days[day], int(m),
                                  model.interval_min, model.interval_min, holidays) for m in minutes]  # fmt: skip
            net = presence[f][at] * speed * crew.come * crew.pace[day] - np.array(pay)
            low, high, total = _best_run(net, round(SHORTEST_H / step_h), round(LONGEST_H / step_h))
            best = max(best, (total, group, low, high))
        total, group, low, high = best
        if total > 0.0:
            crew, run = model.crews[group], at[low : high + 1]
            come = front.groups[group] * crew.come * float(crew.pace[day]) * HEADS
            more = {f"presence_{f}_{t}": come for t in run if f"presence_{f}_{t}" in solved.prices}
            gross = sum(float(presence[f][t]) for t in run) * come
            found.append(
                Wish("heads", group, day, int(run[0]), int(run[-1]), "heads", HEADS, total * HEADS, _raising(more),
                     gross - total * HEADS)
            )  # fmt: skip
    return found


def _best_run(worth: Floats, shortest: int, longest: int) -> tuple[int, int, float]:
    """First and last interval of the run of allowed length with the highest sum, and that sum.

    >>> _best_run(np.array([0.0, 5.0, 4.0, -1.0, 3.0]), 2, 3)
    (1, 2, 9.0)
    """
    sums = np.concatenate([[0.0], np.cumsum(worth)])
    best = (0, 0, -np.inf)
    for length in range(max(shortest, 1), min(longest, len(worth)) + 1):
        totals = sums[length:] - sums[:-length]
        low = int(np.argmax(totals))
        if totals[low] > best[2] + 1e-9:
            best = (low, low + length - 1, float(totals[low]))
    return best


def _raising(more: dict[str, float]) -> Eased:
    return lambda some: some.eased(more)


def _refactored(row: str, factors: dict[int, float]) -> Eased:
    return lambda some: some.with_factors(row, factors)


def _earlier(planned: Planned, day: int, solved: Solved, centre: Centre, needed: Mapping[str, Flags]) -> list[Wish]:
    """Service of a called pool on a day before its lead time and training allow it."""
    model, presence = planned.model, _presence(planned.model, solved)
    late: dict[str, list[Crew]] = defaultdict(list)
    for crew in model.crews.values():
        if not crew.internal and not crew.named and crew.pool.max_heads > 0 and not crew.offer.bookable[day]:
            late[crew.pool.pool].append(crew)
    found = []
    for pool, crews in late.items():
        choices = [choice for choice in without_lead_time(centre, crews, needed) if choice.day == day]
        guess = float(crews[0].pool.max_heads) * _saves(model, choices, presence)
        amount = float(crews[0].offer.from_day - day)
        if choices:
            found.append(
                _heads_wish(model, "lead_time", pool, day, choices, float(crews[0].pool.max_heads), guess, amount)
            )
    return found


def without_lead_time(centre: Centre, crews: Sequence[Crew], needed: Mapping[str, Flags]) -> list[Choice]:
    """What the groups could work if they were there from the first day."""
    early = {}
    for crew in crews:
        offer = replace(crew.offer, from_day=0, bookable=np.ones_like(crew.offer.bookable))
        early[crew.group] = replace(crew, offer=offer)
    return choices_of(centre, early, needed)


def moments(wish: Wish, grid: pd.DatetimeIndex) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From and until."""
    return grid[wish.first_t], grid[wish.last_t] + (grid[1] - grid[0])
