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

from scheduling.compiled import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Arrivals(NamedTuple):
    """Contacts of one path in order of arrival: second, queue, work at full speed in seconds, patience in seconds."""

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
    """What happened, by queue and arrival interval; `busy_s` by group, queue and interval of the work."""

    offered: Ints
    pending: Ints
    within: Ints
    answered: Ints
    abandoned: Ints
    wait_s: Floats
    busy_s: Floats


class _State(NamedTuple):
    """What the loop remembers: people on work, contacts in progress, the lines, and the ends to come (a heap)."""

    on: Ints
    single: Ints
    chats: Ints
    most_chats: Ints
    line: Ints
    head: Ints
    tail: Ints
    heap_s: Floats
    heap_what: Ints
    heap_size: Ints
    answered: NDArray[np.bool_]


def empty_tally(queues: int, groups: int, bins: int) -> Tally:
    """A tally before the first contact."""

    def zeros() -> Ints:
        return np.zeros((queues, bins), dtype=np.int64)

    wait_s, busy_s = np.zeros((queues, bins)), np.zeros((groups, queues, bins))
    return Tally(zeros(), zeros(), zeros(), zeros(), zeros(), wait_s, busy_s)


@kernel
def _push(heap_s: Floats, heap_what: Ints, size: int, at_s: float, what: int) -> None:
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if heap_s[parent] <= at_s:
            break
        heap_s[place] = heap_s[parent]
        heap_what[place] = heap_what[parent]
        place = parent
    heap_s[place] = at_s
    heap_what[place] = what


@kernel
def _pop(heap_s: Floats, heap_what: Ints, size: int) -> None:
    """Remove the top; `size` is the size before."""
    last = size - 1
    at_s, what = heap_s[last], heap_what[last]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= last:
            break
        if child + 1 < last and heap_s[child + 1] < heap_s[child]:
            child += 1
        if heap_s[child] >= at_s:
            break
        heap_s[place] = heap_s[child]
        heap_what[place] = heap_what[child]
        place = child
    heap_s[place] = at_s
    heap_what[place] = what


@kernel
def _spread(busy_s: Floats, group: int, queue: int, start_s: float, end_s: float, bin_s: float) -> None:
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


@kernel
def _spare(state: Any, group: int, concurrency: int) -> int:
    """Free places of a group for one more contact of a queue with this concurrency; 0 when there is none."""
    most = state.most_chats[group]
    chatting = (state.chats[group] + most - 1) // most
    free = state.on[group] - state.single[group] - chatting
    if free < 0:
        return 0
    if concurrency <= 1:
        return int(free)
    return int(free * most + (chatting * most - state.chats[group]))


@kernel
def _duration_s(work_s: float, concurrency: int, factor: float, open_chats: int, agents: int) -> float:
    """Length of a contact: chats stretch with the number open per agent, up to concurrency / factor."""
    if concurrency <= 1:
        return work_s
    per_agent = min(max(open_chats / max(agents, 1), 1.0), float(concurrency))
    gain = 1.0 + (factor - 1.0) * (per_agent - 1.0) / (concurrency - 1.0)
    return work_s * per_agent / gain


@kernel
def _best_group(queue: int, rooms: Any, state: Any) -> int:
    """The group that takes an arriving contact: best rank, then most free places; -1 when all are busy."""
    best, best_rank, best_spare = -1, 0, 0
    for group in range(rooms.rank.shape[0]):
        rank = rooms.rank[group, queue]
        if rank == 0:
            continue
        spare = _spare(state, group, rooms.concurrency[queue])
        if spare > 0 and (best < 0 or rank < best_rank or (rank == best_rank and spare > best_spare)):
            best, best_rank, best_spare = group, rank, spare
    return best


@kernel
def _next_waiting(group: int, now_s: float, arrivals: Any, rooms: Any, state: Any) -> int:
    """Queue whose first waiting contact the group should take now; -1 for none. Who hung up leaves the line here."""
    best, best_rank, best_since = -1, 0, 0.0
    free_single, free_chat = _spare(state, group, 1), _spare(state, group, 2)
    for queue in range(state.head.shape[0]):
        rank = rooms.rank[group, queue]
        if rank == 0 or (free_chat if rooms.concurrency[queue] > 1 else free_single) <= 0:
            continue
        while state.head[queue] < state.tail[queue]:
            first = state.line[state.head[queue]]
            if arrivals.at_s[first] + arrivals.patience_s[first] >= now_s:
                break
            state.head[queue] += 1
        if state.head[queue] == state.tail[queue]:
            continue
        since = arrivals.at_s[state.line[state.head[queue]]]
        if best < 0 or rank < best_rank or (rank == best_rank and since < best_since):
            best, best_rank, best_since = queue, rank, since
    return best


@kernel
def _answer(
    contact: int, group: int, now_s: float, arrivals: Any, rooms: Any, state: Any, tally: Any, bin_s: float
) -> None:
    """A person of the group takes the contact now."""
    queue, at_s = arrivals.queue[contact], arrivals.at_s[contact]
    place = min(int(at_s / bin_s), tally.offered.shape[1] - 1)
    state.answered[contact] = True
    tally.answered[queue, place] += 1
    tally.wait_s[queue, place] += now_s - at_s
    if now_s - at_s <= rooms.target_s[queue]:
        tally.within[queue, place] += 1
    concurrency = rooms.concurrency[queue]
    chat = 1 if concurrency > 1 else 0
    work_s = arrivals.work_s[contact] / rooms.proficiency[group, queue]
    if chat == 1:
        state.chats[group] += 1
        agents = state.on[group] - state.single[group]
        length_s = _duration_s(work_s, concurrency, rooms.factor[queue], state.chats[group], agents)
        _spread(tally.busy_s, group, queue, now_s, now_s + length_s / concurrency, bin_s)
    else:
        state.single[group] += 1
        length_s = work_s
        _spread(tally.busy_s, group, queue, now_s, now_s + length_s, bin_s)
    _push(state.heap_s, state.heap_what, state.heap_size[0], now_s + length_s, 2 * group + chat)
    state.heap_size[0] += 1


@kernel
def _serve_line(group: int, now_s: float, arrivals: Any, rooms: Any, state: Any, tally: Any, bin_s: float) -> None:
    """Free people of the group take who waits, until nobody waits or nobody is free."""
    while True:
        queue = _next_waiting(group, now_s, arrivals, rooms, state)
        if queue < 0:
            return
        contact = state.line[state.head[queue]]
        state.head[queue] += 1
        _answer(contact, group, now_s, arrivals, rooms, state, tally, bin_s)


@kernel
def _fresh_state(arrivals: Any, rooms: Any) -> Any:
    """Empty rooms; queue q owns its own stretch of the one line. The heap never holds more than all contacts."""
    groups, queues = rooms.rank.shape
    contacts = arrivals.at_s.shape[0]
    most_chats = np.ones(groups, dtype=np.int64)
    for group in range(groups):
        for queue in range(queues):
            if rooms.rank[group, queue] > 0:
                most_chats[group] = max(most_chats[group], rooms.concurrency[queue])
    first = np.zeros(queues + 1, dtype=np.int64)
    for contact in range(contacts):
        first[arrivals.queue[contact] + 1] += 1
    for queue in range(queues):
        first[queue + 1] += first[queue]
    return _State(
        np.zeros(groups, dtype=np.int64),
        np.zeros(groups, dtype=np.int64),
        np.zeros(groups, dtype=np.int64),
        most_chats,
        np.empty(contacts, dtype=np.int64),
        first[:-1].copy(),
        first[:-1].copy(),
        np.empty(contacts + 1),
        np.empty(contacts + 1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros(contacts, dtype=np.bool_),
    )


@kernel
def _count_unanswered(arrivals: Any, rooms: Any, state: Any, tally: Any, end_s: float, bin_s: float) -> None:
    """Who was never answered: hung up, may still be answered in time (pending), or is late (no count of its own)."""
    for contact in range(arrivals.at_s.shape[0]):
        if state.answered[contact]:
            continue
        queue, at_s = arrivals.queue[contact], arrivals.at_s[contact]
        place = min(int(at_s / bin_s), tally.offered.shape[1] - 1)
        if arrivals.patience_s[contact] < np.inf:
            tally.abandoned[queue, place] += 1
        elif at_s + rooms.target_s[queue] > end_s:
            tally.pending[queue, place] += 1


@kernel
def play(arrivals: Any, changes: Any, rooms: Any, tally: Any, bin_s: float) -> None:
    """Play one path (Arrivals, StaffChanges, Rooms) and add it to the Tally; `bin_s` is the interval in seconds.

    O((contacts + changes) x (queues + groups + log people)) time, O(contacts) memory.
    """
    state = _fresh_state(arrivals, rooms)
    contacts, moves = arrivals.at_s.shape[0], changes.at_s.shape[0]
    arrival, change = 0, 0
    while True:
        leave_s = state.heap_s[0] if state.heap_size[0] > 0 else np.inf
        change_s = changes.at_s[change] if change < moves else np.inf
        arrive_s = arrivals.at_s[arrival] if arrival < contacts else np.inf
        now_s = min(leave_s, change_s, arrive_s)
        if now_s == np.inf:
            break
        if leave_s <= now_s:
            group, chat = state.heap_what[0] >> 1, state.heap_what[0] & 1
            _pop(state.heap_s, state.heap_what, state.heap_size[0])
            state.heap_size[0] -= 1
            (state.chats if chat else state.single)[group] -= 1
            _serve_line(group, now_s, arrivals, rooms, state, tally, bin_s)
        elif change_s <= now_s:
            group = changes.group[change]
            state.on[group] = changes.heads[change]
            change += 1
            _serve_line(group, now_s, arrivals, rooms, state, tally, bin_s)
        else:
            queue = arrivals.queue[arrival]
            tally.offered[queue, min(int(now_s / bin_s), tally.offered.shape[1] - 1)] += 1
            group = _best_group(queue, rooms, state)
            if group >= 0:
                _answer(arrival, group, now_s, arrivals, rooms, state, tally, bin_s)
            else:
                state.line[state.tail[queue]] = arrival
                state.tail[queue] += 1
            arrival += 1
    _count_unanswered(arrivals, rooms, state, tally, tally.offered.shape[1] * bin_s, bin_s)
