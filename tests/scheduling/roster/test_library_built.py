"""A roster that is built breaks no hard rule of the library, whether a row of the search holds it or not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data.contracts.labour import OwnLimit, Succession, Term
from scheduling.roster.build import build_roster
from scheduling.roster.rules.judge import judge
from tests.scheduling.roster.kit import agent
from tests.scheduling.roster.rules.test_library import limited

TIGHT = [
    ("max_weekends", 0.0, {"weekend_weeks": 2.0}),
    ("max_overtime_month_h", 4.0, {}),
    ("min_weekly_rest_h", 60.0, {}),
    ("min_days_off_week", 4.0, {}),
    ("whole_weekends", 1.0, {}),
    ("same_start_band_h", 0.0, {}),
    ("max_month_h", 32.0, {}),
]


def shift_plan(of) -> pd.DataFrame:
    """One early, one late and one long shift on each of fourteen days."""
    rows = [
        {"group": "voice", "date": of.window.first + pd.Timedelta(days=day), "shift": shift, "breaks": "", "heads": 1}
        for day in range(14)
        for shift in ("early", "late", "long")
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("rule", "value", "more"), TIGHT)
def test_no_hard_rule_is_broken_and_every_shift_is_worked_or_told(rule, value, more):
    of = limited(rule, value, people=[agent(f"A{i}") for i in range(4)], **more)
    made = build_roster(shift_plan(of), of)
    assert [fault.text for fault in judge(made.roster, of) if fault.severity == "hard"] == []
    assert len(made.roster) + made.unfilled["heads"].sum() == 42
    assert len(made.roster) > 0
    assert set(made.segments["shift_id"]) == set(made.roster["shift_id"])


def test_what_a_centre_adds_and_protects_is_kept_too():
    of = limited("max_week_h", 40.0, people=[agent(f"A{i}") for i in range(4)])
    own = OwnLimit("lates", "late shifts", "晚班", "*", "shifts", ("late",), "week", "most", 1.0, "hard")
    labour = replace(
        of.labour,
        scoped=(Term("max_day_h", 8.0, "hard", flag="nursing"),),
        own=(own,),
        successions=(Succession("*", "late", "early", "hard"),),
    )
    facts = pd.DataFrame({"agent": ["A0"], "fact": ["nursing"], "start_date": [pd.NaT], "end_date": [pd.NaT]})
    of = replace(of, labour=labour, tables={**of.tables, "agent_facts": facts})
    made = build_roster(shift_plan(of), of)
    assert judge(made.roster, of) == []
    assert "long" not in set(made.roster.loc[made.roster["agent"] == "A0", "shift"])
    lates = made.roster[made.roster["shift"] == "late"]
    assert lates.groupby(["agent", lates["date"].dt.isocalendar().week]).size().max() == 1
