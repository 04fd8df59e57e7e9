"""Suggestions: what they tell is what applying them gives, the best first, the same every time."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from scheduling.adjust.repair.cover import heads_at_work, terrain_of
from scheduling.adjust.repair.facts import minute_of
from scheduling.adjust.repair.model import gap_of
from scheduling.adjust.repair.repair import State, chosen_solver, laid_over, short_price
from scheduling.adjust.repair.suggest import Suggestion, suggest
from scheduling.roster.rules.judge import judge
from tests.scheduling.adjust.repair.kit import NOW, QUEUE, state_of, tiny

HOUR = pd.Timedelta(hours=1)
OF = tiny(["A", "B", "C"])
STATE = state_of(OF, [("A", 1, "early"), ("B", 1, "late")], dict.fromkeys(range(8, 20), 1.8))


def asked(**changes: object) -> list[Suggestion]:
    wish = {"from_ts": NOW + 6 * HOUR, "to_ts": NOW + 12 * HOUR, "queue": QUEUE, **changes}
    return suggest(STATE, NOW, OF, **wish)  # type: ignore[arg-type]


def empty_cny(state: State) -> tuple[float, float]:
    """Price of all empty positions of the day, and the empty hours of the window."""
    low, high = minute_of(NOW), minute_of(NOW + 18 * HOUR)
    terrain = terrain_of(state.flow, state.shortage, state.skills, (), OF, low, high, short_price(OF))
    gap = gap_of(terrain, heads_at_work(terrain, state.roster, state.segments), chosen_solver(OF))
    return gap.cost_cny, float(gap.empty[:, 6:12].sum())


def test_what_a_suggestion_tells_is_what_it_gives():
    found = asked()
    assert {one.change.kind for one in found} >= {"extend", "overtime"}
    before = empty_cny(STATE)
    for one in found:
        roster, segments = laid_over(STATE.roster, STATE.segments, [one.change], OF)
        after = empty_cny(replace(STATE, roster=roster, segments=segments))
        assert before[0] - after[0] == pytest.approx(one.saved_cny, abs=0.02)
        assert before[1] - after[1] == pytest.approx(one.filled_h, abs=1e-3)
        assert not [fault for fault in judge(roster, OF) if fault.severity == "hard"]


def test_the_best_stands_first_and_equal_questions_get_equal_answers():
    found = asked()
    worth = [one.net_cny * one.change.sure for one in found]
    assert worth == sorted(worth, reverse=True)
    assert found == asked()
    assert found == asked(queue="", group="voice")


def test_where_nothing_is_empty_nothing_is_suggested():
    assert asked(from_ts=NOW + 15 * HOUR, to_ts=NOW + 17 * HOUR) == []


def test_questions_that_cannot_be_are_refused_with_every_fault():
    with pytest.raises(RefusedInput) as refused:
        asked(queue="x", group="y", from_ts=NOW - HOUR)
    assert [f.code for f in refused.value.faults] == ["cover.what", "repair.queue", "cover.group", "cover.window"]
