"""Laws of rosters over random small centres, by a checker that knows nothing of our rules, and by brute force.

Three laws: no hard rule is broken, whatever is asked; a rule that is off never binds; an impossible request names the
rule that makes it so. And on the tiniest centres the roster costs what the best of all rosters costs.
"""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import Centre
from scheduling.roster.build import RosterMade, build_roster
from scheduling.roster.rules.judge import judge
from scheduling.roster.wishes import HOURS_PRICE, NIGHT_PRICE, OVERTIME_PRICE
from tests.scheduling.roster.checker import breaches
from tests.scheduling.roster.kit import FIRST, LIMITS, agent, centre, roster

SHIFTS = ("early", "late", "night")
LOOSE = {**LIMITS, "min_rest_h": 8.0, "max_days_in_row": 14.0, "max_week_h": 168.0, "max_nights_in_row": 14.0}


def plan(wanted: dict[tuple[int, str], int]) -> pd.DataFrame:
    """A shift plan from heads by (day, shift)."""
    rows = [
        {"group": "voice", "date": FIRST + pd.Timedelta(days=day), "shift": shift, "breaks": "", "heads": heads}
        for (day, shift), heads in sorted(wanted.items())
    ]
    return pd.DataFrame(rows)


def built(of: Centre, wanted: dict[tuple[int, str], int]) -> RosterMade:
    return build_roster(plan(wanted), of)


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_no_hard_rule_is_broken_and_every_shift_is_worked_or_told(data: st.DataObject):
    count = data.draw(st.integers(1, 4))
    people = [
        agent(
            f"A{i}",
            night_ok=data.draw(st.booleans()),
            preference=data.draw(st.sampled_from(["", "early", "night"])),
            days_worked_before=data.draw(st.integers(0, 4)),
        )
        for i in range(count)
    ]
    limits = {
        **LIMITS,
        "max_days_in_row": float(data.draw(st.integers(1, 6))),
        "max_week_h": float(data.draw(st.sampled_from([16, 24, 44]))),
        "min_rest_h": float(data.draw(st.sampled_from([8, 11, 16]))),
    }
    leave = [("A0", f"2026-11-0{data.draw(st.integers(2, 8))}")]
    of = centre(people, days=7, limits=limits, leave=leave, limit_s=5.0)
    keys = st.tuples(st.integers(0, 6), st.sampled_from(SHIFTS))
    wanted = data.draw(st.dictionaries(keys, st.integers(1, 2), min_size=1, max_size=10))
    made = built(of, wanted)
    assert breaches(made.roster, made.segments, of) == []
    assert not [fault for fault in judge(made.roster, of) if fault.severity == "hard"]
    assert len(made.roster) + made.unfilled["heads"].sum() == sum(wanted.values())
    for reason in made.unfilled["reason"]:
        assert reason


RULES = {  # limit -> (what a single person is asked to work, code of the rule that forbids it)
    "min_rest_h": (12.0, {(0, "late"): 1, (1, "early"): 1}, "rule.min_rest"),
    "max_days_in_row": (2.0, {(day, "early"): 1 for day in range(3)}, "rule.max_days_in_row"),
    "max_week_h": (16.0, {(day, "early"): 1 for day in (0, 2, 4)}, "rule.max_week_h"),
    "max_nights_in_row": (1.0, {(0, "night"): 1, (1, "night"): 1}, "rule.max_nights_in_row"),
}


@pytest.mark.parametrize("limit", sorted(RULES))
def test_an_impossible_request_names_the_rule_and_a_rule_that_is_off_never_binds(limit: str):
    value, wanted, code = RULES[limit]
    values = {**LOOSE, limit: value}
    made = built(centre([agent("A", week_h=60.0)], days=7, limits=values), wanted)
    (reason,) = set(made.roster_reasons["rule"])
    assert reason == code
    assert set(made.roster_reasons["limit"]) == {f"{value:g}"}
    assert all(text.startswith(f"{code} (") for text in made.unfilled["reason"])
    for enforcement in ("off", "warn"):
        free = centre([agent("A", week_h=60.0)], days=7, limits=values, enforcement={limit: enforcement})
        assert built(free, wanted).unfilled.empty


def lawful_lines(of: Centre, code: str, days: int) -> list[tuple[str, ...]]:
    """Every line of shifts of a person that the checker accepts; '' is a day off."""
    lines = []
    for line in product(("", *SHIFTS), repeat=days):
        rows = [(code, day, shift) for day, shift in enumerate(line) if shift]
        said = breaches(roster(of, *rows), pd.DataFrame(columns=["shift_id", "start_ts", "end_ts"]), of) if rows else []
        if not [text for text in said if "segments" not in text]:
            lines.append(line)
    return lines


def cost_cny(
    of: Centre, lines: tuple[tuple[str, ...], ...], wanted: dict[tuple[int, str], int], able: tuple[bool, ...]
) -> float | None:
    """What the lines cost beside pay, as the method page says; None where somebody works what is not asked for.

    `able`: who may work any of the shifts; hours of those who may not have no price.
    """
    left = dict(wanted)
    for line in lines:
        for day, shift in enumerate(line):
            if shift:
                left[day, shift] = left.get((day, shift), 0) - 1
    if min(left.values()) < 0:
        return None
    total = sum(1000.0 * heads for heads in left.values())
    for line, can in zip(lines, able, strict=True):
        more = 8.0 * sum(1 for shift in line if shift) - 40.0 * min(1.0, len(line) / 5)
        total += (OVERTIME_PRICE * max(0.0, more) + HOURS_PRICE * max(0.0, -more)) if can else 0.0
    bearing = [bool(person["night_ok"]) for person in of.tables["agents"].to_dict("records")]
    nights = sum(heads for (_, shift), heads in wanted.items() if shift == "night")
    share = -(-nights // max(1, sum(bearing)))
    return total + sum(NIGHT_PRICE * max(0, line.count("night") - share) for line in lines)


@settings(max_examples=5, deadline=None)
@given(st.data())
def test_a_tiny_roster_costs_what_the_best_of_all_costs(data: st.DataObject):
    days = 3
    people = [agent(code, night_ok=data.draw(st.booleans())) for code in ("A", "B")]
    limits = {**LIMITS, "max_days_in_row": float(data.draw(st.integers(1, 3))), "max_nights_in_row": 1.0}
    of = centre(people, days=days, limits=limits)
    keys = st.tuples(st.integers(0, days - 1), st.sampled_from(SHIFTS))
    wanted = data.draw(st.dictionaries(keys, st.integers(1, 2), min_size=1, max_size=5))
    options = [lawful_lines(of, code, days) for code in ("A", "B")]
    alone = [tuple(shift if at == day else "" for at in range(days)) for day, shift in wanted]
    able = tuple(any(line in lines for line in alone) for lines in options)
    costs = [cost for lines in product(*options) if (cost := cost_cny(of, lines, wanted, able)) is not None]
    (report,) = built(of, wanted).reports
    assert report.objective == pytest.approx(min(costs) + pay_cny(wanted), abs=0.5)
    assert report.bound <= report.objective + 1e-6


def pay_cny(wanted: dict[tuple[int, str], int]) -> float:
    """Pay of all shifts asked for, from a roster of people enough without limits that bind."""
    made = built(centre([agent(f"Z{i:02}") for i in range(12)], limits=LOOSE, days=3), wanted)
    assert made.unfilled.empty
    return float(made.roster["cost_cny"].sum())
