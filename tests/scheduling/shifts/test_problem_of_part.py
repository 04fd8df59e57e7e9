"""A skill group as a tours problem: the same shifts, prices and laws; and its answer read back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import BreakRule
from scheduling.roster.rules.people import known_people
from scheduling.shifts.part import parts_of
from scheduling.shifts.price import cover_price
from scheduling.shifts.problem_of_part import PartProblem, constant_cny, problem_of, rows_of
from scheduling.shifts.solve import cost_cny
from scheduling.tours.answer import Tours
from scheduling.tours.check import faults_of
from scheduling.tours.cost import cost_of
from scheduling.tours.problem import Shift
from tests.scheduling.roster.kit import MEAL, agent, centre, pattern
from tests.scheduling.shifts.test_plan_shifts import mix_of


def made_of(of, heads) -> tuple[PartProblem, object]:
    (part,) = parts_of(mix_of(of, heads), of)[:1]
    made = problem_of(part, [p for p in known_people(of) if p.group == part.group])
    assert made is not None
    return made, part


def tours_of(made: PartProblem, *shifts: tuple[Shift, ...]) -> Tours:
    return Tours(tuple(shifts), ((),) * len(made.problem.bookings))


def test_flexible_starts_are_one_kind_and_their_codes_come_back():
    base = pattern("f@08:00", 8, 9, 8, MEAL)
    flexible = [base, replace(base, shift="f@08:30", start_min=510), pattern("n", 22, 8, 8)]
    made, part = made_of(centre(days=7, patterns=flexible), {"voice": [(8, 18, 1)]})
    assert (made.problem.slot_min, len(made.problem.kinds)) == (15, 2)
    kind = next(k for k, one in enumerate(made.problem.kinds) if one.breaks)
    start = made.problem.day_slots + 34  # 08:30 of the second day
    rows, named = rows_of(made, part, tours_of(made, (Shift(kind, start, (start + 12,)),)))
    assert [(row["shift"], row["breaks"], row["heads"]) for row in rows] == [("f@08:30", "meal@180:60", 1)]
    assert [(one.agent, one.day - made.first, one.start_min) for one in named] == [("A17", 1, 510)]


def test_cost_of_tours_and_what_is_paid_anyway_is_the_cost_of_the_shift_plan():
    of = centre([agent("A1"), agent("A2")], days=7, patterns=[pattern("d", 9, 9, 8, MEAL), pattern("n", 22, 8, 8)])
    made, part = made_of(of, {"voice": [(24 * d + 9, 24 * d + 18, 1.6) for d in range(7)]})
    kind = next(k for k, one in enumerate(made.problem.kinds) if one.breaks)
    per_h = 60 // made.problem.slot_min
    starts = [day * made.problem.day_slots + 9 * per_h for day in range(5)]
    own = tuple(Shift(kind, start, (start + 3 * per_h,)) for start in starts)
    tours = tours_of(made, own, own[:3])
    assert faults_of(made.problem, tours) == []
    heads: dict[tuple[int, int], int] = {}
    for j, choice in enumerate(part.choices):
        count = (2 if choice.slot.day - made.first < 3 else 1) if choice.slot.day - made.first < 5 else 0
        if choice.slot.shift == "d" and count:
            heads[j, 0] = count
    cover = np.zeros(len(part.heads))
    for (j, _), count in heads.items():
        for t in part.choices[j].present:
            away = (t - min(part.choices[j].present)) * of.interval_min in range(180, 240)
            cover[t] += 0 if away else count
    total = cost_of(made.problem, tours).total + constant_cny(part)
    assert total == pytest.approx(cost_cny(part, heads, cover))
    assert cover_price(part.heads, cover, 15.0).sum() > 0


def test_leave_rest_and_agreed_days_are_in_the_masks_and_laws():
    people = [agent("A1", most_week_d=3.0), agent("A2", night_ok=False)]
    of = centre(people, days=7, leave=[("A1", "2026-11-03")], patterns=[pattern("d", 9, 8, 8), pattern("n", 22, 8, 8)])
    made, _ = made_of(of, {"voice": [(9, 17, 1)]})
    one, two = made.problem.workers
    per_h = 60 // made.problem.slot_min
    assert made.problem.laws[one.law].most_days == 3
    assert made.problem.laws[one.law].rest_slots == 11 * per_h
    assert made.problem.laws[one.law].most_in_row == 6
    allowed = made.problem.allowed
    assert not allowed[one.allowed, 1].any()
    assert allowed[one.allowed, 0].sum() == 2
    assert allowed[two.allowed, :, 22 * per_h].sum() == 0
    assert made.problem.night[22 * per_h]


def test_ordered_seats_are_a_booking_at_most_as_many_as_ordered():
    of = centre(days=7, seats={"pa": ""}, patterns=[pattern("d", 9, 8, 8)])
    orders = pd.DataFrame(
        {"group": ["pa"], "date": [pd.Timestamp("2026-11-04")], "heads": [3], "hours": [24.0], "cost_cny": [720.0]}
    )
    parts = {part.group: part for part in parts_of(mix_of(of, {"pa": [(57, 65, 2)]}), of, orders)}
    made = problem_of(parts["pa"], [])
    assert made is not None
    (booking,) = made.problem.bookings
    assert booking.most.tolist() == [0, 0, 3, 0, 0, 0, 0]
    assert np.isfinite(booking.pay).sum() == 7


def test_breaks_keep_their_windows():
    rules = (BreakRule("meal", 60, 240, 300), BreakRule("break", 15, 60, 120))
    made, _ = made_of(centre(days=7, patterns=[pattern("d", 9, 9, 8, *rules)]), {"voice": [(9, 17, 1)]})
    (kind,) = made.problem.kinds
    slot = made.problem.slot_min
    assert [(w.slots * slot, w.earliest * slot, w.latest * slot) for w in kind.breaks] == [
        (15, 60, 120),
        (60, 240, 300),
    ]


def test_where_the_clock_changes_there_is_no_problem():
    of = centre(days=7, zone="Europe/Berlin", first=pd.Timestamp("2026-10-19"))
    (part,) = parts_of(mix_of(of, {"voice": [(9, 17, 1)]}), of)[:1]
    assert problem_of(part, known_people(of)) is None
