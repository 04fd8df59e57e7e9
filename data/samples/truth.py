"""The truth behind the sample: the expected volume and handling time of every queue and quarter, without noise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.grid import interval_grid
from data.samples.happenings import (
    AS_OF,
    HOLIDAY_FACTOR,
    LIVESTREAM,
    OTHER_HOLIDAY,
    calendar,
    days_of,
    extra_on,
    newcomers_factor,
    opening_on,
    spring_factor,
)
from data.samples.queues import TEMPLATES, QueueTruth
from data.samples.shapes import quarters_of

ZONE = "Asia/Shanghai"
QUARTERS = 96

# Monday to Sunday
WEEK: dict[str, tuple[float, ...]] = {
    "shop": (1.04, 1.00, 0.98, 0.98, 1.00, 1.02, 0.98),
    "phone": (1.14, 1.07, 1.03, 1.01, 1.00, 0.92, 0.83),
}
# January to December, a straight line from mid-month to mid-month
MONTHS: tuple[float, ...] = (0.98, 0.95, 0.99, 0.98, 0.99, 1.01, 0.97, 0.98, 1.00, 1.00, 1.04, 1.03)

EVENT_AHT = 0.03  # handling takes longer per extra usual day of volume,
EVENT_AHT_MOST = 0.12  # up to this
NIGHT_AHT, EVENING_AHT = 1.05, 1.02  # 00:00 to 07:00 and 20:00 to 24:00


@dataclass(frozen=True)
class DayTruth:
    """Days of one queue: `usual` volume without sales, `extra` of sales as a multiple of it, shares (days, 96), AHT."""

    usual: NDArray[np.float64]
    extra: NDArray[np.float64]
    shares: NDArray[np.float64]
    aht_s: NDArray[np.float64]

    @property
    def volume(self) -> NDArray[np.float64]:
        """Expected contacts (days, 96)."""
        volume: NDArray[np.float64] = (self.usual * (1.0 + self.extra))[:, None] * self.shares
        return volume


def day_truth(row: QueueTruth, days: list[date]) -> DayTruth:
    """The truth of one queue on the given days. O(days)."""
    usual = np.array([_usual(row, day) for day in days])
    extra = np.array([_extra(row, day) for day in days])
    keys = [(_shape(row, day), _late_start(day)) for day in days]
    shapes = {key: np.array(quarters_of(*key, row.open_hours)) for key in sorted(set(keys))}
    shares = np.stack([shapes[key] for key in keys])
    hour = np.arange(QUARTERS) // 4
    by_hour = np.where(hour < 7, NIGHT_AHT, np.where(hour >= 20, EVENING_AHT, 1.0))
    level = [_aht_of_day(row, day, more) for day, more in zip(days, extra.tolist(), strict=True)]
    return DayTruth(usual, extra, shares, np.array(level)[:, None] * by_hour)


def expected_volume(template: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Expected contacts and handling time per queue and quarter: queue, ts, volume, aht_s. O(queues x quarters).

    >>> day = pd.Timestamp("2026-11-11")
    >>> truth = expected_volume("shop", day, day)
    >>> len(truth), list(truth.columns)
    (1248, ['queue', 'ts', 'volume', 'aht_s'])
    """
    days = days_of(pd.Timestamp(first).date(), pd.Timestamp(last).date())
    ts = interval_grid(pd.Timestamp(first), pd.Timestamp(last), 15, ZONE)
    parts = []
    for row in TEMPLATES[template].queues:
        truth = day_truth(row, days)
        columns = {"queue": row.queue, "ts": ts, "volume": truth.volume.ravel(), "aht_s": truth.aht_s.ravel()}
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def _usual(row: QueueTruth, day: date) -> float:
    years = (day - AS_OF).days / 365.0
    level = row.level * (1.0 + row.growth * years) * _season(day)
    spring = spring_factor(day)
    kind, name = calendar().get(day, ("", ""))
    weekday = day.weekday()
    if kind == "makeup_workday":
        weekday = 3
    if spring is not None:
        return level * WEEK[row.week][weekday] * spring
    if kind == "holiday":
        return level * WEEK[row.week][6] * HOLIDAY_FACTOR.get(name, OTHER_HOLIDAY)
    return level * WEEK[row.week][weekday]


def _season(day: date) -> float:
    """Monthly factor on a straight line between the middles (day 15) of two months."""
    before = day.month - 1 if day.day >= 15 else day.month - 2
    share = (day.day - 15) / 30.5 if day.day >= 15 else (day.day + 15.5) / 30.5
    share = min(max(share, 0.0), 1.0)
    return MONTHS[before % 12] * (1.0 - share) + MONTHS[(before + 1) % 12] * share


def _extra(row: QueueTruth, day: date) -> float:
    _, queue, live_day, _, true_size = LIVESTREAM
    extra = extra_on(day, row.wave) * row.amplitude
    if row.queue == queue and day == live_day:
        extra += true_size - 1.0
    return extra


def _shape(row: QueueTruth, day: date) -> str:
    """Queues that answer the rush have the day of the opening; the others keep their own."""
    if row.wave == "rush" and opening_on(day):
        return opening_on(day)
    if (row.queue, day) == LIVESTREAM[1:3]:
        return "livestream"
    return row.shape


def _late_start(day: date) -> bool:
    kind = calendar().get(day, ("", ""))[0]
    return kind == "holiday" or (day.weekday() >= 5 and kind != "makeup_workday")


def _aht_of_day(row: QueueTruth, day: date, extra: float) -> float:
    years = (day - AS_OF).days / 365.0
    longer = 1.0 + min(EVENT_AHT_MOST, EVENT_AHT * extra)
    return row.aht_s * (1.0 + row.aht_drift * years) * newcomers_factor(day) * longer
