"""Peers of the forecast benchmark, fitted in the same run: members of the product and libraries. Point forecasts only.

On interval sets `ets` and `sarimax` are members of the product (statsmodels on cleaned days, spread by our shape of the
day); there only what forecasts the slots itself counts as a library. statsforecast needs an older pandas, so it lives
in an environment of its own in var/bench-peers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pandas as pd

from bench.ledger import FOLDER
from forecasting.arrays import date_of, weekdays
from forecasting.daily import QueueHistory
from forecasting.rolling.roll import QueueTrial
from forecasting.rolling.slot_models import Task, mean_by
from forecasting.rolling.wall_clock import labels

SIMPLE = ("seasonal_naive", "seasonal_mean")
QUICK = ("ets",)
PROPHET_AND_STATSMODELS = ("ets", "sarimax", "prophet_plain", "prophet_tuned")
OF_OWN_ENVIRONMENT = ("sf_mstl", "sf_autoets", "sf_dot", "sm_hw")
PROPHETS = ("prophet_plain", "prophet_tuned")
ENVIRONMENT = Path("var/bench-peers")
NEEDS = "statsforecast>=2,<3"
YEAR_D = 364
PARTS = 2


def libraries(horizon_d: int) -> tuple[str, ...]:
    """Peers that stand for their library alone, on interval sets (14 days) and on daily ones."""
    return (*OF_OWN_ENVIRONMENT, *PROPHETS, *(() if horizon_d == 14 else ("ets", "sarimax")))


def is_quick() -> bool:
    """Only the cheap peers are wanted."""
    return os.environ.get("PEAKCREW_BENCH_QUICK", "") == "1"


def point_forecast(trial: QueueTrial) -> pd.DataFrame:
    """Rows queue, origin, timestamp, model, mean, seconds of one peer at one origin; none where it cannot forecast."""
    (origin,), (model,) = trial.origins, trial.models
    history = trial.labels.before(origin, trial.days.shut)
    if history is None:
        return pd.DataFrame()
    before = process_time()
    try:
        mean = mean_by(model, history, Task(history, trial.horizon_d, trial.days.special, trial.days.shut))
    except Exception as error:  # noqa: BLE001 - a peer that breaks on a series is told and counted without it
        print(f"       {model} gave up on {trial.labels.queue}, {date_of(origin).date()}: {error}")
        return pd.DataFrame()
    return _rows(trial, history, model, mean, process_time() - before)


def _rows(trial: QueueTrial, history: QueueHistory, model: str, mean: np.ndarray, seconds: float) -> pd.DataFrame:
    (origin,) = trial.origins
    ahead = np.arange(origin, origin + trial.horizon_d, dtype=np.int64)
    is_open = history.open[weekdays(ahead)] & ~np.isin(ahead, trial.days.shut)[:, None]
    stamps = labels(ahead, mean.shape[1])[is_open]
    return pd.DataFrame({"queue": trial.labels.queue, "origin": str(date_of(origin).date()), "timestamp": stamps,
                         "model": model, "mean": mean[is_open], "seconds": seconds})  # fmt: skip


def statsforecast_python() -> Path | None:
    """The Python of the peers' environment, made on the first call; None, said aloud, when that fails."""
    python = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    done = ENVIRONMENT / ".ready"
    if done.exists():
        return python
    try:
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        asked = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NEEDS]
        subprocess.run(asked, check=True, capture_output=True, text=True, timeout=900)
    except (OSError, shutil.Error, subprocess.SubprocessError) as error:
        told = str(getattr(error, "stderr", "") or error).strip().splitlines()
        print(f"       without statsforecast: its environment cannot be made ({told[-1] if told else error})")
        return None
    done.touch()
    return python


def statsforecast_rows(trials: Sequence[QueueTrial], pool: Executor) -> list[pd.DataFrame]:
    """Forecasts of all statsforecast peers for trials of one origin each; empty when it cannot be had."""
    python = statsforecast_python()
    if python is None:
        return []
    tasks = [(trial, series) for trial in trials if (series := _series(trial)) is not None]
    FOLDER.mkdir(parents=True, exist_ok=True)
    jobs = []
    for part in range(PARTS):
        own = tasks[part::PARTS]
        asked, said = (FOLDER / f"statsforecast_{part}_{way}.json" for way in ("in", "out"))
        asked.write_text(json.dumps([series for _, series in own]))
        command = [str(python), str(Path(__file__).with_name("statsforecast_worker.py")), str(asked), str(said)]
        jobs.append((own, said, pool.submit(_run, command)))
    tables = []
    for own, said, job in jobs:
        trouble = job.result()
        if trouble:
            print(f"       statsforecast stopped: {trouble}")
            continue
        for (trial, series), answers in zip(own, json.loads(said.read_text()), strict=True):
            tables += [_from_answer(trial, series, answer) for answer in answers]
    return tables


def _run(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.stderr.strip()[-300:] if ended.returncode else ""


def _series(trial: QueueTrial) -> dict[str, Any] | None:
    """Open slots of the last year (days: of all years) one after the other, gaps filled from the week before."""
    (origin,) = trial.origins
    history = trial.labels.before(origin, trial.days.shut)
    if history is None:
        return None
    slots, open_days = history.open.any(axis=0), history.open_weekdays
    counts = history.offered if history.offered.shape[1] == 1 else history.offered[-YEAR_D:]
    days = history.days[-len(counts) :]
    counts = counts.copy()
    for i in range(7, len(counts)):
        counts[i] = np.where(np.isnan(counts[i]), counts[i - 7], counts[i])
    kept = counts[open_days[weekdays(days)]][:, slots]
    ahead = np.arange(origin, origin + trial.horizon_d, dtype=np.int64)
    return {
        "values": np.nan_to_num(kept, nan=float(np.nanmean(kept)) if np.isfinite(kept).any() else 0.0).ravel().tolist(),
        "day": int(slots.sum()), "week": int(slots.sum() * open_days.sum()),
        "steps": int(slots.sum() * open_days[weekdays(ahead)].sum()),
    }  # fmt: skip


def _from_answer(trial: QueueTrial, series: dict[str, Any], answer: dict[str, Any]) -> pd.DataFrame:
    (origin,) = trial.origins
    history = trial.labels.before(origin, trial.days.shut)
    assert history is not None
    ahead = np.arange(origin, origin + trial.horizon_d, dtype=np.int64)
    mean = np.zeros((len(ahead), history.offered.shape[1]))
    days = np.flatnonzero(history.open_weekdays[weekdays(ahead)])
    mean[np.ix_(days, np.flatnonzero(history.open.any(axis=0)))] = np.reshape(answer["mean"], (-1, series["day"]))
    return _rows(trial, history, answer["model"], mean, float(answer["seconds"]))
