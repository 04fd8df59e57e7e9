"""When a pool offers how many seats: lead time and training, its hours, what was agreed and what is locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Pool
from scheduling.offered import hours_of, offered_minutes, within

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Commitment:
    """An agreement as the days `first` to `last` of the window see it (0, 1, ...); None: nothing is said.

    `least_h` are paid hours over these days: those of the whole agreement in proportion to its days. `locked`: its
    lock date is over, so exactly the heads ordered come (`least_heads` = `most_heads`) and nothing may be changed.
    `unused_cny_per_h`: price of a promised hour that is not called.
    """

    name: str
    pool: str
    first: int
    last: int
    least_heads: float | None
    most_heads: float | None
    least_h: float | None
    locked: bool
    lock_date: pd.Timestamp | None
    unused_cny_per_h: float
    sla_cny_per_h: float


@dataclass(frozen=True)
class Offer:
    """What a pool offers by day of the window. `bookable[d]`: may a shift start on day d; `most[d]`: heads at most.

    `from_day` is the first day that lead time and training allow, counted from the window's first; it may lie beyond
    the window. `on[m]`: may it work in minute m after the first
    midnight of the window (None: always). `sla_cny_per_h[d]`: expected price of missed service levels in a paid hour.
    """

    pool: str
    from_day: int
    bookable: Flags
    most: Floats
    on: Flags | None
    sla_cny_per_h: Floats
    commitments: tuple[Commitment, ...] = ()

    def reaches(self, start_min: int, end_min: int) -> bool:
        """May a shift work from `start_min` to `end_min` (minutes after the first midnight of the window)?"""
        return within(self.on, start_min, end_min)

    def locked(self, day: int) -> bool:
        """Is the order for this day fixed?"""
        return any(one.locked and one.first <= day <= one.last for one in self.commitments)


def offers_of(centre: Centre) -> dict[str, Offer]:
    """What each pool offers in the planned window. O(pools x minutes of the window)."""
    days = pd.date_range(centre.window.first, centre.window.last, freq="D")
    today = centre.as_of.tz_convert(centre.zone).tz_localize(None).normalize()
    named = set(centre.tables["agents"]["group"])
    skills = centre.tables["skills"]
    with_people = set(skills.loc[skills["group"].isin(named), "pool"])
    offers = {}
    for name, pool in centre.pools.items():
        endless = pool.max_heads == 0 and name in with_people
        most = np.full(len(days), np.inf if endless else float(pool.max_heads))
        earliest = today + pd.Timedelta(days=pool.lead_time_d + pool.training_d)
        from_day = max(0, (earliest - days[0]).days)
        bookable = np.arange(len(days)) >= from_day
        offer = Offer(name, from_day, bookable, most, None, np.zeros(len(days)))
        offers[name] = _with_commitments(_with_hours(offer, centre, days), pool, centre, days, today)
    return offers


def _with_hours(offer: Offer, centre: Centre, days: pd.DatetimeIndex) -> Offer:
    """The offer within the pool's rows of pool_hours; of several rows for a day all hours, and the largest most."""
    rows = hours_of(centre, offer.pool)
    if rows.empty:
        return offer
    most = np.zeros(len(days))
    for row in rows.to_dict("records"):
        there = np.asarray((days >= row["start_date"]) & (days <= row["end_date"]))
        stated = offer.most if pd.isna(row["most_heads"]) else np.full(len(days), float(row["most_heads"]))
        most = np.where(there, np.maximum(most, stated), most)
    return replace(offer, on=offered_minutes(centre, offer.pool), most=np.minimum(offer.most, most))


def _with_commitments(offer: Offer, pool: Pool, centre: Centre, days: pd.DatetimeIndex, today: pd.Timestamp) -> Offer:
    """The offer under the pool's agreements. What is locked comes whatever the lead time: it was ordered before."""
    bookable, most, sla = offer.bookable.copy(), offer.most.copy(), offer.sla_cny_per_h.copy()
    rates = centre.tables["rates"].set_index("pool")["cost_cny_per_h"]
    hourly = float(rates.get(pool.pool, 0.0))
    made = []
    agreed = centre.tables.get("commitments")
    for row in [] if agreed is None else agreed[agreed["pool"] == offer.pool].to_dict("records"):
        within = np.flatnonzero((days >= row["start_date"]) & (days <= row["end_date"]))
        if not len(within):
            continue
        one = _commitment(row, pool.pool, hourly, within, today)
        made.append(one)
        sla[within] += one.sla_cny_per_h
        if one.locked:
            bookable[within] = True
        if one.most_heads is not None:
            most[within] = np.minimum(most[within], one.most_heads)
    return replace(offer, bookable=bookable, most=most, sla_cny_per_h=sla, commitments=tuple(made))


def _commitment(
    row: Mapping[object, object], pool: str, hourly: float, within: NDArray[np.int64], today: pd.Timestamp
) -> Commitment:
    given = {str(key): None if pd.isna(value) else value for key, value in row.items()}  # type: ignore[call-overload]

    def number(name: str) -> float | None:
        return None if given[name] is None else float(str(given[name]))

    lock = None if given["lock_date"] is None else pd.Timestamp(str(given["lock_date"]))
    locked = lock is not None and today > lock
    ordered = number("ordered_heads") or 0.0
    span = (pd.Timestamp(str(given["end_date"])) - pd.Timestamp(str(given["start_date"]))).days + 1
    hours, price = number("least_hours"), number("penalty_cny_per_h")
    return Commitment(
        str(given["commitment"]), pool, int(within[0]), int(within[-1]),
        ordered if locked else number("least_heads"),
        ordered if locked else number("most_heads"),
        None if hours is None else hours * len(within) / span,
        locked, lock, hourly if price is None else price,
        (number("sla_miss_share") or 0.0) * (number("sla_penalty_cny_per_h") or 0.0),
    )  # fmt: skip
