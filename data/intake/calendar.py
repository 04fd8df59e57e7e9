"""The holiday calendar of a centre: the packaged table of its country, overruled by the centre's own calendar file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from data.contracts.errors import RefusedInput
from data.contracts.settings import CALENDAR
from data.intake.cells import read_sheet
from data.intake.china_years import Row, expected_year
from data.intake.settings import empty_table, typed_table

PACKAGED = Path(__file__).parent / "calendars"
EXPECTED: dict[str, Callable[[int], list[Row]]] = {"CN": expected_year}  # rules for years nobody has announced


def packaged_calendar(country: str) -> pd.DataFrame:
    """The table shipped for a country, empty when none is shipped."""
    known = {path.stem: path for path in PACKAGED.glob("*.csv")}
    if country not in known:
        return empty_table(CALENDAR, "UTC")
    made = typed_table(CALENDAR, read_sheet(known[country]), "UTC")
    if made.rows is None or made.faults:
        raise RefusedInput(made.faults)
    return made.rows


def expected_calendar(country: str, years: Iterable[int]) -> pd.DataFrame:
    """Rows of years nobody has announced, all provisional; empty for a country whose rules are not known.

    >>> expected_calendar("CN", [2028])["kind"].value_counts().to_dict()
    {'holiday': 30, 'makeup_workday': 5}
    """
    rows = [row for year in years for row in EXPECTED.get(country, _nothing)(year)]
    made = pd.DataFrame(rows, columns=["date", "kind", "name_en", "name_zh"])
    made = made.assign(date=pd.to_datetime(made["date"]), region=country, provisional=True)
    columns = empty_table(CALENDAR, "UTC")
    return made[list(columns.columns)].astype(columns.dtypes.to_dict())


def _nothing(year: int) -> list[Row]:  # noqa: ARG001 - stands in for a rule
    return []


def merged_calendar(own: pd.DataFrame, country: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The packaged calendar with the centre's own rows laid over it, for the years `first` to `last` at least.

    An own row replaces the packaged one of its day; a year and region with an own row that is not provisional loses
    its provisional packaged rows. Years without any row are made by the rules of the country, marked provisional: a
    year not yet announced never stops a plan. O(rows).
    """
    packaged = packaged_calendar(country)
    announced = {(day.year, region) for day, region, sure in
                 zip(own["date"], own["region"], ~own["provisional"], strict=True) if sure}  # fmt: skip
    overruled = set(zip(own["date"], own["region"], strict=True))
    keep = [
        (day, region) not in overruled and not (provisional and (day.year, region) in announced)
        for day, region, provisional in zip(packaged["date"], packaged["region"], packaged["provisional"], strict=True)
    ]
    tables = [table for table in (packaged[keep], own) if len(table)]
    known_years = {day.year for table in tables for day in table.loc[table["region"] == country, "date"]}
    missing = [year for year in range(first.year, last.year + 1) if year not in known_years]
    if len(made := expected_calendar(country, missing)):
        tables.append(made)
    if not tables:
        return own
    return pd.concat(tables, ignore_index=True).sort_values(["date", "region"], ignore_index=True)


def calendar_warnings(calendar: pd.DataFrame, country: str, first: pd.Timestamp, last: pd.Timestamp) -> list[str]:
    """What a planner must know about the days `first` to `last`: years without a calendar or not yet announced."""
    warnings = []
    for year in range(first.year, last.year + 1):
        rows = calendar[(calendar["region"] == country) & (calendar["date"].dt.year == year)]
        if rows.empty:
            warnings.append(f"No holidays of {country} are known for {year}: add them to calendar.csv.")
        elif rows["provisional"].any():
            warnings.append(f"Holidays of {country} in {year} are provisional (not announced yet): check calendar.csv.")
    return warnings
