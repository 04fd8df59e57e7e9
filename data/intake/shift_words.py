"""The short words of shift patterns and opening hours: `HH:MM` and `activity:length:earliest-latest`."""

from __future__ import annotations

import re
from itertools import permutations

from data.contracts.centre import BreakRule

CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::00)?$")
BREAK = re.compile(r"^([a-z]+):(\d+):(\d+)-(\d+)$")
BREAK_KINDS = ("break", "meal", "split", "meeting", "training", "offline")
STEP_MIN = 30  # between flexible starts where nothing is said


def clock_min(word: str) -> int | None:
    """Minutes after midnight of `HH:MM` (up to 24:00), None when it is no time of day.

    >>> clock_min("08:30"), clock_min("24:00"), clock_min("24:30")
    (510, 1440, None)
    """
    match = CLOCK.match(word)
    if match is None:
        return None
    hours, minutes = int(match.group(1)), int(match.group(2))
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= 24 * 60 else None


def break_rules(words: str) -> tuple[list[BreakRule], list[str]]:
    """The breaks of a shift pattern, and the words that are none.

    >>> break_rules("meal:60:180-300 tea")
    ([BreakRule(activity='meal', length_min=60, earliest_min=180, latest_min=300)], ['tea'])
    """
    rules, wrong = [], []
    for word in words.split():
        match = BREAK.match(word)
        if match is None or match.group(1) not in BREAK_KINDS:
            wrong.append(word)
            continue
        length, earliest, latest = (int(part) for part in match.groups()[1:])
        rules.append(BreakRule(match.group(1), length, earliest, latest))
    return rules, wrong


def starts_of(start: str, until: str, step_min: float) -> list[int]:
    """Minutes after midnight at which a shift may start: one, or every step up to the latest; none if in disorder.

    >>> starts_of("07:00", "08:15", 30.0), starts_of("07:00", "", float("nan"))
    ([420, 450, 480], [420])
    """
    first, last = clock_min(start), clock_min(until or start)
    if first is None or last is None:
        return []
    step = STEP_MIN if step_min != step_min else max(1, int(step_min))
    return list(range(first, min(last, 24 * 60 - 1) + 1, step))


def fit_together(rules: list[BreakRule], span_min: int, gap_min: int = 0) -> bool:
    """Can all breaks be taken one after the other, each in its time, with some work left? O(n!), n is a handful.

    >>> fit_together(break_rules("meal:60:180-300 break:15:60-150")[0], 540)
    True
    >>> fit_together(break_rules("meal:60:0-30 break:60:0-30")[0], 540)
    False
    """
    if sum(rule.length_min for rule in rules) >= span_min:
        return False
    return not rules or any(_in_turn(order, gap_min) for order in permutations(rules[:7]))


def _in_turn(order: tuple[BreakRule, ...], gap_min: int) -> bool:
    free_from = 0
    for rule in order:
        start = max(free_from, rule.earliest_min)
        if start > rule.latest_min:
            return False
        free_from = start + rule.length_min + gap_min
    return True
