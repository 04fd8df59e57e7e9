"""A settings table with its place: the file it came from and the line of each row, so that faults can name them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.errors import Fault


@dataclass(frozen=True)
class Placed:
    """A settings table with the file it came from and the line of each row."""

    rows: pd.DataFrame
    file: str
    lines: np.ndarray

    def fault(self, row: int, place: str, code: str, template: str, remedy: str, /, **values: object) -> Fault:
        """A fault in a cell of this table."""
        return Fault(code, template, values, remedy, self.file, int(self.lines[row]), place)
