"""What counts as night: the one arithmetic of the mix and of the roster's rules."""

from __future__ import annotations

from collections.abc import Mapping

DAY_MIN = 1440.0
# what holds where a centre states nothing; a night worker works 3 h of the night: directive 2003/88/EC, article 2
NIGHT_STATED: Mapping[str, float] = {"night_start_h": 22.0, "night_end_h": 6.0, "night_least_h": 3.0}


def minutes_within_night(start_min: float, end_min: float, from_h: float, to_h: float) -> float:
    """Minutes of a shift (wall minutes after a midnight) between two hours, over midnight when `to_h` is smaller.

    >>> minutes_within_night(20 * 60, 28 * 60, 22, 6), minutes_within_night(14 * 60, 23 * 60, 22, 6)
    (360.0, 60.0)
    """
    low = 60.0 * from_h
    long = (60.0 * to_h - low) % DAY_MIN
    # plain numbers: asked for single shifts a hundred thousand times, where arrays of one cost ten times as much
    return sum(max(0.0, min(end_min, at + long) - max(start_min, at)) for at in (low - DAY_MIN, low, low + DAY_MIN))
