"""A capacity plan as a job that pages start: from the settings of a plan and the history as it is known now."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.contracts.progress import Progress, silent
from workbench import jobs
from workbench.access import Right, User, require
from workbench.deeds.capacity import Capacity, CapacityPlan
from workbench.deeds.snapshot import unpack_folder

KIND = "capacity_of_plan"
LOOKED_AT = 500  # newest jobs among which those of a centre are looked for


@dataclass(frozen=True)
class CapacityRun:
    """A capacity plan that was made as a job: its name in the store, when, by whom, how far and how careful."""

    key: str
    made_at: datetime
    author: str
    months: int
    quantile: float


class CapacityJobs(Capacity):
    """Deeds of capacity plans for pages, which know plans but no folders."""

    def start_capacity_of(self, user: User, base: str, months: int = 12, quantile: float = 0.5) -> str:
        """Start a job that makes the capacity plan of the centre of a plan; returns its id."""
        require(user, Right.MAKE_PLAN)
        centre = self.store.plans.get(base).plan.centre
        arguments = {"plan": base, "centre": centre, "months": months, "quantile": quantile}
        return jobs.start(self.store, self.settings, KIND, arguments, user.name)

    def capacity_of(
        self, user: User, base: str, months: int = 12, quantile: float = 0.5, *, progress: Progress = silent
    ) -> CapacityPlan:
        """`plan_capacity` from the settings that the plan `base` was made from, with the edits made since."""
        stored = self.store.plans.get(base)
        with tempfile.TemporaryDirectory(prefix="capacity-") as place:
            folder = Path(place) / stored.plan.centre
            unpack_folder(self.store.artefacts.body(stored.settings), folder)
            return self.plan_capacity(user, folder, months, quantile, progress=progress)

    def capacity_runs(self, user: User, centre: str) -> list[CapacityRun]:
        """Capacity plans made of a centre as jobs, the newest first; the same one made twice is told once."""
        require(user, Right.SEE_PLAN)
        found: dict[str, CapacityRun] = {}
        for job in self.store.jobs.recent(LOOKED_AT):
            given = job.arguments
            if job.kind == KIND and job.state == "done" and given.get("centre") == centre:
                run = CapacityRun(job.plan_id, job.made_at, job.author, int(given["months"]), float(given["quantile"]))
                found.setdefault(job.plan_id, run)
        return list(found.values())
