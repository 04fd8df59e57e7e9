import numpy as np
import pandas as pd
import pytest

from data.contracts.ramps import ramp
from forecasting.aht.newcomers import known_pace
from forecasting.arrays import day_number
from tests.forecasting.made_up import made_up_centre

START = pd.Timestamp("2026-10-05")
FIRST = day_number(START)
RAMPS = pd.DataFrame({"group": "*", "week": [1, 5], "proficiency": [0.5, 1.0]})


def _centre(heads=2, proficiency=1.0, groups=("g",), newcomers="g"):
    agents = pd.DataFrame({"group": [g for g in groups for _ in range(10)]})
    skills = pd.DataFrame({"group": list(groups), "queue": "a", "priority": 1, "proficiency": proficiency})
    classes = pd.DataFrame({"class": ["c1"], "group": [newcomers], "first_day": [START], "heads": [heads]})
    return made_up_centre(["a"], agents=agents, skills=skills, training_classes=classes, ramps=RAMPS)


def _pace(centre):
    return known_pace(centre, "a", np.arange(FIRST - 2, FIRST + 40), np.arange(FIRST, FIRST + 40))


def test_two_of_ten_at_half_speed_make_handling_a_fifth_longer():
    pace = _pace(_centre())
    assert pace.past[:2].tolist() == [1.0, 1.0]
    assert pace.past[2] == pytest.approx(1.2)
    assert pace.past[-1] == 1.0


def test_a_newcomer_whom_the_mix_books_as_slow_is_not_counted_again():
    booked = _pace(_centre(proficiency=0.5))
    assert booked.past[2] == pytest.approx(1.2)
    np.testing.assert_allclose(booked.ahead, 1.0)


def test_only_what_the_mix_does_not_book_is_left():
    assert _pace(_centre(proficiency=0.75)).ahead[0] == pytest.approx(1 + 0.2 * (0.75 / 0.5 - 1))


def test_newcomers_of_one_of_two_groups_weigh_half():
    assert _pace(_centre(groups=("g", "h"))).past[2] == pytest.approx(1.1)


def test_a_class_elsewhere_leaves_the_queue_alone():
    pace = _pace(_centre(newcomers="x"))
    assert set(pace.past) == set(pace.ahead) == {1.0}


def test_a_groups_own_ramp_goes_before_that_of_all():
    own = pd.concat([RAMPS, pd.DataFrame({"group": ["g"], "week": [1], "proficiency": [0.8]})])
    assert ramp(own, "g", np.array([0.0])).tolist() == [0.8]
    assert ramp(own, "h", np.array([0.0])).tolist() == [0.5]


def test_a_told_mix_of_reasons_moves_the_handling_time_on_its_days():
    reasons = pd.DataFrame({"queue": "a", "reason": ["short", "long"], "share": [0.5, 0.5], "aht_s": [100.0, 300.0]})
    days = {"start_date": pd.Timestamp("2026-10-10"), "end_date": pd.Timestamp("2026-10-11")}
    told = pd.DataFrame({"queue": ["a"], "reason": ["short"], **days, "share": [0.9]})
    centre = made_up_centre(["a"], contact_reasons=reasons, reason_mix=told)
    pace = known_pace(centre, "a", np.arange(FIRST, FIRST + 4), np.arange(FIRST + 4, FIRST + 8))
    assert pace.ruled.tolist() == [False, True, True, False]
    assert pace.ahead.tolist() == pytest.approx([1.0, 0.6, 0.6, 1.0])
    assert set(pace.past) == {1.0}
