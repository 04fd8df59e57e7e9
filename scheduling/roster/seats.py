"""Unnamed seats of backup pools and partners: which numbered seat takes which shift."""

from __future__ import annotations

from scheduling.roster.demand import Demand

REST_MIN = 11 * 60  # a seat stands for one person: what the partner needs to staff it lawfully


def seat_shifts(demand: Demand) -> list[set[int]]:
    """Slots of each seat: at most one a day, rested, where possible the shift of the day before.

    O(heads x seats)."""
    seats: list[set[int]] = []
    last: list[int] = []
    by_day: dict[int, list[int]] = {}
    for j, slot in enumerate(demand.slots):
        by_day.setdefault(slot.day, []).extend([j] * demand.wanted(j))
    for _, heads in sorted(by_day.items()):
        free = set(range(len(seats)))
        waiting = []
        for j in heads:
            same = [n for n in sorted(free) if _goes_on(demand, last[n], j)]
            if same:
                free.discard(same[0])
                seats[same[0]].add(j)
                last[same[0]] = j
            else:
                waiting.append(j)
        for j in waiting:
            rested = [n for n in sorted(free) if demand.slots[j].start - demand.slots[last[n]].end >= REST_MIN]
            number = rested[0] if rested else len(seats)
            if not rested:
                seats.append(set())
                last.append(j)
            free.discard(number)
            seats[number].add(j)
            last[number] = j
    return seats


def _goes_on(demand: Demand, last: int, j: int) -> bool:
    before, now = demand.slots[last], demand.slots[j]
    return before.shift == now.shift and now.start - before.end >= REST_MIN
