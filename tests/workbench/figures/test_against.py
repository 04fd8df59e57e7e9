"""What came against what was forecast: whole days only, models beside it, several queues without a band."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from workbench.figures import against

ZONE = "Asia/Shanghai"
FIRST, LAST = pd.Timestamp("2026-11-09").as_unit("us"), pd.Timestamp("2026-11-10").as_unit("us")
GRID = interval_grid(FIRST, LAST, 60, ZONE)


def forecast(volume: float = 10.0, queue: str = "voice") -> pd.DataFrame:
    rows = pd.DataFrame({"queue": queue, "ts": GRID, "volume": volume, "aht_s": 200.0})
    return rows.assign(**dict.fromkeys(QUANTILE_COLUMNS, volume))


def came(until: int, queue: str = "voice") -> pd.DataFrame:
    return pd.DataFrame({"queue": queue, "ts": GRID[:until], "offered": 12.0})


def test_a_day_that_is_still_running_is_not_held_against_the_forecast() -> None:
    (row,) = against.whole_days(forecast(), came(36), "voice").to_dict("records")
    assert (row["date"], row["offered"]) == (FIRST, 24 * 12.0)
    assert against.whole_days(forecast(), came(20), "voice").empty


def test_intervals_of_the_running_day_are_told() -> None:
    assert len(against.arrived_intervals(came(36), "voice", LAST)) == 12
    assert against.arrived_intervals(came(36), "chat", LAST).empty


def test_models_and_plan_stand_beside_what_came() -> None:
    (row,) = against.foretold(forecast(15.0), forecast(10.0), came(36), "voice").to_dict("records")
    assert (row["system"], row["adjusted"], row["offered"]) == pytest.approx((240.0, 360.0, 288.0))


def test_several_queues_add_up_without_a_band() -> None:
    parts = [against.foretold(forecast(queue=name), forecast(queue=name), came(24, name), name) for name in ("a", "b")]
    (row,) = against.together(parts).to_dict("records")
    assert (row["offered"], row["adjusted"]) == (576.0, 480.0)
    assert pd.isna(row["q05"])
    assert against.together([]).empty
