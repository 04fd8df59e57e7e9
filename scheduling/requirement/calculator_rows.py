"""What the Erlang calculator reads: the figures of all rows, and the faults of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.errors import Fault

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """The figures of all rows, NaN where a cell is blank or its column absent; `model` is B, C, A, H or D.

    `series` is the name of the series a row belongs to ("": none); `chat_s` the length of a chat with 1, 2, .. open at
    its agent, for the rows of model H; `aht_s` of these is that of one open chat.
    """

    model: npt.NDArray[np.object_]
    number: dict[str, FloatArray]
    series: npt.NDArray[np.object_]
    chat_s: dict[int, list[float]] = field(default_factory=dict)

    def __getitem__(self, column: str) -> FloatArray:
        return self.number[column]


class CellFaults:
    """Collects faults with file, line and column; line 1 is the header. A cell is told once, for its first fault."""

    def __init__(self, file: str, lines: Sequence[int] | None) -> None:
        self.file = file
        self.lines = lines
        self.found: list[Fault] = []
        self.cells: set[tuple[int, str]] = set()

    def add(
        self,
        rows: Mask,
        column: str,
        code: str,
        template: str,
        remedy: str,
        cells: pd.Series | None = None,
        **more: str,
    ) -> None:
        for row in np.flatnonzero(rows).tolist():
            if (row, column) not in self.cells:
                values = more if cells is None else {"value": cells.iloc[row], **more}
                self.cells.add((row, column))
                line = row + 2 if self.lines is None else int(self.lines[row])
                self.found.append(Fault(f"size.{code}", template, values, remedy, self.file, line, column))

    def clean(self, count: int) -> Mask:
        """Rows without a fault so far."""
        fine = np.ones(count, dtype=bool)
        fine[[row for row, _ in self.cells]] = False
        return fine
