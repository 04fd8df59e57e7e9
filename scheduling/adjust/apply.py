"""The adjusted roster: planner edits laid over what the roster stage made; what no longer fits is told, not forced."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import RefusedInput
from data.contracts.tables import ROSTER
from scheduling.adjust.booking import Booking
from scheduling.adjust.cell import Cell, cell_of_rest, read_cell
from scheduling.adjust.chain import Chain, chains_of
from scheduling.breaks import WORK, breaks_text, segments_of

Row = dict[Hashable, Any]


@dataclass(frozen=True)
class Adjusted:
    """The roster and segments after the edits, and the ids of edits that no longer fit."""

    roster: pd.DataFrame
    segments: pd.DataFrame
    stale: tuple[str, ...] = ()


def apply_adjustments(
    roster: pd.DataFrame, segments: pd.DataFrame, adjustments: pd.DataFrame, centre: Centre
) -> Adjusted:
    """Lay edits over a roster. O(shifts + edits).

    Edits of one cell form a chain; the cell must be as the first edit saw it (or already as the last one asks),
    otherwise none of the chain is applied and all its ids are in `stale`. A day with two shifts is no cell that can be
    edited: which of the two is meant would be a guess, so its edits are stale, too. A cell keeps its shift id.
    """
    if adjustments.empty:
        return Adjusted(roster, segments)
    rows, crowded = _cells(roster), crowded_cells(roster)
    rest = _rest_of(segments[segments["shift_id"].isin(_touched(adjustments, rows))])
    booking = Booking(centre)
    gone: set[str] = set()
    made: list[tuple[Row, str]] = []
    stale: list[str] = []
    for chain in chains_of(adjustments):
        if (chain.agent, chain.date) in crowded:
            stale.extend(chain.edit_ids)
            continue
        row = rows.get((chain.agent, chain.date))
        now = cell_of_rest(row, rest.get(str(row["shift_id"]), ())) if row else Cell()
        try:
            wanted = read_cell(chain.after, chain.date, centre)
            fits = same(now, chain.before, chain.date, centre)
        except RefusedInput:
            stale.extend(chain.edit_ids)
            continue
        if wanted == now:
            continue
        home = row or _home(chain.agent, roster, centre)
        if not fits or home is None:
            stale.extend(chain.edit_ids)
            continue
        if row:
            gone.add(str(row["shift_id"]))
        if wanted.shift:
            made.append((_row(chain, wanted, row, home, booking), breaks_text(wanted.breaks)))
    return Adjusted(*_merged(roster, segments, gone, made), tuple(stale))


def same(now: Cell, before: str, date: pd.Timestamp, centre: Centre) -> bool:
    """Whether a cell is as an edit's author saw it; what `before` leaves out is not compared."""
    said = json.loads(before or "{}")
    if not isinstance(said, dict) or str(said.get("shift") or "") != now.shift:
        return False
    if not now.shift:
        return True
    seen = read_cell(before, date, centre)
    return (
        (not said.get("start") or seen.start == now.start)
        and (not said.get("end") or seen.end == now.end)
        and (not said.get("breaks") or seen.breaks == now.breaks)
        and (said.get("locked") is None or seen.locked == now.locked)
    )


def crowded_cells(roster: pd.DataFrame) -> set[tuple[str, pd.Timestamp]]:
    """Agents and days with more than one shift. O(shifts)."""
    twice = roster[roster.duplicated(["agent", "date"])]
    return set(zip(twice["agent"].astype(str), twice["date"], strict=True))


def _cells(roster: pd.DataFrame) -> dict[tuple[str, pd.Timestamp], Row]:
    """The first shift of each agent's day."""
    first = roster.sort_values("start_ts", kind="stable").drop_duplicates(["agent", "date"])
    return {(str(row["agent"]), row["date"]): row for row in first.to_dict("records")}


def _rest_of(segments: pd.DataFrame) -> dict[str, list[Row]]:
    """The segments of each shift that are no work."""
    rest: dict[str, list[Row]] = {}
    for row in segments[segments["activity"] != WORK].to_dict("records"):
        rest.setdefault(str(row["shift_id"]), []).append(row)
    return rest


def _touched(adjustments: pd.DataFrame, rows: dict[tuple[str, pd.Timestamp], Row]) -> set[str]:
    keys = {(chain.agent, chain.date) for chain in chains_of(adjustments)}
    return {str(rows[key]["shift_id"]) for key in keys if key in rows}


def _home(agent: str, roster: pd.DataFrame, centre: Centre) -> Row | None:
    """Group, pool and site of somebody who is off that day: from the agents, for a seat from its other shifts."""
    people = centre.tables["agents"]
    skills = centre.tables["skills"]
    group = people.loc[people["agent"] == agent, "group"]
    if len(group):
        place = skills[skills["group"] == group.iloc[0]]
        if place.empty:
            return None
        return {"kind": "agent", "group": group.iloc[0], "pool": place["pool"].iloc[0], "site": place["site"].iloc[0]}
    known = roster[roster["agent"] == agent]
    if len(known):
        return known.iloc[0][["kind", "group", "pool", "site"]].to_dict()
    seats, _, number = agent.rpartition("-")  # a further seat of a group without named people, as seats are numbered
    place = skills[skills["group"] == seats]
    if place.empty or not number.isdigit() or (people["group"] == seats).any():
        return None
    return {"kind": "seat", "group": seats, "pool": place["pool"].iloc[0], "site": place["site"].iloc[0]}


def _row(chain: Chain, cell: Cell, row: Row | None, home: Row, booking: Booking) -> Row:
    """The row of the roster for an edited cell."""
    return {
        "shift_id": row["shift_id"] if row else f"{chain.agent}-{chain.date:%Y%m%d}",
        "agent": chain.agent,
        "kind": home["kind"],
        "date": chain.date,
        "start_ts": cell.start,
        "end_ts": cell.end,
        "shift": cell.shift,
        "pool": home["pool"],
        "site": home["site"],
        "group": home["group"],
        "paid_min": booking.paid_min(cell),
        "cost_cny": booking.cost_cny(cell, str(home["pool"]), chain.date),
        "locked": cell.locked,
        "origin": "planner",
    }


def _merged(
    roster: pd.DataFrame, segments: pd.DataFrame, gone: set[str], made: list[tuple[Row, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    roster = roster[~roster["shift_id"].isin(gone)]
    segments = segments[~segments["shift_id"].isin(gone)]
    if made:
        extra = pd.DataFrame([row for row, _ in made])
        for column in ("start_ts", "end_ts", "date"):
            extra[column] = pd.DatetimeIndex(extra[column]).as_unit("us")
        cut = segments_of(extra, [text for _, text in made])
        extra = extra[list(ROSTER.columns)].astype({c: roster[c].dtype for c in roster.columns if c in ROSTER.columns})
        roster = pd.concat([roster, extra]) if len(roster) else extra
        segments = pd.concat([segments, cut.astype(dict(segments.dtypes))]) if len(segments) else cut
    roster = roster.sort_values(["agent", "start_ts"], kind="stable").reset_index(drop=True)
    return roster, segments.sort_values(["shift_id", "start_ts"], kind="stable").reset_index(drop=True)
