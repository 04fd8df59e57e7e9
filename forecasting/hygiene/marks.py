"""What was set aside, filled or suspected in a history, as rows that a planner accepts or refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.hygiene import REFUSE
from forecasting.arrays import IntArray, day_number
from forecasting.daily import QueueHistory
from forecasting.hygiene.cells import CELL_REASONS, FREAK, MISSING, runs_of
from forecasting.hygiene.clean import CleanDays, Decisions

COLUMNS = ["queue", "date", "start_ts", "end_ts", "reason", "expected", "seen", "used", "decision", "note"]
SET_ASIDE = "the day is set aside"
FILLED = "filled by the usual shape of its day"
FOR_INFORMATION = "for information, nothing is set aside"
NOT_COUNTED = "not counted"
MEAN_USED = "their mean is used"
LEAST_OUTSIDE = 5.0  # contacts outside opening hours on one day from which they are told
USUAL_OUTSIDE = 0.2  # share of days with contacts outside opening hours from which the hours are wrong, not the days


@dataclass(frozen=True)
class Mark:
    """A stretch of one day: day number, first slot and the slot after the last, with a reason code.

    `expected` and `seen` are contacts of the stretch, NaN where unknown; `used`: learned from as recorded.
    """

    day: int
    start: int
    stop: int
    reason: str
    expected: float
    seen: float
    used: bool
    decision: str
    note: str


def decisions_of(centre: Centre) -> dict[str, dict[int, str]]:
    """Decisions per queue, by day number; a queue's own row goes before the row for all (`*`). O(rows + queues)."""
    table = centre.tables.get("hygiene_decisions")
    found: dict[str, dict[int, str]] = {queue: {} for queue in centre.queues}
    if table is None:
        return found
    rows = table.to_dict("records")
    for row in sorted(rows, key=lambda r: r["queue"] != "*"):
        for queue in found if row["queue"] == "*" else [row["queue"]]:
            if queue in found:
                found[queue][day_number(row["date"])] = str(row["decision"])
    return found


def marks_of(history: QueueHistory, clean: CleanDays, decisions: Decisions) -> list[Mark]:
    """Marks of a queue by day and start; days after the last record are no gaps in it. O(days x slots)."""
    recorded = np.flatnonzero(~np.isnan(history.offered).all(axis=1))
    if not len(recorded):
        return []
    ended = int(recorded[-1]) + 1
    marks = [mark for i in range(ended) for mark in _cell_marks(i, history, clean, decisions)]
    marks += [mark for i in range(ended) for mark in _day_mark(i, history, clean, decisions)]
    for i, multiple in clean.shifts.items():
        marks.append(_whole_day(i, "level_shift", history, clean, decisions, f"{multiple:.2f} times the level before"))
    return sorted([*marks, *_outside_marks(history, decisions)], key=lambda m: (m.day, m.start, m.reason))


def outside_warning(history: QueueHistory) -> list[str]:
    """A warning when contacts outside opening hours are a habit."""
    if history.outside is None or (history.outside >= LEAST_OUTSIDE).sum() <= USUAL_OUTSIDE * len(history.days):
        return []
    days = int((history.outside >= LEAST_OUTSIDE).sum())
    return [f"{history.queue}: contacts outside opening hours on {days} days are left out; check open_hours.csv"]


def _cell_marks(i: int, history: QueueHistory, clean: CleanDays, decisions: Decisions) -> list[Mark]:
    if not clean.cells[i].any():
        return []
    day = int(history.days[i])
    said = decisions.get(day, "")
    marks = []
    for code, reason in CELL_REASONS.items():
        for start, stop in zip(*runs_of(clean.cells[i] == code), strict=True):
            seen = float("nan") if code == MISSING else float(np.nansum(history.offered[i, start:stop]))
            used = said == REFUSE and code != MISSING and i not in clean.refused
            note = SET_ASIDE if i in clean.refused else "" if used else FILLED
            expected = float(clean.expected[i, start:stop].sum())
            marks.append(Mark(day, int(start), int(stop), reason, expected, seen, used, said, note))
    return marks


def _day_mark(i: int, history: QueueHistory, clean: CleanDays, decisions: Decisions) -> list[Mark]:
    """The mark of a day as a whole, unless marks of its intervals say the same."""
    reason = clean.proposed.get(i, clean.refused.get(i, ""))
    told = {CELL_REASONS[int(code)] for code in np.unique(clean.cells[i]) if code and code != FREAK}
    if not reason or reason in told:
        return []
    note = SET_ASIDE if i in clean.refused else ""
    return [_whole_day(i, reason, history, clean, decisions, note, used=i not in clean.refused)]


def _whole_day(
    i: int, reason: str, history: QueueHistory, clean: CleanDays, decisions: Decisions, note: str, *, used: bool = True
) -> Mark:
    day, row = int(history.days[i]), history.offered[i]
    seen = float("nan") if np.isnan(row).all() else float(np.nansum(row))
    expected = float(clean.expected[i].sum())
    return Mark(day, 0, len(row), reason, expected, seen, used, decisions.get(day, ""), note)


def _outside_marks(history: QueueHistory, decisions: Decisions) -> list[Mark]:
    """Contacts outside opening hours, and intervals that were recorded more than once."""
    marks: list[Mark] = []
    slots = history.offered.shape[1]
    if history.outside is not None and not outside_warning(history):
        for i in np.flatnonzero(history.outside >= LEAST_OUTSIDE):
            day = int(history.days[i])
            said, seen = decisions.get(day, ""), float(history.outside[i])
            marks.append(Mark(day, 0, slots, "closed_artefact", 0.0, seen, False, said, NOT_COUNTED))
    if history.repeated is not None:
        for i in np.flatnonzero(history.repeated.any(axis=1)):
            day = int(history.days[i])
            for start, stop in zip(*runs_of(history.repeated[i]), strict=True):
                seen = float(np.nansum(history.offered[i, start:stop]))
                said = decisions.get(day, "")
                marks.append(
                    Mark(day, int(start), int(stop), "duplicate_stamp", float("nan"), seen, True, said, MEAN_USED)
                )
    return marks


def marks_table(marks: Iterable[tuple[str, list[Mark]]], centre: Centre) -> pd.DataFrame:
    """Rows of the table HYGIENE_MARKS for the marks of each queue, by queue and start. O(marks).

    Intervals that the clock skips or doubles are told as such.
    """
    found = [(queue, mark) for queue, own in marks for mark in own]
    columns = {name: [getattr(mark, name) for _, mark in found] for name in COLUMNS[4:]}
    days = np.array([mark.day for _, mark in found], dtype=np.int64)
    table = pd.DataFrame(
        {
            "queue": pd.Series([queue for queue, _ in found], dtype="str"),
            "date": pd.Series(pd.DatetimeIndex(days.astype("datetime64[D]").astype("datetime64[us]"))),
            "start_ts": _instants(days, [mark.start for _, mark in found], centre),
            "end_ts": _instants(days, [mark.stop for _, mark in found], centre),
            **columns,
        }
    )
    table = table.astype({"expected": float, "seen": float, "used": bool})
    table = table.astype({"reason": "str", "decision": "str", "note": "str"})
    return _by_clock(table).sort_values(["queue", "start_ts", "reason"], ignore_index=True)[COLUMNS]


def _instants(days: IntArray, slots: list[int], centre: Centre) -> pd.Series:
    """Instants of wall-clock slots; what the clock skips begins when it has gone on, what it doubles at the first."""
    minute = days * 1440 + np.array(slots, dtype=np.int64) * centre.interval_min
    wall = pd.DatetimeIndex((minute * 60_000_000).astype("datetime64[us]"))
    first = np.ones(len(wall), dtype=bool)
    return pd.Series(wall.tz_localize(centre.zone, ambiguous=first, nonexistent="shift_forward"))


def _by_clock(table: pd.DataFrame) -> pd.DataFrame:
    """Skipped hours (no time at all) are no gaps, doubled hours no double records."""
    start, end = table["start_ts"], table["end_ts"]
    wall_len = end.dt.tz_localize(None) - start.dt.tz_localize(None)
    skipped = (table["reason"] == "missing") & (start == end)
    doubled = (table["reason"] == "duplicate_stamp") & (end - start != wall_len)
    note = table["note"].mask(skipped, FOR_INFORMATION)
    return table.assign(reason=table["reason"].mask(skipped | doubled, "clock_change"), note=note)
