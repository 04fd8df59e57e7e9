"""Small centres and histories with known truth, for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from data.contracts.centre import Centre, ForecastSettings, PlanWindow, Queue, Target
from data.contracts.grid import interval_grid
from forecasting.arrays import day_number, weekdays

AS_OF = pd.Timestamp("2026-10-26")
HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 14, 12, 10, 11, 13, 13, 12, 11, 10, 12, 14, 13, 9, 5], dtype=float)
WEEK = np.array([1.1, 1.05, 1.0, 1.0, 1.0, 0.95, 0.9])


def made_up_queue(name: str, channel: str = "voice") -> Queue:
    """A queue of which only name and channel matter here."""
    return Queue(name, name, name, channel, Target(), None, 1, 1.0, None, 1)


def made_up_centre(
    queues: list[str],
    *,
    zone: str = "Asia/Shanghai",
    interval_min: int = 60,
    as_of: pd.Timestamp = AS_OF,
    models: tuple[str, ...] = ("seasonal_mean",),
    channels: dict[str, str] | None = None,
    **tables: pd.DataFrame,
) -> Centre:
    """A centre that knows its queues and the settings tables given."""
    return Centre(
        name="made-up",
        title_en="",
        title_zh="",
        zone=zone,
        currency="CNY",
        interval_min=interval_min,
        as_of=as_of.tz_localize(zone),
        window=PlanWindow(as_of, as_of + pd.Timedelta(days=13)),
        queues={q: made_up_queue(q, (channels or {}).get(q, "voice")) for q in queues},
        pools={},
        shifts={},
        limits={},
        tables=tables,
        forecast=ForecastSettings(models=models),
    )


def made_up_history(
    centre: Centre,
    volume: Callable[[str, np.ndarray], np.ndarray],
    *,
    days: int = 400,
    noise_seed: int | None = None,
    aht_s: float = 300.0,
) -> pd.DataFrame:
    """History of all queues: `volume(queue, day numbers)` gives daily totals, spread by `HOURS`."""
    last = centre.as_of.tz_localize(None) - pd.Timedelta(days=1)
    grid = interval_grid(last - pd.Timedelta(days=days - 1), last, centre.interval_min, centre.zone)
    wall = grid.tz_localize(None)
    numbers = (wall.normalize() - pd.Timestamp(0)).days.to_numpy()
    share = HOURS[wall.hour] / HOURS.sum() * centre.interval_min / 60
    frames = []
    for i, queue in enumerate(centre.queues):
        mean = volume(queue, numbers) * share
        offered = mean if noise_seed is None else _counts(mean, noise_seed + i)
        frames.append(pd.DataFrame({"queue": queue, "ts": grid, "offered": offered, "handled": offered,
                                    "abandoned": 0.0, "aht_s": aht_s}))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _counts(mean: np.ndarray, seed: int) -> np.ndarray:
    return np.random.Generator(np.random.PCG64(seed)).poisson(mean).astype(float)


def weekly(level: float) -> Callable[[str, np.ndarray], np.ndarray]:
    """The same week over and over."""
    return lambda queue, days: level * WEEK[weekdays(days)]


def flat(level: float) -> Callable[[str, np.ndarray], np.ndarray]:
    """The same day over and over."""
    return lambda queue, days: np.full(len(days), level)


def daily_totals(forecast: pd.DataFrame, queue: str) -> pd.Series:
    """Forecast totals per local day."""
    own = forecast[forecast["queue"] == queue]
    return own.groupby(own["ts"].dt.tz_localize(None).dt.normalize())["volume"].sum()


def events_table(rows: list[tuple[str, str, str, str, int, float, str]]) -> pd.DataFrame:
    """Events from (event, queue, date, kind, offset_d, size, shape)."""
    table = pd.DataFrame(rows, columns=["event", "queue", "date", "kind", "offset_d", "size", "shape"])
    return table.assign(date=pd.to_datetime(table["date"]), note="")


def day_of(date: str) -> int:
    """Day number of an ISO date."""
    return day_number(pd.Timestamp(date))
