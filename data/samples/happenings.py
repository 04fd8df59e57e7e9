"""What disturbs a usual day of the sample: sales with their echo, festivals, a live stream, an outage, new staff."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

CALENDAR_FILE = Path(__file__).resolve().parents[1] / "intake" / "calendars" / "CN.csv"

HISTORY_FIRST = date(2024, 10, 28)
HISTORY_LAST = date(2026, 10, 25)
AS_OF = date(2026, 10, 26)
PLAN_FIRST = date(2026, 11, 2)
PLAN_LAST = date(2026, 11, 15)

# How a kind of queue answers an opening of weight 1, by days after it: share of its amplitude (extra usual days).
WAVES: dict[str, dict[int, float]] = {
    "rush": {-3: 0.06, -2: 0.10, -1: 0.18, 0: 1.0, 1: 0.22, 2: 0.10, 3: 0.06},
    "order": {0: 0.90, 1: 0.45, 2: 0.70, 3: 0.85, 4: 0.75, 5: 0.50, 6: 0.20},  # parcels are late on D+2 to D+5
    "after": {0: 0.90, 1: 0.35, 2: 0.30, 3: 0.50, 4: 0.65, 5: 0.70, 6: 0.70, 7: 0.60, 8: 0.45, 9: 0.30, 10: 0.15},
    "written": {0: 0.90, 1: 0.40, 2: 0.30, 3: 0.35, 4: 0.40, 5: 0.35, 6: 0.25, 7: 0.15},
    "care": {0: 0.20, 1: 0.10, 2: 0.15, 3: 0.20, 4: 0.20, 5: 0.15, 6: 0.10},
}


@dataclass(frozen=True)
class SaleKind:
    """A yearly sale: openings as (days from the anchor, weight, shape of the rush queues' day) and its window."""

    title: str
    openings: tuple[tuple[int, float, str], ...]
    first_d: int
    last_d: int


SALES: dict[str, SaleKind] = {
    "double11": SaleKind(
        "Double 11 in two waves: 31 October 20:00, 1 November 00:00, 10 November 20:00, 11 November 00:00",
        (
            (-11, 0.50, "evening_open"),
            (-10, 0.62, "midnight_open"),
            (-1, 0.80, "evening_open"),
            (0, 1.0, "midnight_open"),
        ),
        -14,
        10,
    ),
    "618": SaleKind(
        "618: opens 17 June 20:00 and 18 June 00:00", ((-1, 0.55, "evening_open"), (0, 0.75, "midnight_open")), -4, 10
    ),
    "double12": SaleKind("Double 12: noon and evening", ((0, 0.35, "double12"),), -3, 10),
}


@dataclass(frozen=True)
class Sale:
    """One occurrence: `strength` multiplies everything above a usual day."""

    event: str
    kind: str
    anchor: date
    strength: float


OCCURRENCES: tuple[Sale, ...] = (
    Sale("double11-2024", "double11", date(2024, 11, 11), 0.92),
    Sale("double12-2024", "double12", date(2024, 12, 12), 0.95),
    Sale("618-2025", "618", date(2025, 6, 18), 1.0),
    Sale("double11-2025", "double11", date(2025, 11, 11), 1.0),
    Sale("double12-2025", "double12", date(2025, 12, 12), 1.0),
    Sale("618-2026", "618", date(2026, 6, 18), 1.04),
    Sale("double11-2026", "double11", date(2026, 11, 11), 1.06),
    Sale("double12-2026", "double12", date(2026, 12, 12), 1.05),
)

# Spring Festival: share of a usual day by days from New Year's Day.
SPRING: dict[int, float] = {
    -8: 0.95, -7: 0.92, -6: 0.88, -5: 0.82, -4: 0.75, -3: 0.68, -2: 0.60, -1: 0.48, 0: 0.42, 1: 0.45, 2: 0.50, 3: 0.56,
    4: 0.62, 5: 0.70, 6: 0.80, 7: 0.95, 8: 1.10, 9: 1.12, 10: 1.10, 11: 1.07, 12: 1.04,
}  # fmt: skip
NEW_YEARS: tuple[date, ...] = (date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6))

HOLIDAY_FACTOR = {"National Day": 0.86}  # share of a usual Sunday; every other holiday:
OTHER_HOLIDAY = 0.92

# A live stream that never happened before: the planner gives its size, the truth is a little smaller.
LIVESTREAM = ("brand-live-2026", "douyin", date(2026, 11, 6), 1.8, 1.7)

OUTAGE_DAY = date(2026, 3, 18)
OUTAGE_QUARTERS = (42, 52)  # 10:30 to 13:00: the phone platform was down, no rows were written
OUTAGE_BACK = (52, 60, 1.3)  # 13:00 to 15:00: people called again

# New staff started on these days: handling takes NEWCOMERS_AHT longer, fading in a straight line over NEWCOMERS_D days.
NEWCOMERS: tuple[date, ...] = (date(2025, 3, 3), date(2025, 9, 8), date(2026, 3, 2), date(2026, 9, 7))
NEWCOMERS_AHT = 0.06
NEWCOMERS_D = 84


@cache
def calendar() -> dict[date, tuple[str, str]]:
    """Kind and English name of every Chinese holiday and make-up workday, from the table the intake ships."""
    with CALENDAR_FILE.open(encoding="utf-8", newline="") as rows:
        return {date.fromisoformat(row["date"]): (row["kind"], row["name_en"]) for row in csv.DictReader(rows)}


def sale_on(day: date) -> Sale | None:
    """The sale whose window holds the day."""
    for sale in OCCURRENCES:
        kind = SALES[sale.kind]
        if kind.first_d <= (day - sale.anchor).days <= kind.last_d:
            return sale
    return None


def extra_on(day: date, wave: str) -> float:
    """What a sale adds to the day for queues of this wave, before amplitude, in usual days.

    >>> round(extra_on(date(2025, 11, 11), "rush"), 3)
    1.176
    """
    sale = sale_on(day)
    if sale is None:
        return 0.0
    total = 0.0
    for offset, weight, _ in SALES[sale.kind].openings:
        total += weight * WAVES[wave].get((day - sale.anchor).days - offset, 0.0)
    return total * sale.strength


def opening_on(day: date) -> str:
    """Shape of the day on which a sale opens, empty on other days."""
    sale = sale_on(day)
    if sale is None:
        return ""
    offset_d = (day - sale.anchor).days
    return next((shape for offset, _, shape in SALES[sale.kind].openings if offset == offset_d), "")


def spring_factor(day: date) -> float | None:
    """Share of a usual day around Spring Festival, None elsewhere."""
    for new_year in NEW_YEARS:
        if (day - new_year).days in SPRING:
            return SPRING[(day - new_year).days]
    return None


def newcomers_factor(day: date) -> float:
    """How much longer handling takes because of people who started in the last weeks."""
    factor = 1.0
    for start in NEWCOMERS:
        age_d = (day - start).days
        if 0 <= age_d < NEWCOMERS_D:
            factor += NEWCOMERS_AHT * (NEWCOMERS_D - age_d) / NEWCOMERS_D
    return factor


def days_of(first: date, last: date) -> list[date]:
    """All days, both ends included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
