"""Cuts over queues that share part of their people: which belong together, and what one line of them would need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest

from data.contracts.centre import Centre, Queue, StaffingSettings, Target
from scheduling.requirement import erlang
from scheduling.requirement.shared import shared_cuts, shared_sets
from scheduling.requirement.size import size_requirement
from tests.scheduling.mix.kit import centre, forecast, pattern, pool, queue

CHAT = queue("chat", channel="chat", concurrency=3, concurrency_factor=2.5)
MAIL = queue("mail", channel="email", patience_s=None, deadline_h=4.0, target=Target(service_level=0.95))


def made_of(queues: list[Queue], groups: Mapping[str, list[str]]) -> Centre:
    served = {group: ("own", dict.fromkeys(names, 1.0)) for group, names in groups.items()}
    return centre(queues, [pool("own")], served, [], [pattern("D", 9)])


def cuts(made: Centre, volume: float = 120.0) -> pd.DataFrame:
    told = forecast(made, dict.fromkeys(made.queues, volume))
    asked = size_requirement(told, made, made.tables["skills"]).requirement
    return shared_cuts(asked, made.tables["skills"], made)


def sets(made: Centre) -> list[tuple[str, ...]]:
    return shared_sets(made.tables["skills"], made.queues)


def test_half_of_the_groups_in_common_connect_and_so_do_chains() -> None:
    three = [queue("a"), queue("b"), queue("c")]
    assert sets(made_of(three, {"g": ["a", "b"], "h": ["b", "c"], "i": ["a"]})) == [("a", "b", "c")]
    assert sets(made_of(three[:2], {"g": ["a", "b"], "h": ["a"], "i": ["a"], "j": ["b"], "k": ["b"]})) == []


def test_queues_that_share_all_their_groups_are_pooled_already() -> None:
    assert sets(made_of([queue("a"), queue("b")], {"g": ["a", "b"]})) == []


def test_chats_and_calls_and_work_that_may_wait_stay_apart() -> None:
    assert sets(made_of([queue("a"), CHAT, MAIL], {"g": ["a", "chat", "mail"], "h": ["a"]})) == []


def test_the_cut_is_one_line_at_the_promise_of_the_largest() -> None:
    firm = queue("b", target=Target(service_level=0.95, target_s=10.0))
    made = made_of([queue("a"), firm], {"g": ["a", "b"], "h": ["a"]})
    told = forecast(made, {"a": 240.0, "b": 120.0})
    asked = size_requirement(told, made, made.tables["skills"]).requirement
    found = shared_cuts(asked, made.tables["skills"], made)
    exact = erlang.size(360.0, 300.0, target_s=20.0, patience_s=120.0, service_level=0.8)
    assert set(found["cut"]) == {"a+b"}
    assert found["positions"].iloc[0] == pytest.approx(float(exact.positions))


def test_no_cut_under_another_sizer_with_overflow_waits_or_with_work_beside_the_line() -> None:
    made = made_of([queue("a"), queue("b")], {"g": ["a", "b"], "h": ["a"]})
    assert len(cuts(made)) == 24
    assert cuts(replace(made, staffing=StaffingSettings("erlang_c"))).empty
    late = made.tables["skills"].assign(after_s=60.0)
    assert cuts(replace(made, tables={**made.tables, "skills": late})).empty
    back = pd.DataFrame({"queue": ["b"], "share": [0.1]})
    asked = size_requirement(forecast(made, {"a": 9.0, "b": 9.0}), made, made.tables["skills"]).requirement
    beside = replace(made, tables={**made.tables, "repeats": back})
    assert shared_cuts(asked, made.tables["skills"], beside).empty
