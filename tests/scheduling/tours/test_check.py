import itertools
from dataclasses import replace

import numpy as np
import pytest

from scheduling.tours.answer import Tours
from scheduling.tours.check import faults_of, split_weeks, worker_faults
from scheduling.tours.problem import Block, Booking, BreakWindow, Cover, Kind, Law, Problem, Shift, Worker

DAY = 24


def problem(law: Law, days: int = 7, **changes: object) -> Problem:
    """Hourly slots, a kind of eight hours with one break."""
    one = np.ones((1, days * DAY))
    night = np.zeros(DAY, dtype=np.bool_)
    night[20:] = True
    made = Problem(
        60, days, 1, 1, (Kind("eight", 8, 7.0, (BreakWindow(1, 3, 5),)),), (law,), (Worker("Li", 0),),
        Cover(one, 0 * one, one, one, 3 * one, one, one, one), np.ones((1, 1, days * DAY)),
        np.ones((1, days, DAY), dtype=np.bool_), night,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def week(*starts: int | None) -> tuple[Shift, ...]:
    """A shift from an hour of each day on, none on days off."""
    return tuple(Shift(0, d * DAY + s, (d * DAY + s + 3,)) for d, s in enumerate(starts) if s is not None)


FREE = Law("free", (0,), 0, 7, 0, 7)


@pytest.mark.parametrize(
    ("law", "shifts", "said"),
    [
        (replace(FREE, least_days=3), week(8, 8), "2 days in week 0, not 3 at least"),
        (replace(FREE, most_days=1), week(8, 8), "2 days in week 0, not 1 at most"),
        (replace(FREE, rest_slots=11), week(14, 8), "rests 10 slots before slot 32, not 11"),
        (replace(FREE, most_in_row=2), week(8, 8, 8), "3 days in a row on day 2"),
        (replace(FREE, most_nights_in_row=1), week(21, 21), "2 nights in a row on day 1"),
        (replace(FREE, band_slots=2), week(8, 10), "starts in 2 bands in week 0"),
        (replace(FREE, most_paid_h=10.0), week(8, 8), "14 paid hours in week 0, not 10 at most"),
        (replace(FREE, least_paid_h=20.0), week(8, 8), "14 paid hours in week 0, not 20 at least"),
        (replace(FREE, patterns=((True,) * 7,)), week(8), "the days on are those of no pattern of the rotation"),
    ],
)
def test_each_law_is_told_by_itself(law: Law, shifts: tuple[Shift, ...], said: str):
    assert worker_faults(problem(law), Worker("Li", 0), shifts) == [said]


def test_days_before_the_horizon_count():
    law = replace(FREE, most_in_row=2, rest_slots=11)
    found = worker_faults(problem(law), Worker("Li", 0, run_before=2, last_end=0), week(8))
    assert found == ["rests 8 slots before slot 8, not 11", "3 days in a row on day 0"]


def test_a_locked_shift_is_no_fault_and_may_not_be_missing():
    locked = Shift(0, 8, (11,))
    worker = Worker("Li", 0, locked=(locked,))
    asked = problem(replace(FREE, most_in_row=0))
    assert worker_faults(asked, worker, (locked,)) == []
    assert worker_faults(asked, worker, ()) == ["a locked shift is missing"]


def test_who_rests_owes_nothing():
    assert worker_faults(problem(replace(FREE, least_days=5)), Worker("Li", 0), ()) == []


def test_a_break_out_of_its_window_is_a_fault():
    assert worker_faults(problem(FREE), Worker("Li", 0), (Shift(0, 8, (14,)),)) == [
        "a break in slot 14 of the shift from 8"
    ]


def test_weeks_with_lone_days_off_by_brute_force():
    for on in itertools.product((True, False), repeat=7):
        off = [d for d in range(7) if not on[d]]
        lone = len(off) >= 2 and not any(b - a == 1 for a, b in itertools.pairwise(off))
        shifts = week(*(8 if one else None for one in on))
        assert split_weeks(problem(FREE), shifts) == (lone and any(on))


def test_bookings_and_blocks_have_their_limits():
    pay = np.ones((1, 7 * DAY))
    booking = Booking("call", 0, (0,), pay, np.array([1] * 7))
    block = Block("partner", 0, (0,), pay, 2, 1, 3)
    asked = problem(FREE, workers=(), bookings=(booking,), blocks=(block,))
    seat = week(8, 8, 8)
    lawful = Tours((), (week(8),), (((seat, seat),),))
    assert faults_of(asked, lawful) == []
    twice = Tours((), (week(8) * 2,), (((seat, seat), (seat[:2], seat[:2])),))
    assert faults_of(asked, twice) == [
        "call: 2 on day 0, not 1 at most",
        "partner: 2 blocks, not 1 at most",
        "partner: works on days [0, 1], not on 3 in a row",
    ]
