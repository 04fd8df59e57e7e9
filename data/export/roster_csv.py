"""The roster as a CSV that spreadsheets open (UTF-8 with BOM) and that reads back as the same roster."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from data.contracts.centre import Centre
from data.export.breaks import break_words
from data.export.words import safe_word

COLUMNS = (
    "agent", "name", "date", "shift", "start", "end", "breaks", "site", "pool", "group", "paid_min", "cost_cny", "kind",
    "locked", "origin", "shift_id",
)  # fmt: skip


def write_roster_csv(roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre, path: Path) -> Path:
    """Write one line a shift, by date, group and agent; instants with their offset in the centre's zone. O(rows)."""
    rows = roster_rows(roster, segments, centre)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows([[safe_word(word) for word in row] for row in rows.itertuples(index=False, name=None)])
    return path


def roster_rows(roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """The lines of the roster as words, by date, group, agent and start. O(rows log rows)."""
    names = dict(zip(centre.tables["agents"]["agent"], centre.tables["agents"]["name"], strict=True))
    rows = roster.assign(breaks=break_words(roster, segments)).sort_values(["date", "group", "agent", "start_ts"])
    words = {
        "agent": rows["agent"],
        "name": [names.get(agent, "") for agent in rows["agent"]],
        "date": rows["date"].dt.strftime("%Y-%m-%d"),
        "shift": rows["shift"],
        "start": _iso(rows["start_ts"], centre.zone),
        "end": _iso(rows["end_ts"], centre.zone),
        "breaks": rows["breaks"],
        "site": rows["site"],
        "pool": rows["pool"],
        "group": rows["group"],
        "paid_min": [_number(value) for value in rows["paid_min"]],
        "cost_cny": [_number(value) for value in rows["cost_cny"]],
        "kind": rows["kind"],
        "locked": ["true" if locked else "false" for locked in rows["locked"]],
        "origin": rows["origin"],
        "shift_id": rows["shift_id"],
    }
    return pd.DataFrame({column: list(words[column]) for column in COLUMNS})


def _iso(ts: pd.Series, zone: str) -> list[str]:
    return [when.isoformat() for when in ts.dt.tz_convert(zone)]


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))  # repr reads back exactly
