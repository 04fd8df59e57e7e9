"""Whole heads near the relaxation: single heads are added and exchanged while that pays, then shaken and mended again.

The integer model of a small group needs minutes for what this search finds in a second, because one head is many
intervals and the relaxation takes fractions of heads. Every state it visits keeps all lawful limits.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.clock import week_numbers
from scheduling.shifts.model import IDLE_PRICE, OVER_PRICE, OVER_STEP, UNDER_PRICE, UNDER_STEP, Key, Model
from scheduling.shifts.part import Floats, Part

Ints = npt.NDArray[np.int64]
GAIN = 1e-7
SHAKES = 120
SHAKEN = 8  # most heads taken out at once before mending
KEPT = 0.001  # a shaken answer may be worse by this share and still be gone on from


@dataclass(frozen=True)
class Terrain:
    """The group as arrays: `keys[q]` = (slot, crew); what a head covers (`where`, `cover`), costs and may not exceed.

    `near[q]`: the keys whose shifts may overlap that of q.
    """

    keys: tuple[Key, ...]
    where: Ints
    cover: Floats
    cost: Floats
    wanted: Floats
    hour: Floats
    weights: Floats
    most: Floats
    near: tuple[Ints, ...]

    def price(self, cover: Floats, at: Ints | slice = slice(None)) -> Floats:
        """Price of the cover of some intervals: missing and idle heads in their two steps each."""
        wanted, hour = self.wanted[at], self.hour[at]
        under, over = np.maximum(wanted - cover, 0.0), np.maximum(cover - wanted, 0.0)
        total: Floats = hour * (
            UNDER_PRICE[0] * under
            + (UNDER_PRICE[1] - UNDER_PRICE[0]) * np.maximum(under - UNDER_STEP * wanted, 0.0)
            + OVER_PRICE[0] * over
            + (OVER_PRICE[1] - OVER_PRICE[0]) * np.maximum(over - OVER_STEP * wanted - 0.5, 0.0)
        )
        return total


def terrain_of(part: Part, model: Model) -> Terrain:
    """Arrays of a solved relaxation: each slot's breaks are where the relaxation spread them. O(slots x intervals)."""
    keys = tuple(model.heads)
    slots = sorted({j for j, _ in keys})
    covers = {j: _cover(part, model, j) for j in slots}
    width = max(len(cover) for cover in covers.values())
    past = len(part.heads)  # one interval past the end takes the padding and costs nothing
    where = np.full((len(keys), width), past, dtype=np.int64)
    cover = np.zeros((len(keys), width))
    reached = np.zeros(past + 1, dtype=bool)
    for q, (j, _) in enumerate(keys):
        at = sorted(covers[j])
        where[q, : len(at)] = at
        cover[q, : len(at)] = [covers[j][t] for t in at]
        reached[at] = True
    reached[past] = False
    weights, most = _limits(part, keys)
    day = np.array([part.choices[j].slot.day for j, _ in keys])
    around = {number: np.flatnonzero(abs(day - number) <= 1) for number in set(day.tolist())}
    return Terrain(
        keys, where, cover, _costs(part, keys), np.append(part.heads, 0.0),
        reached * part.hour_cny * part.interval_min / 60.0, weights, most,
        tuple(around[number] for number in day.tolist()),
    )  # fmt: skip


def _cover(part: Part, model: Model, j: int) -> dict[int, float]:
    cover = dict(part.choices[j].present)
    for k, rest in enumerate(part.choices[j].breaks):
        taken = [max(0.0, float(v.varValue or 0.0)) for v in model.rests[j, k]]
        total = sum(taken)
        for count, away in zip(taken, rest.away, strict=True):
            part_of_heads = count / total if total > 1e-6 else 1.0 / len(taken)
            for t, share in away.items():
                cover[t] -= part_of_heads * share
    return cover


def _costs(part: Part, keys: tuple[Key, ...]) -> Floats:
    """What a head adds: its price, for people on contracts only the surcharge, less the idle hour it uses."""
    costs = []
    for j, _ in keys:
        choice = part.choices[j]
        plain = part.hour_cny * choice.slot.paid_min / 60.0
        costs.append(max(0.0, choice.cost_cny - plain) - IDLE_PRICE * plain if part.crews else choice.cost_cny)
    return np.array(costs)


def _limits(part: Part, keys: tuple[Key, ...]) -> tuple[Floats, Floats]:
    """Lawful limits, contract hours and seats as dense rows over the keys."""
    place = {key: q for q, key in enumerate(keys)}
    rows: list[Floats] = []
    most: list[float] = []

    def add(weights: dict[Key, float], limit: float) -> None:
        row = np.zeros(len(keys))
        for key, weight in weights.items():
            if key in place:
                row[place[key]] = weight
        if row.any():
            rows.append(row)
            most.append(limit)

    slots = [choice.slot for choice in part.choices]
    for c, crew in enumerate(part.crews):
        for limit in crew.limits:
            add({(j, c): weight for j, weight in limit.weights.items()}, limit.most)
        for week, minutes in crew.week_min.items():
            add({(j, c): s.paid_min for j, s in enumerate(slots) if int(week_numbers(s.day)) == week}, minutes)
    for day, seats in part.most_seats.items():
        add({(j, 0): 1.0 for j, slot in enumerate(slots) if slot.day == day}, seats)
    if not rows:
        return np.zeros((0, len(keys))), np.zeros(0)
    return np.array(rows), np.array(most)


class Descent:
    """A state of whole heads: cover, room left under each limit, and the moves that pay."""

    def __init__(self, terrain: Terrain, heads: Ints) -> None:
        self.terrain = terrain
        self.heads = heads.copy()
        self.cover = np.zeros(len(terrain.wanted))
        np.add.at(self.cover, terrain.where, terrain.cover * heads[:, None])
        self.room = terrain.most - terrain.weights @ heads
        self.change = self._changes(np.arange(len(heads)))

    def total(self) -> float:
        """Objective of the state, up to the constant price of all contract hours."""
        return float(self.terrain.price(self.cover).sum() + self.terrain.cost @ self.heads)

    def put(self, q: int, sign: int) -> None:
        """Add (1) or take out (-1) a head."""
        self.heads[q] += sign
        self.cover[self.terrain.where[q]] += sign * self.terrain.cover[q]
        self.room -= sign * self.terrain.weights[:, q]
        near = self.terrain.near[q]
        self.change[near] = self._changes(near)

    def _changes(self, keys: Ints) -> Floats:
        """What one more head of each key would add to the objective, lawful or not."""
        t = self.terrain
        at = t.where[keys]
        now = self.cover[at]
        change: Floats = (t.price(now + t.cover[keys], at) - t.price(now, at)).sum(axis=1) + t.cost[keys]
        return change

    def adding(self) -> Floats:
        """What each further head would add to the objective; infinite where a limit forbids it."""
        if not len(self.room):
            return self.change
        forbidden = (self.terrain.weights > self.room[:, None] + 1e-9).any(axis=0)
        return np.where(forbidden, np.inf, self.change)

    def fill(self, deadline: float) -> None:
        """Add the head that pays most until none does."""
        while time.perf_counter() < deadline:
            change = self.adding()
            q = int(np.argmin(change))
            if not change[q] < -GAIN:
                return
            self.put(q, 1)

    def exchange(self, order: Ints, deadline: float) -> bool:
        """Take each kind of head out once and put the best in its place, or nothing; True if that paid."""
        paid = False
        for q in order.tolist():
            if self.heads[q] == 0 or time.perf_counter() > deadline:
                continue
            self.put(q, -1)
            out = -float(self.change[q])  # what the head had added, taken back
            change = self.adding()
            best = int(np.argmin(change))
            if out < -GAIN and change[best] >= 0.0:
                paid = True
            elif best != q and out + change[best] < -GAIN:
                self.put(best, 1)
                paid = True
            else:
                self.put(q, 1)
        return paid


def whole_heads(part: Part, model: Model, deadline: float) -> dict[Key, int]:
    """Whole heads of each slot and crew, from the relaxed values now in the model.

    Seeded and the same again, unless `deadline` cuts it short. O(shakes x heads of three days x slots of three days).
    """
    terrain = terrain_of(part, model)
    low = [math.floor(float(model.heads[key].varValue or 0.0) + 1e-6) for key in terrain.keys]
    state = Descent(terrain, np.array(low, dtype=np.int64))
    dice = np.random.Generator(np.random.PCG64(part.settings.seed))
    _mend(state, np.arange(len(low)), dice, deadline)
    best, best_total = state.heads.copy(), state.total()
    for _ in range(SHAKES):
        present = np.repeat(np.arange(len(best)), state.heads)
        if time.perf_counter() > deadline or not len(present):
            break
        around = terrain.near[int(dice.choice(present))]
        pool = np.repeat(around, state.heads[around])
        for q in dice.choice(pool, size=min(len(pool), int(dice.integers(2, SHAKEN + 1))), replace=False).tolist():
            state.put(q, -1)
        _mend(state, around, dice, deadline)
        total = state.total()
        if total < best_total - GAIN:
            best, best_total = state.heads.copy(), total
        elif total > best_total + KEPT * abs(best_total):
            state = Descent(terrain, best)
    return {key: int(count) for key, count in zip(terrain.keys, best, strict=True)}


def _mend(state: Descent, keys: Ints, dice: np.random.Generator, deadline: float) -> None:
    state.fill(deadline)
    while time.perf_counter() < deadline and state.exchange(dice.permutation(keys), deadline):
        pass
