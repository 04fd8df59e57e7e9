"""What we learned from an event: planned and actual by queue and day, and what the pool will believe next time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.grid import local_date
from forecasting.daily import split_queues
from forecasting.events.believed import Belief, beliefs
from forecasting.events.occasions import occasions_of

# One row a queue and day of the event that has a forecast and a history. Sizes are multiples of the same normal day,
# the models' own; `moved`: share of contacts that came in other hours than planned; `in_band`: share of intervals with
# contacts inside their 80 % band; `believed`: size at the usual level, without and with this occurrence.
LESSONS = (
    "event", "kind", "queue", "date", "offset_d", "phase", "source", "normal", "planned_system", "planned", "actual",
    "size_system", "size_planned", "size_actual", "error", "error_share", "in_band", "moved", "peak_hour_planned",
    "peak_hour", "aht_planned_s", "aht_s", "believed_before", "believed_after",
)  # fmt: skip
Phases = Mapping[tuple[str, int], str]  # kind and offset -> phase


def after_event(
    history: pd.DataFrame,
    centre: Centre,
    event: str,
    forecasts: tuple[pd.DataFrame, pd.DataFrame],
    effects: pd.DataFrame,
    phases: Phases | None = None,
) -> pd.DataFrame:
    """Rows of `LESSONS`, by queue and date; empty when no planned day of the event has a history yet.

    `history` as it stands now; `centre` and `effects` (EVENT_EFFECTS) of the plan; `forecasts` the models' and the
    adjusted one (FORECAST) of the plan. Days with less than all planned open intervals recorded are left out.
    `phases` names the phase of a day of a kind; else before, main day and after. O(rows).
    """
    own = effects[effects["event"] == event]
    days = set(own["date"])
    system, adjusted = (_of_days(forecast, days) for forecast in forecasts)
    rows = _joined(system, adjusted, _of_days(history, days))
    rows = _summed(rows[_complete(rows)])
    known = {(queue, o.day): o for queue, each in occasions_of(centre).items() for o in each if o.event == event}
    rows = rows.merge(own[["queue", "date", "size", "source"]], on=["queue", "date"])
    number = (rows["date"] - pd.Timestamp(0)).dt.days
    seen = [known.get((queue, day)) for queue, day in zip(rows["queue"], number, strict=True)]
    rows = rows[[o is not None for o in seen]].reset_index(drop=True)
    found = [o for o in seen if o is not None]
    if not found:
        return pd.DataFrame(columns=list(LESSONS))
    offset, kind = [o.offset_d for o in found], [o.kind for o in found]
    rows = rows.assign(event=event, kind=kind, offset_d=offset, phase=_phases(kind, offset, phases or {}))
    belief = beliefs(split_queues(history, _until_now(centre, history)), occasions_of(centre), centre, set(found))
    return _sized(rows, [belief.get((q, o.kind, o.day)) for q, o in zip(rows["queue"], found, strict=True)])


def _until_now(centre: Centre, history: pd.DataFrame) -> Centre:
    """The centre as of the day after the last that is recorded."""
    last = history["ts"].max().tz_convert(centre.zone).tz_localize(None).normalize() + pd.Timedelta(days=1)
    return replace(centre, as_of=last.tz_localize(centre.zone))


def _of_days(table: pd.DataFrame, days: set[pd.Timestamp]) -> pd.DataFrame:
    date = local_date(table["ts"])
    return table.assign(date=date, hour=table["ts"].dt.hour)[date.isin(days)]


def _joined(system: pd.DataFrame, adjusted: pd.DataFrame, actual: pd.DataFrame) -> pd.DataFrame:
    """Intervals with what the models said, what was planned and what came (NaN where nothing is recorded)."""
    key = ["queue", "ts"]
    rows = adjusted[[*key, "date", "hour", "volume", "q10", "q90", "aht_s"]].rename(columns={"aht_s": "aht_planned"})
    rows = rows.merge(system[[*key, "volume"]].rename(columns={"volume": "system"}), on=key)
    return rows.merge(actual[[*key, "offered", "handled", "aht_s"]], on=key, how="left")


def _complete(rows: pd.DataFrame) -> pd.Series:
    """True for rows of days of a queue on which every interval that expected contacts is recorded."""
    missing = rows["offered"].isna() & (rows["volume"] > 0)
    return ~missing.groupby([rows["queue"], rows["date"]]).transform("any")


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a queue and day."""
    rows = rows.assign(offered=rows["offered"].fillna(0.0))
    handled = rows["handled"].where(rows["aht_s"].notna(), 0.0).fillna(0.0)
    rows = rows.assign(
        some=(rows["volume"] > 0).astype(float),
        hit=((rows["offered"] >= rows["q10"]) & (rows["offered"] <= rows["q90"]) & (rows["volume"] > 0)).astype(float),
        handled=handled, work=handled * rows["aht_s"].fillna(0.0), work_planned=rows["volume"] * rows["aht_planned"],
    )  # fmt: skip
    key = ["queue", "date"]
    sums = rows.groupby(key, sort=True)[
        ["system", "volume", "offered", "some", "hit", "handled", "work", "work_planned"]
    ].sum()
    hours = rows.groupby([*key, "hour"], sort=True)[["volume", "offered"]].sum()
    share = hours / hours.groupby(level=key).transform("sum").replace(0.0, np.nan)
    moved = (share["volume"] - share["offered"]).abs().groupby(level=key).sum(min_count=1) / 2.0
    wide = {name: hours[name].unstack("hour").fillna(0.0) for name in ("volume", "offered")}
    made = pd.DataFrame(
        {"planned_system": sums["system"], "planned": sums["volume"], "actual": sums["offered"],
         "in_band": _over(sums["hit"], sums["some"]), "moved": moved,
         "peak_hour_planned": wide["volume"].idxmax(axis=1), "peak_hour": wide["offered"].idxmax(axis=1),
         "aht_planned_s": _over(sums["work_planned"], sums["volume"]), "aht_s": _over(sums["work"], sums["handled"])}
    )  # fmt: skip
    return made.reset_index()


def _over(top: pd.Series, bottom: pd.Series) -> pd.Series:
    return top / bottom.where(bottom > 0)


def _phases(kinds: list[str], offsets: list[int], phases: Phases) -> list[str]:
    plain = {-1: "before", 0: "main", 1: "after"}
    return [
        phases.get((kind, offset), plain[int(np.sign(offset))]) for kind, offset in zip(kinds, offsets, strict=True)
    ]


def _sized(rows: pd.DataFrame, belief: list[Belief | None]) -> pd.DataFrame:
    normal = _over(rows["planned_system"], rows["size"])
    error = rows["planned"] - rows["actual"]
    rows = rows.assign(
        normal=normal, size_system=rows["size"], size_planned=_over(rows["planned"], normal),
        size_actual=_over(rows["actual"], normal), error=error, error_share=_over(error, rows["actual"]),
        believed_before=[np.nan if b is None else b.before for b in belief],
        believed_after=[np.nan if b is None else b.after for b in belief],
    )  # fmt: skip
    return rows[list(LESSONS)].sort_values(["queue", "date"], ignore_index=True)
