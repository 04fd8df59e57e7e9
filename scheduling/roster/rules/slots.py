"""The shifts that people could work: patterns on the days of the plan, who may work them, and which pairs exclude."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.contracts.centre import Centre, LabourLimits, ShiftPattern
from scheduling.clock import day_numbers, day_of, epoch_minutes, shift_starts
from scheduling.roster.rules import RULES
from scheduling.roster.rules.shape import Budget, PairRule, Person, ShiftRule, Slot, WindowRule

SHIFT_RULES: tuple[ShiftRule, ...] = tuple(rule for rule in RULES.values() if isinstance(rule, ShiftRule))
PAIR_RULES: tuple[PairRule, ...] = tuple(rule for rule in RULES.values() if isinstance(rule, PairRule))
WINDOW_RULES: tuple[WindowRule, ...] = tuple(rule for rule in RULES.values() if isinstance(rule, WindowRule))


def slots_of(centre: Centre, patterns: Sequence[ShiftPattern]) -> list[Slot]:
    """Every pattern on every day of the window, by day and start. O(days x patterns)."""
    dates = pd.date_range(centre.window.first, centre.window.last, freq="D")
    days = day_numbers(dates).tolist()
    slots = []
    for pattern in patterns:
        starts = epoch_minutes(shift_starts(dates, [pattern.start_min] * len(dates), centre.zone)).tolist()
        slots += [
            Slot(day, pattern.shift, start, start + pattern.span_min, pattern.start_min, float(pattern.paid_min))
            for day, start in zip(days, starts, strict=True)
        ]
    return sorted(slots, key=lambda slot: (slot.day, slot.start, slot.shift))


def forbidding(person: Person, slot: Slot) -> list[str]:
    """Codes of the rules that keep a person from a shift by themselves, before any other shift is given."""
    codes = [rule.code for rule in SHIFT_RULES if not rule.allows(person, slot)]
    if person.last_end is not None and slot.start - person.last_end < 7 * 1440:
        before = Slot(slot.day - 8, "", person.last_end, person.last_end, 0, 0.0)
        codes += [rule.code for rule in PAIR_RULES if not rule.may_follow(before, slot, person.limits)]
    return codes


def may_follow(earlier: Slot, later: Slot, limits: LabourLimits) -> bool:
    """Whether all rules on pairs let one person work both."""
    return all(rule.may_follow(earlier, later, limits) for rule in PAIR_RULES)


def exclusions(
    earlier: Sequence[Slot], later: Sequence[Slot], limits: LabourLimits
) -> list[tuple[list[int], list[int]]]:
    """Sets (of earlier, of later) such that a person works at most one shift of both; together they say `may_follow`.

    Rest makes the forbidden pairs a staircase, so there is one set for each of its steps, not one for each pair.
    """
    steps: dict[tuple[int, ...], list[int]] = {}
    for i, first in enumerate(earlier):
        forbidden = tuple(j for j, second in enumerate(later) if not may_follow(first, second, limits))
        if forbidden:
            steps.setdefault(forbidden, []).append(i)
    return [
        ([i for other, members in steps.items() if set(other) >= set(forbidden) for i in members], list(forbidden))
        for forbidden in steps
    ]


def budgets_of(person: Person, first: int, last: int) -> list[tuple[str, Budget]]:
    """All windows of all rules for a person, with the code of the rule."""
    return [(rule.code, budget) for rule in WINDOW_RULES for budget in rule.budgets(person, first, last)]


def date_of(slot: Slot) -> pd.Timestamp:
    """The naive midnight of the slot's day."""
    return day_of(slot.day).as_unit("us")
