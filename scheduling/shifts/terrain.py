"""One skill group as plain arrays for the compiled search: what a head covers, costs and may not exceed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.clock import week_numbers
from scheduling.shifts.model import Key, Model, head_cny
from scheduling.shifts.part import Part, Share
from scheduling.shifts.price import IDLE_PRICE, Floats

Ints = npt.NDArray[np.int64]


class Terrain(NamedTuple):
    """Lists of lists are flat with their bounds: those of item i lie from `bound[i]` to `bound[i + 1]`.

    Key q (`keys[q]` = slot and crew) has slot `slot[q]`, adds `cost[q]` besides the price of cover and takes `weight`
    from the `row`s of its limits. Slot j is present (`present_t`, `present`), has breaks `break_of[j]` onwards, each
    with starts `start_of`, each away at (`away_t`, `away`); `near` are the slots that overlap it. `day[j]` is its day.
    """

    slot: Ints
    cost: Floats
    day: Ints
    wanted: Floats
    hour: Floats
    present_of: Ints
    present_t: Ints
    present: Floats
    break_of: Ints
    start_of: Ints
    away_of: Ints
    away_t: Ints
    away: Floats
    near_of: Ints
    near: Ints
    row_of: Ints
    row: Ints
    weight: Floats
    most: Floats


def terrain_of(part: Part, model: Model) -> tuple[Terrain, list[Key], list[int]]:
    """The arrays, the keys and the slots they stand for. O(slots x intervals of a shift)."""
    keys = list(model.heads)
    slots = sorted({j for j, _ in keys})
    place = {j: number for number, j in enumerate(slots)}
    choices = [part.choices[j] for j in slots]
    breaks = [rest for choice in choices for rest in choice.breaks]
    present_of, present_t, present = _shares([choice.present for choice in choices])
    away_of, away_t, away = _shares([away for rest in breaks for away in rest.away])
    first = np.array([min(choice.present) for choice in choices], dtype=np.int64)
    last = np.array([max(choice.present) for choice in choices], dtype=np.int64)
    near = [np.flatnonzero((first <= last[j]) & (last >= first[j])) for j in range(len(slots))]
    limits, most = _limits(part, keys)
    terrain = Terrain(
        slot=np.array([place[j] for j, _ in keys], dtype=np.int64),
        cost=_costs(part, keys),
        day=np.array([choice.slot.day for choice in choices], dtype=np.int64),
        wanted=part.heads.astype(np.float64),
        hour=np.full(len(part.heads), part.hour_cny * part.interval_min / 60.0),
        present_of=present_of,
        present_t=present_t,
        present=present,
        break_of=_bounds([len(choice.breaks) for choice in choices]),
        start_of=_bounds([len(rest.offsets) for rest in breaks]),
        away_of=away_of,
        away_t=away_t,
        away=away,
        near_of=_bounds([len(some) for some in near]),
        near=np.concatenate(near).astype(np.int64),
        row_of=_bounds([len(of_key) for of_key in limits]),
        row=np.array([row for of_key in limits for row, _ in of_key], dtype=np.int64),
        weight=np.array([weight for of_key in limits for _, weight in of_key], dtype=np.float64),
        most=np.array(most, dtype=np.float64),
    )
    return terrain, keys, slots


def _bounds(counts: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(np.array(counts, dtype=np.int64))]).astype(np.int64)


def _shares(shares: Sequence[Share]) -> tuple[Ints, Ints, Floats]:
    at = np.array([t for share in shares for t in share], dtype=np.int64)
    values = np.array([value for share in shares for value in share.values()], dtype=np.float64)
    return _bounds([len(share) for share in shares]), at, values


def _costs(part: Part, keys: Sequence[Key]) -> Floats:
    """What a head adds: its pay, less what the idle contract hour or the unused ordered seat would cost."""
    costs = []
    for j, c in keys:
        slot = part.choices[j].slot
        if part.crews and part.crews[c].hourly:
            costs.append(head_cny(part, j) + part.hour_cny * slot.paid_min / 60.0)
            continue
        idle = IDLE_PRICE * part.hour_cny * slot.paid_min / 60.0 if part.crews else part.unused_cny.get(slot.day, 0.0)
        costs.append(head_cny(part, j) - idle)
    return np.array(costs)


def _limits(part: Part, keys: Sequence[Key]) -> tuple[list[list[tuple[int, float]]], list[float]]:
    """(row, weight) of each key in the lawful limits, the contract hours and the seats; and the limits."""
    place = {key: q for q, key in enumerate(keys)}
    of_key: list[list[tuple[int, float]]] = [[] for _ in keys]
    most: list[float] = []

    def add(weights: dict[Key, float], limit: float) -> None:
        known = [(place[key], weight) for key, weight in weights.items() if key in place and weight > 0.0]
        if known:
            for q, weight in known:
                of_key[q].append((len(most), weight))
            most.append(limit)

    slots = [choice.slot for choice in part.choices]
    weeks = [int(week_numbers(slot.day)) for slot in slots]
    for c, crew in enumerate(part.crews):
        for limit in crew.limits:
            add({(j, c): weight for j, weight in limit.weights.items()}, limit.most)
        for week, minutes in crew.week_min.items():
            upto = minutes + crew.extra_min.get(week, 0.0)
            add({(j, c): slots[j].paid_min for j in range(len(slots)) if weeks[j] == week}, upto)
    for day, seats in part.most_seats.items():
        add({(j, 0): 1.0 for j, slot in enumerate(slots) if slot.day == day}, seats)
    return of_key, most
