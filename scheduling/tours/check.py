"""What is wrong with an answer to a tours problem and what it costs, told apart from every engine, in plain Python.

Weeks are seven days from the first day; the last may be shorter: its least number of days is lower by the days it
lacks, its least hours are not asked. A locked shift is never a fault by itself: faults are of shifts that were chosen.
Somebody who works no shift on the whole horizon rests: no law asks anything of that person. Nobody works two shifts
that start on the same day.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable

from scheduling.tours.answer import Contract, Tours
from scheduling.tours.problem import Law, Problem, Shift, Worker

NO_END = -(10**9)


def faults_of(problem: Problem, tours: Tours) -> list[str]:
    """Everything unlawful, in words; empty for a lawful answer. O(shifts + workers x days)."""
    found: list[str] = []
    if len(tours.shifts) != len(problem.workers):
        found.append(f"{len(tours.shifts)} lists of shifts for {len(problem.workers)} workers")
    for worker, shifts in zip(problem.workers, tours.shifts, strict=False):
        found += [f"{worker.name}: {fault}" for fault in worker_faults(problem, worker, shifts)]
    working = sum(1 for shifts in tours.shifts if shifts)
    if working < problem.least_people:
        found.append(f"{working} people rostered, not {problem.least_people}")
    for number in range(len(problem.bookings)):
        found += _booking_faults(problem, number, tours.booked[number] if number < len(tours.booked) else ())
    for number, block in enumerate(problem.blocks):
        contracts = tours.sold[number] if number < len(tours.sold) else ()
        if len(contracts) > block.most_blocks:
            found.append(f"{block.name}: {len(contracts)} blocks, not {block.most_blocks} at most")
        for contract in contracts:
            found += [f"{block.name}: {fault}" for fault in contract_faults(problem, number, contract)]
    return found


def _booking_faults(problem: Problem, number: int, shifts: tuple[Shift, ...]) -> Iterable[str]:
    booking = problem.bookings[number]
    for shift in shifts:
        yield from (f"{booking.name}: {fault}" for fault in shape_faults(problem, shift))
        if shift.kind not in booking.kinds or not booking.pay[shift.kind, shift.start] < float("inf"):
            yield f"{booking.name}: kind {shift.kind} may not start in slot {shift.start}"
    for day, count in Counter(shift.start // problem.day_slots for shift in shifts).items():
        if count > booking.most[day]:
            yield f"{booking.name}: {count} on day {day}, not {booking.most[day]} at most"


def shape_faults(problem: Problem, shift: Shift) -> list[str]:
    """Whether a shift starts where shifts start and its breaks lie in their windows, one after the other."""
    kind, found = problem.kinds[shift.kind], []
    if not 0 <= shift.start < problem.days * problem.day_slots or shift.start % problem.start_step:
        found.append(f"no shift starts in slot {shift.start}")
    if len(shift.breaks) != len(kind.breaks):
        return [*found, f"{len(shift.breaks)} breaks, not {len(kind.breaks)}"]
    free = shift.start
    for at, window in zip(shift.breaks, kind.breaks, strict=True):
        if not window.earliest <= at - shift.start <= window.latest or at < free:
            found.append(f"a break in slot {at} of the shift from {shift.start}")
        free = at + window.slots
    return found


def worker_faults(problem: Problem, worker: Worker, shifts: tuple[Shift, ...]) -> list[str]:
    """What the law of a worker says against these shifts."""
    locked = set(worker.locked)
    found = [] if locked <= set(shifts) else ["a locked shift is missing"]
    chosen = [shift for shift in shifts if shift not in locked]
    if not shifts:
        return found
    law, day_slots = problem.laws[worker.law], problem.day_slots
    for shift in chosen:
        found += shape_faults(problem, shift)
        day, slot = divmod(shift.start, day_slots)
        if shift.kind not in law.kinds or not problem.pay[worker.law, shift.kind, shift.start] < float("inf"):
            found.append(f"kind {shift.kind} may not start in slot {shift.start}")
        if not problem.allowed[worker.allowed, day, slot]:
            found.append(f"may not start in slot {slot} of day {day}")
    if list(shifts) != sorted(shifts, key=lambda shift: shift.start):
        found.append("shifts are not in order of time")
    days = [shift.start // day_slots for shift in shifts]
    found += [f"{count} shifts on day {day}" for day, count in Counter(days).items() if count > 1]
    found += _rest_faults(problem, worker, law, shifts, locked)
    found += _run_faults(problem, worker, law, shifts, locked)
    for week in range(-(-problem.days // 7)):
        found += _week_faults(problem, worker, law, week, shifts, locked)
    worked = tuple(day in days for day in range(problem.days))
    if law.patterns and chosen and worked not in law.patterns:
        found.append("the days on are those of no pattern of the rotation")
    return found


def _rest_faults(
    problem: Problem, worker: Worker, law: Law, shifts: tuple[Shift, ...], locked: set[Shift]
) -> Iterable[str]:
    end, fixed = (NO_END if worker.last_end is None else worker.last_end), True
    for shift in shifts:
        if shift.start - end < law.rest_slots and not (fixed and shift in locked):
            yield f"rests {shift.start - end} slots before slot {shift.start}, not {law.rest_slots}"
        end, fixed = shift.start + problem.kinds[shift.kind].slots, shift in locked


def _run_faults(
    problem: Problem, worker: Worker, law: Law, shifts: tuple[Shift, ...], locked: set[Shift]
) -> Iterable[str]:
    """Days in a row and nights in a row, those before the horizon included."""
    on = {shift.start // problem.day_slots: shift for shift in shifts}
    run, nights = worker.run_before, worker.nights_before
    run_free = night_free = False  # whether a shift of the run was chosen
    for day in range(problem.days):
        shift = on.get(day)
        free = shift is not None and shift not in locked
        run, run_free = (run + 1, run_free or free) if shift else (0, False)
        at_night = shift is not None and bool(problem.night[shift.start % problem.day_slots])
        nights, night_free = (nights + 1, night_free or free) if at_night else (0, False)
        if run > law.most_in_row and run_free:
            yield f"{run} days in a row on day {day}"
        if nights > law.most_nights_in_row and night_free:
            yield f"{nights} nights in a row on day {day}"


def _week_faults(
    problem: Problem, worker: Worker, law: Law, week: int, shifts: tuple[Shift, ...], locked: set[Shift]
) -> Iterable[str]:
    """Numbers of days, paid hours and the band of starts in one week."""
    length = min(7, problem.days - 7 * week)
    inside = [shift for shift in shifts if shift.start // problem.day_slots // 7 == week]
    chosen = any(shift not in locked for shift in inside)
    if len(inside) < law.least_days - (7 - length):
        yield f"{len(inside)} days in week {week}, not {law.least_days} at least"
    if len(inside) > law.most_days and chosen:
        yield f"{len(inside)} days in week {week}, not {law.most_days} at most"
    paid_h = sum(problem.kinds[shift.kind].paid_h for shift in inside) + (worker.paid_h_before if week == 0 else 0.0)
    if paid_h > law.most_paid_h + 1e-9 and chosen:
        yield f"{paid_h:g} paid hours in week {week}, not {law.most_paid_h:g} at most"
    if length == 7 and paid_h < law.least_paid_h - 1e-9:
        yield f"{paid_h:g} paid hours in week {week}, not {law.least_paid_h:g} at least"
    if law.band_slots and chosen:
        bands = {shift.start % problem.day_slots // law.band_slots for shift in inside}
        if len(bands) > 1:
            yield f"starts in {len(bands)} bands in week {week}"


def contract_faults(problem: Problem, number: int, contract: Contract) -> list[str]:
    """What is wrong with one contract of a block."""
    block, day_slots = problem.blocks[number], problem.day_slots
    found = [] if len(contract) == block.seats else [f"{len(contract)} seats, not {block.seats}"]
    lines = {tuple((shift.kind, shift.start) for shift in seat) for seat in contract}
    if len(lines) != 1:
        return [*found, "seats of one contract differ"]
    (line,) = lines
    for seat in contract:
        for shift in seat:
            found += shape_faults(problem, shift)
    days = [start // day_slots for _, start in line]
    if len({(kind, start % day_slots) for kind, start in line}) != 1:
        found.append("not the same kind and start on all days")
    if len(days) < block.least_days or days != list(range(days[0], days[0] + len(days))):
        found.append(f"works on days {days}, not on {block.least_days} in a row")
    for kind, start in line:
        if kind not in block.kinds or not block.pay[kind, start] < float("inf"):
            found.append(f"kind {kind} may not start in slot {start}")
    return found


def split_weeks(problem: Problem, shifts: tuple[Shift, ...]) -> int:
    """Weeks of a working person with two days off or more of which no two adjoin."""
    on, count = {shift.start // problem.day_slots for shift in shifts}, 0
    for first in range(0, problem.days, 7):
        off = [day for day in range(first, min(first + 7, problem.days)) if day not in on]
        count += len(off) >= 2 and all(b - a > 1 for a, b in itertools.pairwise(off))
    return count if shifts else 0
