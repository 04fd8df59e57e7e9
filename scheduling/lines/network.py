"""One person's lawful lines on a window of days as paths through a network of work runs and breaks.

Nodes are days: from "ready" (rested enough) a run of work leads to "tired", from there a break leads back to "ready".
A path fixes the days worked, so that runs and breaks need no rows of their own; the kinds worked hang on these days.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduling.lines.ground import LEAST_OFF, LEAST_RUN, MOST_RUN, OFF_BEFORE, RUN_BEFORE, Ground
from scheduling.lines.problem import Ints

READY, TIRED = 0, 1


@dataclass
class Network:
    """Arcs as (from, to, first day worked, end of the days worked); nodes as (READY or TIRED, day). `source` begins a
    path, any node of the day `end` ends it. `freed`: weekend already counted before the window, or -1."""

    source: tuple[int, int]
    end: int
    arcs: list[tuple[tuple[int, int], tuple[int, int], int, int]] = field(default_factory=list)
    freed: int = -1


def network_of(ground: Ground, line: Ints, i: int, first: int, end: int) -> Network:
    """Paths of person i on `first:end`; the days behind `end` must not depend on the window (`settled_at`)."""
    net = Network((-1, first), end)
    least, most = int(ground.person[i, LEAST_RUN]), int(ground.person[i, MOST_RUN])
    rest = int(ground.person[i, LEAST_OFF])
    fresh = ground.person[i, RUN_BEFORE] == 0 and ground.person[i, OFF_BEFORE] == 0
    run, off = _before(ground, line, i, first)
    if run > 0:
        begun_at_0 = fresh and run == first
        for more in range(min(most - run, end - first) + 1):
            if run + more >= least or first + more == end or begun_at_0:
                net.arcs.append((net.source, (TIRED, first + more), first, first + more))
    else:
        ready = first if fresh and off == first else first + max(0, rest - off)
        net.arcs.append((net.source, (READY, min(ready, end)), first, first))
    for s in range(first, end):
        for e in range(s + 1, min(s + most, end) + 1):
            if e - s >= least or e == end or (s == 0 and fresh):
                net.arcs.append(((READY, s), (TIRED, e), s, e))
        net.arcs.append(((TIRED, s), (READY, min(s + rest, end)), s, s))
        net.arcs.append(((READY, s), (READY, s + 1), s, s))
    weekend = ground.weekend[first] if first < len(line) else -1
    days = [d for d in range(first) if weekend >= 0 and ground.weekend[d] == weekend and line[d] >= 0]
    if days:
        net.freed = int(weekend)
    return net


def path_of(net: Network, works: list[bool], first: int) -> list[int]:
    """Arcs of the path of a line (days worked from `first` on), by their numbers; empty where it is none."""
    out: dict[tuple[int, int], list[int]] = {}
    for number, (tail, *_rest) in enumerate(net.arcs):
        out.setdefault(tail, []).append(number)
    node, path = net.source, []
    while node[1] < net.end or node == net.source:
        for number in out.get(node, []):
            _, head, begin, stop = net.arcs[number]
            days = range(node[1], head[1])
            fits = all(works[d - first] == (begin <= d < stop) for d in days)
            if fits and not (stop > begin and stop < net.end and works[stop - first]):
                path.append(number)
                node = head
                break
        else:
            return []
        if node[1] >= net.end:
            break
    return path


def _before(ground: Ground, line: Ints, i: int, first: int) -> tuple[int, int]:
    """Days worked in a row and days off in a row just before the window."""
    d = first - 1
    run = off = 0
    if d >= 0:
        works = line[d] >= 0
        while d >= 0 and (line[d] >= 0) == works:
            run, off = (run + 1, 0) if works else (0, off + 1)
            d -= 1
    if d < 0:
        if ground.person[i, RUN_BEFORE] > 0 and off == 0:
            run += int(ground.person[i, RUN_BEFORE])
        elif ground.person[i, RUN_BEFORE] == 0 and run == 0:
            off += int(ground.person[i, OFF_BEFORE])
    return run, off
