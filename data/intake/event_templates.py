"""Proposed rows of events.csv for a coming (or past) year: templates of known events, with their phases, as data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd

from data.contracts.columns import checked
from data.contracts.errors import Fault, RefusedInput
from data.contracts.settings import EVENT_SHAPES, EVENTS
from data.intake.cells import read_sheet
from data.intake.china_years import festivals

FOLDER = Path(__file__).parent / "event_templates"
EVERYWHERE = "*"
ON_A_DATE = "date"  # anchor of templates whose day only the planner knows
MONTHLY = "monthly"


@dataclass(frozen=True)
class Phase:
    """A part of an event, from `first_d` to `last_d` days from its main day, with its hourly shape if it has one."""

    phase: str
    first_d: int
    last_d: int
    shape: str
    title_en: str
    title_zh: str


@dataclass(frozen=True)
class EventTemplate:
    """A kind of event. `anchor`: MM-DD, a festival, monthly, or `date` where only the planner knows the day."""

    kind: str
    country: str
    anchor: str
    title_en: str
    title_zh: str
    phases: tuple[Phase, ...]

    def phase_at(self, offset_d: int) -> Phase | None:
        """The phase of a day, None outside the window."""
        return next((phase for phase in self.phases if phase.first_d <= offset_d <= phase.last_d), None)


@cache
def event_templates() -> dict[str, EventTemplate]:
    """The templates by kind.

    >>> event_templates()["double11"].phase_at(8).phase
    'returns'
    """
    rows = read_sheet(FOLDER / "templates.csv").words
    found = {}
    for kind, own in rows.groupby("template", sort=False):
        head = own.iloc[0]
        phases = tuple(
            Phase(row["phase"], int(row["first_d"]), int(row["last_d"]), row["shape"], row["phase_en"], row["phase_zh"])
            for row in own.to_dict("records")
        )
        found[str(kind)] = EventTemplate(
            str(kind), head["country"], head["anchor"], head["title_en"], head["title_zh"], phases
        )
    return found


def event_shapes() -> pd.DataFrame:
    """Hourly shapes that the templates name, as rows of event_shapes.csv."""
    words = read_sheet(FOLDER / "shapes.csv").words
    made = words.assign(hour=words["hour"].astype("int64"), share=words["share"].astype(float))
    return checked(EVENT_SHAPES, made)


def proposed_events(
    years: Iterable[int],
    country: str,
    *,
    only: Collection[str] = (),
    dates: Mapping[str, Collection[date]] | None = None,
    bill_day: int | None = None,
    shapes: Collection[str] | None = None,
    language: str = "en",
) -> pd.DataFrame:
    """Rows of events.csv for all queues, sizes blank: learned from earlier occurrences or given by the planner.

    `only`: kinds wanted (none: all of the country whose day is known). `dates`: main days of kinds that have no day of
    their own, such as campaigns. `bill_day`: day of the month bills go out. `shapes`: the hourly shapes the centre has
    (None: all of the templates); others are left blank. The note names the phase in the `language`.
    Raises `RefusedInput` for unknown kinds, countries and years.
    """
    dates = dates or {}
    _check([*only, *dates], country)
    rows: list[tuple[object, ...]] = []
    for kind, template in event_templates().items():
        wanted = kind in only or kind in dates or (not only and template.country == country)
        if bill_day is not None and template.anchor == MONTHLY:
            wanted = not only or kind in only
        if not wanted:
            continue
        days = [*dates.get(kind, ()), *(day for year in years for day in _main_days(template, year, bill_day))]
        for day in sorted(set(days)):
            rows += _rows(template, day, shapes, language)
    table = pd.DataFrame(rows, columns=[*EVENTS.columns])
    table = table.assign(date=pd.to_datetime(table["date"]), size=table["size"].astype(float),
                         offset_d=table["offset_d"].astype("int64"))  # fmt: skip
    words = {name: table[name].astype(str) for name in ("event", "queue", "kind", "shape", "note")}
    table = table.assign(date=table["date"].astype("datetime64[us]"), **words)
    return checked(EVENTS, table.sort_values(["date", "event"], ignore_index=True))


def _check(kinds: Iterable[str], country: str) -> None:
    known = event_templates()
    remedy = "Known: {known}."
    faults = [
        Fault("events.kind", "there is no event template {kind}", {"kind": kind, "known": ", ".join(known)}, remedy)
        for kind in kinds if kind not in known
    ]  # fmt: skip
    countries = sorted({template.country for template in known.values()} - {EVERYWHERE})
    if country not in countries:
        values = {"country": country, "known": ", ".join(countries)}
        faults.append(Fault("events.country", "there are no event templates for {country}", values, remedy))
    if faults:
        raise RefusedInput(faults)


def _main_days(template: EventTemplate, year: int, bill_day: int | None) -> list[date]:
    if template.anchor == ON_A_DATE or (template.anchor == MONTHLY and bill_day is None):
        return []
    if template.anchor == MONTHLY:
        starts = [date(year, month, 1) for month in range(1, 13)]
        return [min(start + timedelta(days=(bill_day or 1) - 1), _month_end(start)) for start in starts]
    if template.anchor == "black_friday":
        first = date(year, 11, 1)
        return [first + timedelta(days=(3 - first.weekday()) % 7 + 21 + 1)]
    if "-" in template.anchor:
        month, day = map(int, template.anchor.split("-"))
        return [date(year, month, day)]
    moving = festivals().get(year)
    if moving is None:
        known = festivals()
        values = {"year": year, "first": min(known), "last": max(known)}
        raise RefusedInput([Fault("events.year", "the festivals of {year} are not known", values,
                                  "Give years from {first} to {last}.")])  # fmt: skip
    return [moving[template.anchor]]


def _month_end(start: date) -> date:
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _rows(
    template: EventTemplate, main: date, shapes: Collection[str] | None, language: str
) -> list[tuple[object, ...]]:
    name = f"{template.kind}-{main.year}"
    if template.anchor in (ON_A_DATE, MONTHLY):
        name = f"{template.kind}-{main.isoformat()}"
    rows: list[tuple[object, ...]] = []
    for phase in template.phases:
        shape = phase.shape if shapes is None or phase.shape in shapes else ""
        note = phase.title_zh if language == "zh" else phase.title_en
        for offset_d in range(phase.first_d, phase.last_d + 1):
            day = (main + timedelta(days=offset_d)).isoformat()
            rows.append((name, "*", day, template.kind, offset_d, float("nan"), shape, note))
    return rows
