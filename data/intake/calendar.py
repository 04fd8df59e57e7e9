"""The holiday calendar of a centre: the packaged table of its country, overruled by the centre's own calendar file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.contracts.errors import RefusedInput
from data.contracts.settings import CALENDAR
from data.intake.cells import read_sheet
from data.intake.settings import empty_table, typed_table

PACKAGED = Path(__file__).parent / "calendars"
# days the law fixes by date (China, since 2025): (month, day, English, Chinese); the others follow the moon
FIXED_DAYS = {
    "CN": (
        (1, 1, "New Year's Day", "元旦"),
        (5, 1, "Labour Day", "劳动节"),
        (5, 2, "Labour Day", "劳动节"),
        (10, 1, "National Day", "国庆节"),
        (10, 2, "National Day", "国庆节"),
        (10, 3, "National Day", "国庆节"),
    )
}


def packaged_calendar(country: str) -> pd.DataFrame:
    """The table shipped for a country, empty when none is shipped."""
    known = {path.stem: path for path in PACKAGED.glob("*.csv")}
    if country not in known:
        return empty_table(CALENDAR, "UTC")
    made = typed_table(CALENDAR, read_sheet(known[country]), "UTC")
    if made.rows is None or made.faults:
        raise RefusedInput(made.faults)
    return made.rows


def merged_calendar(own: pd.DataFrame, country: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The packaged calendar with the centre's own rows laid over it, for the years `first` to `last` at least.

    An own row replaces the packaged one of its day; a year and region with an own row that is not provisional loses
    its provisional packaged rows. Years without any row get the days that the law fixes by date, marked provisional:
    a year not yet announced never stops a plan. O(rows).
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
    fixed = [
        {"date": pd.Timestamp(year, month, day), "region": country, "kind": "holiday", "name_en": english,
         "name_zh": chinese, "provisional": True}
        for year in range(first.year, last.year + 1) if year not in known_years
        for month, day, english, chinese in FIXED_DAYS.get(country, ())
    ]  # fmt: skip
    if fixed:
        tables.append(pd.DataFrame(fixed).astype(empty_table(CALENDAR, "UTC").dtypes.to_dict()))
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
