"""Sample paths: how busy each queue's days may be together, and the volumes that follow with the forecast's bands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.columns import checked
from data.contracts.grid import QUANTILE_COLUMNS, local_date
from data.contracts.path_scores import day_sd_by_row, scores_by_row
from data.contracts.tables import FORECAST_PATHS
from forecasting.arrays import FloatArray, IntArray, date_of
from forecasting.paths.event_days import EventDays, with_event_scores
from forecasting.paths.joint import WEEK_D, JointLaw
from forecasting.paths.marginals import day_loading, rate_share, total_quantiles, volumes_at


def draw_paths(
    law: JointLaw,
    first_day: int,
    horizon_d: int,
    paths: int,
    seed: int,
    usual: FloatArray | None = None,
    events: EventDays | None = None,
    aht_sd: FloatArray | None = None,
) -> pd.DataFrame:
    """FORECAST_PATHS: the day scores of `paths` paths over the `horizon_d` days from day number `first_day`.

    Each score is standard normal; scores of two queues go together by `law.alike`, of two days by its memory. `usual`
    (queues, days): relative variance of the days' rates without events, else that of `law.day_sd`. Days of `events` err
    as the size of the event does. `aht_sd` (queues, days) is told along. The same seed gives the same scores, and more
    paths begin with those of fewer. O(paths x (queues^2 x days + queues x days^2)).
    """
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    apart = np.abs(np.subtract.outer(np.arange(horizon_d), np.arange(horizon_d)))
    together = law.lasting + (1.0 - law.lasting) * law.memory**apart
    days = np.linalg.cholesky(together + 1e-9 * np.eye(horizon_d))
    queues = np.linalg.cholesky(law.alike + 1e-9 * np.eye(len(law.queues)))
    own = rng.standard_normal((paths, len(law.queues), horizon_d))
    scores = queues @ own @ days.T
    week = weeks_ahead(law, horizon_d)
    dates = pd.DatetimeIndex([date_of(first_day + i) for i in range(horizon_d)]).as_unit("us")
    keys = pd.MultiIndex.from_product([range(paths), law.queues, dates], names=["path", "queue", "date"])
    share = np.broadcast_to(law.day_share[:, week], scores.shape)
    variance = np.repeat(law.day_sd[:, None] ** 2, horizon_d, axis=1) if usual is None else usual
    if events is not None:
        added = events.doubted()
        rng = np.random.Generator(np.random.PCG64([seed, 2]))
        scores = with_event_scores(scores, added / np.maximum(variance + added, 1e-12), events.event, rng)
        variance = variance + added
    day_sd = np.broadcast_to(np.sqrt(variance), scores.shape)
    rows = keys.to_frame(index=False).assign(score=scores.ravel(), day_share=share.ravel(), day_sd=day_sd.ravel())
    if aht_sd is not None:
        rows["aht_sd"] = np.broadcast_to(aht_sd, scores.shape).ravel()
    return checked(FORECAST_PATHS, rows.astype({"queue": "str"}))


def weeks_ahead(law: JointLaw, horizon_d: int) -> IntArray:
    """The week of the law that each day of the horizon follows, (days,)."""
    return np.asarray(
        np.minimum(np.arange(horizon_d, dtype=np.int64) // WEEK_D, law.day_share.shape[1] - 1), dtype=np.int64
    )


def path_volumes(forecast: pd.DataFrame, paths: pd.DataFrame, rng: np.random.Generator) -> FloatArray:
    """Volumes on every path, (paths, rows of the forecast), by a Gaussian copula.

    On each path an interval's score is the day's, as far as the day's rate makes its variance, and for the rest its
    own; the volume is the forecast's quantile at that score, so the volumes of an interval over the paths have exactly
    the forecast's quantiles. A queue or day without scores errs in each interval on its own. O(paths x rows).
    """
    score, share = scores_by_row(forecast, paths)
    volume = forecast["volume"].to_numpy(dtype=float)
    quantiles = forecast[list(QUANTILE_COLUMNS)].to_numpy(dtype=float)
    loading = np.sqrt(share * rate_share(volume, quantiles))
    day_sd = day_sd_by_row(forecast, paths)
    if day_sd is not None:
        loading = day_loading(volume, quantiles, day_sd)
    own = rng.standard_normal(score.shape)
    return volumes_at(quantiles, loading * score + np.sqrt(1.0 - loading**2) * own)


def day_bands(forecast: pd.DataFrame, paths: pd.DataFrame) -> pd.DataFrame:
    """Quantiles of each queue's day totals: queue, date and the quantile columns.

    The law behind the paths, worked out instead of counted: as if there were any number of them. O(rows).
    """
    law = paths.drop_duplicates(["queue", "date"]).set_index(["queue", "date"])
    rows = []
    dates = local_date(forecast["ts"])
    for (queue, date), own in forecast.groupby([forecast["queue"], dates], sort=True):
        volume, quantiles = own["volume"].to_numpy(dtype=float), own[list(QUANTILE_COLUMNS)].to_numpy(dtype=float)
        some = volume > 0
        bands = np.zeros(len(QUANTILE_COLUMNS))
        if some.any():
            loading = _loading(law, queue, date, volume[some], quantiles[some])
            bands = total_quantiles(quantiles[some], loading)
        rows.append((queue, date, *bands))
    return pd.DataFrame(rows, columns=["queue", "date", *QUANTILE_COLUMNS])


def _loading(law: pd.DataFrame, queue: object, date: object, volume: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Correlation of each interval's score with its day's, (slots,)."""
    at = law.index.get_indexer(pd.MultiIndex.from_tuples([(queue, date)]))[0]
    if at < 0:
        return np.zeros(len(volume))
    if "day_sd" in law.columns:
        return day_loading(volume, quantiles, np.full(len(volume), float(law["day_sd"].iloc[at])))
    return np.asarray(np.sqrt(float(law["day_share"].iloc[at]) * rate_share(volume, quantiles)))
