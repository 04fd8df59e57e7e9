"""Rules with windows against a plain count, day by day and hour by hour, that knows nothing of ours."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.roster.rules.judge import judge
from tests.scheduling.roster.rules.test_library import limited, worked

HOURS = {"e": 8, "n": 8, "l": 8, "d": 8, "L": 11, "b": 7}
START = {"e": 7, "n": 10, "l": 14, "d": 22, "L": 7, "b": 7}
SPAN = {"e": 9, "n": 9, "l": 9, "d": 9, "L": 12, "b": 7}
MONDAY = date(2026, 11, 2)
LINES = st.text("eenldLb---", min_size=14, max_size=14).filter(lambda line: line.strip("-"))


def finds(rule: str, value: float, line: str, **more: float) -> bool:
    of = limited(rule, value, **more)
    return bool(judge(worked(of, line), of))


def week(line: str, number: int) -> str:
    return line[7 * number : 7 * number + 7]


@settings(max_examples=60, deadline=None)
@given(LINES, st.integers(1, 4))
def test_days_in_a_row(line: str, most: int):
    longest = max(len(run) for run in "".join("x" if c != "-" else " " for c in line).split())
    assert finds("max_days_in_row", most, line) == (longest > most)


@settings(max_examples=60, deadline=None)
@given(LINES, st.integers(0, 20))
def test_overtime_of_a_month_is_the_larger_of_both_counts(line: str, most: int):
    by_day = sum(max(0, HOURS[c] - 8) for c in line if c != "-")
    by_week = sum(max(0, sum(HOURS[c] for c in week(line, n) if c != "-") - 40) for n in (0, 1))
    assert finds("max_overtime_month_h", most, line) == (max(by_day, by_week) > most)


@settings(max_examples=60, deadline=None)
@given(LINES, st.integers(0, 2))
def test_weekends_worked(line: str, most: int):
    weekends = {(MONDAY + timedelta(days=d)).isocalendar().week for d, c in enumerate(line) if c != "-" and d % 7 >= 5}
    assert finds("max_weekends", most, line, weekend_weeks=2.0) == (len(weekends) > most)


@settings(max_examples=60, deadline=None)
@given(LINES, st.integers(2, 4))
def test_days_off_come_in_runs(line: str, least: int):
    inside = line.strip("-")  # what is before the first and after the last shift is not judged
    runs = [len(run) for run in "".join("x" if c == "-" else " " for c in inside).split()]
    assert finds("min_days_off_in_row", least, line) == any(run < least for run in runs)


@settings(max_examples=60, deadline=None)
@given(LINES, st.integers(0, 12))
def test_starts_of_a_week_lie_in_a_band(line: str, most: int):
    starts = [[START[c] for c in week(line, n) if c != "-"] for n in (0, 1)]
    apart = max((max(own) - min(own) for own in starts if own), default=0)
    assert finds("same_start_band_h", most, line) == (apart > most)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from([11, 16, 24, 36]))
def test_rest_after_nights(line: str, least: int):
    shifts = [(24 * d + START[c], 24 * d + START[c] + SPAN[c], c) for d, c in enumerate(line) if c != "-"]
    short = any(one[2] == "d" != other[2] and other[0] - one[1] < least for one, other in pairwise(shifts))
    assert finds("min_rest_after_night_h", least, line) == short


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from([24, 35, 48]))
def test_each_week_has_a_long_rest(line: str, least: int):
    """A stretch counts whole where its middle lies, else its part in the week; one without an end counts twice."""
    shifts = [(24 * d + START[c], 24 * d + START[c] + SPAN[c]) for d, c in enumerate(line) if c != "-"]
    edges = [-1000, *[hour for shift in shifts for hour in shift], 1000]
    free = list(zip(edges[::2], edges[1::2], strict=True))
    short = False
    for low in (0, 168):
        best = 0.0
        for start, end in free:
            part = max(0, min(end, low + 168) - max(start, low))
            known = start > -1000 and end < 1000
            whole = end - start if known and low <= (start + end) / 2 < low + 168 else part
            best = max(best, whole if known else 2 * part)
        short |= best < least
    assert finds("min_weekly_rest_h", least, line) == short
