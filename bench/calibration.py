"""Is a stated chance kept: fortnights of fresh history and future, the forecast made from the history alone.

Each fortnight: `data.samples` draws two years of history from a fresh seed, the product forecasts and sizes, and tells
for several staffings how likely each queue keeps the promise of each day (scheduling.chance). Then futures are drawn,
four for each history, each with its own noise and its own error of the size of the event; every contact is played
against the staffing, and the day has kept its promise or not. Bar: where 80 % is stated, 74 to 86 % are kept.

Run `python -m bench calibration`. PEAKCREW_BENCH_FORTNIGHTS (200), PEAKCREW_BENCH_PROCESSES (2),
PEAKCREW_BENCH_QUICK=1 (8 fortnights, no bar), PEAKCREW_BENCH_FIRST_SEED (1: of the histories), PEAKCREW_BENCH_RESULTS
(var/calibration.jsonl): a line for each history with its fortnights; what stands there is not made again.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.grid import interval_grid, local_date
from data.intake.centre import read_centre
from data.samples.draw import AHT_CV, draw_future, draw_history
from data.samples.happenings import HISTORY_FIRST, HISTORY_LAST
from data.samples.shop import write_sample
from data.samples.truth import expected_volume
from forecasting.arrays import FloatArray
from forecasting.forecast import make_forecast
from scheduling.chance.estimate import day_chances
from scheduling.chance.staff import between, read_factors
from scheduling.chance.trials import whole_positions
from scheduling.requirement.size import size_requirement
from scheduling.simulator.engine import Arrivals, StaffChanges, empty_tally, play
from scheduling.simulator.rooms import own_room
from workbench.stage_views import forecast_view

TEMPLATE = "shop"
QUEUES = ("aftersale_chat", "order_logistics_voice", "vip_voice", "elderly_voice", "app_voice", "deaf_text")
STAFFED = (0.9, 1.0, 1.1, 1.25)  # multiples of the expected volume
FUTURES = 4  # that are drawn for each history
RAISE_PER_VOLUME = 0.9  # positions grow a little less than the volume
WANTED = 0.8
PATHS = 60
LEAST, MOST = 74.0, 86.0
EDGES = (0.0, 0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0001)
FUTURE_SEED = 500_000
Row = dict[str, Any]


def run() -> bool:
    """Make the fortnights that are missing, print the reliability table, and tell whether the 80 % line holds."""
    quick = bool(os.environ.get("PEAKCREW_BENCH_QUICK"))
    asked = 8 if quick else int(os.environ.get("PEAKCREW_BENCH_FORTNIGHTS", "200"))
    number = -(-asked // FUTURES)
    results = Path(os.environ.get("PEAKCREW_BENCH_RESULTS", "var/calibration.jsonl"))
    results.parent.mkdir(parents=True, exist_ok=True)
    known = _known(results)
    first = int(os.environ.get("PEAKCREW_BENCH_FIRST_SEED", "1"))
    missing = [seed for seed in range(first, first + number) if seed not in known]
    processes = int(os.environ.get("PEAKCREW_BENCH_PROCESSES", "2"))
    if missing:
        with ProcessPoolExecutor(processes) as pool, results.open("a", encoding="utf-8") as file:
            for done in as_completed([pool.submit(fortnights, seed) for seed in missing]):
                file.write(json.dumps(done.result()) + "\n")
                file.flush()
    return report(results, range(first, first + number)) or quick


def _known(results: Path) -> set[int]:
    if not results.is_file():
        return set()
    return {int(json.loads(line)["seed"]) for line in results.read_text(encoding="utf-8").splitlines()}


@cache
def _centre() -> Centre:
    """The sample centre with the queues of this benchmark only, its default forecast, sized by the still formulas."""
    with tempfile.TemporaryDirectory() as folder:
        centre = read_centre(write_sample(Path(folder) / "centre", TEMPLATE))
    tables = {name: _own(rows) for name, rows in centre.tables.items()}
    still = {"queue": "*", "start_date": centre.window.first, "end_date": centre.window.last, "method": "stationary"}
    tables["staffing_methods"] = pd.DataFrame([{**still, "reason": "quick: any staffing will do here"}])
    return replace(
        centre,
        queues={name: centre.queues[name] for name in QUEUES},
        tables=tables,
        forecast=replace(centre.forecast, models=("default",)),
        staffing=replace(centre.staffing, chance_paths=PATHS),
    )


def _own(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table that speak of the queues of this benchmark."""
    if "queue" not in rows.columns:
        return rows
    return rows[rows["queue"].isin([*QUEUES, "*", ""])].reset_index(drop=True)


def _history(seed: int, zone: str) -> pd.DataFrame:
    """HISTORY of the queues, drawn from the truth."""
    ts = interval_grid(pd.Timestamp(HISTORY_FIRST), pd.Timestamp(HISTORY_LAST), 15, zone)
    parts = []
    for queue in QUEUES:
        drawn = draw_history(TEMPLATE, seed, queue)
        keep = ~drawn.missing.ravel()
        offered, handled = (one.ravel()[keep].astype(float) for one in (drawn.offered, drawn.handled))
        columns = {"offered": offered, "handled": handled, "abandoned": offered - handled}
        parts.append(pd.DataFrame({"queue": queue, "ts": ts[keep], **columns, "aht_s": drawn.aht_s.ravel()[keep]}))
    return pd.concat(parts, ignore_index=True)


def fortnights(seed: int) -> Row:
    """One history and the fortnights after it: what was stated and what came, by queue, day and staffing."""
    centre = _centre()
    made = make_forecast(_history(seed, centre.zone), forecast_view(centre))
    base = size_requirement(made.forecast, centre, centre.tables["skills"]).requirement
    raised = base.assign(positions=base["positions"] * (1.0 + 0.25 * RAISE_PER_VOLUME))
    staffings = {f"{factor}": between(base, raised, factor) for factor in STAFFED}
    stated = day_chances(made.forecast, made.paths, staffings, centre)
    chosen = read_factors(stated, [WANTED], PATHS)
    staffings["wanted"] = _for_wanted(base, raised, chosen)
    promised = chosen.rename(columns={"reached": "p_target_met"}).assign(staffing="wanted")
    stated = pd.concat([stated, promised], ignore_index=True)
    came = [_outcomes(staffings, centre, FUTURES * seed + i).assign(future=i) for i in range(FUTURES)]
    seen = stated.merge(pd.concat(came, ignore_index=True), on=["staffing", "queue", "date"])
    keep = ["future", "staffing", "queue", "date", "p_target_met", "level", "kept", "came"]
    table = seen[keep].assign(date=seen["date"].dt.strftime("%Y-%m-%d")).round(5)
    return {"seed": seed, "columns": keep, "rows": table.to_numpy().tolist()}


def _for_wanted(base: pd.DataFrame, raised: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    factor = chosen.set_index(["queue", "date"])["factor"]
    own = factor.reindex(pd.MultiIndex.from_arrays([base["queue"], local_date(base["ts"])])).to_numpy(dtype=float)
    step = raised["positions"].to_numpy(dtype=float) - base["positions"].to_numpy(dtype=float)
    positions = np.maximum(base["positions"].to_numpy(dtype=float) + step * (own - 1.0) / 0.25, 0.0)
    return base[["queue", "ts"]].assign(positions=positions)


def _outcomes(staffings: dict[str, pd.DataFrame], centre: Centre, seed: int) -> pd.DataFrame:
    """Whether each queue kept the promise of each day in the future drawn: one future against all staffings."""
    window = centre.window.first, centre.window.last
    future = draw_future(TEMPLATE, FUTURE_SEED + seed, *window)
    truth = expected_volume(TEMPLATE, *window)
    rows = []
    for place, queue in enumerate(QUEUES):
        came = future[future["queue"] == queue].sort_values("ts")
        aht_s = truth[truth["queue"] == queue].sort_values("ts")["aht_s"].to_numpy(dtype=float)
        rng = np.random.default_rng([FUTURE_SEED, seed, place])
        arrivals = _contacts(came["offered"].to_numpy(dtype=float), aht_s, centre.queues[queue].patience_s, rng)
        day, dates = pd.factorize(local_date(came["ts"]))
        for name, staffing in staffings.items():
            own = staffing[staffing["queue"] == queue].sort_values("ts")["positions"].to_numpy(dtype=float)
            within, offered = _played(arrivals, own, centre, queue, rng.random())
            level = np.bincount(day, weights=within) / np.maximum(np.bincount(day, weights=offered), 1.0)
            target = centre.queues[queue].target.service_level or 1.0
            kept = (level >= target - 1e-12).astype(int)
            total = np.bincount(day, weights=came["offered"])
            own_rows = {"staffing": name, "queue": queue, "date": dates, "level": level, "kept": kept, "came": total}
            rows.append(pd.DataFrame(own_rows))
    return pd.concat(rows, ignore_index=True)


def _contacts(offered: FloatArray, aht_s: FloatArray, patience_s: float | None, rng: np.random.Generator) -> Arrivals:
    """The contacts that came, with handling times that scatter as those of the truth."""
    row = np.repeat(np.arange(len(offered)), offered.astype(int))
    sigma = np.sqrt(np.log1p(AHT_CV**2))
    work_s = aht_s[row] * rng.lognormal(-0.5 * sigma**2, sigma, len(row))
    patience = np.full(len(row), np.inf) if patience_s is None else rng.exponential(patience_s, len(row))
    return Arrivals(np.sort((row + rng.random(len(row))) * 900.0), np.zeros(len(row), dtype=np.int64), work_s, patience)


def _played(
    arrivals: Arrivals, positions: FloatArray, centre: Centre, queue: str, offset: float
) -> tuple[FloatArray, FloatArray]:
    """Contacts answered in time and contacts offered by interval."""
    heads = whole_positions(positions, offset)
    changes = StaffChanges(np.arange(len(heads), dtype=np.float64) * 900.0, np.zeros(len(heads), dtype=np.int64), heads)
    tally = empty_tally(1, 1, len(heads))
    play(arrivals, changes, own_room(centre.queues[queue]), tally, 900.0)
    return tally.within[0].astype(float), (tally.offered - tally.pending)[0].astype(float)


def report(results: Path, seeds: range) -> bool:
    """Print what was kept where how much was stated; True when the 80 % line holds over enough fortnights."""
    parts = []
    for line in results.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        if one["seed"] in seeds:
            parts.append(pd.DataFrame(one["rows"], columns=one["columns"]).assign(seed=one["seed"]))
    seen = pd.concat(parts, ignore_index=True)
    fixed, wanted = seen[seen["staffing"] != "wanted"], seen[seen["staffing"] == "wanted"]
    count = len(seen[["seed", "future"]].drop_duplicates())
    print(f"  {count} fortnights after {seen['seed'].nunique()} histories, {seen['queue'].nunique()} queues")
    print("       stated           queue-days   mean stated    kept   95 % interval (Wilson)   s.e. by history")
    for low, high in itertools.pairwise(EDGES):
        own = fixed[(fixed["p_target_met"] >= low) & (fixed["p_target_met"] < high)]
        if len(own):
            print(f"       {100 * low:3.0f} to {min(100 * high, 100):3.0f} %    {_line(own)}")
    reached = wanted[(wanted["p_target_met"] - WANTED).abs() < 1e-6]
    print(f"       staffed for 80 % {_line(reached)}")
    for name in QUEUES:
        print(f"         {name:<22} {_line(reached[reached['queue'] == name])}")
    for day, own in reached.groupby("date"):
        print(f"         {day:<22} {_line(own)}")
    kept = 100 * float(reached["kept"].mean())
    near = fixed[fixed["p_target_met"].between(0.75, 0.85)]
    both = LEAST <= kept <= MOST and LEAST <= 100 * float(near["kept"].mean()) <= MOST
    print(f"  {'ok  ' if both else 'MISS'} staffed for 80 %: {kept:.1f} % kept; stated 75 to 85 %: "
          f"{100 * near['kept'].mean():.1f} % (bar {LEAST:g} to {MOST:g})")  # fmt: skip
    return both


def _line(own: pd.DataFrame) -> str:
    """Counts, mean stated, share kept, Wilson's interval, and the standard error with histories as the sample."""
    count, share = len(own), float(own["kept"].mean())
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    gap = (own["kept"] - share).groupby(own["seed"]).sum()
    error = float(np.sqrt((gap**2).sum())) / count
    return (f"{count:10,}   {100 * own['p_target_met'].mean():8.1f} %   {100 * share:5.1f} %   "
            f"{100 * (middle - half):5.1f} to {100 * (middle + half):5.1f} %        {100 * error:4.1f}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
