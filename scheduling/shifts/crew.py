"""Who can work the shifts of a skill group: people alike enough to be counted together, with the lawful limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduling.clock import week_numbers
from scheduling.roster.rules.shape import Person, Slot
from scheduling.roster.rules.slots import budgets_of, forbidding, pair_rows

WORKDAYS = 5  # days among which a contract spreads its weekly hours


@dataclass(frozen=True)
class Limit:
    """Weights of the heads on some slots add up to at most `most`; `rule` says why."""

    rule: str
    most: float
    weights: dict[int, float]


@dataclass(frozen=True)
class Crew:
    """People of one contract and weekly hours. `limits` bind the heads on slots; `week_min` are contract minutes.

    `extra_min`: minutes beyond them that are worked and paid by the hour, where a person's hours may vary.
    """

    name: str
    slots: tuple[int, ...]
    limits: tuple[Limit, ...]
    week_min: dict[int, float]
    extra_min: dict[int, float] = field(default_factory=dict)

    @property
    def hourly(self) -> bool:
        """Nothing is paid that is not worked."""
        return bool(self.extra_min) and not any(self.week_min.values())


def crews_of(people: Sequence[Person], slots: Sequence[Slot]) -> list[Crew]:
    """Crews of a skill group, each with what its people may work together by all hard rules.

    The limits are those of each person added up: necessary for a lawful roster, and nearly sufficient.
    O(people x slots).
    """
    alike: dict[tuple[str, float, float], list[Person]] = {}
    for person in people:
        alike.setdefault((person.limits.contract, *week_hours(person)), []).append(person)
    return [
        _crew(f"{contract} {least:g} h" if least == most else f"{contract} {least:g}-{most:g} h", members, slots)
        for (contract, least, most), members in sorted(alike.items())
    ]


def week_hours(person: Person) -> tuple[float, float]:
    """Hours of a full week that are paid in any case, and that are worked at most by agreement."""
    least, most = person.times.least_week_h, person.times.most_week_h
    paid = min(person.week_h, person.week_h if most is None else most) if least is None else least
    return paid, max(paid, person.week_h if most is None else most)


def _crew(name: str, people: Sequence[Person], slots: Sequence[Slot]) -> Crew:
    may = {j: frozenset(i for i, p in enumerate(people) if not forbidding(p, slot)) for j, slot in enumerate(slots)}
    usable = tuple(j for j, members in may.items() if members)
    by_day: dict[int, list[int]] = {}
    for j in usable:
        by_day.setdefault(slots[j].day, []).append(j)
    limits = [
        *_day_limits(by_day, may),
        *_rest_limits(by_day, may, slots, people),
        *_windows(by_day, may, slots, people),
    ]
    paid = _contract_minutes(people, slots, may, 0)
    most = _contract_minutes(people, slots, may, 1)
    extra = {week: most[week] - minutes for week, minutes in paid.items() if most[week] > minutes + 1e-9}
    return Crew(name, usable, tuple(limits), paid, extra)


def _day_limits(by_day: dict[int, list[int]], may: dict[int, frozenset[int]]) -> list[Limit]:
    """One shift a day: the shifts that only some people may work are at most as many as these people."""
    limits = []
    for members in by_day.values():
        for able in {may[j] for j in members}:
            within = [j for j in members if may[j] <= able]
            limits.append(Limit("rule.one_shift_a_day", float(len(able)), dict.fromkeys(within, 1.0)))
    return limits


def _rest_limits(
    by_day: dict[int, list[int]], may: dict[int, frozenset[int]], slots: Sequence[Slot], people: Sequence[Person]
) -> list[Limit]:
    limits = []
    for day, today in by_day.items():
        tomorrow = by_day.get(day + 1, [])
        steps = pair_rows([slots[j] for j in today], [slots[j] for j in tomorrow], people[0].limits)
        for code, late, early in steps:
            members = [today[i] for i in late] + [tomorrow[i] for i in early]
            able = frozenset[int]().union(*(may[j] for j in members))
            limits.append(Limit(code, float(len(able)), dict.fromkeys(members, 1.0)))
    return limits


def _windows(
    by_day: dict[int, list[int]], may: dict[int, frozenset[int]], slots: Sequence[Slot], people: Sequence[Person]
) -> list[Limit]:
    """Limits over windows of days, added up over people; who has no such window gives the days he may work."""
    first, last = slots[0].day, slots[-1].day
    budgets = [[(c, b) for c, b in budgets_of(person, first, last) if b.plain] for person in people]
    windows = {
        (code, b.first, b.last, b.name): b.weight for own in budgets for code, b in own if b.last > b.first
    }  # fmt: skip
    limits = []
    for (code, low, high, name), weight in windows.items():
        weights = {j: weight(slots[j]) for day in range(low, high + 1) for j in by_day.get(day, [])}
        weights = {j: value for j, value in weights.items() if value > 0.0}
        if not weights:
            continue
        most = 0.0
        for i, of_person in enumerate(budgets):
            heaviest: dict[int, float] = {}
            for j, value in weights.items():
                if i in may[j]:
                    heaviest[slots[j].day] = max(heaviest.get(slots[j].day, 0.0), value)
            own = [b.most for c, b in of_person if (c, b.first, b.last, b.name) == (code, low, high, name)]
            most += min([sum(heaviest.values()), *own])
        limits.append(Limit(code, most, weights))
    return limits


def _contract_minutes(
    people: Sequence[Person], slots: Sequence[Slot], may: dict[int, frozenset[int]], which: int
) -> dict[int, float]:
    """Minutes of each ISO week, paid in any case (`which` 0) or at most (1): a fifth of the week's for each day a
    person may work, at most what is left."""
    free: dict[tuple[int, int], set[int]] = {}
    for j, able in may.items():
        week = int(week_numbers(slots[j].day))
        for i in able:
            free.setdefault((i, week), set()).add(slots[j].day)
    minutes: dict[int, float] = {}
    first = int(week_numbers(slots[0].day))
    for (i, week), days in free.items():
        before_h = people[i].hours_before if week == first else 0.0
        week_h = week_hours(people[i])[which]
        own_h = min(week_h * min(len(days) / WORKDAYS, 1.0), max(0.0, week_h - before_h))
        minutes[week] = minutes.get(week, 0.0) + own_h * 60.0
    return minutes
