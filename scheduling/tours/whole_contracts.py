"""Whole contracts with partners from contracts in parts: several roundings, so that the best can be kept.

Where a contract is many seats, what it costs to have whole ones differs several times over between roundings that are
alike on paper; only the model solved anew tells (measured: 0.05 to 0.14 % of all cost at 100 seats a contract).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.tours.aggregate import Contracts
from scheduling.tours.problem import Floats, Problem
from scheduling.tours.whole import Choice
from scheduling.tours.whole_tours import Heads, exchange, share_out

STRETCH_MIN = 60
EXCHANGE_S = 1.0
OFFSETS = (0.5, 0.35, 0.8, 0.2, 0.65)


def contract_choices(problem: Problem, contracts: list[Contracts], values: Floats) -> Iterator[Choice]:
    """Ways to have whole contracts in all blocks, those that differ from the ones before. O(contracts^2)."""
    seen: set[bytes] = set()
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *(one.columns for one in contracts)])
    for way in _ways():
        found = np.concatenate(
            [np.zeros(0), *(_rounded(problem, number, one, values, *way) for number, one in enumerate(contracts))]
        )
        if found.tobytes() not in seen:
            seen.add(found.tobytes())
            yield columns, found


def _ways() -> Iterator[tuple[str, float]]:
    """Orders of rounding and the share from which one more counts, the most promising first."""
    yield "days first", OFFSETS[0]
    yield "near", 0.5
    yield "near", 1.0
    yield "near", 0.0
    for offset in OFFSETS[1:]:
        yield "days first", offset
    for offset in OFFSETS:
        yield "starts first", offset


def _rounded(problem: Problem, number: int, one: Contracts, values: Floats, order: str, offset: float) -> Floats:
    """Whole contracts of a block: running sums rounded along time, or as near to the wanted presence as can be."""
    wanted = np.maximum(values[one.columns], 0.0)
    most = problem.blocks[number].most_blocks
    if order == "near":
        return _near(problem, number, one, wanted, min(most, int(np.floor(wanted.sum() + offset))))
    start, day = one.slots % problem.day_slots, one.slots // problem.day_slots
    along = np.lexsort((start, day, one.lengths) if order == "days first" else (one.lengths, day, start))
    found = np.zeros(len(wanted))
    sums = np.minimum(np.floor(np.cumsum(wanted[along]) + offset + 1e-7), most)
    found[along] = np.diff(sums, prepend=0.0)
    return found


def _near(problem: Problem, number: int, one: Contracts, wanted: Floats, total: int) -> Floats:
    """So many contracts that the seats present in each hour of the week are as near as can be to those wanted."""
    if not len(wanted):
        return wanted
    stands = _presence(problem, number, one)
    heads = Heads(
        share_out(wanted, total).astype(np.int64)[None, :], np.ones((1, len(wanted)), dtype=np.bool_), stands,
        np.zeros(len(wanted)),
    )  # fmt: skip
    exchange(heads, wanted @ stands, EXCHANGE_S)
    return np.asarray(heads.count[0], dtype=np.float64)


def _presence(problem: Problem, number: int, one: Contracts) -> Floats:
    """Seat-hours of a contract by stretch, breaks in the middle of their windows."""
    size = max(1, STRETCH_MIN // problem.slot_min)
    count = -(-problem.days * problem.day_slots // size)
    seats = problem.blocks[number].seats * problem.slot_min / 60.0
    found = np.zeros((len(one.columns), count))
    for i, (kind_number, slot, days) in enumerate(zip(one.kinds, one.slots, one.lengths, strict=True)):
        kind = problem.kinds[kind_number]
        stands = np.zeros(count * size + kind.slots + problem.day_slots)
        for start in range(slot, slot + days * problem.day_slots, problem.day_slots):
            stands[start : start + kind.slots] += seats
            for window in kind.breaks:
                middle = start + (window.earliest + window.latest) // 2
                stands[middle : middle + window.slots] -= seats
        found[i] = stands[: count * size].reshape(count, size).sum(axis=1)
    return found
