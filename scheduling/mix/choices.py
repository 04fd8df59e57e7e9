"""The shifts that may be booked: every group, day and pattern that is allowed and useful, with cover and price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, ShiftPattern
from scheduling.clock import epoch_minutes, shift_starts
from scheduling.mix.cover import cover_of
from scheduling.mix.crew import Crew
from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny

Floats = NDArray[np.float64]
DAY_MIN = 24 * 60


@dataclass(frozen=True)
class Choice:
    """One shift pattern of a group on a day of the window. `cover[i]` is on interval `first + i`.

    `cost_cny` is its price; `extra_cny` what booking it adds to the bill: all of it, but for people on the payroll only
    the surcharges over the plain hourly price, because their contract hours are paid either way.
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


def choices_of(centre: Centre, crews: Mapping[str, Crew], needed: Mapping[str, NDArray[np.bool_]]) -> list[Choice]:
    """All choices, by group, day and pattern. `needed[group][t]`: has any queue of the group work in interval t?

    Left out: days before the lead time, patterns of other kinds of pool, nights where nobody may work at night, shifts
    that meet no work at all (but seats that must stay for several days are paid without work, too).
    O(groups x days x patterns x intervals of a shift).
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
            night = is_night(pattern, crew.night)
            if night and crew.named and not crew.night_ok.any():
                continue
            for day in range(crew.from_day, len(days)):
                first, offset = divmod(int(starts[day]), centre.interval_min)
                cover = cover_of(pattern, offset, centre.interval_min)[: len(needed[crew.group]) - first]
                idle = not (needed[crew.group][first : first + len(cover)] & (cover > 0)).any()
                if idle and (crew.internal or crew.pool.min_days <= 1 or not needed[crew.group].any()):
                    continue
                rate = rates[crew.pool.pool]
                cost = shift_cost_cny(rate, days[day], pattern.start_min, pattern.span_min, pattern.paid_min, holidays)
                paid_h = pattern.paid_min / 60.0
                plain = float(rate["cost_cny_per_h"]) * paid_h if crew.internal else 0.0
                made.append(
                    Choice(crew.group, day, pattern.shift, first, cover, paid_h, cost, max(cost - plain, 0.0), night,
                           day * DAY_MIN + pattern.start_min, day * DAY_MIN + pattern.start_min + pattern.span_min)
                )  # fmt: skip
    order = {group: i for i, group in enumerate(crews)}
    return sorted(made, key=lambda choice: (order[choice.group], choice.day, choice.start_min, choice.shift))


def is_night(pattern: ShiftPattern, night: tuple[float, float, float]) -> bool:
    """Does the pattern work enough of the hours that the contract calls night? `night`: from h, to h, least h.

    >>> late = ShiftPattern("late", frozenset({"internal"}), 14 * 60, 540, 480, (), "#000000")
    >>> is_night(late, (22, 6, 0)), is_night(late, (22, 6, 2))
    (True, False)
    """
    low = night[0] * 60.0
    long = (night[1] * 60.0 - low) % DAY_MIN
    start, end = pattern.start_min, pattern.start_min + pattern.span_min
    within = sum(max(0.0, min(end, low + shift + long) - max(start, low + shift)) for shift in (-DAY_MIN, 0, DAY_MIN))
    return within > 0.0 and within >= night[2] * 60.0


def cover_matrix(choices: Sequence[Choice], heads: Floats, groups: Sequence[str], intervals: int) -> Floats:
    """Heads on queue work, groups x intervals, when `heads[i]` work the i-th choice."""
    supply = np.zeros((len(groups), intervals))
    place = {group: i for i, group in enumerate(groups)}
    for choice, count in zip(choices, heads, strict=True):
        supply[place[choice.group], choice.first : choice.first + len(choice.cover)] += count * choice.cover
    return supply
