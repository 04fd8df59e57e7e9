from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from workbench.figures.speaking import EVERY, LATEST, PUBLISHED, RULES, Speaker, speaking

DAY = [pd.Timestamp("2026-11-01") + pd.Timedelta(days=n) for n in range(20)]


def plan(name: str, as_of: int, days: int = 10, version: int = 1, published: int = 0) -> Speaker:
    return Speaker(name, version, DAY[as_of], frozenset(DAY[as_of : as_of + days]), published)


def test_of_plans_of_the_same_day_the_newest_version_speaks():
    plans = [plan("new", 0, version=2), plan("old", 0, version=1)]
    assert set(speaking(plans, DAY[:3])) == {"new"}
    assert set(speaking(plans, DAY[:3], EVERY)) == {"new"}


def test_a_plan_speaks_only_for_days_it_forecast():
    assert speaking([plan("p", 2, days=3)], DAY) == {"p": DAY[2:5]}


def test_the_plan_handed_out_last_speaks_though_an_older_one_has_newer_data():
    plans = [plan("first out", 3, published=1), plan("last out", 0, published=2), plan("kept", 4)]
    spoken = speaking(plans, DAY[4:6], PUBLISHED)
    assert spoken == {"last out": DAY[4:6]}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=6), st.sampled_from(RULES), st.integers(0, 5))
def test_nobody_speaks_too_late_and_one_plan_speaks_at_a_time(made, rule, lead_d):
    plans = [plan(str(n), as_of, version=n, published=out) for n, (as_of, out) in enumerate(made)]
    spoken = speaking(plans, DAY, rule, lead_d)
    as_of = {one.plan: one.as_of for one in plans}
    assert all((day - as_of[name]).days >= lead_d for name, days in spoken.items() for day in days)
    every = [day for days in spoken.values() for day in days]
    assert rule == EVERY or len(every) == len(set(every))
    if rule == LATEST:
        assert set(every) == {day for one in plans for day in one.dates if (day - one.as_of).days >= lead_d}
