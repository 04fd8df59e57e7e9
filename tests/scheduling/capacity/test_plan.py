"""From a long-range forecast of a tiny centre to people and actions: the peak is covered or named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.capacity import CAPACITY_ACTIONS, CAPACITY_HEADS, CAPACITY_MONTHS, CAPACITY_WORK
from data.contracts.centre import Centre, PlanWindow
from data.contracts.columns import checked
from data.contracts.errors import RefusedInput
from scheduling.capacity.answer import WHOLE
from scheduling.capacity.plan import plan_capacity
from scheduling.capacity.terms import ATTRITION_MONTH, read_terms
from scheduling.requirement.sizers import SIZERS, Asked
from tests.scheduling.mix.kit import agents, pattern, pool, queue, rates, skills

MONDAY = pd.Timestamp("2026-11-02")
PEAK = 6  # week of the peak, five times the usual
HIRING = pd.DataFrame({"group": ["*"], "most_per_class": [10.0], "most_classes_month": [2.0], "recruit_d": [7.0],
                       "train_d": [7.0], "pass_share": [0.9], "cost_cny_per_head": [500.0],
                       "cost_cny_per_class": [np.nan]})  # fmt: skip


def centre(**tables):
    pools = {"own": pool("own", unplanned_absence=0.08), "pa": pool("pa", "outsourced", lead_time_d=14, max_heads=0)}
    served = {"voice": ("own", {"calls": 1.0}), "seats": ("pa", {"calls": 0.9})}
    kept = {
        "skills": skills(served),
        "agents": agents("voice", 12),
        "rates": rates({"own": 50.0, "pa": 60.0}),
        **tables,
    }
    shifts = {f"S{h}": pattern(f"S{h}", h) for h in range(0, 24, 2)}
    return Centre("tiny", "", "", "Asia/Shanghai", "CNY", 30, MONDAY.tz_localize("Asia/Shanghai"),
                  PlanWindow(MONDAY, MONDAY + pd.Timedelta(days=6)), {"calls": queue("calls")}, pools, shifts, {},
                  kept)  # fmt: skip


def far(weeks=12, level=20.0, log_sd=0.1):
    """Calls from 8 to 20 o'clock every day, five times as many in the peak week."""
    days = pd.date_range(MONDAY, periods=7 * weeks, freq="D").as_unit("us")
    table = pd.DataFrame({"queue": "calls", "date": np.repeat(days, 24), "hour": np.tile(np.arange(24), len(days))})
    open_hour = table["hour"].between(8, 19)
    busy = np.repeat(np.where(np.arange(weeks) == PEAK, 5.0, 1.0), 168)
    hours = table.assign(volume=np.where(open_hour, level, 0.0) * busy, aht_s=300.0)
    of_week = hours.groupby(np.repeat(np.arange(weeks), 168))["volume"].sum().to_numpy()
    rows = pd.DataFrame({"queue": "calls", "week": days[::7], "volume": of_week, "log_sd": log_sd, "aht_s": 300.0,
                         "peak_day_share": 1 / 7, "events": ""})  # fmt: skip
    return rows, hours


def test_tables_keep_their_contracts_and_required_hours_follow_the_kernel():
    made = plan_capacity(*far(), centre())
    for table, rows in ((CAPACITY_WORK, made.work), (CAPACITY_HEADS, made.heads), (CAPACITY_MONTHS, made.months),
                        (CAPACITY_ACTIONS, made.actions)):  # fmt: skip
        checked(table, rows)
    target = queue("calls")
    sized = SIZERS["peakcrew"](Asked(20.0, 300.0, target_s=20.0, service_level=0.8, patience_s=target.patience_s))
    usual = made.work[made.work["week"] == MONDAY].iloc[0]
    assert usual["peak_positions"] == pytest.approx(float(sized.positions), rel=1e-3)
    assert usual["position_h"] == pytest.approx(7 * 12 * usual["peak_positions"], rel=1e-6)
    assert usual["required_h"] >= usual["position_h"]
    assert made.work["peak_positions"].idxmax() == PEAK
    # 28 % of the paid hours are not on the queue: 20 planned by default and 8 of the pool
    assert usual["required_fte"] == pytest.approx(usual["required_h"] / (40 * 0.72), rel=1e-6)
    assert usual["required_fte_low"] < usual["required_fte"] < usual["required_fte_high"]


def test_classes_are_recruited_in_time_for_the_peak():
    made = plan_capacity(*far(), centre(hiring_classes=HIRING))
    recruit = made.actions[made.actions["kind"] == "recruit"]
    assert len(recruit)
    peak = MONDAY + pd.Timedelta(weeks=PEAK)
    assert (recruit["productive"] <= peak).all()
    assert (recruit["act_by"] >= MONDAY).all()
    work = made.work.set_index("week")
    assert work.loc[peak, "own_h"] > work.loc[MONDAY, "required_h"]


def test_a_higher_quantile_never_asks_for_fewer_hours():
    few, many = (plan_capacity(*far(weeks=4), centre(), quantile=q).work for q in (0.5, 0.9))
    assert many["required_h"].sum() > few["required_h"].sum()
    assert few["required_fte_expected"].tolist() == pytest.approx(few["required_fte"].tolist())
    assert many["required_fte_expected"].sum() < many["required_fte"].sum()
    assert many["required_fte_high"].tolist() == pytest.approx(many["required_fte"].tolist())


def test_a_centre_that_may_hire_nobody_is_short_with_a_name_and_not_infeasible():
    nobody = HIRING.assign(most_classes_month=0.0)
    made = plan_capacity(*far(), centre(hiring_classes=nobody))
    (peak,) = made.work[made.work["gap_h"] > 0].iloc[[0]].to_dict("records")
    assert "voice hires nobody" in peak["reason"]
    months = made.months[made.months["group"] == WHOLE]
    assert months["gap_fte"].max() == pytest.approx(made.work["gap_fte"].max())


def test_what_the_centre_does_not_say_is_told():
    terms = read_terms(centre(), 4)
    assert "attrition of 2.9% a month" in terms.assumptions
    assert terms.groups["voice"].attrition_week == pytest.approx(1 - (1 - ATTRITION_MONTH) ** (7 / 30.4375))
    said = pd.DataFrame({"group": ["*", "voice"], "attrition_month": [0.1, 0.0], "wage_month_cny": [np.nan, 8000.0],
                         "overtime_most_h_month": [0.0, np.nan], "overtime_factor": [np.nan, np.nan],
                         "backup_most_h_month": [np.nan, np.nan], "most_heads": [np.nan, 13.0]})  # fmt: skip
    own = read_terms(centre(capacity_groups=said), 4)
    voice = own.groups["voice"]
    assert (voice.attrition_week, voice.overtime_month_h, voice.most_heads) == (0.0, 0.0, 13.0)
    assert voice.cost_h == pytest.approx(8000.0 / (40.0 * 30.4375 / 7))
    assert not any("attrition" in line for line in own.assumptions)


def test_a_groups_own_shrinkage_goes_before_that_of_all():
    rows = pd.DataFrame({"group": ["*", "*", "voice"], "category": ["leave", "absence", "leave"],
                         "share": [0.1, 0.05, 0.2], "planned": [True, False, True]})  # fmt: skip
    terms = read_terms(centre(shrinkage=rows), 4)
    assert terms.groups["voice"].shrinkage == pytest.approx(0.25)
    assert terms.groups["seats"].shrinkage == pytest.approx(0.15)


def test_a_class_planned_already_joins_in_its_week():
    classes = pd.DataFrame({"training_class": ["k1"], "group": ["voice"], "first_day": [MONDAY + pd.Timedelta(days=9)],
                            "heads": [3]})  # fmt: skip
    made = plan_capacity(*far(weeks=4), centre(training_classes=classes, hiring_classes=HIRING.assign(
        most_classes_month=0.0)))  # fmt: skip
    graduates = made.heads.loc[made.heads["group"] == "voice", "graduates"].tolist()
    assert graduates == [0.0, 0.0, 3.0, 0.0]


def test_a_quantile_that_is_none_is_refused():
    with pytest.raises(RefusedInput):
        plan_capacity(*far(weeks=1), centre(), quantile=1.0)


def test_a_deferred_queue_is_planned_by_its_deadline():
    mail = queue("calls", deadline_h=24.0, channel="email", patience_s=None)
    made = plan_capacity(*far(weeks=3), replace(centre(), queues={"calls": mail}))
    voice = plan_capacity(*far(weeks=3), centre())
    assert made.work["peak_positions"].max() < voice.work["peak_positions"].max()


def test_a_queue_that_is_never_outsourced_gets_no_partner():
    rule = {"seat_rule": "own", "rule": "never_outsourced", "queues": "priority:1", "start_date": pd.NaT,
            "end_date": pd.NaT, "event_kind": "", "enforcement": "hard"}  # fmt: skip
    seats = pool("pa", "outsourced", lead_time_d=0, max_heads=50)
    asked = replace(centre(seat_rules=pd.DataFrame([rule])), pools={**centre().pools, "pa": seats})
    free = replace(asked, tables={**asked.tables, "seat_rules": pd.DataFrame([{**rule, "enforcement": "off"}])})
    assert plan_capacity(*far(), asked).work["outsourced_h"].sum() == 0.0
    assert plan_capacity(*far(), free).work["outsourced_h"].sum() > 0.0


def test_training_of_a_partner_counts_after_its_notice():
    seats = pool("pa", "outsourced", lead_time_d=7, training_d=8, max_heads=50)
    made = plan_capacity(*far(), replace(centre(), pools={**centre().pools, "pa": seats}))
    contracts = made.actions[made.actions["kind"] == "contract"]
    assert ((contracts["start"] - contracts["act_by"]) == pd.Timedelta(days=15)).all()
    assert (contracts["act_by"] >= MONDAY).all()
