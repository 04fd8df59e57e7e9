"""How a solve ended, in our words: what a back-end hands over, and the report made from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.contracts.plan import SolveReport, SolveStatus

Floats = NDArray[np.float64]

ANSWERED = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)


@dataclass(frozen=True)
class Ended:
    """What a back-end hands over. `bound` is in the sense of the problem and holds its constant; None: none known.

    `values` are those of the columns (None where no answer was found), `row_duals` exist for pure LPs only, as does
    `basis`: where the simplex method ended, column statuses and row statuses.
    """

    status: SolveStatus
    bound: float | None
    solver: str
    note: str = ""
    values: Floats | None = None
    row_duals: Floats | None = None
    basis: tuple[list[object], list[object]] | None = None


def report_of(
    stage: str, part: str, ended: Ended, *, objective: float | None, seconds: float, minimise: bool = True
) -> SolveReport:
    """The report of a solve whose answer scores `objective`.

    A bound that passes the objective by float noise is the objective; one that passes it by more is shown as it is
    and named in the note, because then either the bound or the answer is wrong.

    >>> report_of("mix", "", Ended(SolveStatus.FEASIBLE, 99.0, "highs"), objective=100.0, seconds=1.0).gap
    0.01
    """
    answered = ended.status in ANSWERED and objective is not None
    value = objective if answered else None
    bound = ended.bound if ended.bound is not None and math.isfinite(ended.bound) else None
    note = ended.note
    if value is not None and bound is not None:
        past = (bound - value) if minimise else (value - bound)
        if past > 0.0:
            if past <= 1e-6 * max(1.0, abs(value)):
                bound = value
            else:
                note = _joined(note, "the bound of the back-end lies beyond the answer")
    gap = None if value is None or bound is None else abs(value - bound) / max(abs(value), 1e-9)
    return SolveReport(stage, part, ended.status, value, bound, gap, seconds, ended.solver, note)


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
