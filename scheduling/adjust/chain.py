"""Edits of one cell as a chain: the first says what its author saw, the last what shall be."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.contracts.errors import Fault, RefusedInput


@dataclass(frozen=True)
class Chain:
    """All edits of a target: the agent, the day, and the edits in the order they were made."""

    agent: str
    date: pd.Timestamp
    edit_ids: tuple[str, ...]
    before: str
    after: str


def read_target(target: str) -> tuple[str, pd.Timestamp]:
    """Agent and day of a target.

    >>> read_target("A17|2026-11-10")[0]
    'A17'
    """
    agent, _, day = target.rpartition("|")
    try:
        date: pd.Timestamp | None = pd.Timestamp(day).as_unit("us") if day else None
    except ValueError:
        date = None
    if not agent or date is None or date.tzinfo is not None or date != date.normalize():
        raise RefusedInput(
            [Fault("edit.target", "{target} is no cell", {"target": repr(target)}, remedy="Write agent|YYYY-MM-DD.")]
        )
    return agent, date


def chains_of(edits: pd.DataFrame) -> list[Chain]:
    """Edits by target, in the order they were made; an undo is one more edit that asks for the old cell. O(edits)."""
    order = edits.sort_values("made_at", kind="stable") if "made_at" in edits else edits
    if order["target"].is_unique:  # one edit a cell, as a repair makes thousands
        names = order["edit_id"] if "edit_id" in order else order["target"]
        cells = zip(order["target"].astype(str), names.astype(str), order["before"], order["after"], strict=True)
        return [Chain(*read_target(target), (edit,), str(old), str(new)) for target, edit, old, new in cells]
    chains = []
    for target, of_cell in order.groupby("target", sort=False):
        agent, date = read_target(str(target))
        ids = tuple(of_cell["edit_id"].astype(str)) if "edit_id" in of_cell else (str(target),)
        chains.append(Chain(agent, date, ids, str(of_cell["before"].iloc[0]), str(of_cell["after"].iloc[-1])))
    return chains
