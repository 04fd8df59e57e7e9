"""Positions for a chosen probability: how much more or less than the requirement each queue and day needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from data.contracts.centre import Centre
from data.contracts.grid import local_date
from data.contracts.progress import PartMap, Progress, one_by_one, silent
from scheduling.chance.estimate import day_chances

Floats = NDArray[np.float64]

# Multiples of the expected volume that are tried; between them the chance is read on the scale of normal scores.
LADDER: tuple[float, ...] = (0.85, 0.95, 1.03, 1.12, 1.27, 1.8)
STEPS: tuple[float, ...] = (1.01, 1.02, 1.02, 1.03, 1.04, 1.06)  # where the chance read is not reached
EASE = 1e-9
RAISED = 1.25  # the second volume that is sized: positions in between, and beyond, lie on the straight line


def between(base: pd.DataFrame, raised: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Positions (queue, ts, positions) for `factor` times the volume of `base`; `raised` is for `RAISED` times it."""
    wide = raised.set_index(["queue", "ts"])["positions"]
    keys = pd.MultiIndex.from_frame(base[["queue", "ts"]])
    low = base["positions"].to_numpy(dtype=float)
    step = wide.reindex(keys).to_numpy(dtype=float) - low
    found = np.maximum(low + step * (factor - 1.0) / (RAISED - 1.0), 0.0)
    return base[["queue", "ts"]].assign(positions=found)


def volume_factors(
    forecast: pd.DataFrame,
    paths: pd.DataFrame | None,
    base: pd.DataFrame,
    raised: pd.DataFrame,
    centre: Centre,
    probabilities: Sequence[float],
    *,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> pd.DataFrame:
    """The volume to staff for so that each queue keeps the day's promise with each of `probabilities`.

    Returns queue, date, probability, factor (on the expected volume, one for all intervals of the day) and reached,
    the probability told at the nearest of the ladder where the asked one lies beyond it. `base` and `raised`:
    REQUIREMENT for the expected volume and `RAISED` times it. O(paths x contacts x ladder).
    """
    staffings = {f"{factor}": between(base, raised, factor) for factor in LADDER}
    told = day_chances(forecast, paths, staffings, centre, progress=progress, place=place)
    return read_factors(told, probabilities, centre.staffing.chance_paths)


def read_factors(told: pd.DataFrame, probabilities: Sequence[float], number: int) -> pd.DataFrame:
    """The factors at which chances told at rungs of the ladder (`day_chances` of `number` paths) are as wanted."""
    wide = told.assign(rung=told["staffing"].astype(float)).pivot(
        index=["queue", "date"], columns="rung", values="p_target_met"
    )
    chance = np.nan_to_num(wide.to_numpy(dtype=float).T, nan=1.0)
    ladder = wide.columns.to_numpy(dtype=float)
    tables = []
    for probability in probabilities:
        factor, reached = _read(chance, ladder, probability, number)
        keys = wide.index.to_frame(index=False)
        tables.append(keys.assign(probability=probability, factor=factor, reached=reached))
    return pd.concat(tables, ignore_index=True)


def _read(chance: Floats, ladder: Floats, wanted: float, number: int) -> tuple[Floats, Floats]:
    """Least factor (days,) whose chance is as wanted, and the chance there; `chance` (ladder, days)."""
    most = 1.0 - 0.5 / number  # all of so many paths
    score = ndtri(np.clip(np.maximum.accumulate(chance, axis=0), 1.0 - most, most))
    asked = float(ndtri(min(max(wanted, 1.0 - most), most)))
    factor, reached = np.empty(chance.shape[1]), np.empty(chance.shape[1])
    for day, own in enumerate(score.T):
        above = int(np.searchsorted(own, asked, side="left"))
        if above in (0, len(own)):
            end = min(above, len(own) - 1)
            factor[day], reached[day] = ladder[end], float(ndtr(own[end]))
            continue
        low, high = own[above - 1], own[above]
        at = (asked - low) / (high - low)
        factor[day] = float(ladder[above - 1] * (ladder[above] / ladder[above - 1]) ** at)
        reached[day] = wanted
    return factor, reached


def made_sure(
    forecast: pd.DataFrame,
    paths: pd.DataFrame | None,
    centre: Centre,
    size: Callable[[pd.DataFrame], pd.DataFrame],
    factors: pd.DataFrame,
    *,
    place: PartMap = one_by_one,
) -> pd.DataFrame:
    """The factors, raised step by step where the sized positions keep fewer of the paths than asked.

    The ladder's positions lie on a straight line and its chances between rungs are read; here what is truly sized meets
    the same contacts. Only queues with days below are played again. `reached` is what the last play told: a day that
    stays below after all steps keeps the highest rung. O(steps x (a sizing + paths x contacts)).
    """
    found = factors.reset_index(drop=True)
    play = forecast
    for step in (*STEPS, math.inf, 1.0):
        told = day_chances(play, paths, {"": size(with_factors(play, found))}, centre, place=place)
        known = (
            told.set_index(["queue", "date"])["p_target_met"]
            .fillna(1.0)
            .reindex(pd.MultiIndex.from_frame(found[["queue", "date"]]))
        )
        found["reached"] = np.where(known.notna(), known, found["reached"])
        low = found["reached"] < found["probability"] - EASE
        below = low & (found["factor"] < LADDER[-1])
        if step == 1.0 or not below.any():
            return found
        raised = np.minimum(found["factor"] * step, LADDER[-1])
        found["factor"] = found["factor"].where(~below, raised)
        play = forecast[forecast["queue"].isin(found.loc[below, "queue"])]
    return found


def with_factors(forecast: pd.DataFrame, factors: pd.DataFrame) -> pd.DataFrame:
    """The forecast with the volume to staff for: times the factor of its queue and day (1 where there is none)."""
    known = factors.set_index(["queue", "date"])["factor"]
    keys = pd.MultiIndex.from_arrays([forecast["queue"], local_date(forecast["ts"])])
    return forecast.assign(volume=forecast["volume"].to_numpy(dtype=float) * known.reindex(keys).fillna(1.0).to_numpy())


def staffed_forecast(
    forecast: pd.DataFrame,
    paths: pd.DataFrame | None,
    centre: Centre,
    size: Callable[[pd.DataFrame], pd.DataFrame],
    *,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The forecast with the volumes to staff for so that each day's promise is kept with `staffing.probability`.

    `size` turns a forecast into a REQUIREMENT at its expected volume. Warns of queues and days that stay below the
    asked probability with 1.8 times the expected volume. Up to 2 + len(STEPS) sizings + O(paths x contacts x ladder).
    """
    base = size(forecast)
    raised = size(forecast.assign(volume=forecast["volume"] * RAISED))
    wanted = centre.staffing.probability
    factors = volume_factors(forecast, paths, base, raised, centre, [wanted], progress=progress, place=place)
    factors = made_sure(forecast, paths, centre, size, factors, place=place)
    short = factors[factors["reached"] < wanted - EASE]
    warnings = [
        f"Queue {queue}: on {len(days)} days the promise is not kept with a probability of {wanted:g}, whatever is "
        f"staffed up to {LADDER[-1]:g} times the expected volume."
        for queue, days in short.groupby("queue", sort=False)
    ]
    return with_factors(forecast, factors), tuple(warnings)
