"""Faults of the calculator's special rows: intervals of a series, chats (H) and work with a deadline (D)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scheduling.requirement.calculator_rows import CellFaults, Rows

MOST_CHATS = 100
KINDS = {"A": "calls", "C": "calls", "B": "lines", "H": "chats", "D": "work with a deadline"}


def split_lengths(aht: pd.Series, model: pd.Series) -> tuple[pd.Series, dict[int, list[str]]]:
    """Cells such as 300/400/520 of rows of model H, and the column with the first length only.

    >>> split_lengths(pd.Series(["300/400", "300/400"]), pd.Series(["h", "C"]))[0].tolist()
    ['300', '300/400']
    """
    lengths = {}
    first = aht.copy()
    for row in np.flatnonzero(model.str.upper() == "H").tolist():
        parts = [part.strip() for part in aht.iloc[row].split("/")]
        lengths[row] = parts
        first.iloc[row] = parts[0]
    return first, lengths


def read_lengths(rows: Rows, lengths: dict[int, list[str]], faults: CellFaults) -> dict[int, list[float]]:
    """Length of a chat with 1, 2, .. concurrency open at its agent, per row of model H."""
    places = rows["concurrency"]
    chats = rows.model == "H"
    faults.add(
        chats & np.isnan(places), "concurrency", "missing", "the cell is blank", "Write chats at once, such as 3."
    )
    bad = chats & ~((places >= 1) & (places <= MOST_CHATS))
    text = "chats at once are not between 1 and {most}"
    faults.add(bad, "concurrency", "concurrency", text, "Correct the cell.", most=str(MOST_CHATS))
    found: dict[int, list[float]] = {}
    for row in np.flatnonzero(chats & ~bad).tolist():
        read = _floats(lengths[row])
        count = int(places[row])
        if len(read) == 1:
            read = read * count
        if len(read) != count or not all(0 < one < np.inf for one in read):
            text = "{value} is not one length for each number of open chats"
            remedy = (
                "Write one number of seconds, or one for 1, 2, .. open chats such as 300/400/520 with concurrency 3."
            )
            _one(faults, row, len(places), "aht_s", "lengths", text, remedy, value="/".join(lengths[row]))
        elif any(k / read[k - 1] > (k + 1) / read[k] * (1 + 1e-9) for k in range(1, count)):
            text = "with more chats open an agent finishes fewer of them"
            remedy = "Lower concurrency to what is worth it, or correct the lengths."
            _one(faults, row, len(places), "aht_s", "slower", text, remedy)
        else:
            found[row] = read
    return found


def _floats(parts: list[str]) -> list[float]:
    """Numbers of a list of words; NaN for what is none."""
    numbers = pd.to_numeric(pd.Series(parts, dtype=object), errors="coerce")
    return [float(number) for number in numbers]


def _one(
    faults: CellFaults, row: int, count: int, column: str, code: str, text: str, remedy: str, value: str = ""
) -> None:
    mask = np.zeros(count, dtype=bool)
    mask[row] = True
    faults.add(mask, column, code, text, remedy, value=value)


def check_series(rows: Rows, faults: CellFaults) -> None:
    """Every series has one kind of rows, one interval_s, and the intervals 0, 1, 2, .. once each."""
    named = rows.series != ""
    blank = "the cell is blank"
    deferred = rows.model == "D"
    remedy = "Name the series of intervals this row belongs to: a deadline needs the hours around it."
    faults.add(deferred & ~named, "series", "missing", "work with a deadline needs a series", remedy)
    due = deferred & (rows["lambda_per_hour"] > 0)
    faults.add(due & ~(rows["deadline_s"] > 0), "deadline_s", "missing", blank, "Write seconds, such as 14400 for 4 h.")
    number = rows["interval"]
    remedy = "Number the intervals of a series 0, 1, 2, .. in the column interval."
    faults.add(named & np.isnan(number), "interval", "missing", blank, remedy)
    text = "the intervals of a series have one length"
    length = rows["interval_s"]
    faults.add(named & ~(length > 0), "interval_s", "missing", blank, "Write the length in seconds, such as 900.")
    clean = faults.clean(len(number))
    for name in dict.fromkeys(rows.series[named].tolist()):
        member = (rows.series == name) & clean
        _check_one(rows, np.flatnonzero(member), (rows.series == name).sum(), faults)
        for column, words in (("interval_s", text), ("deadline_s", "the work of a series has one deadline")):
            of_it = member & (deferred if column == "deadline_s" else True) & ~np.isnan(rows[column])
            if of_it.any():
                other = of_it & (rows[column] != rows[column][of_it][0])
                faults.add(other, column, "differs", words, "Write the same number in all its rows.")


def _check_one(rows: Rows, places: npt.NDArray[np.int64], all_rows: int, faults: CellFaults) -> None:
    """Kinds and numbering of one series; rows with other faults are not judged."""
    count = len(rows.model)
    if not len(places):
        return
    kinds = [KINDS.get(rows.model[place], "") for place in places]
    other = np.zeros(count, dtype=bool)
    other[[place for place, kind in zip(places, kinds, strict=True) if kind != kinds[0]]] = True
    text = "a series is either calls (A, C), lines (B), chats (H) or work with a deadline (D)"
    faults.add(other, "model", "mixed", text, "Give each kind a series of its own.")
    number = rows["interval"][places]
    twice = np.zeros(count, dtype=bool)
    twice[places[pd.Series(number).duplicated().to_numpy()]] = True
    faults.add(twice, "interval", "twice", "interval {value} is there before", "Number them 0, 1, 2, ..",
               pd.Series([f"{x:g}" for x in rows["interval"]]))  # fmt: skip
    if len(places) == all_rows and not twice.any():
        gap = np.zeros(count, dtype=bool)
        order = np.sort(number)
        missing = [at for at, value in enumerate(order) if value != at][:1]
        if missing:
            gap[places[np.argsort(number, kind="stable")[missing[0]]]] = True
            text = "interval {wanted} of the series is missing"
            remedy = "Number its intervals 0, 1, 2, .. without a gap; one without contacts has lambda_per_hour 0."
            faults.add(gap, "interval", "gap", text, remedy, wanted=str(missing[0]))
