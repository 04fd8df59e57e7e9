"""A line sized by the methods chosen for it: borders between methods, fractions, and predictions that hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.requirement import erlang
from scheduling.requirement.choice import Choice, everywhere
from scheduling.requirement.line import Line
from scheduling.requirement.sized_line import SizedLine, size_line
from scheduling.requirement.sizers import SIZERS, Asked
from scheduling.requirement.transient import predict

PEAKCREW = SIZERS["peakcrew"]
SURGE = [300.0] * 12 + [1500.0, 900.0, 600.0] + [300.0] * 17  # contacts a quarter


def line(
    volume: list[float], *, aht_s: float = 300.0, patience_s: float = 120.0, minutes: int = 15, **targets: object
) -> Line:
    ts = pd.date_range("2026-11-10 21:00", periods=len(volume), freq=f"{minutes}min", tz="Asia/Shanghai")
    contacts, lengths = np.array(volume, dtype=float), np.full(len(volume), aht_s)
    promise = {"target_s": 20.0, "service_level": 0.8, **targets}
    asked = Asked(contacts * 60 / minutes, lengths, patience_s, **promise)  # type: ignore[arg-type]
    return Line(ts, contacts, lengths, 1.0, asked, minutes * 60.0)


def sized(one: Line, method: str = "transient", rows: slice = slice(None)) -> SizedLine:
    choice = everywhere(one, "stationary", "steady")
    choice.method[rows], choice.reason[rows] = method, "event_day"
    return size_line(one, choice, PEAKCREW)


def levels(made: SizedLine, one: Line, patience_s: float = 120.0) -> np.ndarray:
    """What the positions give when the whole line is followed through time."""
    return predict(one.lambda_per_hour, made.positions, one.aht_s, patience_s, one.interval_s, 20.0).sl


def test_stationary_rows_are_the_formula() -> None:
    one = line([300.0] * 8)
    exact = erlang.size(1200, 300, target_s=20, patience_s=120, service_level=0.8)
    assert sized(one, "stationary").positions == pytest.approx(np.full(8, float(exact.positions)))


def test_a_flat_line_needs_the_same_positions_by_every_method() -> None:
    one = line([300.0] * 8)
    for method in ("transient", "mol"):
        made = sized(one, method)
        assert made.positions == pytest.approx(sized(one, "stationary").positions, abs=0.05)
        assert set(made.method) == {method}
        assert made.measures["service_level"] == pytest.approx(np.full(8, 0.8), abs=2e-3)


def test_a_surge_keeps_its_promise_only_when_it_is_followed() -> None:
    one = line(SURGE)
    assert levels(sized(one), one) == pytest.approx(np.full(32, 0.8), abs=2e-3)
    assert levels(sized(one, "mol"), one).min() > 0.7
    assert levels(sized(one, "stationary"), one).min() < 0.6


def test_what_a_stretch_leaves_behind_is_followed() -> None:
    one = line([300.0] * 12 + [1500.0] * 4 + [300.0] * 16)
    made = sized(one, rows=slice(12, 16))
    assert set(made.method[:12]) == {"erlang_a"}
    assert set(zip(made.method[16:20], made.reason[16:20], strict=True)) <= {("transient", "aftermath")}
    assert made.method[-1] == "erlang_a"
    assert levels(made, one)[12:].min() > 0.78


def test_days_that_the_planner_set_keep_their_method() -> None:
    one = line([300.0] * 12 + [1500.0] * 4 + [300.0] * 16)
    choice = everywhere(one, "stationary", "planner")
    choice.method[12:16], choice.reason[12:16] = "transient", "event_day"
    made = size_line(one, choice, PEAKCREW)
    assert set(made.method[16:]) == {"erlang_a"}
    assert set(made.reason[16:]) == {"planner"}


def test_positions_of_followed_rows_are_real_numbers() -> None:
    one = line(SURGE)
    positions = sized(one).positions
    assert np.abs(positions - np.round(positions)).max() > 0.1


def test_a_target_out_of_reach_is_a_generous_number_by_every_method() -> None:
    one = line([300.0] * 4, service_level=1.0)
    for method in ("stationary", "mol", "transient"):
        made = sized(one, method)
        assert made.lost.all()
        assert (made.positions >= 131.0 - 1e-9).all()


@pytest.mark.parametrize("method", ["mol", "transient"])
@pytest.mark.parametrize("minutes", [5, 15, 60])
@pytest.mark.parametrize("patience_s", [30.0, np.nan])
def test_closed_hours_small_queues_and_every_interval_have_sound_answers(method, minutes, patience_s) -> None:
    one = line([0.0] * 3 + [0.2, 0.0, 4.0, 0.01] + [0.0] * 30 + [2.0] * 3, patience_s=patience_s, minutes=minutes)
    made = sized(one, method)
    assert (made.positions[one.volume == 0] == 0.0).all()
    assert (made.positions[one.volume > 0] > 0.0).all()
    for name in ("service_level", "abandonment", "occupancy"):
        assert ((made.measures[name] >= 0.0) & (made.measures[name] <= 1.0 + 1e-9)).all()
    assert not np.isnan(made.measures["asa_s"]).any()


@pytest.mark.parametrize("formula", erlang.SL_DEFINITIONS)
def test_every_formula_of_the_service_level_is_kept(formula: str) -> None:
    one = line([300.0] * 6, sl_definition=formula)
    flat = erlang.size(1200, 300, target_s=20, patience_s=120, service_level=0.8, sl_definition=formula)
    made = sized(one)
    assert made.positions == pytest.approx(np.full(6, float(flat.positions)), abs=0.05)
    assert made.measures["service_level"] == pytest.approx(np.full(6, 0.8), abs=3e-3)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(0.5, 60.0), min_size=3, max_size=8),
    st.floats(60.0, 900.0),
    st.floats(30.0, 600.0),
)
def test_followed_positions_keep_the_promise_exactly(volume: list[float], aht_s: float, patience_s: float) -> None:
    one = line(volume, aht_s=aht_s, patience_s=patience_s)
    made = sized(one)
    met = levels(made, one, patience_s)
    needed = made.positions > 1.0  # a fraction of the first person keeps it too, on the straight line from nobody
    assert (met[needed] > 0.79).all()


def test_the_choice_is_not_changed() -> None:
    one = line(SURGE)
    choice = Choice(np.full(32, "stationary", dtype=object), np.full(32, "steady", dtype=object))
    choice.method[12:14] = "transient"
    size_line(one, choice, PEAKCREW)
    assert set(choice.reason) == {"steady"}
