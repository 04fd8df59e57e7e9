"""Holidays and make-up workdays of a Chinese year that is not announced yet, by the rules of November 2024."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FESTIVALS = Path(__file__).parent / "calendars" / "festivals" / "CN.csv"
NAMES = {
    "new_year": ("New Year's Day", "元旦"),
    "eve": ("Spring Festival's Eve", "除夕"),
    "spring": ("Spring Festival", "春节"),
    "tomb": ("Tomb-Sweeping Day", "清明节"),
    "labour": ("Labour Day", "劳动节"),
    "dragon": ("Dragon Boat Festival", "端午节"),
    "autumn": ("Mid-Autumn Festival", "中秋节"),
    "national": ("National Day", "国庆节"),
}
SPRING_D, LABOUR_D, NATIONAL_D, WITH_AUTUMN_D = 8, 5, 7, 8
FARTHEST_D = 16
SATURDAY, SUNDAY, WEDNESDAY = 5, 6, 2
DAY = timedelta(days=1)
Row = tuple[date, str, str, str]  # day, kind, name in English, name in Chinese


@dataclass(frozen=True)
class _Run:
    """Days off in a row under one name, and how many of them the law itself gives."""

    name: str
    days: tuple[date, ...]
    statutory: int

    @property
    def owed(self) -> int:
        """Working days taken off beyond those that the law gives: so many weekend days are worked for them."""
        return sum(day.weekday() < SATURDAY for day in self.days) - self.statutory


@cache
def festivals() -> dict[int, dict[str, date]]:
    """Days of the festivals that follow moon and sun, by year: spring, tomb, dragon, autumn.

    >>> festivals()[2027]["spring"]
    datetime.date(2027, 2, 6)
    """
    with FESTIVALS.open(encoding="utf-8", newline="") as rows:
        return {
            int(row["year"]): {name: date.fromisoformat(day) for name, day in row.items() if name != "year"}
            for row in csv.DictReader(rows)
        }


def expected_year(year: int) -> list[Row]:
    """What the year will look like if the rules of the State Council's notice for 2025 hold; empty where no table is.

    Spring Festival has 8 days from its eve, Labour Day 5, National Day 7 (8 with Mid-Autumn in it); New Year,
    Tomb-Sweeping Day, Dragon Boat and Mid-Autumn have 3 days with a weekend, a Wednesday stands alone. Working days
    given beyond the law are worked on the nearest weekend days before and after; at Spring Festival a weekend day that
    touches the holiday stays free.

    >>> [str(day) for day, kind, _, _ in expected_year(2026) if kind == "makeup_workday"][:3]
    ['2026-01-04', '2026-02-14', '2026-02-28']
    """
    moving = festivals().get(year)
    if moving is None:
        return []
    runs = _runs(year, moving)
    off = {day for run in runs for day in run.days}
    rows: list[Row] = []
    for run in runs:
        rows += [(day, "holiday", *_named(run, day, moving)) for day in run.days]
        english, chinese = NAMES[run.name]
        worked = _worked(run, off)
        off.update(worked)  # a day can be worked for one holiday only
        for day in worked:
            rows.append((day, "makeup_workday", f"Make-up workday for {english}", f"{chinese}调休上班"))
    return sorted(rows)


def _runs(year: int, moving: dict[str, date]) -> list[_Run]:
    eve, autumn, national = moving["spring"] - DAY, moving["autumn"], date(year, 10, 1)
    runs = [
        _short("new_year", date(year, 1, 1)),
        _Run("spring", _joined(eve, SPRING_D), 4),
        _short("tomb", moving["tomb"]),
        _labour(date(year, 5, 1)),
        _short("dragon", moving["dragon"]),
    ]
    if national - 2 * DAY <= autumn < national + NATIONAL_D * DAY:
        return [*runs, _Run("national", _days(min(autumn, national), WITH_AUTUMN_D), 4)]
    return [*runs, _short("autumn", autumn), _Run("national", _days(national, NATIONAL_D), 3)]


def _labour(first: date) -> _Run:
    """Five days that hold the first two of May and cost the fewest working days, the latest of those."""
    choices = [_Run("labour", _days(first - n * DAY, LABOUR_D), 2) for n in range(LABOUR_D - 1)]
    return min(choices, key=lambda run: run.owed)


def _days(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + n * DAY for n in range(count))


def _joined(first: date, count: int) -> tuple[date, ...]:
    """The days with a Sunday right before or a Saturday right after, which stay free."""
    days = _days(first, count)
    before = (first - DAY,) if (first - DAY).weekday() == SUNDAY else ()
    after = (days[-1] + DAY,) if (days[-1] + DAY).weekday() == SATURDAY else ()
    return before + days + after


def _short(name: str, day: date) -> _Run:
    """One statutory day and the weekend beside it: three days in a row, or a Wednesday alone."""
    first = {
        0: -2, 1: -2, WEDNESDAY: 0, 3: 0, 4: 0, SATURDAY: 0, SUNDAY: -1,
    }[day.weekday()]  # fmt: skip
    return _Run(name, _days(day + first * DAY, 1 if day.weekday() == WEDNESDAY else 3), 1)


def _named(run: _Run, day: date, moving: dict[str, date]) -> tuple[str, str]:
    if run.name == "spring" and day == moving["spring"] - DAY:
        return NAMES["eve"]
    if run.name == "national" and day == moving["autumn"]:
        return NAMES["autumn"]
    return NAMES[run.name]


def _worked(run: _Run, off: set[date]) -> list[date]:
    """Weekend days worked for the run: one owed on the nearer side, two on both sides, and so on."""
    nearest = []
    for side in (-1, 1):
        edge = run.days[0] if side < 0 else run.days[-1]
        free = [edge + side * n * DAY for n in range(1, FARTHEST_D)]
        free = [day for day in free if day.weekday() >= SATURDAY and day not in off]
        nearest.append([(abs((day - edge).days), day) for day in free])
    before, after = nearest
    pairs = [sorted(pair) for pair in zip(before, after, strict=False)]
    return [day for _, day in [one for pair in pairs for one in pair][: max(run.owed, 0)]]
