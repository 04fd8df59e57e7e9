"""Repair: as good as trying everything, lawful, the past and locked shifts as they were, and it tells what it does."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.errors import RefusedInput
from data.contracts.tables import ROSTER, SEGMENTS
from scheduling.adjust.repair.happened import Absent, Fewer, Happened, OnCall, Volume
from scheduling.adjust.repair.repair import Repaired, State, repair
from scheduling.roster.rules.judge import judge
from tests.scheduling.adjust.repair.kit import NOW, PLAIN, QUEUE, short_cny, state_of, tiny

DAY = pd.Timedelta(days=1)
WORKERS = {"A": "early", "B": "early", "C": "day", "D": "late"}
STARTS = {"early": 7, "day": 10, "late": 14, "night": 22}


def sick(*agents: str, at: pd.Timestamp = NOW) -> Happened:
    return Happened(tuple(Absent(agent, at, at + DAY) for agent in agents))


def plan(wanted: dict[int, float], of: Centre | None = None) -> tuple[Centre, State]:
    of = of or tiny([*WORKERS, "E"])
    return of, state_of(of, [(who, 1, shift) for who, shift in WORKERS.items()], wanted)


def presence(start: int, end: int, meal: int) -> np.ndarray:
    hours = np.arange(24)
    return ((hours >= start) & (hours < end) & (hours != meal)).astype(float)


def options(shift: str) -> list[tuple[np.ndarray, float]]:
    """Everything one person on shift may do: what it works by hour and what that costs (10 CNY a change)."""
    start = STARTS[shift]
    end, usual = start + 9, start + 4
    found = []
    for meal in (start + 3, start + 4):
        moved = 0.0 if meal == usual else 10.0
        found.append((presence(start, end, meal), moved))
        base = 480.0  # as the kit books it
        found.append((presence(start, end + 1, meal), moved + 10.0 + 1.5 * (night_cny(start, end + 1) - base)))
        if start - 1 >= 8:
            found.append((presence(start - 1, end, meal), moved + 10.0 + 1.5 * (night_cny(start - 1, end) - base)))
    return found


def night_cny(start: int, end: int) -> float:
    """60 CNY an hour, 1.2 times from 22:00, an hour of the shift unpaid, spread evenly."""
    weighted = sum(1.2 if hour >= 22 else 1.0 for hour in range(start, end))
    return 60.0 * weighted * (end - start - 1) / (end - start)


def best_by_hand(of: Centre, wanted: dict[int, float], workers: dict[str, str], free: int) -> float:
    asked = np.array([wanted.get(hour, 0.0) for hour in range(24)])
    extra = [(np.zeros(24), 0.0)]
    for start in (10, 14):  # from 8 on: the notice of a call
        extra.append((presence(start, start + 9, start + 4), 10.0 + 2.0 * night_cny(start, start + 9)))
    best = np.inf
    for chosen in itertools.product(*[options(shift) for shift in workers.values()], *[extra] * free):
        heads = sum((worked for worked, _ in chosen), np.zeros(24))
        best = min(best, short_cny(of, heads, asked) + sum(cost for _, cost in chosen))
    return float(best)


@pytest.mark.parametrize(("seed", "who"), [(1, "A"), (2, "C"), (3, "D")])
def test_a_repair_is_as_cheap_as_the_best_of_everything_that_can_be_tried(seed: int, who: str):
    levels = np.random.Generator(np.random.PCG64(seed)).integers(0, 6, 17)
    wanted = {hour: 0.5 * float(level) for hour, level in zip(range(7, 24), levels, strict=True)}
    of, state = plan(wanted)
    tonight = (Volume(QUEUE, NOW, NOW + pd.Timedelta(hours=18), 1.0),)
    kinds = ("move_break", "extend", "overtime")
    made = repair(state, replace(sick(who), volumes=tonight), NOW, of, kinds=kinds, all_gaps=True)
    by_hand = best_by_hand(of, wanted, {a: shift for a, shift in WORKERS.items() if a != who}, free=1)
    assert made.promise.cost_cny["after"] + made.cost_cny == pytest.approx(by_hand, rel=1e-4, abs=0.05)


def hard(roster: pd.DataFrame, of: Centre) -> int:
    return sum(fault.severity == "hard" for fault in judge(roster, of))


def test_a_repair_breaks_no_rule_and_gives_whole_tables():
    of, state = plan(dict.fromkeys(range(7, 23), 3.0))
    made = repair(state, sick("A", "D"), NOW, of)
    checked(ROSTER, made.roster)
    checked(SEGMENTS, made.segments)
    assert made.changes
    assert hard(made.roster, of) == 0


def test_rest_before_the_next_day_keeps_a_shift_from_being_longer():
    of = tiny([*WORKERS, "E"])
    shifts = [(who, 1, shift) for who, shift in WORKERS.items()]
    tonight = Happened(volumes=(Volume(QUEUE, NOW, NOW + DAY, 1.5),))
    free = repair(state_of(of, shifts, {23: 3.0}), tonight, NOW, of, kinds=("extend",), all_gaps=True)
    bound = repair(
        state_of(of, [*shifts, ("D", 2, "day")], {23: 3.0}), tonight, NOW, of, kinds=("extend",), all_gaps=True
    )
    assert [change.agent for change in free.changes] == ["D"]
    assert bound.changes == ()


def test_locked_shifts_and_the_past_stay():
    of, state = plan(dict.fromkeys(range(7, 23), 4.0))
    roster = state.roster.assign(locked=state.roster["agent"] == "B")
    now = NOW + pd.Timedelta(hours=6)
    made = repair(replace(state, roster=roster), sick("C", at=now), now, of)
    assert "B" not in {change.agent for change in made.changes}
    before, after = (s[s["start_ts"] < now] for s in (state.segments, made.segments))
    early = before[before["end_ts"] <= now].merge(after, how="left", indicator=True)
    assert (early["_merge"] == "both").all()


def test_who_falls_ill_at_work_goes_home_then_and_who_never_came_was_never_there():
    of, state = plan({12: 1.0})
    at = NOW + pd.Timedelta(hours=4)
    ill = repair(state, sick("A", at=at), at, of).facts[0]
    missing = repair(state, Happened((Absent("A", at, at + DAY, "no_show"),)), at, of).facts[0]
    assert ill.after.end == at
    assert missing.after.shift == ""


def test_nothing_happens_where_nothing_is_short():
    of, state = plan({12: 0.5})
    made = repair(state, sick("A"), NOW, of)
    assert made.changes == ()
    assert made.promise.empty_h == {"planned": 0.0, "before": 0.0, "after": 0.0}


def test_more_volume_asks_for_more_people_and_less_for_time_off():
    of, state = plan(dict.fromkeys(range(7, 23), 0.9))
    until = NOW + pd.Timedelta(hours=18)
    more = repair(state, Happened(volumes=(Volume(QUEUE, NOW, until, 3.0),)), NOW, of)
    less = repair(state, Happened(volumes=(Volume(QUEUE, NOW, until, 0.2),)), NOW, of)
    assert more.promise.empty_h["after"] < more.promise.empty_h["before"]
    assert {change.kind for change in less.changes} == {"time_off"}
    assert less.cost_cny < 0.0


def test_what_is_told_is_what_the_applied_roster_gives():
    of, state = plan(dict.fromkeys(range(7, 23), 3.0))
    made = repair(state, sick("A"), NOW, of)
    again = repair(
        replace(state, roster=made.roster, segments=made.segments),
        Happened(volumes=(Volume(QUEUE, NOW, made.promise.table["ts"].iloc[-1] + pd.Timedelta(hours=1), 1.0),)),
        NOW,
        of,
        kinds=(),
    )
    assert again.promise.cost_cny["before"] == pytest.approx(made.promise.cost_cny["after"])
    paid = made.roster["cost_cny"].sum() - state.roster.loc[state.roster["agent"] != "A", "cost_cny"].sum()
    assert paid == pytest.approx(sum(change.pay_cny for change in made.changes), abs=0.05)


def partners(lead_time_d: int, heads: int = 4, block: int = 2) -> tuple[Centre, State]:
    of = tiny(["A", "B"], seats={"pa": "voice"})
    pool = replace(of.pools["partner"], lead_time_d=lead_time_d, max_heads=heads, block_heads=block)
    skills = of.tables["skills"].assign(queue=QUEUE)
    of = replace(of, pools={**of.pools, "partner": pool}, tables={**of.tables, "skills": skills})
    return of, state_of(of, [("A", 1, "day"), ("B", 1, "day")], dict.fromkeys(range(10, 19), 3.0))


def test_partners_come_in_whole_blocks_once_their_lead_time_allows():
    of, state = partners(0, heads=3)
    calls = [c for c in repair(state, sick("A"), NOW, of).changes if c.kind == "partner"]
    assert [c.agent for c in calls] == ["pa-0001", "pa-0002"]
    of, state = partners(3)
    assert not [c for c in repair(state, sick("A"), NOW, of).changes if c.kind == "partner"]
    ready = replace(sick("A"), on_call=(OnCall("partner", 1),))
    assert len([c for c in repair(state, ready, NOW, of).changes if c.kind == "partner"]) == 1


def test_a_partner_who_sends_less_loses_the_last_seats_of_each_shift():
    of, state = partners(3, heads=9)
    called = repair(state, replace(sick("A"), on_call=(OnCall("partner", 4),)), NOW, of, kinds=("partner",))
    with_seats = replace(state, roster=called.roster, segments=called.segments)
    made = repair(with_seats, Happened(fewer=(Fewer("partner", NOW, NOW + DAY, 0.5),)), NOW, of, kinds=())
    seats = called.roster[called.roster["kind"] == "seat"]
    assert len(made.facts) == round(0.5 * len(seats) + 1e-9)
    assert {fact.kind for fact in made.facts} == {"lost_seat"}


def test_several_days_of_absence_are_repaired_day_by_day():
    of = tiny([*WORKERS, "E"])
    shifts = [(who, day, shift) for who, shift in WORKERS.items() for day in (1, 2)]
    state = state_of(of, shifts, dict.fromkeys(range(7, 48), 3.0))
    made = repair(state, Happened((Absent("A", NOW, NOW + 2 * DAY),)), NOW, of)
    assert len(made.reports) == 2
    assert hard(made.roster, of) == 0


def test_who_is_ill_on_a_day_off_changes_nothing():
    of, state = plan({12: 1.0})
    made = repair(state, sick("E"), NOW, of)
    assert (made.facts, made.changes, made.reports) == ((), (), ())
    assert made.promise.table.empty


def test_absent_people_with_two_shifts_on_a_day_are_told_and_left():
    of = tiny(["A", "B"])
    state = state_of(of, [("A", 1, "early"), ("A", 1, "late"), ("B", 1, "day")], {12: 1.0})
    made = repair(state, sick("A"), NOW, of)
    assert made.crowded == ("A",)
    assert made.facts == ()


def test_every_wrong_event_is_told_at_once():
    of, state = plan({12: 1.0})
    wrong = Happened((Absent("Z", NOW, NOW - DAY),), (Volume("x", NOW, NOW + DAY, 99.0),), (Fewer("y", NOW, NOW, 2.0),))
    with pytest.raises(RefusedInput) as refused:
        repair(state, wrong, NOW + 90 * DAY, of)
    assert [fault.code for fault in refused.value.faults] == [
        "repair.now", "repair.agent", "repair.backwards", "repair.queue", "repair.factor", "repair.pool",
        "repair.share", "repair.backwards",
    ]  # fmt: skip


def test_what_was_empty_as_planned_is_left_unless_asked_for():
    of, state = plan({23: 2.0})
    tonight = Happened(volumes=(Volume(QUEUE, NOW, NOW + pd.Timedelta(hours=18), 1.0),))
    left, mended = (repair(state, tonight, NOW, of, kinds=("extend",), all_gaps=both).changes for both in (False, True))
    assert left == ()
    assert [change.agent for change in mended] == ["D"]


def test_equal_inputs_give_equal_changes():
    of, state = plan(dict.fromkeys(range(7, 23), 3.0))
    one, two = (repair(state, sick("A"), NOW, of) for _ in range(2))
    assert one.changes == two.changes
    assert isinstance(one, Repaired)
    assert one.reports[0].bound is not None


def test_a_dear_change_is_not_made():
    of, state = plan(dict.fromkeys(range(7, 23), 3.0), tiny([*WORKERS, "E"], replace(PLAIN, change_cny=50_000.0)))
    assert repair(state, sick("A"), NOW, of).changes == ()


@pytest.mark.parametrize("seed", range(4))
def test_drawn_plans_are_repaired_without_a_new_breach_and_never_for_the_worse(seed: int):
    draw = np.random.Generator(np.random.PCG64(seed))
    who = [f"A{n}" for n in range(8)]
    of = tiny(who, replace(PLAIN, gap=0.01))
    shifts = [(agent, day, str(draw.choice(["early", "day", "late", "night"])))
              for agent in who for day in range(6) if draw.random() < 0.7]  # fmt: skip
    state = state_of(of, shifts, {hour: float(draw.integers(0, 5)) for hour in range(48)})
    absent = tuple(Absent(agent, NOW, NOW + 2 * DAY) for agent in draw.choice(who, 3, replace=False))
    made = repair(state, Happened(absent), NOW, of, all_gaps=True)
    before = {(f.code, f.values["agent"], f.values["date"]) for f in judge(state.roster, of) if f.severity == "hard"}
    caused = {(f.code, f.values["agent"], f.values["date"]) for f in judge(made.roster, of) if f.severity == "hard"}
    assert caused <= before
    assert made.promise.cost_cny["after"] + made.cost_cny <= made.promise.cost_cny["before"] + 0.01
    assert len({change.target for change in [*made.facts, *made.changes]}) == len(made.facts) + len(made.changes)
    assert not {change.agent for change in made.changes} & {one.agent for one in absent}
