"""The Erlang calculator on files, for people who live in spreadsheets."""

from __future__ import annotations

from pathlib import Path

from data.contracts.errors import NotFound
from data.intake.cells import read_sheet
from scheduling.requirement.calculator import size_table
from workbench.access import Right, User, require
from workbench.deeds.base import Deeds


class Sizing(Deeds):
    """Deeds that need no plan."""

    def size_file(self, user: User, file: Path, out: Path) -> int:
        """Read rows of queues (CSV or Excel), write them with agents and measures as CSV; returns how many rows.

        Numbers are written so that reading them gives the very same ones, infinity as `inf`. Raises `RefusedInput`
        with every fault; then nothing is written.
        """
        require(user, Right.SEE_PLAN)
        if not out.absolute().parent.is_dir():
            raise NotFound("There is no folder {folder}.", "Make it first.", folder=str(out.absolute().parent))
        sized = size_table(read_sheet(file).words, file.name)
        draft = out.with_name(f".{out.name}.draft")
        sized.to_csv(draft, index=False, encoding="utf-8", lineterminator="\n")
        draft.replace(out)
        return len(sized)
