"""A replay as a job that pages start: the roster as it stands now is played again, and its tables are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data.contracts.errors import NotFound
from data.contracts.hashing import table_hash, value_hash
from data.contracts.progress import Progress, silent
from data.store.jobs import Job
from workbench import jobs
from workbench.access import Right, User, require
from workbench.deeds.reading import ADJUSTED
from workbench.deeds.replaying import Replaying

KIND = "replay"
LOOKED_AT = 500  # newest jobs among which those of a plan are looked for
TABLES = {"replay": "replay", "replay_days": "days", "replay_breaks": "breaks", "replay_flows": "flows"}


@dataclass(frozen=True)
class ReplayRun:
    """A replay that was made as a job: by whom, when, with how many edits, of which day (blank: all)."""

    result: str
    made_at: datetime
    author: str
    edits: int
    paths: int
    day: str


class ReplayJobs(Replaying):
    """Deeds that replay beside the page; the plan itself keeps the replay it was made with."""

    def start_replay(self, user: User, plan_id: str, *, paths: int | None = None, day: str = "") -> str:
        """Start a job that plays the plan with its edits on `paths` paths (as in the centre), all days or one."""
        require(user, Right.MAKE_PLAN)
        settings = self._centre(self.store.plans.get(plan_id)).replay
        edits = self.store.adjustments.count(plan_id)
        arguments = {"plan": plan_id, "paths": paths or settings.paths, "day": day, "edits": edits}
        return jobs.start(self.store, self.settings, KIND, arguments, user.name)

    def keep_replay(self, user: User, plan_id: str, *, paths: int, day: str = "", progress: Progress = silent) -> str:
        """Play the plan, keep the tables and return the name they are kept under. As `Replaying.replay` otherwise."""
        require(user, Right.MAKE_PLAN)
        date = pd.Timestamp(day) if day else None
        made = self.replay(user, plan_id, paths=paths, day=date, progress=progress)
        roster, segments = (table_hash(self.table(user, plan_id, name)) for name in ADJUSTED)
        result = value_hash(["replay run", plan_id, roster, segments, paths, day])
        tables = {name: getattr(made, own) for name, own in TABLES.items()}
        self.store.answers.remember(result, tables, [], made.warnings)
        return result

    def replay_runs(self, user: User, plan_id: str) -> list[ReplayRun]:
        """Replays made of a plan as jobs, the newest first; the same one made twice is told once."""
        require(user, Right.SEE_PLAN)
        found: dict[str, ReplayRun] = {}
        for job in self.store.jobs.recent(LOOKED_AT):
            if job.kind == KIND and job.state == "done" and job.arguments.get("plan") == plan_id:
                found.setdefault(job.plan_id, _run_of(job))
        return list(found.values())

    def replay_run(self, user: User, result: str) -> dict[str, pd.DataFrame]:
        """Tables of a replay that was kept, named as those of a plan; `NotFound` if it is not kept."""
        require(user, Right.SEE_PLAN)
        found = self.store.answers.find(result)
        if found is None:
            raise NotFound("There is no replay {result}.", "Start it again.", result=result[:12])
        return {name: self._artefact(found.tables[name]) for name in TABLES}


def _run_of(job: Job) -> ReplayRun:
    given: dict[str, Any] = dict(job.arguments)
    return ReplayRun(job.plan_id, job.made_at, job.author, int(given["edits"]), int(given["paths"]), str(given["day"]))
