"""Breaks and meals that are due: after so many hours of work, a meal by a certain hour, a rest in each part of a shift.

A pattern is judged by the best places its break windows allow, a roster with segments by the breaks as they lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Person, Slot, binding, meaning

Breaks = tuple[tuple[int, int, int], ...]
HOUR = 60.0


@cache
def longest_stretch(span_min: int, breaks: Breaks, least_min: float) -> int:
    """Minutes of the longest work without a break, where the breaks lie as well as their windows allow.

    Only breaks of at least `least_min` count; the search halves the answer. O(breaks x log span).

    >>> longest_stretch(540, ((180, 240, 60), (420, 450, 15)), 15), longest_stretch(540, ((180, 240, 60),), 15)
    (180, 240)
    """
    counted = sorted(one for one in breaks if one[2] >= least_min)
    low, high = 0, span_min
    while low < high:
        middle = (low + high) // 2
        if _holds(span_min, counted, middle):
            high = middle
        else:
            low = middle + 1
    return low


def _holds(span_min: int, breaks: Sequence[tuple[int, int, int]], most: int) -> bool:
    """Whether no work needs to last longer: each break as late as it may."""
    worked_from = 0
    for earliest, latest, length in breaks:
        start = min(latest, worked_from + most)
        if start < earliest:
            return False
        worked_from = max(worked_from, start + length)
    return span_min - worked_from <= most


@cache
def missed_by(span_min: int, breaks: Breaks, after_min: float, least_min: float, nth: int) -> float:
    """Minutes by which the start of the nth meal (1 first) is later than due at the best; infinite without one.

    A shift of at most `after_min` needs none.

    >>> missed_by(540, ((180, 240, 60),), 300, 30, 1), missed_by(540, ((330, 360, 60),), 300, 30, 1)
    (0.0, 30.0)
    """
    if span_min <= after_min:
        return 0.0
    meals = sorted(one for one in breaks if one[2] >= least_min)
    return max(0.0, float(meals[nth - 1][0]) - after_min) if len(meals) >= nth else float("inf")


def rests_due(worked_min: float, every_min: float) -> int:
    """Short breaks that are due: one for each whole part of `every_min` and for a larger part of it.

    None below 3.5 of 4 h (California wage orders).

    >>> [rests_due(hours * 60, 240) for hours in (3, 3.5, 6, 6.5, 10, 10.5)]
    [0, 1, 1, 2, 2, 3]
    """
    if worked_min < every_min * 7.0 / 8.0:
        return 0
    whole, rest = divmod(worked_min, every_min)
    return max(1, int(whole) + int(rest > every_min / 2.0))


class BreaksDue:
    """A rule on the breaks of a shift: `missing` in the limit's own unit, 0 where the shift has what is due."""

    code: str
    limit: str
    template: str
    remedy = "Move or add a break in the shift of {date}, or in its pattern."

    def missing(self, slot: Slot, limits: LabourLimits, value: float) -> float:
        """How much is missing, in hours or breaks."""
        raise NotImplementedError

    def allows(self, person: Person, slot: Slot) -> bool:
        value = binding(person.limits, self.limit, slot.day)
        return value is None or self.missing(slot, person.limits, value) <= 0.0

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []
        found = []
        values = ledger.value(self.limit)
        known: dict[tuple[object, ...], float] = {}
        for row in np.flatnonzero(~np.isnan(values)).tolist():
            breaks = ledger.breaks_of(row)
            if breaks is None:
                continue
            limits, span = ledger.people[ledger.person[row]].limits, int(ledger.end[row] - ledger.start[row])
            key = (id(limits), span, float(ledger.paid_min[row]), breaks, float(values[row]))
            if key not in known:
                slot = Slot(int(ledger.day[row]), "", 0, span, 0, float(ledger.paid_min[row]), breaks)
                known[key] = self.missing(slot, limits, float(values[row]))
            if known[key] > 0.0:
                told = {"limit_h": float(values[row]), "excess": 1.0, "missing": known[key]}
                found.append(ledger.fault(self, row, **told))
        return found


class BreakAfter(BreaksDue):
    """After `break_after_h` hours of work a break of at least `break_least_min` minutes has begun."""

    code = "rule.break_after"
    limit = "break_after_h"
    template = "{name} works longer than {limit_h:g} h without a break on {date}"

    def missing(self, slot: Slot, limits: LabourLimits, value: float) -> float:
        least = meaning(limits, "break_least_min", slot.day)
        return max(0.0, longest_stretch(slot.end - slot.start, slot.breaks, least) / HOUR - value)


class MealAfter(BreaksDue):
    """A shift longer than `meal_after_h` has a meal of `meal_least_min` minutes that begins by then."""

    code = "rule.meal_after"
    limit = "meal_after_h"
    template = "{name} has no meal within {limit_h:g} h on {date}"
    nth = 1

    def missing(self, slot: Slot, limits: LabourLimits, value: float) -> float:
        least = meaning(limits, "meal_least_min", slot.day)
        return missed_by(slot.end - slot.start, slot.breaks, value * HOUR, least, self.nth)


class SecondMeal(MealAfter):
    """A shift longer than `second_meal_after_h` has a second meal that begins by then."""

    code = "rule.second_meal_after"
    limit = "second_meal_after_h"
    template = "{name} has no second meal within {limit_h:g} h on {date}"
    nth = 2


class RestBreaks(BreaksDue):
    """For each `rest_break_every_h` hours of paid work, or the larger part, a short break that is no meal."""

    code = "rule.rest_break_every"
    limit = "rest_break_every_h"
    template = "{name} has too few short breaks on {date}: one is due for every {limit_h:g} h"

    def missing(self, slot: Slot, limits: LabourLimits, value: float) -> float:
        least, meal = (meaning(limits, name, slot.day) for name in ("rest_break_least_min", "meal_least_min"))
        short = sum(least <= length < meal for _, _, length in slot.breaks)
        return max(0.0, float(rests_due(slot.paid_min, value * HOUR) - short))
