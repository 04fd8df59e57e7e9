"""The mix of a plan with queues that share part of their people pooled, as far as a play of the mix bears it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.progress import Progress, silent
from scheduling.mix.plan import MixMade, plan_mix
from scheduling.pools.check import play_mix
from scheduling.pools.rounds import Pooled, solve_pooled
from scheduling.replay.paths import DayScores, draw_rates
from scheduling.requirement.shared import shared_cuts

PATHS = 6
TRIAL_GAP = 0.01  # how good a mix must be that is only played
TRIAL_SHARE = 0.5  # of the time limit of a mix


def pooled_mix(tables: Mapping[str, pd.DataFrame], centre: Centre, progress: Progress = silent) -> Pooled[MixMade]:
    """Solve the mix for the tables forecast, forecast_paths, requirement, requirement_cuts and skill_group.

    Plays paths of the forecast, the same ones each time. O(rounds) mixes and plays.
    """
    requirement, skills = tables["requirement"], tables["skill_group"]
    solver = centre.solver
    rough = replace(solver, gap=max(solver.gap, TRIAL_GAP), mix_limit_s=TRIAL_SHARE * solver.mix_limit_s)
    forecast = _inside(tables["forecast"], centre)
    known = tables.get("forecast_paths")
    scores = None if known is None or known.empty else DayScores.of(forecast, known)

    def solve(cuts: pd.DataFrame, trial: bool) -> MixMade:
        if trial:
            return plan_mix(requirement, cuts, replace(centre, solver=rough), priced=False)
        return plan_mix(requirement, cuts, centre, progress=progress)

    def levels(made: MixMade) -> pd.DataFrame:
        seeds = ([centre.replay.seed, path] for path in range(PATHS))
        drawn = [draw_rates(forecast, np.random.Generator(np.random.PCG64(seed)), scores, seed[1]) for seed in seeds]
        return play_mix(made.mix, forecast, drawn, skills, centre)

    pooled = shared_cuts(requirement, skills, centre)
    return solve_pooled(requirement, tables["requirement_cuts"], pooled, centre, solve, levels)


def _inside(forecast: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """The forecast of the planned window."""
    grid = centre.grid()
    rows = forecast[(forecast["ts"] >= grid[0]) & (forecast["ts"] <= grid[-1])]
    return rows[rows["queue"].isin(list(centre.queues))].reset_index(drop=True)
