"""How forecast models did: per queue and all queues at a glance, and what a backtest foretold against what came."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.grid import local_date

ALL = "ALL"
DEFAULT = "default"
CLEARLY = 0.95  # as in forecasting.candidates: at most this share of the default's error takes its place
MEASURES = ("wape", "bias", "mase", "coverage_80", "coverage_95", "wql")


def matrix(scores: pd.DataFrame, queues: list[str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Mean WAPE of day totals by queue (rows, in the given order) and model; and the model that plans each queue.

    `scores` is a FORECAST_SCORES table. Models come in the order in which they win, NaN where one was not tried.
    """
    table = scores.pivot_table("wape", "queue", "model", aggfunc="mean", dropna=False, observed=True)
    winners = dict(scores.loc[scores["chosen"], ["queue", "model"]].drop_duplicates("queue").to_numpy().tolist())
    wins = pd.Series(list(winners.values()), dtype=object).value_counts()
    order = sorted(table.columns, key=lambda model: (-int(wins.get(model, 0)), str(model)))
    known = [queue for queue in queues if queue in table.index or queue in winners]
    return table.reindex(index=known, columns=order), winners


def not_clearly_better(rows: pd.DataFrame, wished: str) -> list[bool]:
    """Which models erred less than the default without taking its place; none where the planner wishes a model.

    `rows` of one queue: model, wape, chosen.
    """
    best = rows.loc[rows["chosen"] & (rows["model"] == DEFAULT), "wape"]
    if wished or best.empty:
        return [False] * len(rows)
    least, most = CLEARLY * float(best.iloc[0]), float(best.iloc[0])
    return [bool(least < wape < most) for wape in rows["wape"]]


def of_backtest(scores: pd.DataFrame, queue: str) -> pd.DataFrame:
    """A backtest's rows of one queue pooled over its origins, best first: model, offered, the measures, seconds, note.

    `scores` as the backtest writes them; errors pool by contacts, coverage by intervals, MASE by its own scale.
    """
    rows = scores[(scores["queue"] == queue) & (scores["origin"] != ALL)]
    if rows.empty:
        return pd.DataFrame(columns=["model", "offered", *MEASURES, "origins", "seconds", "note"])
    made = [_pooled(str(model), own) for model, own in rows.groupby("model", sort=False)]
    return pd.DataFrame(made).sort_values("wape", kind="stable", na_position="last", ignore_index=True)


def _pooled(model: str, rows: pd.DataFrame) -> dict[str, object]:
    offered, slots, error = float(rows["offered"].sum()), float(rows["slots"].sum()), float(rows["abs_error"].sum())
    naive = float((rows["abs_error"] / rows["mase"]).sum())

    def mean(measure: str, weight: str, total: float) -> float:
        return float((rows[measure] * rows[weight]).sum() / total) if total > 0 else np.nan

    notes = dict.fromkeys(str(note) for note in rows["note"] if note)
    return {
        "model": model,
        "offered": offered,
        "wape": error / offered if offered > 0 else np.nan,
        "bias": mean("bias", "offered", offered),
        "mase": error / naive if naive > 0 else np.nan,
        "coverage_80": mean("coverage_80", "slots", slots),
        "coverage_95": mean("coverage_95", "slots", slots),
        "wql": mean("wql", "offered", offered),
        "origins": int(rows["origin"].nunique()),
        "seconds": float(rows["seconds"].sum()),
        "note": "; ".join(notes),
    }


def foretold_days(forecasts: pd.DataFrame, queue: str) -> pd.DataFrame:
    """A backtest's forecasts of a queue by day: origin, date, model, mean."""
    rows = forecasts[forecasts["queue"] == queue] if len(forecasts) else forecasts
    if rows.empty:
        return pd.DataFrame({"origin": [], "date": pd.Series(dtype="datetime64[us]"), "model": [], "mean": []})
    date = pd.to_datetime(rows["timestamp"].str[:10], format="%Y-%m-%d").astype("datetime64[us]")
    days: pd.DataFrame = rows.assign(date=date).groupby(["origin", "date", "model"], as_index=False)[["mean"]].sum()
    return days


def arrived_days(history: pd.DataFrame, queue: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """What came to a queue by day, from `first` to `last`: date, offered."""
    rows = history[(history["queue"] == queue) & history["offered"].notna()]
    rows = rows.assign(date=local_date(rows["ts"]))
    rows = rows[(rows["date"] >= first) & (rows["date"] <= last)]
    days: pd.DataFrame = rows.groupby("date", as_index=False)[["offered"]].sum()
    return days


def day_errors(foretold: pd.DataFrame, arrived: pd.DataFrame) -> dict[str, float]:
    """WAPE of day totals by model: sum of errors over contacts, on days on which something is known to have come."""
    both = foretold.merge(arrived, on="date")
    both = both.assign(error=(both["mean"] - both["offered"]).abs())
    sums = both.groupby("model")[["error", "offered"]].sum()
    return {str(m): float(e / o) if o > 0 else np.nan for m, e, o in sums.itertuples()}
