from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Centre, Queue, Target
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from scheduling.requirement.erlang import measure, size
from tests.workbench.figures.conftest import FIRST, LAST, ZONE
from workbench.figures.cost_of_error import COLUMNS, cost_of_error, price_per_h

RATES = pd.DataFrame(
    {"pool": ["own", "pa"], "cost_cny_per_h": [45.0, 60.0], "evening_factor": 1.0, "night_factor": [2.0, 1.0],
     "holiday_factor": 3.0, "cost_cny_per_shift": 10.0}
)  # fmt: skip
SKILLS = pd.DataFrame(
    {"group": ["g-own", "g-pa"], "pool": ["own", "pa"], "site": "sh", "queue": "voice", "priority": 1,
     "proficiency": [1.0, 0.8]}
)  # fmt: skip
NO_FLOW = pd.DataFrame({"group": [], "queue": [], "positions": []})


@pytest.fixture
def rated(centre: Centre) -> Centre:
    return replace(centre, tables={**centre.tables, "rates": RATES})


def forecast(volume: float, queue: str = "voice", version: str = "system") -> pd.DataFrame:
    grid = interval_grid(FIRST, LAST, 60, ZONE)
    bands = dict.fromkeys(QUANTILE_COLUMNS, volume)
    return pd.DataFrame({"queue": queue, "ts": grid, "volume": volume, **bands, "aht_s": 180.0, "version": version})


def came(offered: float, queue: str = "voice") -> pd.DataFrame:
    return forecast(offered, queue).rename(columns={"volume": "offered"})[["queue", "ts", "offered", "aht_s"]]


def test_a_perfect_forecast_costs_nothing(rated: Centre):
    made = cost_of_error(forecast(200), came(200), rated, SKILLS, NO_FLOW)
    assert tuple(made.columns) == COLUMNS
    assert made["over_h"].sum() == made["under_h"].sum() == made["late"].sum() == 0


def test_too_few_are_told_in_hours_and_in_contacts_that_wait_too_long(rated: Centre):
    made = cost_of_error(forecast(150), came(200), rated, SKILLS, NO_FLOW).iloc[0]
    planned, needed = (float(size(n, 180, target_s=20, service_level=0.8).positions) for n in (150, 200))
    level = float(measure(200, 180, planned, 20).sl)
    assert made["under_h"] == pytest.approx(24 * (needed - planned))
    assert made["service_level"] == pytest.approx(level)
    assert made["service_level_needed"] == pytest.approx(0.8)
    assert made["late"] == pytest.approx(24 * 200 * (0.8 - level))
    assert made["over_h"] == made["over_cost_cny"] == 0


def test_hours_in_vain_cost_what_the_people_who_come_are_paid(rated: Centre):
    flow = pd.DataFrame({"group": ["g-own"], "queue": ["voice"], "positions": [5.0]})
    made = cost_of_error(forecast(200), came(150), rated, SKILLS, flow).iloc[0]
    a_day = 45.0 * (16 + 8 * 2) / 0.9  # eight hours of the day are night
    assert made["over_cost_cny"] == pytest.approx(made["over_h"] / 24 * a_day)


def test_a_position_hour_is_paid_with_absence_and_slowness(rated: Centre):
    prices = price_per_h(rated, SKILLS, NO_FLOW).set_index(["hour", "holiday"])["price"]
    own, partner = 45 / 0.9, 60 / (0.95 * 0.8)
    assert prices[12, False] == pytest.approx((own + partner) / 2)
    assert prices[12, True] == pytest.approx(3 * (own + partner) / 2)
    assert prices[3, False] == pytest.approx((2 * own + partner) / 2)


def test_intervals_without_history_are_left_out(rated: Centre):
    made = cost_of_error(forecast(200), came(100).iloc[:24], rated, SKILLS, NO_FLOW)
    assert made["date"].tolist() == [FIRST]


def test_work_that_may_wait_is_compared_by_day(rated: Centre):
    target = Target(service_level=0.9)
    mail = Queue("voice", "Mail", "邮件", "email", target, None, 1, 1.0, 8.0, 1)
    of_mail = replace(rated, queues={"voice": mail})
    actual = came(100)
    actual["offered"] = np.tile([200.0, 0.0], 24)  # the same work within the hours in which it may be done
    made = cost_of_error(forecast(100), actual, of_mail, SKILLS, NO_FLOW)
    assert made["service_level"].isna().all()
    assert (made["over_h"] < 0.1 * made["needed_h"]).all()


def test_system_and_adjusted_stand_side_by_side(rated: Centre):
    both = pd.concat([forecast(150), forecast(200, version="adjusted")])
    made = cost_of_error(both, came(200), rated, SKILLS, NO_FLOW).groupby("version")["under_h"].sum()
    assert made["adjusted"] == 0 < made["system"]


def test_chance_alone_costs_hours_that_no_forecast_can_save(rated: Centre):
    small, large = (
        cost_of_error(forecast(volume), came(volume), rated, SKILLS, NO_FLOW)[
            ["planned_h", "chance_over_h", "chance_under_h"]
        ].sum()
        for volume in (2, 2000)
    )
    share = [(of["chance_over_h"] + of["chance_under_h"]) / of["planned_h"] for of in (small, large)]
    assert share[0] > 0.2 > 0.05 > share[1] > 0
