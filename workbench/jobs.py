"""Long work in processes of its own: started from a page, told in the store, stopped by a flag, its death noticed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.contracts.errors import Cancelled, PeakcrewError
from data.contracts.progress import Progress, slice_of
from data.store.jobs import LIVE, Job
from data.store.store import Store
from workbench.access import Right, may
from workbench.processes import alive, host_name
from workbench.settings import Settings, read_settings

if TYPE_CHECKING:
    from workbench.desk import Desk

BEAT_S = 5.0
SILENT_S = 120.0  # without a sign of life for so long, a process on another machine counts as dead
TOLD_S = 0.5

_started: dict[int, subprocess.Popen[bytes]] = {}  # so that what ended is asked for its result and is no zombie


def start(store: Store, settings: Settings, kind: str, arguments: Mapping[str, Any], author: str) -> str:
    """Start a process for the work and return the id of its job. Its output goes to var/jobs/<id>.log.

    The address of the database travels in the environment: in the arguments every user of the machine could read it.
    """
    job_id = uuid.uuid4().hex[:12]
    store.jobs.add(job_id, kind, arguments, author, datetime.now(UTC))
    log = settings.var / "jobs" / f"{job_id}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench.jobs", job_id],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **settings.environment(), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
    _started[process.pid] = process
    store.jobs.change(job_id, ("queued",), pid=process.pid, host=host_name())
    return job_id


def watch(store: Store, job_id: str) -> Job:
    """The job as it stands; if its process is no more, the job has failed and says so."""
    _reap()
    job = store.jobs.get(job_id)
    if job.ended or not _dead(job):
        return job
    error = "The process of this job ended without a result. Start it again; what it had finished is used again."
    store.jobs.change(job_id, state="failed", error=error)
    return store.jobs.get(job_id)


def stop(store: Store, job_id: str) -> Job:
    """Ask a job to stop: at once if it has not begun, else at its next word of progress."""
    if not store.jobs.change(job_id, ("queued",), state="cancelled"):
        store.jobs.change(job_id, ("running",), stop_wanted=True)
    return watch(store, job_id)


def _reap() -> None:
    for pid, process in list(_started.items()):
        if process.poll() is not None:
            _started.pop(pid, None)


def _dead(job: Job) -> bool:
    if job.pid and job.host == host_name():
        return not alive(job.pid)
    return (datetime.now(UTC) - job.heartbeat).total_seconds() > SILENT_S


class _Teller:
    """Writes progress and signs of life into the job's row; raises `Cancelled` once the user asked to stop."""

    def __init__(self, store: Store, job_id: str) -> None:
        self._store = store
        self._job_id = job_id
        self._told = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def __call__(self, share: float, doing: str) -> None:
        if time.monotonic() - self._told < TOLD_S and share < 1.0:
            return
        self._told = time.monotonic()
        now = datetime.now(UTC)
        self._store.jobs.change(self._job_id, ("running",), progress=float(share), doing=doing, heartbeat=now)
        if self._store.jobs.get(self._job_id).stop_wanted:
            raise Cancelled("The run was stopped.", "What it had finished is used again by the next run.")

    def _beat(self) -> None:
        while not self._over.wait(BEAT_S):
            self._store.jobs.change(self._job_id, ("running",), heartbeat=datetime.now(UTC))

    def close(self) -> None:
        self._over.set()
        self._thread.join()


def run(desk: Desk, job_id: str) -> Job:
    """Do the work of a queued job in this process and write down how it ended."""
    jobs = desk.store.jobs
    now = datetime.now(UTC)
    if not jobs.change(job_id, ("queued",), state="running", pid=os.getpid(), host=host_name(), heartbeat=now):
        return jobs.get(job_id)
    teller = _Teller(desk.store, job_id)
    try:
        end: dict[str, Any] = {"state": "done", "progress": 1.0, "plan_id": _work(desk, jobs.get(job_id), teller)}
    except Cancelled as stopped:
        end = {"state": "cancelled", "error": str(stopped)}
    except PeakcrewError as refused:
        end = {"state": "failed", "error": str(refused)}
    except Exception as error:  # noqa: BLE001 - the last place that can tell the user; the trace is in the log
        traceback.print_exc()
        end = {"state": "failed", "error": f"Internal error ({type(error).__name__}); see var/jobs/{job_id}.log."}
    finally:
        teller.close()
    jobs.change(job_id, LIVE, **end)
    return jobs.get(job_id)


def _work(desk: Desk, job: Job, progress: Progress) -> str:
    from workbench.desk import BacktestWish

    user = desk.user(job.author)
    given = job.arguments
    if job.kind == "plan":
        folder = Path(given["folder"])
        if may(user, Right.IMPORT):
            desk.import_folder(user, folder, desk.check_centre(user, folder), slice_of(progress, 0.0, 0.1))
        progress = slice_of(progress, 0.1, 1.0)
        return desk.make_plan(user, folder, given["wishes"], progress=progress).stored.plan_id
    if job.kind == "replan":
        return desk.replan(user, given["base"], progress=progress).stored.plan_id
    if job.kind == "scenario":
        return desk.make_scenario(user, given["base"], given["wishes"], progress=progress).stored.plan_id
    if job.kind == "backtest":
        return desk.backtest(user, given["plan"], BacktestWish.read(given), progress=progress)
    if job.kind == "capacity_of_plan":
        return desk.capacity_of(user, given["plan"], given["months"], given["quantile"], progress=progress).key
    if job.kind == "replay":
        return desk.keep_replay(user, given["plan"], paths=int(given["paths"]), day=given["day"], progress=progress)
    raise ValueError(f"no job of kind {job.kind}")


def main(job_id: str) -> int:
    """The process of a job; 0 when it ended well."""
    from workbench.desk import open_desk

    desk = open_desk(read_settings())
    try:
        return 0 if run(desk, job_id).state == "done" else 1
    finally:
        desk.store.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
