"""Pay on top of the normal hour, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.premiums import PayFactors, premium_hours

CHINA = PayFactors(overtime=1.5, rest_day=2.0)
CALIFORNIA = PayFactors(overtime=1.5, rest_day=1.5, rest_day_from=7, double_after_day_h=12.0, double=2.0)


def work(*hours: float) -> list[tuple[float, bool]]:
    return [(h, False) for h in hours]


@pytest.mark.parametrize(
    ("days", "factors", "premiums"),
    [
        (work(8, 8, 8, 8, 8), CHINA, [0, 0, 0, 0, 0]),
        (work(10), CHINA, [1.0]),  # 2 h at 1.5
        (work(8, 8, 8, 8, 8, 8), CHINA, [0, 0, 0, 0, 0, 8.0]),  # the rest day at 2
        ([(8, True), (8, False)], CHINA, [0, 0]),  # the rates price holidays
        (work(13), CALIFORNIA, [3.0]),  # 4 h at 1.5 and 1 h at 2
        (work(8, 8, 8, 8, 8, 8), CALIFORNIA, [0, 0, 0, 0, 0, 4.0]),  # beyond 40 h at 1.5
        (work(10, 10, 10, 10), CALIFORNIA, [1.0, 1.0, 1.0, 1.0]),  # an hour is paid on top once
        (work(6, 6, 6, 6, 6, 6, 6), CALIFORNIA, [0, 0, 0, 0, 0, 0, 3.0]),  # the seventh day at 1.5
        (work(12, 12), PayFactors(), [0, 0]),
    ],
)
def test_what_is_paid_on_top(days, factors, premiums):
    assert premium_hours(days, factors) == pytest.approx(premiums)


@given(st.lists(st.tuples(st.floats(0, 14), st.booleans()), max_size=7), st.integers(0, 6))
def test_more_work_never_earns_less_on_top(days, at):
    if at < len(days):
        longer = [*days[:at], (days[at][0] + 1.0, days[at][1]), *days[at + 1 :]]
        assert sum(premium_hours(longer, CALIFORNIA)) >= sum(premium_hours(days, CALIFORNIA)) - 1e-9
