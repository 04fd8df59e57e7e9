"""One line of the calculator: the same as the table's formulas, every promise by itself, a curve around the answer."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.requirement.calculator import size_table
from scheduling.requirement.one_line import CHATS, LATER, OneLine, answer_line, curve_of

CALLS = OneLine(120, 30, 300, patience_s=120, target_s=20, service_level=0.8, shrinkage=0.3)


@pytest.mark.parametrize("patience_s", [math.nan, 60.0, 600.0])
def test_a_line_of_calls_is_answered_as_a_row_of_the_table(patience_s: float):
    line = replace(CALLS, patience_s=patience_s, max_occupancy=0.85)
    row = size_table(pd.DataFrame({
        "lambda_per_hour": [240], "aht_s": [300], "target_s": [20], "target_sl": [0.8], "max_occupancy": [0.85],
        "patience_s": ["" if math.isnan(patience_s) else patience_s], "shrinkage": [0.3],
    })).iloc[0]  # fmt: skip
    answer = answer_line(line)
    at = answer.curve[answer.curve["agents"] == answer.agents].iloc[0]
    assert (answer.agents, at["heads"]) == (row["agents"], row["scheduled"])
    assert (at["service_level"], at["occupancy"], at["asa_s"]) == (row["sl"], row["occupancy"], row["asa_s"])


def test_a_line_of_chats_is_answered_as_a_row_of_the_table():
    line = OneLine(60, 30, 400, CHATS, patience_s=180, target_s=30, service_level=0.8, at_once=3, slowdown=0.25)
    row = size_table(pd.DataFrame({
        "lambda_per_hour": [120], "aht_s": ["400/500/600"], "model": ["H"], "concurrency": [3], "patience_s": [180],
        "target_s": [30], "target_sl": [0.8],
    })).iloc[0]  # fmt: skip
    answer = answer_line(line)
    assert answer.agents == row["agents"]
    assert answer.curve.set_index("agents")["service_level"][answer.agents] == pytest.approx(row["sl"], abs=1e-12)


def test_what_asks_for_the_most_decides_and_the_others_are_told():
    answer = answer_line(replace(CALLS, max_abandon=0.02))
    assert answer.binding == ("max_abandon",)
    assert answer.by_target["service_level"] == 22
    assert answer.agents == answer.by_target["max_abandon"] > 22


def test_a_promise_of_perfection_has_no_answer_but_a_curve():
    answer = answer_line(replace(CALLS, service_level=1.0))
    assert math.isnan(answer.agents)
    assert len(answer.curve) > 5


def test_without_shrinkage_nobody_guesses_the_schedule():
    assert answer_line(replace(CALLS, shrinkage=math.nan)).curve["heads"].isna().all()


def test_what_waits_already_must_be_done_within_the_deadline():
    line = OneLine(40, 30, 600, LATER, target_s=7200, service_level=0.95, backlog=300)
    answer = answer_line(line)
    assert (answer.agents, answer.binding) == (25, ("backlog",))  # 300 x 600 s in 2 h
    assert answer.curve.set_index("agents")["clear_h"][25] == pytest.approx(300 * 600 / 3600 / (25 - 40 / 3))


def test_the_curve_goes_on_around_another_number():
    curve = curve_of(CALLS, 60.0)
    assert {58.0, 59.0, 60.0, 61.0, 62.0} <= set(curve["agents"])


def test_a_large_line_has_a_curve_of_few_points():
    answer = answer_line(replace(CALLS, contacts=900_000))
    assert len(answer.curve) < 310
    assert answer.agents in set(answer.curve["agents"])


@given(
    contacts=st.floats(0.1, 2000), aht_s=st.floats(30, 1500), patience_s=st.sampled_from([math.nan, 30.0, 300.0]),
    level=st.floats(0.3, 0.98), at_once=st.integers(1, 4),
)  # fmt: skip
def test_the_answer_is_the_first_of_the_curve_that_keeps_all_promises(
    contacts: float, aht_s: float, patience_s: float, level: float, at_once: int
):
    kind = CHATS if at_once > 1 else "calls"
    line = OneLine(contacts, 30, aht_s, kind, patience_s, 20, level, max_occupancy=0.9, at_once=at_once, slowdown=0.2)
    answer = answer_line(line)
    kept = answer.curve[answer.curve["meets"]]
    assert kept["agents"].min() == answer.agents
    assert answer.curve.loc[answer.curve["agents"] > answer.agents, "meets"].all()
