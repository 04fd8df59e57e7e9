"""Who is free, who waits and what comes next in the richer loop (compiled kernels on the arrays of a Yard)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduling.compiled import fast_kernel
from scheduling.simulator.floor import ON, push, spare
from scheduling.simulator.yard import (
    FREE,
    FREE_HEAD,
    FREE_PLACES,
    GONE,
    LINE_HEAD,
    LINE_LENGTH,
    LINE_TAIL,
    NEXT,
    OWED,
    OWED_HEAD,
    OWED_TAIL,
    SERIAL,
    SINCE,
    STATE,
    TIMED,
    WAITING,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_PLACE, _KIND = 34, 2  # bits of a timed event: serial, place, kind


@fast_kernel
def take_place(marks: Ints, counts: Ints) -> int:
    """A free place, now taken."""
    place = counts[FREE_HEAD]
    counts[FREE_HEAD] = marks[place, NEXT]
    counts[FREE_PLACES] -= 1
    marks[place, NEXT] = -1
    return int(place)


@fast_kernel
def leave_place(place: int, marks: Ints, counts: Ints) -> None:
    """The place is free for somebody else; events that still wait for its old holder no longer fit."""
    marks[place, STATE] = FREE
    marks[place, SERIAL] += 1
    marks[place, NEXT] = counts[FREE_HEAD]
    counts[FREE_HEAD] = place
    counts[FREE_PLACES] += 1


@fast_kernel
def expect(at_s: float, place: int, kind: int, timed_s: Floats, timed_what: Ints, marks: Ints, counts: Ints) -> None:
    """Something will happen to the holder of a place."""
    push(timed_s, timed_what, counts[TIMED], at_s, (marks[place, SERIAL] << _PLACE) | (place << _KIND) | kind)
    counts[TIMED] += 1


@fast_kernel
def place_of(what: int) -> int:
    """The place of a timed event."""
    return (what >> _KIND) & ((1 << (_PLACE - _KIND)) - 1)


@fast_kernel
def kind_of(what: int) -> int:
    """What a timed event is."""
    return what & ((1 << _KIND) - 1)


@fast_kernel
def still_fits(what: int, marks: Ints) -> bool:
    """The holder of the place is still the one the event was meant for."""
    return bool(marks[place_of(what), SERIAL] == what >> _PLACE)


@fast_kernel
def join_line(place: int, queue: int, marks: Ints, lines: Ints, counts: Ints) -> None:
    """Stand at the end of the line of a queue."""
    marks[place, NEXT] = -1
    if lines[queue, LINE_HEAD] < 0:
        lines[queue, LINE_HEAD] = place
    else:
        marks[lines[queue, LINE_TAIL], NEXT] = place
    lines[queue, LINE_TAIL] = place
    lines[queue, LINE_LENGTH] += 1
    counts[WAITING] += 1


@fast_kernel
def leave_line(queue: int, marks: Ints, lines: Ints, counts: Ints) -> int:
    """The first of the line of a queue is called."""
    place = lines[queue, LINE_HEAD]
    lines[queue, LINE_HEAD] = marks[place, NEXT]
    lines[queue, LINE_LENGTH] -= 1
    counts[WAITING] -= 1
    return int(place)


@fast_kernel
def owe(place: int, queue: int, marks: Ints, lines: Ints, counts: Ints) -> None:
    """A call-back is promised: last in the order of promises of the queue."""
    marks[place, NEXT] = -1
    if lines[queue, OWED_HEAD] < 0:
        lines[queue, OWED_HEAD] = place
    else:
        marks[lines[queue, OWED_TAIL], NEXT] = place
    lines[queue, OWED_TAIL] = place
    counts[OWED] += 1


@fast_kernel
def best_group_at(queue: int, many: bool, since_s: float, now_s: float, rank: Ints, after_s: Floats, crew: Ints) -> int:
    """The group that takes a contact in line since `since_s`: best rank, then most free places; -1 when none may."""
    best, best_rank, best_spare = -1, 0, 0
    for group in range(rank.shape[0]):
        own = rank[group, queue]
        if own == 0 or since_s + after_s[group, queue] > now_s:
            continue
        room = spare(crew, group, many)
        if room > 0 and (best < 0 or own < best_rank or (own == best_rank and room > best_spare)):
            best, best_rank, best_spare = group, own, room
    return best


@fast_kernel
def next_in_line(
    group: int, now_s: float, rank: Ints, after_s: Floats, concurrency: Ints, crew: Ints, figures: Floats, marks: Ints,
    lines: Ints, counts: Ints,
) -> int:  # fmt: skip
    """Queue whose first waiting contact the group should and may take now; -1 for none. Who hung up leaves here."""
    best, best_rank, best_since = -1, 0, 0.0
    free_chat = spare(crew, group, True)
    if counts[WAITING] == 0 or free_chat <= 0:
        return -1
    free_single = spare(crew, group, False)
    for queue in range(lines.shape[0]):
        own = rank[group, queue]
        if own == 0 or (free_chat if concurrency[queue] > 1 else free_single) <= 0:
            continue
        head = lines[queue, LINE_HEAD]
        while head >= 0 and marks[head, STATE] == GONE:
            after = marks[head, NEXT]
            leave_place(head, marks, counts)
            head = after
        lines[queue, LINE_HEAD] = head
        if head < 0:
            continue
        since = figures[head, SINCE]
        if since + after_s[group, queue] > now_s:
            continue
        if best < 0 or own < best_rank or (own == best_rank and since < best_since):
            best, best_rank, best_since = queue, own, since
    return best


@fast_kernel
def next_owed(group: int, rank: Ints, promise_s: Floats, crew: Ints, figures: Floats, lines: Ints, counts: Ints) -> int:
    """Queue whose earliest due call-back the idle group should make now; -1 for none."""
    best, best_due = -1, np.inf
    if counts[OWED] == 0 or spare(crew, group, False) <= 0:
        return -1
    for queue in range(lines.shape[0]):
        head = lines[queue, OWED_HEAD]
        if rank[group, queue] > 0 and head >= 0 and figures[head, SINCE] + promise_s[queue] < best_due:
            best, best_due = queue, figures[head, SINCE] + promise_s[queue]
    return best


@fast_kernel
def next_dial(group: int, rank: Ints, dial_queue: Ints, keeps: Floats, stock: Ints, crew: Ints) -> int:
    """The first campaign with people left to dial that this idle group may call for; -1 for none."""
    if spare(crew, group, False) <= 0:
        return -1
    for campaign in range(dial_queue.shape[0]):
        queue = dial_queue[campaign]
        if keeps[campaign] == np.inf or stock[campaign] <= 0 or rank[group, queue] == 0:
            continue
        idle = 0
        for other in range(rank.shape[0]):
            if rank[other, queue] > 0:
                idle += max(spare(crew, other, False), 0)
        if idle > keeps[campaign]:
            return campaign
    return -1


@fast_kernel
def servers_of(queue: int, gain: float, rank: Ints, crew: Ints) -> float:
    """Contacts that the people on work who may serve a queue can hold at once, at the pace of single ones."""
    on = 0
    for group in range(rank.shape[0]):
        if rank[group, queue] > 0:
            on += crew[group, ON]
    return on * max(gain, 1.0)


@fast_kernel
def open_per_agent(open_chats: int, agents: int, most: int) -> float:
    """Chats at one agent, those in progress spread evenly."""
    return min(max(open_chats / max(agents, 1), 1.0), float(most))


@fast_kernel
def spread_over_s(work_s: float, per_agent: float, gains: Floats) -> float:
    """Length of a chat by the measured gains, straight between whole numbers of open chats."""
    low = int(per_agent)
    high = min(low + 1, gains.shape[0] - 1)
    return float(work_s * per_agent / (gains[low] + (per_agent - low) * (gains[high] - gains[low])))
