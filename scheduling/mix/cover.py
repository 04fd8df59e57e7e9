"""What one head on a shift pattern covers: presence less its breaks, spread evenly over the time they may be taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.contracts.centre import ShiftPattern

Floats = NDArray[np.float64]


def minutes_on_work(pattern: ShiftPattern) -> Floats:
    """Share of the heads on this pattern that are on queue work, per minute of the shift.

    A break of 15 minutes that may start in minutes 90 to 165 is taken by 15 / 90 of the heads in each minute from 90 to
    180: the shift stage, which places each break, can follow that line closely when several people share a shift.

    >>> from data.contracts.centre import BreakRule
    >>> meal = BreakRule("meal", 30, 60, 150)
    >>> pattern = ShiftPattern("d", frozenset({"internal"}), 540, 240, 240, (meal,), "#000000")
    >>> minutes_on_work(pattern)[[0, 59, 60, 179, 180]].tolist()
    [1.0, 1.0, 0.75, 0.75, 1.0]
    """
    on_work = np.ones(pattern.span_min)
    for rest in pattern.breaks:
        ends = min(rest.latest_min + rest.length_min, pattern.span_min)
        if ends > rest.earliest_min:
            on_work[rest.earliest_min : ends] -= rest.length_min / (ends - rest.earliest_min)
    return np.clip(on_work, 0.0, 1.0)


def cover_of(pattern: ShiftPattern, offset_min: int, interval_min: int) -> Floats:
    """Heads on queue work per interval for one head booked, from the interval that the shift starts in.

    `offset_min`: minutes from the start of that interval to the start of the shift.
    """
    on_work = minutes_on_work(pattern)
    tail = -(offset_min + len(on_work)) % interval_min
    padded = np.concatenate([np.zeros(offset_min), on_work, np.zeros(tail)])
    covered: Floats = padded.reshape(-1, interval_min).mean(axis=1)
    return covered
