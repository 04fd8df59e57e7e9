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
    of them kept back); none keeps them: no outbound work. O(log(agents) x states).
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

    Between whole agents on the straight line; more people never leave less room. O(cells x log(agents) x states).
    """
    for i in range(positions.shape[0]):
        before = 0.0
        for k in range(positions.shape[1]):
            whole = math.ceil(positions[i, k] - 1e-9)
            room, back = room_at(rates[i], whole, agent_s[i], patience_s, target_s, definition, wanted, reserve)
            below = whole - positions[i, k]
            if below > 1e-9:
                less, _ = room_at(rates[i], whole - 1, agent_s[i], patience_s, target_s, definition, wanted, reserve)
                room += (less - room) * below
            before = max(before, room)
            out[i, k], kept[i, k] = before, back
