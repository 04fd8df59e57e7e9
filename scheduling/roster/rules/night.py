"""When a shift counts as a night shift: it works enough of the hours that a contract calls night."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from data.contracts.centre import LabourLimits
from scheduling.nights import minutes_within_night
from scheduling.roster.rules.shape import Slot, stated

Floats = npt.NDArray[np.float64]
DAY_MIN = 1440.0


def night_minutes(
    wall_start: npt.ArrayLike, length_min: npt.ArrayLike, from_h: npt.ArrayLike, to_h: npt.ArrayLike
) -> Floats:
    """Minutes of a shift between `from_h` and `to_h` of the wall clock (over midnight when `to_h` is smaller).

    >>> night_minutes([20 * 60, 14 * 60, 0], [480, 540, 480], 22, 6).tolist()
    [360.0, 60.0, 360.0]
    """
    start = np.asarray(wall_start, dtype=np.float64)
    end = start + np.asarray(length_min, dtype=np.float64)
    low = np.asarray(from_h, dtype=np.float64) * 60.0
    long = (np.asarray(to_h, dtype=np.float64) * 60.0 - low) % DAY_MIN
    within = np.zeros(np.broadcast(start, low).shape)
    for day in (-1, 0, 1):
        shifted = low + day * DAY_MIN
        within = within + np.maximum(0.0, np.minimum(end, shifted + long) - np.maximum(start, shifted))
    return within


def is_night(slot: Slot, limits: LabourLimits) -> bool:
    """Whether a shift is a night shift under a contract: at least `night_least_h` hours of its night, and some."""
    minutes = minutes_at_night(slot, limits)
    return minutes > 0.0 and minutes >= (stated(limits, "night_least_h")[0] or 0.0) * 60.0


def minutes_at_night(slot: Slot, limits: LabourLimits) -> float:
    """Minutes of a shift within the hours that a contract calls night."""
    from_h, to_h = (stated(limits, limit)[0] or 0.0 for limit in ("night_start_h", "night_end_h"))
    return minutes_within_night(slot.wall_start, slot.wall_start + slot.end - slot.start, from_h, to_h)
