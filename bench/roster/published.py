"""Published rosters of named people (Curtois and Qu, "Computational results on new staff scheduling benchmark
instances", 2014): their text format read into a problem of the lines engine, which knows nothing of them.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from scheduling.lines.problem import NO_LIMIT, OFF, OPEN, Cover, Limits, Problem, whole_weeks

Sections = dict[str, list[list[str]]]


def read_sections(path: Path) -> Sections:
    """Lines of each section, split at commas; comments and blank lines dropped."""
    sections: Sections = defaultdict(list)
    name = ""
    for text in path.read_text(encoding="utf-8").splitlines():
        line = text.strip()
        if line.startswith("SECTION_"):
            name = line
        elif line and not line.startswith("#"):
            sections[name].append([part.strip() for part in line.split(",")])
    return sections


def read_published(path: Path) -> Problem:
    """The instance as a problem; days off are locked, requests are prices of cells."""
    sections = read_sections(path)
    days = int(sections["SECTION_HORIZON"][0][0])
    kinds = [row[0] for row in sections["SECTION_SHIFTS"]]
    people = [row[0] for row in sections["SECTION_STAFF"]]
    kind_at = {name: k for k, name in enumerate(kinds)}
    person_at = {name: i for i, name in enumerate(people)}
    locked = np.full((len(people), days), OPEN, np.int64)
    for name, *off in sections["SECTION_DAYS_OFF"]:
        locked[person_at[name], [int(day) for day in off if day]] = OFF
    cost = np.zeros((len(people), days, len(kinds)))
    constant = 0.0
    for name, day, kind, weight in sections["SECTION_SHIFT_ON_REQUESTS"]:
        _within(day, days, "a request")
        cost[person_at[name], int(day), kind_at[kind]] -= float(weight)
        constant += float(weight)
    for name, day, kind, weight in sections["SECTION_SHIFT_OFF_REQUESTS"]:
        _within(day, days, "a request")
        cost[person_at[name], int(day), kind_at[kind]] += float(weight)
    forbidden = np.zeros((1, len(kinds), len(kinds)), np.bool_)
    for row in sections["SECTION_SHIFTS"]:
        for after in filter(None, row[2].split("|") if len(row) > 2 else []):
            forbidden[0, kind_at[row[0]], kind_at[after]] = True
    limits = _limits(sections, kind_at)
    return Problem(
        days=days,
        people=tuple(people),
        kinds=tuple(kinds),
        minutes=np.array([int(row[1]) for row in sections["SECTION_SHIFTS"]], np.int64),
        allowed=np.broadcast_to((limits.most_of_kind > 0)[:, None, :], cost.shape),
        cell_cost=cost,
        limits=limits,
        cover=_cover(sections, kind_at),
        forbidden=forbidden,
        law=np.zeros(len(people), np.int64),
        weekend=whole_weeks(days),
        locked=locked,
        constant=constant,
    )


def _within(day: str, days: int, what: str) -> None:
    """Refuse a day beyond the horizon."""
    if not 0 <= int(day) < days:
        raise ValueError(f"{what} is for day {day}, but the horizon has days 0 to {days - 1}")


def _limits(sections: Sections, kind_at: dict[str, int]) -> Limits:
    """Rules of each person; the horizon begins and ends with nothing known beyond it."""
    staff = sections["SECTION_STAFF"]
    most = np.zeros((len(staff), len(kind_at)), np.int64)
    for i, row in enumerate(staff):
        for part in row[1].split("|"):
            kind, _, count = part.partition("=")
            most[i, kind_at[kind]] = int(count)
    numbers = np.array([[int(value) for value in row[2:8]] for row in staff], np.int64).T
    most_min, least_min, most_run, least_run, least_off, most_weekends = numbers
    nobody = np.zeros(len(staff), np.int64)
    return Limits(
        most_of_kind=np.minimum(most, NO_LIMIT),
        least_min=least_min,
        most_min=most_min,
        least_run=least_run,
        most_run=most_run,
        least_off=least_off,
        most_weekends=most_weekends,
        run_before=nobody,
        off_before=nobody,
        last_kind=np.full(len(staff), OFF, np.int64),
    )


def _cover(sections: Sections, kind_at: dict[str, int]) -> Cover:
    asked = sections["SECTION_COVER"]
    counts = np.zeros((len(asked), len(kind_at)), np.bool_)
    counts[np.arange(len(asked)), [kind_at[row[1]] for row in asked]] = True
    return Cover(
        day=np.array([int(row[0]) for row in asked], np.int64),
        counts=counts,
        wanted=np.array([int(row[2]) for row in asked], np.int64),
        under=np.array([float(row[3]) for row in asked]),
        over=np.array([float(row[4]) for row in asked]),
    )
