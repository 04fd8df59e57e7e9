"""Making plans: at once for commands and jobs, or as a job that pages start and watch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, RefusedInput
from data.contracts.hashing import table_hash
from data.contracts.progress import Progress, silent
from data.store.jobs import Job
from data.store.plans import PlanInputs, StoredPlan
from workbench import jobs
from workbench.access import Right, User, require
from workbench.deeds.carrying import Carrying, Dropped
from workbench.deeds.centre_tables import CentreTables, LaidSettings
from workbench.deeds.centres import known_centre
from workbench.deeds.importing import Importing
from workbench.deeds.overlay import LeftOut
from workbench.deeds.snapshot import folder_files, packed_files
from workbench.executor import open_place
from workbench.levers import read_scenario


@dataclass(frozen=True)
class Planned:
    """A stored plan, and whether it was there already: the same inputs make the same plan.

    `carried`: targets of edits of the base plan before that were carried over now; `dropped`: edits that could not be;
    `left_out`: edits of the centre's tables that do not fit its files any more.
    """

    stored: StoredPlan
    reused: bool
    carried: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Planning(Importing, Carrying, CentreTables):
    """Deeds that make plans."""

    def make_plan(
        self,
        user: User,
        folder: Path,
        wishes: Mapping[str, Any] | None = None,
        *,
        progress: Progress = silent,
        again: bool = False,
    ) -> Planned:
        """Plan the centre in `folder` with the history stored for it, save the plan and return it.

        Edits of the centre's tables are laid over the files (workbench.deeds.centre_tables). A plan of the same inputs
        is returned as it is, unless `again` asks to make it anew. A base plan takes the edits of the base plan before
        along (workbench.deeds.carrying). Raises `RefusedInput` for faults in the folder, in `wishes`
        (workbench.levers), or a centre without history; `Cancelled` by `progress`.
        """
        require(user, Right.MAKE_PLAN)
        settings = self._laid_settings(folder_files(folder), known_centre(folder))
        return self._made(user, settings, self._known_history(settings.centre, folder), wishes or {}, progress, again)

    def replan(self, user: User, base: str, *, progress: Progress = silent) -> Planned:
        """Plan again from the settings that the plan `base` was made from, with the edits of the centre's tables made
        since and the history as it is known now. A what-if keeps its wishes.
        """
        require(user, Right.MAKE_PLAN)
        stored = self.store.plans.get(base)
        files = packed_files(self.store.artefacts.body(stored.settings))
        settings = self._laid_settings(files, self._base_centre(stored))
        history = self._known_history(settings.centre, Path(stored.plan.centre))
        return self._made(user, settings, history, dict(stored.plan.scenario), progress, False)

    def _known_history(self, centre: Centre, folder: Path) -> pd.DataFrame:
        history = self.store.history.read(centre.name, centre.zone, _last_start(centre))
        if history.empty:
            raise RefusedInput([_no_history(centre, folder)])
        return history

    def make_scenario(
        self, user: User, base: str, wishes: Mapping[str, Any], *, progress: Progress = silent
    ) -> Planned:
        """Plan what-if: from exactly the settings and the history that the plan `base` was made from."""
        require(user, Right.MAKE_PLAN)
        stored = self.store.plans.get(base)
        body = self.store.artefacts.body(stored.settings)
        settings = LaidSettings(self._base_centre(stored), stored.settings, body)
        return self._made(user, settings, self._artefact(stored.plan.history_hash), wishes, progress, False)

    def _made(
        self,
        user: User,
        settings: LaidSettings,
        history: pd.DataFrame,
        wishes: Mapping[str, Any],
        progress: Progress,
        again: bool,
    ) -> Planned:
        # The stages bring solvers and models along: loaded by who plans, not by every command and page.
        from workbench.memory import StoreMemory
        from workbench.pipeline import make_plan, name_plan

        centre, left_out = settings.centre, settings.left_out
        named = name_plan(centre, table_hash(history), read_scenario(wishes, centre))
        known = self.store.plans.find(named.plan_id)
        if known is not None and not again:
            return self._planned(known, left_out, reused=True)
        with open_place(self.settings.place, self.settings.workers) as place:
            memory = StoreMemory(self.store, fresh=again)
            made = make_plan(centre, history, wishes, progress=progress, place=place, memory=memory)
        if known is not None and made.plan.tables == known.plan.tables and self.store.adjustments.count(known.plan_id):
            return self._planned(known, left_out, reused=False)  # nothing to replace, and its edits stay
        if not made.plan.scenario:
            self._carry_latest(centre.name)
        plan = replace(made.plan, warnings=(*(edit.text for edit in left_out), *made.plan.warnings))
        inputs = PlanInputs(settings.settings_hash, settings.body, history)
        stored = self.store.plans.save(
            plan, made.tables, inputs, author=user.name, made_at=datetime.now(UTC), replace=known is not None
        )
        return self._planned(stored, left_out, reused=False)

    def _planned(self, stored: StoredPlan, left_out: tuple[LeftOut, ...], *, reused: bool) -> Planned:
        told = self._carry(stored)
        return Planned(stored, reused, told.carried, told.dropped, left_out)

    def start_plan(self, user: User, folder: Path, wishes: Mapping[str, Any] | None = None) -> str:
        """Start a job that plans the centre in `folder`; returns its id."""
        require(user, Right.MAKE_PLAN)
        arguments = {"folder": str(Path(folder).absolute()), "wishes": dict(wishes or {})}
        return jobs.start(self.store, self.settings, "plan", arguments, user.name)

    def start_replan(self, user: User, base: str) -> str:
        """Start a job that plans again (`replan`); returns its id."""
        require(user, Right.MAKE_PLAN)
        self.store.plans.get(base)
        return jobs.start(self.store, self.settings, "replan", {"base": base}, user.name)

    def start_scenario(self, user: User, base: str, wishes: Mapping[str, Any]) -> str:
        """Start a job that plans what-if from the plan `base`; nonsense in `wishes` is refused at once."""
        require(user, Right.MAKE_PLAN)
        stored = self.store.plans.get(base)
        read_scenario(wishes, self._base_centre(stored))
        return jobs.start(self.store, self.settings, "scenario", {"base": base, "wishes": dict(wishes)}, user.name)

    def job(self, user: User, job_id: str) -> Job:
        """Where a job is; one whose process died is found out here and told as failed."""
        require(user, Right.SEE_PLAN)
        return jobs.watch(self.store, job_id)

    def jobs(self, user: User, limit: int = 20) -> list[Job]:
        """The newest jobs first."""
        require(user, Right.SEE_PLAN)
        return [jobs.watch(self.store, job.job_id) for job in self.store.jobs.recent(limit)]

    def cancel(self, user: User, job_id: str) -> Job:
        """Ask a job to stop; it does at its next word of progress. What it finished is kept and used again."""
        require(user, Right.MAKE_PLAN)
        return jobs.stop(self.store, job_id)

    def history_days(self, user: User, centre: str, zone: str) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """First and last interval that history holds for a centre, None for none."""
        require(user, Right.SEE_PLAN)
        span = self.store.history.span(centre)
        if span is None:
            return None
        first, last = (pd.Timestamp(seconds, unit="s", tz="UTC").tz_convert(zone) for seconds in span[1:])
        return first, last


def _last_start(centre: Centre) -> pd.Timestamp:
    """Intervals that start before this instant had ended at `as_of`: what was not yet over was not yet known."""
    return centre.as_of - pd.Timedelta(minutes=centre.interval_min) + pd.Timedelta(seconds=1)


def _no_history(centre: Centre, folder: Path) -> Fault:
    values = {"centre": centre.name, "as_of": centre.as_of.isoformat(), "folder": str(folder)}
    return Fault(
        "plan.no_history",
        "centre {centre} has no history before {as_of}",
        values,
        "Put files into {folder}/history/ or import one: peakcrew import FILE --centre {folder}.",
    )
