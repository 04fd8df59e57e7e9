"""A capacity plan in figures: hours by month, the next thing to begin, the worst month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.figures import staffing_capacity

MONTHS = pd.to_datetime(["2026-11-01", "2026-12-01"])


def months(gap: list[float], budget: list[float]) -> pd.DataFrame:
    rows = pd.DataFrame({"month": MONTHS, "group": "all", "heads": [100.0, 110.0], "gap_fte": gap,
                         "cost_cny": [50.0, 70.0], "budget_cny": budget})  # fmt: skip
    return pd.concat([rows.assign(group="chat"), rows], ignore_index=True)


def test_the_whole_centre_in_figures():
    actions = pd.DataFrame({"act_by": pd.to_datetime(["2026-11-09", "2026-10-30"])})
    told = staffing_capacity.told(months([0.0, 4.0], [60.0, 60.0]), actions)
    assert (told.people_now, told.people_end, told.cost_cny, told.actions) == (100.0, 110.0, 120.0, 2)
    assert (told.next_by, told.worst, told.gap_fte, told.over_budget) == (
        pd.Timestamp("2026-10-30"), MONTHS[1], 4.0, 1,
    )  # fmt: skip


def test_nothing_to_begin_and_nobody_missing():
    told = staffing_capacity.told(months([0.0, 0.0], [np.nan, np.nan]), pd.DataFrame({"act_by": []}))
    assert (told.next_by, told.worst, told.over_budget) == (None, None, 0)


def test_the_whole_stands_first_and_hours_are_summed():
    assert staffing_capacity.areas(months([0.0, 0.0], [0.0, 0.0])) == ["all", "chat"]
    work = pd.DataFrame({"area": ["a", "b"], "month": MONTHS[0], "required_h": [10.0, 20.0],
                         **dict.fromkeys(staffing_capacity.SOURCES, 1.0)})  # fmt: skip
    assert staffing_capacity.hours_by_month(work)["required_h"].tolist() == [30.0]
    assert staffing_capacity.hours_by_month(work, "b")["required_h"].tolist() == [20.0]
