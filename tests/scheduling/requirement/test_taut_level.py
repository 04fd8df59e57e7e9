"""Work laid over other work: as level as any plan can be that keeps the deadlines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from scheduling.requirement.deferred import plan_deadline
from scheduling.requirement.taut_level import taut_over

WORK = st.lists(st.floats(0, 20), min_size=3, max_size=9)


@settings(max_examples=30)
@given(WORK, st.integers(1, 5), st.integers(0, 10_000))
def test_no_plan_in_time_is_leveller(arriving, reach, seed):
    work = np.array(arriving)
    base = np.random.default_rng(seed).gamma(2.0, 3.0, len(work))
    arrived = np.concatenate([[0.0], np.cumsum(work)])
    due = np.concatenate([np.zeros(min(reach, len(work))), arrived[: max(0, len(work) + 1 - reach)]])
    due[-1] = arrived[-1]
    line = taut_over(due, arrived, base)
    done = np.diff(line)
    assert done.min() >= -1e-9
    assert (line >= due - 1e-7).all()
    assert (line <= arrived + 1e-7).all()
    limits = [
        {"type": "ineq", "fun": lambda x: np.cumsum(x) - due[1:]},
        {"type": "ineq", "fun": lambda x: arrived[1:] - np.cumsum(x)},
    ]
    best = minimize(lambda x: ((base + x) ** 2).sum(), work, jac=lambda x: 2 * (base + x), method="SLSQP",
                    bounds=[(0, None)] * len(work), constraints=limits, options={"maxiter": 300})  # fmt: skip
    assert ((base + done) ** 2).sum() <= best.fun + 1e-4 * max(1.0, abs(best.fun))


@given(WORK, st.integers(1, 6), st.lists(st.booleans(), min_size=9, max_size=9))
def test_over_nothing_it_is_the_plain_taut_string(arriving, reach, opened):
    work, can_work = np.array(arriving), np.array(opened[: len(arriving)])
    plain = plan_deadline(work, can_work, reach, 900.0).work
    assert plan_deadline(work, can_work, reach, 900.0, base=np.zeros(len(work))).work == pytest.approx(plain, abs=1e-6)


def test_what_waits_at_the_start_is_done_by_its_due_time():
    waiting = np.array([0.0, 6.0, 0.0, 6.0])
    made = plan_deadline(np.zeros(4), np.ones(4, dtype=bool), 4, 900.0, waiting_due=waiting)
    assert made.work.tolist() == [3.0, 3.0, 3.0, 3.0]
    later = plan_deadline(np.array([4.0, 0, 0, 0]), np.ones(4, dtype=bool), 4, 900.0, waiting_due=waiting)
    assert later.work.sum() == pytest.approx(16.0)
    assert later.wait_s[0] > 900.0  # behind what waited before it
