"""A backtest on the history of a plan: a piece per queue, model and origin, each remembered as soon as it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, RefusedInput
from data.contracts.hashing import table_hash, value_hash
from data.contracts.progress import PartMap, Progress, one_by_one, silent
from forecasting.arrays import date_of
from forecasting.rolling.roll import QueueDays, QueueRolled, QueueTrial, last_origins, roll_queue
from forecasting.rolling.scores import score_table
from forecasting.rolling.slot_models import model_names
from forecasting.rolling.special_tables import queue_days
from forecasting.rolling.wall_clock import QueueLabels, split_labels
from workbench.deeds.backtesting import BacktestWish
from workbench.pipeline import StageAnswer, StageMemory

# Raise when a model would answer the same history differently: remembered pieces are then made afresh.
VERSION = 2
OUTAGE = "outage"
MOST_ORIGINS, MOST_DAYS = 12, 91


@dataclass(frozen=True)
class BacktestMade:
    """Scores (forecasting.rolling.scores.SCORE_COLUMNS), forecasts of the open slots, and what to mind."""

    scores: pd.DataFrame
    forecasts: pd.DataFrame
    warnings: tuple[str, ...]


def check_wish(wish: BacktestWish, centre: Centre) -> None:
    """Raise `RefusedInput` with everything that makes no sense in a wish."""
    faults: list[Fault] = []
    values: dict[str, object]
    if strange := [name for name in wish.queues if name not in centre.queues]:
        values = {"unknown": ", ".join(strange), "known": ", ".join(centre.queues)}
        faults.append(Fault("backtest.queue", "there is no queue {unknown}", values, "Choose from {known}."))
    if strange := [name for name in wish.models if name not in model_names()]:
        values = {"unknown": ", ".join(strange), "known": ", ".join(model_names())}
        faults.append(Fault("backtest.model", "there is no model {unknown}", values, "Choose from {known}."))
    if not wish.queues:
        faults.append(Fault("backtest.queues", "no queue is asked for", {}, "Choose one or more."))
    if not wish.models:
        faults.append(Fault("backtest.models", "no model is asked for", {}, "Choose one or more."))
    if not 1 <= wish.origins <= MOST_ORIGINS:
        values = {"given": wish.origins, "most": MOST_ORIGINS}
        faults.append(Fault("backtest.origins", "{given} is no number of origins", values, "Give 1 to {most}."))
    if not 1 <= wish.horizon_d <= MOST_DAYS:
        values = {"given": wish.horizon_d, "most": MOST_DAYS}
        faults.append(Fault("backtest.days", "{given} is no number of days ahead", values, "Give 1 to {most}."))
    if faults:
        raise RefusedInput(faults)


def run_stored(
    history: pd.DataFrame,
    centre: Centre,
    wish: BacktestWish,
    *,
    progress: Progress = silent,
    place: PartMap = one_by_one,
    memory: StageMemory | None = None,
) -> BacktestMade:
    """Roll the wished models over the last origins of a HISTORY table, days of the centre's calendar and events known.

    An origin is the first day forecast; what a model sees lies before it. Pieces that `memory` holds are not made
    again. Raises `RefusedInput` for a wish that makes no sense, `Cancelled` by `progress`; finished pieces are kept.
    O(queues x models x origins) forecasts.
    """
    check_wish(wish, centre)
    progress(0.0, "reading history")
    labels = {part.queue: part for part in split_labels(_on_the_wall(history, wish.queues), centre.interval_min)}
    origins = last_origins(_on_the_wall(history, tuple(centre.queues)), wish.origins, wish.horizon_d)
    days = special_days(centre, wish.queues)
    silent_queues = [name for name in wish.queues if name not in labels]
    trials = _trials(labels, origins, wish, days)
    keys = _keys(trials, history, days)
    found: dict[str, QueueRolled] = {}
    for key in keys:
        known = memory.recall(key) if memory is not None else None
        if known is not None:
            found[key] = QueueRolled("", known.tables["backtest_sums"], known.tables["backtest_forecasts"],
                                     known.warnings)  # fmt: skip
    missing = [(key, trial) for key, trial in zip(keys, trials, strict=True) if key not in found]
    answers = place(roll_queue, [trial for _key, trial in missing])
    for (key, trial), answer in zip(missing, answers, strict=True):
        found[key] = answer
        if memory is not None:
            tables = {"backtest_sums": answer.sums, "backtest_forecasts": answer.forecasts}
            memory.remember(key, StageAnswer(tables, warnings=answer.warnings))
        progress(len(found) / len(keys), f"{trial.models[0]} {trial.labels.queue} {date_of(trial.origins[0]).date()}")
    made = [found[key] for key in keys]
    notes = [f"{name}: no history; not forecast" for name in silent_queues]
    progress(1.0, "done")
    return BacktestMade(
        score_table(_joined([one.sums for one in made])),
        _joined([one.forecasts for one in made]),
        tuple(dict.fromkeys([*notes, *(note for one in made for note in one.warnings)])),
    )


def special_days(centre: Centre, queues: tuple[str, ...]) -> dict[str, QueueDays]:
    """Holidays, make-up workdays, events and recorded outages of each queue, from the tables of a centre.

    Occurrences of one kind of event share what is learned, as in the plan; an outage is no history and not scored.
    """
    calendar, events = centre.tables.get("calendar"), centre.tables.get("events")
    holidays = shut = runs = None
    if calendar is not None and len(calendar):
        own = calendar[calendar["region"].isin([centre.forecast.country, "*", ""])]
        holidays = own.rename(columns={"name_en": "name"})[["date", "name", "kind"]]
    if events is not None and len(events):
        shut = events.loc[events["kind"] == OUTAGE, ["date", "queue"]]
        spans = events[events["kind"] != OUTAGE].groupby(["event", "kind", "queue"], as_index=False, sort=False)
        runs = spans.agg(start_date=("date", "min"), end_date=("date", "max"))
        runs = runs.drop(columns="event").rename(columns={"kind": "event"})
    return queue_days(list(queues), holidays, runs, shut)


def _on_the_wall(history: pd.DataFrame, queues: tuple[str, ...]) -> pd.DataFrame:
    """Columns queue, timestamp (naive, as a clock on the wall shows it), offered; intervals that are known only."""
    rows = history[history["queue"].isin(queues) & history["offered"].notna()]
    stamps = rows["ts"].dt.tz_localize(None)
    return pd.DataFrame({"queue": rows["queue"], "timestamp": stamps, "offered": rows["offered"]})


def _trials(
    labels: Mapping[str, QueueLabels], origins: list[int], wish: BacktestWish, days: Mapping[str, QueueDays]
) -> list[QueueTrial]:
    return [
        QueueTrial(labels[queue], (origin,), wish.horizon_d, (model,), days[queue], True)
        for queue in wish.queues if queue in labels
        for model in wish.models
        for origin in origins
    ]  # fmt: skip


def _keys(trials: list[QueueTrial], history: pd.DataFrame, days: Mapping[str, QueueDays]) -> list[str]:
    """A name for each piece: everything that its answer depends on."""
    about = {}
    for queue in dict.fromkeys(trial.labels.queue for trial in trials):
        rows = history.loc[history["queue"] == queue, ["ts", "offered"]]
        about[queue] = [queue, table_hash(rows), _days_hash(days[queue])]
    return [
        value_hash(["backtest", VERSION, about[t.labels.queue], t.models, t.origins, t.horizon_d, t.labels.slots])
        for t in trials
    ]


def _days_hash(days: QueueDays) -> str:
    special = days.special
    named = {name: np.asarray(own).tolist() for name, own in special.holidays.items()}
    runs = {name: [list(map(int, run)) for run in own] for name, own in special.events.items()}
    return value_hash([named, np.asarray(special.makeup).tolist(), runs, np.asarray(days.shut).tolist()])


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    full = [table for table in tables if len(table)]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame()
