"""The long-range forecast on public data, by month against the same month a year before; speed of a capacity plan.

Called as the capacity plan calls it: daily counts and the country's calendar in, a year of weeks out, from the first of
every third month (fourth for the many stores) with at least 380 days of history. Scored: whole months from the second
on. PEAKCREW_BENCH_SETS picks sets.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench.ledger import Ledger
from bench.public_sets import data_folder
from data.contracts.centre import Centre, ForecastSettings, PlanWindow, Queue, Target
from data.intake.country_holidays import country_holidays
from forecasting.long_range import forecast_long_range

LEAST_D, MONTHS, WHOLE_D = 380, 12, 20
Z80 = 1.2816
SAMPLE_S = 60.0


@dataclass(frozen=True)
class FarSet:
    """A file, its calendar, every how manieth queue and month is taken."""

    file: str
    calendar: str
    step: int = 1
    every: int = 3


SETS = {
    "holidayparks": FarSet("holidayparks_daily", "NL"),
    "swast": FarSet("swast_daily", "GB-ENG", 2),
    "favorita": FarSet("favorita_daily", "EC", 6, 4),
    "seafire": FarSet("seafire_60min", "US-WA"),
}


def run() -> bool:
    """Print each set's WAPE of months beside seasonal naive, and the time of the sample's plan; True when all hold."""
    folder = data_folder()
    if folder is None:
        return False
    ledger = Ledger("capacity")
    asked = [name for name in os.environ.get("PEAKCREW_BENCH_SETS", "").split(",") if name in SETS] or list(SETS)
    for name in asked:
        public = SETS[name]
        rows = pd.concat(list(_trials(public, folder)), ignore_index=True)
        wape = {
            who: 100 * float((rows[who] - rows["actual"]).abs().sum() / rows["actual"].sum())
            for who in ("ours", "naive")
        }
        ledger.most(f"{name}: WAPE % of {len(rows)} months, naive {wape['naive']:.2f}", wape["ours"], wape["naive"])
        ledger.tell(f"{name}: months within the 80 % band", 100 * float(rows["inside"].mean()), " %")
    _speed(ledger)
    ledger.save()
    return ledger.good


def _trials(public: FarSet, folder: Path) -> Iterator[pd.DataFrame]:
    """Months expected and seen from each origin, all queues that reach back far enough."""
    raw = pd.read_csv(folder / f"{public.file}.csv.gz")
    days = pd.to_datetime(raw["timestamp"]).dt.normalize()
    daily = raw.assign(day=days).groupby(["queue", "day"])["offered"].sum().unstack("queue")
    daily = daily[sorted(daily.columns)[:: public.step]].asfreq("D")
    first, last = daily.index[0], daily.index[-1]
    calendar = _calendar(public.calendar, first, last)
    for origin in pd.date_range(first + pd.Timedelta(days=400), last, freq="MS")[:: public.every]:
        known, came = daily[daily.index < origin], daily[daily.index >= origin]
        able = [q for q in daily.columns if known[q].notna().sum() >= LEAST_D and came[q].notna().sum() >= 120]
        if not able:
            continue
        centre = _centre([str(q) for q in able], public.calendar, calendar, origin)
        made = forecast_long_range(_history(known[able]), centre, MONTHS)
        expected = made.hours.groupby(["queue", "date"])["volume"].sum().unstack("queue")
        sd = made.weeks.groupby("queue")["log_sd"].mean()
        for queue in able:
            yield _months(expected[str(queue)], came[queue], known[queue], float(sd[str(queue)]))


def _months(expected: pd.Series, came: pd.Series, known: pd.Series, log_sd: float) -> pd.DataFrame:
    """Whole months from the second on that both cover: what was expected, what came, the same month a year before."""
    both = pd.DataFrame({"ours": expected, "actual": came}).dropna()
    month = pd.DatetimeIndex(both.index).to_period("M")
    sums = both.groupby(month).agg(ours=("ours", "sum"), actual=("actual", "sum"), days=("actual", "size"))
    past = known.groupby(pd.DatetimeIndex(known.index).to_period("M")).mean()
    sums["naive"] = [past.get(m - 12, np.nan) * n for m, n in zip(sums.index, sums["days"], strict=True)]
    kept = sums.iloc[2:]
    kept = kept[(kept["days"] >= WHOLE_D) & kept["naive"].notna() & (kept["actual"] > 0)]
    off = np.abs(np.log(kept["actual"] / np.maximum(kept["ours"], 1e-9)))
    return kept.assign(inside=off <= Z80 * log_sd)[["ours", "actual", "naive", "inside"]]


def _calendar(code: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    days, _ = country_holidays(code, first, last + pd.Timedelta(days=400))
    return pd.DataFrame({"date": days["date"], "region": code, "kind": days["kind"], "name_en": days["name"],
                         "name_zh": "", "provisional": False})  # fmt: skip


def _centre(queues: list[str], country: str, calendar: pd.DataFrame, origin: pd.Timestamp) -> Centre:
    target = Target(service_level=0.8, target_s=20.0)
    return Centre(
        "far", "", "", "UTC", "EUR", 1440, origin.tz_localize("UTC"), PlanWindow(origin, origin),
        {q: Queue(q, q, q, "voice", target, None, 1, 1.0, None, 1) for q in queues}, {}, {}, {},
        {"calendar": calendar}, ForecastSettings(models=("default",), country=country),
    )  # fmt: skip


def _history(known: pd.DataFrame) -> pd.DataFrame:
    rows = known.rename_axis("ts").reset_index().melt("ts", var_name="queue", value_name="offered").dropna()
    return rows.assign(ts=rows["ts"].dt.tz_localize("UTC"), queue=rows["queue"].astype(str), handled=np.nan,
                       abandoned=np.nan, aht_s=np.nan)  # fmt: skip


def _speed(ledger: Ledger) -> None:
    """Eighteen months of the sample centre, history read before."""
    import tempfile

    from data.intake.centre import read_centre
    from data.intake.history import read_history
    from data.samples.shop import write_sample
    from scheduling.capacity.plan import plan_capacity
    from workbench.deeds.capacity import with_coming_events

    with tempfile.TemporaryDirectory() as place:
        folder = write_sample(Path(place) / "shop")
        centre = read_centre(folder)
        files = sorted((folder / "history").glob("*.csv"))
        history = pd.concat([read_history(file, centre).history for file in files], ignore_index=True)
    started = time.monotonic()
    far, _ = with_coming_events(centre, 18)
    made = forecast_long_range(history, far, 18)
    between = time.monotonic()
    plan = plan_capacity(made.weeks, made.hours, far)
    ended = time.monotonic()
    ledger.tell("sample, 18 months: seconds of the forecast", between - started)
    ledger.tell("sample, 18 months: gap of the plan %", 100 * (plan.report.gap or 0.0))
    ledger.most("sample, 18 months: seconds in all", ended - started, SAMPLE_S)
