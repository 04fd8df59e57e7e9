"""Why somebody works a day or does not."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.errors import NotFound
from scheduling.roster.explain.person import explain_person
from tests.scheduling.roster.explain.stage import stage_tables
from tests.scheduling.roster.kit import FIRST, agent, centre


def test_a_day_off_names_what_each_shift_would_break_and_what_nobody_works():
    of = centre([agent("A")])
    made = explain_person(stage_tables(of, ("A", 0, "late"), unfilled={(1, "day"): 2}), of, "A",
                          FIRST + pd.Timedelta(days=1))  # fmt: skip
    told = {one.shift: ([fault.code for fault in one.faults], one.unfilled) for one in made.options}
    assert told["early"] == (["rule.min_rest"], 0)
    assert told["day"] == ([], 2)
    assert (made.works, made.week_h, made.contract_h) == ("", 8.0, 40.0)


def test_a_shift_names_who_else_could_lawfully_take_it():
    of = centre([agent("A"), agent("B"), agent("C")])
    tables = stage_tables(of, ("A", 1, "early"), ("B", 0, "late"))
    made = explain_person(tables, of, "A", FIRST + pd.Timedelta(days=1))
    assert (made.works, made.others) == ("early", ("C",))


def test_strangers_and_days_out_of_the_plan_are_told():
    of = centre([agent("A")])
    with pytest.raises(NotFound):
        explain_person(stage_tables(of), of, "Z", FIRST)
    with pytest.raises(NotFound):
        explain_person(stage_tables(of), of, "A", FIRST - pd.Timedelta(days=1))
