"""Do the wishes of people make sense? A shift wished is one of the centre, the family of one, or a day off."""

from __future__ import annotations

from difflib import get_close_matches

from data.contracts.errors import Fault
from data.contracts.people_tables import OFF_WISH
from data.intake.placed import Placed


def wish_faults(wishes: Placed, shifts: Placed) -> list[Fault]:
    """Wishes for shifts that there are not. O(wishes)."""
    known = sorted({OFF_WISH, *shifts.rows["shift"]})
    faults = []
    for row, shift in enumerate(wishes.rows["shift"]):
        if shift not in known and shift.partition("@")[0] not in known:
            near = get_close_matches(shift, known, 1, 0.8)
            values = {"value": shift or "-", "near": near[0] if near else "", "known": ", ".join(known[:8])}
            remedy = "Did you mean {near}?" if near else "Use off or a shift of shift_patterns: {known}."
            faults.append(wishes.fault(row, "shift", "wishes.shift", "there is no shift {value}", remedy, **values))
    return faults
