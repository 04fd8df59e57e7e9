"""Editing a centre's tables of events, adjustments, decisions and new queues: kept as edits, laid over its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Conflict, Fault, NotFound, RefusedInput
from data.contracts.settings import CENTRE_FILES
from data.intake.row_words import Words, csv_of_words, row_fault, rows_of_words
from workbench.access import Right, User, require
from workbench.deeds.centres import known_centre
from workbench.deeds.overlay import EDITABLE, LeftOut, key_of, lay_over, overlay_faults
from workbench.deeds.reading import Reading
from workbench.deeds.reasons import checked_reason
from workbench.deeds.row_edits import RowEdit, Rows, Step, by_key, edit_rows, new_id, steps_of, with_steps
from workbench.deeds.snapshot import pack, packed_centre, with_tables


@dataclass(frozen=True)
class CentreTable:
    """A table of a centre with its edits laid over.

    `rows` as in data.contracts.settings, `words[i]` and `keys[i]` of row i, `seen`: newest edit by row key, of rows
    that are gone too; `left_out`: edits that do not fit the rows of the file any more.
    """

    table: str
    rows: pd.DataFrame
    words: tuple[Words, ...]
    keys: tuple[str, ...]
    seen: Mapping[str, str]
    left_out: tuple[LeftOut, ...]

    def edit(self, before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> RowEdit:
        """A wish that starts from this table as it was loaded; cells that `after` does not name stay as they are."""
        whole = None if after is None else {**(before or {}), **after}
        key = key_of(self.table, before or after or {})
        return RowEdit(self.table, before, whole, self.seen.get(key, "") if before is not None else "")


@dataclass(frozen=True)
class LaidSettings:
    """What a plan is made from besides history: the centre with its edits laid over, as value and as packed files."""

    centre: Centre
    settings_hash: str
    body: bytes
    left_out: tuple[LeftOut, ...] = ()


class CentreTables(Reading):
    """Deeds on the tables of a centre that planners edit (workbench.deeds.overlay.EDITABLE)."""

    def centre_table(self, user: User, centre: str, table: str, folder: Path | None = None) -> CentreTable:
        """A table of a centre as the next plan would use it, with all edits laid over.

        The rows below the edits are those of the files in `folder`, else those the newest base plan was made from.
        Raises `NotFound` for a table nobody may edit, and where there is neither folder nor plan.
        """
        require(user, Right.SEE_PLAN)
        _refuse_other_tables([table])
        ground = self._ground(centre, folder)
        edits = self.store.centre_edits.of_centre(centre)
        laid = lay_over(ground.tables, edits, ground.zone)
        words = laid.rows[table]
        own = edits[edits["table_name"] == table]
        return CentreTable(
            table,
            rows_of_words(table, words, ground.zone)[0].rows,
            tuple(words),
            tuple(key_of(table, row) for row in words),
            dict(zip(own["row_key"], own["edit_id"], strict=True)),
            tuple(edit for edit in laid.left_out if edit.table == table),
        )

    def centre_edits(self, user: User, centre: str, table: str | None = None) -> pd.DataFrame:
        """The CENTRE_EDITS table of a centre, of one of its tables or of all, the oldest edit first."""
        require(user, Right.SEE_PLAN)
        return self.store.centre_edits.of_centre(centre, table)

    def edit_centre(
        self, user: User, centre: str, edits: Sequence[RowEdit], reason: str, folder: Path | None = None
    ) -> tuple[str, ...]:
        """Save edits of rows, all or none, and return their ids.

        The words are checked as those of a file are: `RefusedInput` names table, row, column and what to do. `Conflict`
        when another writer changed one of the rows after its author had seen it. Columns `author` and (where blank)
        `reason` of a row are filled from the edit.
        """
        require(user, Right.EDIT_CENTRE)
        _refuse_other_tables([edit.table for edit in edits])
        ground = self._ground(centre, folder)
        known = self.store.centre_edits.of_centre(centre)
        rows = by_key(lay_over(ground.tables, known, ground.zone).rows)
        newest = dict(zip(zip(known["table_name"], known["row_key"], strict=True), known["edit_id"], strict=True))
        signed = [_signed(edit, user, reason) for edit in edits]
        try:
            reason = checked_reason(reason)
            steps = steps_of([_signed(edit, user, reason) for edit in edits], rows, newest, ground.zone)
        except RefusedInput as refused:
            raise RefusedInput(_with_others(refused.faults, signed, rows, ground)) from refused
        return self._append(ground, rows, steps, user, reason)

    def undo_centre_edit(
        self, user: User, centre: str, edit_id: str, reason: str, folder: Path | None = None
    ) -> tuple[str, ...]:
        """Put a row back to what it was before its newest edit, by a counter-edit that is checked like any other.

        An edit that does not fit its file any more is dismissed by this: it is no longer told.
        """
        require(user, Right.EDIT_CENTRE)
        reason = checked_reason(reason)
        known = self.store.centre_edits.of_centre(centre)
        found = known[known["edit_id"] == edit_id]
        if found.empty:
            raise NotFound("Centre {centre} has no edit {edit}.", "Load the table again.", centre=centre, edit=edit_id)
        edit = found.iloc[0]
        newest = known[(known["table_name"] == edit["table_name"]) & (known["row_key"] == edit["row_key"])].iloc[-1]
        if newest["edit_id"] != edit_id:
            raise Conflict(
                "{author} changed {target} again after this edit.",
                "Undo the newer edit first.",
                author=newest["author"],
                target=edit["row_key"],
            )
        ground = self._ground(centre, folder)
        laid = lay_over(ground.tables, known, ground.zone)
        step = Step(edit["table_name"], edit["row_key"], edit_id, edit["after"], edit["before"], new_id())
        if edit_id in {left.edit_id for left in laid.left_out}:
            rows = edit_rows(centre, [step], user.name, reason)
            self.store.centre_edits.append(rows)
            return tuple(rows["edit_id"])
        return self._append(ground, by_key(laid.rows), [step], user, reason)

    def _append(self, ground: Centre, rows: Rows, steps: Sequence[Step], user: User, reason: str) -> tuple[str, ...]:
        edits = edit_rows(ground.name, steps, user.name, reason)
        # Asked before the rows are: who lost a race should hear of the other writer.
        self.store.centre_edits.refuse_unseen(edits)
        after = {name: list(own.values()) for name, own in with_steps(rows, steps).items()}
        faults = overlay_faults(after, ground.tables, ground.zone)
        if faults:
            keys = {name: [key_of(name, words) for words in own] for name, own in after.items()}
            raise RefusedInput([row_fault(fault, keys.get(fault.file, [])) for fault in faults])
        self.store.centre_edits.append(edits)
        return tuple(edits["edit_id"])

    def _laid_settings(self, files: Mapping[str, bytes], ground: Centre) -> LaidSettings:
        """The files of the centre `ground` with its edits laid over; untouched files where nothing is changed."""
        laid = lay_over(ground.tables, self.store.centre_edits.of_centre(ground.name), ground.zone)
        if not laid.changed:
            return LaidSettings(ground, *pack(files), laid.left_out)
        tables = {name: csv_of_words(laid.rows[name], CENTRE_FILES[name][0]) for name in sorted(laid.changed)}
        settings_hash, body = pack(with_tables(files, tables))
        return LaidSettings(packed_centre(body), settings_hash, body, laid.left_out)

    def _ground(self, centre: str, folder: Path | None) -> Centre:
        if folder is not None:
            ground = known_centre(folder)
            if ground.name == centre:
                return ground
            raise NotFound(
                "{folder} holds the centre {name}, not {centre}.", folder=str(folder), name=ground.name, centre=centre
            )
        stored = next((stored for stored in self.store.plans.all(centre) if not stored.plan.scenario), None)
        if stored is None:
            raise NotFound("Centre {centre} has no plan yet.", "Make one: peakcrew plan FOLDER.", centre=centre)
        return self._base_centre(stored)


def _with_others(faults: Sequence[Fault], edits: Sequence[RowEdit], rows: Rows, ground: Centre) -> list[Fault]:
    """The faults and those that only show when the edited rows stand beside the others, each cell told once."""
    after = {name: dict(own) for name, own in rows.items()}
    for edit in edits:
        if edit.before is not None:
            after[edit.table].pop(key_of(edit.table, edit.before), None)
        if edit.after is not None:
            after[edit.table][key_of(edit.table, edit.after)] = {name: str(word) for name, word in edit.after.items()}
    words = {name: list(own.values()) for name, own in after.items()}
    keys = {name: [key_of(name, row) for row in own] for name, own in words.items()}
    told = {(fault.file, fault.column) for fault in faults}
    found = [row_fault(fault, keys.get(fault.file, [])) for fault in overlay_faults(words, ground.tables, ground.zone)]
    told_blank = ("adjustment.no_reason", "method.no_reason")  # the edit's reason is the row's
    blank = any(fault.code in told_blank for fault in found)
    own = [fault for fault in faults if not (blank and fault.code == "edit.no_reason")]
    return [*own, *(fault for fault in found if (fault.file, fault.column) not in told)]


def _refuse_other_tables(tables: Sequence[str]) -> None:
    for table in tables:
        if table not in EDITABLE:
            known = ", ".join(EDITABLE)
            raise NotFound("There is no table {table} to edit.", "There are: {known}.", table=table, known=known)


def _signed(edit: RowEdit, user: User, reason: str) -> RowEdit:
    """The wish with its author and, where the row has none of its own, the reason."""
    if edit.after is None:
        return edit
    columns = CENTRE_FILES[edit.table][0].columns
    after = dict(edit.after)
    if "author" in columns:
        after["author"] = user.name
    if "reason" in columns and not after.get("reason", "").strip():
        after["reason"] = reason
    return RowEdit(edit.table, edit.before, after, edit.seen_edit)
