"""Wishes name shifts of the centre or a day off."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.intake.people_checks import wish_faults
from data.intake.placed import Placed


def placed(name: str, *shifts: str) -> Placed:
    lines = np.arange(2, 2 + len(shifts))
    return Placed(pd.DataFrame({"shift": pd.Series(shifts, dtype="str")}), f"{name}.csv", lines)


def test_days_off_and_starts_of_flexible_shifts_are_known():
    assert wish_faults(placed("wishes", "off", "early", "flex@07:30", "flex"), placed("shifts", "early", "flex")) == []


def test_an_unknown_shift_is_named_with_the_one_that_was_meant():
    (fault,) = wish_faults(placed("wishes", "early", "eerly"), placed("shifts", "early"))
    assert (fault.line, fault.column, fault.values["near"]) == (3, "shift", "early")
