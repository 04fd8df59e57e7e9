"""Public holidays of a country or a part of it: the door of the holidays library, China by the packaged table."""

from __future__ import annotations

import re
import warnings

import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.intake.calendar import expected_calendar, packaged_calendar

COLUMNS = ["date", "name", "kind"]
MAKEUP = "makeup_workday"
SWAPPED = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")  # the library names what is worked


def country_holidays(code: str, first: pd.Timestamp, last: pd.Timestamp) -> tuple[pd.DataFrame, list[str]]:
    """Days off and make-up workdays between two days: table (date, name, kind) and warnings.

    `code` is an ISO country with an optional subdivision (`GB-ENG`). A table shipped with the product overrules the
    library in its years, and so do the country's own rules in years after it; years nobody has announced are
    provisional (a warning says so), never an error. Raises `RefusedInput` for a code nobody knows.

    >>> table, _ = country_holidays("GB-ENG", pd.Timestamp("2024-12-20"), pd.Timestamp("2024-12-31"))
    >>> table["name"].tolist()
    ['Christmas Day', 'Boxing Day']
    """
    country, _, part = code.strip().upper().partition("-")
    packaged = packaged_calendar(country)
    years = range(first.year, last.year + 1)
    shipped = set(packaged["date"].dt.year) if len(packaged) else set()
    own = [packaged, expected_calendar(country, [year for year in years if year > max(shipped, default=year)])]
    ours = pd.concat([part for part in own if len(part)] or own, ignore_index=True)
    known = set(ours["date"].dt.year) if len(ours) else set()
    found = {year: _of_year(code, country, part, year) for year in years if year not in known}
    rows = pd.DataFrame([row for of_year in found.values() for row in of_year], columns=COLUMNS)
    named = ours.rename(columns={"name_en": "name"})
    table = pd.concat([part[COLUMNS] for part in (named, rows) if len(part)] or [rows], ignore_index=True)
    table = table.assign(date=table["date"].astype("datetime64[us]"))
    within = table[(table["date"] >= first) & (table["date"] <= last)]
    told = [f"{code}: no holidays are known for {', '.join(map(str, missing))}; these years are provisional"
            for missing in [[year for year, of_year in found.items() if not of_year]] if missing]  # fmt: skip
    guessed = ours[ours["provisional"] & (ours["date"] >= first) & (ours["date"] <= last)] if len(ours) else ours
    told += [f"Holidays of {code} in {year} are provisional (not announced yet): check calendar.csv."
             for year in sorted(set(guessed["date"].dt.year))]  # fmt: skip
    return within.sort_values("date", ignore_index=True), told


def _of_year(code: str, country: str, part: str, year: int) -> list[tuple[pd.Timestamp, str, str]]:
    """Rows of one year; a day with several names gets a row for each. Empty when the year is not announced."""
    import holidays

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            days = holidays.country_holidays(country, subdiv=part or None, years=year, language=_language(country))
    except NotImplementedError as error:
        remedy = "Give an ISO country such as CN, US or GB-ENG, or a CSV with the columns date, name, kind."
        raise RefusedInput([Fault("calendar.unknown", "no calendar is known for {code}", {"code": code}, remedy)]) \
            from error  # fmt: skip
    except (ValueError, KeyError, IndexError):  # raised for years that are not announced yet
        return []
    rows: list[tuple[pd.Timestamp, str, str]] = []
    for day, names in sorted(days.items()):
        for name in names.split("; "):
            swapped = SWAPPED.fullmatch(name)
            rows.append((pd.Timestamp(day), "Day off" if swapped else name.replace(" (observed)", ""), "holiday"))
            if swapped:
                rows.append((pd.Timestamp(f"{swapped[3]}-{swapped[1]}-{swapped[2]}"), "Make-up workday", MAKEUP))
    return rows


def _language(country: str) -> str | None:
    """English names where the library has them: names only tell the days apart."""
    import holidays

    speaks = getattr(getattr(holidays, country, None), "supported_languages", ()) or ()
    return next((tongue for tongue in ("en_US", "en_GB", "en") if tongue in speaks), None)
