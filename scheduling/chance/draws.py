"""What may come to a queue on each path: rates and handling times drawn from the joint forecast, evenly spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from data.contracts.grid import local_date
from data.contracts.path_scores import aht_sd_by_row, day_sd_by_row, scores_by_row
from scheduling.path_rates import path_rates, rate_variance

Floats = NDArray[np.float64]

PLAIN_COMMON = 0.5  # share of a day's score that all queues have in common, for a forecast without paths
PLAIN_DAY_SHARE = 0.5  # share of the rates' variance that is the day's, where the paths do not tell the day's own
PLAIN_AHT_SD = 0.03  # of a day's mean handling time, where the paths do not tell it
COMMON_STREAM, OWN_STREAM = 101, 102  # of random numbers, apart from those of the replay


@dataclass(frozen=True)
class Drawn:
    """Rates (contacts an interval) and handling times (s) of one queue, both (paths, rows)."""

    rates: Floats
    aht_s: Floats


def draw_queue(rows: pd.DataFrame, paths: pd.DataFrame | None, number: int, seed: int, place: int) -> Drawn:
    """`number` paths of one queue's rows (FORECAST, in order of time), its `place` among the queues.

    A day's rate is its volume x a log-normal factor of standard deviation `day_sd` at the day's score on the path; each
    interval errs on its own by what its band has more. On every day the scores over the paths are spread evenly (the
    ranks of those drawn), which leaves how days and queues go together and takes most of the chance out of a share of
    paths. The handling time errs as a whole, for all days of a path alike. O(paths x rows).
    """
    day = _spread_evenly(_scores(rows, paths, number, seed, place))
    rng = np.random.Generator(np.random.PCG64([seed, OWN_STREAM, place]))
    rates = path_rates(rows, _day_sd(rows, paths), day, rng.standard_normal(day.shape))
    aht_sd = aht_sd_by_row(rows, paths) if paths is not None else None
    if aht_sd is None:
        aht_sd = np.full(len(rows), PLAIN_AHT_SD)
    slower = ndtri((rng.permutation(number) + 0.5) / number)[:, None]
    return Drawn(rates, rows["aht_s"].to_numpy(dtype=float) * np.exp(aht_sd * slower - 0.5 * aht_sd**2))


def _scores(rows: pd.DataFrame, paths: pd.DataFrame | None, number: int, seed: int, place: int) -> Floats:
    """Day scores (paths, rows): those of the forecast, or half common to all queues."""
    if paths is not None and len(paths) and (paths["queue"] == rows["queue"].iloc[0]).any():
        score, _ = scores_by_row(rows, paths)
        return score[np.arange(number) % len(score)]
    dates = pd.factorize(local_date(rows["ts"]))[0]
    days = int(dates.max()) + 1
    common = np.random.Generator(np.random.PCG64([seed, COMMON_STREAM])).standard_normal((number, days))
    own = np.random.Generator(np.random.PCG64([seed, COMMON_STREAM, place])).standard_normal((number, days))
    return np.asarray((np.sqrt(PLAIN_COMMON) * common + np.sqrt(1.0 - PLAIN_COMMON) * own)[:, dates])


def _spread_evenly(score: Floats) -> Floats:
    """The same order of the paths in every column, at the middles of equal shares of the normal law."""
    order = np.argsort(np.argsort(score, axis=0, kind="stable"), axis=0, kind="stable")
    return np.asarray(ndtri((order + 0.5) / len(score)))


def _day_sd(rows: pd.DataFrame, paths: pd.DataFrame | None) -> Floats:
    """Relative deviation of the rate of each row's day, (rows,); where the paths do not tell it, by its share."""
    day_sd = day_sd_by_row(rows, paths) if paths is not None else None
    if day_sd is not None:
        return day_sd
    known = paths is not None and len(paths) > 0
    share = scores_by_row(rows, paths)[1] if known and paths is not None else np.full(len(rows), PLAIN_DAY_SHARE)
    volume = rows["volume"].to_numpy(dtype=float)
    variance = np.divide(share * rate_variance(rows), volume**2, out=np.zeros(len(rows)), where=volume > 0)
    return np.asarray(np.sqrt(variance))
