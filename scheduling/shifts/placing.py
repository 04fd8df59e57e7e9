"""Breaks of single heads: the counts of each break by start become one text per head, one break after the other."""

from __future__ import annotations

from scheduling.breaks import PlacedBreak, breaks_text, rules_of
from scheduling.shifts.model import Key
from scheduling.shifts.part import Part


def breaks_of_heads(part: Part, slot: int, heads: int, rests: dict[Key, list[int]]) -> dict[str, int]:
    """Break texts of the heads on a slot and how many have each: who goes early to one break goes early to the next."""
    pattern = part.patterns[part.choices[slot].slot.shift]
    rules = rules_of(pattern)
    queues: list[list[PlacedBreak]] = []
    for k, rest in enumerate(part.choices[slot].breaks):
        rule = rules[rest.rule]
        queues.append(
            [
                PlacedBreak(offset, rule.length_min, rule.activity)
                for offset, count in zip(rest.offsets, rests[slot, k], strict=True)
                for _ in range(count)
            ]
        )
    texts: dict[str, int] = {}
    for head in range(heads):
        text = breaks_text(_apart([queue[head] for queue in queues], pattern.break_gap_min))
        texts[text] = texts.get(text, 0) + 1
    return texts


def _apart(placed: list[PlacedBreak], gap_min: int) -> list[PlacedBreak]:
    """Breaks one after the other: where windows overlap, the later one waits for the earlier and the gap after it."""
    apart: list[PlacedBreak] = []
    for rest in placed if gap_min else sorted(placed):
        start = max(rest.start_min, apart[-1].end_min + gap_min if apart else 0)
        apart.append(PlacedBreak(start, rest.length_min, rest.activity))
    return apart
