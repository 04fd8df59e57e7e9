"""What the rules compile and what the judge finds say the same."""

from __future__ import annotations

import time
from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import LabourLimits, LabourRules
from data.contracts.labour import OwnLimit, Succession, Term
from data.intake.rule_sets import rule_set, rule_set_names
from scheduling.roster.rules.judge import judge
from scheduling.roster.rules.lawful_part import lawful_part
from scheduling.roster.rules.people import known_people
from scheduling.roster.rules.slots import (
    all_budgets,
    budgets_of,
    forbidding,
    may_follow,
    pair_rows,
    priced_budgets,
    reach_of,
    slots_of,
)
from tests.scheduling.roster.kit import agent, centre, roster
from tests.scheduling.roster.rules.test_library import PATTERNS, WORKER, limited, with_balances, with_facts, worked

LETTERS = {"e": "early", "n": "noon", "l": "late", "d": "dark", "L": "long", "b": "bare"}
CHOICES = {
    "max_day_h": (7.0, 8.0, 11.0),
    "max_week_h": (24.0, 40.0),
    "max_month_h": (40.0, 64.0),
    "max_average_week_h": (24.0, 32.0),
    "max_overtime_day_h": (0.0, 3.0),
    "max_overtime_week_h": (0.0, 8.0),
    "max_overtime_month_h": (3.0, 8.0),
    "min_rest_h": (11.0, 16.0, 30.0),
    "min_rest_after_night_h": (24.0, 48.0),
    "min_days_off_week": (1.0, 3.0),
    "max_days_in_row": (2.0, 4.0),
    "min_days_in_row": (2.0, 3.0),
    "min_days_off_in_row": (2.0, 3.0),
    "max_weekends": (0.0, 1.0),
    "min_free_weekends": (1.0, 2.0),
    "whole_weekends": (0.0, 1.0),
    "max_nights_in_row": (1.0, 2.0),
    "max_night_h": (7.0, 8.0),
    "no_night": (1.0,),
    "max_start_shift_h": (0.0, 3.0),
    "same_start_band_h": (3.0, 7.0),
    "break_after_h": (5.0, 6.0),
    "meal_after_h": (2.0, 5.0),
    "second_meal_after_h": (10.0,),
    "rest_break_every_h": (4.0,),
}
OWN = st.builds(
    OwnLimit, st.just("own"), st.just("own"), st.just("own"), st.just("*"),
    st.sampled_from(["hours", "days", "shifts", "nights", "weekends"]),
    st.sampled_from([(), ("late",), ("early", "dark")]), st.sampled_from(["day", "week", "month", "plan", "3d", "7d"]),
    st.sampled_from(["most", "least"]), st.sampled_from([1.0, 2.0, 8.0]), st.just("hard"),
)  # fmt: skip


@st.composite
def cases(draw: st.DrawFn):
    """A centre with some rules, some of them on some days only, and a line of shifts of its one person."""
    rules = draw(st.lists(st.sampled_from(sorted(CHOICES)), min_size=1, max_size=4, unique=True))
    values = {rule: draw(st.sampled_from(CHOICES[rule])) for rule in rules}
    enforcement = {rule: draw(st.sampled_from(["hard", "hard", "soft", "warn", "off"])) for rule in rules}
    first = pd.Timestamp("2026-11-02") + pd.Timedelta(days=draw(st.integers(0, 27)))
    days = draw(st.integers(8, 16))
    worker = agent(WORKER, days_worked_before=draw(st.integers(0, 3)), nights_worked_before=draw(st.integers(0, 1)))
    if draw(st.booleans()):
        worker["last_shift_end"] = (first + pd.Timedelta(hours=draw(st.integers(-20, 7)))).tz_localize("Asia/Shanghai")
    of = centre([worker], limits={}, patterns=PATTERNS, days=days, first=first)
    own = LabourLimits("*", {"weekend_weeks": 2.0, **values}, {"weekend_weeks": "off", **enforcement},
                       dict.fromkeys(rules, 5.0))  # fmt: skip
    from_day, until = sorted((draw(st.integers(0, days - 1)), draw(st.integers(0, days - 1))))
    dated = Term(draw(st.sampled_from(rules)), 1.0, draw(st.sampled_from(["off", "hard"])),
                 first=first + pd.Timedelta(days=from_day), last=first + pd.Timedelta(days=until))  # fmt: skip
    labour = LabourRules(
        (dated,) if draw(st.booleans()) else (), tuple(draw(st.lists(OWN, max_size=1))),
        tuple(draw(st.lists(st.sampled_from([Succession("*", "late", "early", "hard"),
                                             Succession("*", "noon", "night", "hard")]), max_size=1))),
    )  # fmt: skip
    line = "".join(draw(st.lists(st.sampled_from("eeenldLb---"), min_size=days, max_size=days)))
    return replace(of, limits={"*": own}, labour=labour), line


def allowed(of, line: str) -> list[str]:
    """Codes of what the compiled rows forbid."""
    (person,) = known_people(of)
    slots = {(slot.day, slot.shift): slot for slot in slots_of(of, PATTERNS)}
    first = min(day for day, _ in slots)
    last = max(day for day, _ in slots)
    mine = [slots[first + day, LETTERS[letter]] for day, letter in enumerate(line) if letter != "-"]
    wrong = [code for slot in mine for code in forbidding(person, slot) if not starts_later(code, slot, mine)]
    wrong += [
        "pair" for i, one in enumerate(mine) for other in mine[i + 1 :] if not may_follow(one, other, person.limits)
    ]
    for code, budget in budgets_of(person, first, last):
        amount = budget.amount(mine)
        if amount > budget.most + 1e-6 or amount < budget.least - 1e-6:
            wrong.append(code)
    return wrong


def starts_later(code: str, slot, mine) -> bool:
    """Rest before the plan concerns the first shift; of a later one the judge looks at the shift right before."""
    return code in ("rule.min_rest", "rule.min_rest_after_night") and slot is not mine[0]


@settings(max_examples=150, deadline=None)
@given(cases())
def test_what_the_rows_allow_the_judge_finds_lawful_and_nothing_else(case):
    of, line = case
    rows = worked(of, line) if line.strip("-") else worked(of, "e").iloc[:0]
    found = [fault.code for fault in judge(rows, of, agents=[WORKER]) if fault.severity == "hard"]
    assert bool(found) == bool(allowed(of, line)), (found, allowed(of, line))


@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_lawful_part_breaks_nothing_that_fewer_shifts_can_mend(case):
    of, line = case
    if not line.strip("-"):
        return
    kept, taken = lawful_part(worked(of, line), of)
    assert len(kept) + len(taken) == len(worked(of, line))
    assert not [f for f in judge(kept, of) if f.severity == "hard" and f.values["shift_id"]]


@settings(max_examples=40, deadline=None)
@given(cases())
def test_exclusions_of_two_days_are_the_pairs_that_may_not_follow(case):
    of, _ = case
    (person,) = known_people(of)
    slots = slots_of(of, PATTERNS)
    first = slots[0].day
    days = [[slot for slot in slots if slot.day == first + d] for d in range(8)]
    for ahead in range(1, 8):
        forbidden = {
            (i, j) for _, early, late in pair_rows(days[0], days[ahead], person.limits) for i in early for j in late
        }
        wrong = {
            (i, j)
            for i, one in enumerate(days[0])
            for j, other in enumerate(days[ahead])
            if not may_follow(one, other, person.limits)
        }
        assert forbidden == wrong
        assert not wrong or ahead <= reach_of(person.limits)


def test_a_soft_limit_gives_rows_with_its_price_and_none_that_bind():
    of = limited("max_week_h", 40.0, "soft")
    (person,) = known_people(of)
    first = slots_of(of, PATTERNS)[0].day
    assert {(code, b.price, b.most) for code, b in priced_budgets(person, first, first + 6)} == {
        ("rule.max_week_h", 50.0, 2400.0)
    }
    assert [code for code, _ in budgets_of(person, first, first + 6) if code == "rule.max_week_h"] == []


def test_off_and_warn_give_no_rows():
    for word in ("off", "warn"):
        for rule, values in CHOICES.items():
            (person,) = known_people(limited(rule, values[0], word))
            codes = {code for code, _ in all_budgets(person, 20000, 20020)}
            assert codes <= {"rule.one_shift_a_day"}


def test_balances_leave_what_is_left_of_a_month():
    of = with_balances(limited("max_month_h", 100.0), (WORKER, "month", "hours", 60.0))
    (person,) = known_people(of)
    first = slots_of(of, PATTERNS)[0].day
    (budget,) = [b for code, b in budgets_of(person, first, first + 13) if code == "rule.max_month_h"]
    assert (budget.first, budget.last, budget.most) == (first, first + 13, 40.0 * 60.0)


def test_a_fact_gives_limits_of_its_own_to_its_bearer_only():
    of = limited("leave", 1.0, people=[agent(WORKER), agent("B2"), agent("C3")])
    of = replace(of, labour=LabourRules(scoped=(Term("no_night", 1.0, "hard", flag="nursing"),)))
    people = known_people(with_facts(of, (WORKER, "nursing", "", "")))
    assert people[1].limits is people[2].limits
    assert people[0].limits.values["no_night"] == 1.0
    assert people[0].limits.contract not in ("full", people[1].limits.contract)


def test_every_rule_of_every_set_that_is_not_verified_cannot_bind():
    for name in rule_set_names():
        for rule in rule_set(name).rules:
            assert rule.source
            assert rule.verified or rule.term.enforcement in ("off", "warn")


def test_a_month_of_a_thousand_people_is_judged_within_half_a_second():
    terms = rule_set("china_standard").rules + rule_set("eu_working_time").rules
    standing = {rule.term.rule: rule.term for rule in terms if not rule.term.flag}
    limits = LabourLimits(
        "*", {r: t.value for r, t in standing.items()}, {r: t.enforcement for r, t in standing.items()}
    )
    of = centre([agent(f"A{i:04d}") for i in range(1000)], limits={}, patterns=PATTERNS, days=28)
    of = replace(of, limits={"*": limits}, labour=LabourRules(scoped=tuple(r.term for r in terms if r.term.flag)))
    rows = roster(of, *[("A0000", day, "early") for day in range(28) if day % 7 < 5])
    everybody = pd.concat([rows.assign(agent=f"A{i:04d}", shift_id=[f"{i}-{k}" for k in range(len(rows))])
                           for i in range(1000)])  # fmt: skip
    seconds = []
    for _ in range(3):
        started = time.process_time()
        assert judge(everybody, of) == []
        seconds.append(time.process_time() - started)
    assert min(seconds) < 0.5
