"""A planner's wishes for rows of a centre's tables turned into edits: each answers to the newest edit of its row."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from data.contracts.errors import Conflict, Fault, RefusedInput
from data.contracts.settings import CENTRE_FILES
from data.contracts.tables import CENTRE_EDITS
from data.intake.row_words import Words, row_fault, rows_of_words, words_of
from workbench.deeds.overlay import key_of, row_json, row_of

MOST_LETTERS = 500  # of a cell: a database finds a row by the words of its key
Rows = dict[str, dict[str, Words]]  # table -> row key -> words


@dataclass(frozen=True)
class RowEdit:
    """A wish for one row of a table, as words by column: `before` None adds a row, `after` None removes it.

    `seen_edit`: the newest edit of the row that the author saw, empty for none.
    """

    table: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None
    seen_edit: str = ""


@dataclass(frozen=True)
class Step:
    """One edit as it is kept: a row whose key changes is one removed and one added."""

    table: str
    row_key: str
    seen_edit: str
    before: str
    after: str
    edit_id: str


def new_id() -> str:
    """A fresh id of an edit."""
    return uuid.uuid4().hex[:12]


def by_key(rows: Mapping[str, Sequence[Words]]) -> Rows:
    """The rows of each table by their keys, in their order."""
    return {name: {key_of(name, words): words for words in own} for name, own in rows.items()}


def steps_of(edits: Sequence[RowEdit], rows: Rows, newest: Mapping[tuple[str, str], str], zone: str) -> list[Step]:
    """The edits to keep for these wishes; `newest` tells the newest edit by table and row key.

    Words are brought into the one form that files are written in; `RefusedInput` names every cell that is wrong.
    """
    plain = _in_one_form(edits, zone)
    seen = dict(newest)
    there = {(table, key) for table, own in rows.items() for key in own}
    steps: list[Step] = []
    for edit, after in zip(edits, plain, strict=True):
        old = None if edit.before is None else key_of(edit.table, edit.before)
        new = None if after is None else key_of(edit.table, after)
        moves = [(old, edit.before, after if new == old else None, edit.seen_edit)] if old is not None else []
        if new is not None and new != old:
            # who adds a row has seen that there is none, whatever was edited there before
            free = edit.before is not None or not edit.seen_edit
            known = "" if (edit.table, new) in there else seen.get((edit.table, new), "")
            moves.append((new, None, after, known if free else edit.seen_edit))
        for key, start, end, answered in moves:
            step = Step(edit.table, key, answered, row_json(start), row_json(end), new_id())
            seen[edit.table, key] = step.edit_id
            (there.discard if end is None else there.add)((edit.table, key))
            steps.append(step)
    return steps


def _in_one_form(edits: Sequence[RowEdit], zone: str) -> list[Words | None]:
    plain: list[Words | None] = []
    faults = []
    for edit in edits:
        if edit.after is None:
            plain.append(None)
            continue
        placed, own = rows_of_words(edit.table, [edit.after], zone)
        own += [_long(edit.table, column) for column, word in edit.after.items() if len(word) > MOST_LETTERS]
        faults += [row_fault(fault, [key_of(edit.table, edit.after)]) for fault in own]
        plain += words_of(placed.rows, CENTRE_FILES[edit.table][0])
    if faults:
        raise RefusedInput(faults)
    return plain


def _long(table: str, column: str) -> Fault:
    template, remedy = "the cell has more than {most} characters", "Say it in fewer words."
    return Fault("edit.long_cell", template, {"most": MOST_LETTERS}, remedy, table, 0, column)


def with_steps(rows: Rows, steps: Sequence[Step]) -> Rows:
    """The rows after the steps; `Conflict` where a row is not what its author started from."""
    after = {name: dict(own) for name, own in rows.items()}
    for step in steps:
        own = after[step.table]
        if row_json(own.get(step.row_key)) != step.before:
            raise Conflict(
                "Row {row} of {table} is not what you started from: {now}.",
                "Load the table again and repeat your edit if you still want it.",
                row=step.row_key,
                table=step.table,
                now=row_json(own.get(step.row_key)) or "-",
            )
        words = row_of(step.after, step.table)
        if words is None:
            del own[step.row_key]
        else:
            own[step.row_key] = words
    return after


def edit_rows(centre: str, steps: Sequence[Step], author: str, reason: str) -> pd.DataFrame:
    """The steps as a CENTRE_EDITS table, made now."""
    now = datetime.now(UTC)
    rows = [
        (step.edit_id, centre, step.table, step.row_key, step.seen_edit, step.before, step.after, author, reason, now)
        for step in steps
    ]
    table = pd.DataFrame(rows, columns=list(CENTRE_EDITS.columns))
    return table.astype({name: "datetime64[us, UTC]" if name == "made_at" else "str" for name in table.columns})
