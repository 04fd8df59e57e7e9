"""A shift nobody works names everybody whom a rule keeps away, and the limit."""

from __future__ import annotations

import pytest

from scheduling.roster.explain.keepers import BUSY, FREE, keepers_of
from tests.scheduling.roster.explain.stage import stage_tables
from tests.scheduling.roster.kit import LIMITS, agent, centre

LOOSE = {**LIMITS, "max_week_h": 168.0, "max_days_in_row": 14.0, "max_nights_in_row": 14.0}


def test_everybody_stands_under_what_keeps_them_away():
    people = [agent("A"), agent("B", night_ok=False), agent("C"), agent("D"), agent("E")]
    of = centre(people, leave=[("C", "2026-11-03")])
    tables = stage_tables(of, ("A", 0, "late"), ("D", 1, "night"))
    date = of.window.first.replace(day=3)
    kept = {one.rule: one.agents for one in keepers_of(tables, of, "voice", date, "early")}
    assert kept == {"rule.min_rest": ("A",), "rule.leave": ("C",), BUSY: ("D",), FREE: ("B", "E")}
    limits = {one.rule: one.limit for one in keepers_of(tables, of, "voice", date, "early")}
    assert limits["rule.min_rest"] == 11.0


@pytest.mark.parametrize(
    ("limit", "value", "worked", "asked", "code"),
    [
        ("min_rest_h", 12.0, [(0, "late")], (1, "early"), "rule.min_rest"),
        ("max_days_in_row", 3.0, [(0, "day"), (1, "day"), (2, "day")], (3, "day"), "rule.max_days_in_row"),
        ("max_week_h", 20.0, [(0, "day"), (2, "day")], (4, "day"), "rule.max_week_h"),
        ("max_nights_in_row", 2.0, [(0, "night"), (1, "night")], (2, "night"), "rule.max_nights_in_row"),
    ],
)
def test_an_impossible_request_names_the_right_rule(limit, value, worked, asked, code):
    of = centre([agent("A")], limits={**LOOSE, "min_rest_h": 8.0, limit: value})
    tables = stage_tables(of, *[("A", day, shift) for day, shift in worked])
    date = of.window.first.replace(day=2 + asked[0])
    (kept,) = keepers_of(tables, of, "voice", date, asked[1])
    assert (kept.rule, kept.limit, kept.agents) == (code, value, ("A",))
    off = centre([agent("A")], limits={**LOOSE, "min_rest_h": 8.0, limit: value}, enforcement={limit: "off"})
    (free,) = keepers_of(stage_tables(off, *[("A", day, shift) for day, shift in worked]), off, "voice", date, asked[1])
    assert free.rule == FREE
