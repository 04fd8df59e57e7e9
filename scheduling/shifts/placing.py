"""Whole breaks: the fractional placement rounded so that its curve is kept, then single breaks moved where it helps."""

from __future__ import annotations

import numpy as np

from scheduling.breaks import PlacedBreak, breaks_text
from scheduling.shifts.model import Key, on_work
from scheduling.shifts.part import Floats, Part

ROUNDS = 4
IDLE_WEIGHT = 0.05  # an idle head-interval against a missing one


def whole_rests(part: Part, heads: dict[int, int], rests: dict[Key, list[float]]) -> dict[Key, list[int]]:
    """Whole counts of each break by start, adding up to the heads of their slot. O(rounds x slots x starts)."""
    whole = {key: _cumulative(values, heads[key[0]]) for key, values in rests.items()}
    cover = on_work(part, heads, whole)
    for _ in range(ROUNDS):
        if not sum(_moved(part, key, counts, cover) for key, counts in whole.items()):  # all of them, then ask
            break
    return whole


def _cumulative(values: list[float], heads: int) -> list[int]:
    """Round running totals, so that at every start about as many breaks have begun as asked.

    >>> _cumulative([0.5, 0.5, 0.5, 0.5], 2)
    [0, 1, 0, 1]
    """
    total = sum(values)
    even = [heads / len(values)] * len(values)
    scaled = [value * heads / total for value in values] if total > 1e-9 else even
    steps = np.round(np.cumsum(scaled) - 1e-9).astype(int)
    steps[-1] = heads
    return [int(count) for count in np.diff(steps, prepend=0)]


def _moved(part: Part, key: Key, counts: list[int], cover: Floats) -> bool:
    """Move single breaks of a slot to the start where they hurt least; `counts` and `cover` change in place."""
    away = part.choices[key[0]].breaks[key[1]].away
    changed = False
    for start, taken in enumerate(list(counts)):
        if not taken:
            continue
        for t, share in away[start].items():
            cover[t] += share
        harm = [_harm(part.heads, cover, shares) for shares in away]
        best = int(np.argmin(harm))
        if harm[best] < harm[start] - 1e-9:
            counts[start] -= 1
            counts[best] += 1
            changed = True
        else:
            best = start
        for t, share in away[best].items():
            cover[t] -= share
    return changed


def _harm(wanted: Floats, cover: Floats, shares: dict[int, float]) -> float:
    """How much worse the cover becomes when a head is away; squares: one gap of two is worse than two of one."""
    harm = 0.0
    for t, share in shares.items():
        scale = max(1.0, float(wanted[t])) ** 0.5
        for left, sign in ((cover[t] - share, 1.0), (cover[t], -1.0)):
            gap = float(left - wanted[t])
            harm += sign * (gap * gap / scale if gap < 0 else IDLE_WEIGHT * gap * gap / scale)
    return harm


def breaks_of_heads(part: Part, slot: int, heads: int, rests: dict[Key, list[int]]) -> dict[str, int]:
    """Break texts of the heads on a slot and how many have each: who goes early to one break goes early to the next."""
    pattern = part.patterns[part.choices[slot].slot.shift]
    queues: list[list[PlacedBreak]] = []
    for k, rest in enumerate(part.choices[slot].breaks):
        rule = pattern.breaks[rest.rule]
        queues.append(
            [
                PlacedBreak(offset, rule.length_min, rule.activity)
                for offset, count in zip(rest.offsets, rests[slot, k], strict=True)
                for _ in range(count)
            ]
        )
    texts: dict[str, int] = {}
    for head in range(heads):
        text = breaks_text(_apart([queue[head] for queue in queues]))
        texts[text] = texts.get(text, 0) + 1
    return texts


def _apart(placed: list[PlacedBreak]) -> list[PlacedBreak]:
    """Breaks one after the other: where windows overlap, the later one waits for the end of the earlier."""
    apart: list[PlacedBreak] = []
    for rest in sorted(placed):
        start = max(rest.start_min, apart[-1].end_min if apart else 0)
        apart.append(PlacedBreak(start, rest.length_min, rest.activity))
    return apart
