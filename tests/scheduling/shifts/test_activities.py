"""Activities: inside work, where they hurt least, together or told why not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.columns import checked
from data.contracts.shift_tables import UNPLACED
from data.contracts.tables import SEGMENTS
from scheduling.breaks import segments_of
from scheduling.shifts.activities import place_activities
from tests.scheduling.roster.kit import agent, centre, pattern, roster
from tests.scheduling.shifts.test_plan_shifts import mix_of

SHIFTS = [pattern("d", 9, 9, 8), pattern("l", 14, 8, 8)]


def wish(name, **values):
    usual = {
        "activity": name, "kind": "meeting", "who": "*", "minutes": 30, "start_date": pd.NaT, "end_date": pd.NaT,
        "weekdays": "", "start_time": "", "end_time": "", "every": "once", "together": False,
        "least_share": float("nan"), "priority": 1,
    }  # fmt: skip
    return {**usual, **values}


def made(of, worked, wishes, heads=((0, 24, 0),), breaks=""):
    of = replace(of, tables={**of.tables, "activities": pd.DataFrame(wishes)})
    people = roster(of, *worked)
    segments = segments_of(people, [breaks] * len(people))
    return of, people, segments, place_activities(people, segments, mix_of(of, {"voice": list(heads)}), of)


def of_kind(segments, kind="meeting"):
    rows = segments[segments["activity"] == kind]
    return [(row.shift_id.split("-")[0], row.start_ts.strftime("%d %H:%M"), row.end_ts.strftime("%H:%M"))
            for row in rows.itertuples()]  # fmt: skip


def test_a_single_meeting_lies_where_fewest_heads_are_missed():
    of = centre([agent("A1")], days=1, patterns=SHIFTS)
    busy = ((9, 16, 1), (17, 18, 1))
    *_, done = made(of, [("A1", 0, "d")], [wish("m")], busy, "meal@180:60")
    assert of_kind(done.segments) == [("A1", "02 16:00", "16:30")]
    checked(SEGMENTS, done.segments)


def test_people_take_turns_so_that_cover_stays():
    people = [agent(f"A{n}") for n in range(4)]
    of = centre(people, days=1, patterns=SHIFTS)
    worked = [(f"A{n}", 0, "d") for n in range(4)]
    *_, done = made(of, worked, [wish("m", minutes=60, start_time="10:00", end_time="14:00")], ((9, 18, 3),))
    assert sorted(start for _, start, _ in of_kind(done.segments)) == [f"02 1{h}:00" for h in range(4)]


def test_a_team_meets_at_one_time_in_which_all_work():
    of = centre([agent("A1"), agent("A2")], days=1, patterns=SHIFTS)
    *_, done = made(of, [("A1", 0, "d"), ("A2", 0, "l")], [wish("m", together=True)], ((9, 17, 1),))
    assert of_kind(done.segments) == [("A1", "02 17:00", "17:30"), ("A2", "02 17:00", "17:30")]


def test_what_has_no_time_together_is_told_and_a_share_may_suffice():
    patterns = [pattern("d", 6, 8, 8), pattern("l", 14, 8, 8)]
    of = centre([agent(f"A{n}") for n in range(3)], days=1, patterns=patterns)
    worked = [("A0", 0, "d"), ("A1", 0, "d"), ("A2", 0, "l")]
    *_, done = made(of, worked, [wish("m", together=True), wish("n", together=True, least_share=0.6)])
    checked(UNPLACED, done.unplaced)
    assert done.unplaced[["activity", "agent", "reason"]].to_numpy().tolist() == [["m", "", "not_together"]]
    assert {who for who, *_ in of_kind(done.segments)} == {"A0", "A1"}
    assert done.warnings == ("Activity m: it has no place 1 times; the table unplaced tells why.",)


def test_every_week_and_every_day_are_asked_for_in_each():
    of = centre([agent("A1")], days=14, patterns=SHIFTS)
    worked = [("A1", day, "d") for day in (0, 1, 7, 8)]
    weekly = wish("w", every="week", weekdays="Mon Tue")
    *_, done = made(of, worked, [weekly, wish("d", every="day", kind="training", weekdays="Mon")])
    assert len(of_kind(done.segments)) == 2
    assert [start[:2] for _, start, _ in of_kind(done.segments, "training")] == ["02", "09"]
    days = {"start_date": pd.Timestamp("2026-11-04"), "end_date": pd.Timestamp("2026-11-05")}
    assert made(of, worked, [wish("d", every="day", **days)])[-1].unplaced.empty
    *_, done = made(of, worked, [wish("d", every="week", **days)])
    assert done.unplaced[["agent", "reason"]].to_numpy().tolist() == [["A1", "no_shift"]]


def test_no_room_between_breaks_is_told():
    of = centre([agent("A1")], days=1, patterns=SHIFTS)
    long = wish("c", minutes=300, kind="training")
    *_, done = made(of, [("A1", 0, "d")], [long], breaks="meal@240:60")
    assert done.unplaced["reason"].tolist() == ["no_room"]


@pytest.mark.parametrize("who", ["A1", "voice", "hall"])
def test_who_may_be_an_agent_a_group_or_a_site(who):
    of = centre([agent("A1")], days=1, patterns=SHIFTS)
    *_, done = made(of, [("A1", 0, "d")], [wish("m", who=who)])
    assert len(of_kind(done.segments)) == 1


wishes = st.lists(
    st.builds(
        lambda n, minutes, every, together, priority: wish(
            f"m{n}", minutes=minutes, every=every, together=together, priority=priority, least_share=0.5
        ),
        st.integers(0, 99), st.sampled_from([15, 30, 50, 120, 240]), st.sampled_from(["once", "week", "day"]),
        st.booleans(), st.integers(1, 3),
    ),
    min_size=1, max_size=4, unique_by=lambda own: own["activity"],
)  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(wishes, st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1))
def test_shifts_and_breaks_stay_and_every_minute_is_one_activity(asked, on):
    of = centre([agent(f"A{n}") for n in range(3)], days=3, patterns=SHIFTS)
    worked = [(f"A{who}", day, "d" if (who + day) % 2 else "l") for who, day in sorted(on)]
    _, people, before, done = made(of, worked, asked, ((9, 60, 2),), "break@60:15 meal@240:45")
    after = done.segments
    same = before[before["activity"] != "work"].reset_index(drop=True)
    assert after[after["activity"].isin(["break", "meal"])].reset_index(drop=True).equals(same)
    for row in people.itertuples():
        own = after[after["shift_id"] == row.shift_id]
        assert own["start_ts"].iloc[0] == row.start_ts
        assert own["end_ts"].iloc[-1] == row.end_ts
        assert (own["end_ts"].iloc[:-1].to_numpy() == own["start_ts"].iloc[1:].to_numpy()).all()
    lost = (after["end_ts"] - after["start_ts"])[after["activity"] == "meeting"].sum()
    steps = {own["activity"]: -(-own["minutes"] // 15) * 15 for own in asked}
    assert lost % pd.Timedelta(minutes=15) == pd.Timedelta(0)
    assert lost <= pd.Timedelta(minutes=sum(steps.values()) * 3 * 3)
