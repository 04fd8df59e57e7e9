"""A named group as plain arrays for the compiled search: who may work what, what it costs, and the rules as rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.clock import week_numbers
from scheduling.roster.demand import Demand
from scheduling.roster.lawful import rows_of
from scheduling.roster.wishes import UNFILLED_PRICE, burdens, contract_minutes, wish_price

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
BURDENS = ("night", "weekend", "holiday")


class Board(NamedTuple):
    """People come first, then nobodies: they hold the shifts that stay empty, at the price of that, under no rule.

    `wish[i, j]` is the price of slot j for i, `carries[i, j, k]` whether it brings burden k; `asked_h[i, w]` the
    contract, `even[i, k]` the share of a burden. The rows of (i, j) lie from `row_of[i, j]` to `row_end[i, j]`.
    """

    people: int
    may: Flags
    wish: Floats
    carries: Flags
    hours: Floats
    week: Ints
    asked_h: Floats
    even: Floats
    row_of: Ints
    row_end: Ints
    row: Ints
    weight: Floats


class Played(NamedTuple):
    """`on[i, d]`: slot of i on day d, -1 for none; what follows from it: room of rows, hours by week, burdens."""

    on: Ints
    room: Floats
    worked_h: Floats
    carried: Ints


def even_shares(demand: Demand, carried: Sequence[dict[int, list[str]]], burden: str) -> list[float]:
    """The even share of each person: by contract hours, of all who may carry the burden, rounded up.

    What people carried before the plan counts: whoever had more of it then gets less of it now.
    """
    able = [any(burden in found for found in mine.values()) for mine in carried]
    slots = {j for mine in carried for j, found in mine.items() if burden in found}
    before = [told.carried.get(burden, 0.0) if can else 0.0 for told, can in zip(demand.told, able, strict=True)]
    total = sum(demand.wanted(j) for j in slots) + sum(before)
    weight = [person.week_h if can else 0.0 for person, can in zip(demand.people, able, strict=True)]
    if sum(weight) <= 0:
        return [0.0] * len(weight)
    return [
        float(max(0, math.ceil(total * w / sum(weight) - had - 1e-9))) for w, had in zip(weight, before, strict=True)
    ]


def carried_by(demand: Demand) -> list[dict[int, list[str]]]:
    """The burdens that each slot brings to each person who may work it."""
    return [{j: burdens(demand, demand.slots[j], person) for j in may}
            for person, may in zip(demand.people, demand.may, strict=True)]  # fmt: skip


def board_of(demand: Demand, nobodies: int) -> tuple[Board, Floats]:
    """The arrays, and the limits of the rows. O(people x slots x rules a slot is in)."""
    people, slots = len(demand.people), demand.slots
    count = people + nobodies
    weeks = week_numbers([slot.day for slot in slots])
    first_week = int(week_numbers(demand.first))
    asked = np.zeros((count, int(week_numbers(demand.last)) - first_week + 1))
    may = np.ones((count, len(slots)), dtype=np.bool_)
    wish = np.tile([UNFILLED_PRICE * slot.paid_min / 480.0 for slot in slots], (count, 1))
    carries = np.zeros((count, len(slots), len(BURDENS)), dtype=np.bool_)
    carried = carried_by(demand)
    rows: list[tuple[int, int, int, float]] = []
    most: list[float] = []
    for i in range(people):
        may[i] = [j in demand.may[i] for j in range(len(slots))]
        wish[i] = [wish_price(demand, i, j) for j in range(len(slots))]
        for j, found in carried[i].items():
            carries[i, j] = [burden in found for burden in BURDENS]
        for week, minutes in contract_minutes(demand, i).items():
            asked[i, week - first_week] = minutes / 60.0
        for of_person in rows_of(demand, i):
            rows += [(i, j, len(most), weight) for j, weight in of_person.weights.items()]
            most.append(of_person.most)
    rows.sort()
    cell = np.array([i * len(slots) + j for i, j, _, _ in rows], dtype=np.int64)
    bounds = np.searchsorted(cell, np.arange(count * len(slots) + 1)).astype(np.int64)
    even = np.zeros((count, len(BURDENS)))
    even[:people] = np.array([even_shares(demand, carried, burden) for burden in BURDENS]).T
    board = Board(
        people, may, wish, carries, np.array([slot.paid_min / 60.0 for slot in slots]), weeks - first_week, asked, even,
        bounds[:-1].reshape(count, -1), bounds[1:].reshape(count, -1),
        np.array([row for _, _, row, _ in rows], dtype=np.int64), np.array([weight for *_, weight in rows]),
    )  # fmt: skip
    return board, np.array(most)


def played(demand: Demand, worked: Sequence[set[int]]) -> tuple[Board, Played]:
    """The board with a lawful roster on it; shifts nobody works lie with the nobodies. O(people x slots)."""
    days = demand.last - demand.first + 1
    empty: list[list[int]] = [[] for _ in range(days)]
    for j, slot in enumerate(demand.slots):
        missing = demand.wanted(j) - sum(j in slots for slots in worked)
        empty[slot.day - demand.first] += [j] * missing
    nobodies = 1 + max((len(heads) for heads in empty), default=0)
    board, most = board_of(demand, nobodies)
    people = len(demand.people)
    on = np.full((people + nobodies, days), -1, dtype=np.int64)
    for i, slots in enumerate(worked):
        for j in slots:
            on[i, demand.slots[j].day - demand.first] = j
    for day, heads in enumerate(empty):
        for number, j in enumerate(heads):
            on[people + number, day] = j
    state = Played(on, most, np.zeros_like(board.asked_h), np.zeros(board.even.shape, dtype=np.int64))
    for i, day in zip(*np.nonzero(on >= 0), strict=True):
        j = on[i, day]
        low, high = board.row_of[i, j], board.row_end[i, j]
        state.room[board.row[low:high]] -= board.weight[low:high]
        state.worked_h[i, board.week[j]] += board.hours[j]
        state.carried[i] += board.carries[i, j]
    return board, state


def worked_of(board: Board, state: Played) -> list[set[int]]:
    """Slots of each person."""
    return [{int(j) for j in state.on[i] if j >= 0} for i in range(board.people)]
