"""The shifts that people could work: patterns on the days of the plan, who may work them, and which pairs exclude."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import pandas as pd

from data.contracts.centre import Centre, LabourLimits, ShiftPattern
from scheduling.clock import day_numbers, day_of, epoch_minutes, shift_starts
from scheduling.pricing import holidays_of
from scheduling.roster.rules import RULES
from scheduling.roster.rules.pair import OfRest
from scheduling.roster.rules.shape import Budget, PairRule, Person, Rest, RestRule, ShiftRule, Slot, WindowRule

SHIFT_RULES: tuple[ShiftRule, ...] = tuple(rule for rule in RULES.values() if isinstance(rule, ShiftRule))
PAIR_RULES: tuple[PairRule, ...] = tuple(rule for rule in RULES.values() if isinstance(rule, PairRule))
REST_RULES: tuple[RestRule, ...] = tuple(rule for rule in RULES.values() if isinstance(rule, RestRule))
WINDOW_RULES: tuple[WindowRule, ...] = tuple(rule for rule in RULES.values() if isinstance(rule, WindowRule))


def slots_of(centre: Centre, patterns: Sequence[ShiftPattern]) -> list[Slot]:
    """Every pattern on every day of the window, by day and start. O(days x patterns)."""
    dates = pd.date_range(centre.window.first, centre.window.last, freq="D")
    days = day_numbers(dates).tolist()
    slots = []
    holidays = {int(n) for n in day_numbers(pd.DatetimeIndex(sorted(holidays_of(centre.tables.get("calendar")))))}
    for pattern in patterns:
        breaks = tuple((rule.earliest_min, rule.latest_min, rule.length_min) for rule in pattern.breaks)
        starts = epoch_minutes(shift_starts(dates, [pattern.start_min] * len(dates), centre.zone)).tolist()
        slots += [
            Slot(
                day,
                pattern.shift,
                start,
                start + pattern.span_min,
                pattern.start_min,
                float(pattern.paid_min),
                breaks,
                day in holidays,
            )
            for day, start in zip(days, starts, strict=True)
        ]
    return sorted(slots, key=lambda slot: (slot.day, slot.start, slot.shift))


def forbidding(person: Person, slot: Slot) -> list[str]:
    """Codes of the hard rules that keep a person from a shift by themselves, before any other shift is given."""
    codes = [rule.code for rule in SHIFT_RULES if not rule.allows(person, slot)]
    return codes + [rule.code for rule in PAIR_RULES if not rule.may_start(person, slot)]


def may_follow(earlier: Slot, later: Slot, limits: LabourLimits) -> bool:
    """Whether all hard rules on pairs let one person work both."""
    return all(rule.may_follow(earlier, later, limits) for rule in PAIR_RULES)


def reach_of(limits: LabourLimits) -> int:
    """Days over which rules on pairs look from one shift to a later one; at least 1."""
    return max(1, *(rule.reach(limits) for rule in PAIR_RULES))


def exclusions(
    earlier: Sequence[Slot], later: Sequence[Slot], limits: LabourLimits
) -> list[tuple[list[int], list[int]]]:
    """Sets (of earlier, of later) such that a person works at most one shift of both; together they say `may_follow`.

    The slots of either side are of one day. For the rule that speaks see `pair_rows`.
    """
    return [(early, late) for _, early, late in pair_rows(earlier, later, limits)]


def pair_rows(
    earlier: Sequence[Slot], later: Sequence[Slot], limits: LabourLimits
) -> list[tuple[str, list[int], list[int]]]:
    """Exclusions of two days with the code of the rule that makes each.

    Rest makes the forbidden pairs a staircase, so there is one set for each of its steps, not one for each pair.
    O(rules in force x earlier x later).
    """
    if not earlier or not later:
        return []
    apart = later[0].day - earlier[0].day
    made = []
    for rule in PAIR_RULES:
        if not 0 < apart <= rule.reach(limits) or _long_ago(rule, earlier, later, limits):
            continue
        steps: dict[tuple[int, ...], list[int]] = {}
        for i, first in enumerate(earlier):
            forbidden = tuple(j for j, second in enumerate(later) if not rule.may_follow(first, second, limits))
            if forbidden:
                steps.setdefault(forbidden, []).append(i)
        made += [
            (rule.code, [i for other, members in steps.items() if set(other) >= set(forbidden) for i in members],
             list(forbidden))
            for forbidden in steps
        ]  # fmt: skip
    return made


def priced_pairs(earlier: Slot, later: Slot, limits: LabourLimits) -> list[tuple[str, float]]:
    """Codes of the soft rules on pairs that the two shifts break, with the price of the breach, CNY."""
    found = [(rule.code, rule.price(earlier, later, limits)) for rule in PAIR_RULES]
    return [(code, price) for code, price in found if price > 0.0]


def _long_ago(rule: PairRule, earlier: Sequence[Slot], later: Sequence[Slot], limits: LabourLimits) -> bool:
    """Whether even the shortest rest between the two days is long enough for a rule on rest."""
    if not isinstance(rule, OfRest):
        return False
    shortest = min(slot.start for slot in later) - max(slot.end for slot in earlier)
    return shortest >= rule.longest_min(limits)


def budgets_of(person: Person, first: int, last: int) -> list[tuple[str, Budget]]:
    """The hard windows of all rules for a person, with the code of the rule.

    They may hold a least, groups of days or weights below zero (`Budget.signed`): who cannot keep such a row must have
    it judged.
    """
    return [(code, budget) for code, budget in all_budgets(person, first, last) if budget.price == inf]


def priced_budgets(person: Person, first: int, last: int) -> list[tuple[str, Budget]]:
    """The soft windows of all rules for a person: breaches cost `price` a unit."""
    return [(code, budget) for code, budget in all_budgets(person, first, last) if budget.price < inf]


def all_budgets(person: Person, first: int, last: int) -> list[tuple[str, Budget]]:
    """The windows of all rules for a person, hard and soft."""
    return [(rule.code, budget) for rule in WINDOW_RULES for budget in rule.budgets(person, first, last)]


def rests_of(person: Person, first: int, last: int) -> list[tuple[str, Rest]]:
    """Long stretches that must stay free, hard and soft, with the code of the rule."""
    return [(rule.code, rest) for rule in REST_RULES for rest in rule.rests(person, first, last)]


def date_of(slot: Slot) -> pd.Timestamp:
    """The naive midnight of the slot's day."""
    return day_of(slot.day).as_unit("us")
