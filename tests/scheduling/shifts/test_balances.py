"""Balances of running periods go on from plan to plan, and bind there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.shift_tables import CARRY_BALANCES
from scheduling.roster.rules.judge import judge
from scheduling.shifts.balances import balances_after
from scheduling.shifts.carry import carry_out, from_there
from tests.scheduling.roster.kit import LIMITS, agent, centre, roster


def values(table, agent_="A1"):
    own = table[table["agent"] == agent_]
    return {(row.period, row.quantity): row.value for row in own.itertuples()}


def test_hours_count_in_the_periods_that_go_on():
    of = centre([agent("A1"), agent("A2")], days=7, first=pd.Timestamp("2026-11-25"))
    worked = roster(of, ("A1", 0, "day"), ("A1", 5, "night"), ("A1", 6, "day"))  # Wed 25, Mon 30, Tue 1 December
    table = checked(CARRY_BALANCES, balances_after(worked, of))
    found = values(table)
    assert found["week", "hours"] == 16.0
    assert found["month", "hours"] == 8.0
    assert found["year", "hours"] == found["rolling", "hours"] == 24.0
    assert found["quarter", "nights"] == 1.0
    assert ("month", "nights") not in found
    assert values(table, "A2") == {}


def test_what_was_known_goes_on_while_its_period_does():
    before = pd.DataFrame({"agent": "A1", "period": ["month", "year"], "quantity": "hours", "value": [100.0, 1500.0]})
    of = centre([agent("A1")], days=7, first=pd.Timestamp("2026-11-25"))
    of = replace(of, tables={**of.tables, "agent_balances": before})
    found = values(balances_after(roster(of, ("A1", 6, "day")), of))
    assert found["month", "hours"] == 8.0
    assert found["year", "hours"] == 1508.0


@pytest.mark.parametrize(("most", "broken"), [(48.0, False), (47.0, True)])
def test_the_next_plan_is_bound_by_what_the_last_one_brought(most, broken):
    of = centre([agent("A1")], days=7, limits={**LIMITS, "max_month_h": most})
    worked = roster(of, *[("A1", day, "day") for day in range(5)])
    after = from_there(of, carry_out(worked, of), pd.Timestamp("2026-11-09"), pd.Timestamp("2026-11-15"))
    faults = judge(roster(after, ("A1", 0, "day")), after)
    assert [fault.code for fault in faults] == (["rule.max_month_h"] if broken else [])
