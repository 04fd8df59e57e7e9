"""Fixed shifts that cannot hold together: the smallest set that breaks a rule, by person and day."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.roster.explain.contradictions import WISHED, Fixed, contradictions, fixed_shifts
from scheduling.roster.explain.tried import whole
from tests.scheduling.roster.kit import FIRST, LIMITS, agent, centre, roster


def wished(of, *cells: tuple[str, int, str]) -> list[Fixed]:
    return [Fixed(WISHED, whole(a, FIRST + pd.Timedelta(days=day), of.shifts[s])) for a, day, s in cells]


def test_only_the_shifts_that_matter_are_named():
    of = centre([agent("A"), agent("B")])
    found = contradictions(wished(of, ("A", 0, "day"), ("A", 2, "late"), ("A", 3, "early"), ("B", 3, "early")), of)
    assert [(one.fault.code, one.days) for one in found] == [("rule.min_rest", ("2026-11-04", "2026-11-05"))]


def test_a_shift_on_leave_stands_alone_against_it():
    of = centre([agent("A")], leave=[("A", "2026-11-04")])
    (found,) = contradictions(wished(of, ("A", 1, "day"), ("A", 2, "day")), of)
    assert (found.fault.code, found.days) == ("rule.leave", ("2026-11-04",))


def test_locked_shifts_win_over_wishes_of_the_day():
    of = centre([agent("A")])
    wishes = pd.DataFrame(
        {"agent": "A", "date": [FIRST, FIRST + pd.Timedelta(days=1)], "shift": ["late", "late"],
         "weight": float("nan"), "enforcement": "hard", "note": ""}
    )  # fmt: skip
    of.tables["wishes"] = wishes  # type: ignore[index]
    rows = roster(of, ("A", 0, "early")).assign(locked=True)
    assert [(one.why, one.tried.pattern.shift) for one in fixed_shifts({"roster": rows}, of)] == [
        ("locked", "early"),
        ("wished", "late"),
    ]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["", "early", "late", "night"]), min_size=6, max_size=8))
def test_no_input_of_a_set_can_be_left_out(line: list[str]):
    of = centre([agent("A")], limits={**LIMITS, "max_days_in_row": 3.0, "max_week_h": 30.0, "max_nights_in_row": 2.0})
    fixed = wished(of, *[("A", day, shift) for day, shift in enumerate(line) if shift])
    for one in contradictions(fixed, of):
        assert one.fault.code in {again.fault.code for again in contradictions(one.inputs, of)}
        for left_out in one.inputs:
            fewer = [other for other in one.inputs if other is not left_out]
            assert one.fault.code not in {again.fault.code for again in contradictions(fewer, of)}
