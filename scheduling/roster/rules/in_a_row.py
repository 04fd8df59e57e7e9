"""Lengths of unbroken runs of days, the arithmetic that days in a row and nights in a row share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduling.roster.rules.ledger import Flags, Ints, Ledger
from scheduling.roster.rules.shape import Budget, Slot


def run_lengths(ledger: Ledger, counted: Flags, before: Ints) -> tuple[Ints, Ints]:
    """Rows that count, one a day, and the length of the run each ends; `before` = days of a run the plan inherits."""
    rows = np.flatnonzero(counted)
    person, day = ledger.person[rows], ledger.day[rows]
    if not len(rows):
        return rows, rows
    another_day = np.ones(len(rows), dtype=bool)
    another_day[1:] = (person[1:] != person[:-1]) | (day[1:] != day[:-1])
    rows, person, day = rows[another_day], person[another_day], day[another_day]
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (person[1:] != person[:-1]) | (day[1:] != day[:-1] + 1)
    position = np.arange(len(rows))
    start = np.maximum.accumulate(np.where(fresh, position, 0))
    inherited = np.where(day[start] == ledger.first_day, before[person[start]], 0)
    return rows, position - start + 1 + inherited


def run_budgets(
    first: int, last: int, at: Callable[[int], tuple[float, float] | None], before: int, weight: Callable[[Slot], float]
) -> list[Budget]:
    """In any most + 1 days at most `most` count; windows that reach before the plan count the days worked there.

    `at` tells the most in force on the last day of a window and the price of a breach; None: nothing holds.

    >>> from scheduling.roster.rules.shape import one
    >>> [(b.first, b.last, b.most) for b in run_budgets(10, 13, lambda day: (2.0, 0.0), 1, one)]
    [(10, 11, 1.0), (10, 12, 2.0), (11, 13, 2.0)]
    """
    made = []
    for end in range(first, last + 1):
        told = at(end)
        if told is None:
            continue
        most = int(told[0])
        inherited = min(before, max(0, first - (end - most)))
        start = max(first, end - most)
        left = float(max(0, most - inherited))
        if end - start + 1 > left:
            made.append(Budget(start, end, left, weight, price=told[1]))
    return made
