"""Breaks of a shift as words (`meal@240:60 break@120:15`) and back into segments."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

WORD = re.compile(r"^(break|meal|meeting|training|offline)@(\d+):(\d+)$")


@dataclass(frozen=True)
class Pause:
    """Time off the queue: `activity` from `start_min` minutes after the start of the shift, `length_min` long."""

    activity: str
    start_min: int
    length_min: int


def break_words(roster: pd.DataFrame, segments: pd.DataFrame) -> pd.Series:
    """For each row of the roster, what is no queue work in its segments, in elapsed minutes. O(segments)."""
    starts = roster.set_index("shift_id")["start_ts"]
    pauses = segments[(segments["activity"] != "work") & segments["shift_id"].isin(starts.index)].sort_values(
        ["shift_id", "start_ts"]
    )
    if pauses.empty:
        return pd.Series("", index=roster.index, dtype="str")
    past = (pauses["start_ts"] - pauses["shift_id"].map(starts)).dt.total_seconds() // 60
    length = (pauses["end_ts"] - pauses["start_ts"]).dt.total_seconds() // 60
    words = pauses["activity"] + "@" + past.astype("int64").astype(str) + ":" + length.astype("int64").astype(str)
    joined = words.groupby(pauses["shift_id"]).agg(" ".join)
    return roster["shift_id"].map(joined).fillna("").astype("str")


def pauses_of(words: str, span_min: int) -> tuple[list[Pause], str]:
    """The pauses in order, and what is wrong with the words (empty when nothing is).

    >>> pauses_of("meal@240:60 tea@10:5", 480)[1]
    'tea@10:5 is no break'
    """
    pauses = []
    for word in words.split():
        match = WORD.match(word)
        if match is None:
            return [], f"{word} is no break"
        pauses.append(Pause(match.group(1), int(match.group(2)), int(match.group(3))))
    pauses.sort(key=lambda pause: pause.start_min)
    free_from = 0
    for pause in pauses:
        if pause.length_min == 0 or pause.start_min < free_from or pause.start_min + pause.length_min > span_min:
            return [], f"{pause.activity}@{pause.start_min}:{pause.length_min} is empty, overlaps or leaves the shift"
        free_from = pause.start_min + pause.length_min
    return pauses, ""


def segment_rows(shift_id: str, start: pd.Timestamp, end: pd.Timestamp, pauses: list[Pause]) -> list[dict[str, object]]:
    """The segments of a shift: its pauses, and queue work in between. O(pauses)."""
    rows: list[dict[str, object]] = []
    at = start
    for pause in pauses:
        begins = start + pd.Timedelta(minutes=pause.start_min)
        ends = begins + pd.Timedelta(minutes=pause.length_min)
        if begins > at:
            rows.append({"shift_id": shift_id, "start_ts": at, "end_ts": begins, "activity": "work"})
        rows.append({"shift_id": shift_id, "start_ts": begins, "end_ts": ends, "activity": pause.activity})
        at = ends
    if at < end:
        rows.append({"shift_id": shift_id, "start_ts": at, "end_ts": end, "activity": "work"})
    return rows
