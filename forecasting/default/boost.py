"""What boosting expects of each slot: one model for all weeks ahead, from the same slots of earlier weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray
from forecasting.default.special import SpecialDays
from forecasting.models.boosting import Boosted

LAGS = 8
LEVEL_WEEKS = 4
LONG_MEMORY = 0.97  # of a week, per week
MOST_ROWS = 30_000
MOST_WEEKS = 4  # weeks ahead that boosting is asked about
LEAST_WEEKS = 6  # target weeks to learn from


@dataclass(frozen=True)
class WeekGrid:
    """Counts by week, weekday and slot, (weeks, 7, slots), weeks starting on the origin's weekday; NaN where unknown.

    The last `ahead` weeks are those to forecast.
    """

    first_day: int
    counts: FloatArray
    ahead: int

    @property
    def days(self) -> IntArray:
        """Day numbers, shape (weeks, 7)."""
        return self.first_day + np.arange(self.counts.shape[0] * 7, dtype=np.int64).reshape(-1, 7)


def week_grid(days: IntArray, counts: FloatArray, origin: int, horizon_d: int) -> WeekGrid:
    """Lay the days before `origin` out by weeks that end with it, and empty weeks for the horizon after it."""
    past = (origin - int(days[0])) // 7
    ahead = -(-horizon_d // 7)
    grid = np.full(((past + ahead) * 7, counts.shape[1]), np.nan)
    first = origin - 7 * past
    known = (days >= first) & (days < origin)
    grid[days[known] - first] = counts[known]
    return WeekGrid(first, grid.reshape(past + ahead, 7, -1), ahead)


class SlotFeatures:
    """Features of any week from data known up to the end of an earlier week."""

    def __init__(self, grid: WeekGrid, special: SpecialDays) -> None:
        self.grid = grid
        counts = grid.counts
        weeks = len(counts)
        day = np.where(np.isnan(counts).all(axis=2), np.nan, np.nansum(counts, axis=2))
        self._day = day
        self.level = _trailing(day, LEVEL_WEEKS)
        self._short = _trailing(day, 1)
        self._wide = _trailing(day, 13)
        self._long = _decayed(counts)
        slots = np.maximum((~np.isnan(counts)).sum(axis=2), 1)
        self.slots = float(np.median(slots[slots > 1])) if (slots > 1).any() else 1.0
        flat = grid.days.ravel()
        self._holiday = np.stack([special.holiday_mask(flat + o).reshape(weeks, 7) for o in (1, 0, -1)], axis=2)
        self._event = special.event_mask(flat).reshape(weeks, 7)

    def rows(self, week: int, lead: int) -> tuple[FloatArray, float]:
        """Features (7 x slots, columns) of `week` known `lead` weeks before its end, and the level of one slot.

        O(slots x columns).
        """
        known = week - lead
        counts, slots = self.grid.counts, self.grid.counts.shape[2]
        level = max(float(self.level[known]), 1e-6)
        unit = level / self.slots
        lags = np.full((LAGS, 7, slots), np.nan)
        have = min(LAGS, known + 1)
        lags[:have] = counts[known - have + 1 : known + 1][::-1] / unit
        seen = ~np.isnan(lags)
        four = _mean(lags[:4], seen[:4])
        eight = _mean(lags, seen)
        near = np.stack([np.roll(eight, 1, axis=1), eight, np.roll(eight, -1, axis=1)])
        near_mean = _mean(near, ~np.isnan(near))
        long = self._long[known] / unit
        days = self.grid.days[week]
        per_day = np.stack([
            np.arange(7.0), np.full(7, float(lead)), _mean(four, ~np.isnan(four), axis=1),
            np.full(7, float(self._short[known]) / level), np.full(7, float(self._wide[known]) / level),
            np.sin(2 * np.pi * days / 365.25), np.cos(2 * np.pi * days / 365.25),
            *self._holiday[week].T.astype(float), self._event[week].astype(float),
            self._holiday[max(known, 0), :, 1].astype(float),
        ], axis=1)  # fmt: skip
        per_slot = np.stack([*lags, four, eight, near_mean, long], axis=2)
        slot = np.broadcast_to(np.arange(float(slots))[None, :, None], (7, slots, 1))
        spread = np.broadcast_to(per_day[:, None, :], (7, slots, per_day.shape[1]))
        return np.concatenate([slot, spread, per_slot], axis=2).reshape(7 * slots, -1), unit


def boosted_slots(features: SlotFeatures, until_week: int, ask_weeks: IntArray, leads: int) -> dict[int, FloatArray]:
    """Expected counts (leads, 7, slots) from the start of each asked week, by a model that learned up to `until_week`.

    `until_week` and the asked weeks are indices of the grid; each asked week only uses what lies before it. Raises
    `ModelFailed` when boosting cannot run; an empty answer means too little to learn from.
    """
    grid = features.grid
    slots = grid.counts.shape[2]
    room = max(MOST_ROWS // (7 * slots * leads), LEAST_WEEKS)
    targets = range(max(2, until_week - room), until_week)
    parts, wanted, units = [], [], []
    for week in targets:
        for lead in range(1, leads + 1):
            if week - lead < 1 or not features.level[week - lead] > 0:
                continue
            part, unit = features.rows(week, lead)
            actual = grid.counts[week].ravel()
            seen = ~np.isnan(actual)
            parts.append(part[seen])
            wanted.append(actual[seen] / unit)
            units.append(np.full(int(seen.sum()), unit))
    if len(targets) < LEAST_WEEKS or sum(len(p) for p in parts) < 300:
        return {}
    ratio = np.concatenate(wanted)
    weight = np.concatenate(units)
    if not ratio.sum() > 0:
        return {}
    model = Boosted(np.concatenate(parts), np.minimum(ratio, 50.0), weight / weight.mean())
    answers = {}
    for week in ask_weeks:
        asked = [features.rows(int(week) + lead - 1, lead) for lead in range(1, leads + 1)]
        expected = model.ratio(np.concatenate([part for part, _ in asked])).reshape(leads, 7, slots)
        answers[int(week)] = expected * np.array([unit for _, unit in asked])[:, None, None]
    return answers


def _mean(values: FloatArray, seen: FloatArray, axis: int = 0) -> FloatArray:
    """Mean of the seen values along an axis, NaN where none is."""
    count = seen.sum(axis=axis)
    total = np.where(seen, values, 0.0).sum(axis=axis)
    return np.asarray(np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0))


def _trailing(day: FloatArray, weeks: int) -> FloatArray:
    """Mean total of the known days of the last `weeks` weeks up to and with each week, shape (weeks,)."""
    seen = ~np.isnan(day)
    total = np.cumsum(np.r_[0.0, np.where(seen, day, 0.0).sum(axis=1)])
    count = np.cumsum(np.r_[0, seen.sum(axis=1)])
    stop = np.arange(1, len(day) + 1)
    start = np.maximum(stop - weeks, 0)
    number = count[stop] - count[start]
    return np.asarray(np.divide(total[stop] - total[start], number, out=np.full(len(day), np.nan), where=number > 0))


def _decayed(counts: FloatArray) -> FloatArray:
    """Decayed mean of each weekday and slot up to and with each week, shape of `counts`."""
    result = np.full(counts.shape, np.nan)
    total, mass = np.zeros(counts.shape[1:]), np.zeros(counts.shape[1:])
    for i, week in enumerate(counts):
        seen = ~np.isnan(week)
        total = LONG_MEMORY * total + np.where(seen, week, 0.0)
        mass = LONG_MEMORY * mass + seen
        np.divide(total, mass, out=result[i], where=mass > 0)
    return result
