"""Starts that do not jump: from one day to the next, and within a week."""

from __future__ import annotations

import numpy as np

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from scheduling.clock import week_numbers
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.pair import HOUR, OfTwo
from scheduling.roster.rules.shape import Slot
from scheduling.roster.rules.spans import monday_of


class StartShift(OfTwo):
    """From one day to the next the start moves by at most `max_start_shift_h` hours on the wall clock."""

    code = "rule.max_start_shift"
    limit = "max_start_shift_h"
    template = "{name} starts {hours:g} h earlier or later on {date} than the day before, {most:g} h are allowed"
    remedy = "Start at a time closer to that of the day before."

    def breach(self, earlier: Slot, later: Slot, limits: LabourLimits, value: float) -> float:  # noqa: ARG002
        if later.day != earlier.day + 1:
            return 0.0
        return max(0.0, abs(later.wall_start - earlier.wall_start) / HOUR - value)

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []
        moved, most = np.zeros(len(ledger.agent)), ledger.value(self.limit)
        moved[1:] = np.abs(ledger.wall_start[1:] - ledger.wall_start[:-1]) / HOUR
        with np.errstate(invalid="ignore"):
            rows = np.flatnonzero(ledger.next_day & (moved > most + 1e-9))
        return [
            ledger.fault(self, row, hours=round(float(moved[row]), 2), most=float(most[row]),
                         excess=round(float(moved[row] - most[row]), 2))
            for row in rows.tolist()
        ]  # fmt: skip


class StartBand(OfTwo):
    """All starts of an ISO week lie within `same_start_band_h` hours of the day; 0: the same start all week."""

    code = "rule.same_start_band"
    limit = "same_start_band_h"
    template = "the starts of {name} in the week of {week} lie {hours:g} h apart, {most:g} h are allowed"
    remedy = "Give {name} shifts with starts closer together in the week of {week}."

    def breach(self, earlier: Slot, later: Slot, limits: LabourLimits, value: float) -> float:  # noqa: ARG002
        if int(week_numbers(earlier.day)) != int(week_numbers(later.day)):
            return 0.0
        return max(0.0, abs(later.wall_start - earlier.wall_start) / HOUR - value)

    def days(self, value: float) -> int:  # noqa: ARG002
        return 6

    def faults(self, ledger: Ledger) -> list[Fault]:
        rows = np.flatnonzero(ledger.person >= 0)
        if not ledger.in_force(self.limit) or not len(rows):
            return []
        week, person = week_numbers(ledger.day[rows]), ledger.person[rows]
        fresh = np.append(True, (person[1:] != person[:-1]) | (week[1:] != week[:-1]))
        start = np.flatnonzero(fresh)
        wall = ledger.wall_start[rows]
        apart = (np.maximum.reduceat(wall, start) - np.minimum.reduceat(wall, start)) / HOUR
        end = rows[np.append(start[1:], len(rows)) - 1]
        most = ledger.value(self.limit)[end]
        with np.errstate(invalid="ignore"):
            weeks = np.flatnonzero(apart > most + 1e-9)
        return [
            ledger.fault(
                self, end[i], week=ledger.day_text(monday_of(int(week[start[i]]))), hours=round(float(apart[i]), 2),
                most=float(most[i]), excess=round(float(apart[i] - most[i]), 2),
            )
            for i in weeks.tolist()
        ]  # fmt: skip
