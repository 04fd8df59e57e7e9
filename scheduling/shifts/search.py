"""Whole heads near the relaxation: floors of its heads, filled and mended, then shaken and mended again."""

from __future__ import annotations

import functools
import math
import time
from dataclasses import dataclass

import numpy as np

from scheduling.shifts.descent import State, add, fresh, look, mend, shake
from scheduling.shifts.model import Key, Model
from scheduling.shifts.part import Part
from scheduling.shifts.terrain import Terrain, terrain_of

SHAKES = 1000  # most shakes of a group: small ones are done before their looks are used up
SHAKEN = 8  # most heads taken out at once before mending
KEPT = 2e-4  # a shaken answer may be worse by this share of the cost and still be gone on from
ALL_DAYS = 1 << 40
GAIN = 1e-7


@dataclass(frozen=True)
class Whole:
    """Heads of each slot and crew, the counts of each break of a slot by start, and whether the time ran out."""

    heads: dict[Key, int]
    rests: dict[Key, list[int]]
    struck: bool


def whole_heads(part: Part, model: Model, deadline: float) -> Whole:
    """Whole heads of each slot and crew, from the relaxed values now in the model (or from nothing where it has none).

    Seeded, and counted in looks (see descent): `part.effort` bounds them. `deadline` (seconds of
    this process, so that a busy machine does not matter) is the safety net and nothing
    else ends by the clock. O(effort x intervals of a shift).
    """
    terrain, keys, slots = terrain_of(part, model)
    state = fresh(terrain)
    cost = 0.0
    for q, key in enumerate(keys):
        for _ in range(math.floor(float(model.heads[key].varValue or 0.0) + 1e-6)):
            cost += add(terrain, state, q)
    for j in range(len(slots)):
        state.gain[j] = look(terrain, state, j)
    cost += mend(terrain, state, -ALL_DAYS, ALL_DAYS, 0, part.effort)
    best, struck = _shaken(terrain, state, cost, part, deadline)
    heads = {key: int(count) for key, count in zip(keys, best.heads.tolist(), strict=True) if count}
    return Whole(heads, _rests(terrain, best, slots), struck)


@functools.cache
def warm_up() -> None:
    """Load (or, the first time on a machine, compile) the kernels, so that no search is charged for it."""
    none, zero = np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
    one, bounds = np.ones(1), np.array([0, 1], dtype=np.int64)
    nobody = np.zeros(2, dtype=np.int64)
    terrain = Terrain(
        slot=zero, cost=np.zeros(1), day=zero, wanted=one, hour=one, present_of=bounds, present_t=zero, present=one,
        break_of=nobody, start_of=zero, away_of=zero, away_t=none, away=np.zeros(0), near_of=bounds, near=zero,
        row_of=nobody, row=none, weight=np.zeros(0), most=np.zeros(0),
    )  # fmt: skip
    state = fresh(terrain)
    add(terrain, state, 0)
    mend(terrain, state, 0, 0, 0, 1)
    shake(terrain, state, np.full(3, 0.5), 1)


def _shaken(terrain: Terrain, state: State, cost: float, part: Part, deadline: float) -> tuple[State, bool]:
    """The best state found by shaking, and whether the clock ended it."""
    dice = np.random.Generator(np.random.PCG64(part.settings.seed))
    best, least = copied(state), cost
    kept = KEPT * max(1.0, abs(float((terrain.wanted * terrain.hour).sum())))
    for _ in range(SHAKES):
        if state.looks[0] >= part.effort or not state.heads.any():
            return best, False
        if time.process_time() > deadline:
            return best, True
        count = int(dice.integers(2, SHAKEN + 1))
        cost += shake(terrain, state, dice.random(2 + count), part.effort)
        if cost < least - GAIN:
            best, least = copied(state), cost
        elif cost > least + kept:
            looks = int(state.looks[0])
            state, cost = copied(best), least
            state.looks[0] = looks
    return best, False


def copied(state: State) -> State:
    """A state of its own."""
    return State(
        state.heads.copy(), state.taken.copy(), state.cover.copy(), state.room.copy(), state.gain.copy(),
        state.looks.copy(), state.chosen.copy(), state.kept.copy(),
    )  # fmt: skip


def _rests(terrain: Terrain, state: State, slots: list[int]) -> dict[Key, list[int]]:
    """Counts of each break (slot, its number) by start."""
    rests: dict[Key, list[int]] = {}
    for number, j in enumerate(slots):
        for k, b in enumerate(range(terrain.break_of[number], terrain.break_of[number + 1])):
            rests[j, k] = state.taken[terrain.start_of[b] : terrain.start_of[b + 1]].tolist()
    return rests
