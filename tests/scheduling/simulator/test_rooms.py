"""Seconds that a promise allows, and whose call goes first."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from scheduling.simulator.rooms import USUAL_TARGET_S, own_room, rooms_of, within_s
from tests.scheduling.replay.conftest import centre

VOICE = centre().queues["voice"]


def test_an_answer_at_once_is_a_promise_of_its_own() -> None:
    assert within_s(replace(VOICE, target=replace(VOICE.target, target_s=0.0))) == 0.0


def test_without_seconds_the_usual_ones_hold_and_a_deadline_goes_before_them() -> None:
    silent = replace(VOICE, target=replace(VOICE.target, target_s=None))
    assert within_s(silent) == USUAL_TARGET_S
    assert within_s(replace(silent, deadline_h=4.0)) == 4 * 3600.0


def test_the_queues_own_priority_goes_before_the_groups() -> None:
    both = replace(centre(), queues={"mass": replace(VOICE, priority=2), "vip": replace(VOICE, priority=1)})
    rows = [("a", "mass", 1, 1.0), ("a", "vip", 9, 0.9), ("b", "mass", 1, 1.0)]
    skills = pd.DataFrame(rows, columns=["group", "queue", "priority", "proficiency"])
    rooms = rooms_of(skills, ["a"], both)
    assert rooms.rank[0, 1] < rooms.rank[0, 0]
    assert rooms.proficiency.tolist() == [[1.0, 0.9]]


def test_a_queue_with_people_of_its_own_is_one_group_at_full_speed() -> None:
    assert own_room(VOICE).rank.tolist() == [[1]]
