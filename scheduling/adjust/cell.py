"""A cell of the roster, one agent's day, as JSON of an edit and as roster values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.contracts.centre import Centre, ShiftPattern
from data.contracts.errors import Fault, RefusedInput
from scheduling.breaks import NO_BREAKS, PlacedBreak, breaks_text, default_breaks, read_breaks
from scheduling.clock import shift_starts

MINUTE = pd.Timedelta(minutes=1)


@dataclass(frozen=True)
class Cell:
    """What an agent does on a day; `shift` empty: nothing. Instants in the centre's zone."""

    shift: str = ""
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    breaks: tuple[PlacedBreak, ...] = ()
    locked: bool = False

    @property
    def span_min(self) -> int:
        """Minutes from start to end."""
        return 0 if self.start is None or self.end is None else int((self.end - self.start) / MINUTE)

    def as_json(self) -> str:
        """The JSON that edits carry as `before` and `after`."""
        said: dict[str, Any] = {"shift": self.shift}
        if self.start is not None and self.end is not None:
            said |= {
                "start": self.start.tz_localize(None).isoformat(timespec="minutes"),
                "end": self.end.tz_localize(None).isoformat(timespec="minutes"),
                "breaks": breaks_text(self.breaks) or NO_BREAKS,
                "locked": self.locked,
            }
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


def cell_of(shift: Mapping[Any, Any], segments: pd.DataFrame) -> Cell:
    """The cell of a row of the roster and the segments of that shift."""
    return cell_of_rest(shift, segments[segments["activity"] != "work"].to_dict("records"))


def cell_of_rest(shift: Mapping[Any, Any], rest: Iterable[Mapping[Any, Any]]) -> Cell:
    """The cell of a row of the roster and the segments of that shift that are no work, as rows."""
    start = shift["start_ts"]
    breaks = [
        PlacedBreak(int((b["start_ts"] - start) / MINUTE), int((b["end_ts"] - b["start_ts"]) / MINUTE), b["activity"])
        for b in rest
    ]
    return Cell(str(shift["shift"]), start, shift["end_ts"], tuple(sorted(breaks)), bool(shift["locked"]))


def read_cell(text: str, date: pd.Timestamp, centre: Centre) -> Cell:
    """The cell that an edit asks for; raises `RefusedInput` with every fault.

    Times left out are those of the shift pattern, breaks left out (or blank) lie where the pattern's windows put them
    by default; `"breaks": "-"` asks for none. Times without an offset are local.
    """
    try:
        said = json.loads(text)
    except json.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise RefusedInput([_fault("edit.json", "{said} is no cell", 'Write {{"shift": "code"}}.', said=text)])
    code = str(said.get("shift") or "")
    if not code:
        return Cell()
    pattern = centre.shifts.get(code)
    faults: list[Fault] = []
    start, end = (_instant(said.get(name), centre.zone, name, faults) for name in ("start", "end"))
    if pattern is None and not faults:
        faults.append(
            _fault("edit.unknown_shift", "there is no shift {shift}",
                   "Choose one of {known}; start and end may differ from the pattern's.",
                   shift=code, known=", ".join(centre.shifts))
        )  # fmt: skip
    if faults:
        raise RefusedInput(faults)
    return _filled(said, code, pattern, (start, end), date, centre)


def _filled(
    said: dict[str, Any],
    code: str,
    pattern: ShiftPattern | None,
    times: tuple[pd.Timestamp | None, pd.Timestamp | None],
    date: pd.Timestamp,
    centre: Centre,
) -> Cell:
    start, end = times
    if start is None:
        start = shift_starts(pd.DatetimeIndex([date]), [pattern.start_min if pattern else 0], centre.zone)[0]
    if end is None:
        end = start + pd.Timedelta(minutes=pattern.span_min if pattern else 0)
    wish = str(said.get("breaks") or "")
    cell = Cell(code, start, end, (), bool(said.get("locked", False)))
    if wish:
        breaks = read_breaks(wish)
    else:
        breaks = default_breaks(pattern, centre.interval_min, cell.span_min) if pattern else ()
    cell = Cell(code, start, end, breaks, cell.locked)
    if faults := list(_shape_faults(cell, date)):
        raise RefusedInput(faults)
    return cell


def _shape_faults(cell: Cell, date: pd.Timestamp) -> list[Fault]:
    """What makes a shift no shift: it ends before it starts, starts on another day, or its breaks do not fit."""
    assert cell.start is not None
    faults = []
    day = date.date().isoformat()
    if not 0 < cell.span_min <= 24 * 60:
        faults.append(
            _fault("edit.span", "a shift of {span_min} min on {date} is none", "Let it end within a day of its start.",
                   span_min=cell.span_min, date=day)
        )  # fmt: skip
    if cell.start.tz_localize(None).normalize() != date:
        faults.append(
            _fault("edit.other_day", "the shift of {date} starts on {start}", "Start it on {date}.",
                   date=day, start=cell.start.date().isoformat())
        )  # fmt: skip
    at = 0
    for rest in cell.breaks:
        if rest.start_min < at or rest.end_min > cell.span_min:
            faults.append(
                _fault("edit.break", "{activity} at {start_min} min does not fit into the shift of {date}",
                       "Let breaks lie within the shift, one after the other.",
                       activity=rest.activity, start_min=rest.start_min, date=day)
            )  # fmt: skip
        at = rest.end_min
    return faults


def _instant(said: Any, zone: str, name: str, faults: list[Fault]) -> pd.Timestamp | None:
    if said in (None, ""):
        return None
    try:
        when = pd.Timestamp(str(said))
        if when.tzinfo is not None:
            return when.tz_convert(zone).as_unit("us")
        return when.tz_localize(zone, nonexistent="shift_forward", ambiguous=True).as_unit("us")
    except (ValueError, TypeError):
        faults.append(
            _fault(
                "edit.time", "{said} is no {name}", "Write the time as 2026-11-10T09:00.", said=repr(said), name=name
            )
        )
        return None


def _fault(code: str, template: str, remedy: str, **values: Any) -> Fault:
    return Fault(code, template, values, remedy=remedy)
