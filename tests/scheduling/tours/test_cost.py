import itertools

import numpy as np

from scheduling.tours.answer import Tours
from scheduling.tours.cost import cost_of, cover_cost, heads_of
from scheduling.tours.problem import BreakWindow, Cover, Kind, Law, Problem, Shift, Worker


def problem(skill_sets: tuple[tuple[int, ...], ...], wanted: list[list[float]], per_row: int = 1) -> Problem:
    """One day of hours; missing heads cost 4, then 10, idle ones 1."""
    need = np.repeat(np.array(wanted, dtype=np.float64)[:, None], 24 // per_row, axis=1).reshape(len(wanted), -1)
    one = np.ones_like(need)
    return Problem(
        60, 1, 1, per_row, (Kind("", 4, 4.0, (BreakWindow(1, 1, 2),)),), (Law("", (0,), 0, 1, 0, 7),),
        (Worker("", 0),), Cover(need, 0 * one, one, 4 * one, 10 * one, one, one, 2 * one), np.full((1, 1, 24), 7.0),
        np.ones((1, 1, 24), dtype=np.bool_), np.zeros(24, dtype=np.bool_), skill_sets=skill_sets,
    )  # fmt: skip


def test_heads_stand_from_start_to_end_without_their_breaks():
    heads = heads_of(problem(((0,),), [[0.0]]), Tours(((Shift(0, 22, (23,)),),)))
    assert np.flatnonzero(heads[0]).tolist() == [22]


def test_missing_heads_cost_two_prices_and_idle_ones_too():
    asked = problem(((0,),), [[3.0]])
    assert cover_cost(asked, np.zeros((1, 24))) == (24 * (4.0 + 2 * 10.0), 0.0)
    assert cover_cost(asked, np.full((1, 24), 5.0)) == (0.0, 24 * (1.0 + 2.0))


def test_pay_counts_a_shift_past_the_horizon_in_full():
    assert cost_of(problem(((0,),), [[0.0]]), Tours(((Shift(0, 23, (24,)),),))).pay == 7.0


def test_people_of_two_skills_serve_where_they_save_most_by_brute_force():
    asked = problem(((0,), (0, 1)), [[2.0], [1.0]])
    for alone, shared in itertools.product(range(3), range(4)):
        best = min(
            sum(cover_cost(problem(((0,), (1,)), [[2.0], [1.0]]),
                           np.array([[alone + first] * 24, [shared - first] * 24], dtype=np.float64)))
            for first in range(shared + 1)
        )  # fmt: skip
        heads = np.array([[alone] * 24, [shared] * 24], dtype=np.float64)
        assert np.isclose(sum(cover_cost(asked, heads)), best)
