"""Who can be booked: skill groups with the days, hours and nights of their people, or the seats that may be called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, LabourLimits, Pool
from scheduling.mix.offers import Offer, offers_of
from scheduling.mix.pace import newcomer_seats
from scheduling.nights import NIGHT_STATED

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORKDAYS = 5  # days among which a contract spreads its weekly hours


@dataclass(frozen=True)
class Crew:
    """A skill group. Arrays over its people: `free[i, d]` not on leave; without people it is seats of its pool.

    `offer` says when its pool may be called. `rest_min` and `night` are the strictest of its contracts; `week_h` and
    the limits of days and nights in a row are each person's own. Arrays over the days of the window: `pace[d]` is the
    speed of seats with newcomers among them relative to the group's proficiency, `missing[d]` are its seats that are
    still in training.
    """

    group: str
    pool: Pool
    offer: Offer
    free: Flags
    week_h: Floats
    night_ok: Flags
    pace: Floats
    missing: Floats
    days_before: Ints
    nights_before: Ints
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

    @property
    def outsourced(self) -> bool:
        """Seats of a partner."""
        return self.pool.kind == "outsourced"

    @property
    def come(self) -> float:
        """Share of those booked who come."""
        return 1.0 - self.pool.unplanned_absence

    def seats(self, day: int) -> float:
        """Most heads on a day: people not on leave, or seats offered and trained."""
        if not self.offer.bookable[day]:
            return 0.0
        offered = max(float(self.offer.most[day] - self.missing[day]), 0.0)
        return min(offered, self.people(day, day) if self.named else float(self.pool.max_heads))

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
    offers = offers_of(centre)
    skills = centre.tables["skills"]
    speeds = skills.groupby("group")["proficiency"].max()
    groups = skills.drop_duplicates("group")
    crews = {}
    for group, pool_name in zip(groups["group"], groups["pool"], strict=True):
        pool, people = centre.pools[pool_name], agents[agents["group"] == group]
        seats = float(pool.max_heads) if people.empty else 0.0
        new = newcomer_seats(centre, str(group), float(speeds[group]), days, seats)
        crews[str(group)] = _crew(str(group), pool, people, centre, (days, away), offers[pool_name], new)
    return crews


def _crew(
    group: str,
    pool: Pool,
    people: pd.DataFrame,
    centre: Centre,
    leave: tuple[pd.DatetimeIndex, set[tuple[str, pd.Timestamp]]],
    offer: Offer,
    new: tuple[Floats, Floats],
) -> Crew:
    days, away = leave
    limits = [centre.limits_of(contract) for contract in people["contract"]]
    nights = [_night(limit) for limit in limits]
    free = np.array([[(agent, day) not in away for day in days] for agent in people["agent"]], dtype=np.bool_)
    banned = np.array([_hard(limit, "night_ban", 1.0) not in (None, 0.0) for limit in limits], dtype=np.bool_)
    return Crew(
        group=group,
        pool=pool,
        offer=offer,
        free=free.reshape(len(people), len(days)),
        week_h=np.array([min(h, _or_endless(_hard(limit, "max_week_h")))
                         for h, limit in zip(people["week_h"], limits, strict=True)], dtype=np.float64),
        night_ok=people["night_ok"].to_numpy(np.bool_) | ~banned,
        pace=new[0],
        missing=new[1],
        days_before=people["days_worked_before"].to_numpy(np.int64),
        nights_before=people["nights_worked_before"].to_numpy(np.int64),
        most_days=np.array([_or_endless(_hard(limit, "max_days_in_row")) for limit in limits], dtype=np.float64),
        most_nights=np.array([_or_endless(_hard(limit, "max_nights_in_row")) for limit in limits], dtype=np.float64),
        rest_min=60.0 * max((_hard(limit, "min_rest_h") or 0.0 for limit in limits), default=0.0),
        night=min(nights, key=lambda night: night[2], default=(22.0, 6.0, 0.0)),
    )  # fmt: skip


def _hard(limits: LabourLimits, rule: str, unstated: float | None = None) -> float | None:
    """Value of a limit that may not be broken, None where it does not bind."""
    if rule not in limits.values:
        return unstated
    return limits.values[rule] if limits.enforcement.get(rule, "hard") == "hard" else None


def _or_endless(value: float | None) -> float:
    return np.inf if value is None else float(value)


def _night(limits: LabourLimits) -> tuple[float, float, float]:
    start, end, least = (limits.values.get(name, NIGHT_STATED[name]) for name in NIGHT_STATED)
    return start, end, least
