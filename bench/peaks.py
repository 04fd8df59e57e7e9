"""Forecasts of peaks on public data: a Christmas trade and a mailing, each learned from earlier occurrences only.

Called as anybody would: files of history, origins, events and closed days in, `run_backtest`, forecast rows out. The
Christmas window is told in three ways; the mailing alone, and beside the other events of its file.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pandas as pd

from workbench.backtest import BacktestAsked, run_backtest

Window = tuple[str, str, str]  # event, first day, last day

CHRISTMAS = {  # year: bars of the window 10 to 31 December and of the peak days 22 to 24 December, WAPE %
    2014: (8.8, 7.6),
    2015: (7.7, 5.4),
}
CHRISTMAS_STEP = 3  # every third store
WINDOWS = (("12-10", "12-31"), ("12-01", "12-31"), ("12-22", "12-24"))
BILL = ("tax bill", "2023-11-01", "2023-12-08"), ("tax bill", "2024-11-01", "2024-12-09")
NOTICE = ("notice of value", "2024-04-01", "2024-05-06")
DUE = [("payment due", f"{day}", f"{day}") for day in ("2023-11-10", "2024-05-10", "2024-11-10")]
MAILING_BAR, MAILING_DAYS = 23.0, 25


def run() -> bool:
    """Print every bar with our figure beside it; True when every printed bar holds, however the window was told."""
    folder = Path(os.environ.get("PEAKCREW_BENCH_DATA", "../shared")) / "data" / "forecasting"
    if not folder.is_dir():
        print(f"no data in {folder}: set PEAKCREW_BENCH_DATA")
        return False
    good = []
    with tempfile.TemporaryDirectory() as work:
        for year in CHRISTMAS:
            good += [_christmas(folder, Path(work), year, window) for window in WINDOWS]
        mailings: dict[str, list[Window]] = {
            "alone": [*BILL],
            "beside another mailing": [*BILL, NOTICE],
            "beside all events of the file": [*BILL, NOTICE, *DUE],
            "as a first occurrence": [BILL[1], NOTICE],
        }
        good += [_mailing(folder, Path(work), told, windows) for told, windows in mailings.items()]
    return all(good)


def _christmas(folder: Path, work: Path, year: int, window: tuple[str, str]) -> bool:
    history = pd.read_csv(folder / "favorita_daily.csv.gz")
    stores = sorted(history["queue"].unique())[::CHRISTMAS_STEP]
    history = history[history["queue"].isin(stores)]
    windows = [("Christmas", f"{y}-{window[0]}", f"{y}-{window[1]}") for y in range(2013, year + 1)]
    rows = _forecasts(work, history, f"{year}-11-24", 38, windows, "EC", None).merge(history, on=["queue", "timestamp"])
    before = history[history["timestamp"].between(f"{year - 1}-12-10", f"{year - 1}-12-31")]
    good = []
    for told, own in (("stores", rows), ("with an own past", rows[rows["queue"].isin(before["queue"])])):
        whole = own[own["timestamp"].between(f"{year}-12-10", f"{year}-12-31")]
        peak = own[own["timestamp"].between(f"{year}-12-22", f"{year}-12-24")]
        label = f"Christmas {year}, window told {window[0]} to {window[1]}, {own['queue'].nunique()} {told}"
        good.append(_bar(f"{label}: 10 to 31 December", whole, CHRISTMAS[year][0]))
        good.append(_bar(f"{label}: peak days", peak, CHRISTMAS[year][1]))
    return all(good)


def _mailing(folder: Path, work: Path, told: str, windows: list[Window]) -> bool:
    hourly = pd.read_csv(folder / "assessor_60min.csv.gz")
    daily = hourly.assign(timestamp=hourly["timestamp"].str[:10]).groupby(["queue", "timestamp"])["offered"].sum()
    history = daily.reset_index()
    closed = pd.read_csv(folder / "assessor_closed_days.csv")
    rows = _forecasts(work, history, "2024-10-25", 50, windows, "US-NM", closed).merge(
        history, on=["queue", "timestamp"]
    )
    after = rows[(rows["timestamp"] > BILL[1][1]) & ~rows["timestamp"].isin(closed["date"])].head(MAILING_DAYS)
    return _bar(f"mailing of November 2024, {told}: {len(after)} working days", after, MAILING_BAR)


def _forecasts(
    work: Path, history: pd.DataFrame, origin: str, days: int, windows: list[Window], calendar: str,
    closed: pd.DataFrame | None,
) -> pd.DataFrame:  # fmt: skip
    """Forecast rows of the default from one origin."""
    history.to_csv(work / "history.csv", index=False)
    events = pd.DataFrame(windows, columns=["event", "start_date", "end_date"]).assign(queue="*")
    events.to_csv(work / "events.csv", index=False)
    (work / "origins.json").write_text(json.dumps([origin]))
    shut = None
    if closed is not None:
        shut = work / "closed.csv"
        closed.to_csv(shut, index=False)
    asked = BacktestAsked(
        work / "history.csv",
        str(work / "origins.json"),
        days,
        calendar=calendar,
        events=work / "events.csv",
        closed=shut,
    )
    run_backtest(asked, work / "scores.csv", work / "forecasts.csv")
    return pd.read_csv(work / "forecasts.csv")


def _bar(label: str, rows: pd.DataFrame, top: float) -> bool:
    error, volume = rows["mean"] - rows["offered"], float(rows["offered"].sum())
    wape, bias = 100 * float(error.abs().sum()) / volume, 100 * float(error.sum()) / volume
    inside = 100 * float(((rows["offered"] >= rows["q10"]) & (rows["offered"] <= rows["q90"])).mean())
    held = "ok  " if wape <= top else "MISS"
    print(f"  {held} {label}: {wape:.2f} (bar {top:g}), bias {bias:+.1f}, 80 % band covers {inside:.0f} %")
    return wape <= top
