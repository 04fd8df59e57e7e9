"""The day that several pages show, remembered from page to page and in the address."""

from __future__ import annotations

import pandas as pd

from workbench import state
from workbench.state import View


def pick_day(view: View, days: list[str]) -> str:
    """The day that pages show; the busiest of the plan at first."""
    _ = view.display.words
    busiest = state.kept("busiest", view.key, lambda: _busiest(view))
    return state.pick(
        "day", _("Day"), days, lambda day: view.display.day(pd.Timestamp(day)), busiest if busiest in days else days[0]
    )


def _busiest(view: View) -> str:
    rows = view.table("requirement")
    load = rows.groupby(rows["ts"].dt.tz_localize(None).dt.normalize())["load_erl"].sum()
    return str(load.idxmax())[:10] if len(load) else ""
