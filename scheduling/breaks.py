"""Breaks within a shift: their text in tables, where they lie by default, and the segments they cut a shift into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.contracts.centre import BreakRule, ShiftPattern
from data.contracts.errors import Fault, RefusedInput
from data.contracts.tables import SEGMENTS

WORK = "work"
NO_BREAKS = "-"


@dataclass(frozen=True, order=True)
class PlacedBreak:
    """A break `start_min` minutes after the start of the shift, `length_min` long."""

    start_min: int
    length_min: int
    activity: str

    @property
    def end_min(self) -> int:
        """Minutes after the start of the shift at which work goes on."""
        return self.start_min + self.length_min


def breaks_text(placed: Sequence[PlacedBreak]) -> str:
    """The breaks as tables hold them, in order of time.

    >>> breaks_text([PlacedBreak(240, 60, "meal"), PlacedBreak(120, 15, "break")])
    'break@120:15 meal@240:60'
    """
    return " ".join(f"{b.activity}@{b.start_min}:{b.length_min}" for b in sorted(placed))


def read_breaks(text: str) -> tuple[PlacedBreak, ...]:
    """Breaks from their text; raises `RefusedInput` when it is none.

    >>> read_breaks("meal@240:60")
    (PlacedBreak(start_min=240, length_min=60, activity='meal'),)
    """
    placed, faults = [], []
    for part in "" if text == NO_BREAKS else text.split():
        activity, _, when = part.partition("@")
        start, _, length = when.partition(":")
        if activity and start.isdigit() and length.isdigit() and int(length) > 0:
            placed.append(PlacedBreak(int(start), int(length), activity))
        else:
            faults.append(
                Fault(
                    "breaks.text",
                    "{part} is no break",
                    {"part": repr(part)},
                    remedy="Write breaks as activity@minutes after start:length, for example meal@240:60.",
                )
            )
    if faults:
        raise RefusedInput(faults)
    return tuple(sorted(placed))


def offsets_of(rule: BreakRule, start_min: int, interval_min: int) -> list[int]:
    """Starts that a break may take, in minutes after the start of the shift, on the grid of intervals.

    >>> offsets_of(BreakRule("meal", 60, 180, 220), start_min=9 * 60, interval_min=15)
    [180, 195, 210]
    """
    first = rule.earliest_min + (-(start_min + rule.earliest_min)) % interval_min
    return list(range(first, rule.latest_min + 1, interval_min)) or [rule.earliest_min]


def rules_of(pattern: ShiftPattern) -> tuple[BreakRule, ...]:
    """The breaks of a pattern; where a gap is asked between them, in order, each early enough for those after it.

    >>> rules = (BreakRule("meal", 60, 180, 300), BreakRule("break", 15, 300, 360))
    >>> day = ShiftPattern("day", frozenset(), 540, 540, 480, rules, "#FFFFFF", break_gap_min=90)
    >>> [(rule.earliest_min, rule.latest_min) for rule in rules_of(day)]
    [(180, 210), (330, 360)]
    """
    if not pattern.break_gap_min or len(pattern.breaks) < 2:
        return pattern.breaks
    ordered = sorted(pattern.breaks, key=lambda rule: (rule.earliest_min + rule.latest_min, rule.earliest_min))
    for k in range(len(ordered) - 2, -1, -1):
        latest = ordered[k + 1].latest_min - ordered[k].length_min - pattern.break_gap_min
        ordered[k] = replace(ordered[k], latest_min=min(ordered[k].latest_min, latest))
    for k in range(1, len(ordered)):
        earliest = ordered[k - 1].earliest_min + ordered[k - 1].length_min + pattern.break_gap_min
        ordered[k] = replace(ordered[k], earliest_min=max(ordered[k].earliest_min, earliest))
    return tuple(ordered)


def default_breaks(pattern: ShiftPattern, interval_min: int, span_min: int | None = None) -> tuple[PlacedBreak, ...]:
    """Breaks of a pattern in the middle of their windows, on the grid, one after the other.

    A shift shorter than its pattern keeps the breaks that end before it does.

    >>> day = ShiftPattern("day", frozenset(), 540, 540, 480, (BreakRule("meal", 60, 180, 240),), "#FFFFFF")
    >>> breaks_text(default_breaks(day, 15))
    'meal@210:60'
    """
    placed: list[PlacedBreak] = []
    for rule in sorted(rules_of(pattern), key=lambda b: b.earliest_min):
        offsets = offsets_of(rule, pattern.start_min, interval_min)
        free = [o for o in offsets if not placed or o >= placed[-1].end_min + pattern.break_gap_min]
        if free:
            middle = offsets[len(offsets) // 2]
            placed.append(PlacedBreak(min(free, key=lambda o: abs(o - middle)), rule.length_min, rule.activity))
    return tuple(b for b in placed if b.end_min < (pattern.span_min if span_min is None else span_min))


def cut(span_min: int, placed: Sequence[PlacedBreak]) -> list[tuple[int, int, str]]:
    """Segments (from minute, to minute, activity) that tile a shift exactly; breaks must not overlap.

    >>> cut(480, read_breaks("meal@240:60"))
    [(0, 240, 'work'), (240, 300, 'meal'), (300, 480, 'work')]
    """
    tiles: list[tuple[int, int, str]] = []
    at = 0
    for rest in sorted(placed):
        if rest.start_min > at:
            tiles.append((at, rest.start_min, WORK))
        tiles.append((rest.start_min, rest.end_min, rest.activity))
        at = rest.end_min
    if at < span_min:
        tiles.append((at, span_min, WORK))
    return tiles


def segments_of(roster: pd.DataFrame, breaks: Sequence[str]) -> pd.DataFrame:
    """The table segments for the shifts of a roster; `breaks` holds the text of each shift's breaks. O(segments)."""
    start = pd.DatetimeIndex(roster["start_ts"])
    span = ((pd.DatetimeIndex(roster["end_ts"]) - start) // pd.Timedelta(minutes=1)).to_numpy()
    keys = pd.Series(list(zip(span.tolist(), breaks, strict=True)), dtype=object)
    codes, kinds = pd.factorize(keys)
    tiles = [cut(span_min, read_breaks(text)) for span_min, text in kinds]
    rows = np.repeat(np.arange(len(roster)), [len(tiles[code]) for code in codes])
    flat = [tile for code in codes for tile in tiles[code]]
    low = pd.to_timedelta([tile[0] for tile in flat], unit="min")
    high = pd.to_timedelta([tile[1] for tile in flat], unit="min")
    made = pd.DataFrame(
        {
            "shift_id": pd.Series(roster["shift_id"].to_numpy(dtype=object)[rows], dtype="str"),
            "start_ts": (start[rows] + low).as_unit("us"),
            "end_ts": (start[rows] + high).as_unit("us"),
            "activity": pd.Series([tile[2] for tile in flat], dtype="str"),
        }
    )
    return made[list(SEGMENTS.columns)]
