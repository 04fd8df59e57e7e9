"""Hours of opening as a centre writes them: times of day, the end after the start."""

from __future__ import annotations

from data.contracts.errors import Fault
from data.intake.placed import Placed
from data.intake.shift_words import clock_min


def hours_faults(hours: Placed) -> list[Fault]:
    """Rows of open and close that are no times of day, or close before they open."""
    faults = []
    for row, (opens, closes) in enumerate(zip(hours.rows["open"], hours.rows["close"], strict=True)):
        start, end = clock_min(opens), clock_min(closes)
        for column, word, value in (("open", opens, start), ("close", closes, end)):
            if value is None:
                template, remedy = "{value} is no time of day", "Write HH:MM; 24:00 is midnight."
                faults.append(hours.fault(row, column, "settings.clock", template, remedy, value=repr(word)))
        if start is not None and end is not None and end <= start:
            template = "closes at {close}, not after it opens at {open}"
            remedy = "Hours over midnight are two rows: until 24:00, and from 00:00 of the next day."
            faults.append(hours.fault(row, "close", "settings.hours", template, remedy, open=opens, close=closes))
    return faults
