"""What a good roster has besides being lawful: wishes met, contract hours, nights and weekends shared evenly."""

from __future__ import annotations

from scheduling.clock import week_numbers
from scheduling.roster.demand import Demand
from scheduling.roster.rules.night import is_night
from scheduling.roster.rules.shape import Person, Slot

UNFILLED_PRICE = 1000.0  # a shift nobody works, for each eight paid hours
WISH_PRICE = 2.0  # a shift in a part of the day that is not the one preferred
HOURS_PRICE = 4.0  # an hour of a week beyond or below the contract
OVERTIME_PRICE = 8.0  # an hour of a week beyond the contract
NIGHT_PRICE = 6.0  # a night, weekend or holiday shift more than an even share
WORKDAYS = 5


def part_of_day(slot: Slot) -> str:
    """The part of the day a shift belongs to, as preferences name it, by its start.

    >>> part_of_day(Slot(0, "E", 0, 540, 7 * 60, 480.0))
    'early'
    """
    if slot.wall_start < 5 * 60 or slot.wall_start >= 19 * 60:
        return "night"
    return "early" if slot.wall_start < 9 * 60 else "day" if slot.wall_start < 13 * 60 else "late"


def wish_price(demand: Demand, i: int, j: int) -> float:
    """Price of giving a person this slot: by the part of the day preferred, and by a wish for that very day.

    Below zero where it is the shift wished for the day: `Told.constant` holds what is then saved.
    """
    told, slot = demand.told[i], demand.slots[j]
    return told.weight * liking_price(demand.people[i], slot) + told.price(slot)


def liking_price(person: Person, slot: Slot) -> float:
    """Price of a shift by the part of the day that a person prefers: nothing where it is that or none was told."""
    if not person.preference or person.preference == part_of_day(slot):
        return 0.0
    opposite = {person.preference, part_of_day(slot)} in ({"early", "late"}, {"early", "night"}, {"day", "night"})
    return WISH_PRICE * (2.0 if opposite else 1.0)


def burdens(demand: Demand, slot: Slot, person: Person) -> list[str]:
    """The burdens to be shared evenly that a shift brings."""
    found = ["night"] if is_night(slot, person.limits) else []
    found += ["weekend"] if (slot.day + 3) % 7 >= 5 else []
    return [*found, "holiday"] if slot.day in demand.holidays else found


def contract_minutes(demand: Demand, i: int) -> dict[int, float]:
    """Contract minutes of a person in each ISO week: a fifth for each day not on leave, at most what is left of it."""
    person = demand.people[i]
    free: dict[int, int] = {}
    for day in range(demand.first, demand.last + 1):
        if day not in person.leave:
            week = int(week_numbers(day))
            free[week] = free.get(week, 0) + 1
    minutes = {week: person.week_h * 60.0 * min(1.0, days / WORKDAYS) for week, days in free.items()}
    first = int(week_numbers(demand.first))
    if first in minutes:
        minutes[first] = min(minutes[first], max(0.0, person.week_h - person.hours_before) * 60.0)
    return minutes
