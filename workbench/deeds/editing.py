"""Editing a roster: an edit is judged by the rules the plan was built with, and added to the edits of the plan."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from data.contracts.errors import Conflict, Fault, NotFound, RefusedInput
from data.contracts.tables import ADJUSTMENTS
from data.store.plans import StoredPlan
from scheduling.adjust.cell import Cell, cell_of
from scheduling.adjust.judge import judge_edit
from workbench.access import Right, User, require
from workbench.deeds.reading import Reading
from workbench.deeds.reasons import checked_reason


@dataclass(frozen=True)
class Edit:
    """A wish for one cell. `target`: agent|YYYY-MM-DD; `before`, `after`: JSON of the cell (scheduling.adjust.cell);
    `seen_edit`: the newest edit of the cell that the author saw, empty for none.
    """

    target: str
    before: str
    after: str
    seen_edit: str = ""


@dataclass(frozen=True)
class SeenCell:
    """A cell as it stands: its JSON and its newest edit, the two things that an `Edit` of it starts from."""

    target: str
    before: str
    seen_edit: str


@dataclass(frozen=True)
class Saved:
    """Edits that were saved, and the warnings they were saved with."""

    edit_ids: tuple[str, ...]
    warnings: tuple[Fault, ...]


class Editing(Reading):
    """Deeds on the roster of a plan."""

    def adjustments(self, user: User, plan_id: str) -> pd.DataFrame:
        """The ADJUSTMENTS table of a plan, the oldest edit first."""
        require(user, Right.SEE_PLAN)
        return self.store.adjustments.of_plan(plan_id)

    def cell(self, user: User, plan_id: str, target: str) -> SeenCell:
        """A cell of the roster as it stands now."""
        require(user, Right.SEE_PLAN)
        edits = self.store.adjustments.of_plan(plan_id)
        seen = edits.loc[edits["target"] == target, "edit_id"]
        cell = self._cells_now(self.store.plans.get(plan_id), [target])[target]
        return SeenCell(target, cell, str(seen.iloc[-1]) if len(seen) else "")

    def judge(self, user: User, plan_id: str, edits: Sequence[Edit]) -> list[Fault]:
        """The faults these edits would cause; nothing is saved."""
        require(user, Right.SEE_PLAN)
        stored = self.store.plans.get(plan_id)
        return self._judge(stored, edit_rows(plan_id, edits, user, ""))

    def adjust(self, user: User, plan_id: str, edits: Sequence[Edit], reason: str, *, overrule: bool = False) -> Saved:
        """Save edits, all or none, with the reason for them.

        Raises `RefusedInput` for edits that break a hard rule (unless somebody with that right overrules it) or
        carry no reason, `Conflict` when another writer changed one of the cells after its author had seen it.
        """
        require(user, Right.EDIT_ROSTER)
        if overrule:
            require(user, Right.OVERRULE)
        reason = checked_reason(reason)
        stored = self.store.plans.get(plan_id)
        rows = edit_rows(plan_id, edits, user, reason)
        # Asked before the rules are: who lost a race should hear of the other writer, not of a roster that changed.
        self.store.adjustments.refuse_unseen(rows)
        faults = self._judge(stored, rows)
        hard = [fault for fault in faults if fault.severity == "hard"]
        broken = [fault for fault in hard if not (overrule and fault.code.startswith("rule."))]
        if broken:
            raise RefusedInput(broken)
        self.store.adjustments.append(rows)
        return Saved(tuple(rows["edit_id"]), tuple(faults))

    def undo(self, user: User, plan_id: str, edit_id: str, reason: str) -> Saved:
        """Put a cell back to what it was before its newest edit, by a counter-edit that is judged like any other."""
        require(user, Right.EDIT_ROSTER)
        edits = self.store.adjustments.of_plan(plan_id)
        found = edits[edits["edit_id"] == edit_id]
        if found.empty:
            raise NotFound("Plan {plan} has no edit {edit}.", "Load the roster again.", plan=plan_id, edit=edit_id)
        edit = found.iloc[0]
        newest = edits[edits["target"] == edit["target"]].iloc[-1]
        if newest["edit_id"] != edit_id:
            raise Conflict(
                "{author} changed {target} again after this edit.",
                "Undo the newer edit first.",
                author=newest["author"],
                target=edit["target"],
            )
        return self.adjust(user, plan_id, [Edit(edit["target"], edit["after"], edit["before"], edit_id)], reason)

    def _cells_now(self, stored: StoredPlan, targets: Sequence[str]) -> dict[str, str]:
        """JSON of some cells as they stand, the first shift of a day where there are two. O(shifts)."""
        adjusted = self._adjusted(stored)
        roster = adjusted.roster[adjusted.roster["agent"].isin({target.rpartition("|")[0] for target in targets})]
        names = roster["agent"].astype(str) + "|" + roster["date"].dt.strftime("%Y-%m-%d")
        asked = roster[names.isin(targets)].assign(target=names).sort_values("start_ts").drop_duplicates("target")
        rest = adjusted.segments[adjusted.segments["shift_id"].isin(asked["shift_id"])]
        cells = dict.fromkeys(targets, Cell().as_json())
        by_shift = dict(iter(rest.groupby("shift_id")))
        for row in asked.to_dict("records"):
            cells[str(row["target"])] = cell_of(row, by_shift.get(row["shift_id"], rest.iloc[:0])).as_json()
        return cells

    def _judge(self, stored: StoredPlan, rows: pd.DataFrame) -> list[Fault]:
        adjusted = self._adjusted(stored)
        return judge_edit(adjusted.roster, adjusted.segments, rows, self._centre(stored))


def edit_rows(plan_id: str, edits: Sequence[Edit], user: User, reason: str) -> pd.DataFrame:
    """The edits as rows of the ADJUSTMENTS table, made now."""
    now = datetime.now(UTC)
    rows = [
        (uuid.uuid4().hex[:12], plan_id, edit.target, edit.seen_edit, edit.before, edit.after, now, user.name, reason)
        for edit in edits
    ]
    table = pd.DataFrame(rows, columns=list(ADJUSTMENTS.columns))
    return table.astype({name: "datetime64[us, UTC]" if name == "made_at" else "str" for name in table.columns})
