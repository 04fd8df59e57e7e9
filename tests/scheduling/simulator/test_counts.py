"""Four formulas of the service level, and what counts as met."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduling.simulator.counts import Counts, Promise, occupancy
from tests.scheduling.replay.conftest import centre


def counts(**given: float) -> Counts:
    names = ("offered", "counted", "within", "answered", "abandoned", "wait_s", "abandoned_within")
    return Counts(*(np.array([[float(given.get(name, 0.0))]]) for name in names))


DAY = {"offered": 100, "counted": 100, "within": 60, "answered": 80, "abandoned": 20, "abandoned_within": 5}


def promise(definition: str, **queue: object) -> Promise:
    voice = replace(centre().queues["voice"], **queue)
    target = replace(voice.target, sl_definition=definition)
    return Promise([replace(voice, target=target)])


@pytest.mark.parametrize(
    ("definition", "level"),
    [
        ("answered_of_offered", 0.60),
        ("waited_of_offered", 0.65),
        ("excluding_short_abandons", 60 / 95),
        ("answered_of_answered", 0.75),
    ],
)
def test_each_queue_is_judged_by_its_own_formula(definition: str, level: float):
    assert promise(definition).level(counts(**DAY))[0, 0] == pytest.approx(level)


def test_nobody_answered_is_no_good_share_of_the_answered():
    level = promise("answered_of_answered").level(counts(offered=3, counted=3, abandoned=3))
    assert level[0, 0] == 0.0


def test_where_nobody_called_there_is_no_level():
    judged = promise("answered_of_answered")
    assert np.isnan(judged.met(judged.level(counts()))).all()


def test_work_with_a_deadline_is_always_judged_of_the_offered():
    judged = promise("answered_of_answered", deadline_h=4.0)
    assert judged.level(counts(**DAY))[0, 0] == pytest.approx(0.60)


def test_a_level_just_reached_is_met():
    judged = promise("answered_of_offered")
    assert judged.met(np.array([[0.8, 0.8 - 1e-15, 0.79]])).tolist() == [[1.0, 1.0, 0.0]]


def test_work_finished_after_the_shift_is_full_occupancy():
    assert occupancy(np.array([[[30.0]]]), np.array([[0.0]])).tolist() == [[1.0]]
