"""The planner's adjustments laid over the forecast of the models: factors and totals, and what each of them changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.contracts.columns import checked
from data.contracts.grid import QUANTILE_COLUMNS
from data.contracts.tables import ADJUSTMENT_EFFECTS, FORECAST
from forecasting.arrays import BoolArray, FloatArray, IntArray

ALL = "*"
DAY_MIN = 24 * 60
NOTHING = 1e-6  # contacts or seconds that no factor makes something of
VOLUMES = ("volume", *QUANTILE_COLUMNS)


@dataclass(frozen=True)
class AdjustedForecast:
    """Tables FORECAST and ADJUSTMENT_EFFECTS (a row per adjustment and queue it reaches), and warnings."""

    forecast: pd.DataFrame
    effects: pd.DataFrame
    warnings: tuple[str, ...]


def adjust_forecast(system: pd.DataFrame, adjustments: pd.DataFrame) -> AdjustedForecast:
    """The forecast after the rows of a FORECAST_ADJUSTMENTS table, from the first to the last.

    A factor multiplies the volume and its quantiles (or the handling time) of every interval that starts within the
    adjustment's days and times; an absolute value is the total volume of these intervals (or their mean handling time,
    weighted by volume), of each queue, reached by the one factor that leads there. So bands keep their shape, nothing
    becomes negative and closed hours stay closed. Of a total that reaches beyond the forecast, the part is planned
    that usual weekdays would bring within it. O(rows x adjustments).
    """
    if adjustments.empty:
        return AdjustedForecast(system, _effects([]), ())
    scope = _Scope.of(system)
    columns: dict[str, FloatArray] = {
        name: system[name].to_numpy(dtype=float, copy=True) for name in (*VOLUMES, "aht_s")
    }
    effects: list[tuple[object, ...]] = []
    warnings: list[str] = []
    over: list[str] = []
    for given in adjustments.to_dict("records"):
        row = {str(name): value for name, value in given.items()}
        if scope.is_over(row):
            over.append(str(row["adjustment"]))
            continue
        told, idle = _adjust(columns, scope, row)
        effects += told
        warnings += idle
    if over:
        warnings.append(f"Adjustments that ended before the forecast begins: {', '.join(over)}.")
    forecast = system.assign(**columns)
    return AdjustedForecast(checked(FORECAST, forecast), _effects(effects), tuple(warnings))


@dataclass(frozen=True)
class _Scope:
    """Where each row of the forecast lies: its queue, local day (days since 1970) and minute of the day."""

    queues: Sequence[str]
    queue: IntArray
    day: IntArray
    minute: IntArray

    @staticmethod
    def of(system: pd.DataFrame) -> _Scope:
        queue, names = pd.factorize(system["queue"])
        wall_min = system["ts"].dt.tz_localize(None).to_numpy().astype("datetime64[m]").astype(np.int64)
        return _Scope([str(name) for name in names], queue, wall_min // DAY_MIN, wall_min % DAY_MIN)

    def is_over(self, row: dict[str, Any]) -> bool:
        """The adjustment ended before the first day."""
        night = _clock(row["end_time"], DAY_MIN) <= _clock(row["start_time"], 0)
        return bool(len(self.day)) and _day(row["end_date"]) + night < self.day[0]

    def within(self, row: dict[str, Any]) -> BoolArray:
        """Rows that start within the days and times of an adjustment, of all queues."""
        first, last = _day(row["start_date"]), _day(row["end_date"])
        start, end = _clock(row["start_time"], 0), _clock(row["end_time"], DAY_MIN)
        today = (self.day >= first) & (self.day <= last)
        if start < end:
            return np.asarray(today & (self.minute >= start) & (self.minute < end))
        after = (self.day > first) & (self.day <= last + 1)  # the night runs into the day after each day
        return np.asarray((today & (self.minute >= start)) | (after & (self.minute < end)))

    def share_inside(self, row: dict[str, Any], code: int, volume: FloatArray) -> float:
        """Share of an adjustment's days that the forecast holds, each day weighing its volume at these times.

        Days beyond the forecast weigh as much as the same weekday does in it. O(rows).
        """
        first, last = _day(row["start_date"]), _day(row["end_date"])
        lowest, highest = int(self.day[0]), int(self.day[-1])
        start, end = _clock(row["start_time"], 0), _clock(row["end_time"], DAY_MIN)
        if lowest <= first and last <= highest:
            return 1.0
        night = end <= start
        timed = (self.minute >= start) | (self.minute < end) if night else (self.minute >= start) & (self.minute < end)
        own = timed & (self.queue == code)
        begun = self.day[own] - (night & (self.minute[own] < end))  # what comes after midnight is of the day before
        by_day = np.bincount(np.maximum(begun - lowest, 0), weights=volume[own], minlength=highest - lowest + 1)
        days = np.arange(first, last + 1)
        inside = (days >= lowest) & (days <= highest)
        usual = [by_day[(np.arange(lowest, highest + 1) - weekday) % 7 == 0] for weekday in range(7)]
        mean = np.array([float(same.mean()) if len(same) else float(by_day.mean()) for same in usual])
        within, beyond = by_day[days[inside] - lowest].sum(), mean[days[~inside] % 7].sum()
        return float(within / (within + beyond)) if within + beyond > NOTHING else 1.0


def _adjust(
    columns: dict[str, FloatArray], scope: _Scope, row: dict[str, Any]
) -> tuple[list[tuple[object, ...]], list[str]]:
    """Apply one adjustment to the columns in place; its effects by queue and its warnings."""
    name, within = str(row["adjustment"]), scope.within(row)
    wanted = [code for code, queue in enumerate(scope.queues) if row["queue"] in (ALL, queue)]
    told: list[tuple[object, ...]] = []
    stuck: list[str] = []
    partly = False
    for code in wanted:
        rows = np.flatnonzero(within & (scope.queue == code))
        if not len(rows):
            continue
        before = _total_and_aht(columns, rows)
        total = row["quantity"] == "volume" and row["kind"] == "absolute"
        share = scope.share_inside(row, code, columns["volume"]) if total else 1.0
        partly = partly or share < 1.0
        factor = _factor(row, before, share)
        if factor is None:
            stuck.append(scope.queues[code])
        else:
            for column in VOLUMES if row["quantity"] == "volume" else ("aht_s",):
                columns[column][rows] *= factor
        after = _total_and_aht(columns, rows)
        told.append((name, scope.queues[code], len(rows), before[0], after[0], before[1], after[1]))
    if not told:
        return [], [f"Adjustment {name} changes nothing: no interval of the forecast lies within its days and times."]
    if row["quantity"] == "volume" and not stuck and not any(effect[3] for effect in told) and row["value"] != 0:
        stuck = [str(effect[1]) for effect in told]
    if stuck:
        words = ", ".join(stuck)
        return told, [f"Adjustment {name} does not change {words}: no contacts are forecast within its days and times."]
    if partly:
        return told, [
            f"Adjustment {name} reaches beyond the forecast: the part of its total that lies within is planned."
        ]
    return told, []


def _factor(row: dict[str, Any], before: tuple[float, float], share: float) -> float | None:
    """What to multiply by; None when no factor leads from nothing to the wanted total, of which `share` is meant."""
    value = float(row["value"]) * share
    if row["kind"] == "factor":
        return value
    now = before[0] if row["quantity"] == "volume" else before[1]
    if now > NOTHING:
        return value / now
    return 1.0 if value == 0 else None


def _total_and_aht(columns: dict[str, FloatArray], rows: IntArray) -> tuple[float, float]:
    """Contacts of the rows, and their handling time in s weighted by contacts (plain mean without any)."""
    volume, aht_s = columns["volume"][rows], columns["aht_s"][rows]
    total = float(volume.sum())
    return total, float((volume * aht_s).sum() / total) if total > 0 else float(aht_s.mean())


def _effects(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(ADJUSTMENT_EFFECTS.columns))
    kinds = dict.fromkeys(table.columns, "float64") | {"adjustment": "str", "queue": "str", "intervals": "int64"}
    return checked(ADJUSTMENT_EFFECTS, table.astype(kinds))


def _day(date: pd.Timestamp) -> int:
    return int(np.datetime64(date, "D").astype(np.int64))


def _clock(word: str, blank: int) -> int:
    """Minutes after midnight of HH:MM; 00:00 as an end is the midnight after the day."""
    if not word:
        return blank
    hours, minutes = (int(part) for part in str(word).split(":")[:2])
    clock = hours * 60 + minutes
    return DAY_MIN if blank == DAY_MIN and clock == 0 else clock
