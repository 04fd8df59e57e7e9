"""Adjustments of a forecast as they would be, before anybody saves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data.contracts.errors import RefusedInput
from data.intake.planner_checks import adjustment_faults
from data.intake.row_words import row_fault, rows_of_words
from workbench.access import Right, User, require
from workbench.deeds.centre_tables import CentreTables

TABLE = "forecast_adjustments"


@dataclass(frozen=True)
class Previewed:
    """Two FORECAST tables of the same intervals, with the adjustments saved so far and with the new ones too."""

    before: pd.DataFrame
    after: pd.DataFrame
    warnings: tuple[str, ...]


class Previewing(CentreTables):
    """Deeds that show what would be; nothing is saved."""

    def preview_adjustments(self, user: User, plan_id: str, rows: Sequence[Mapping[str, str]]) -> Previewed:
        """The forecast of a plan with all saved adjustments, and with these rows (in words) laid over as well.

        Starts from what the models said (`forecast_system`). Raises `RefusedInput` for rows that make no sense.
        O(intervals x adjustments).
        """
        require(user, Right.SEE_PLAN)
        from forecasting.adjusted import adjust_forecast

        stored = self.store.plans.get(plan_id)
        centre = self._base_centre(stored)
        saved = self.centre_table(user, centre.name, TABLE).rows
        placed, faults = rows_of_words(TABLE, rows, centre.zone)
        faults = faults or adjustment_faults(placed)
        if faults:
            raise RefusedInput([row_fault(fault, [""] * len(rows)) for fault in faults])
        name = "forecast_system" if "forecast_system" in stored.plan.tables else "forecast"
        system = self._artefact(stored.plan.tables[name])
        before = adjust_forecast(system, saved)
        after = adjust_forecast(before.forecast, placed.rows)
        return Previewed(before.forecast, after.forecast, after.warnings)
