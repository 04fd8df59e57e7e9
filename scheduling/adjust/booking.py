"""What a cell books: paid minutes and price, for edits and for repairs alike."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre, ShiftPattern
from scheduling.adjust.cell import Cell
from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny


class Booking:
    """Paid minutes and prices of cells in a centre; looks up its rates and holidays once.

    Unpaid time is that of the shift pattern, whatever its new length; a shift of no pattern is paid but for its breaks.
    """

    def __init__(self, centre: Centre) -> None:
        self._shifts = centre.shifts
        self._rates = rates_by_pool(centre.tables["rates"])
        self._holidays = holidays_of(centre.tables.get("calendar"))

    def paid_min(self, cell: Cell) -> float:
        """Minutes of the cell that are paid."""
        return float(max(0, cell.span_min - self._unpaid_min(cell, self._shifts.get(cell.shift))))

    def cost_cny(self, cell: Cell, pool: str, date: pd.Timestamp) -> float:
        """Price of the cell in a pool; 0 where the pool has no rate or nobody works."""
        rate = self._rates.get(pool)
        if rate is None or cell.start is None:
            return 0.0
        wall_min = cell.start.hour * 60 + cell.start.minute
        return shift_cost_cny(rate, date, wall_min, cell.span_min, self.paid_min(cell), self._holidays)

    @staticmethod
    def _unpaid_min(cell: Cell, pattern: ShiftPattern | None) -> int:
        if pattern is None:
            return sum(b.length_min for b in cell.breaks)
        return pattern.span_min - pattern.paid_min
