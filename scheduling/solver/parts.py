"""A linear model taken apart: linking columns, and parts that are independent once these are known."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from scheduling.solver.answer import Floats
from scheduling.solver.matrix import Matrix

Ints = NDArray[np.int64]
LINKING = -1
DEARER = 10.0  # what a breach of a divided row costs over the dearest column: only ever paid on the way


@dataclass(frozen=True)
class Parts:
    """Rows and columns of `matrix` by what they belong to; `part[j]` of a column is its part or LINKING.

    `local` and `link` are columns, `inner` rows with local columns (`row_part` says of which part each is), `common`
    rows with linking columns only. `inside` are the inner rows over local columns, `outside` over linking ones.
    """

    matrix: Matrix
    part: Ints
    count: int
    link: Ints
    local: Ints
    inner: Ints
    row_part: Ints
    common: Ints
    inside: csr_array
    outside: csr_array

    def tangent(self, prices: Floats) -> tuple[Floats, csr_array]:
        """Constant and factors (parts x linking columns) of a cut a part: cost of the part + factors @ z >= constant.

        Holds for any prices of the inner rows, by Lagrange; the constant is -inf where prices prove nothing.
        """
        low, high = self.matrix.row_lower[self.inner], self.matrix.row_upper[self.inner]
        limit = np.where(prices > 0, low, high)
        known = np.isfinite(limit)
        kept, limit = np.where(known, prices, 0.0), np.where(known, limit, 0.0)
        left = self.matrix.cost[self.local] - self.inside.T @ kept
        left[np.abs(left) < 1e-9] = 0.0
        at = np.where(left > 0, self.matrix.lower[self.local], self.matrix.upper[self.local])
        least = np.where(left == 0.0, 0.0, left * np.where(left == 0.0, 0.0, at))
        constant = np.bincount(self.row_part, kept * limit, self.count)
        constant += np.bincount(self.part[self.local], least, self.count)
        rows = np.arange(len(kept))
        factors = csr_array((kept, (self.row_part, rows)), shape=(self.count, len(kept))) @ self.outside
        return np.asarray(constant, dtype=np.float64), csr_array(factors)

    def floor(self) -> Floats:
        """What each part costs at least, whatever the linking columns are (-inf: not known)."""
        cost = self.matrix.cost[self.local]
        at = np.where(cost > 0, self.matrix.lower[self.local], self.matrix.upper[self.local])
        least = np.where(cost == 0.0, 0.0, cost * np.where(cost == 0.0, 0.0, at))
        return np.asarray(np.bincount(self.part[self.local], least, self.count))


def parts_of(matrix: Matrix, part: Ints) -> Parts:
    """The model taken apart; rows over several parts are divided first (see `divided`). O(nonzeros)."""
    matrix, part = divided(matrix, part)
    link, local = np.flatnonzero(part == LINKING), np.flatnonzero(part != LINKING)
    columns = matrix.rows.tocsc()
    inside, outside = columns[:, local].tocsr(), columns[:, link].tocsr()
    touched = np.diff(inside.indptr) > 0
    inner, common = np.flatnonzero(touched), np.flatnonzero(~touched)
    inside = csr_array(inside[inner])
    row_part = part[local][inside.indices[inside.indptr[:-1]]] if len(inner) else np.zeros(0, np.int64)
    count = int(part.max(initial=-1)) + 1
    return Parts(matrix, part, count, link, local, inner, row_part, common, inside, csr_array(outside[inner]))


def divided(matrix: Matrix, part: Ints) -> tuple[Matrix, Ints]:
    """The same model with every row that reaches over several parts divided among them; new rows and columns are last.

    Of such a row each part gets a linking column, its share: what the part uses of the row keeps to its share, the
    shares together keep to the row. A part may pass its share at a price that no optimum pays.
    """
    entries = matrix.rows.tocoo()
    row, column, factor = entries.coords[0].astype(np.int64), entries.coords[1].astype(np.int64), entries.data
    inside = part[column] != LINKING
    first = np.full(matrix.rows.shape[0], np.iinfo(np.int64).max)
    last = np.full(matrix.rows.shape[0], -1)
    np.minimum.at(first, row[inside], part[column[inside]])
    np.maximum.at(last, row[inside], part[column[inside]])
    moved = inside & (first < last)[row]
    if not moved.any():
        return matrix, part
    of_part = part[column[moved]]
    pairs, share = np.unique(np.column_stack([row[moved], of_part]), axis=0, return_inverse=True)
    share = share.ravel()
    rows, columns, count = *matrix.rows.shape, len(pairs)
    ends = [factor[moved] * bound[column[moved]] for bound in (matrix.lower, matrix.upper)]
    least, most = (np.bincount(share, pick(*ends), count) for pick in (np.minimum, np.maximum))
    own, each = pairs[:, 0], np.arange(count)
    price = (
        DEARER * max(1.0, float(np.abs(matrix.cost).max(initial=0.0))) / max(float(np.abs(factor[moved]).min()), 1e-3)
    )
    over, under = np.isfinite(matrix.row_upper[own]), np.isfinite(matrix.row_lower[own])
    places = [  # what stays, what moves into the new rows, the shares in old and new rows, the breaches
        (row[~moved], column[~moved], factor[~moved]),
        (rows + share, column[moved], factor[moved]),
        (own, columns + each, np.ones(count)),
        (rows + each, columns + each, -np.ones(count)),
        (rows + each, columns + count + each, np.where(over, -1.0, 0.0)),
        (rows + each, columns + 2 * count + each, np.where(under, 1.0, 0.0)),
    ]
    at = [np.concatenate([one[i] for one in places]) for i in (0, 1, 2)]
    grown = csr_array(coo_array((at[2], (at[0], at[1])), shape=(rows + count, columns + 3 * count)))
    zero, endless = np.zeros(count), np.full(count, np.inf)
    made = replace(
        matrix,
        cost=np.concatenate([matrix.cost, zero, np.full(2 * count, price)]),
        integral=np.concatenate([matrix.integral, np.zeros(3 * count, np.bool_)]),
        lower=np.concatenate([matrix.lower, least, zero, zero]),
        upper=np.concatenate([matrix.upper, most, endless, endless]),
        rows=grown,
        row_lower=np.concatenate([matrix.row_lower, np.where(under, 0.0, -np.inf)]),
        row_upper=np.concatenate([matrix.row_upper, np.where(over, 0.0, np.inf)]),
    )
    owner = pairs[:, 1]
    return made, np.concatenate([part, np.full(count, LINKING), owner, owner])
