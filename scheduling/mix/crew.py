"""Who can be booked: skill groups with the days, hours and nights of their people, or the seats that may be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, LabourLimits, Pool

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORKDAYS = 5  # days among which a contract spreads its weekly hours


@dataclass(frozen=True)
class Crew:
    """A skill group. Arrays over its people: `free[i, d]` not on leave; without people it is seats of its pool.

    `from_day` is the first day of the window (0, 1, ...) that its lead time allows. `rest_min` and `night` are the
    strictest of its contracts; `most_week_h` and the limits of days and nights in a row are each person's own.
    """

    group: str
    pool: Pool
    from_day: int
    free: Flags
    week_h: Floats
    night_ok: Flags
    days_before: Ints
    most_days: Floats
    most_nights: Floats
    rest_min: float
    night: tuple[float, float, float]

    @property
    def named(self) -> bool:
        """Has it people of its own, with contracts and leave?"""
        return len(self.free) > 0

    @property
    def internal(self) -> bool:
        """On the payroll: its contract hours are paid whether booked or not."""
        return self.pool.kind == "internal"

    def people(self, first: int, last: int, most: Floats | None = None, *, at_night: bool = False) -> float:
        """Shifts its people can work on days `first` to `last`, each person at most `most` of them."""
        free = self.free[self.night_ok] if at_night else self.free
        days = free[:, first : last + 1].sum(axis=1).astype(np.float64)
        if most is not None:
            days = np.minimum(days, most[self.night_ok] if at_night else most)
        return float(days.sum())

    def hours(self, first: int, last: int) -> float:
        """Contract hours of days `first` to `last` of a week: a fifth of the week's per free day, at most all."""
        days = self.free[:, first : last + 1].sum(axis=1)
        return float((self.week_h * np.minimum(days / WORKDAYS, 1.0)).sum())


def crews_of(centre: Centre) -> dict[str, Crew]:
    """All skill groups of the centre in the order of its skills table. O(agents x days)."""
    days = pd.date_range(centre.window.first, centre.window.last, freq="D")
    agents = centre.tables["agents"]
    leave = centre.tables.get("leave")
    away = set() if leave is None else set(zip(leave["agent"], pd.DatetimeIndex(leave["date"]), strict=True))
    today = centre.as_of.tz_convert(centre.zone).tz_localize(None).normalize()
    groups = centre.tables["skills"].drop_duplicates("group")
    crews = {}
    for group, pool_name in zip(groups["group"], groups["pool"], strict=True):
        pool = centre.pools[pool_name]
        earliest = today + pd.Timedelta(days=pool.lead_time_d)
        crews[str(group)] = _crew(
            str(group), pool, agents[agents["group"] == group], centre, days, away, int((days < earliest).sum())
        )
    return crews


def _crew(
    group: str,
    pool: Pool,
    people: pd.DataFrame,
    centre: Centre,
    days: pd.DatetimeIndex,
    away: set[tuple[str, pd.Timestamp]],
    from_day: int,
) -> Crew:
    limits = [centre.limits_of(contract) for contract in people["contract"]]
    nights = [_night(limit) for limit in limits]
    free = np.array([[(agent, day) not in away for day in days] for agent in people["agent"]], dtype=np.bool_)
    banned = np.array([bool(_hard(limit, "night_ban")) for limit in limits], dtype=np.bool_)
    return Crew(
        group=group,
        pool=pool,
        from_day=from_day,
        free=free.reshape(len(people), len(days)),
        week_h=np.array([min(h, _or_endless(_hard(limit, "max_week_h")))
                         for h, limit in zip(people["week_h"], limits, strict=True)], dtype=np.float64),
        night_ok=people["night_ok"].to_numpy(np.bool_) | ~banned,
        days_before=people["days_worked_before"].to_numpy(np.int64),
        most_days=np.array([_or_endless(_hard(limit, "max_days_in_row")) for limit in limits], dtype=np.float64),
        most_nights=np.array([_or_endless(_hard(limit, "max_nights_in_row")) for limit in limits], dtype=np.float64),
        rest_min=60.0 * max((_hard(limit, "min_rest_h") or 0.0 for limit in limits), default=0.0),
        night=min(nights, key=lambda night: night[2], default=(22.0, 6.0, 0.0)),
    )  # fmt: skip


def _hard(limits: LabourLimits, rule: str) -> float | None:
    """Value of a limit that may not be broken, None where it does not bind."""
    return limits.values.get(rule) if limits.enforcement.get(rule, "hard") == "hard" else None


def _or_endless(value: float | None) -> float:
    return np.inf if value is None else float(value)


def _night(limits: LabourLimits) -> tuple[float, float, float]:
    values: Mapping[str, float] = limits.values
    return values.get("night_start_h", 22.0), values.get("night_end_h", 6.0), values.get("night_least_h", 0.0)
