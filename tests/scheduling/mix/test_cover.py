"""What a head on a pattern covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts.centre import BreakRule
from scheduling.mix.choices import is_night
from scheduling.mix.cover import cover_of, minutes_on_work
from tests.scheduling.mix.kit import pattern


@given(st.integers(0, 59), st.integers(15, 60), st.integers(30, 200), st.integers(0, 90))
def test_cover_adds_up_to_the_minutes_on_work(offset: int, length: int, earliest: int, width: int) -> None:
    shift = pattern("D", 9, 8, (BreakRule("meal", length, earliest, earliest + width),))
    assert cover_of(shift, offset, 60).sum() * 60 == pytest.approx(480 - length)
    assert minutes_on_work(shift).sum() == pytest.approx(480 - length)


def test_shift_off_the_grid_covers_parts_of_its_first_and_last_interval() -> None:
    assert cover_of(pattern("D", 9.5, 1.0), 30, 60).tolist() == [0.5, 0.5]


def test_night_is_told_by_the_hours_of_the_contract() -> None:
    assert is_night(pattern("N", 22), (22, 6, 0))
    assert is_night(pattern("E", 5.5), (22, 6, 0))
    assert not is_night(pattern("D", 6), (22, 6, 0))
