"""Night means the same to the mix and to the roster."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts.centre import LabourLimits, ShiftPattern
from scheduling.mix.choices import is_night as night_of_mix
from scheduling.mix.crew import _night
from scheduling.nights import minutes_within_night
from scheduling.roster.rules.night import is_night as night_of_roster
from scheduling.roster.rules.shape import Slot

HOURS = st.integers(0, 23)


@given(start_h=st.integers(0, 47), hours=st.integers(1, 16), low=HOURS, high=HOURS)
def test_minutes_are_those_counted_one_by_one(start_h: int, hours: int, low: int, high: int) -> None:
    at = np.arange(start_h * 60, (start_h + hours) * 60) // 60 % 24
    night = ((at - low) % 24) < ((high - low) % 24)
    counted = minutes_within_night(start_h * 60 % 1440, start_h * 60 % 1440 + hours * 60, low, high)
    assert counted == pytest.approx(float(night.sum()))


@given(
    start_min=st.integers(0, 95).map(lambda n: 15 * n),
    span_min=st.integers(4, 64).map(lambda n: 15 * n),
    stated=st.dictionaries(st.sampled_from(["night_start_h", "night_end_h", "night_least_h"]), st.floats(0.0, 23.0)),
)
def test_the_mix_and_the_roster_agree_on_nights(start_min: int, span_min: int, stated: dict[str, float]) -> None:
    limits = LabourLimits("c", stated, dict.fromkeys(stated, "off"))
    pattern = ShiftPattern("s", frozenset({"internal"}), start_min, span_min, span_min, (), "#000000")
    slot = Slot(0, "s", start_min, start_min + span_min, start_min, float(span_min))
    assert night_of_mix(pattern, _night(limits)) == night_of_roster(slot, limits)
