"""What a partner needs to know: its hours per interval and skill group, without any name."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.export.words import safe_word

HEADER = ("partner", "pool", "group", "interval_start", "interval_end", "hours_present", "hours_on_queue")


def partner_hours(roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Hours present and on queue work of each outsourced pool, group and interval with any. O(segments + minutes)."""
    pools = {name: pool for name, pool in centre.pools.items() if pool.kind == "outsourced"}
    seats = roster[roster["pool"].isin(list(pools))]
    tables = []
    for key, shifts in seats.groupby(["pool", "group"], sort=True):
        pool, group = (str(word) for word in key)
        parts = segments[segments["shift_id"].isin(shifts["shift_id"])]
        zone = _zone(centre, pools[pool].site)
        step_min = centre.interval_min
        first = shifts["start_ts"].min().tz_convert("UTC").floor(f"{step_min}min").tz_convert(zone)
        length = int((shifts["end_ts"].max() - first) / pd.Timedelta(minutes=step_min)) + 1
        present = _hours(shifts, first, step_min, length)
        on_queue = _hours(parts[parts["activity"] == "work"], first, step_min, length)
        ts = pd.date_range(first, periods=length, freq=f"{step_min}min")
        table = pd.DataFrame({"interval_start": ts, "hours_present": present, "hours_on_queue": on_queue})
        named = table.assign(partner=pools[pool].partner or pool, pool=pool, group=group)
        tables.append(named[present > 0].assign(interval_end=ts[present > 0] + pd.Timedelta(minutes=step_min)))
    return pd.concat(tables, ignore_index=True)[list(HEADER)] if tables else pd.DataFrame(columns=list(HEADER))


def write_partner_csvs(roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre, folder: Path) -> list[Path]:
    """One file a partner pool, `<pool>.csv`, instants in the zone of the pool's site."""
    paths = []
    hours = partner_hours(roster, segments, centre)
    for pool, rows in hours.groupby("pool", sort=True):
        path = folder / f"{''.join(c if c.isalnum() or c in '-_' else '_' for c in str(pool))}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\r\n")
            writer.writerow(HEADER)
            for row in rows.to_dict("records"):
                instants = (row["interval_start"].isoformat(), row["interval_end"].isoformat())
                words = (safe_word(str(row[column])) for column in HEADER[:3])
                writer.writerow([*words, *instants, f"{row['hours_present']:.4g}", f"{row['hours_on_queue']:.4g}"])
        paths.append(path)
    return paths


def _zone(centre: Centre, site: str) -> str:
    sites = centre.tables["sites"]
    return str(dict(zip(sites["site"], sites["zone"], strict=True)).get(site, centre.zone))


def _hours(spans: pd.DataFrame, first: pd.Timestamp, step_min: int, length: int) -> np.ndarray:
    minute = pd.Timedelta(minutes=1)
    change = np.zeros(length * step_min + 1)
    np.add.at(change, ((spans["start_ts"] - first) // minute).to_numpy(dtype=np.int64), 1.0)
    np.add.at(change, ((spans["end_ts"] - first) // minute).to_numpy(dtype=np.int64), -1.0)
    heads = np.cumsum(change)[: length * step_min].reshape(length, step_min)
    hours: np.ndarray = heads.sum(axis=1) / 60
    return hours
