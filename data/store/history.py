"""Contact history in the database: a row per queue and interval; writing the same interval again replaces it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa

from data.store.engine import Database
from data.store.schema import HISTORY_ROWS, SERIES

VALUES = ["offered", "handled", "abandoned", "aht_s"]
FIELDS = ["series_id", "ts", *VALUES]
EVER = int(np.iinfo("int64").min)
CHUNK = 50_000  # rows handed over at a time, so that memory stays flat


@dataclass(frozen=True)
class Written:
    """Intervals of an import that were not known before, known with other numbers (now replaced), or known as they are.

    >>> Written(new=2, changed=1, same=0).rows
    3
    """

    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.new + self.changed + self.same


class HistoryStore:
    """What came in, when, per centre. Times in seconds at 0.9 million rows: see docs of `write` and `read`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, connection: sa.Connection, centre: str, history: pd.DataFrame) -> Written:
        """Lay the rows of a HISTORY table over what is stored; returns what that changed. O(rows).

        It is part of the caller's transaction, so that an import is there as a whole or not at all.
        """
        if history.empty:
            return Written()
        numbers = _series_numbers(connection, centre, sorted(history["queue"].unique()))
        rows = pd.DataFrame({"series_id": history["queue"].map(numbers).astype("int64"), "ts": _seconds(history["ts"])})
        for name in VALUES:
            rows[name] = history[name].to_numpy(dtype="float64")
        rows = rows.sort_values(["series_id", "ts"], ignore_index=True)
        written = self._compared(connection, rows)
        if self._database.is_sqlite:
            _write_sqlite(connection, rows)
        else:
            _write_postgres(connection, rows)
        return written

    def _compared(self, connection: sa.Connection, rows: pd.DataFrame) -> Written:
        """How the rows (by series and time) differ from what is stored. O(rows + stored rows of the same time)."""
        read = _read_sqlite if self._database.is_sqlite else _read_postgres
        known = same = 0
        for _, own in rows.groupby("series_id", sort=False):
            ts = own["ts"].to_numpy()
            at, before = read(connection, int(own["series_id"].iloc[0]), int(ts[-1]) + 1, int(ts[0]))
            place = np.searchsorted(at, ts)
            found = np.flatnonzero(place < len(at))
            found = found[at[place[found]] == ts[found]]
            given = own[VALUES].to_numpy(dtype="float64")[found]
            alike = (given == before[place[found]]) | (np.isnan(given) & np.isnan(before[place[found]]))
            known += len(found)
            same += int(alike.all(axis=1).sum())
        return Written(len(rows) - known, known - same, same)

    def read(self, centre: str, zone: str, until: pd.Timestamp | None = None) -> pd.DataFrame:
        """The HISTORY table of a centre in its zone, by queue and time; only intervals before `until`. O(rows)."""
        last = np.iinfo("int64").max if until is None else int(until.timestamp())
        with self._database.read() as connection:
            queues = connection.execute(
                sa.select(SERIES.c.series_id, SERIES.c.queue).where(SERIES.c.centre == centre).order_by(SERIES.c.queue)
            ).all()
            read = _read_sqlite if self._database.is_sqlite else _read_postgres
            found = [(queue, *read(connection, number, last)) for number, queue in queues]
        return _table([part for part in found if len(part[1])], zone)

    def span(self, centre: str) -> tuple[int, int, int] | None:
        """Rows, first and last start of an interval (seconds since 1970, UTC); None without history."""
        of_centre = HISTORY_ROWS.join(SERIES, SERIES.c.series_id == HISTORY_ROWS.c.series_id)
        query = sa.select(sa.func.count(), sa.func.min(HISTORY_ROWS.c.ts), sa.func.max(HISTORY_ROWS.c.ts))
        with self._database.read() as connection:
            rows, first, last = connection.execute(query.select_from(of_centre).where(SERIES.c.centre == centre)).one()
        return (rows, first, last) if rows else None


def differing(before: pd.DataFrame, now: pd.DataFrame) -> Written:
    """How one HISTORY table differs from an earlier one: rows that are new, changed, the same. O(rows)."""
    both = now.merge(before, on=["queue", "ts"], how="left", suffixes=("", "_before"), indicator=True)
    known = (both["_merge"] == "both").to_numpy()
    given = both[VALUES].to_numpy(dtype="float64")
    was = both[[f"{name}_before" for name in VALUES]].to_numpy(dtype="float64")
    same = known & ((given == was) | (np.isnan(given) & np.isnan(was))).all(axis=1)
    return Written(int((~known).sum()), int((known & ~same).sum()), int(same.sum()))


def _series_numbers(connection: sa.Connection, centre: str, queues: list[str]) -> dict[str, int]:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE series IN SHARE ROW EXCLUSIVE MODE"))
    known = sa.select(SERIES.c.queue, SERIES.c.series_id).where(SERIES.c.centre == centre)
    numbers = dict(connection.execute(known).all())
    new = [{"centre": centre, "queue": queue} for queue in queues if queue not in numbers]
    if new:
        connection.execute(sa.insert(SERIES), new)
        numbers = dict(connection.execute(known).all())
    return numbers


def _seconds(ts: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    instants = ts.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[s]")
    return np.asarray(instants.to_numpy().astype("int64"))


def _chunks(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(rows), CHUNK):
        yield rows.iloc[start : start + CHUNK]


def _write_sqlite(connection: sa.Connection, rows: pd.DataFrame) -> None:
    # INSERT OR REPLACE is the same as an upsert here: every column is given. The driver's own executemany skips
    # SQLAlchemy's work per row; NaN is stored as NULL by SQLite itself.
    cursor = connection.connection.cursor()
    marks = ", ".join("?" for _ in FIELDS)
    for part in _chunks(rows):
        columns = [part[name].tolist() for name in FIELDS]
        cursor.executemany(f"INSERT OR REPLACE INTO history VALUES ({marks})", list(zip(*columns, strict=True)))  # noqa: S608
    cursor.close()


def _write_postgres(connection: sa.Connection, rows: pd.DataFrame) -> None:
    connection.execute(sa.text("CREATE TEMP TABLE arriving (LIKE history) ON COMMIT DROP"))
    cursor: Any = connection.connection.cursor()
    with cursor.copy("COPY arriving FROM STDIN (FORMAT csv)") as copy:
        for part in _chunks(rows):
            body = io.BytesIO()
            options = pyarrow.csv.WriteOptions(include_header=False)
            pyarrow.csv.write_csv(pa.Table.from_pandas(part, preserve_index=False), body, options)
            copy.write(body.getvalue())
    fresh = ", ".join(f"{name} = excluded.{name}" for name in VALUES)
    connection.execute(
        sa.text(f"INSERT INTO history SELECT * FROM arriving ON CONFLICT (series_id, ts) DO UPDATE SET {fresh}")  # noqa: S608
    )
    connection.execute(sa.text("DROP TABLE arriving"))
    cursor.close()


def _read_sqlite(connection: sa.Connection, number: int, until: int, since: int = EVER) -> tuple[Any, Any]:
    cursor = connection.connection.cursor()
    cursor.execute(
        "SELECT ts, offered, handled, abandoned, aht_s FROM history "
        "WHERE series_id = ? AND ts < ? AND ts >= ? ORDER BY ts",
        (number, until, since),
    )
    rows = cursor.fetchall()
    cursor.close()
    # Seconds since 1970 are exact as floats (below 2**53), so one array takes all columns; None becomes NaN.
    table = np.array(rows, dtype="float64").reshape(-1, 1 + len(VALUES))
    return table[:, 0].astype("int64"), table[:, 1:]


def _read_postgres(connection: sa.Connection, number: int, until: int, since: int = EVER) -> tuple[Any, Any]:
    cursor: Any = connection.connection.cursor()
    query = (
        "COPY (SELECT ts, offered, handled, abandoned, aht_s FROM history "
        "WHERE series_id = {} AND ts < {} AND ts >= {} ORDER BY ts)"
    )
    body = io.BytesIO()
    with cursor.copy(query.format(int(number), int(until), int(since)) + " TO STDOUT (FORMAT csv)") as copy:
        for block in copy:
            body.write(block)
    cursor.close()
    if not body.tell():
        return np.empty(0, "int64"), np.empty((0, len(VALUES)))
    body.seek(0)
    kinds = {"ts": pa.int64(), **dict.fromkeys(VALUES, pa.float64())}
    table = pyarrow.csv.read_csv(
        body,
        read_options=pyarrow.csv.ReadOptions(column_names=["ts", *VALUES], use_threads=False),
        convert_options=pyarrow.csv.ConvertOptions(column_types=kinds),
    )
    values = [table[name].to_numpy(zero_copy_only=False) for name in VALUES]
    return table["ts"].to_numpy(), np.column_stack(values)


def _table(parts: list[tuple[str, Any, Any]], zone: str) -> pd.DataFrame:
    seconds = np.concatenate([part[1] for part in parts]) if parts else np.empty(0, "int64")
    values = np.concatenate([part[2] for part in parts]) if parts else np.empty((0, len(VALUES)))
    lengths = [len(part[1]) for part in parts]
    codes = np.repeat(np.arange(len(parts)), lengths)
    names = pd.Categorical.from_codes(codes, categories=pd.Index([part[0] for part in parts], dtype="str"))
    ts = pd.DatetimeIndex(seconds.astype("datetime64[s]").astype("datetime64[us]")).tz_localize("UTC").tz_convert(zone)
    table = pd.DataFrame({"queue": pd.Series(names).astype("str"), "ts": ts})
    return table.assign(**{name: values[:, i] for i, name in enumerate(VALUES)})
