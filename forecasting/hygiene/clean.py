"""Which days may be learned from: gaps are filled by shape or refused, outages and freak days are set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from data.contracts.hygiene import ACCEPT, REFUSE, meanings
from forecasting.arrays import BoolArray, FloatArray, IntArray, date_of, weekdays
from forecasting.daily import QueueHistory
from forecasting.hygiene.cells import (
    CELL_REASONS,
    DEAD,
    FINE,
    FREAK,
    MISSING,
    STUCK,
    CellCodes,
    broken_cells,
    without_giants,
)
from forecasting.hygiene.days import odd_days, surroundings

LEAST_COVERED = 0.75  # share of a usual day that must have been recorded before the rest is filled in by shape
LEAST_REAL = 0.25  # the same for a day that the planner calls real
STALE_D = 8
TRIM_FROM = 5  # days of a weekday from which the largest and the smallest count of a slot are left out to find freaks

Decisions = Mapping[int, str]  # day number -> accept (out of order) or refuse (real)
UNDECIDED: Decisions = {}


@dataclass(frozen=True)
class CleanDays:
    """What may be learned from a queue. `counts` (days, slots): gaps filled by shape, NaN on refused days.

    `total` (days,): contacts of the day, NaN on refused and closed days; `refused` tells why (reason code), by index of
    the day. `proposed` holds the day-level reasons found, obeyed or not; `cells` (days, slots) codes of
    forecasting.hygiene.cells, obeyed or not; `expected` (days, slots) what was usual.
    """

    counts: FloatArray
    total: FloatArray
    refused: dict[int, str]
    proposed: dict[int, str]
    cells: CellCodes
    expected: FloatArray
    shifts: dict[int, float] = field(default_factory=dict)


def clean_days(
    history: QueueHistory, special: BoolArray, known_bad: BoolArray, decisions: Decisions = UNDECIDED
) -> CleanDays:
    """Totals and counts fit to learn from.

    `special` days (events, holidays) are never called freaks; `known_bad` days (recorded outages) are refused whole.
    A day that misses little is filled up by its weekday's usual shape, and so are single intervals far off their day.
    The planner's `decisions` come first: a day refused as out of order is kept as it is. O(days x slots).
    """
    real = _decided(history.days, decisions, REFUSE)
    offered = history.offered.copy()
    calm = ~special & ~known_bad
    held = without_giants(offered)
    shape = usual_shape(held, history, calm, trim=True)
    total, _ = _totals(held, shape, history)
    usual = surroundings(np.where(calm, total, np.nan), history.days)
    expected = usual[:, None] * shape[weekdays(history.days)]
    cells = broken_cells(offered, expected, history.open[weekdays(history.days)], special)
    cells[known_bad] = FINE
    offered[(cells != FINE) & ~real[:, None]] = np.nan
    total, covered = _totals(offered, shape, history)
    repaired = ((cells == FREAK) * shape[weekdays(history.days)]).sum(axis=1)  # a typo hides one interval, no more
    proposed = _thin(covered + repaired, cells, history, known_bad, real)
    trusted, _ = _totals(np.where(cells == FINE, history.offered, np.nan), shape, history)
    trusted[list(proposed)] = np.nan
    odd, shifts = odd_days(trusted, history.offered, history.days, special)
    proposed |= odd
    refused = {i: why for i, why in proposed.items() if not (real[i] and covered[i] >= LEAST_REAL)}
    out = np.flatnonzero(_decided(history.days, decisions, ACCEPT) & history.open_days)
    refused |= {int(i): "planner" for i in out if int(i) not in refused and not (cells[i] > MISSING).any()}
    total[list(refused)] = np.nan
    shape = usual_shape(offered, history, calm & ~np.isnan(total))
    fill = total[:, None] * shape[weekdays(history.days)]
    counts = np.where(np.isnan(offered), fill, offered)
    counts[np.isnan(total)] = np.nan
    return CleanDays(counts, total, refused, proposed, cells, expected, shifts)


def _decided(days: IntArray, decisions: Decisions, what: str) -> BoolArray:
    return np.asarray(np.isin(days, [day for day, said in decisions.items() if said == what]), dtype=np.bool_)


def _thin(
    covered: FloatArray, cells: CellCodes, history: QueueHistory, known_bad: BoolArray, real: BoolArray
) -> dict[int, str]:
    """Days refused whole: recorded outages, and days of which too little was recorded in good order."""
    found = {int(i): "recorded_outage" for i in np.flatnonzero(known_bad & history.open_days)}
    sound = np.where(real, 0.0, LEAST_COVERED)
    for i in np.flatnonzero(history.open_days & ((covered < sound) | (covered < LEAST_REAL)) & ~known_bad):
        dead, stuck = (cells[i] == DEAD).any(), (cells[i] == STUCK).any()
        found[int(i)] = "outage" if dead else "stuck" if stuck else "missing"
    return found


def told(queue: str, history: QueueHistory, clean: CleanDays, decisions: Decisions = UNDECIDED) -> list[str]:
    """A warning in words for the days that were set aside, and for those of which a part was, one per reason."""
    whole: dict[str, list[int]] = {}
    begun = np.flatnonzero(~np.isnan(history.offered).all(axis=1))
    for i, reason in sorted(clean.refused.items()):
        if len(begun) and i <= begun[-1]:  # days after the end of the history are no gaps in it
            whole.setdefault(reason, []).append(i)
    partly: dict[str, list[int]] = {}
    for i in np.flatnonzero((clean.cells > MISSING).any(axis=1)).tolist():
        if i not in clean.refused and decisions.get(int(history.days[i])) != REFUSE:
            for code in np.unique(clean.cells[i][clean.cells[i] > MISSING]):
                partly.setdefault(CELL_REASONS[int(code)], []).append(i)
    lines = [f"{queue}: not learned from, {_days_told(reason, own, history)}" for reason, own in whole.items()]
    return lines + [
        f"{queue}: filled by the usual shape, {_days_told(why, own, history)}" for why, own in partly.items()
    ]


def _days_told(reason: str, own: list[int], history: QueueHistory) -> str:
    shown = ", ".join(str(date_of(int(history.days[i])).date()) for i in own[:5])
    return f"{meanings[reason]} ({len(own)} d): {shown}" + (f" and {len(own) - 5} more" if len(own) > 5 else "")


def stale(queue: str, history: QueueHistory) -> list[str]:
    """A warning when nothing was recorded in the last `STALE_D` days before the forecast."""
    told_d = silence(history)
    return [f"{queue}: {told_d}; import newer data"] if told_d else []


def silence(history: QueueHistory) -> str:
    """When the history ends, in words, if nothing was recorded in the last `STALE_D` days; else empty."""
    recorded = np.flatnonzero(~np.isnan(history.offered).all(axis=1))
    silent_d = len(history.days) - 1 - int(recorded[-1]) if len(recorded) else 0
    if silent_d < STALE_D:
        return ""
    last = date_of(int(history.days[recorded[-1]])).date()
    return f"the history ends on {last}, {silent_d} days before the forecast"


def usual_shape(offered: FloatArray, history: QueueHistory, usable: BoolArray, *, trim: bool = False) -> FloatArray:
    """Share of a day's volume that falls on each slot, per weekday (7, slots); rows of closed weekdays are zero.

    With `trim` the largest and the smallest count of each weekday and slot are left out, so that one freak hides not.
    """
    weekday = weekdays(history.days)
    shape = np.zeros((7, offered.shape[1]))
    for w in range(7):
        rows = offered[(weekday == w) & usable]
        rows = rows if len(rows) else offered[weekday == w]
        known = ~np.isnan(rows)
        number = known.sum(axis=0)
        summed = np.where(known, rows, 0.0).sum(axis=0)
        if trim and len(rows):
            many = number >= TRIM_FROM
            ends = np.where(known, rows, 0.0).max(axis=0) + np.where(known, rows, rows[known].max(initial=0.0)).min(
                axis=0
            )
            summed = np.where(many, summed - ends, summed)
            number = np.where(many, number - 2, number)
        mean = summed / np.maximum(number, 1)
        even = history.open[w].astype(float)
        mean = mean if mean.sum() > 0 else even
        shape[w] = mean * even / max((mean * even).sum(), 1e-12)
    return shape


def _totals(offered: FloatArray, shape: FloatArray, history: QueueHistory) -> tuple[FloatArray, FloatArray]:
    """Total of each day scaled up for what was not recorded, and the share of a usual day that was."""
    known = ~np.isnan(offered)
    covered = (known * shape[weekdays(history.days)]).sum(axis=1)
    total = np.where(known, offered, 0.0).sum(axis=1) / np.maximum(covered, 1e-12)
    total[(covered < 1e-9) | ~history.open_days] = np.nan
    return total, covered
