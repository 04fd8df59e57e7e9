"""Cover only, no people: shifts of ours beside those of pyworkforce, both priced anew on the true timeline.

A shift costs its paid hours x 25 + 5; all lengths, 30-minute starts; missing and idle heads are priced as in the week.
pyworkforce plans each day by itself: breaks in the middle of their windows, and what passes midnight it counts on the
morning of the same day. Run `python -m bench.roster.cover_only`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from bench.ledger import Ledger
from bench.roster.targets import folder
from bench.roster.weeks import DAY_SLOTS, problem_of
from data.contracts.plan import SolveStatus
from scheduling.tours.answer import Tours
from scheduling.tours.check import faults_of
from scheduling.tours.cost import cost_of
from scheduling.tours.problem import Booking, Kind, Problem, Shift
from scheduling.tours.solve import solve_tours

SECONDS = 60.0
PRICE_PER_H, PRICE_OF_SHIFT = 25.0, 5.0
DEARER = {"cc_normal_200_2": 5.5, "cc_d11_200_1": 15.0}  # percent that pyworkforce costs more, at least
ANSWERED = ("OPTIMAL", "FEASIBLE")


def run() -> bool:
    """Print each figure against its bar; True when all hold."""
    ledger = Ledger("roster-cover")
    for name, least in DEARER.items():
        file = folder() / "weeks" / f"{name}.json"
        if not file.exists():
            ledger.most(f"no such file: {file} (set PEAKCREW_BENCH_DATA)", 1.0, 0.0)
            continue
        compare(ledger, name, cover_problem(json.loads(file.read_text(encoding="utf-8"))), least)
    ledger.save()
    return ledger.good


def compare(ledger: Ledger, name: str, problem: Problem, least: float) -> None:
    """Both costs of a week, and by how much pyworkforce costs more."""
    ours = solve_tours(problem, limit_s=SECONDS, threads=2)
    ledger.most(f"{name}: unlawful shifts of ours", float(len(faults_of(problem, ours))), 0.0)
    ledger.tell(f"{name}: ours", ours.cost.total)
    ledger.tell(f"{name}: gap of ours, %", 100.0 * (1.0 if ours.gap is None else ours.gap))
    costs = []
    for model in ("min", "abs"):
        theirs = pyworkforce_tours(problem, model)
        if theirs is not None:
            costs.append(cost_of(problem, theirs).total)
            ledger.tell(f"{name}: pyworkforce, model {model}", costs[-1])
    if costs:
        more = 100.0 * (min(costs) / ours.cost.total - 1.0)
        ledger.within(f"{name}: pyworkforce costs more, %", more, least, 1000.0)
    else:
        print(f"       {name}: pyworkforce gave no answer")


def cover_problem(week: Mapping[str, Any]) -> Problem:
    """The week without people: shifts of all lengths may be booked on all days, as many as wanted."""
    people = problem_of(week)
    kinds = tuple(replace(kind, paid_h=_paid_h(people, number)) for number, kind in enumerate(people.kinds))
    slots = people.days * DAY_SLOTS
    pay = np.array([[kind.paid_h * PRICE_PER_H + PRICE_OF_SHIFT] * slots for kind in kinds])
    most = np.full(people.days, 2 * int(people.cover.wanted.max()) + 10, dtype=np.int64)
    booking = Booking("anybody", 0, tuple(range(len(kinds))), pay, most)
    return replace(
        people, kinds=kinds, laws=(), workers=(), pay=np.zeros((0, len(kinds), slots)), bookings=(booking,), blocks=(),
        least_people=0, wishes=np.zeros((0, slots)),
    )  # fmt: skip


def _paid_h(problem: Problem, number: int) -> float:
    """Paid hours; where no contract tells them, as much is unpaid as in a kind with the same breaks."""
    kind = problem.kinds[number]
    hour = problem.slot_min / 60.0
    unpaid = [
        other.slots * hour - other.paid_h
        for other in problem.kinds
        if [window.slots for window in other.breaks] == [window.slots for window in kind.breaks]
    ]
    told = kind.slots * hour - kind.paid_h
    return kind.slots * hour - max([told, *unpaid])


def pyworkforce_tours(problem: Problem, model: str) -> Tours | None:
    """What pyworkforce plans, as an answer on the true timeline; None without an answer."""
    choices = {f"{k}-{slot}": (k, slot) for k in range(len(problem.kinds))
               for slot in range(0, DAY_SLOTS, problem.start_step)}  # fmt: skip
    task = {
        "model": model, "seconds": SECONDS,
        "required": [[round(x) for x in day] for day in
                     np.maximum(problem.cover.wanted - problem.cover.carry, 0.0)[0].reshape(-1, DAY_SLOTS)],
        "shifts": {name: _wrapped(problem.kinds[k], slot) for name, (k, slot) in choices.items()},
        "prices": {name: round(4.0 * problem.bookings[0].pay[k, slot]) for name, (k, slot) in choices.items()},
    }  # fmt: skip
    command = [sys.executable, "-m", "bench.roster.pyworkforce_cover"]
    ended = subprocess.run(command, input=json.dumps(task), capture_output=True, text=True, check=False, timeout=600)
    try:
        found = json.loads(ended.stdout)
    except ValueError:
        print(f"       pyworkforce: {ended.stderr.strip()[-300:]}")
        return None
    if found["status"] not in ANSWERED:
        return None
    shifts: list[Shift] = []
    for day, name, count in found["rows"]:
        kind, slot = choices[name]
        start = day * DAY_SLOTS + slot
        breaks = tuple(start + at for at in _middles(problem.kinds[kind]))
        shifts += [Shift(kind, start, breaks)] * count
    return Tours((), (tuple(shifts),), (), status=SolveStatus.FEASIBLE)


def _middles(kind: Kind) -> list[int]:
    return [(window.earliest + window.latest) // 2 for window in kind.breaks]


def _wrapped(kind: Kind, slot: int) -> list[int]:
    """Periods of the day that a shift covers, its breaks mid-window; past midnight it goes on in the morning."""
    covers = np.zeros(DAY_SLOTS, dtype=np.int64)
    covers[np.arange(slot, slot + kind.slots) % DAY_SLOTS] = 1
    for window, at in zip(kind.breaks, _middles(kind), strict=True):
        covers[np.arange(slot + at, slot + at + window.slots) % DAY_SLOTS] = 0
    return [int(one) for one in covers]


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
