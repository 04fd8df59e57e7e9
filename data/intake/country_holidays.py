"""Public holidays of a country or a part of it: the door of the holidays library, China by the packaged table."""

from __future__ import annotations

import warnings

import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.intake.calendar import packaged_calendar

COLUMNS = ["date", "name", "kind"]


def country_holidays(code: str, first: pd.Timestamp, last: pd.Timestamp) -> tuple[pd.DataFrame, list[str]]:
    """Days off and make-up workdays between two days: table (date, name, kind) and warnings.

    `code` is an ISO country with an optional subdivision (`GB-ENG`). A table shipped with the product overrules the
    library in its years; years nobody has announced are provisional, never an error. Raises `RefusedInput` for a code
    nobody knows.

    >>> table, _ = country_holidays("GB-ENG", pd.Timestamp("2024-12-20"), pd.Timestamp("2024-12-31"))
    >>> table["name"].tolist()
    ['Christmas Day', 'Boxing Day']
    """
    country, _, part = code.strip().upper().partition("-")
    packaged = packaged_calendar(country)
    shipped = packaged["date"].dt.year.unique().tolist() if len(packaged) else []
    rows, missing = [], []
    for year in range(first.year, last.year + 1):
        if year in shipped:
            continue
        found = _of_year(code, country, part, year)
        if not found:
            missing.append(year)
        rows += found
    own = packaged.rename(columns={"name_en": "name"})[COLUMNS] if len(packaged) else pd.DataFrame(columns=COLUMNS)
    table = pd.concat([own, pd.DataFrame(rows, columns=COLUMNS)], ignore_index=True) if rows else own
    table = table.assign(date=table["date"].astype("datetime64[us]"))
    within = table[(table["date"] >= first) & (table["date"] <= last)]
    told = [f"{code}: no holidays are known for {', '.join(map(str, missing))}; these years are provisional"]
    return within.sort_values("date", ignore_index=True), told if missing else []


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
    return [
        (pd.Timestamp(day), name.replace(" (observed)", ""), "holiday")
        for day, names in sorted(days.items())
        for name in names.split("; ")
    ]


def _language(country: str) -> str | None:
    """English names where the library has them: names only tell the days apart."""
    import holidays

    speaks = getattr(getattr(holidays, country, None), "supported_languages", ()) or ()
    return next((tongue for tongue in ("en_US", "en_GB", "en") if tongue in speaks), None)
