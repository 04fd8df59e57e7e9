"""Who is free, who waits and whose contact ends next, while the replay runs (compiled kernels).

`crew[group]` holds the people on work, single contacts, chats in progress and most chats each; `ends[queue]` where the
line of a queue begins and ends; the ends of contacts to come are a heap in two arrays; `counts` holds how many are in
it and how many wait. Plain arrays on purpose: each look at an array inside a tuple costs two atomic counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduling.compiled import fast_kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ON, SINGLE, CHATS, MOST_CHATS = 0, 1, 2, 3  # places in `crew`
HEAD, TAIL = 0, 1  # in `ends`
TO_END, WAITING = 0, 1  # in `counts`


@fast_kernel
def push(heap_s: Floats, heap_what: Ints, size: int, at_s: float, what: int) -> None:
    """Add an end; `size` is the size before."""
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


@fast_kernel
def pop(heap_s: Floats, heap_what: Ints, size: int) -> None:
    """Remove the top; `size` is the size before. The hole sinks to the bottom, then the last one rises from there."""
    last = size - 1
    at_s, what = heap_s[last], heap_what[last]
    heap_s[last] = np.inf
    place, child = 0, 1
    while child < last:
        child += int(heap_s[child + 1] < heap_s[child])
        heap_s[place] = heap_s[child]
        heap_what[place] = heap_what[child]
        place = child
        child = 2 * place + 1
    push(heap_s, heap_what, place, at_s, what)


@fast_kernel
def spare(crew: Ints, group: int, many: bool) -> int:
    """Free places of a group for one more contact (`many`: of a queue of chats); 0 or less when there is none."""
    most = crew[group, MOST_CHATS]
    if most == 1:
        return int(crew[group, ON] - crew[group, SINGLE])
    chatting = (crew[group, CHATS] + most - 1) // most
    free = crew[group, ON] - crew[group, SINGLE] - chatting
    if free < 0 or not many:
        return int(free)
    return int(free * most + (chatting * most - crew[group, CHATS]))


@fast_kernel
def best_group(queue: int, many: bool, rank: Ints, crew: Ints) -> int:
    """The group that takes an arriving contact: best rank, then most free places; -1 when all are busy."""
    best, best_rank, best_spare = -1, 0, 0
    for group in range(rank.shape[0]):
        own = rank[group, queue]
        if own == 0:
            continue
        room = spare(crew, group, many)
        if room > 0 and (best < 0 or own < best_rank or (own == best_rank and room > best_spare)):
            best, best_rank, best_spare = group, own, room
    return best


@fast_kernel
def next_waiting(
    group: int,
    now_s: float,
    rank: Ints,
    concurrency: Ints,
    crew: Ints,
    ends: Ints,
    line: Ints,
    counts: Ints,
    at_s: Floats,
    patience_s: Floats,
) -> int:
    """Queue whose first waiting contact the group should take now; -1 for none. Who hung up leaves the line here."""
    best, best_rank, best_since = -1, 0, 0.0
    free_chat = spare(crew, group, True)
    if counts[WAITING] == 0 or free_chat <= 0:
        return -1
    free_single = spare(crew, group, False)
    for queue in range(ends.shape[0]):
        own = rank[group, queue]
        if own == 0 or (free_chat if concurrency[queue] > 1 else free_single) <= 0:
            continue
        head, tail = ends[queue, HEAD], ends[queue, TAIL]
        while head < tail and at_s[line[head]] + patience_s[line[head]] < now_s:
            head += 1
        counts[WAITING] -= head - ends[queue, HEAD]
        ends[queue, HEAD] = head
        if head == tail:
            continue
        since = at_s[line[head]]
        if best < 0 or own < best_rank or (own == best_rank and since < best_since):
            best, best_rank, best_since = queue, own, since
    return best


@fast_kernel
def end_contact(crew: Ints, heap_s: Floats, heap_what: Ints, counts: Ints) -> int:
    """The next contact ends; returns the group that has become free."""
    what = heap_what[0]
    pop(heap_s, heap_what, counts[TO_END])
    counts[TO_END] -= 1
    crew[what >> 1, SINGLE + (what & 1)] -= 1
    return int(what >> 1)
