"""Stretches: intervals in a row, each inside its day."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scheduling.replay.breaks import runs


@given(marked=st.lists(st.booleans(), min_size=1, max_size=60), day=st.integers(1, 20))
def test_runs_cover_exactly_what_is_marked_and_never_two_days(marked, day):
    days = np.arange(len(marked)) // day
    covered = np.zeros(len(marked), dtype=bool)
    for first, end in runs(np.array(marked), days):
        assert first < end
        assert days[first] == days[end - 1]
        assert not covered[first:end].any()
        covered[first:end] = True
    assert covered.tolist() == marked
