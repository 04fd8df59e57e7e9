"""A linear model being written: columns and rows in named stretches, entries by place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from scheduling.solver.matrix import Matrix
from scheduling.tours.problem import Floats, Ints

Numbers = npt.ArrayLike


@dataclass
class Sheet:
    """Columns and rows so far; places are counted from 0."""

    cost: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def more_columns(self, cost: Numbers, upper: Numbers) -> Ints:
        """Columns from 0 to `upper` at a price each; their places."""
        prices = np.atleast_1d(np.asarray(cost, dtype=np.float64))
        self.cost.append(prices)
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), prices.shape).copy())
        self.columns += len(prices)
        return np.arange(self.columns - len(prices), self.columns, dtype=np.int64)

    def more_rows(self, low: Numbers, high: Numbers) -> Ints:
        """Rows between their limits; their places."""
        least = np.atleast_1d(np.asarray(low, dtype=np.float64))
        self.low.append(least)
        self.high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), least.shape).copy())
        self.rows += len(least)
        return np.arange(self.rows - len(least), self.rows, dtype=np.int64)

    def enter(self, rows: Numbers, columns: Numbers, factor: Numbers = 1.0) -> None:
        """Factors at places; the three are broadcast to one shape."""
        at, of, values = np.broadcast_arrays(
            np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64), np.asarray(factor, dtype=np.float64)
        )
        self.entries.append((at.ravel(), of.ravel(), values.ravel()))

    def matrix(self, offset: float = 0.0) -> Matrix:
        """The model; no column is whole."""
        none = np.zeros(0)
        at, of, values = (np.concatenate([np.zeros(0), *parts]) for parts in zip(*self.entries, strict=True))
        rows = coo_array((values, (at.astype(np.int32), of.astype(np.int32))), shape=(self.rows, self.columns))
        return Matrix(
            np.concatenate([none, *self.cost]), np.zeros(self.columns, dtype=np.bool_), np.zeros(self.columns),
            np.concatenate([none, *self.upper]), csr_array(rows.tocsr()), np.concatenate([none, *self.low]),
            np.concatenate([none, *self.high]), offset,
        )  # fmt: skip
