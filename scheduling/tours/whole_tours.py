"""Whole heads by class, days on and band from heads in parts: their presence over the week stays as near as can be.

First each class is rounded by itself, then heads change their tour one at a time, always where the squared distance
from the wanted presence falls most. Presence is counted in stretches of time, because starts are still free within
their band.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduling.tours.aggregate import Aggregate
from scheduling.tours.classes import Class
from scheduling.tours.problem import Flags, Floats, Ints, Problem

STRETCHES_MIN = (30, 60, 15, 120)  # the first did best most often; which does, only the model solved anew tells
SECONDS = 4.0  # wall seconds for exchanges, at most
LOOKED_AT = 400  # pairs of class and tour looked at in one round
PRICE = 10.0  # money that a head-hour off is worth, squared


@dataclass
class Heads:
    """`count[class, tour]` heads; `may[class, tour]`; `stands[tour, stretch]` head-hours; `lone[tour]` money."""

    count: Ints
    may: Flags
    stands: Floats
    lone: Floats


def share_out(wanted: Floats, total: int) -> Floats:
    """Whole numbers that add up to the total, in proportion, the running sums rounded.

    >>> share_out(np.array([0.5, 0.5, 0.6, 0.4]), 2).tolist()
    [1.0, 0.0, 1.0, 0.0]
    """
    own = np.maximum(wanted, 0.0)
    scale = own.sum()
    if len(own) == 0:
        return own
    part = own * (total / scale) if scale > 1e-9 else np.full(len(own), total / len(own))
    return np.asarray(np.diff(np.floor(np.cumsum(part) + 0.5 + 1e-7), prepend=0.0))


def tour_choices(
    problem: Problem, classes: list[Class], made: Aggregate, values: Floats, until: float
) -> Iterator[tuple[Ints, Floats]]:
    """Ways to have whole heads, one for each length of the stretches."""
    for stretch_min in STRETCHES_MIN:
        yield whole_tours(problem, classes, made, values, until, stretch_min)


def whole_tours(
    problem: Problem,
    classes: list[Class],
    made: Aggregate,
    values: Floats,
    until: float,
    stretch_min: int,
    target: Floats | None = None,
) -> tuple[Ints, Floats]:
    """Columns of heads by tour and by class, and whole numbers for them. O(rounds x looks x tours).

    `target` (skill sets x stretches): head-hours wanted, else those of the values.
    """
    tours = [(f, days, band) for f, family in enumerate(made.families) for days, band in family.tour]
    place = {tour: number for number, tour in enumerate(tours)}
    heads = Heads(
        np.zeros((len(classes), len(tours)), dtype=np.int64), np.zeros((len(classes), len(tours)), dtype=np.bool_),
        _presence(problem, made, values, tours, stretch_min), np.zeros(len(tours)),
    )  # fmt: skip
    wanted = np.array([values[made.families[f].tour[days, band]] for f, days, band in tours])
    for f, family in enumerate(made.families):
        for c in family.classes:
            _round_class(heads, classes[c], c, f, made, values, wanted, place)
    exchange(heads, wanted @ heads.stands if target is None else target, min(SECONDS, until - time.perf_counter()))
    return _columns(made, heads, tours, place)


def _presence(
    problem: Problem, made: Aggregate, values: Floats, tours: list[tuple[int, int, int]], stretch_min: int
) -> Floats:
    """Head-hours of each tour by stretch (skill sets one after the other), starts as they lie in the values."""
    size = max(1, stretch_min // problem.slot_min)
    count = -(-problem.days * problem.day_slots // size)
    at: dict[tuple[int, int, int, int], Floats] = {}
    weight: dict[tuple[int, int, int, int], float] = {}
    for group in made.groups:
        key = (group.law, group.skill_set, *group.place)
        heads = np.maximum(values[group.columns], 1e-9)
        for (kind, slot), part in zip(group.starts, heads.tolist(), strict=True):
            stands = np.zeros(count * size)
            stands[slot : slot + problem.kinds[kind].slots] = part
            for window in problem.kinds[kind].breaks:
                middle = slot + (window.earliest + window.latest) // 2
                stands[middle : middle + window.slots] = 0.0
            at[key] = at.get(key, np.zeros(count)) + stands.reshape(count, size).sum(axis=1)
            weight[key] = weight.get(key, 0.0) + part
    hour = problem.slot_min / 60.0
    found = np.zeros((len(tours), len(problem.skill_sets), count))
    for number, (f, days, band) in enumerate(tours):
        family = made.families[f]
        for day in range(problem.days):
            if days >> day & 1:
                key = (family.law, family.skill_set, day, band)
                found[number, family.skill_set] += at[key] * (hour / weight[key])
    return found.reshape(len(tours), len(problem.skill_sets) * count)


def _round_class(
    heads: Heads, one: Class, c: int, f: int, made: Aggregate, values: Floats, wanted: Floats,
    place: dict[tuple[int, int, int], int],
) -> None:  # fmt: skip
    """Heads of a class shared out over its tours in the order of their days, bands in proportion to all heads there."""
    own: list[int] = []
    parts: list[float] = []
    for (days, bands), column in made.users[c].items():
        here = [place[f, days, band] for band in bands]
        share = np.maximum(wanted[here], 1e-12)
        own += here
        parts += (max(values[column], 0.0) * share / share.sum()).tolist()
        heads.may[c, here] = True
        heads.lone[here] = one.tours[days][0]
    total = len(one.members) if one.must else min(len(one.members), int(np.floor(sum(parts) + 0.5)))
    heads.count[c, own] = share_out(np.array(parts), total).astype(np.int64)


def exchange(heads: Heads, target: Floats, limit_s: float) -> None:
    """Heads change their tour while that brings the presence nearer to the target, for so many wall seconds at most."""
    until = time.perf_counter() + limit_s
    gram = heads.stands @ heads.stands.T
    size = np.diag(gram)
    off = heads.count.sum(axis=0) @ heads.stands - target
    lone = heads.lone / PRICE
    first, still = 0, 0
    while time.perf_counter() < until:
        classes, tours = np.nonzero(heads.count)
        if first >= len(classes):
            first = 0
            if still:
                return
            still = 1
        own, gone = classes[first : first + LOOKED_AT], tours[first : first + LOOKED_AT]
        pull = 2.0 * (heads.stands @ off)
        change = (pull + size + lone)[None, :] - 2.0 * gram[gone] + (size - pull - lone)[gone][:, None]
        change[~heads.may[own]] = np.inf
        best = change.argmin(axis=1)
        gain = change[np.arange(len(own)), best]
        i = int(gain.argmin()) if len(gain) else 0
        if not len(gain) or gain[i] >= -1e-9:
            first += LOOKED_AT
            continue
        still = 0
        heads.count[own[i], gone[i]] -= 1
        heads.count[own[i], best[i]] += 1
        off += heads.stands[best[i]] - heads.stands[gone[i]]


def _columns(
    made: Aggregate, heads: Heads, tours: list[tuple[int, int, int]], place: dict[tuple[int, int, int], int]
) -> tuple[Ints, Floats]:
    """Columns of the large model and their whole values."""
    total = heads.count.sum(axis=0)
    columns = [made.families[f].tour[days, band] for f, days, band in tours]
    values = [float(count) for count in total]
    for f, family in enumerate(made.families):
        for c in family.classes:
            for (days, bands), column in made.users[c].items():
                columns.append(column)
                values.append(float(sum(heads.count[c, place[f, days, band]] for band in bands)))
    return np.array(columns, dtype=np.int64), np.array(values)
