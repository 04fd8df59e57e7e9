"""Edits of a centre's tables laid over the rows of its files: pure, and nothing that no longer fits is lost unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data.contracts.errors import Fault
from data.contracts.settings import CENTRE_FILES
from data.intake.row_words import Words, faults_beside, key_of_words, rows_of_words, words_of

EDITABLE = ("events", "event_shapes", "forecast_adjustments", "hygiene_decisions", "new_queues", "staffing_methods")


@dataclass(frozen=True)
class LeftOut:
    """The newest edit of a row that was not laid over: its author never saw the file's row, or it is wrong by now."""

    edit_id: str
    table: str
    row_key: str
    author: str
    reason: str = ""

    @property
    def text(self) -> str:
        """The warning of a plan that was made without it."""
        why = f" ({self.reason})" if self.reason else ""
        return f"The edit of {self.row_key} in {self.table} by {self.author} no longer fits and is left out{why}."


@dataclass(frozen=True)
class Overlaid:
    """Words of the rows of each edited table, whether they differ from the file's, and the edits left out."""

    rows: Mapping[str, list[Words]]
    changed: frozenset[str]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class _Chain:
    """All edits of one row, oldest first."""

    table: str
    row_key: str
    edits: tuple[Mapping[str, str], ...]

    def fits(self, ground: str) -> bool:
        """The row of the file is one that the authors of these edits saw or made."""
        return ground in {state for edit in self.edits for state in (edit["before"], edit["after"])}

    @property
    def idle(self) -> bool:
        """The edits end where they began: an undone edit has nothing to say."""
        return self.edits[0]["before"] == self.edits[-1]["after"]

    def left_out(self, reason: str = "") -> LeftOut:
        newest = self.edits[-1]
        return LeftOut(newest["edit_id"], self.table, self.row_key, newest["author"], reason)


def lay_over(tables: Mapping[str, pd.DataFrame], edits: pd.DataFrame, zone: str) -> Overlaid:
    """The editable tables of a centre with all edits (a CENTRE_EDITS table) laid over.

    A row's edits hold as long as the file's row is one they started from or made; then the newest one counts. If the
    result is not in order (a queue is gone, say), the edits at fault are left out. O(rows + edits).
    """
    ground = {name: words_of(tables[name], CENTRE_FILES[name][0]) for name in EDITABLE}
    chains = _chains(edits, ground)
    before = {name: {key_of(name, words): words for words in rows} for name, rows in ground.items()}
    fitting = [chain for chain in chains if chain.fits(row_json(before[chain.table].get(chain.row_key)))]
    left_out = [chain.left_out() for chain in chains if chain not in fitting and not chain.idle]
    while True:
        rows = _laid(before, fitting)
        faults = overlay_faults(rows, tables, zone)
        at_fault = _at_fault(faults, rows, fitting)
        if not at_fault:
            break
        why = {(fault.file, row): fault.message for fault, row in _placed(faults, rows)}
        left_out += [chain.left_out(why.get((chain.table, chain.row_key), "")) for chain in at_fault]
        fitting = [chain for chain in fitting if chain not in at_fault]
    changed = frozenset(name for name in EDITABLE if rows[name] != ground[name])
    return Overlaid(rows, changed, tuple(left_out))


def overlay_faults(rows: Mapping[str, list[Words]], tables: Mapping[str, pd.DataFrame], zone: str) -> list[Fault]:
    """What would be wrong with a centre whose editable tables held these words; `Fault.line` is the row, 0 first."""
    placed, own = {}, []
    for name, words in rows.items():
        placed[name], faults = rows_of_words(name, words, zone)
        own += faults
    return faults_beside(placed, tables, own)


def key_of(table: str, words: Mapping[str, str]) -> str:
    """The key of a row of a table of a centre."""
    return key_of_words(words, CENTRE_FILES[table][0])


def row_json(words: Mapping[str, str] | None) -> str:
    """A row as kept in an edit: blank cells are left out, no row is the empty string.

    >>> row_json({"shape": "late", "note": ""}), row_json(None)
    ('{"shape": "late"}', '')
    """
    if words is None:
        return ""
    return json.dumps({k: v for k, v in words.items() if v}, ensure_ascii=False, sort_keys=True)


def row_of(kept: str, table: str) -> Words | None:
    """The row of an edit as words of every column."""
    if not kept:
        return None
    given = json.loads(kept)
    return {str(column): str(given.get(str(column), "")) for column in CENTRE_FILES[table][0].columns}


def _chains(edits: pd.DataFrame, ground: Mapping[str, list[Words]]) -> list[_Chain]:
    known = edits[edits["table_name"].isin(list(ground))]
    chains: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in known.astype(str).to_dict("records"):
        edit = {str(name): str(value) for name, value in row.items()}
        chains.setdefault((edit["table_name"], edit["row_key"]), []).append(edit)
    return [_Chain(table, row_key, tuple(own)) for (table, row_key), own in chains.items()]


def _laid(before: Mapping[str, Mapping[str, Words]], chains: Iterable[_Chain]) -> dict[str, list[Words]]:
    after = {name: dict(rows) for name, rows in before.items()}
    for chain in chains:
        words = row_of(chain.edits[-1]["after"], chain.table)
        if words is None:
            after[chain.table].pop(chain.row_key, None)
        else:
            after[chain.table][chain.row_key] = words
    return {name: list(rows.values()) for name, rows in after.items()}


def _placed(faults: Sequence[Fault], rows: Mapping[str, list[Words]]) -> list[tuple[Fault, str]]:
    return [
        (fault, key_of(fault.file, rows[fault.file][fault.line]))
        for fault in faults
        if fault.file in rows and fault.line is not None and fault.line < len(rows[fault.file])
    ]


def _at_fault(faults: Sequence[Fault], rows: Mapping[str, list[Words]], chains: Sequence[_Chain]) -> list[_Chain]:
    """Which edits to take back: those of the rows at fault, else of the tables at fault, else all."""
    if not faults:
        return []
    cells = {(fault.file, row) for fault, row in _placed(faults, rows)}
    named = {fault.file for fault in faults}
    return (
        [chain for chain in chains if (chain.table, chain.row_key) in cells]
        or [chain for chain in chains if chain.table in named]
        or list(chains)
    )
