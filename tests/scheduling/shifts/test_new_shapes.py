"""Flexible starts, gaps between breaks, split shifts, hourly staff and shifts from before the window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts.centre import BreakRule
from scheduling.breaks import read_breaks
from scheduling.roster.build import build_roster
from scheduling.roster.rules.judge import judge
from scheduling.shifts.plan import plan_shifts
from tests.scheduling.roster.kit import agent, centre, pattern
from tests.scheduling.shifts.test_plan_shifts import mix_of, on_work


def test_flexible_starts_follow_the_work():
    base = pattern("f@07:00", 7, 8, 8)
    flexible = [replace(base, shift=f"f@{h:02d}:00", start_min=h * 60, family="f") for h in range(6, 15)]
    of = centre(days=1, seats={"pa": ""}, patterns=flexible)
    made = plan_shifts(mix_of(of, {"pa": [(8, 16, 2), (12, 20, 3)]}), of)
    plan = made.shift_plan[made.shift_plan["group"] == "pa"]
    assert plan[["shift", "heads"]].to_numpy().tolist() == [["f@08:00", 2], ["f@12:00", 3]]


def test_breaks_keep_their_gap_within_their_windows():
    rules = (BreakRule("break", 15, 60, 240), BreakRule("meal", 60, 120, 300))
    of = centre(days=1, seats={"pa": ""}, patterns=[replace(pattern("d", 9, 9, 8, *rules), break_gap_min=60)])
    made = plan_shifts(mix_of(of, {"pa": [(9, 18, 7)]}), of)
    for text in made.shift_plan.loc[made.shift_plan["group"] == "pa", "breaks"]:
        first, second = read_breaks(text)
        assert second.start_min - first.end_min >= 60
        assert 60 <= first.start_min <= 240
        assert 120 <= second.start_min <= 300


def test_a_split_shift_leaves_its_gap_out_of_the_work():
    split = pattern("s", 8, 12, 8, BreakRule("split", 240, 180, 300))
    of = centre(days=1, seats={"pa": ""}, patterns=[split])
    made = plan_shifts(mix_of(of, {"pa": [(8, 12, 2), (16, 20, 2)]}), of)
    assert made.shift_plan.loc[made.shift_plan["group"] == "pa", "breaks"].tolist() == ["split@240:240"]
    assert on_work(of, made.shift_plan)[48:64].max() == 0


def test_hourly_staff_work_where_it_pays_and_cost_nothing_else():
    people = [agent(f"A{n}", week_h=20.0, least_week_h=0.0, most_week_h=16.0) for n in range(3)]
    of = centre(people, days=7, patterns=[pattern("d", 9, 8, 8)])
    idle = plan_shifts(mix_of(of, {"voice": [(9, 9.25, 0)]}), of)
    assert idle.shift_plan["heads"].sum() == 0
    assert idle.reports[0].objective is None or abs(idle.reports[0].objective) < 1e-6
    busy = plan_shifts(mix_of(of, {"voice": [(h, h + 8, 3) for h in range(9, 24 * 7, 24)]}), of)
    assert busy.shift_plan["heads"].sum() == 6  # two shifts each
    roster = build_roster(busy.shift_plan, of).roster
    assert roster.groupby("agent")["paid_min"].sum().max() <= 960
    assert judge(roster, of) == []


def test_heads_still_on_shift_at_the_start_are_not_wanted_twice():
    of = centre(days=1, seats={"pa": ""}, patterns=[pattern("n", 0, 8, 8)])
    carried = pd.DataFrame(
        {
            "group": ["pa"],
            "start_ts": [pd.Timestamp("2026-11-01 22:00", tz=of.zone)],
            "end_ts": [pd.Timestamp("2026-11-02 06:00", tz=of.zone)],
            "heads": [2.0],
        }
    )
    mix = mix_of(of, {"pa": [(0, 6, 2), (6, 8, 0.1)]})
    assert plan_shifts(mix, of).shift_plan["heads"].sum() == 2
    after = replace(of, tables={**of.tables, "carried_shifts": carried})
    assert plan_shifts(mix, after).shift_plan["heads"].sum() <= 1


def test_shifts_of_a_contract_are_planned_for_its_people_only():
    patterns = [pattern("d", 9, 8, 8), replace(pattern("e", 13, 8, 8), contracts=("student",))]
    of = centre([agent("A1"), agent("A2", contract="student")], days=1, patterns=patterns)
    plan = plan_shifts(mix_of(of, {"voice": [(13, 21, 5)]}), of).shift_plan
    assert plan.loc[plan["shift"] == "e", "heads"].sum() == 1
    assert np.all(plan["heads"] >= 0)
