"""Replaying a stored plan with its edits: the roster as it stands now, on as many paths as asked, all days or one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from data.contracts.centre import Centre, PlanWindow, ReplaySettings
from data.contracts.errors import Fault, RefusedInput
from data.contracts.progress import Progress, silent
from workbench.access import Right, User, require
from workbench.deeds.reading import Reading

MOST_PATHS = 10_000


@dataclass(frozen=True)
class Replayed:
    """A replay that was not stored: REPLAY, REPLAY_DAYS, REPLAY_BREAKS and REPLAY_FLOWS of a plan with its edits."""

    plan_id: str
    centre: Centre
    edits: int
    replay: pd.DataFrame
    days: pd.DataFrame
    breaks: pd.DataFrame
    flows: pd.DataFrame
    warnings: tuple[str, ...] = ()


class Replaying(Reading):
    """Deeds of the simulator; they store nothing."""

    def replay(
        self,
        user: User,
        plan_id: str,
        *,
        paths: int | None = None,
        seed: int | None = None,
        day: pd.Timestamp | None = None,
        progress: Progress = silent,
    ) -> Replayed:
        """Play a plan's roster with all its edits against the plan's forecast; what is not given is as in the centre.

        `day`: only this day of the plan. Remembered by what it depends on. Raises `NotFound` for an unknown plan,
        `RefusedInput` for paths, seeds or days that cannot be. O(paths x contacts).
        """
        require(user, Right.SEE_PLAN)
        stored = self.store.plans.get(plan_id)
        centre = self._centre(stored)
        wanted = replace(centre.replay, **_given(paths=paths, seed=seed))
        faults = _faults(wanted, day, centre)
        if faults:
            raise RefusedInput(faults)
        window = centre.window if day is None else PlanWindow(day, day)
        asked = replace(centre, replay=wanted, window=window)
        edits = self.store.adjustments.count(plan_id)
        key = ("replayed", plan_id, stored.plan.tables["roster"], edits, wanted, window)
        made: Replayed = self._remembered.get(key, lambda: self._replayed(user, plan_id, asked, edits, progress))
        return made

    def _replayed(self, user: User, plan_id: str, centre: Centre, edits: int, progress: Progress) -> Replayed:
        from workbench.pipeline import replay_tables  # brings the simulator along

        known = self.store.plans.get(plan_id).plan.tables
        later = [name for name in ("forecast_paths", "outbound_plan") if name in known]  # which old plans lack
        names = ["forecast", "roster", "segments", "skill_group", *later]
        tables = {name: self.table(user, plan_id, name) for name in names}
        made = replay_tables(tables, self.history(user, plan_id), centre, progress)
        return Replayed(plan_id, centre, edits, made.replay, made.days, made.breaks, made.flows, made.warnings)


def _given(**values: int | None) -> dict[str, int]:
    return {name: value for name, value in values.items() if value is not None}


def _faults(wanted: ReplaySettings, day: pd.Timestamp | None, centre: Centre) -> list[Fault]:
    faults = []
    if not 1 <= wanted.paths <= MOST_PATHS:
        values = {"paths": wanted.paths, "most": f"{MOST_PATHS:,}"}
        faults.append(Fault("replay.paths", "{paths} paths cannot be played", values, "Give 1 to {most}."))
    if wanted.seed < 0:
        faults.append(Fault("replay.seed", "{seed} is no seed", {"seed": wanted.seed}, "Give 0 or more."))
    if day is not None and not centre.window.first <= day <= centre.window.last:
        first, last = centre.window.first.date(), centre.window.last.date()
        values = {"day": day.date().isoformat(), "first": first.isoformat(), "last": last.isoformat()}
        faults.append(Fault("replay.day", "{day} is not planned", values, "Give a day from {first} to {last}."))
    return faults
