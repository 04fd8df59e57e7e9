"""Hours of shifts that cover the positions of every hour of a week: what a total of hours alone would promise away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.contracts.centre import Centre, SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.solver.arrays import solve_arrays

Floats = NDArray[np.float64]
DAYS, HOURS = 7, 24
WEEK_H = DAYS * HOURS
WORK_DAYS = 5.0  # days a week that people work: who covers the busiest day is there on the others too
UNCOVERED = 3.0  # paid hours of an hour outside whole shifts: sharper peaks take short shifts and people called in
LIMIT_S = 5.0


@dataclass(frozen=True)
class Cover:
    """Shifts as columns over the hours of a week (which is a circle), and the paid hours of each."""

    columns: csr_array
    paid_h: Floats
    settings: SolverSettings

    def hours(self, positions: Floats) -> float:
        """Fewest paid hours of shifts that put `positions` (168 hours from Monday 00:00) on the queue.

        No day may hold more than a fifth of the week's shifts, and no hour costs more than `UNCOVERED`. One LP of 175
        rows; where it fails, the position hours.

        >>> from data.contracts.centre import SolverSettings
        >>> flat = Cover(*shift_columns([(60 * h, 480, 480) for h in range(0, 24, 8)]), SolverSettings())
        >>> round(flat.hours(np.ones(168)), 6)  # around the clock: no more than the hours themselves
        168.0
        """
        if not positions.max() > 0:
            return 0.0
        shifts, n = self.columns.shape[1], self.columns.shape[1] + WEEK_H
        scale = float(positions.max())  # numbers near 1 for the solver
        cost = np.r_[self.paid_h, np.full(WEEK_H, UNCOVERED)]
        report, values = solve_arrays(
            cost, np.zeros(n), np.zeros(n), np.full(n, np.inf), self._rows(shifts),
            np.r_[positions / scale, np.full(DAYS, -np.inf)], np.r_[np.full(WEEK_H, np.inf), np.zeros(DAYS)],
            stage="capacity", part="cover", settings=self.settings, limit_s=LIMIT_S,
        )  # fmt: skip
        if values is None or report.status is not SolveStatus.OPTIMAL or report.objective is None:
            return float(positions.sum())
        return max(float(report.objective) * scale, float(positions.sum()))

    def _rows(self, shifts: int) -> csr_array:
        """Rows of the hours (with a slack each) and of the days."""
        dense = np.zeros((WEEK_H + DAYS, shifts + WEEK_H))
        dense[:WEEK_H, :shifts] = self.columns.toarray()
        dense[:WEEK_H, shifts:] = np.eye(WEEK_H)
        per_day = shifts // DAYS
        for day in range(DAYS):
            dense[WEEK_H + day, :shifts] = -1.0 / WORK_DAYS
            dense[WEEK_H + day, day * per_day : (day + 1) * per_day] += 1.0
        return csr_array(dense)


def shift_columns(patterns: list[tuple[int, int, int]]) -> tuple[csr_array, Floats]:
    """Columns (168, 7 x patterns), day by day, and paid hours of shifts (start, span and paid minutes).

    A shift covers its hours in part where its unpaid meal is taken out of them.
    """
    column = np.zeros((WEEK_H, DAYS * len(patterns)))
    for day in range(DAYS):
        for i, (start_min, span_min, paid_min) in enumerate(patterns):
            at = day * len(patterns) + i
            first = day * HOURS * 60 + start_min
            for hour in range(first // 60, -(-(first + span_min) // 60)):
                inside = min(first + span_min, (hour + 1) * 60) - max(first, hour * 60)
                column[hour % WEEK_H, at] += inside / 60.0 * paid_min / span_min
    paid = np.tile([paid_min / 60.0 for _, _, paid_min in patterns], DAYS)
    return csr_array(column), np.asarray(paid, dtype=np.float64)


def cover_of(centre: Centre) -> Cover:
    """The shifts that own people of the centre may work, else any, else eight hours from every hour."""
    own = [s for s in centre.shifts.values() if "internal" in s.kinds] or list(centre.shifts.values())
    patterns = sorted({(s.start_min, s.span_min, s.paid_min) for s in own if s.paid_min > 0})
    patterns = patterns or [(60 * hour, 480, 480) for hour in range(HOURS)]
    return Cover(*shift_columns(patterns), centre.solver)
