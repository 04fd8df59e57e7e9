"""One linear model of all people, bookings and blocks: heads by class, days on and band, shifts by start, breaks apart.

Breaks are placed implicitly (Aykin, "Optimal shift scheduling with multiple break windows", 1996): of the shifts of a
kind and start, so many have each break in each place of its window. No lawful answer costs less than the optimum:
rest between shifts is asked of the counts of a day and the next only, and what cannot be told of counts (hours of
mixed kinds, nights in a row within a band of day and night) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from scheduling.solver.matrix import Matrix
from scheduling.tours.check import split_weeks
from scheduling.tours.classes import Class, Place, Starts
from scheduling.tours.problem import Floats, Ints, Kind, Problem, Shift
from scheduling.tours.sheet import Sheet


@dataclass
class Family:
    """Classes of one law and skill set whose starts agree; `tour[days, band]` is the column of heads who work it."""

    law: int
    skill_set: int
    classes: list[int]
    starts: dict[Place, Starts]
    tour: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Starts of a family (or several) in a band of a day: columns of its (kind, slot) pairs."""

    law: int
    skill_set: int
    place: Place
    starts: Starts
    columns: Ints


@dataclass(frozen=True)
class Contracts:
    """Columns of a block: contracts of a kind from a slot on, for so many days."""

    kinds: Ints
    slots: Ints
    lengths: Ints
    columns: Ints


@dataclass
class Aggregate:
    """The model and where its columns stand.

    `users[class][days, bands]`: heads of a class who work these days in one of these bands. `shifts[set, kind, slot]`:
    all shifts of a kind from a slot. `breaks[set, kind, slot]`: for each break the columns of its places in order.
    `booked[booking]`: (kind, slot) pairs and columns.
    """

    matrix: Matrix
    families: list[Family]
    groups: list[Group]
    users: list[dict[tuple[int, tuple[int, ...]], int]]
    shifts: dict[tuple[int, int, int], int]
    breaks: dict[tuple[int, int, int], tuple[Ints, ...]]
    booked: list[tuple[Starts, Ints]]
    contracts: list[Contracts]
    people: Ints  # rows: heads of each class
    cover: Ints  # rows of the cover, skill by skill


def aggregate_of(problem: Problem, classes: list[Class]) -> Aggregate:
    """The model. O(kinds x starts x slots of a shift + classes x sets of days)."""
    sheet = Sheet()
    families = families_of(classes)
    people = sheet.more_rows(
        [len(one.members) if one.must else 0 for one in classes], [len(one.members) for one in classes]
    )
    rostered = sheet.more_rows([_least(problem, classes)], np.inf)
    users: list[dict[tuple[int, tuple[int, ...]], int]] = [{} for _ in classes]
    for family in families:
        _tours(sheet, family, classes, users, people, int(rostered[0]))
    groups = _groups(sheet, problem, families, classes)
    _rest(sheet, problem, families, groups)
    sources: Sources = {}
    for group in groups:
        for (kind, slot), column in zip(group.starts, group.columns.tolist(), strict=True):
            sources.setdefault((group.skill_set, kind, slot), []).append((column, 1.0))
    booked = [_bookings(sheet, problem, number, sources) for number in range(len(problem.bookings))]
    contracts = [_contracts(sheet, problem, number, sources) for number in range(len(problem.blocks))]
    cover, at = _cover(sheet, problem, _most_heads(problem))
    shifts, breaks = _present(sheet, problem, sources, at)
    matrix = sheet.matrix(_fixed_cost(problem, classes))
    return Aggregate(matrix, families, groups, users, shifts, breaks, booked, contracts, people, cover)


def _fixed_cost(problem: Problem, classes: list[Class]) -> float:
    """Pay of locked shifts, and lone days off of people who can do nothing else."""
    pooled = {member for one in classes for member in one.members}
    cost = 0.0
    for i, worker in enumerate(problem.workers):
        for shift in worker.locked:
            price = float(problem.pay[worker.law, shift.kind, shift.start])
            cost += price if np.isfinite(price) else 0.0
        if i not in pooled and worker.locked:
            cost += problem.laws[worker.law].split_off_cost * split_weeks(problem, worker.locked)
    return cost


def families_of(classes: list[Class]) -> list[Family]:
    """Classes pooled while their starts agree wherever both have any."""
    made: list[Family] = []
    for number, one in enumerate(classes):
        for family in made:
            if (family.law, family.skill_set) == (one.law, one.skill_set) and all(
                family.starts.get(place, starts) == starts for place, starts in one.starts.items()
            ):
                family.classes.append(number)
                family.starts.update(one.starts)
                break
        else:
            made.append(Family(one.law, one.skill_set, [number], dict(one.starts)))
    return made


def _least(problem: Problem, classes: list[Class]) -> int:
    """Fewest people of the classes who must be rostered; people in no class are rostered if they have locked shifts."""
    pooled = {member for one in classes for member in one.members}
    others = sum(1 for i, worker in enumerate(problem.workers) if worker.locked and i not in pooled)
    return max(0, min(problem.least_people - others, len(pooled)))


def _tours(
    sheet: Sheet,
    family: Family,
    classes: list[Class],
    users: list[dict[tuple[int, tuple[int, ...]], int]],
    people: Ints,
    rostered: int,
) -> None:
    """Heads by days and band, and which classes they come from: bands that all classes see alike are one."""
    heads = float(sum(len(classes[c].members) for c in family.classes))
    bands_at: dict[int, set[int]] = {}
    for c in family.classes:
        for days, (_, bands) in classes[c].tours.items():
            bands_at.setdefault(days, set()).update(bands)
    for days, seen in sorted(bands_at.items()):
        alike: dict[tuple[int, ...], list[int]] = {}
        for band in sorted(seen):
            who = tuple(c for c in family.classes if days in classes[c].tours and band in classes[c].tours[days][1])
            alike.setdefault(who, []).append(band)
        for who, same in alike.items():
            tours = sheet.more_columns(np.zeros(len(same)), heads)
            family.tour.update({(days, band): int(t) for band, t in zip(same, tours, strict=True)})
            row = sheet.more_rows([0.0], 0.0)
            sheet.enter(row, tours, -1.0)
            own = sheet.more_columns([classes[c].tours[days][0] for c in who], [len(classes[c].members) for c in who])
            sheet.enter(row, own)
            sheet.enter(people[list(who)], own)
            sheet.enter(rostered, own)
            for c, column in zip(who, own.tolist(), strict=True):
                users[c][days, tuple(same)] = column


def _groups(sheet: Sheet, problem: Problem, families: list[Family], classes: list[Class]) -> list[Group]:
    """Starts by law, day and band, as many as there are heads on that day in that band."""
    made: dict[tuple[int, int, Place, Starts], tuple[Group, int]] = {}
    heads: dict[tuple[int, int], float] = {}
    for one in classes:
        heads[one.law, one.skill_set] = heads.get((one.law, one.skill_set), 0.0) + len(one.members)
    for family in families:
        for (days, band), tour in family.tour.items():
            for day in (day for day in range(problem.days) if days >> day & 1):
                starts = family.starts[day, band]
                key = (family.law, family.skill_set, (day, band), starts)
                if key not in made:
                    pay = [problem.pay[family.law, kind, slot] for kind, slot in starts]
                    columns = sheet.more_columns(pay, heads[family.law, family.skill_set])
                    row = int(sheet.more_rows([0.0], 0.0)[0])
                    sheet.enter(row, columns)
                    made[key] = (Group(*key, columns), row)
                sheet.enter(made[key][1], tour, -1.0)
    return [group for group, _ in made.values()]


def _rest(sheet: Sheet, problem: Problem, families: list[Family], groups: list[Group]) -> None:
    """Who starts early on a day was off the day before or ended early enough; counted over all people of a law.

    Heads by start slot and days on; a row for each start that somebody of the day before would come too late for.
    """
    at: dict[tuple[int, int, int, int], list[Group]] = {}
    for group in groups:
        day, band = group.place
        at.setdefault((group.law, group.skill_set, day, band), []).append(group)
    for (law, skill_set, day, band), later in at.items():
        earlier = at.get((law, skill_set, day - 1, band))
        if earlier is None:
            continue
        rest = problem.laws[law].rest_slots
        ready = np.concatenate([_ends(problem, group) + rest for group in earlier])
        gone = np.concatenate([group.columns for group in earlier])
        begin = np.concatenate([_slots(group) for group in later])
        here = np.concatenate([group.columns for group in later])
        fresh = [
            tour
            for family in families
            if (family.law, family.skill_set) == (law, skill_set)
            for (days, own), tour in family.tour.items()
            if own == band and days >> day & 1 and not days >> (day - 1) & 1
        ]
        for slot in np.unique(begin[begin < ready.max()]).tolist():
            row = sheet.more_rows([-np.inf], 0.0)
            sheet.enter(row, here[begin <= slot])
            sheet.enter(row, gone[ready <= slot], -1.0)
            sheet.enter(row, np.array(fresh, dtype=np.int64), -1.0)


def _slots(group: Group) -> Ints:
    return np.array([slot for _, slot in group.starts], dtype=np.int64)


def _ends(problem: Problem, group: Group) -> Ints:
    return np.array([slot + problem.kinds[kind].slots for kind, slot in group.starts], dtype=np.int64)


Sources = dict[tuple[int, int, int], list[tuple[int, float]]]


def _bookings(sheet: Sheet, problem: Problem, number: int, sources: Sources) -> tuple[Starts, Ints]:
    """Bookings by kind and start, so many on a day at most."""
    booking, day_slots = problem.bookings[number], problem.day_slots
    starts: list[tuple[int, int]] = []
    for kind in booking.kinds:
        slots = np.arange(0, problem.days * day_slots, problem.start_step)
        open_ = np.isfinite(booking.pay[kind, slots]) & (booking.most[slots // day_slots] > 0)
        starts += [(kind, slot) for slot in slots[open_].tolist()]
    most = [float(booking.most[slot // day_slots]) for _, slot in starts]
    columns = sheet.more_columns(np.array([booking.pay[kind, slot] for kind, slot in starts]), np.array(most))
    rows = sheet.more_rows(np.full(problem.days, -np.inf), booking.most.astype(np.float64))
    sheet.enter(rows[np.array([slot // day_slots for _, slot in starts], dtype=np.int64)], columns)
    for (kind, slot), column in zip(starts, columns.tolist(), strict=True):
        sources.setdefault((booking.skill_set, kind, slot), []).append((column, 1.0))
    return tuple(starts), columns


def _contracts(sheet: Sheet, problem: Problem, number: int, sources: Sources) -> Contracts:
    """Contracts of a block by kind, first slot and number of days."""
    block, day_slots = problem.blocks[number], problem.day_slots
    found: list[tuple[int, int, int, float]] = []
    for kind in block.kinds:
        for slot in range(0, problem.days * day_slots, problem.start_step):
            pay, days = 0.0, 0
            for at in range(slot, problem.days * day_slots, day_slots):
                if not np.isfinite(block.pay[kind, at]):
                    break
                pay, days = pay + float(block.pay[kind, at]), days + 1
                if days >= block.least_days:
                    found.append((kind, slot, days, block.seats * pay))
    columns = sheet.more_columns(np.array([one[3] for one in found]), float(block.most_blocks))
    sheet.enter(sheet.more_rows([-np.inf], float(block.most_blocks)), columns)
    for (kind, slot, days, _), column in zip(found, columns.tolist(), strict=True):
        for day in range(days):
            key = (block.skill_set, kind, slot + day * day_slots)
            sources.setdefault(key, []).append((column, float(block.seats)))
    kinds, slots, lengths = (np.array([one[i] for one in found], dtype=np.int64) for i in range(3))
    return Contracts(kinds, slots, lengths, columns)


def _most_heads(problem: Problem) -> float:
    """No more people can be at work at once."""
    seats = sum(block.seats * block.most_blocks for block in problem.blocks)
    return float(len(problem.workers) + sum(int(one.most.max(initial=0)) for one in problem.bookings) * 2 + seats)


def _cover(sheet: Sheet, problem: Problem, most: float) -> tuple[Ints, Ints]:
    """Rows of the cover, and for each skill set and row of demand the row where its heads count."""
    cover = problem.cover
    fixed = locked_heads(problem)
    skills, rows = cover.wanted.shape
    places = np.zeros((len(problem.skill_sets), rows), dtype=np.int64)
    carried = cover.carry.astype(np.float64).copy()
    for s, members in enumerate(problem.skill_sets):
        if len(members) == 1:
            carried[members[0]] += fixed[s]
    wanted = np.ravel(cover.wanted - carried)
    at = sheet.more_rows(wanted, wanted)
    missing = np.maximum(wanted, 0.0)
    first = np.minimum(np.ravel(cover.under_width), missing)
    sheet.enter(at, sheet.more_columns(np.ravel(cover.under_first), first))
    sheet.enter(at, sheet.more_columns(np.ravel(cover.under_rest), missing - first))
    idle = most + np.maximum(-wanted, 0.0)
    usual = np.minimum(np.ravel(cover.over_width), idle)
    sheet.enter(at, sheet.more_columns(np.ravel(cover.over_first), usual), -1.0)
    sheet.enter(at, sheet.more_columns(np.ravel(cover.over_rest), idle - usual), -1.0)
    by_skill = at.reshape(skills, rows)
    for s, members in enumerate(problem.skill_sets):
        if len(members) == 1:
            places[s] = by_skill[members[0]]
            continue
        places[s] = sheet.more_rows(-fixed[s], -fixed[s])
        for skill in members:
            served = sheet.more_columns(np.zeros(rows), most)
            sheet.enter(places[s], served, -1.0)
            sheet.enter(by_skill[skill], served)
    return at, places


def locked_heads(problem: Problem) -> Floats:
    """Heads of locked shifts by skill set and row of demand."""
    slots = problem.days * problem.day_slots
    heads = np.zeros((len(problem.skill_sets), slots))
    for worker in problem.workers:
        for shift in worker.locked:
            _stand(problem, heads[worker.skill_set], shift)
    return np.asarray(heads.reshape(len(heads), -1, problem.slots_per_row).mean(axis=2))


def _stand(problem: Problem, heads: Floats, shift: Shift) -> None:
    kind = problem.kinds[shift.kind]
    heads[max(shift.start, 0) : shift.start + kind.slots] += 1.0
    for start, window in zip(shift.breaks, kind.breaks, strict=True):
        heads[max(start, 0) : start + window.slots] -= 1.0


def _present(
    sheet: Sheet, problem: Problem, sources: Sources, at: Ints
) -> tuple[dict[tuple[int, int, int], int], dict[tuple[int, int, int], tuple[Ints, ...]]]:
    """All shifts of a kind and start, whoever works them, and where their breaks lie."""
    shifts: dict[tuple[int, int, int], int] = {}
    breaks: dict[tuple[int, int, int], tuple[Ints, ...]] = {}
    most = _most_heads(problem)
    for key in sorted(sources):
        skill_set, kind_number, slot = key
        kind = problem.kinds[kind_number]
        column = int(sheet.more_columns([0.0], most)[0])
        shifts[key] = column
        row = sheet.more_rows([0.0], 0.0)
        sheet.enter(row, column, -1.0)
        sheet.enter(row, [one for one, _ in sources[key]], [factor for _, factor in sources[key]])
        _enter_cover(sheet, problem, at[skill_set], column, range(slot, slot + kind.slots), 1.0)
        breaks[key] = tuple(_break(sheet, problem, kind, number, slot, column, most, at[skill_set])
                            for number in range(len(kind.breaks)))  # fmt: skip
    return shifts, breaks


def _break(
    sheet: Sheet, problem: Problem, kind: Kind, number: int, slot: int, column: int, most: float, at: Ints
) -> Ints:
    """Columns of the places of one break; as many heads in all as there are shifts."""
    window = kind.breaks[number]
    places = range(window.earliest, window.latest + 1)
    columns = sheet.more_columns(np.zeros(len(places)), most)
    row = sheet.more_rows([0.0], 0.0)
    sheet.enter(row, columns)
    sheet.enter(row, column, -1.0)
    for own, place in zip(columns.tolist(), places, strict=True):
        _enter_cover(sheet, problem, at, own, range(slot + place, slot + place + window.slots), -1.0)
    return columns


def _enter_cover(sheet: Sheet, problem: Problem, at: Ints, column: int, slots: Iterable[int], sign: float) -> None:
    """A head stands (or is away) in these slots; what lies past the horizon counts nowhere."""
    end = problem.days * problem.day_slots
    inside = np.array([slot // problem.slots_per_row for slot in slots if slot < end], dtype=np.int64)
    rows, counts = np.unique(inside, return_counts=True)
    sheet.enter(at[rows], column, sign * counts / problem.slots_per_row)
