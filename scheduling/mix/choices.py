"""The shifts that may be booked: every group, day and pattern that is allowed and useful, with cover and price."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, ShiftPattern
from scheduling.clock import epoch_minutes, shift_starts
from scheduling.mix.cover import cover_of
from scheduling.mix.crew import Crew
from scheduling.nights import minutes_within_night
from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny

Floats = NDArray[np.float64]
DAY_MIN = 24 * 60


@dataclass(frozen=True)
class Choice:
    """One shift pattern of a group on a day of the window. `cover[i]` is on interval `first + i`.

    `cost_cny` is its price; `extra_cny` what booking it adds to the bill: all of it, but for people on the payroll only
    the surcharges over the plain hourly price, because their contract hours are paid either way. `sla_cny` is the
    expected price of missed service levels, in neither. `is_night`: a night shift; `at_night`: any minute of it is.
    `closed_h`: hours of it in which no queue of the group has work before it or after it. `pace`: see `Crew`.
    """

    group: str
    day: int
    shift: str
    first: int
    cover: Floats
    paid_h: float
    cost_cny: float
    extra_cny: float
    is_night: bool
    start_min: int
    end_min: int
    at_night: bool = False
    sla_cny: float = 0.0
    closed_h: float = 0.0
    pace: float = 1.0


def choices_of(centre: Centre, crews: Mapping[str, Crew], needed: Mapping[str, NDArray[np.bool_]]) -> list[Choice]:
    """All choices, by group, day and pattern. `needed[group][t]`: has any queue of the group work in interval t?

    Left out: days that the pool does not offer (lead time, training, its hours), patterns of other kinds of pool,
    nights where nobody may work at night, shifts that meet no work at all (but seats that must stay for several days,
    or are ordered for good, are paid without work, too). O(groups x days x patterns x intervals of a shift).
    """
    days = pd.date_range(centre.window.first, centre.window.last, freq="D")
    zero = int(epoch_minutes(centre.grid()[:1])[0])
    rates = rates_by_pool(centre.tables["rates"])
    holidays = holidays_of(centre.tables.get("calendar"))
    made: list[Choice] = []
    for pattern in centre.shifts.values():
        starts = epoch_minutes(shift_starts(days, [pattern.start_min] * len(days), centre.zone)) - zero
        for crew in crews.values():
            if crew.pool.kind not in pattern.kinds or crew.pool.pool not in rates:
                continue
            if crew.named and not crew.night_ok.any() and _night_min(pattern, crew.night) > 0.0:
                continue
            for day in np.flatnonzero(crew.offer.bookable).tolist():
                begin = day * DAY_MIN + pattern.start_min
                if crew.seats(day) <= 0.0 or not crew.offer.reaches(begin, begin + pattern.span_min):
                    continue
                first, offset = divmod(int(starts[day]), centre.interval_min)
                cover = cover_of(pattern, offset, centre.interval_min)[: len(needed[crew.group]) - first]
                wanted = needed[crew.group][first : first + len(cover)] & (cover > 0)
                if not wanted.any() and not _stays(crew, day, needed[crew.group]):
                    continue
                price = shift_cost_cny(
                    rates[crew.pool.pool], days[day], pattern.start_min, pattern.span_min, pattern.paid_min, holidays
                )
                closed_h = _outside(wanted) * centre.interval_min / 60.0
                made.append(_choice(crew, pattern, day, (first, cover, closed_h), price, rates[crew.pool.pool]))
    order = {group: i for i, group in enumerate(crews)}
    return sorted(made, key=lambda choice: (order[choice.group], choice.day, choice.start_min, choice.shift))


def _choice(
    crew: Crew,
    pattern: ShiftPattern,
    day: int,
    cover: tuple[int, Floats, float],
    cost_cny: float,
    rate: Mapping[Hashable, Any],
) -> Choice:
    paid_h = pattern.paid_min / 60.0
    plain = float(rate["cost_cny_per_h"]) * paid_h if crew.internal else 0.0
    start = day * DAY_MIN + pattern.start_min
    return Choice(
        crew.group, day, pattern.shift, cover[0], cover[1], paid_h, cost_cny, max(cost_cny - plain, 0.0),
        is_night(pattern, crew.night), start, start + pattern.span_min,
        at_night=_night_min(pattern, crew.night) > 0.0,
        sla_cny=paid_h * float(crew.offer.sla_cny_per_h[day]),
        closed_h=cover[2],
        pace=float(crew.pace[day]),
    )  # fmt: skip


def _stays(crew: Crew, day: int, needed: NDArray[np.bool_]) -> bool:
    """May seats be paid on a day without work of theirs: by their least days, or because they are ordered already?"""
    ordered = crew.offer.locked(day)
    return ordered or (not crew.internal and crew.pool.min_days > 1 and bool(needed.any()))


def _outside(wanted: NDArray[np.bool_]) -> int:
    """Intervals of a shift before its first work or after its last.

    >>> _outside(np.array([False, True, False, True, False, False]))
    3
    """
    at = np.flatnonzero(wanted)
    return len(wanted) if not len(at) else len(wanted) - int(at[-1] - at[0]) - 1


def _night_min(pattern: ShiftPattern, night: tuple[float, float, float]) -> float:
    return minutes_within_night(pattern.start_min, pattern.start_min + pattern.span_min, night[0], night[1])


def is_night(pattern: ShiftPattern, night: tuple[float, float, float]) -> bool:
    """Does the pattern work enough of the hours that the contract calls night? `night`: from h, to h, least h.

    >>> late = ShiftPattern("late", frozenset({"internal"}), 14 * 60, 540, 480, (), "#000000")
    >>> is_night(late, (22, 6, 0)), is_night(late, (22, 6, 2))
    (True, False)
    """
    within = _night_min(pattern, night)
    return within > 0.0 and within >= night[2] * 60.0


def cover_matrix(choices: Sequence[Choice], heads: Floats, groups: Sequence[str], intervals: int) -> Floats:
    """Heads on queue work, groups x intervals, when `heads[i]` work the i-th choice."""
    supply = np.zeros((len(groups), intervals))
    place = {group: i for i, group in enumerate(groups)}
    for choice, count in zip(choices, heads, strict=True):
        supply[place[choice.group], choice.first : choice.first + len(choice.cover)] += count * choice.cover
    return supply
