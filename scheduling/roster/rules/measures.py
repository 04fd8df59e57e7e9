"""What limits count: minutes, days, shifts, nights, weekends, holidays, overtime; of one shift and of a roster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from data.contracts.centre import LabourLimits
from scheduling.clock import week_numbers
from scheduling.roster.rules.night import is_night
from scheduling.roster.rules.parts import is_of
from scheduling.roster.rules.shape import Slot, meaning

if TYPE_CHECKING:
    from scheduling.roster.rules.ledger import Floats, Ledger

SATURDAY = 5


@dataclass(frozen=True)
class Measure:
    """Something counted. `scale` of its units make one of the limit's (60 minutes an hour).

    A day counts at most `day_cap` and only what is beyond `free_day` (the name of a limit). With `by_week` a week
    counts together, in the window in which its Sunday lies: at most `week_cap`, and only what is beyond `free_week`.
    `balance` names what is counted in the balances; `a_day` is the most that a day before the plan can have brought.
    """

    balance: str
    weight: Callable[[Slot, LabourLimits], float]
    rows: Callable[[Ledger], Floats]
    scale: float = 1.0
    day_cap: float = inf
    free_day: str = ""
    by_week: bool = False
    week_cap: float = inf
    free_week: str = ""
    a_day: float = inf

    def of_day(self, slot: Slot, limits: LabourLimits) -> float:
        """What the only shift of a day counts."""
        counted = self.weight(slot, limits)
        if self.free_day:
            counted = max(0.0, counted - meaning(limits, self.free_day, slot.day) * self.scale)
        return min(self.day_cap, counted)

    def table(self, ledger: Ledger) -> Floats:
        """(people, days) of what is counted; what counts by the week stands on its Sunday. O(people x days)."""
        days = ledger.by_day(self.rows(ledger))
        if self.free_day:
            days = np.maximum(0.0, days - ledger.meanings(self.free_day) * self.scale)
        days = np.minimum(days, self.day_cap)
        return self._by_week(ledger, days) if self.by_week else days

    def _by_week(self, ledger: Ledger, days: Floats) -> Floats:
        first, count = ledger.first_day, days.shape[1]
        weeks = week_numbers(np.arange(first, first + count))
        starts = np.flatnonzero(np.append(True, weeks[1:] != weeks[:-1]))
        sums = np.add.reduceat(days, starts, axis=1)
        sundays = np.append(starts[1:], count) - 1
        if self.free_week:
            free = ledger.meanings(self.free_week)[:, sundays] * self.scale
            free[:, 0] = np.maximum(0.0, free[:, 0] - np.array([p.hours_before for p in ledger.people]) * 60.0)
            sums = np.maximum(0.0, sums - free)
        made = np.zeros_like(days)
        made[:, sundays] = np.minimum(sums, self.week_cap)
        return made


def _minutes(slot: Slot, _limits: LabourLimits) -> float:
    return slot.paid_min


def _one(_slot: Slot, _limits: LabourLimits) -> float:
    return 1.0


def _night(slot: Slot, limits: LabourLimits) -> float:
    return float(is_night(slot, limits))


def _weekend(slot: Slot, _limits: LabourLimits) -> float:
    return float((slot.day + 3) % 7 >= SATURDAY)


def _holiday(slot: Slot, _limits: LabourLimits) -> float:
    return float(slot.holiday)


HOURS = Measure("hours", _minutes, lambda ledger: ledger.paid_min, 60.0)
SHIFTS = Measure("shifts", _one, lambda ledger: ledger.ones, a_day=1.0)
DAYS = Measure("days", _one, lambda ledger: ledger.ones, day_cap=1.0, a_day=1.0)
NIGHTS = Measure("nights", _night, lambda ledger: ledger.night.astype(np.float64), a_day=1.0)
HOLIDAYS = Measure("holidays", _holiday, lambda ledger: ledger.holiday.astype(np.float64), day_cap=1.0, a_day=1.0)
WEEKENDS = Measure(
    "weekends", _weekend, lambda ledger: ((ledger.day + 3) % 7 >= SATURDAY).astype(np.float64), day_cap=1.0,
    by_week=True, week_cap=1.0, a_day=1.0 / 7.0,
)  # fmt: skip
DAY_OVERTIME = Measure("overtime", _minutes, lambda ledger: ledger.paid_min, 60.0, free_day="overtime_after_day_h")
WEEK_OVERTIME = Measure(
    "overtime", _minutes, lambda ledger: ledger.paid_min, 60.0, by_week=True, free_week="overtime_after_week_h"
)
MEASURES = {m.balance: m for m in (HOURS, SHIFTS, DAYS, NIGHTS, HOLIDAYS, WEEKENDS)}


def measured(counts: str, of: tuple[str, ...], balance: str) -> Measure:
    """The measure of a limit that a centre adds: of shifts or parts of the day only, where it names them."""
    base = MEASURES[counts]
    if not of:
        return Measure(**{**base.__dict__, "balance": balance})

    def weight(slot: Slot, limits: LabourLimits) -> float:
        return base.weight(slot, limits) if is_of(slot.shift, slot.wall_start, of) else 0.0

    def rows(ledger: Ledger) -> Floats:
        return np.where(ledger.is_of(of), base.rows(ledger), 0.0)

    return Measure(**{**base.__dict__, "balance": balance, "weight": weight, "rows": rows})
