"""Events as the desk shows and edits them: occurrences with their days and sizes, and edits found by comparing rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

EVERY = "*"
Words = dict[str, str]
Change = tuple[Words | None, Words | None]
COLUMNS = ["event", "kind", "first", "last", "queues", "size", "source", "coming"]


def occurrences(events: pd.DataFrame, effects: pd.DataFrame | None, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row per event of EVENTS: its kind, first and last day, queues, largest size and where that comes from.

    Those to come first, the next one on top; then the past, the latest on top. `effects` (EVENT_EFFECTS) tells learned
    sizes of the days ahead; a size of the planner's counts before it. O(rows).
    """
    if events.empty:
        return pd.DataFrame(columns=COLUMNS)
    day = as_of.tz_localize(None).normalize() if as_of.tzinfo else as_of.normalize()
    rows = [_occurrence(str(name), own, effects, day) for name, own in events.groupby("event", sort=False)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    coming = table[table["coming"]].sort_values("first", kind="stable")
    past = table[~table["coming"]].sort_values("first", ascending=False, kind="stable")
    return pd.concat([coming, past], ignore_index=True)


def _occurrence(name: str, own: pd.DataFrame, effects: pd.DataFrame | None, day: pd.Timestamp) -> list[object]:
    size, source = float("nan"), ""
    if own["size"].notna().any():
        size, source = float(own["size"].max()), "planner"
    elif effects is not None and len(found := effects[effects["event"] == name]):
        top = found.iloc[int(found["size"].argmax())]
        size, source = float(top["size"]), str(top["source"])
    queues = sorted(own["queue"].unique())
    queues = [EVERY] if EVERY in queues else queues
    return [name, str(own["kind"].iloc[0]), own["date"].min(), own["date"].max(), queues, size, source,
            bool(own["date"].max() >= day)]  # fmt: skip


def new_event(
    event: str,
    kind: str,
    queues: Sequence[str],
    main_day: pd.Timestamp,
    before_d: int,
    after_d: int,
    size: float | None,
    note: str,
) -> list[Words]:
    """Words of the rows of a new event: a row per queue and day, offsets counted from the main day, its size on it."""
    return [
        {
            "event": event, "queue": queue, "date": f"{main_day + pd.Timedelta(days=offset):%Y-%m-%d}", "kind": kind,
            "offset_d": str(offset), "size": repr(float(size)) if size is not None and offset == 0 else "",
            "shape": "", "note": note,
        }
        for queue in queues
        for offset in range(-before_d, after_d + 1)
    ]  # fmt: skip


def changes(
    before: Sequence[Mapping[str, str]], after: Sequence[Mapping[str, str]], key: Sequence[str]
) -> list[Change]:
    """Rows that were taken away (row, None), added (None, row) or changed (row, row), compared by their keys.

    >>> changes([{"d": "1", "x": "a"}, {"d": "2", "x": ""}], [{"d": "1", "x": "b"}, {"d": "3", "x": ""}], ["d"])
    [({'d': '1', 'x': 'a'}, {'d': '1', 'x': 'b'}), ({'d': '2', 'x': ''}, None), (None, {'d': '3', 'x': ''})]
    """
    old, new = ({tuple(row.get(name, "") for name in key): dict(row) for row in rows} for rows in (before, after))
    told: list[Change] = []
    for name, row in old.items():
        if new.get(name) != row:
            told.append((row, new.get(name)))
    return told + [(None, row) for name, row in new.items() if name not in old]


def event_words(rows: pd.DataFrame, event: str, kind: str) -> list[Words]:
    """Words of the rows of the editor's grid: date, queue, offset_d, size, shape, note; rows without a day are none."""
    told = []
    for row in rows[rows["date"].notna()].to_dict("records"):
        told.append(
            {
                "event": event,
                "queue": _word(row["queue"]) or EVERY,
                "date": f"{pd.Timestamp(row['date']):%Y-%m-%d}",
                "kind": kind,
                "offset_d": _number(row["offset_d"]) or "0",
                "size": _number(row["size"]),
                "shape": _word(row["shape"]),
                "note": _word(row["note"]),
            }
        )
    return told


def _word(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)


def _number(value: float | None) -> str:
    if value is None or pd.isna(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def not_yet(proposed: pd.DataFrame, own: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Proposed rows of EVENTS that are still to come and whose kind has no row on that day yet."""
    day = as_of.tz_localize(None).normalize() if as_of.tzinfo else as_of.normalize()
    have = set(zip(own["kind"], own["date"], strict=True))
    new = [date >= day and (kind, date) not in have
           for kind, date in zip(proposed["kind"], proposed["date"], strict=True)]  # fmt: skip
    found: pd.DataFrame = proposed[new]
    return found.reset_index(drop=True)


def as_words(rows: pd.DataFrame) -> list[Words]:
    """Rows of EVENTS in words."""
    return [words for (event, kind), own in rows.groupby(["event", "kind"], sort=False)
            for words in event_words(own, str(event), str(kind))]  # fmt: skip


def shapes_needed(rows: pd.DataFrame, shapes: pd.DataFrame, own: pd.DataFrame) -> list[Words]:
    """Words of the hour shapes (EVENT_SHAPES) that these events name and the centre does not have."""
    missing = set(rows["shape"]) - set(own["shape"]) - {""}
    return [
        {"shape": str(shape), "hour": str(int(hour)), "share": f"{float(share):.6g}"}
        for shape, hour, share in zip(shapes["shape"], shapes["hour"], shapes["share"], strict=True)
        if shape in missing
    ]
