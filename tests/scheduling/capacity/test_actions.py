"""What must begin by when: recruiting before the class, signing before the service, one row a contract."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from scheduling.capacity.actions import actions_table
from scheduling.capacity.answer import heads_table
from tests.scheduling.capacity.kit import CLASS, CONTRACT, asked, solved


def actions_of(question):
    model, _ = solved(question)
    return actions_table(question, heads_table(question, model), model)


def test_recruiting_begins_its_days_before_the_class():
    hiring = replace(CLASS, recruit_d=10, train_d=12)
    rows = actions_of(asked([300.0] * 4 + [360.0] * 3, ramp=(0.9, 0.95), hiring=hiring))
    row = rows[rows["kind"] == "recruit"].iloc[0]
    # 12 days of training are two weeks: on contacts on the Monday after, at full speed two weeks later
    assert row["start"] - row["act_by"] == pd.Timedelta(days=10)
    assert row["productive"] - row["start"] == pd.Timedelta(days=14)
    assert row["tenured"] - row["productive"] == pd.Timedelta(days=14)
    assert row["productive"] <= pd.Timestamp("2026-11-30")


def test_a_contract_is_one_row_from_its_first_to_its_last_day():
    (row,) = actions_of(asked([300.0, 400.0, 400.0, 300.0], hiring=None, partner=CONTRACT)).to_dict("records")
    assert (row["kind"], row["group"], row["heads"]) == ("contract", "partner", 5.0)
    assert (row["act_by"], row["start"], row["end"]) == tuple(
        pd.Timestamp(day) for day in ("2026-11-02", "2026-11-09", "2026-11-22")
    )
    assert row["cost_cny"] == 5 * 40 * 60 * 2


def test_weeks_of_overtime_are_one_row():
    question = asked([330.0, 330.0, 300.0], hiring=None, overtime_week_h=5.0, overtime_month_h=36.0)
    (row,) = actions_of(question).to_dict("records")
    assert (row["kind"], row["hours"], row["end"]) == ("overtime", 80.0, pd.Timestamp("2026-11-15"))


def test_nothing_to_do_is_an_empty_table():
    assert actions_of(asked([300.0] * 3)).empty
