"""Mix: gap, bound, seconds and memory of the split over own people, backup and partners; centres in trouble.

Run `make bench BENCH=mix` or `python -m bench.mix`; with `--long` also on the larger template and on the sample with
three times the work and people. The forecast and the requirement are made by the chain and are not timed;
every centre in trouble must give a plan with its shortage named.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from bench.ledger import Ledger
from data.contracts.centre import Centre
from data.contracts.plan import SolveStatus
from data.intake.centre import read_centre
from data.intake.history import read_history
from data.samples.shop import write_sample
from scheduling.mix.plan import MixMade, plan_mix
from workbench.pipeline import make_plan

GAP_PERCENT, SECONDS, MEMORY_MB = 0.1, 20.0, 1500.0
ANSWERED = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
Needs = tuple[Centre, pd.DataFrame, pd.DataFrame]


def run(*, long: bool = False) -> bool:
    """Print each figure against its bar; True when all hold."""
    ledger = Ledger("mix")
    with tempfile.TemporaryDirectory() as folder:
        sample = needs_of("shop", Path(folder))
        measured(ledger, "sample", sample)
        for name, centre in damaged(sample[0]).items():
            told(ledger, name, plan_mix(sample[1], sample[2], centre))
        told(ledger, "three times the positions", plan_mix(times(sample[1], 3.0), times(sample[2], 3.0), sample[0]))
        if long:
            measured(ledger, "20 channels", needs_of("shop20", Path(folder)))
            measured(ledger, "three times as large", grown(sample, 3))
    ledger.save()
    return ledger.good


def needs_of(template: str, folder: Path) -> Needs:
    """A template's centre and what its plan asks of the mix."""
    write_sample(folder / template, template)
    centre = read_centre(folder / template)
    parts = [read_history(path, centre).history for path in sorted((folder / template / "history").glob("*.csv"))]
    made = make_plan(centre, pd.concat(parts, ignore_index=True), until="requirement")
    return centre, made.tables["requirement"], made.tables["requirement_cuts"]


def measured(ledger: Ledger, name: str, needs: Needs) -> None:
    """Gap and seconds of a centre against the bars."""
    centre, requirement, cuts = needs
    started = time.perf_counter()
    (report,) = plan_mix(requirement, cuts, centre).reports
    ledger.most(f"{name}: gap, %", 100.0 * (1.0 if report.gap is None else report.gap), GAP_PERCENT)
    ledger.most(f"{name}: seconds", report.seconds, SECONDS)
    ledger.tell(f"{name}: seconds with tables and prices of limits", time.perf_counter() - started)
    ledger.tell(f"{name}: bound", report.bound or 0.0, " CNY")
    ledger.most(f"{name}: peak memory, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0, MEMORY_MB)


def damaged(centre: Centre) -> dict[str, Centre]:
    """The centre without a partner, and with a lead time past the plan."""
    partners = [name for name, pool in centre.pools.items() if pool.kind == "outsourced"]
    skills = centre.tables["skills"]
    gone = replace(centre, tables={**centre.tables, "skills": skills[skills["pool"] != partners[0]]})
    late = {name: replace(pool, lead_time_d=99) if name in partners else pool for name, pool in centre.pools.items()}
    return {"a partner removed": gone, "lead time past its date": replace(centre, pools=late)}


def told(ledger: Ledger, name: str, made: MixMade) -> None:
    """A plan there must be, and every position short must have a reason."""
    (report,) = made.reports
    named = bool(len(made.shortage)) and bool((made.shortage["reason"].str.len() > 0).all())
    ledger.most(f"{name}: no plan or unnamed shortage", float(not (report.status in ANSWERED and named)), 0.0)
    ledger.tell(f"{name}: position intervals short", float(made.shortage["positions"].sum()))
    ledger.tell(f"{name}: gap, %", 100.0 * (report.gap or 0.0))


def times(table: pd.DataFrame, factor: float) -> pd.DataFrame:
    """The table with its positions (and load) times a factor."""
    changed = [column for column in ("positions", "load_erl") if column in table]
    return table.assign(**{column: table[column] * factor for column in changed})


def grown(needs: Needs, factor: int) -> Needs:
    """A centre with so many times the people, seats and work."""
    centre, requirement, cuts = needs
    agents, leave = centre.tables["agents"], centre.tables["leave"]
    people, away = (
        pd.concat([one.assign(agent=one["agent"] + f"-{number}") for number in range(factor)], ignore_index=True)
        for one in (agents, leave)
    )
    pools = {name: replace(pool, max_heads=pool.max_heads * factor) for name, pool in centre.pools.items()}
    larger = replace(centre, pools=pools, tables={**centre.tables, "agents": people, "leave": away})
    return larger, times(requirement, float(factor)), times(cuts, float(factor))


if __name__ == "__main__":
    sys.exit(0 if run(long="--long" in sys.argv) else 1)
