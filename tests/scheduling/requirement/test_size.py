"""From forecast to positions: formulas by name, laws, and values where there is no answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import Centre, Queue, StaffingSettings, Target
from data.contracts.errors import Unavailable
from scheduling.requirement import erlang
from scheduling.requirement.chat_positions import size_chats
from scheduling.requirement.size import RequirementMade, size_requirement
from scheduling.requirement.sizers import Asked
from tests.scheduling.mix.kit import centre, forecast, pattern, pool, queue

CHAT = queue("chat", channel="chat", concurrency=3, concurrency_factor=2.5)
MAIL = queue("mail", channel="email", patience_s=None, deadline_h=4.0, target=Target(service_level=0.95))


def made_of(*queues: Queue, sizer: str = "peakcrew", quantile: float = 0.5, groups: dict | None = None) -> Centre:
    served = groups or {"home": ("own", {one.queue: 1.0 for one in queues})}
    made = centre(list(queues), [pool("own")], served, [], [pattern("D", 9)])
    return replace(made, staffing=StaffingSettings(sizer, quantile))


def size(made: Centre, volume: dict[str, list[float] | float]) -> RequirementMade:
    return size_requirement(forecast(made, volume), made, made.tables["skills"])


def first(made: RequirementMade) -> pd.Series:
    return made.requirement.iloc[0]


def test_callers_with_patience_are_sized_by_erlang_a() -> None:
    row = first(size(made_of(queue("calls")), {"calls": 120.0}))
    exact = erlang.size(120.0, 300.0, target_s=20.0, patience_s=120.0, service_level=0.8)
    assert row["method"] == "erlang_a"
    assert row["positions"] == pytest.approx(float(exact.positions))
    assert row["load_erl"] == pytest.approx(10.0)
    assert row["service_level"] == pytest.approx(0.8, abs=1e-6)
    assert 0 < row["abandonment"] < 0.2


def test_callers_without_patience_are_sized_by_erlang_c() -> None:
    row = first(size(made_of(queue("calls", patience_s=None)), {"calls": 120.0}))
    exact = erlang.size(120.0, 300.0, target_s=20.0, service_level=0.8)
    assert (row["method"], row["abandonment"]) == ("erlang_c", 0.0)
    assert row["positions"] == pytest.approx(float(exact.positions))


def test_chats_are_sized_by_their_exact_chain() -> None:
    row = first(size(made_of(CHAT), {"chat": 120.0}))
    exact = size_chats(Asked([120.0], 300.0, 120.0, 20.0, 0.8), np.array([1.0, 1.75, 2.5]))
    assert row["method"] == "chat_chain"
    assert row["positions"] == pytest.approx(float(exact.positions[0]))
    assert row["load_erl"] == pytest.approx(10.0)  # ten chats open, four agents' work


def test_under_another_sizer_chats_take_their_part_of_an_agent() -> None:
    row = first(size(made_of(CHAT, sizer="erlang_c"), {"chat": 120.0}))
    exact = erlang.size(120.0, 120.0, target_s=20.0, service_level=0.8)
    assert (row["method"], row["reason"]) == ("chat_factor", "sizer")
    assert row["positions"] == pytest.approx(float(exact.positions))


def test_deferred_work_is_a_deadline_plan_under_every_sizer() -> None:
    for sizer in ("peakcrew", "erlang_c"):
        made = size(made_of(MAIL, sizer=sizer), {"mail": [0.0] * 9 + [120.0] + [0.0] * 14}).requirement
        assert set(made["method"]) == {"deadline_workload"}
        assert made["positions"].max() < 5.5  # 10 erlangs within three of four hours
        assert made["positions"].sum() >= 10.0
        assert (made["service_level"] == 1.0).all()


def test_one_setting_plans_the_whole_centre_by_erlang_c() -> None:
    made = size(made_of(queue("calls"), CHAT, sizer="erlang_c"), {"calls": 60.0, "chat": 60.0}).requirement
    assert set(made["method"]) == {"erlang_c", "chat_factor"}
    assert (made["abandonment"] == 0.0).all()
    exact = erlang.size(60.0, 300.0, target_s=20.0, service_level=0.8, model="C")
    assert made.loc[made["queue"] == "calls", "positions"].iloc[0] == pytest.approx(float(exact.positions))


def test_pyworkforce_is_the_second_sizer() -> None:
    row = first(size(made_of(queue("calls"), sizer="pyworkforce"), {"calls": 120.0}))
    assert row["method"] == "pyworkforce"
    assert row["positions"] == 14.0


def test_occupancy_cap_binds_at_the_peak() -> None:
    capped = queue("calls", target=replace(Target(service_level=0.8, target_s=20.0), max_occupancy=0.85))
    made = size(made_of(capped), {"calls": 3000.0}).requirement
    assert made["occupancy"].max() <= 0.85 + 1e-9


def test_no_volume_is_no_position() -> None:
    made = size(made_of(queue("calls"), CHAT, MAIL), {"calls": 0.0, "chat": 0.0, "mail": 0.0}).requirement
    assert made["positions"].sum() == 0.0
    assert made["service_level"].min() == 1.0


def test_target_out_of_reach_is_a_generous_number_and_a_warning() -> None:
    never = queue("calls", target=Target(service_level=1.0, target_s=20.0))
    made = size(made_of(never), {"calls": 120.0})
    assert first(made)["positions"] >= 10 + 3 * np.sqrt(10) + 1
    assert "calls: 24 intervals have no size" in made.warnings[0]


def test_queue_without_a_target_is_staffed_above_its_load() -> None:
    made = size(made_of(queue("calls", target=Target())), {"calls": 120.0})
    assert first(made)["positions"] > 10.0
    assert made.warnings


def test_quantile_is_what_is_staffed() -> None:
    middle = first(size(made_of(queue("calls")), {"calls": 120.0}))
    high = first(size(made_of(queue("calls"), quantile=0.9), {"calls": 120.0}))
    assert middle["volume"] == 120.0
    assert high["volume"] == pytest.approx(120.0 * 1.2)
    assert high["positions"] > middle["positions"]


def test_queues_of_the_same_people_get_a_cut_below_their_sum() -> None:
    made = size(made_of(queue("a"), queue("b")), {"a": 120.0, "b": 120.0})
    assert set(made.cuts["cut"]) == {"a+b"}
    apart = made.requirement.groupby("ts")["positions"].sum().iloc[0]
    exact = erlang.size(240.0, 300.0, target_s=20.0, patience_s=120.0, service_level=0.8)
    assert made.cuts["positions"].iloc[0] == pytest.approx(float(exact.positions))
    assert made.cuts["positions"].iloc[0] < apart - 0.5


def test_queues_that_share_only_some_people_get_no_cut() -> None:
    groups = {"home": ("own", {"a": 1.0, "b": 1.0}), "far": ("own", {"a": 1.0})}
    assert size(made_of(queue("a"), queue("b"), groups=groups), {"a": 120.0, "b": 120.0}).cuts.empty


def test_only_the_window_is_sized_but_earlier_mail_is_not_forgotten() -> None:
    made = made_of(MAIL)
    wide = replace(made, window=replace(made.window, first=made.window.first - pd.Timedelta(days=1)))
    known = forecast(wide, {"mail": [0.0] * 23 + [120.0] + [0.0] * 24})
    sized = size_requirement(known, made, made.tables["skills"]).requirement
    assert len(sized) == 24
    assert sized["positions"].sum() > 4.0  # most of what came at 23:00 the day before


def with_table(made: Centre, **tables: pd.DataFrame) -> Centre:
    return replace(made, tables={**made.tables, **tables})


def test_event_days_are_followed_through_time_and_say_so() -> None:
    made = made_of(queue("calls", patience_s=60.0))
    day = pd.DataFrame({"queue": ["*"], "date": [made.window.first]})
    rows = size(with_table(made, events=day), {"calls": [60.0] * 12 + [600.0, 300.0] + [60.0] * 10}).requirement
    assert set(zip(rows["method"], rows["reason"], strict=True)) == {("transient", "event_day")}
    assert rows["service_level"].to_numpy() == pytest.approx(np.full(24, 0.8), abs=2e-3)


def test_the_planner_overrules_the_method() -> None:
    made = made_of(queue("calls", patience_s=60.0))
    day = made.window.first
    wish = pd.DataFrame({"queue": ["calls"], "start_date": [day], "end_date": [day], "method": ["mol"], "reason": "x"})
    rows = size(with_table(made, staffing_methods=wish), {"calls": 60.0}).requirement
    assert set(zip(rows["method"], rows["reason"], strict=True)) == {("mol", "planner")}


def test_other_sizers_stay_what_they_are_on_event_days() -> None:
    made = made_of(queue("calls"), sizer="erlang_c")
    day = pd.DataFrame({"queue": ["*"], "date": [made.window.first]})
    rows = size(with_table(made, events=day), {"calls": 60.0}).requirement
    assert set(zip(rows["method"], rows["reason"], strict=True)) == {("erlang_c", "sizer")}


def test_a_backlog_of_the_night_before_the_window_is_not_forgotten() -> None:
    made = made_of(queue("calls", patience_s=None))
    wide = replace(made, window=replace(made.window, first=made.window.first - pd.Timedelta(days=1)))
    days = pd.DataFrame({"queue": ["*"], "date": [wide.window.first]})
    known = forecast(wide, {"calls": [60.0] * 23 + [1200.0] + [60.0] * 24}, 1800.0)
    later = size_requirement(known, with_table(made, events=days), made.tables["skills"]).requirement
    alone = size(made, {"calls": 60.0}).requirement
    assert later["positions"].iloc[0] > alone["positions"].iloc[0] + 10


def test_pooled_queues_of_an_event_day_are_one_line() -> None:
    made = made_of(queue("a"), queue("b"))
    day = pd.DataFrame({"queue": ["a"], "date": [made.window.first]})
    volume = [60.0] * 12 + [600.0, 300.0] + [60.0] * 10
    both = size(with_table(made, events=day), {"a": volume, "b": volume})
    one = size(with_table(made_of(queue("a")), events=day), {"a": [2 * v for v in volume]}).requirement
    assert both.cuts["positions"].to_numpy() == pytest.approx(one["positions"].to_numpy())


def test_queue_without_forecast_is_told() -> None:
    made = made_of(queue("calls"), queue("fax"))
    assert "Queue fax has no forecast; nobody is planned for it." in size(made, {"calls": 1.0}).warnings


def test_unknown_sizer_is_named() -> None:
    with pytest.raises(Unavailable, match="no sizer abacus"):
        size(made_of(queue("calls"), sizer="abacus"), {"calls": 1.0})


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.1, 400),
    st.floats(1.0, 2.0),
    st.sampled_from([queue("q"), replace(CHAT, queue="q"), replace(MAIL, queue="q")]),
)
def test_more_volume_never_needs_fewer_positions(volume: float, factor: float, one: Queue) -> None:
    less = size(made_of(one), {"q": volume}).requirement["positions"]
    more = size(made_of(one), {"q": volume * factor}).requirement["positions"]
    assert (more.to_numpy() >= less.to_numpy() - 1e-9).all()


@pytest.mark.parametrize(("hard", "near"), [
    (Target(service_level=1.0, target_s=20.0), Target(service_level=0.99999, target_s=20.0)),
    (Target(max_abandon=0.0), Target(max_abandon=1e-5)),
    (Target(max_asa_s=0.0), Target(max_asa_s=0.01)),
])  # fmt: skip
def test_a_target_nobody_can_reach_gets_no_fewer_people_than_one_close_to_it(hard, near):
    needed = []
    for target in (hard, near):
        made = centre([queue("calls", target=target)], [pool("own")], {"home": ("own", {"calls": 1.0})}, [],
                      [pattern("D", 9)])  # fmt: skip
        sized = size_requirement(forecast(made, {"calls": [60.0] * 24}), made, made.tables["skills"])
        needed.append(sized.requirement["positions"].sum())
    assert needed[0] >= needed[1]
