"""The table forecast_paths laid out along the rows of a forecast: what both who draws and who replays needs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.grid import local_date

FloatArray = npt.NDArray[np.float64]


def scores_by_row(forecast: pd.DataFrame, paths: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Day scores (paths, rows) and day shares (rows,) of the rows of a forecast (queue, ts); 0 where there are none.

    O(paths x rows).
    """
    keys = pd.MultiIndex.from_arrays([forecast["queue"], local_date(forecast["ts"])])
    wide = paths.pivot(index=["queue", "date"], columns="path", values="score").sort_index(axis=1)
    share = paths.drop_duplicates(["queue", "date"]).set_index(["queue", "date"])["day_share"].reindex(wide.index)
    at = wide.index.get_indexer(keys)
    known = at >= 0
    score = np.where(known[:, None], wide.to_numpy(dtype=float)[at], 0.0).T
    return score, np.where(known, share.to_numpy(dtype=float)[at], 0.0)


def day_sd_by_row(forecast: pd.DataFrame, paths: pd.DataFrame) -> FloatArray | None:
    """Relative standard deviation of the rate of each row's whole day, (rows,), 0 where the paths say nothing.

    None for paths that do not tell it: those of plans made before it was learned. O(rows + paths).
    """
    return _by_row(forecast, paths, "day_sd")


def aht_sd_by_row(forecast: pd.DataFrame, paths: pd.DataFrame) -> FloatArray | None:
    """Relative standard deviation of the mean handling time of each row's day, as `day_sd_by_row`."""
    return _by_row(forecast, paths, "aht_sd")


def _by_row(forecast: pd.DataFrame, paths: pd.DataFrame, column: str) -> FloatArray | None:
    if column not in paths.columns or paths[column].isna().all():
        return None
    keys = pd.MultiIndex.from_arrays([forecast["queue"], local_date(forecast["ts"])])
    known = paths.drop_duplicates(["queue", "date"]).set_index(["queue", "date"])[column]
    return known.reindex(keys).fillna(0.0).to_numpy(dtype=float)
