"""A long window planned week after week: each week's shifts and people start where the week before left them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from data.contracts.centre import Centre, PlanWindow
from data.contracts.plan import SolveReport
from data.contracts.progress import PartMap, Progress, one_by_one, silent, slice_of
from data.contracts.tables import STAGE_TABLES
from scheduling.shifts.carry import CarriedOut, carry_out, from_there
from scheduling.shifts.plan import plan_shifts

AT_ONCE_D = 14  # days of a window up to which it is planned at once
WEEK_D = 7
SHIFTS_SHARE = 0.5  # of the time of a week


@dataclass(frozen=True)
class PeopleMade:
    """Tables that stages of people make, their reports and warnings."""

    tables: dict[str, pd.DataFrame]
    reports: tuple[SolveReport, ...] = ()
    warnings: tuple[str, ...] = ()


# (shift_plan, centre, progress, place) -> the tables of the roster stage
NamePeople = Callable[[pd.DataFrame, Centre, Progress, PartMap], PeopleMade]


def is_long(centre: Centre) -> bool:
    """Whether the window is planned by weeks."""
    return (centre.window.last - centre.window.first).days + 1 > AT_ONCE_D


def weeks_of(window: PlanWindow) -> list[PlanWindow]:
    """The weeks of a window, Monday to Sunday; the first and the last may be shorter.

    >>> days = PlanWindow(pd.Timestamp("2026-11-05"), pd.Timestamp("2026-11-17"))
    >>> [(week.first.day, week.last.day) for week in weeks_of(days)]
    [(5, 8), (9, 15), (16, 17)]
    """
    weeks = []
    first = window.first
    while first <= window.last:
        last = min(first + pd.Timedelta(days=WEEK_D - 1 - first.weekday()), window.last)
        weeks.append(PlanWindow(first, last))
        first = last + pd.Timedelta(days=1)
    return weeks


def plan_weeks(
    mix: pd.DataFrame,
    orders: pd.DataFrame,
    centre: Centre,
    name_people: NamePeople,
    *,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> PeopleMade:
    """Shifts and people of a long window, one week after the other.

    Days and nights in a row, rest and who is still on shift are carried from week to week, so the rules hold across
    Sundays as within weeks. Work and memory grow with the weeks, not faster.
    """
    made: list[PeopleMade] = []
    carried: CarriedOut | None = None
    weeks = weeks_of(centre.window)
    for number, week in enumerate(weeks):
        own = replace(centre, window=week) if carried is None else from_there(centre, carried, week.first, week.last)
        told = slice_of(progress, number / len(weeks), (number + 1) / len(weeks))
        answer = _week(_of_days(mix, own), _of_dates(orders, week), own, name_people, told, place)
        made.append(_dated(answer, week))
        carried = carry_out(answer.tables["roster"], own)
    return PeopleMade(
        {name: _joined(name, [answer.tables[name] for answer in made]) for name in made[0].tables},
        tuple(report for answer in made for report in answer.reports),
        tuple(dict.fromkeys(warning for answer in made for warning in answer.warnings)),
    )


def _week(
    mix: pd.DataFrame, orders: pd.DataFrame, centre: Centre, name_people: NamePeople, progress: Progress,
    place: PartMap,
) -> PeopleMade:  # fmt: skip
    shifts = plan_shifts(mix, centre, orders=orders, progress=slice_of(progress, 0.0, SHIFTS_SHARE), place=place)
    named = name_people(shifts.shift_plan, centre, slice_of(progress, SHIFTS_SHARE, 1.0), place)
    tables = {"shift_plan": shifts.shift_plan, **named.tables}
    return PeopleMade(tables, (*shifts.reports, *named.reports), (*shifts.warnings, *named.warnings))


def _of_days(rows: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    grid = centre.grid()
    return rows[rows["ts"].between(grid[0], grid[-1])].reset_index(drop=True)


def _of_dates(rows: pd.DataFrame, week: PlanWindow) -> pd.DataFrame:
    return rows[rows["date"].between(week.first, week.last)].reset_index(drop=True)


def _dated(made: PeopleMade, week: PlanWindow) -> PeopleMade:
    """The answer with the first day of its week in the name of each part."""
    first = week.first.date().isoformat()
    return replace(made, reports=tuple(replace(r, part=f"{r.part} {first}") for r in made.reports))


def _joined(name: str, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The rows of all weeks; where a key comes in several weeks, numbers that count are added up."""
    rows = pd.concat(list(parts), ignore_index=True)
    table = STAGE_TABLES.get(name)
    if table is None:
        return rows
    key = [str(column) for column in (table.metadata or {}).get("key", [])]
    if not key or not rows.duplicated(key).any():
        return rows
    counted = {
        str(column): "sum" if _adds_up(about.metadata or {}) else "last"
        for column, about in table.columns.items() if str(column) not in key and str(column) in rows
    }  # fmt: skip
    joined = rows.groupby(key, as_index=False, sort=False).agg(counted)
    return joined[list(rows.columns)].astype(rows.dtypes.to_dict())


def _adds_up(about: Mapping[str, object]) -> bool:
    """Whether values of weeks may be added: counts, hours and money, not shares."""
    return about.get("kind") in ("number", "whole") and about.get("unit") not in ("share", "rank", "number")
