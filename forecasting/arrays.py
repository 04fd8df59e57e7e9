"""Array kinds of this room, and day numbers: local calendar days as whole numbers since 1970-01-01."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def day_number(date: pd.Timestamp) -> int:
    """Number of a calendar day, whatever its clock shows.

    >>> day_number(pd.Timestamp("1970-01-02 13:00"))
    1
    """
    return int((pd.Timestamp(date).tz_localize(None).normalize() - pd.Timestamp(0)).days)


def date_of(day: int) -> pd.Timestamp:
    """The naive midnight of a day number.

    >>> str(date_of(1).date())
    '1970-01-02'
    """
    return pd.Timestamp(0) + pd.Timedelta(days=int(day))


def weekdays(days: IntArray) -> IntArray:
    """Weekday of each day number, 0 = Monday.

    >>> weekdays(np.array([0, 4])).tolist()  # 1970-01-01 was a Thursday
    [3, 0]
    """
    return (days + 3) % 7
