"""Accuracy and bands of the default on six public sets, against bars, aims and the peers fitted in the same run.

PEAKCREW_BENCH_SETS picks sets; PEAKCREW_BENCH_QUICK=1 leaves out the slow peers. Run alone: python -m bench.accuracy.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd

from bench.ledger import FOLDER, Ledger
from bench.peers import (
    PROPHET_AND_STATSMODELS,
    QUICK,
    SIMPLE,
    is_quick,
    libraries,
    point_forecast,
    statsforecast_rows,
)
from bench.public_sets import SETS, PublicSet, asked_sets, data_folder, read_set
from bench.scoring import coverage, long_enough, quantile_loss, scored_rows, wape
from forecasting.arrays import date_of
from forecasting.rolling.roll import QueueDays, QueueTrial, roll_queue
from forecasting.rolling.wall_clock import interval_of, split_labels

WORSE, BETTER_ON_BANK = 1.01, 0.92
LATE_ORIGINS = slice(3, 8)  # bands are scored on origins 4 to 8
BANDS = (("q10", "q90", 76.0, 84.0), ("q025", "q975", 92.5, 97.5))


def run() -> bool:
    """Print every bar and aim with our figure beside it; True when all bars hold."""
    folder = data_folder()
    if folder is None:
        return False
    ledger, board = Ledger("accuracy"), []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name in asked_sets():
            started = time.monotonic()
            board.append(_run_set(name, SETS[name], folder, pool, ledger))
            print(f"       {name}: {time.monotonic() - started:.0f} s")
    ledger.save()
    pd.concat(board).to_csv(FOLDER / "leaderboard.csv", index=False, float_format="%.5g")
    return ledger.good


def _run_set(name: str, public: PublicSet, folder: Path, pool: Executor, ledger: Ledger) -> pd.DataFrame:
    """The lines of a set; returns its leaderboard: set, model, days, wape, seconds."""
    history, days, origins = read_set(name, public, folder)
    own = ["default", "top_down"] if public.horizon_d == 14 else ["default"]
    forecasts = _all_forecasts(history, days, origins, public, own, pool)
    scored = scored_rows(forecasts, history, days)
    if public.least_d:
        for d in public.bars:
            ledger.tell(f"{name} default, series of any length, {d} days", wape(scored, "default", d), " %")
        scored = long_enough(scored, history, public.least_d)
    models = list(dict.fromkeys(forecasts["model"]))
    seconds = forecasts.groupby(["model", "queue", "origin"])["seconds"].first().groupby("model").mean()
    rows = [
        {"set": name, "model": model, "days": d, "wape": wape(scored, model, d), "seconds": seconds[model]}
        for model in models for d in public.bars
    ]  # fmt: skip
    board = pd.DataFrame(rows)
    _show(board)
    for d, top in public.bars.items():
        ledger.most(f"{name} WAPE {d} days", _of(board, "default", d), top, public.aims.get(d))
    _bands(name, public, scored, origins, ledger)
    _against_peers(name, public, board, ledger)
    ledger.tell(f"{name} CPU s a series-origin", float(seconds["default"]))
    return board


def _all_forecasts(
    history: pd.DataFrame,
    days: dict[str, QueueDays],
    origins: Sequence[int],
    public: PublicSet,
    own: Sequence[str],
    pool: Executor,
) -> pd.DataFrame:
    """Forecast rows of our models (with bands) and of the peers (means), with CPU seconds."""
    trials = [
        QueueTrial(part, (origin,), public.horizon_d, ("default",), days.get(part.queue, QueueDays()), True)
        for part in split_labels(history, interval_of(history)) for origin in origins
    ]  # fmt: skip
    ours = [replace(trial, models=(model,)) for model in own for trial in trials]
    peers = [*SIMPLE, *(QUICK if is_quick() else PROPHET_AND_STATSMODELS)]
    theirs = [replace(trial, models=(model,)) for model in peers for trial in trials]
    rolled = pool.map(roll_queue, ours)
    points = pool.map(point_forecast, theirs)
    tables = [one.forecasts.assign(seconds=one.sums["seconds"].iloc[0]) for one in rolled if len(one.forecasts)]
    tables += [table for table in points if len(table)]
    return pd.concat(tables + ([] if is_quick() else statsforecast_rows(trials, pool)), ignore_index=True)


def _of(board: pd.DataFrame, model: str, days: int) -> float:
    return float(board.loc[(board["model"] == model) & (board["days"] == days), "wape"].iloc[0])


def _show(board: pd.DataFrame) -> None:
    first = board[board["days"] == board["days"].min()].sort_values("wape")
    for model, seconds in zip(first["model"], first["seconds"], strict=True):
        figures = "  ".join(f"{d} d {_of(board, model, d):6.2f} %" for d in sorted(set(board["days"])))
        print(
            f"       {board['set'].iloc[0]:12} {model:15} WAPE {figures}  {seconds:6.2f} s a series-origin", flush=True
        )


def _bands(name: str, public: PublicSet, scored: pd.DataFrame, origins: Sequence[int], ledger: Ledger) -> None:
    """Coverage and loss; bars on interval sets, told on daily ones."""
    bound = public.horizon_d == 14
    late = {str(date_of(o).date()) for o in (origins[LATE_ORIGINS] if bound else origins)}
    own = scored[(scored["model"] == "default") & scored["origin"].isin(late)]
    for d in public.bars:
        rows = own[own["lead"] < d]
        for low, high, least, most in BANDS:
            label = f"{name} {low} to {high} covers of {d} days, %"
            ledger.within(label, coverage(rows, low, high), least, most, binding=bound)
        loss = quantile_loss(rows)
        if public.loss is None:
            ledger.tell(f"{name} weighted quantile loss, {d} days", loss, " %")
        else:
            ledger.most(f"{name} weighted quantile loss, {d} days", loss, public.loss)


def _against_peers(name: str, public: PublicSet, board: pd.DataFrame, ledger: Ledger) -> None:
    """No more than 1 % worse than the best library peer of the run; on bank at least 8 % better."""
    rivals = board[board["model"].isin(libraries(public.horizon_d)) & board["wape"].notna()]
    if rivals.empty:
        print(f"       {name}: no library peer in a quick run")
        return
    for d in public.bars:
        own = rivals[rivals["days"] == d].sort_values("wape").iloc[0]
        top = float(own["wape"]) * (BETTER_ON_BANK if name == "bank" else WORSE)
        ledger.most(f"{name} {d} days against {own['model']}", _of(board, "default", d), round(top, 3))


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
