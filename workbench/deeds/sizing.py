"""The Erlang calculator on files, for people who live in spreadsheets."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.contracts.errors import Fault, NotFound, RefusedInput
from data.intake.aliases import calculator_headers
from data.intake.cells import Sheet, formula_faults, read_sheet
from scheduling.requirement import one_line
from scheduling.requirement.calculator import size_table
from scheduling.requirement.one_line import LineAnswer, OneLine
from workbench.access import Right, User, require
from workbench.deeds.base import Deeds
from workbench.i18n import N_
from workbench.phrases import told_note

TOLD = ("method_reason", "size_note")  # columns of sentences
NOTES = (
    # scheduling.requirement.erlang and calculator_special: why a row has no answer
    N_("no target that this model can meet is given"),
    N_("no number of agents up to 10 million reaches this target"),
    N_("no number of agents reaches this target"), N_("a figure is missing or out of its range"),
    N_("due after the series ends"),
    # scheduling.requirement.series and calculator_special: why a method was taken
    N_("asked for"), N_("there are no intervals"), N_("chats are sized interval by interval"),
    N_("who is blocked is lost: nothing is carried over"),
    N_("least flat peak: what may wait is spread until it is due"),
    N_("more than {most} erlangs are too many to follow through time"),
    N_("handling takes up to {share} of an interval, so contacts reach into the next one"),
    N_("the load changes by up to {percent} % from one interval to the next"),
    N_("fewer agents than erlangs: contacts pile up and reach into later intervals"),
    N_("handling is short against the interval and the load is flat"),
)  # fmt: skip


@dataclass(frozen=True)
class SizedRows:
    """Rows of the calculator with agents and measures, and the body of the CSV file that holds them.

    Of the `unmet` rows the column size_note says why no number of agents meets their targets.
    """

    rows: pd.DataFrame
    body: bytes
    unmet: int = 0


class Sizing(Deeds):
    """Deeds that need no plan."""

    def size_file(self, user: User, file: Path, out: Path, method: str = "auto", language: str = "en") -> SizedRows:
        """Read rows of queues (CSV or Excel), write them with agents and measures as CSV; returns them as written.

        `method` is that of rows which form a series: auto, sipp, mol or transient. Notes are told in the `language`.

        Numbers are written so that reading them gives the very same ones, infinity as `inf`; UTF-8 with a BOM, which a
        spreadsheet needs to show Chinese. Raises `RefusedInput` with every fault; then nothing is written.
        """
        require(user, Right.SEE_PLAN)
        _check_target(file, out)
        made = _sized(read_sheet(file), method, language)
        handle, draft = tempfile.mkstemp(prefix=".size-", dir=out.absolute().parent)
        try:
            with open(handle, "wb") as draft_file:  # noqa: PTH123 - the handle is there
                draft_file.write(made.body)
            Path(draft).chmod(0o644)
            Path(draft).replace(out)
        finally:
            Path(draft).unlink(missing_ok=True)
        return made

    def size_rows(self, user: User, body: bytes, file: str, method: str = "auto", language: str = "en") -> SizedRows:
        """As `size_file`, for the body of a file (its name tells CSV from Excel) or a pasted table; writes nothing."""
        require(user, Right.SEE_PLAN)
        with tempfile.TemporaryDirectory(prefix="size-") as folder:
            path = Path(folder) / f"rows{Path(file).suffix.lower() or '.csv'}"
            path.write_bytes(body)
            return _sized(read_sheet(path, file), method, language)

    def answer_line(self, user: User, line: OneLine) -> LineAnswer:
        """People for one line of contacts, what they deliver, and the curve around them; stored nowhere."""
        require(user, Right.SEE_PLAN)
        return one_line.answer_line(line)

    def answer_curve(self, user: User, line: OneLine, agents: float) -> pd.DataFrame:
        """The curve of `answer_line` around another number of agents than the least."""
        require(user, Right.SEE_PLAN)
        return one_line.curve_of(line, agents)


def _sized(sheet: Sheet, method: str, language: str) -> SizedRows:
    theirs = calculator_headers([str(name) for name in sheet.words.columns])
    faults = formula_faults(sheet, [name for name in sheet.words.columns if name not in theirs])
    if faults:
        raise RefusedInput(faults)
    sized = size_table(sheet.words.rename(columns=theirs), sheet.file, list(sheet.lines), method)
    unmet = int((sized["agents"].isna() & (sized["size_note"] != "")).sum())
    for name in TOLD:
        if name in sized.columns:
            sized[name] = [told_note(str(note), language) for note in sized[name]]
    sized = sized.rename(columns={ours: name for name, ours in theirs.items()})
    return SizedRows(sized, sized.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"), unmet)


def _check_target(file: Path, out: Path) -> None:
    if out.exists() and file.exists() and out.samefile(file):
        template, remedy = "this is the file that is read, it would be lost", "Name another file with --out."
        raise RefusedInput([Fault("size.same_file", template, {}, remedy, str(out))])
    if not out.absolute().parent.is_dir():
        raise NotFound("There is no folder {folder}.", "Make it first.", folder=str(out.absolute().parent))
    if out.is_dir() or out.suffix.lower() not in (".csv", ".txt", ""):
        raise RefusedInput([Fault("size.out", "this cannot become a CSV file", {}, "Name a file such as out.csv.",
                                  str(out))])  # fmt: skip
