"""Repairing a plan on the day: what to change, suggestions for a gap, and saving what was chosen."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.contracts.errors import Conflict
from data.contracts.progress import Progress, silent
from data.store.plans import StoredPlan
from scheduling.adjust.repair.change import Change
from scheduling.adjust.repair.happened import Happened
from scheduling.adjust.repair.repair import Repaired, State, repair
from scheduling.adjust.repair.suggest import Suggestion, suggest
from workbench.access import Right, User, require
from workbench.deeds.editing import Edit, Editing, Saved


class Repairing(Editing):
    """Deeds of the day; what they propose is saved as ordinary edits, so that it can be undone like them."""

    def repair(
        self, user: User, plan_id: str, happened: Happened, now: pd.Timestamp, *, time_off: bool | None = None,
        all_gaps: bool = False, progress: Progress = silent,
    ) -> Repaired:  # fmt: skip
        """The cheapest lawful changes of a plan, its edits included, after what happened; nothing is saved.

        Raises `RefusedInput` with every event that cannot be.
        """
        require(user, Right.SEE_PLAN)
        stored = self.store.plans.get(plan_id)
        return repair(self._state(stored), happened, now, self._centre(stored), time_off=time_off, all_gaps=all_gaps,
                      progress=progress)  # fmt: skip

    def cover(
        self, user: User, plan_id: str, now: pd.Timestamp, *, from_ts: pd.Timestamp, to_ts: pd.Timestamp,
        queue: str = "", group: str = "", happened: Happened | None = None, most: int = 20,
    ) -> list[Suggestion]:  # fmt: skip
        """What could be done about a gap of a queue or a group, the best first; nothing is saved."""
        require(user, Right.SEE_PLAN)
        stored = self.store.plans.get(plan_id)
        return suggest(self._state(stored), now, self._centre(stored), from_ts=from_ts, to_ts=to_ts, queue=queue,
                       group=group, happened=happened, most=most)  # fmt: skip

    def apply_changes(self, user: User, plan_id: str, changes: Sequence[Change], reason: str) -> Saved:
        """Save changes as edits, all or none. Raises `Conflict` where a cell is no longer as the change saw it."""
        require(user, Right.EDIT_ROSTER)
        edits = self.store.adjustments.of_plan(plan_id)
        newest = dict(zip(edits["target"], edits["edit_id"], strict=True))
        stored = self.store.plans.get(plan_id)
        wanted = [Edit(c.target, c.before.as_json(), c.after.as_json(), newest.get(c.target, "")) for c in changes]
        self._refuse_stale(stored, wanted)
        return self.adjust(user, plan_id, wanted, reason)

    def _refuse_stale(self, stored: StoredPlan, wanted: Sequence[Edit]) -> None:
        cells = self._cells_now(stored, [edit.target for edit in wanted])
        for edit in wanted:
            if cells[edit.target] != edit.before:
                raise Conflict(
                    "The cell {target} is no longer as this change saw it.", "Ask for the repair again.",
                    target=edit.target,
                )  # fmt: skip

    def _state(self, stored: StoredPlan) -> State:
        adjusted = self._adjusted(stored)
        flow, shortage, skills = (
            self._artefact(stored.plan.tables[name]) for name in ("mix_flow", "shortage", "skill_group")
        )
        return State(adjusted.roster, adjusted.segments, flow, shortage, skills)
