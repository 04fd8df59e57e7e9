"""The requirement of a day told: stretches by method and reason, its figures, and what sharing people saves."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Target
from workbench.figures import staffing_need

DATE = pd.Timestamp("2026-11-10")
TS = pd.date_range(DATE, periods=5, freq="30min", tz="Asia/Shanghai")


def rows(methods: list[str], reasons: list[str], positions: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"queue": "voice", "ts": TS, "volume": [10.0] * 5, "load_erl": 2.0, "positions": positions,
                         "service_level": 0.8, "method": methods, "reason": reasons})  # fmt: skip


def test_a_stretch_ends_where_method_or_reason_change():
    table = rows(["transient"] * 3 + ["erlang_a"] * 2, ["event_day", "event_day", "aftermath", "steady", "steady"],
                 [9.0, 12.0, 4.0, 3.0, 3.0])  # fmt: skip
    told = staffing_need.stretches(staffing_need.queue_day(table, "voice", DATE), 30)
    assert told["reason"].tolist() == ["event_day", "aftermath", "steady"]
    assert told["positions"].tolist() == [12.0, 4.0, 3.0]
    assert told["end_ts"].tolist() == [TS[2], TS[3], TS[4] + pd.Timedelta(minutes=30)]


def test_closed_hours_part_stretches():
    table = rows(["erlang_a"] * 5, ["steady"] * 5, [3.0, 3.0, 0.0, 3.0, 3.0])
    table.loc[2, "volume"] = 0.0
    day = staffing_need.queue_day(table, "voice", DATE)
    assert len(staffing_need.stretches(day, 30)) == 2


def test_a_plan_without_reasons_is_told_all_the_same():
    table = rows(["erlang_a"] * 5, ["steady"] * 5, [3.0] * 5).drop(columns="reason")
    day = staffing_need.queue_day(table, "voice", DATE)
    assert staffing_need.stretches(day, 30)["reason"].tolist() == [""]


def test_the_day_in_figures():
    day = staffing_need.queue_day(rows(["erlang_a"] * 5, [""] * 5, [3.0, 6.0, 3.0, 3.0, 3.0]), "voice", DATE)
    replay = pd.DataFrame({"offered": [10.0, 30.0], "service_level": [1.0, 0.6]})
    told = staffing_need.told(day, replay, 30)
    assert (told.contacts, told.peak, told.peak_ts, told.position_h) == (50.0, 6.0, TS[1], 9.0)
    assert round(told.predicted, 9) == 0.8
    assert round(told.replayed, 9) == 0.7


def test_sharing_saves_what_the_cut_is_below_the_sum():
    requirement = pd.concat([
        rows(["erlang_a"] * 5, [""] * 5, [4.0] * 5), rows(["erlang_a"] * 5, [""] * 5, [6.0] * 5).assign(queue="vip"),
    ])  # fmt: skip
    cuts = pd.DataFrame({"cut": ["voice+vip", "voice+vip", "chat+vip"], "ts": [TS[0], TS[1], TS[0]],
                         "positions": [8.0, 9.0, 1.0]})  # fmt: skip
    (row,) = staffing_need.sharing(cuts, requirement, "voice", DATE, 30).to_dict("records")
    assert row == {"cut": "voice+vip", "apart_h": 10.0, "together_h": 8.5, "apart": 10.0, "together": 9.0}
    assert staffing_need.sharing(cuts, requirement, "mail", DATE, 30).empty


def test_a_cut_over_the_queue_alone_saves_nothing_and_keeps_its_own():
    cuts = pd.DataFrame({"cut": ["voice"], "ts": [TS[0]], "positions": [4.0]})
    requirement = rows(["erlang_a"] * 5, [""] * 5, [4.0] * 5)
    assert staffing_need.sharing(cuts, requirement, "voice", DATE, 30).empty
    assert staffing_need.keeps_its_own(cuts, "voice", DATE)
    assert not staffing_need.keeps_its_own(cuts, "voice", DATE + pd.Timedelta(days=1))


def peak(**measures: float) -> pd.DataFrame:
    table = rows(["erlang_a"] * 5, ["steady"] * 5, [3.0, 6.0, 3.0, 3.0, 3.0]).assign(occupancy=0.5, asa_s=1.0)
    for name, value in measures.items():
        table.loc[1, name] = value
    return staffing_need.queue_day(table, "voice", DATE)


def test_the_promise_that_is_used_up_at_the_peak_decides():
    target = Target(service_level=0.8, target_s=20.0, max_occupancy=0.9)
    assert staffing_need.binding(peak(service_level=0.992, occupancy=0.9), target) == "max_occupancy"
    assert staffing_need.binding(peak(service_level=0.999, occupancy=0.888), target) == "max_occupancy"  # whole people
    assert staffing_need.binding(peak(service_level=0.8, occupancy=0.85), target) == "service_level"


def test_no_promise_is_named_where_none_is_used_up():
    target = Target(service_level=0.8, target_s=20.0, max_occupancy=0.9)
    assert staffing_need.binding(peak(service_level=0.95, occupancy=0.7), target) is None
    assert staffing_need.binding(peak(service_level=1.0), Target(service_level=1.0, target_s=20.0)) is None
