"""Levers override what they name and nothing else; nonsense is refused with every fault at once."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.centre import Centre, PlanWindow, Pool, Queue, Target
from data.contracts.errors import RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS
from workbench.levers import pull_centre, pull_forecast, read_scenario


def queue(name):
    return Queue(name, name, name, "voice", Target(0.8, 20.0), 120.0, 1, 1.0, None, 1)


def pool(name, kind):
    return Pool(name, kind, "", "sh", name, name, 0.1, 0, 50, 1, 1)


@pytest.fixture
def centre():
    tables = {
        "skills": pd.DataFrame(
            {
                "group": ["own", "pa"],
                "pool": ["own", "partner"],
                "site": "sh",
                "queue": "voice",
                "priority": 1,
                "proficiency": 1.0,
            }
        ),
        "agents": pd.DataFrame({"agent": ["A1"], "group": ["own"]}),
        "pools": pd.DataFrame({"pool": ["own", "partner"], "unplanned_absence": [0.1, 0.1], "max_heads": [50, 50]}),
        "rates": pd.DataFrame(
            {"pool": ["own", "partner"], "cost_cny_per_h": [50.0, 30.0], "cost_cny_per_shift": [0.0, 5.0]}
        ),
    }
    day = pd.Timestamp("2026-11-02")
    return Centre(
        "c", "c", "c", "Asia/Shanghai", "CNY", 15, day.tz_localize("Asia/Shanghai"), PlanWindow(day, day),
        {"voice": queue("voice"), "vip": queue("vip")},
        {"own": pool("own", "internal"), "partner": pool("partner", "outsourced")},
        {}, {}, tables,
    )  # fmt: skip


def forecast():
    ts = pd.date_range("2026-11-02", periods=2, freq="15min", tz="Asia/Shanghai", unit="us")
    rows = pd.DataFrame({"queue": ["voice", "vip"], "ts": ts, "volume": 10.0, "aht_s": 100.0})
    return rows.assign(**dict.fromkeys(QUANTILE_COLUMNS, 10.0))


def test_an_untouched_scenario_is_the_base_itself(centre):
    rows, base = forecast(), read_scenario({}, centre)
    assert pull_forecast(rows, base) is rows
    assert pull_centre(centre, base) is centre


def test_a_queue_s_own_volume_wins_over_all(centre):
    pulled = pull_forecast(forecast(), read_scenario({"volume": {"*": 2, "vip": 3}}, centre))
    assert pulled["volume"].tolist() == [20.0, 30.0]
    assert pulled["q90"].tolist() == [20.0, 30.0]


def test_price_multiplies_and_absence_replaces(centre):
    pulled = pull_centre(centre, read_scenario({"price": {"partner": 1.5}, "absence": {"own": 0.3}}, centre))
    assert pulled.tables["rates"]["cost_cny_per_h"].tolist() == [50.0, 45.0]
    assert pulled.pools["own"].unplanned_absence == 0.3
    assert pulled.tables["pools"]["unplanned_absence"].tolist() == [0.3, 0.1]
    assert centre.pools["own"].unplanned_absence == 0.1


def test_a_partner_who_cancels_leaves_the_skill_groups(centre):
    pulled = pull_centre(centre, read_scenario({"heads": {"partner": 0}}, centre))
    assert pulled.tables["skills"]["pool"].tolist() == ["own"]
    assert pulled.tables["agents"]["agent"].tolist() == ["A1"]


def test_every_fault_is_told_at_once_with_the_nearest_name(centre):
    with pytest.raises(RefusedInput) as refused:
        read_scenario({"volume": {"voise": 2, "vip": -1}, "prise": {"own": 1}, "absence": {"own": 1.2}}, centre)
    texts = [f"{fault.message}. {fault.advice}" for fault in refused.value.faults]
    assert texts == [
        "there is no queue voise. Known: voice.",
        "volume of vip is -1. Give a number from 0 to 50.",
        "there is no lever prise. Known: price.",
        "absence of own is 1.2. Give a number from 0 to 0.9.",
    ]


def test_the_order_of_wishes_does_not_matter(centre):
    one = read_scenario({"volume": {"vip": 2, "*": 1.5}, "aht": {"*": 1.1}}, centre)
    other = read_scenario({"aht": {"*": 1.1}, "volume": {"*": 1.5, "vip": 2}}, centre)
    assert one == other
    assert one.label == "aht * = 1.1; volume * = 1.5; volume vip = 2"


def test_named_people_are_not_capped_by_number_but_may_be_taken_out(centre):
    with pytest.raises(RefusedInput, match="pool own has named people"):
        read_scenario({"heads": {"own": 5}}, centre)
    assert pull_centre(centre, read_scenario({"heads": {"own": 0}}, centre)).tables["agents"].empty
    assert read_scenario({"heads": {"partner": 5}}, centre).value("heads", "partner", 0) == 5


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (["volume"], "needs names and values"),
        (None, "needs names and values"),
        ({5: {"*": 1}}, "there is no lever 5"),
        ({"volume": {5: 1}}, "there is no queue 5"),
        ({"heads": {"partner": 1.7}}, "heads of partner is 1.7. Give a whole number"),
        ({"heads": {"*": 0}}, "leaves nobody to plan"),
        ({"heads": {"own": 0, "partner": 0}}, "leaves nobody to plan"),
        ({"volume": {"*": float("nan")}}, "volume of * is nan"),
    ],
)
def test_whatever_a_file_may_hold_is_refused_in_words(centre, wishes, said):
    with pytest.raises(RefusedInput) as refused:
        read_scenario(wishes, centre)
    assert said in str(refused.value)
