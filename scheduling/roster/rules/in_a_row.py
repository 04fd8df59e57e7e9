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


def run_budgets(first: int, last: int, most: int, before: int, weight: Callable[[Slot], float]) -> list[Budget]:
    """In any `most` + 1 days at most `most` count; windows that reach before the plan count the days worked there.

    >>> from scheduling.roster.rules.shape import one
    >>> [(b.first, b.last, b.most) for b in run_budgets(10, 13, 2, 1, one)]
    [(10, 11, 1), (10, 12, 2), (11, 13, 2)]
    """
    inherited = [
        Budget(first, min(first + days - 1, last), max(0, most - before), weight)
        for days in [max(1, most + 1 - before)]
        if before > 0
    ]
    return inherited + [Budget(day, day + most, most, weight) for day in range(first, last - most + 1)]
