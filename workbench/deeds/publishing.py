"""Handing plans out: exports into a folder, and the published version of a centre."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from data.store.plans import Publication, StoredPlan
from workbench.access import Right, User, require
from workbench.deeds.reading import Reading

CURRENT = "current"


def _unwatched(point: str) -> None:
    """Nobody wants to know how far publishing is."""


class Publishing(Reading):
    """Deeds that hand plans out."""

    def export(self, user: User, plan_id: str, folder: Path, language: str = "en") -> list[Path]:
        """Write the roster of a plan, all edits included, as CSV, Excel, calendars, partners' files, and its forecast.

        Returns what lies in `folder` now, files and folders; what else is there stays.
        """
        require(user, Right.EXPORT)
        written = self._write(self.store.plans.get(plan_id), folder, language)
        return sorted({folder / path.relative_to(folder).parts[0] for path in written})

    def publish(
        self, user: User, plan_id: str, language: str = "en", reached: Callable[[str], None] = _unwatched
    ) -> Publication:
        """Hand out a plan with its edits: var/published/<centre>/v<version>-<plan>, and `current` beside it.

        The folder appears whole, by one rename; then one transaction says that it is published. Done again after it
        was interrupted anywhere, or after it was finished, it ends in the same state. `reached` is told each step.
        """
        require(user, Right.PUBLISH)
        stored = self.store.plans.get(plan_id)
        edits = self.store.adjustments.count(plan_id)
        home = self.settings.var / "published" / stored.plan.centre
        name = f"v{stored.version}-{plan_id}" + (f"-e{edits}" if edits else "")
        if not (home / name).is_dir():
            self._write_whole(stored, home, name, language, reached)
        reached("renamed")
        publication = Publication(
            stored.plan.centre, plan_id, stored.version, edits, str(home / name), datetime.now(UTC), user.name
        )
        publication = self.store.plans.publish(publication)
        reached("recorded")
        _point(home / CURRENT, name)
        return publication

    def _write_whole(
        self, stored: StoredPlan, home: Path, name: str, language: str, reached: Callable[[str], None]
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        for left in home.glob(".draft-*"):  # of a run that was interrupted; the lock of the centre is ours
            shutil.rmtree(left, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=home))
        draft.chmod(0o755)
        self._write(stored, draft, language)
        reached("exported")
        draft.rename(home / name)

    def _write(self, stored: StoredPlan, folder: Path, language: str) -> tuple[Path, ...]:
        from data.export.exports import write_exports  # brings writers of Excel and calendars along

        adjusted = self._adjusted(stored)
        tables = stored.plan.tables
        names = ("forecast", "forecast_system" if "forecast_system" in tables else "forecast")
        forecast, system = (self._artefact(tables[name]) for name in names)
        centre = self._centre(stored)
        return write_exports(adjusted.roster, adjusted.segments, centre, folder, language, (forecast, system)).paths


def _point(link: Path, name: str) -> None:
    """Let `link` lead to the folder `name` beside it; where the system has no links, there is none."""
    draft = link.with_name(f".{link.name}-{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)
        draft.symlink_to(name, target_is_directory=True)
    except OSError:
        return
    draft.replace(link)
