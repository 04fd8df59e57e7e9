"""The roster as a grid of people and days: codes to show and edit, filters, and what an edited code means."""

from __future__ import annotations

import json
from collections.abc import Collection

import pandas as pd

from data.contracts.centre import Centre

PEOPLE = ("agent", "name", "kind", "pool", "site", "group")
OFF = ""
LEAVE = "leave"


def people(roster: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Everybody who can stand in the roster: named agents (with or without shifts), then seats that have shifts.

    Columns as PEOPLE, one row each, in order of group and name of the seat or agent. O(agents + shifts).
    """
    agents = centre.tables["agents"]
    place = centre.tables["skills"].drop_duplicates("group").set_index("group")[["pool", "site"]]
    named = agents[["agent", "name", "group"]].join(place, on="group").assign(kind="agent")
    seats = roster[roster["kind"] == "seat"].drop_duplicates("agent").assign(name="")
    seats = seats[~seats["agent"].isin(named["agent"])]
    rows = [part[list(PEOPLE)].sort_values(["group", "agent"], kind="stable") for part in (named, seats) if len(part)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(PEOPLE))


def days_of(centre: Centre) -> list[pd.Timestamp]:
    """The planned days."""
    return list(pd.date_range(centre.window.first, centre.window.last, freq="D", unit="us"))


def codes(roster: pd.DataFrame, centre: Centre, who: pd.DataFrame) -> pd.DataFrame:
    """Shift codes, a row per agent (in the order of `who`), a column per planned day (ISO); blank: off. O(shifts).

    A day without a shift on which the agent has leave holds LEAVE; two pieces on a day are joined by +.
    """
    days = [day.date().isoformat() for day in days_of(centre)]
    mine = roster[roster["agent"].isin(who["agent"])].sort_values("start_ts", kind="stable")
    mine = mine.assign(day=mine["date"].dt.strftime("%Y-%m-%d"))
    wide = mine.groupby(["agent", "day"])["shift"].agg("+".join).unstack("day")
    wide = wide.reindex(index=who["agent"], columns=days)
    leave = centre.tables.get("leave")
    if leave is not None and len(leave):
        away = leave.assign(day=leave["date"].dt.strftime("%Y-%m-%d"), mark=LEAVE).drop_duplicates(["agent", "day"])
        marks = away.pivot(index="agent", columns="day", values="mark").reindex(index=wide.index, columns=days)
        wide = wide.fillna(marks)
    return wide.fillna(OFF).astype("str")


def filtered(
    who: pd.DataFrame,
    sites: Collection[str] = (),
    pools: Collection[str] = (),
    groups: Collection[str] = (),
    search: str = "",
) -> pd.DataFrame:
    """People of some sites, pools and groups (none: all) whose id or name holds every word of the search."""
    keep = pd.Series(True, index=who.index)
    for column, wanted in (("site", sites), ("pool", pools), ("group", groups)):
        if wanted:
            keep &= who[column].isin(list(wanted))
    told = (who["agent"] + " " + who["name"]).str.lower()
    for word in search.lower().split():
        keep &= told.str.contains(word, regex=False)
    return who[keep].reset_index(drop=True)


def family(code: str) -> str:
    """What colours a code: leave, off, or the code itself without a second piece."""
    return code.split("+", maxsplit=1)[0]


def changes(shown: pd.DataFrame, wanted: dict[int, dict[str, object]]) -> dict[str, str]:
    """Cells a grid says were edited, as target -> code; `shown` has the agent as index and ISO days as columns.

    >>> grid = pd.DataFrame({"2026-11-10": ["E06"]}, index=["A17"])
    >>> changes(grid, {0: {"2026-11-10": "L15"}})
    {'A17|2026-11-10': 'L15'}
    """
    told = {}
    for row, cells in wanted.items():
        if 0 <= row < len(shown):
            for day, code in cells.items():
                if day in shown.columns:
                    told[f"{shown.index[row]}|{day}"] = str(code or OFF)
    return told


def wish(code: str) -> str:
    """The cell an edit asks for: a shift by its pattern, or none."""
    return json.dumps({"shift": "" if code == LEAVE else code})


def told_cell(cell: str) -> tuple[str, str, str]:
    """Code, start and end (HH:MM, blank where the pattern's) of a cell's JSON.

    >>> told_cell('{"shift": "E06", "start": "2026-11-10T06:00", "end": "2026-11-10T15:00"}')
    ('E06', '06:00', '15:00')
    """
    said = json.loads(cell or "{}")
    return str(said.get("shift") or ""), str(said.get("start") or "")[11:16], str(said.get("end") or "")[11:16]


def pattern_hours(centre: Centre, code: str) -> str:
    """Start and end of a shift pattern, HH:MM-HH:MM; blank for an unknown code."""
    pattern = centre.shifts.get(code)
    if pattern is None:
        return ""
    end = (pattern.start_min + pattern.span_min) % 1440
    return f"{pattern.start_min // 60:02d}:{pattern.start_min % 60:02d}–{end // 60:02d}:{end % 60:02d}"
