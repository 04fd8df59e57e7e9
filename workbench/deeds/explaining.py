"""Explaining a stored plan with its edits: why somebody works or does not, why a gap is there, what would fill it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scheduling.roster.explain.answer import GapExplained, explain_gap
from scheduling.roster.explain.contradictions import Contradiction, contradictions, fixed_shifts
from scheduling.roster.explain.person import Explained, explain_person
from workbench.access import Right, User, require
from workbench.deeds.reading import Reading

GAP_TABLES = ("mix", "shortage", "skill_group", "roster", "segments", "unfilled")
PERSON_TABLES = ("roster", "unfilled", "skill_group")


class Explaining(Reading):
    """Deeds that answer why; they store nothing."""

    def explain_gap(
        self, user: User, plan_id: str, group: str, date: pd.Timestamp, from_min: int = 0, to_min: int = 24 * 60
    ) -> GapExplained:  # fmt: skip
        """What a skill group lacks on a day between two minutes of the wall clock, and what would fill it at what cost.

        `NotFound` for an unknown plan or group and for a day that is not planned.
        """
        require(user, Right.SEE_PLAN)
        centre = self.centre(user, plan_id)
        return explain_gap(self._tables(user, plan_id, GAP_TABLES), centre, group, date, from_min, to_min)

    def explain_person(self, user: User, plan_id: str, agent: str, date: pd.Timestamp) -> Explained:
        """Why somebody works on a day or does not; `NotFound` for strangers and days that are not planned."""
        require(user, Right.SEE_PLAN)
        centre = self.centre(user, plan_id)
        return explain_person(self._tables(user, plan_id, PERSON_TABLES), centre, agent, date)

    def contradictions(self, user: User, plan_id: str) -> list[Contradiction]:
        """Locked shifts and hard wishes that the rules forbid, each with the smallest set that brings it about."""
        require(user, Right.SEE_PLAN)
        centre = self.centre(user, plan_id)
        return contradictions(fixed_shifts(self._tables(user, plan_id, ("roster",)), centre), centre)

    def _tables(self, user: User, plan_id: str, names: tuple[str, ...]) -> Mapping[str, pd.DataFrame]:
        return {name: self.table(user, plan_id, name) for name in names}
