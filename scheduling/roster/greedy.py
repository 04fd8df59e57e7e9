"""A lawful roster at once: day by day, the best matching of people and shifts. The start of every longer search."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.clock import week_numbers
from scheduling.roster.demand import Demand
from scheduling.roster.lawful import Diary
from scheduling.roster.wishes import contract_minutes, wish_price

NEVER = 1e6


def greedy_roster(demand: Demand) -> list[set[int]]:
    """Slots of each person, lawful in every step. O(days x people x heads of a day), and a matching a day."""
    diaries = [Diary(demand, i) for i in range(len(demand.people))]
    left = [contract_minutes(demand, i) for i in range(len(demand.people))]
    heads_of_day: dict[int, list[int]] = {}
    for j, slot in enumerate(demand.slots):
        heads_of_day.setdefault(slot.day, []).extend([j] * demand.wanted(j))
    for day, heads in sorted(heads_of_day.items()):
        week = int(week_numbers(day))
        kinds = sorted(set(heads))
        cost = np.array([[_price(demand, diary, left[i].get(week, 0.0), i, j) for j in kinds]
                         for i, diary in enumerate(diaries)])  # fmt: skip
        if not cost.size:
            continue
        column = {j: k for k, j in enumerate(kinds)}
        who, which = linear_sum_assignment(cost[:, [column[j] for j in heads]])
        for i, k in zip(who.tolist(), which.tolist(), strict=True):
            j = heads[k]
            if cost[i, column[j]] < NEVER:
                diaries[i].add(j)
                left[i][week] = left[i].get(week, 0.0) - demand.slots[j].paid_min
    return [diary.worked for diary in diaries]


def _price(demand: Demand, diary: Diary, left_min: float, i: int, j: int) -> float:
    """Who has most hours of contract left goes first, wishes decide among equals; unlawful is out of the question."""
    if diary.forbids(j):
        return NEVER
    over_min = max(0.0, demand.slots[j].paid_min - left_min)
    return 100.0 - left_min / 60.0 + over_min / 6.0 + wish_price(demand, i, j)
