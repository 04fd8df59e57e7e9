"""The nightly run: import what is new, plan, publish. Run twice or after a crash, it ends in the same state."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from data.contracts.progress import Progress, silent, slice_of
from data.store.plans import Publication
from workbench.access import Right, User, require
from workbench.desk import Desk, Imported, Planned
from workbench.locking import held

# Points at which a run may be cut off; tests end the process there by the variable PEAKCREW_DIE_AT.
POINTS = ("locked", "imported", "forecast made", "planned", "exported", "renamed", "recorded")
DIE_AT = "PEAKCREW_DIE_AT"
DIED = 70


@dataclass(frozen=True)
class Night:
    """What a nightly run did: files read, the plan (made or known), and what is published now."""

    imported: tuple[Imported, ...]
    planned: Planned
    publication: Publication
    published_now: bool


def run_nightly(desk: Desk, user: User, folder: Path, *, language: str = "en", progress: Progress = silent) -> Night:
    """Bring the centre in `folder` to its published plan. One run a centre at a time: `Busy` names the other.

    Every step leaves something whole behind that the next run finds: imports by content, stages and plans by the hash
    of their inputs, exports by the name of their version. Raises `RefusedInput` as importing and planning do.
    """
    require(user, Right.PUBLISH)
    centre = desk.check_centre(user, folder)
    with held(desk.store, f"nightly:{centre.name}", progress) as told:
        reached("locked")
        imported = tuple(desk.import_folder(user, folder, centre, slice_of(told, 0.0, 0.1)))
        reached("imported")
        planned = desk.make_plan(user, folder, progress=_watched(slice_of(told, 0.1, 0.9)))
        reached("planned")
        told(0.9, "publish")
        before = len(desk.publications(user, centre.name))
        publication = desk.publish(user, planned.stored.plan_id, language, reached)
        told(1.0, "done")
        return Night(imported, planned, publication, len(desk.publications(user, centre.name)) > before)


def _watched(progress: Progress) -> Progress:
    """Tells the point in the middle of the chain: the forecast is made and remembered, the rest is not."""

    def told(share: float, doing: str) -> None:
        if doing == "requirement":
            reached("forecast made")
        progress(share, doing)

    return told


def reached(point: str) -> None:
    """A point of the run; a test may end the process here, as a power cut would."""
    if os.environ.get(DIE_AT) == point:
        os._exit(DIED)
