"""Sample paths: bands of day and week totals from jointly drawn paths, against what came on public sets.

Every Monday the default forecast of 14 days, its joint law learned from its own past origins, 400 paths drawn; bar:
the 80 % band of day totals covers 76 to 84 %. Run `python -m bench.paths`; data as in bench.forecast.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from bench.forecast import SETS, read_set
from bench.intraday import INTRADAY
from data.contracts.grid import QUANTILE_COLUMNS, QUANTILES
from forecasting.arrays import FloatArray, date_of, day_number
from forecasting.default.pipeline import QueueOutlook, forecast_queue
from forecasting.paths.day_rates import DayErrors, day_variances
from forecasting.paths.draw import day_bands, draw_paths, path_volumes, weeks_ahead
from forecasting.paths.joint import day_errors, learn_joint
from forecasting.rolling.roll import QueueDays
from forecasting.rolling.wall_clock import QueueLabels, interval_of, split_labels

HORIZON_D, WEEK_D, PATHS = 14, 7, 400
LEAST, MOST = 76.0, 84.0
LEVELS = ("q10", "q90", "q025", "q975")


def run() -> bool:
    """Print the coverage of every set; True when the 80 % bands of day totals hold on all."""
    folder = Path(os.environ.get("PEAKCREW_BENCH_DATA", "../shared")) / "data" / "forecasting"
    if not folder.is_dir():
        print(f"no data in {folder}: set PEAKCREW_BENCH_DATA")
        return False
    asked = [name for name in os.environ.get("PEAKCREW_BENCH_SETS", "").split(",") if name in INTRADAY]
    missed = [name for name in asked or INTRADAY if not _run_set(name, folder)]
    return not missed


def _run_set(name: str, folder: Path) -> bool:
    history, days, _ = read_set(name, SETS[name], folder)
    (labels,) = split_labels(history, interval_of(history))
    last = int(labels.day.max()) - HORIZON_D + 1
    mondays = range(day_number(pd.Timestamp(INTRADAY[name].first)), last + 1, WEEK_D)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        seen = pd.concat(pool.map(_origin, [(labels, origin, days[labels.queue]) for origin in mondays]))
    for kind, own in seen.groupby("kind", sort=False):
        inside = {share: 100 * float(((own["came"] >= own[low]) & (own["came"] <= own[high])).mean())
                  for share, low, high in ((80, "q10", "q90"), (95, "q025", "q975"))}  # fmt: skip
        print(f"       {name} {kind}, {len(own)}: 80 % band covers {inside[80]:.1f} %, 95 % band {inside[95]:.1f} %")
        if kind == "day totals of paths":
            held = LEAST <= inside[80] <= MOST
    print(f"       {name} day share {seen['day_share'].mean():.2f}, next day's correlation {seen['memory'].mean():.2f}")
    print(f"  {'ok  ' if held else 'MISS'} {name} 80 % bands of day totals (bar {LEAST:g} to {MOST:g})")
    return held


def _origin(task: tuple[QueueLabels, int, QueueDays]) -> pd.DataFrame:
    """What came in the days and the weeks after an origin, with their bands by each way of making them."""
    labels, origin, own = task
    history = labels.before(origin, own.shut)
    if history is None:
        return pd.DataFrame()
    made = forecast_queue(history, HORIZON_D, own.special, own.shut)
    actual = labels.grid(origin, origin + HORIZON_D, own.shut)
    law = learn_joint([day_errors(made.past.as_past("q")) if made.past else DayErrors.none("q")], HORIZON_D)
    share = law.day_share[0][weeks_ahead(law, HORIZON_D)]
    usual = day_variances(made.mean, made.quantiles, share, float(law.day_sd[0]))[None]
    paths = draw_paths(law, origin, HORIZON_D, PATHS, origin, usual)
    forecast = _table(made, actual)
    volumes = path_volumes(forecast, paths, np.random.default_rng(origin))
    date = forecast["ts"].dt.tz_localize(None).dt.normalize()
    law_bands = day_bands(forecast, paths).set_index("date")
    rows = []
    for day, part in forecast.groupby(date):
        came, mine = float(part["came"].sum()), volumes[:, part.index].sum(axis=1)
        rows.append(("day totals of paths", came, *_bands(mine)))
        rows.append(("day totals of the law", came, *law_bands.loc[day, list(LEVELS)]))
        rows.append(("day totals if all intervals err together", came, *part[list(LEVELS)].sum()))
    for week in (0, 1):
        part = forecast[((date - date_of(origin)).dt.days // WEEK_D == week)]
        if len(part):
            rows.append(
                ("week totals of paths", float(part["came"].sum()), *_bands(volumes[:, part.index].sum(axis=1)))
            )
    table = pd.DataFrame(rows, columns=["kind", "came", *LEVELS])
    memory = law.lasting + (1.0 - law.lasting) * law.memory
    return table.assign(day_share=float(law.day_share.mean()), memory=memory)


def _table(made: QueueOutlook, actual: FloatArray) -> pd.DataFrame:
    """Forecast rows of the intervals that came, with `came`."""
    known = ~np.isnan(actual) & (made.mean > 0)
    step = pd.Timedelta(days=1) / made.mean.shape[1]
    ts = [date_of(int(made.days[d])) + step * int(s) for d, s in zip(*np.nonzero(known), strict=True)]
    bands = dict(zip(QUANTILE_COLUMNS, made.quantiles[known].T, strict=True))
    stamps = pd.DatetimeIndex(ts).as_unit("us").tz_localize("UTC")
    return pd.DataFrame({"queue": "q", "ts": stamps, "volume": made.mean[known], **bands, "came": actual[known]})


def _bands(totals: FloatArray) -> list[float]:
    levels = dict(zip(QUANTILE_COLUMNS, QUANTILES, strict=True))
    return [float(np.quantile(totals, levels[name])) for name in LEVELS]


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
