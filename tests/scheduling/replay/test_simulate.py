"""The replay of a tiny centre: what is promised, what is delivered, and that the seed decides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import ReplaySettings
from scheduling.replay import played
from scheduling.replay.simulate import replay_plan
from tests.scheduling.replay.conftest import DAY, centre, forecast, roster, skills


def replayed(heads, the_centre, volume=30.0):
    return replay_plan(forecast(volume), *roster(heads), skills(), the_centre)


def test_ample_staff_keeps_the_promise_in_every_interval():
    made = replayed(20, centre())
    assert made.days["p_target_met"].tolist() == [1.0]
    assert made.replay["service_level"].min() > 0.95


def test_one_more_agent_never_makes_the_day_worse():
    levels = [replayed(heads, centre()).days["service_level"].iloc[0] for heads in (5, 6, 7, 8, 10)]
    assert levels == sorted(levels)


def test_absence_costs_service():
    assert (
        replayed(7, centre(absence=0.3)).days["service_level"].iloc[0]
        < replayed(7, centre()).days["service_level"].iloc[0]
    )


def test_nobody_on_duty_answers_nobody():
    made = replayed(1, replace(centre(absence=0.0)), volume=0.0)
    assert made.replay["service_level"].isna().all()
    assert made.days["offered"].tolist() == [0.0]


def test_the_seed_decides_and_nothing_else():
    pd.testing.assert_frame_equal(replayed(7, centre()).replay, replayed(7, centre()).replay)
    other = replace(centre(), replay=ReplaySettings(paths=6, seed=4))
    assert not replayed(7, centre()).replay.equals(replayed(7, other).replay)


def test_deferred_work_counts_when_done_before_its_deadline():
    made = replayed(6, centre(deadline_h=4.0))
    assert made.days["service_level"].iloc[0] > 0.99
    assert made.days["abandonment"].iloc[0] == 0.0


def test_occupancy_is_work_over_presence():
    made = replayed(10, centre())
    assert made.days["occupancy"].iloc[0] == pytest.approx(30 * 180 / 900 / 10, rel=0.05)


def test_the_band_holds_the_mean_of_the_paths():
    made = replayed(7, centre()).replay
    assert (made["service_level_low"] <= made["service_level"] + 1e-9).all()
    assert (made["service_level_high"] >= made["service_level"] - 1e-9).all()
    assert made["service_level_low"].min() < made["service_level"].min()


def test_where_the_promise_breaks_is_listed_with_what_one_more_would_buy():
    breaks = replayed(6, centre()).breaks
    assert breaks["missed"].is_monotonic_decreasing
    assert set(breaks["queue"]) == {"voice"}
    assert (breaks["service_level"] < breaks["promised"]).all()
    assert set(breaks["cause"]) == {"understaffed"}
    worst = breaks.iloc[0]
    assert worst["group"] == "g"
    assert worst["service_level_plus_one"] > worst["service_level"]


def test_a_promise_that_is_kept_breaks_nowhere():
    assert replayed(20, centre()).breaks.empty


def test_when_many_are_on_a_break_the_break_is_the_cause():
    shifts, segments = roster(9)
    noon, one = (DAY.tz_localize("Asia/Shanghai") + pd.Timedelta(hours=h) for h in (12, 13))
    first, second = segments.assign(end_ts=noon), segments.assign(start_ts=one)
    away = segments["shift_id"].isin([f"s{n}" for n in range(5)])
    meal = segments[away].assign(start_ts=noon, end_ts=one, activity="meal")
    every = pd.concat([segments[~away], first[away], meal, second[away]], ignore_index=True)
    breaks = replay_plan(forecast(), shifts, every, skills(), centre()).breaks
    assert breaks.iloc[0]["cause"] == "breaks"
    assert breaks.iloc[0]["start_ts"] == noon


def test_the_formula_a_queue_promises_is_the_one_reported():
    def level(definition):
        shop = centre()
        voice = shop.queues["voice"]
        target = replace(voice.target, sl_definition=definition)
        return replayed(6, replace(shop, queues={"voice": replace(voice, target=target)})).days["service_level"][0]

    offered, waited = level("answered_of_offered"), level("waited_of_offered")
    short, answered = level("excluding_short_abandons"), level("answered_of_answered")
    assert offered < waited
    assert offered < short < answered


def test_huge_volumes_are_played_in_pieces_with_the_same_law(monkeypatch):
    whole = replayed(7, centre()).days["service_level"][0]
    monkeypatch.setattr(played, "PIECE", 200.0)
    assert replayed(7, centre()).days["service_level"][0] == pytest.approx(whole, abs=0.03)


def test_all_who_come_are_first_attempts_when_nobody_comes_again():
    made = replayed(7, centre())
    assert made.flows["flow"].tolist() == ["first"]
    assert made.flows["contacts"][0] == pytest.approx(made.replay["offered"].sum())


def test_a_replay_can_be_stopped_at_every_path():
    told = []
    replay_plan(forecast(), *roster(7), skills(), centre(), progress=lambda share, doing: told.append(share))
    assert len(told) >= 6
    assert np.all(np.diff(told) >= 0)
