"""Room for outbound calls between the calls of a line: how much work fits, and how many free people to keep back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scheduling.compiled import kernel
from scheduling.requirement.blended_line import NEVER, line_values
from scheduling.requirement.erlang_a_search import spare

Floats = NDArray[np.float64]
Targets = tuple[float, float, float, float]
"""Service level, longest ASA (s), highest occupancy, highest abandonment; NaN where nothing is asked."""

Room = tuple[float, int]
"""Outbound work in erlangs, and the free people kept back for it."""


@kernel
def room_at(
    rate: float,
    agents: int,
    agent_s: float,
    patience_s: float,
    target_s: float,
    definition: int,
    wanted: Targets,
    reserve: float,
) -> Room:
    """Outbound work that whole agents do beside a line (`rate` callers a second) without breaking its targets.

    `reserve` NaN: the fewest free people that keep every target, found by halving (all measures are better with more
    of them kept back); none keeps them: no outbound work. A stated one: as if calls never ended, whether or not the
    targets are kept. O(log(agents) x states).
    """
    if agents < 1:
        return 0.0, 0
    if rate * agent_s <= 0.0:
        kept = 0.0 if math.isnan(reserve) else reserve
        most = agents if math.isnan(wanted[2]) else agents * wanted[2]
        return max(0.0, min(agents - kept, most)), int(min(kept, float(agents)))
    if not math.isnan(reserve):
        kept = min(math.ceil(reserve), agents)
        _, blend = line_values(rate, agents, agent_s, patience_s, target_s, kept, NEVER, 0.0)
        return blend[0], kept
    level, asa_s, occupancy, abandon = wanted
    low, high = -1, agents
    while high - low > 1:
        middle = (low + high) // 2
        got, blend = line_values(rate, agents, agent_s, patience_s, target_s, middle, NEVER, 0.0)
        if spare(got, definition, level, asa_s, occupancy, abandon)[0]:
            high = middle
        else:
            low = middle
    got, blend = line_values(rate, agents, agent_s, patience_s, target_s, high, NEVER, 0.0)
    return (blend[0] if spare(got, definition, level, asa_s, occupancy, abandon)[0] else 0.0), high


@kernel
def _part(calm: float, blended: float, bound: float) -> float:
    """Share of the time that may be blended until the bound is met; both below it: all, calm above it: none."""
    if math.isnan(bound) or blended <= bound:
        return 1.0
    return max(0.0, (bound - calm) / (blended - calm)) if calm < bound else 0.0


@kernel
def stated_room(
    rate: float,
    agents: float,
    agent_s: float,
    patience_s: float,
    target_s: float,
    definition: int,
    wanted: Targets,
    reserve: float,
) -> Room:
    """Outbound work beside a line with a stated reserve: for as much of the time as the line's promise bears.

    With `reserve` free people a line under calls without end may break its targets; then calls are made in that share
    of the time only (the rest of it the line has all its people) with which the measures of both just keep them.
    `agents` real: all on the straight line between whole ones. O(states).
    """
    whole = math.ceil(agents - 1e-9)
    share = 1.0 - (whole - agents)
    kept = int(min(math.ceil(reserve), whole))
    if rate * agent_s <= 0.0 or whole < 1:
        return room_at(rate, whole, agent_s, patience_s, target_s, definition, wanted, reserve)
    calm, blended, work = np.zeros(4), np.zeros(4), 0.0
    for people, weight in ((whole - 1, 1.0 - share), (whole, share)):
        if weight <= 1e-9:
            continue
        alone, _ = line_values(rate, people, agent_s, patience_s, target_s, people, NEVER, 0.0)
        got, blend = line_values(rate, people, agent_s, patience_s, target_s, min(kept, people), NEVER, 0.0)
        for k, at in enumerate((1 + definition, 5, 8, 7)):
            sign = -1.0 if k == 0 else 1.0
            calm[k] += weight * sign * min(alone[at], 1e9)
            blended[k] += weight * sign * min(got[at], 1e9)
        work += weight * blend[0]
    part = _part(calm[0], blended[0], -wanted[0])
    for k in range(1, 4):
        part = min(part, _part(calm[k], blended[k], wanted[k]))
    return part * work, kept


@kernel
def fill_rooms(
    rates: Floats,
    agent_s: Floats,
    patience_s: float,
    target_s: float,
    definition: int,
    wanted: Targets,
    reserve: float,
    positions: Floats,
    out: Floats,
    kept: Floats,
) -> None:
    """Write the room of each row at each of its numbers of positions ([rows, steps], rising along a row).

    Between whole agents on the straight line; more people never leave less room. With a stated `reserve` calls are made
    only as far as the targets bear it (`stated_room`). O(cells x log(agents) x states).
    """
    for i in range(positions.shape[0]):
        before = 0.0
        for k in range(positions.shape[1]):
            whole = math.ceil(positions[i, k] - 1e-9)
            if not math.isnan(reserve):
                room, back = stated_room(
                    rates[i], positions[i, k], agent_s[i], patience_s, target_s, definition, wanted, reserve
                )
                before = max(before, room)
                out[i, k], kept[i, k] = before, back
                continue
            room, back = room_at(rates[i], whole, agent_s[i], patience_s, target_s, definition, wanted, reserve)
            below = whole - positions[i, k]
            if below > 1e-9:
                less, _ = room_at(rates[i], whole - 1, agent_s[i], patience_s, target_s, definition, wanted, reserve)
                room += (less - room) * below
            before = max(before, room)
            out[i, k], kept[i, k] = before, back
