"""Chance and replay say the same of one queue with people of its own who all turn up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from scheduling.chance.estimate import estimate_chance
from scheduling.replay.simulate import replay_plan
from tests.scheduling.chance.kit import DAY, SKILLS, ZONE, centre, forecast, paths, positions


def roster(heads: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    start = DAY.tz_localize(ZONE)
    shifts = pd.DataFrame(
        {
            "shift_id": [f"s{n}" for n in range(heads)], "agent": [f"A{n}" for n in range(heads)], "kind": "agent",
            "date": DAY, "start_ts": start, "end_ts": start + pd.Timedelta(days=1), "shift": "D", "pool": "own",
            "site": "sh", "group": "own", "paid_min": 1440.0, "cost_cny": 0.0, "locked": False, "origin": "plan",
        }
    )  # fmt: skip
    return shifts, shifts[["shift_id", "start_ts", "end_ts"]].assign(activity="work")


@pytest.mark.parametrize("heads", [8, 9, 10])
def test_chance_and_replay_agree(heads: int):
    asked = centre(paths=200)
    told = paths(0.1, number=200)
    made = estimate_chance(forecast(), told, positions(float(heads)), SKILLS, asked).chance
    day = made[made["scope"] == "day"].iloc[0]
    shifts, segments = roster(heads)
    played = replay_plan(forecast(), shifts, segments, SKILLS, replace(asked), told).days.iloc[0]
    assert played["service_level"] == pytest.approx(day["expected_sl"], abs=0.02)
    assert played["p_target_met"] == pytest.approx(day["p_target_met"], abs=0.1)
