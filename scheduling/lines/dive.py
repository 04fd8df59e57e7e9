"""From shares of lines to whole lines: the largest shares are fixed, prices follow, new lines fit what is left."""

from __future__ import annotations

import numpy as np

from scheduling.lines.columns import Generation
from scheduling.lines.problem import Floats, Ints
from scheduling.lines.shared import Shared

NEARLY_WHOLE = 0.99
LIKELY = 0.65
SHARE_FIXED = 15  # of so many people, one is fixed at a time
ROUNDS = 12


def dive(generation: Generation, values: Floats, shared: Shared) -> Ints | None:
    """Lines of everybody (people, days), or None when it is over. Bounds of the master are as before afterwards."""
    master, people = generation.master, len(generation.terrains)
    fixed: dict[int, int] = {}
    first = np.array([], np.int64)
    try:
        while len(fixed) < people:
            chosen = _next(generation, values, fixed)
            if not chosen:
                return None
            fixed.update(chosen)
            first = np.array(sorted(fixed.values()), np.int64) + master.slacks
            master.held.bound_some(first, np.ones(len(first)), np.full(len(first), np.inf))
            if len(fixed) == people:
                break
            level = generation.relax(
                shared.deadline, sorted(fixed.values()), drawn=0.0, rounds=ROUNDS, over=shared.over
            )
            if level.values is None or shared.over():
                return None
            values = level.values
    finally:
        if len(first):
            master.held.bound_some(first, np.zeros(len(first)), np.full(len(first), np.inf))
    return np.stack([master.lines[fixed[i]] for i in range(people)])


def _next(generation: Generation, values: Floats, fixed: dict[int, int]) -> dict[int, int]:
    """Lines to fix next: all that are nearly whole, else a few of the largest shares, at least one."""
    master = generation.master
    shares = values[master.slacks :]
    order = [j for j in np.argsort(-shares, kind="stable").tolist() if shares[j] > 1e-9]
    best: dict[int, int] = {}
    for j in order:
        if (i := master.person[j]) not in fixed and i not in best and master.lawful(j):
            best[i] = j
    whole = {i: j for i, j in best.items() if shares[j] >= NEARLY_WHOLE}
    if len(whole) == len(generation.terrains) - len(fixed):
        return whole
    few = max(1, (len(generation.terrains) - len(fixed)) // SHARE_FIXED)
    likely = [i for i, j in best.items() if NEARLY_WHOLE > shares[j] >= LIKELY][:few]
    if not likely and not whole:
        likely = list(best)[:1]
    return {**whole, **{i: best[i] for i in likely}}
