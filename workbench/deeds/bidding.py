"""Awarding lines to bids from three files: the bids, the lines and the people; nothing is stored."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.export.words import safe_word
from data.intake.cells import read_sheet
from data.intake.values import numbers
from scheduling.adjust.bids import HISTORY, award_bids
from workbench.access import Right, User, require
from workbench.deeds.requesting import Requesting

COLUMNS = {
    "bids": (("agent", "line"), ("choice",), ()),
    "lines": (("line",), ("heads",), ()),
    "people": (("agent",), (), ("seniority", *HISTORY)),
}


class Bidding(Requesting):
    """The deed of bids."""

    def award_bids(self, user: User, bids: Path, lines: Path, people: Path, by: str = "seniority") -> pd.DataFrame:
        """Which line each person gets and why not a better one (`scheduling.adjust.bids`).

        Raises `RefusedInput` with every fault of the files.
        """
        require(user, Right.SEE_PLAN)
        faults: list[Fault] = []
        files = {"bids": bids, "lines": lines, "people": people}
        tables = {name: _table(path, name, faults) for name, path in files.items()}
        if faults:
            raise RefusedInput(faults)
        return award_bids(tables["bids"], tables["lines"], tables["people"], by)

    def write_awards(self, user: User, awards: pd.DataFrame, path: Path) -> None:
        """Write awards as CSV; no spreadsheet runs a word of it as a formula."""
        require(user, Right.SEE_PLAN)
        path.parent.mkdir(parents=True, exist_ok=True)
        words = {name: awards[name].map(safe_word) for name in ("agent", "line", "why_not")}
        awards.assign(**words).to_csv(path, index=False, lineterminator="\n")


def _table(path: Path, name: str, faults: list[Fault]) -> pd.DataFrame:
    """Words and numbers of a file; what is wrong joins the faults."""
    words, counted, optional = COLUMNS[name]
    sheet = read_sheet(path)
    rows = sheet.words
    missing = [column for column in (*words, *counted) if column not in rows.columns]
    for column in missing:
        faults.append(Fault("bids.column", "the column is missing", {}, "Add it to the header.", path.name, 1, column))
    if missing:
        return pd.DataFrame()
    table = {column: rows[column].astype(str).str.strip() for column in words}
    for column in [*counted, *(c for c in optional if c in rows.columns)]:
        parsed = numbers(rows[column])
        wrong = parsed.wrong if column in optional else parsed.wrong | parsed.blank
        for at in [i for i, bad in enumerate(wrong) if bad]:
            values = {"value": repr(str(rows[column].iloc[at]))}
            faults.append(Fault("bids.number", "{value} is no number", values, "Write a number.", path.name,
                                int(sheet.lines[at]), column))  # fmt: skip
        table[column] = parsed.values.fillna(0.0)
    return pd.DataFrame(table)
