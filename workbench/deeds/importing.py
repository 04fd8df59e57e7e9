"""Bringing history in: a file is read whole and checked whole before a row of it is stored."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, NotFound, RefusedInput
from data.contracts.hashing import table_hash
from data.contracts.progress import Progress, silent
from data.intake.centre import read_centre
from data.intake.history import HistoryIntake, read_history
from data.intake.mappings import Mapping, known_mappings
from data.intake.overlaps import overlap_faults
from data.store.history import Written, differing
from data.store.imports import Import
from workbench.access import Right, User, require
from workbench.deeds.base import Deeds

HISTORY_FOLDER = "history"
HISTORY_SUFFIXES = (".csv", ".xlsx")
MAPPINGS_FOLDER = "mappings"
NOTHING_WRITTEN = Written()
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")  # a leading - would be an option of every command


@dataclass(frozen=True)
class Imported:
    """What came of a file: its record, the warnings of the reader, whether it had been imported before, and which of
    its intervals are new, changed or known as they are.
    """

    record: Import
    warnings: tuple[str, ...] = ()
    before: Import | None = None
    written: Written = NOTHING_WRITTEN


@dataclass(frozen=True)
class LateData:
    """Intervals before a published plan's `as_of` that came, or came with other numbers, after it was made."""

    plan_id: str
    version: int
    new: int
    changed: int

    @property
    def text(self) -> str:
        """One English line for a planner."""
        plan = f"plan {self.plan_id} (version {self.version})"
        what = f"{self.new} intervals are new, {self.changed} have other numbers"
        return f"The history has changed since {plan} was published: {what}; plan again to use them."


class Importing(Deeds):
    """Deeds that bring files in."""

    def import_history(self, user: User, file: Path, folder: Path, mapping: str = "") -> Imported:
        """Read a file into the history of the centre in `folder`; intervals that are known take the new values.

        `mapping` names a saved mapping of columns, of the centre (folder mappings/) or one of those that come with
        peakcrew; none: found from the header. Raises `RefusedInput` with every fault; then nothing was stored.
        """
        require(user, Right.IMPORT)
        if not file.is_file():
            raise NotFound("There is no file {file}.", "Check its name.", file=str(file))
        columns = self._mapping(mapping, folder)
        return self._keep(*self._read(user, file, _content_hash(file), read_centre(folder), columns))

    def import_folder(self, user: User, folder: Path, centre: Centre, progress: Progress = silent) -> list[Imported]:
        """Read the files of folder/history that were not read before, in the order of their names.

        Raises `RefusedInput` with every fault of every file, or when a new file tells a queue and interval that
        another file of the folder tells too; then none of them was stored.
        """
        require(user, Right.IMPORT)
        return [self._keep(*read) for read in self._read_folder(user, folder, centre, progress)]

    def check_history(self, user: User, folder: Path, centre: Centre, progress: Progress = silent) -> list[str]:
        """Read what `import_folder` would read and keep nothing; returns what a planner should mind.

        Raises `RefusedInput` with every fault of the history files and of the mappings saved in the folder.
        """
        require(user, Right.SEE_PLAN)
        known_mappings(folder / MAPPINGS_FOLDER)
        late = self.late_data(user, centre.name)
        warnings = [late.text] if late else []
        warnings += [f"history/{path.name} is not read: only .csv and .xlsx are." for path in _history_files(folder)[1]]
        for record, read in self._read_folder(user, folder, centre, progress):
            warnings += [f"{record.file}: {warning}" for warning in read.warnings]
        return warnings

    def late_data(self, user: User, centre: str) -> LateData | None:
        """How the stored history differs from the one that the published plan of a centre was made from.

        Only intervals before the plan's `as_of` count; None when nothing is published or nothing has changed. The plan
        itself keeps the history it was made from. O(rows of the history), nothing but a hash when it is the same.
        """
        require(user, Right.SEE_PLAN)
        handed_out = self.store.plans.publications(centre)
        if not handed_out:
            return None
        stored = self.store.plans.get(handed_out[0].plan_id)
        was = self._artefact(stored.plan.history_hash)
        zone = str(was["ts"].dt.tz)
        now = self.store.history.read(centre, zone, until=pd.Timestamp(stored.plan.as_of))
        if table_hash(now) == stored.plan.history_hash:
            return None
        change = differing(was, now)
        return (
            LateData(stored.plan_id, stored.version, change.new, change.changed) if change.rows > change.same else None
        )

    def _read_folder(
        self, user: User, folder: Path, centre: Centre, progress: Progress
    ) -> list[tuple[Import, HistoryIntake]]:
        files, _ = _history_files(folder)
        made: list[tuple[Import, HistoryIntake]] = []
        faults: list[Fault] = []
        known: list[Path] = []
        for number, path in enumerate(files):
            progress(number / len(files), "import")
            try:
                content = _content_hash(path)
                if self.store.imports.find(centre.name, content) is None:
                    made.append(self._read(user, path, content, centre, None))
                else:
                    known.append(path)
            except RefusedInput as refused:
                faults += refused.faults
        if made:
            faults += overlap_faults([*_known_histories(known, centre), *((r.file, one.history) for r, one in made)])
        if faults:
            raise RefusedInput(faults)
        return made

    def make_sample(self, user: User, template: str, folder: Path) -> Path:
        """Write a sample centre into `folder`, unless it is there; a folder of that name is always a whole one."""
        from data.samples.shop import TEMPLATES, write_sample

        require(user, Right.IMPORT)
        if template not in TEMPLATES:
            known = ", ".join(TEMPLATES)
            raise NotFound("There is no template {name}.", "Choose one of {known}.", name=template, known=known)
        if folder.exists():
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            write_sample(draft, template)
            draft.chmod(0o755)
            os.rename(draft, folder)  # noqa: PTH104 - must fail if somebody else was faster
        except OSError:
            if not (folder / "centre.toml").is_file():
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return folder

    def new_centre(self, user: User, folder: Path, template: str, *, history: bool = False) -> Path:
        """Copy a template into a new folder as a centre of its own, named like the folder.

        Its history is invented, so it is left out unless asked for: it would mix with the centre's own.
        Raises `RefusedInput` when the folder exists or its name is no name of a centre.
        """
        require(user, Right.IMPORT)
        name = folder.name.lower()
        if folder.exists():
            raise RefusedInput([Fault("centre.exists", "the folder exists", {}, "Choose another.", str(folder))])
        if not NAME.fullmatch(name):
            remedy = "Use letters a to z, digits, - and _, a letter or digit first."
            raise RefusedInput([Fault("centre.name", "{name} is no name of a centre", {"name": name}, remedy)])
        draft = folder.with_name(f".{folder.name}-{os.getpid()}")
        try:
            self.make_sample(user, template, draft)
            head = draft / "centre.toml"
            text = re.sub(r'(?m)^name = ".*"$', f'name = "{name}"', head.read_text(encoding="utf-8"), count=1)
            head.write_text(text, encoding="utf-8", newline="\n")
            if not history:
                shutil.rmtree(draft / HISTORY_FOLDER)
                (draft / HISTORY_FOLDER).mkdir()
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return folder

    def _read(
        self, user: User, file: Path, content: str, centre: Centre, mapping: Mapping | None
    ) -> tuple[Import, HistoryIntake]:
        read = read_history(file, centre, mapping)
        name = os.fsencode(file.name).decode("utf-8", errors="replace")  # no database takes other bytes
        return Import(centre.name, content, name, len(read.history), datetime.now(UTC), user.name), read

    def _keep(self, record: Import, read: HistoryIntake) -> Imported:
        before = self.store.imports.find(record.centre, record.file_hash)
        written = self.store.imports.add(record, read.history)
        return Imported(record, tuple(read.warnings), before, written)

    @staticmethod
    def _mapping(name: str, folder: Path) -> Mapping | None:
        if not name:
            return None
        known = known_mappings(folder / MAPPINGS_FOLDER)
        if name not in known:
            names = ", ".join(known)
            raise NotFound("There is no mapping {mapping}.", "Choose one of {known}.", mapping=name, known=names)
        return known[name]


def _history_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Files of the folder's history in the order of their names, and those that are none of ours to read."""
    history = folder / HISTORY_FOLDER
    found = sorted(path for path in history.iterdir() if path.is_file()) if history.is_dir() else []
    found = [path for path in found if not path.name.startswith(("~$", "."))]  # open in Excel, hidden
    ours = [path for path in found if path.suffix.lower() in HISTORY_SUFFIXES]
    return ours, [path for path in found if path not in ours]


def _known_histories(files: list[Path], centre: Centre) -> list[tuple[str, pd.DataFrame]]:
    """Files that were imported before; one that the centre of today no longer understands overlaps with nothing."""
    histories = []
    for path in files:
        with contextlib.suppress(RefusedInput):
            histories.append((path.name, read_history(path, centre, None).history))
    return histories


def _content_hash(file: Path) -> str:
    with file.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()
