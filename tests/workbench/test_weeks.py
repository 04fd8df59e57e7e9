"""A month by weeks: lawful across every Sunday, each week of the whole window, nothing twice."""

from __future__ import annotations

import pandas as pd

from data.contracts.columns import checked
from data.contracts.tables import ROSTER, SHIFT_PLAN
from scheduling.roster.build import build_roster
from scheduling.roster.rules.judge import judge
from tests.scheduling.roster.kit import agent, centre
from tests.scheduling.shifts.test_plan_shifts import mix_of
from workbench.weeks import PeopleMade, is_long, plan_weeks

NO_ORDERS = pd.DataFrame(
    {"group": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[us]"), "heads": [], "hours": [],
     "cost_cny": []}
)  # fmt: skip


def named(shift_plan, of, progress, place):
    made = build_roster(shift_plan, of, progress=progress, place=place)
    return PeopleMade({"roster": made.roster, "segments": made.segments, "unfilled": made.unfilled}, made.reports)


def month(people, heads, days=28):
    of = centre(people, days=days, first=pd.Timestamp("2026-11-04"))
    mix = mix_of(of, {"voice": [(24 * day + 10, 24 * day + 19, heads) for day in range(days)]})
    return of, plan_weeks(mix, NO_ORDERS, of, named)


def test_a_month_obeys_the_rules_across_its_weeks():
    of, made = month([agent(f"A{n}", days_worked_before=n % 4) for n in range(4)], 3)
    assert is_long(of)
    roster = checked(ROSTER, made.tables["roster"])
    checked(SHIFT_PLAN, made.tables["shift_plan"])
    assert judge(roster, of) == []
    assert roster.groupby("date").size().reindex(pd.date_range("2026-11-04", periods=28)).min() >= 2
    assert roster["shift_id"].is_unique


def test_each_week_has_its_report_and_the_bar_only_rises():
    seen: list[float] = []
    of = centre([agent("A1")], days=15)
    mix = mix_of(of, {"voice": [(10, 19, 1)]})
    made = plan_weeks(mix, NO_ORDERS, of, named, progress=lambda share, _: seen.append(share))
    assert [report.part for report in made.reports if report.stage == "shifts"] == [
        "voice 2026-11-02", "voice 2026-11-09", "voice 2026-11-16",
    ]  # fmt: skip
    assert seen == sorted(seen)


def test_a_fortnight_is_planned_at_once():
    assert not is_long(centre(days=14))
