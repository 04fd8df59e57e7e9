"""The tables that an explanation reads, for a tiny centre: a roster with its segments, a mix, nothing short."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.contracts.centre import Centre
from scheduling.breaks import segments_of
from tests.scheduling.roster.kit import roster


def stage_tables(
    of: Centre,
    *shifts: tuple[str, int, str],
    wanted: Mapping[tuple[int, int, int], float] | None = None,
    unfilled: Mapping[tuple[int, str], int] | None = None,
) -> dict[str, pd.DataFrame]:
    """`wanted`: heads by (day, from hour, to hour); `unfilled`: heads by (day, shift). All of the group voice."""
    rows = roster(of, *shifts) if shifts else roster(of, ("nobody", 0, next(iter(of.shifts)))).iloc[:0]
    first = of.window.first
    heads = []
    for (day, low, high), count in (wanted or {}).items():
        start = (first + pd.Timedelta(days=day, hours=low)).tz_localize(of.zone)
        for ts in pd.date_range(start, periods=(high - low) * 60 // of.interval_min, freq=f"{of.interval_min}min"):
            heads.append({"group": "voice", "ts": ts, "positions": count, "heads": count, "cost_cny": 0.0})
    mix = pd.DataFrame(heads, columns=["group", "ts", "positions", "heads", "cost_cny"])
    mix["ts"] = pd.DatetimeIndex(pd.to_datetime(mix["ts"], utc=True)).tz_convert(of.zone).as_unit("us")
    empty = [
        {"group": "voice", "date": first + pd.Timedelta(days=day), "shift": shift, "heads": count, "reason": ""}
        for (day, shift), count in (unfilled or {}).items()
    ]
    ts = pd.DatetimeIndex([], tz=of.zone).as_unit("us")
    return {
        "roster": rows,
        "segments": segments_of(rows, [""] * len(rows)),
        "mix": mix,
        "shortage": pd.DataFrame({"queue": pd.Series(dtype="str"), "ts": ts, "positions": [], "reason": []}),
        "skill_group": of.tables["skills"],
        "unfilled": pd.DataFrame(empty, columns=["group", "date", "shift", "heads", "reason"]),
    }
