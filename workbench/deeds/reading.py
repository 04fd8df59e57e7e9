"""Looking at plans: which there are, what they were made from, and their tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import NotFound
from data.store.imports import Import
from data.store.plans import Publication, StoredPlan
from scheduling.adjust.apply import Adjusted, apply_adjustments
from workbench.access import Right, User, may, require
from workbench.deeds.base import Deeds
from workbench.deeds.centres import known_centre

ADJUSTED = ("roster", "segments")


class Reading(Deeds):
    """Deeds that change nothing."""

    def user(self, name: str) -> User:
        """Who this is, and in which role; `NotFound` for a stranger."""
        return self.store.users.get(name)

    def plans(self, user: User, centre: str | None = None) -> list[StoredPlan]:
        """All plans, the newest first."""
        require(user, Right.SEE_PLAN)
        return self.store.plans.all(centre)

    def plan(self, user: User, plan_id: str) -> StoredPlan:
        """One plan; `NotFound` if there is none."""
        require(user, Right.SEE_PLAN)
        return self.store.plans.get(plan_id)

    def latest_plan(self, user: User, centre: str | None = None) -> StoredPlan | None:
        """The newest base plan (no what-if), of one centre or of any; None without plans."""
        require(user, Right.SEE_PLAN)
        return next((stored for stored in self.store.plans.all(centre) if not stored.plan.scenario), None)

    def publications(self, user: User, centre: str) -> list[Publication]:
        """What was handed out for a centre, the newest first."""
        require(user, Right.SEE_PLAN)
        return self.store.plans.publications(centre)

    def imports(self, user: User, centre: str) -> list[Import]:
        """Which files were read into the history of a centre, the newest first."""
        require(user, Right.SEE_PLAN)
        return self.store.imports.all(centre)

    def centre(self, user: User, plan_id: str) -> Centre:
        """The centre as the plan saw it: its settings with the levers of its scenario pulled."""
        require(user, Right.SEE_PLAN)
        return self._centre(self.store.plans.get(plan_id))

    def history(self, user: User, plan_id: str) -> pd.DataFrame:
        """The HISTORY table the plan was made from."""
        require(user, Right.SEE_PLAN)
        return self._artefact(self.store.plans.get(plan_id).plan.history_hash)

    def table(self, user: User, plan_id: str, name: str) -> pd.DataFrame:
        """A table of a plan by its name in data.contracts.tables; `roster` and `segments` with all edits laid over.

        Agents and partners get their own rows of these two and nothing else. Remembered by content, so asking again
        costs nothing; the table is the caller's own.
        """
        if not may(user, Right.SEE_PLAN) and name in ADJUSTED:
            require(user, Right.SEE_OWN)
            return self._own(user, plan_id, name)
        require(user, Right.SEE_PLAN)
        stored = self.store.plans.get(plan_id)
        if name not in stored.plan.tables:
            known = ", ".join(stored.plan.tables)
            raise NotFound(
                "Plan {plan} has no table {table}.", "It has: {known}.", plan=plan_id, table=name, known=known
            )
        if name in ADJUSTED:
            table: pd.DataFrame = getattr(self._adjusted(stored), name)
            return table.copy(deep=False)
        return self._artefact(stored.plan.tables[name])

    def stale_edits(self, user: User, plan_id: str) -> tuple[str, ...]:
        """Ids of edits that do not fit the plan's roster and are left out."""
        require(user, Right.SEE_PLAN)
        return self._adjusted(self.store.plans.get(plan_id)).stale

    def check_centre(self, user: User, folder: Path) -> Centre:
        """The centre in a folder, or `RefusedInput` with every fault of its settings."""
        require(user, Right.SEE_PLAN)
        return known_centre(folder)

    def _adjusted(self, stored: StoredPlan) -> Adjusted:
        hashes = tuple(stored.plan.tables[name] for name in ADJUSTED)
        edits = self.store.adjustments.count(stored.plan_id)
        key = ("adjusted", stored.plan_id, hashes, edits)
        made: Adjusted = self._remembered.get(key, lambda: self._lay_over(stored, *hashes))
        return made

    def _lay_over(self, stored: StoredPlan, roster: str, segments: str) -> Adjusted:
        edits = self.store.adjustments.of_plan(stored.plan_id)
        return apply_adjustments(self._artefact(roster), self._artefact(segments), edits, self._centre(stored))

    def _own(self, user: User, plan_id: str, name: str) -> pd.DataFrame:
        stored = self.store.plans.get(plan_id)
        adjusted = self._adjusted(stored)
        roster = adjusted.roster
        if user.role == "partner":
            pools = [name for name, pool in self._centre(stored).pools.items() if pool.partner == user.subject]
            mine = roster[roster["pool"].isin(pools)] if user.subject else roster.iloc[:0]
        else:
            mine = roster[roster["agent"] == user.subject] if user.subject else roster.iloc[:0]
        if name == "roster":
            return mine.reset_index(drop=True)
        own = adjusted.segments["shift_id"].isin(mine["shift_id"])
        return adjusted.segments[own].reset_index(drop=True)
