"""An exported roster CSV, perhaps edited in a spreadsheet, read back as roster and segments with every fault."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.errors import Fault, RefusedInput
from data.contracts.tables import ROSTER, SEGMENTS
from data.export.breaks import pauses_of, segment_rows
from data.export.roster_csv import COLUMNS
from data.export.words import WORDS, plain_word

YES, NO = ("true", "yes", "1", "是"), ("false", "no", "0", "否", "")


@dataclass
class _Reading:
    file: str
    centre: Centre
    faults: list[Fault] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    segments: list[dict[str, object]] = field(default_factory=list)

    def fault(self, line: int | None, column: str, template: str, remedy: str, /, **values: object) -> None:
        """Note what is wrong in a cell."""
        self.faults.append(Fault("roster.cell", template, values, remedy, self.file, line, column))


def read_roster_csv(path: Path, centre: Centre) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Roster and segments as exported, in the centre's zone; `RefusedInput` with every fault. O(rows).

    Understands the file after a Chinese or English spreadsheet saved it (UTF-8 or GB18030, comma, semicolon or tab).
    """
    reading = _Reading(path.name, centre)
    for line, words in _lines(path, reading):
        _read_row(reading, line, words)
    if reading.faults:
        raise RefusedInput(reading.faults)
    zone = f"datetime64[us, {centre.zone}]"
    names = ("shift_id", "agent", "kind", "shift", "pool", "site", "group", "origin")
    kinds = {
        **dict.fromkeys(names, "str"), **dict.fromkeys(("paid_min", "cost_cny"), "float64"), "locked": "bool",
        "date": "datetime64[us]", "start_ts": zone, "end_ts": zone,
    }  # fmt: skip
    roster = pd.DataFrame(reading.rows, columns=list(ROSTER.columns)).astype(kinds)
    segments = pd.DataFrame(reading.segments, columns=list(SEGMENTS.columns)).astype(
        {"start_ts": zone, "end_ts": zone, "shift_id": "str", "activity": "str"}
    )
    roster = checked(ROSTER, roster, path.name, reading.lines)
    return (
        roster.sort_values(["date", "group", "agent", "start_ts"], ignore_index=True),
        segments.sort_values(["shift_id", "start_ts"], ignore_index=True),
    )


def _lines(path: Path, reading: _Reading) -> list[tuple[int, dict[str, str]]]:
    text = _text(path)
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    known = {word: column for language in WORDS.values() for column, word in language.items() if column in COLUMNS}
    header = [known.get(word.strip(), word.strip()) for word in next(rows, [])]
    missing = [column for column in COLUMNS if column not in header and column != "name"]
    for column in missing:
        reading.fault(1, column, "column {column} is missing", "Export the roster again and keep its columns.",
                      column=column)  # fmt: skip
    if missing:
        raise RefusedInput(reading.faults)
    found, line = [], 2
    for row in rows:
        words = dict(zip(header, (plain_word(word.strip()) for word in row), strict=False))
        if any(words.values()):
            found.append((line, {column: words.get(column, "") for column in COLUMNS}))
        line = rows.line_num + 1
    return found


def _text(path: Path) -> str:
    body = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    remedy = "Save it as CSV UTF-8."
    raise RefusedInput([Fault("roster.encoding", "the file is neither UTF-8 nor GB18030", {}, remedy, path.name)])


def _read_row(reading: _Reading, line: int, words: dict[str, str]) -> None:
    before = len(reading.faults)
    _known_words(reading, line, words)
    start, end = _instant(reading, line, "start", words["start"]), _instant(reading, line, "end", words["end"])
    date = _day(reading, line, words["date"])
    numbers = {column: _number(reading, line, column, words[column]) for column in ("paid_min", "cost_cny")}
    if words["locked"].lower() not in YES + NO:
        reading.fault(line, "locked", "{value} is not yes or no", "Write true or false.", value=repr(words["locked"]))
    if start is not None and end is not None and date is not None:
        _check_times(reading, line, start, end, date)
    if len(reading.faults) > before or start is None or end is None:
        return
    pauses, wrong = pauses_of(words["breaks"], int((end - start) / pd.Timedelta(minutes=1)))
    if wrong:
        reading.fault(line, "breaks", "{wrong}", "Write activity@minutes after start:length, for example meal@240:60.",
                      wrong=wrong)  # fmt: skip
        return
    kept = ("shift_id", "agent", "kind", "shift", "pool", "site", "group", "origin")
    reading.rows.append(
        {**{column: words[column] for column in kept}, "date": date, "start_ts": start, "end_ts": end, **numbers,
         "locked": words["locked"].lower() in YES}
    )  # fmt: skip
    reading.lines.append(line)
    reading.segments += segment_rows(words["shift_id"], start, end, pauses)


def _known_words(reading: _Reading, line: int, words: dict[str, str]) -> None:
    tables = reading.centre.tables
    homes = {
        "shift": set(reading.centre.shifts), "site": set(tables["sites"]["site"]), "pool": set(reading.centre.pools),
        "group": set(tables["skills"]["group"]),
    }  # fmt: skip
    if words["kind"] == "agent":
        homes["agent"] = set(tables["agents"]["agent"])
    for column, known in homes.items():
        if words[column] not in known:
            template, remedy = "{value} is not known to the centre", "Correct it, or add it to the centre's settings."
            reading.fault(line, column, template, remedy, value=repr(words[column]))
    if not words["shift_id"]:
        reading.fault(line, "shift_id", "the cell is blank", "Keep the id; a new shift needs a new one.")


def _instant(reading: _Reading, line: int, column: str, word: str) -> pd.Timestamp | None:
    try:
        when = dt.datetime.fromisoformat(word)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        remedy = "Write it like 2026-11-02T08:00:00+08:00."
        reading.fault(line, column, "{value} is no instant with an offset", remedy, value=repr(word))
        return None
    return pd.Timestamp(when).tz_convert(reading.centre.zone).as_unit("us")


def _day(reading: _Reading, line: int, word: str) -> pd.Timestamp | None:
    try:  # spreadsheets rewrite 2026-11-02 as 2026/11/2
        year, month, day = (int(part) for part in word.replace("/", "-").split("-"))
        return pd.Timestamp(year, month, day).as_unit("us")
    except (ValueError, TypeError):
        reading.fault(line, "date", "{value} is no day", "Write it like 2026-11-02.", value=repr(word))
        return None


def _number(reading: _Reading, line: int, column: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not 0 <= value < float("inf"):
        template, remedy = "{value} is no number of 0 or more", "Write a number such as 480."
        reading.fault(line, column, template, remedy, value=repr(word))
    return value


def _check_times(reading: _Reading, line: int, start: pd.Timestamp, end: pd.Timestamp, date: pd.Timestamp) -> None:
    if end <= start:
        reading.fault(line, "end", "the shift ends before it starts", "A night shift ends on the next day.")
    if start.tz_localize(None).normalize() != date:
        values = {"start": start.date(), "date": date.date()}
        template, remedy = (
            "the shift starts on {start}, not on {date}",
            "The date is the day on which the shift starts.",
        )
        reading.fault(line, "date", template, remedy, **values)
