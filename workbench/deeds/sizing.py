"""The Erlang calculator on files, for people who live in spreadsheets."""

from __future__ import annotations

import tempfile
from pathlib import Path

from data.contracts.errors import Fault, NotFound, RefusedInput
from data.intake.aliases import calculator_headers
from data.intake.cells import formula_faults, read_sheet
from scheduling.requirement.calculator import size_table
from workbench.access import Right, User, require
from workbench.deeds.base import Deeds


class Sizing(Deeds):
    """Deeds that need no plan."""

    def size_file(self, user: User, file: Path, out: Path, method: str = "auto") -> int:
        """Read rows of queues (CSV or Excel), write them with agents and measures as CSV; returns how many rows.

        `method` is that of rows which form a series: auto, sipp, mol or transient.

        Numbers are written so that reading them gives the very same ones, infinity as `inf`; UTF-8 with a BOM, which a
        spreadsheet needs to show Chinese. Raises `RefusedInput` with every fault; then nothing is written.
        """
        require(user, Right.SEE_PLAN)
        _check_target(out)
        sheet = read_sheet(file)
        theirs = calculator_headers([str(name) for name in sheet.words.columns])
        faults = formula_faults(sheet, [name for name in sheet.words.columns if name not in theirs])
        if faults:
            raise RefusedInput(faults)
        sized = size_table(sheet.words.rename(columns=theirs), file.name, list(sheet.lines), method)
        sized = sized.rename(columns={ours: name for name, ours in theirs.items()})
        handle, draft = tempfile.mkstemp(prefix=".size-", dir=out.absolute().parent)
        try:
            with open(handle, "w", encoding="utf-8-sig", newline="") as body:  # noqa: PTH123 - the handle is there
                sized.to_csv(body, index=False, lineterminator="\n")
            Path(draft).chmod(0o644)
            Path(draft).replace(out)
        finally:
            Path(draft).unlink(missing_ok=True)
        return len(sized)


def _check_target(out: Path) -> None:
    if not out.absolute().parent.is_dir():
        raise NotFound("There is no folder {folder}.", "Make it first.", folder=str(out.absolute().parent))
    if out.is_dir() or out.suffix.lower() not in (".csv", ".txt", ""):
        raise RefusedInput([Fault("size.out", "this cannot become a CSV file", {}, "Name a file such as out.csv.",
                                  str(out))])  # fmt: skip
