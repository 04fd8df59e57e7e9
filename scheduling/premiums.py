"""Pay on top of the normal hour: overtime of a day and a week, rest days, hours beyond which more is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class PayFactors:
    """Multiples of the normal hour. A rest day is the `rest_day_from`th day worked in a week and later ones.

    Statutory holidays are not here: the rates price each of their minutes (`holiday_factor`).
    """

    overtime: float = 1.0
    rest_day: float = 1.0
    after_day_h: float = 8.0
    after_week_h: float = 40.0
    rest_day_from: int = 6
    double_after_day_h: float = inf
    double: float = 1.0

    @property
    def idle(self) -> bool:
        """Whether nothing is paid on top."""
        return self.overtime <= 1.0 and self.rest_day <= 1.0 and self.double <= 1.0


def premium_hours(days: Sequence[tuple[float, bool]], factors: PayFactors) -> list[float]:
    """Normal hours paid on top for each day worked of an ISO week, given as (paid hours, statutory holiday) in order.

    Holidays get nothing on top and are no overtime. A rest day is paid whole by its factor. Of the other days what is
    beyond the normal day is overtime, and beyond the normal week what is left of them; an hour is paid on top once, at
    the larger multiple (China: Labour Law, article 44; California: Labor Code, section 510). O(days).

    >>> premium_hours([(8.0, False)] * 5 + [(8.0, False)], PayFactors(overtime=1.5, rest_day=2.0))
    [0.0, 0.0, 0.0, 0.0, 0.0, 8.0]
    >>> premium_hours([(13.0, False)], PayFactors(1.5, double_after_day_h=12.0, double=2.0))
    [3.0]
    """
    premiums = []
    normal_h = 0.0
    for number, (hours, holiday) in enumerate(days, start=1):
        if holiday:
            premiums.append(0.0)
            continue
        beyond = max(0.0, hours - factors.double_after_day_h)
        if number >= factors.rest_day_from and factors.rest_day > 1.0:
            more = beyond * (max(factors.double, factors.rest_day) - 1.0)
            premiums.append((hours - beyond) * (factors.rest_day - 1.0) + more)
            continue
        over = max(0.0, hours - factors.after_day_h - beyond)
        plain = hours - over - beyond
        over += max(0.0, min(plain, normal_h + plain - factors.after_week_h))
        normal_h += plain
        premiums.append(over * (factors.overtime - 1.0) + beyond * (max(factors.double, factors.overtime) - 1.0))
    return premiums
