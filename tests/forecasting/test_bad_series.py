"""Series as they come from real exports: a forecast with a stated fallback or a clear refusal, never NaN or a crash."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from forecasting.forecast import make_forecast
from tests.forecasting.made_up import made_up_centre
from workbench.backtest import BacktestAsked, run_backtest

START = pd.Timestamp("2025-01-06")
ORIGIN = "2025-04-14"


def half_hours(days: int = 98, level: float = 20.0, first: str = "08:00", last: str = "18:00") -> pd.DataFrame:
    """A weekday queue with Poisson counts."""
    stamps = pd.date_range(START, periods=days * 48, freq="30min", unit="us")
    clock = stamps.strftime("%H:%M")
    stamps = stamps[(clock >= first) & (clock < last) & (stamps.day_of_week < 5)]
    draw = np.random.Generator(np.random.PCG64(4))
    return pd.DataFrame({"timestamp": stamps, "offered": draw.poisson(level, len(stamps)).astype(float)})


def every_day(days: int = 98, freq: str = "30min", level: float = 5.0) -> pd.DataFrame:
    stamps = pd.date_range(START, START + pd.Timedelta(days=days), freq=freq, unit="us", inclusive="left")
    draw = np.random.Generator(np.random.PCG64(5))
    return pd.DataFrame({"timestamp": stamps, "offered": draw.poisson(level, len(stamps)).astype(float)})


def giant() -> pd.DataFrame:
    table = half_hours()
    table.loc[300, "offered"] = 1e9
    return table


def with_gap() -> pd.DataFrame:
    table = half_hours()
    return table[
        (table["timestamp"] < START + pd.Timedelta(days=30)) | (table["timestamp"] >= START + pd.Timedelta(days=72))
    ]


def only(table: pd.DataFrame, keep: pd.Series) -> pd.DataFrame:
    return table[keep].reset_index(drop=True)


WEEKENDS = every_day()
ONE_HOUR = every_day()
ONE_HOUR["offered"] = ONE_HOUR["offered"].where(ONE_HOUR["timestamp"].dt.hour == 11, 0.0)

SERIES = {
    "all zero": (half_hours().assign(offered=0.0), "no contacts"),
    "ten days": (half_hours().tail(8 * 20), "days to learn from"),
    "three days": (half_hours().tail(3 * 20), "days to learn from"),
    "one day": (half_hours().tail(20), "days to learn from"),
    "constant": (half_hours().assign(offered=7.0), "constant"),
    "one giant": (giant(), "set aside"),
    "closed for the last month": (half_hours(70), "the history ends on"),
    "ended long ago": (half_hours(40), "the history ends on"),
    "a gap of six weeks": (with_gap(), ""),
    "only weekends": (only(WEEKENDS, WEEKENDS["timestamp"].dt.day_of_week >= 5), ""),
    "all day, one hour alive": (ONE_HOUR, ""),
    "five minutes": (half_hours().pipe(lambda t: t.assign(timestamp=t["timestamp"] + pd.Timedelta(minutes=5))), ""),
    "huge": (half_hours(level=1e7), ""),
    "tiny": (half_hours(level=0.05), ""),
    "fractions": (half_hours().assign(offered=lambda t: t["offered"] / 3), ""),
    "duplicates": (pd.concat([half_hours(), half_hours().iloc[:5]]), "more than once"),
}  # fmt: skip


def backtest(
    tmp_path: Path, tables: dict[str, pd.DataFrame], models: tuple[str, ...] = ("default",), origin: str = ORIGIN
):
    file, origins, out, rows = (tmp_path / name for name in ("h.csv", "o.json", "s.csv", "f.csv"))
    every = pd.concat([table.assign(queue=name) for name, table in tables.items()])
    every[["queue", "timestamp", "offered"]].to_csv(file, index=False)
    origins.write_text(json.dumps([origin]))
    scores, warnings = run_backtest(BacktestAsked(file, str(origins), 14, models), out, rows)
    return scores, pd.read_csv(rows), warnings


@pytest.mark.parametrize("kind", list(SERIES))
def test_a_bad_series_is_forecast_with_a_stated_fallback_and_takes_no_other_down(kind, tmp_path):
    table, said = SERIES[kind]
    _, rows, warnings = backtest(tmp_path, {"bad": table, "fine": half_hours()})
    assert set(rows["queue"]) == {"bad", "fine"}
    values = rows.select_dtypes("number").to_numpy()
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert any(text.startswith("bad") and said in text for text in warnings) or not said
    assert rows.loc[rows["queue"] == "bad", "mean"].max() <= 3 * max(table["offered"].quantile(0.99), 1.0)


def test_53_weeks_with_both_clock_changes(tmp_path):
    stamps = pd.date_range(START, periods=371 * 24, freq="h", unit="us")
    skipped, doubled = pd.Timestamp("2025-03-30 02:00"), pd.Timestamp("2025-10-26 02:00")
    stamps = stamps[stamps != skipped].append(stamps[stamps == doubled]).sort_values()
    table = pd.DataFrame({"timestamp": stamps, "offered": 10.0 + stamps.hour.to_numpy()})
    scores, rows, warnings = backtest(tmp_path, {"bad": table}, origin="2025-12-29")
    assert len(rows) == 14 * 24
    assert scores["wape"].iloc[0] < 0.05
    assert any("more than once" in text for text in warnings)


@pytest.mark.parametrize("cell", ["", "nan", "-3", "many"])
def test_a_cell_that_is_no_count_is_refused_with_its_row(cell, tmp_path):
    file = tmp_path / "h.csv"
    half_hours().assign(queue="q")[["queue", "timestamp", "offered"]].to_csv(file, index=False)
    lines = file.read_text().splitlines()
    lines[41] = lines[41].rsplit(",", 1)[0] + f",{cell}"
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(RefusedInput) as refused:
        run_backtest(BacktestAsked(file, "1", 14), tmp_path / "s.csv")
    (fault,) = refused.value.faults
    assert (fault.column, fault.line) == ("offered", 42)


@pytest.mark.parametrize("model", ["default", "top_down", "seasonal_naive", "seasonal_mean", "ets", "sarimax"])
@pytest.mark.parametrize("kind", ["all zero", "one day", "one giant", "ended long ago", "tiny"])
def test_every_model_survives_it(kind, model, tmp_path):
    _, rows, _ = backtest(tmp_path, {"bad": SERIES[kind][0]}, (model,))
    values = rows.select_dtypes("number").to_numpy()
    assert np.isfinite(values).all()
    assert (values >= 0).all()


def centre_history(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The stage's history of these queues, in the centre's zone."""
    frames = []
    for name, table in tables.items():
        ts = table["timestamp"].dt.tz_localize("Asia/Shanghai")
        offered = table["offered"]
        frames.append(pd.DataFrame({"queue": name, "ts": ts, "offered": offered, "handled": offered,
                                    "abandoned": 0.0, "aht_s": 300.0}))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("kind", [name for name in SERIES if name not in ("five minutes", "duplicates")])
def test_the_forecast_stage_plans_a_bad_queue_and_its_neighbour(kind):
    centre = made_up_centre(["bad", "fine"], interval_min=30, as_of=pd.Timestamp(ORIGIN), models=("default", "ets"))
    table, said = SERIES[kind]
    made = make_forecast(centre_history({"bad": table, "fine": half_hours()}), centre)
    values = made.forecast[["volume", "q025", "q50", "q975", "aht_s"]].to_numpy()
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert made.forecast.groupby("queue").size().eq(21 * 48).all()
    fine = made.forecast[made.forecast["queue"] == "fine"]
    assert fine["volume"].sum() > 0
    if said:
        assert any("bad" in text for text in made.warnings)
