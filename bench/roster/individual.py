"""Weeks in which no two people are alike: own hours each day, own days off, two skills each. Seeded, from a given week.

The demand of the week is split over some skills whose shares change with the hour; each agent may start within own
hours on each day (around an hour drawn from the demand) and not at all on own days off. The demand is scaled so that
the paid time of all covers it about once. The backup of the week is split over the skills, the partner serves the
first.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.ledger import Ledger
from bench.roster.targets import folder
from bench.roster.weeks import DAY_SLOTS, problem_of
from scheduling.tours.check import faults_of
from scheduling.tours.problem import Cover, Flags, Floats, Problem
from scheduling.tours.solve import solve_tours

SKILLS = 5
SHARES = np.array([0.34, 0.26, 0.18, 0.13, 0.09])
SEED = 20261122
FILLED = 0.97  # heads wanted as a share of the heads that all agents give on average
HOURS = (4, 8)  # least and most width of the window of starts
EARLIER = 16  # slots from a usual start to the middle of a shift
AIMS = {200: (1.5, 120.0), 1000: (1.0, 180.0), 5000: (1.0, 600.0)}  # gap in percent, seconds
NAMES = {200: "cc_d11_200_1", 1000: "cc_d11_1000_1", 5000: "cc_d11_5000_1"}


def individual_problem(week_file: Path, seed: int = SEED) -> Problem:
    """The week with people of their own."""
    base, dice = problem_of(json.loads(week_file.read_text())), np.random.default_rng(seed)
    wanted = base.cover.wanted[0]
    pairs = [(a, b) for a in range(SKILLS) for b in range(a + 1, SKILLS)]
    chance = np.array([SHARES[a] * SHARES[b] for a, b in pairs])
    sets = dice.choice(len(pairs), size=len(base.workers), p=chance / chance.sum())
    masks = np.array([_own_hours(base, worker.allowed, wanted, dice) for worker in base.workers])
    workers = tuple(
        replace(worker, allowed=number, skill_set=int(sets[number])) for number, worker in enumerate(base.workers)
    )
    given = sum(_heads_given(base, worker.law) for worker in base.workers)
    scaled = wanted * (FILLED * given / wanted.sum())
    singles = [(k,) for k in range(SKILLS)]
    (backup,), (partner,) = base.bookings, base.blocks
    bookings = tuple(
        replace(backup, name=f"{backup.name} {k}", skill_set=len(pairs) + k,
                most=np.floor(backup.most * SHARES[k]).astype(np.int64))
        for k in range(SKILLS)
    )  # fmt: skip
    return replace(
        base, workers=workers, allowed=masks, cover=_split(base.cover, scaled), skill_sets=(*pairs, *singles),
        bookings=bookings, blocks=(replace(partner, skill_set=len(pairs)),),
    )  # fmt: skip


def _own_hours(base: Problem, mask: int, wanted: Floats, dice: np.random.Generator) -> Flags:
    """Where somebody may start: a window each day around a usual hour, one or two days off."""
    own = np.zeros((base.days, DAY_SLOTS), dtype=np.bool_)
    may = base.allowed[mask].any(axis=0)
    weight = wanted.reshape(base.days, DAY_SLOTS).sum(axis=0) * may
    usual = int(dice.choice(DAY_SLOTS, p=np.roll(weight, -EARLIER) * may / (np.roll(weight, -EARLIER) * may).sum()))
    off = dice.choice(base.days, size=int(dice.integers(0, 2)), replace=False)
    for day in range(base.days):
        width = int(dice.integers(HOURS[0] * 4, HOURS[1] * 4 + 1))
        first = usual - width // 2 + int(dice.integers(-4, 5))
        own[day, np.arange(first, first + width) % DAY_SLOTS] = True
    own[off] = False
    return np.asarray(own & base.allowed[mask])


def _heads_given(base: Problem, law: int) -> float:
    """Slots at work in a week under a law."""
    rules = base.laws[law]
    kind = base.kinds[rules.kinds[0]]
    return float(rules.most_days * (kind.slots - sum(window.slots for window in kind.breaks)))


def _split(cover: Cover, wanted: Floats) -> Cover:
    """The demand on the skills, whole heads, shares swinging with the hour; prices as in the week."""
    slot = np.arange(len(wanted))
    swing = 1.0 + 0.25 * np.sin(2 * np.pi * (slot[None, :] / DAY_SLOTS + np.arange(SKILLS)[:, None] / SKILLS))
    shares = SHARES[:, None] * swing
    split = np.rint(wanted * shares / shares.sum(axis=0))
    carry = np.floor(cover.carry[0] * SHARES[:, None])
    every = np.ones_like(split)
    share = cover.under_width[0] / np.maximum(cover.wanted[0], 1.0)
    return Cover(
        split, carry, np.ceil(share * split), every * cover.under_first[0], every * cover.under_rest[0],
        every * cover.over_width[0], every * cover.over_first[0], every * cover.over_rest[0],
    )  # fmt: skip


def run_individual(size: int) -> bool:
    """Solve the week of a size and print gap and seconds against the aims; True when they hold and nothing is amiss."""
    ledger = Ledger(f"roster-individual-{size}")
    problem = individual_problem(folder() / "weeks" / f"{NAMES[size]}.json")
    gap, seconds = AIMS[size]
    started = time.process_time()
    tours = solve_tours(problem, limit_s=seconds, gap=gap / 200, threads=2)
    ledger.tell(f"{size} people: cost", tours.cost.total)
    ledger.tell(f"{size} people: proved bound", tours.bound or 0.0)
    ledger.tell(f"{size} people: CPU", time.process_time() - started, " s")
    ledger.most(f"{size} people: gap %", 100 * (tours.gap if tours.gap is not None else 1.0), gap)
    ledger.most(f"{size} people: seconds", tours.seconds, seconds + 1)
    ledger.most(f"{size} people: faults", len(faults_of(problem, tours)), 0)
    ledger.save()
    return ledger.good
