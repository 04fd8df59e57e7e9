"""Days that are not like their weekday: holidays, make-up workdays and events, as day numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray

NO_DAYS: IntArray = np.zeros(0, dtype=np.int64)
NONE: FloatArray = np.zeros(0)


@dataclass(frozen=True)
class SpecialDays:
    """Days of each holiday by name, make-up workdays (a weekend day that is worked), and runs (first, last) of events.

    They may lie before and after the origin: a calendar is known in advance.
    """

    holidays: Mapping[str, IntArray] = field(default_factory=dict)
    makeup: IntArray = field(default_factory=lambda: NO_DAYS)
    events: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def holiday_mask(self, days: IntArray) -> BoolArray:
        """True on holidays, shape (days,).

        >>> SpecialDays({"new year": np.array([0])}).holiday_mask(np.array([0, 1])).tolist()
        [True, False]
        """
        every = np.concatenate([NO_DAYS, *self.holidays.values()])
        return np.asarray(np.isin(days, every), dtype=np.bool_)

    def event_mask(self, days: IntArray) -> BoolArray:
        """True on days that any event covers, shape (days,)."""
        mask = np.zeros(len(days), dtype=np.bool_)
        for runs in self.events.values():
            for first, last in runs:
                mask |= (days >= first) & (days <= last)
        return mask

    def odd_mask(self, days: IntArray) -> BoolArray:
        """True on days whose shape over the day is not their weekday's: holidays and make-up workdays."""
        return np.asarray(self.holiday_mask(days) | np.isin(days, self.makeup), dtype=np.bool_)


@dataclass(frozen=True)
class EventDays:
    """Coming event days of a queue (day numbers) and what is known of each, all of one length.

    Volume of such a day = level x exp(`log_size`) x weekday factor ** `gamma`; `log_var` is the variance of the log.
    `hidden`: past days beyond the windows of events that were under their influence and are no normal days.
    """

    days: IntArray = field(default_factory=lambda: NO_DAYS)
    log_size: FloatArray = field(default_factory=lambda: NONE)
    gamma: FloatArray = field(default_factory=lambda: NONE)
    log_var: FloatArray = field(default_factory=lambda: NONE)
    hidden: IntArray = field(default_factory=lambda: NO_DAYS)
    notes: tuple[str, ...] = ()


NOTHING_SPECIAL = SpecialDays()
NO_EVENTS = EventDays()
