"""A skill group as a tours problem: its people with their laws, or its seats as bookings; and the answer read back.

What the laws of tours cannot say (limits on months, pairs, long rests) is left to the roster stage, which is bound by
every rule: tours are a start for it and the heads of the shift plan, not the last word.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.contracts.centre import ShiftPattern
from scheduling.breaks import PlacedBreak, breaks_text, rules_of
from scheduling.clock import DAY_MIN, week_numbers
from scheduling.roster.rules.night import is_night
from scheduling.roster.rules.shape import Person, binding
from scheduling.roster.rules.slots import forbidding
from scheduling.shifts.crew import week_hours
from scheduling.shifts.part import Part
from scheduling.shifts.price import IDLE_PRICE, OVER_FREE, OVER_PRICE, OVER_STEP, UNDER_PRICE, UNDER_STEP
from scheduling.tours.answer import Tours
from scheduling.tours.problem import Booking, BreakWindow, Cover, Kind, Law, Problem, Shift, Worker

Floats = npt.NDArray[np.float64]
DAYS_OF_WEEK = 7
FREE = 1_000_000


@dataclass(frozen=True)
class PartProblem:
    """The problem, the pattern behind each (kind, slot of the day), the day number of its first day, its people."""

    problem: Problem
    codes: dict[tuple[int, int], str]
    first: int
    people: tuple[Person, ...]


@dataclass(frozen=True)
class NamedShift:
    """A shift of a tour: who, day number, pattern, start in minutes after midnight, breaks as in shift_plan."""

    agent: str
    day: int
    shift: str
    start_min: int
    breaks: str


def problem_of(part: Part, people: Sequence[Person]) -> PartProblem | None:
    """The part as a tours problem; None where tours cannot stand for it: the clock changes within the window, days are
    not whole, or no shift may start. O(people x slots + patterns x slots)."""
    if not part.choices:
        return None
    patterns = list(part.patterns.values())
    slot_min = math.gcd(part.interval_min, *(p.start_min for p in patterns), *(p.span_min for p in patterns),
                        *(rule.length_min for p in patterns for rule in p.breaks))  # fmt: skip
    first, days = min(c.slot.day for c in part.choices), len(part.heads) * part.interval_min // DAY_MIN
    walls = {choice.slot.start - choice.slot.wall_start - choice.slot.day * DAY_MIN for choice in part.choices}
    if len(walls) != 1 or days * DAY_MIN != len(part.heads) * part.interval_min:
        return None
    kinds, of_pattern = _kinds(patterns, slot_min)
    codes = {(of_pattern[p.shift], p.start_min // slot_min): p.shift for p in reversed(patterns)}
    step = math.gcd(*(p.start_min // slot_min for p in patterns), DAY_MIN // slot_min)
    laws, workers, masks, pay = _laws(part, people, of_pattern, kinds, first, days, slot_min)
    problem = Problem(
        slot_min=slot_min, days=days, start_step=step, slots_per_row=part.interval_min // slot_min, kinds=kinds,
        laws=laws, workers=workers, cover=_cover(part), pay=pay, allowed=masks, night=_night(part, people, slot_min),
        bookings=() if part.crews else (_booking(part, of_pattern, len(kinds), first, days, slot_min),),
    )  # fmt: skip
    return PartProblem(problem, codes, first, tuple(people))


def _kinds(patterns: Sequence[ShiftPattern], slot_min: int) -> tuple[tuple[Kind, ...], dict[str, int]]:
    """Different shapes of shifts, and that of each pattern."""
    kinds: dict[tuple[int, int, tuple[BreakWindow, ...]], int] = {}
    of_pattern = {}
    for pattern in patterns:
        windows = []
        for rule in sorted(rules_of(pattern), key=lambda rule: rule.earliest_min):
            latest = min(rule.latest_min, pattern.span_min - rule.length_min - slot_min)
            earliest = -(-rule.earliest_min // slot_min)
            windows.append(BreakWindow(rule.length_min // slot_min, earliest, max(earliest, latest // slot_min)))
        shape = (pattern.span_min // slot_min, pattern.paid_min, tuple(windows))
        of_pattern[pattern.shift] = kinds.setdefault(shape, len(kinds))
    made = tuple(Kind(f"{span} slots", span, paid / 60.0, windows) for span, paid, windows in kinds)
    return made, of_pattern


def _laws(
    part: Part, people: Sequence[Person], of_pattern: dict[str, int], kinds: tuple[Kind, ...], first: int, days: int,
    slot_min: int,
) -> tuple[tuple[Law, ...], tuple[Worker, ...], npt.NDArray[np.bool_], Floats]:  # fmt: skip
    """Laws of people alike, the people, the starts they may take, and what a shift of each law costs."""
    day_slots = DAY_MIN // slot_min
    laws: dict[tuple[object, ...], int] = {}
    made: list[Law] = []
    workers: list[Worker] = []
    masks: dict[bytes, int] = {}
    allowed: list[npt.NDArray[np.bool_]] = []
    pay: list[Floats] = []
    for person in people:
        lawful = [j for j, choice in enumerate(part.choices) if not forbidding(person, choice.slot)]
        own = tuple(sorted({of_pattern[part.choices[j].slot.shift] for j in lawful}))
        key = (id(person.limits), week_hours(person), person.times.most_week_d, person.times.barred, own)
        if key not in laws:
            laws[key] = len(made)
            made.append(_law(person, own, kinds, slot_min))
            pay.append(_pay(part, person, of_pattern, len(kinds), first, days, slot_min))
        mask = np.zeros((days, day_slots), dtype=np.bool_)
        barred = set(range(len(part.choices))) - set(lawful)
        starts = {(part.choices[j].slot.day - first, part.choices[j].slot.wall_start // slot_min) for j in lawful}
        for day, at in starts:
            mask[day, at] = True
        for j in barred:
            no = part.choices[j].slot
            if of_pattern[no.shift] in own and no.shift not in person.times.barred:
                mask[no.day - first, no.wall_start // slot_min] = False
        number = masks.setdefault(mask.tobytes(), len(masks))
        if number == len(allowed):
            allowed.append(mask)
        last_end = None
        if person.last_end is not None:
            zero = (
                part.choices[0].slot.start
                - part.choices[0].slot.wall_start
                - (part.choices[0].slot.day - first) * DAY_MIN
            )
            last_end = min(0, (person.last_end - zero) // slot_min)
        workers.append(Worker(
            person.agent, laws[key], 0, number, person.days_before, person.nights_before, person.hours_before,
            last_end if last_end is not None and last_end > -7 * day_slots else None,
        ))  # fmt: skip
    shape = (0, days, day_slots)
    return (
        tuple(made), tuple(workers), np.array(allowed) if allowed else np.zeros(shape, dtype=np.bool_),
        np.array(pay) if pay else np.zeros((0, len(kinds), days * day_slots)),
    )  # fmt: skip


def _law(person: Person, own: tuple[int, ...], kinds: tuple[Kind, ...], slot_min: int) -> Law:
    limits, day = person.limits, FREE
    rest_h, in_row = binding(limits, "min_rest_h"), binding(limits, "max_days_in_row")
    nights, week_h = binding(limits, "max_nights_in_row"), binding(limits, "max_week_h")
    most_d = person.times.most_week_d
    most_h = min(week_hours(person)[1], math.inf if week_h is None else week_h)
    shortest_h = min((kinds[k].paid_h for k in own), default=0.0)
    days = DAYS_OF_WEEK if shortest_h <= 0.0 else min(DAYS_OF_WEEK, int(most_h / shortest_h + 1e-9))
    return Law(
        name=limits.contract, kinds=own, least_days=0, most_days=days if most_d is None else min(days, int(most_d)),
        rest_slots=0 if rest_h is None else math.ceil(rest_h * 60.0 / slot_min),
        most_in_row=day if in_row is None else int(in_row),
        most_nights_in_row=day if nights is None else int(nights), most_paid_h=most_h,
    )  # fmt: skip


def _pay(
    part: Part, person: Person, of_pattern: dict[str, int], kinds: int, first: int, days: int, slot_min: int
) -> Floats:
    """What a shift adds: its surcharges less the idle price of contract hours; all its pay where paid by the hour."""
    least, most = week_hours(person)
    hourly = least == 0.0 and most > 0.0
    pay = np.full((kinds, days * DAY_MIN // slot_min), np.inf)
    for choice in part.choices:
        if choice.slot.shift in person.times.barred:
            continue
        paid_cny = part.hour_cny * choice.slot.paid_min / 60.0
        price = choice.cost_cny if hourly else max(0.0, choice.cost_cny - paid_cny) - IDLE_PRICE * paid_cny
        at = ((choice.slot.day - first) * DAY_MIN + choice.slot.wall_start) // slot_min
        pay[of_pattern[choice.slot.shift], at] = price
    return pay


def _booking(part: Part, of_pattern: dict[str, int], kinds: int, first: int, days: int, slot_min: int) -> Booking:
    """Seats of a pool: paid by the shift; those ordered for a day are paid even if not used."""
    pay = np.full((kinds, days * DAY_MIN // slot_min), np.inf)
    for choice in part.choices:
        at = ((choice.slot.day - first) * DAY_MIN + choice.slot.wall_start) // slot_min
        pay[of_pattern[choice.slot.shift], at] = choice.cost_cny - part.unused_cny.get(choice.slot.day, 0.0)
    most = np.array([int(part.most_seats.get(first + day, FREE)) for day in range(days)], dtype=np.int64)
    return Booking(part.group, 0, tuple(range(kinds)), pay, most)


def _cover(part: Part) -> Cover:
    """Heads wanted at the prices of `scheduling.shifts.price`."""
    wanted = part.heads[None, :].astype(np.float64)
    hour = np.full_like(wanted, part.hour_cny * part.interval_min / 60.0)
    return Cover(
        wanted, np.zeros_like(wanted), UNDER_STEP * wanted, UNDER_PRICE[0] * hour, UNDER_PRICE[1] * hour,
        OVER_STEP * wanted + OVER_FREE, OVER_PRICE[0] * hour, OVER_PRICE[1] * hour,
    )  # fmt: skip


def _night(part: Part, people: Sequence[Person], slot_min: int) -> npt.NDArray[np.bool_]:
    """Starts of the day of which some shift is a night shift under some contract of the group."""
    night = np.zeros(DAY_MIN // slot_min, dtype=np.bool_)
    limits = {id(person.limits): person.limits for person in people}.values()
    seen = {(choice.slot.shift, choice.slot.wall_start): choice.slot for choice in part.choices}
    for (_, wall), slot in seen.items():
        night[wall // slot_min] |= any(is_night(slot, own) for own in limits)
    return night


def constant_cny(part: Part) -> float:
    """What is paid whatever the tours are: contract hours, priced as idle until worked, and seats that were ordered."""
    if not part.crews:
        return sum(price * part.most_seats[day] for day, price in part.unused_cny.items())
    hours = sum(minutes for crew in part.crews for minutes in crew.week_min.values()) / 60.0
    return (1.0 + IDLE_PRICE) * part.hour_cny * hours


def rows_of(made: PartProblem, part: Part, tours: Tours) -> tuple[list[dict[str, object]], list[NamedShift]]:
    """Rows of the shift plan, and the tours of named people. O(shifts)."""
    counts: dict[tuple[int, str, str], int] = {}
    named: list[NamedShift] = []
    own = [(person.agent, shifts) for person, shifts in zip(made.people, tours.shifts, strict=True)]
    for agent, shifts in [*own, *((part.group, booked) for booked in tours.booked)]:
        for shift in shifts:
            day, code, text = _read(made, part, shift)
            counts[day, code, text] = counts.get((day, code, text), 0) + 1
            if part.crews:
                start = shift.start % made.problem.day_slots * made.problem.slot_min
                named.append(NamedShift(agent, day, code, start, text))
    rows: list[dict[str, object]] = [
        {"group": part.group, "day": day, "shift": code, "breaks": text, "heads": heads}
        for (day, code, text), heads in sorted(counts.items())
    ]
    return rows, named


def _read(made: PartProblem, part: Part, shift: Shift) -> tuple[int, str, str]:
    """Day number, pattern and breaks of a shift."""
    day, slot = divmod(shift.start, made.problem.day_slots)
    code = made.codes[shift.kind, slot]
    rules = sorted(rules_of(part.patterns[code]), key=lambda rule: rule.earliest_min)
    placed = [
        PlacedBreak((at - shift.start) * made.problem.slot_min, rule.length_min, rule.activity)
        for at, rule in zip(shift.breaks, rules, strict=True)
    ]
    return made.first + day, code, breaks_text(placed)


def starts_on_monday(made: PartProblem) -> bool:
    """Whether the weeks of the problem are ISO weeks."""
    return int(week_numbers(made.first)) * 7 - 3 == made.first
