"""The event loop of the replay: contacts arrive, wait, are answered by groups of people, or hang up. Compiled.

People of a skill group are alike, so a group is a count that changes over the day, not a list of persons. Contacts in
progress are finished when staff leaves. Waiting is first come first served inside a queue; a free person takes the
waiting contact with the lowest priority number, then the longest waiting. Chats fill an agent up to the concurrency;
the more chats are open per agent, the longer each takes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.compiled import fast_kernel
from scheduling.simulator.floor import (
    CHATS,
    HEAD,
    MOST_CHATS,
    ON,
    SINGLE,
    TAIL,
    TO_END,
    WAITING,
    best_group,
    end_contact,
    next_waiting,
    push,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Arrivals(NamedTuple):
    """Contacts of one path in order of arrival: second, queue, work at full speed in seconds, patience in seconds.

    Before second 0: who waits when the window begins; they are work, and counted nowhere.
    """

    at_s: Floats
    queue: Ints
    work_s: Floats
    patience_s: Floats


class StaffChanges(NamedTuple):
    """In order of time: at `at_s` group `group` has `heads` people on queue work."""

    at_s: Floats
    group: Ints
    heads: Ints


class Rooms(NamedTuple):
    """Who may serve what. `rank[g, q]`: 0 never, else priority (1 first); per queue the concurrency and its gain."""

    rank: Ints
    proficiency: Floats
    concurrency: Ints
    factor: Floats
    target_s: Floats


class Tally(NamedTuple):
    """What happened, by queue and arrival interval; `busy_s` by group, queue and interval of the work.

    `abandoned_within`: those of the abandoned who left within the target time.
    """

    offered: Ints
    pending: Ints
    within: Ints
    answered: Ints
    abandoned: Ints
    wait_s: Floats
    busy_s: Floats
    abandoned_within: Ints


class House(NamedTuple):
    """What the loop remembers from one piece of time to the next: per group the people on work, single contacts, chats
    in progress and most chats each; the ends of contacts to come (a heap); how many end and how many wait.
    """

    crew: Ints
    heap_s: Floats
    heap_what: Ints
    counts: Ints


def empty_tally(queues: int, groups: int, bins: int) -> Tally:
    """A tally before the first contact."""

    def zeros() -> Ints:
        return np.zeros((queues, bins), dtype=np.int64)

    wait_s, busy_s = np.zeros((queues, bins)), np.zeros((groups, queues, bins))
    return Tally(zeros(), zeros(), zeros(), zeros(), zeros(), wait_s, busy_s, zeros())


@fast_kernel
def spread(busy_s: Floats, group: int, queue: int, start_s: float, end_s: float, bin_s: float) -> None:
    """Add the work from `start_s` to `end_s` to the intervals it lies in; beyond the window nothing is counted."""
    bins = busy_s.shape[2]
    at = start_s
    while at < end_s:
        place = int(at / bin_s)
        if place >= bins:
            return
        until = min(end_s, (place + 1) * bin_s)
        busy_s[group, queue, place] += until - at
        at = until if until > at else end_s


@fast_kernel
def duration_s(work_s: float, concurrency: int, factor: float, open_chats: int, agents: int) -> float:
    """Length of a contact: chats stretch with the number open per agent, up to concurrency / factor."""
    if concurrency <= 1:
        return work_s
    per_agent = min(max(open_chats / max(agents, 1), 1.0), float(concurrency))
    gain = 1.0 + (factor - 1.0) * (per_agent - 1.0) / (concurrency - 1.0)
    return work_s * per_agent / gain


@fast_kernel
def _take(
    queue: int,
    group: int,
    now_s: float,
    work_s: float,
    concurrency: int,
    factor: float,
    crew: Ints,
    heap_s: Floats,
    heap_what: Ints,
    counts: Ints,
    busy_s: Floats,
    bin_s: float,
) -> None:
    """A person of the group begins a contact of `work_s` now."""
    chat = 1 if concurrency > 1 else 0
    crew[group, SINGLE + chat] += 1
    agents = crew[group, ON] - crew[group, SINGLE]
    length_s = duration_s(work_s, concurrency, factor, crew[group, CHATS], agents)
    spread(busy_s, group, queue, now_s, now_s + length_s / max(concurrency, 1), bin_s)
    push(heap_s, heap_what, counts[TO_END], now_s + length_s, 2 * group + chat)
    counts[TO_END] += 1


@fast_kernel
def fresh_house(rank: Ints, concurrency: Ints, contacts: int) -> Any:
    """Nobody on work, nothing to end; the heap has room for so many contacts."""
    groups, queues = rank.shape
    crew = np.zeros((groups, 4), dtype=np.int64)
    for group in range(groups):
        crew[group, MOST_CHATS] = 1
        for queue in range(queues):
            if rank[group, queue] > 0:
                crew[group, MOST_CHATS] = max(crew[group, MOST_CHATS], concurrency[queue])
    heap_s, heap_what = np.empty(contacts + 2), np.empty(contacts + 2, dtype=np.int64)
    return House(crew, heap_s, heap_what, np.zeros(2, dtype=np.int64))


@fast_kernel
def _lines(queue_of: Ints, queues: int, waiting: int) -> Any:
    """Queue q owns its own stretch of the one line; the first `waiting` contacts stand in it already."""
    contacts = queue_of.shape[0]
    first = np.zeros(queues + 1, dtype=np.int64)
    for contact in range(contacts):
        first[queue_of[contact] + 1] += 1
    ends = np.zeros((queues, 2), dtype=np.int64)
    for queue in range(queues):
        ends[queue, :] = first[queue]
        first[queue + 1] += first[queue]
    line = np.empty(contacts, dtype=np.int64)
    for contact in range(waiting):
        queue = queue_of[contact]
        line[ends[queue, TAIL]] = contact
        ends[queue, TAIL] += 1
    return ends, line


@fast_kernel
def count_unanswered(
    arrivals: Any, target_s: Floats, answered: NDArray[np.bool_], tally: Any, end_s: float, bin_s: float
) -> None:
    """Who was never answered: hung up, may still be answered in time (pending), or is late (no count of its own)."""
    abandoned, pending, early = tally.abandoned, tally.pending, tally.abandoned_within
    queue_of, arrived_s, patience_s = arrivals.queue, arrivals.at_s, arrivals.patience_s
    bins = pending.shape[1]
    for contact in range(arrived_s.shape[0]):
        if answered[contact] or arrived_s[contact] < 0.0:
            continue
        queue, at_s = queue_of[contact], arrived_s[contact]
        place = min(int(at_s / bin_s), bins - 1)
        if patience_s[contact] < np.inf:
            abandoned[queue, place] += 1
            if patience_s[contact] <= target_s[queue]:
                early[queue, place] += 1
        elif at_s + target_s[queue] > end_s:
            pending[queue, place] += 1


@fast_kernel
def note(
    queue: int,
    place: int,
    waited_s: float,
    target_s: float,
    answered: Ints,
    within: Ints,
    wait_s: Floats,
) -> None:
    """Count an answer by the interval in which the contact came."""
    answered[queue, place] += 1
    wait_s[queue, place] += waited_s
    if waited_s <= target_s:
        within[queue, place] += 1


@fast_kernel
def play(arrivals: Any, changes: Any, rooms: Any, tally: Any, bin_s: float) -> None:
    """Play one path (Arrivals, StaffChanges, Rooms) and add it to the Tally; `bin_s` is the interval in seconds.

    O((contacts + changes) x (queues + groups + log people)) time, O(contacts) memory.
    """
    house = fresh_house(rooms.rank, rooms.concurrency, arrivals.at_s.shape[0])
    answered = play_until(arrivals, 0, changes, rooms, tally, bin_s, np.inf, house)
    count_unanswered(arrivals, rooms.target_s, answered, tally, tally.offered.shape[1] * bin_s, bin_s)


@fast_kernel
def play_until(  # noqa: C901, PLR0915
    arrivals: Any, waiting: int, changes: Any, rooms: Any, tally: Any, bin_s: float, until_s: float, house: Any
) -> NDArray[np.bool_]:
    """Play on from a House to the moment `until_s`; returns which contacts were answered.

    The first `waiting` contacts stand in line already and were counted as offered before. In one piece: a call of
    its inner loop would hand over twenty arrays for each contact (half the speed).
    """
    at_s, queue_of, work_s, patience_s = arrivals
    rank, proficiency, concurrency, factor, target_s = rooms
    offered, _, within, answers, _, wait_s, busy_s, _ = tally
    change_at_s, change_group, change_heads = changes
    crew, heap_s, heap_what, counts = house
    ends, line = _lines(queue_of, rank.shape[1], waiting)
    contacts, moves, bins = at_s.shape[0], change_at_s.shape[0], offered.shape[1]
    answered = np.zeros(contacts, dtype=np.bool_)
    counts[WAITING] = waiting
    arrival, change = waiting, 0
    while True:
        leave_s = heap_s[0] if counts[TO_END] > 0 else np.inf
        change_s = change_at_s[change] if change < moves else np.inf
        arrive_s = at_s[arrival] if arrival < contacts else np.inf
        now_s = min(leave_s, change_s, arrive_s)
        if now_s >= until_s:
            break
        contact = -1
        if leave_s <= now_s:
            group = end_contact(crew, heap_s, heap_what, counts)
        elif change_s <= now_s:
            group = change_group[change]
            crew[group, ON] = change_heads[change]
            change += 1
        else:
            queue = queue_of[arrival]
            if now_s >= 0.0:  # who came before the window is work, and counted nowhere
                offered[queue, min(int(now_s / bin_s), bins - 1)] += 1
            group = best_group(queue, concurrency[queue] > 1, rank, crew)
            if group >= 0:
                contact = arrival
            else:
                line[ends[queue, TAIL]] = arrival
                ends[queue, TAIL] += 1
                counts[WAITING] += 1
            arrival += 1
            if contact < 0:
                continue
        from_line = contact < 0
        while True:
            if from_line:
                queue = next_waiting(group, now_s, rank, concurrency, crew, ends, line, counts, at_s, patience_s)
                if queue < 0:
                    break
                contact = line[ends[queue, HEAD]]
                ends[queue, HEAD] += 1
                counts[WAITING] -= 1
            queue = queue_of[contact]
            answered[contact] = True
            came_s = at_s[contact]
            if came_s >= 0.0:
                place = min(int(came_s / bin_s), bins - 1)
                note(queue, place, now_s - came_s, target_s[queue], answers, within, wait_s)
            own_s = work_s[contact] / proficiency[group, queue]
            _take(
                queue,
                group,
                now_s,
                own_s,
                concurrency[queue],
                factor[queue],
                crew,
                heap_s,
                heap_what,
                counts,
                busy_s,
                bin_s,
            )
            if not from_line:
                break
    return answered
