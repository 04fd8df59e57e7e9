"""A plan in numbers, and two plans side by side."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.centre import Centre
from data.contracts.plan import SolveReport, SolveStatus
from workbench.figures import totals


def report(stage: str, gap: float | None, status: SolveStatus = SolveStatus.FEASIBLE) -> SolveReport:
    return SolveReport(stage, "all", status, 1.0, 1.0, gap, 0.1, "highs")


@pytest.fixture
def tables(roster: pd.DataFrame) -> dict[str, pd.DataFrame]:
    days = pd.DataFrame(
        {
            "queue": ["voice", "vip"], "date": roster["date"].iloc[0], "offered": [300.0, 100.0],
            "service_level": [0.9, 0.5], "asa_s": 10.0, "abandonment": 0.0, "occupancy": 0.7,
            "p_target_met": [1.0, 0.0],
        }
    )  # fmt: skip
    ts = pd.DatetimeIndex([roster["start_ts"].iloc[0]])
    shortage = pd.DataFrame({"queue": ["vip"], "ts": ts, "positions": [2.0], "reason": ["x"]})
    return {"replay_days": days, "roster": roster, "shortage": shortage, "unfilled": pd.DataFrame({"heads": [3]})}


def test_a_plan_in_numbers(tables: dict[str, pd.DataFrame], centre: Centre):
    whole = totals.totals(tables, centre, [report("mix", 0.02), report("roster", 0.5)])
    assert (whole.queues, whole.queues_kept) == (2, 1)
    assert whole.service_level == pytest.approx(0.8)
    assert (whole.cost_cny, whole.own_share) == (1600.0, 1300 / 1600)
    assert (whole.peak_heads, whole.shortage_h, whole.unfilled) == (2, 2.0, 3)
    assert (whole.cost_gap, whole.gap, whole.unproved) == (0.02, 0.5, 0)


def test_a_solve_without_a_number_leaves_the_gap_unknown(tables: dict[str, pd.DataFrame], centre: Centre):
    whole = totals.totals(tables, centre, [report("mix", None, SolveStatus.NO_ANSWER), report("roster", 0.1)])
    assert whole.gap is None
    assert whole.unproved == 1


def test_two_plans_side_by_side_tell_the_change(tables: dict[str, pd.DataFrame], centre: Centre, roster: pd.DataFrame):
    base = totals.totals(tables, centre, [])
    other = totals.totals({**tables, "roster": roster.iloc[:2]}, centre, [])
    rows = totals.side_by_side(base, other).set_index("measure")
    assert tuple(rows.loc["cost_cny", ["base", "other", "change"]]) == (1600.0, 900.0, -700.0)
    seats = totals.seats_side_by_side(roster, roster.iloc[:2], centre).set_index("pool")
    assert tuple(seats.loc["pa", ["cost_cny_base", "cost_cny_other"]]) == (300.0, 0.0)
