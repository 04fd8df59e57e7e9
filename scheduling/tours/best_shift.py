"""The best breaks of a shift and the price of every shift for given prices of the slots. Compiled."""

from __future__ import annotations

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.tours.ground import Ground
from scheduling.tours.problem import Floats, Ints


@free_kernel
def sum_up(ground: Ground, row_price: Floats, sums: Floats) -> None:
    """`sums[i]`: price of all slots before i for prices of a unit by row; slots past the horizon are free."""
    total = 0.0
    for slot in range(len(sums) - 1):
        sums[slot] = total
        if slot < ground.slots:
            total += row_price[slot // ground.per_row]
    sums[len(sums) - 1] = total


@free_kernel
def with_breaks(ground: Ground, sums: Floats, kind: int, start: int) -> float:
    """Price of the slots of a shift with its breaks where they save most."""
    first, end = ground.break_of[kind], ground.break_of[kind + 1]
    paid = sums[start + ground.kind_slots[kind]] - sums[start]
    if not ground.kind_apart[kind]:
        picks = np.empty(end - first, dtype=np.int64)
        return pick_breaks(ground, sums, kind, start, picks)
    for b in range(first, end):
        wide, best = ground.break_slots[b], -np.inf
        for q in range(start + ground.break_lo[b], start + ground.break_hi[b] + 1):
            saved = sums[q + wide] - sums[q]
            if saved > best:
                best = saved
        paid -= best
    return float(paid)


@free_kernel
def pick_breaks(  # noqa: C901
    ground: Ground, sums: Floats, kind: int, start: int, picks: Ints
) -> float:
    """The slots in which the breaks of a shift begin, into `picks`, each after the one before; the price then."""
    first, end = ground.break_of[kind], ground.break_of[kind + 1]
    paid = sums[start + ground.kind_slots[kind]] - sums[start]
    if first == end:
        return float(paid)
    widest = 0
    for b in range(first, end):
        widest = max(widest, ground.break_hi[b] - ground.break_lo[b] + 1)
    saved = np.full((end - first, widest), -np.inf)
    came = np.full((end - first, widest), -1, dtype=np.int64)
    for b in range(first, end):
        i, lead, at, wide = b - first, -np.inf, -1, ground.break_slots[b]
        past = 0  # places of the break before that end early enough
        for j in range(ground.break_hi[b] - ground.break_lo[b] + 1):
            q = start + ground.break_lo[b] + j
            if i == 0:
                lead = 0.0
            else:
                before = start + ground.break_lo[b - 1]
                count = ground.break_hi[b - 1] - ground.break_lo[b - 1] + 1
                while past < count and before + past + ground.break_slots[b - 1] <= q:
                    if saved[i - 1, past] > lead:
                        lead, at = saved[i - 1, past], past
                    past += 1
            saved[i, j] = lead + sums[q + wide] - sums[q]
            came[i, j] = at
    i, j = end - first - 1, 0
    for other in range(ground.break_hi[end - 1] - ground.break_lo[end - 1] + 1):
        if saved[i, other] > saved[i, j]:
            j = other
    paid -= saved[i, j]
    while i >= 0:
        picks[i] = start + ground.break_lo[first + i] + j
        j = came[i, j]
        i -= 1
    return float(paid)


@free_kernel
def price_starts(ground: Ground, sums: Floats, kind: int, prices: Floats) -> None:
    """Price of the slots of a kind of shift from every start of the grid, into `prices[kind]`."""
    for start in range(0, ground.slots, ground.step):
        prices[kind, start] = with_breaks(ground, sums, kind, start)
