from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.errors import RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from forecasting.accuracy.report import ALL, accuracy, judge, side_by_side, with_total
from tests.forecasting.made_up import events_table, made_up_centre

AS_OF = pd.Timestamp("2026-11-01")  # a Sunday
ZONE = "Asia/Shanghai"


def hourly(first: str, last: str) -> pd.DatetimeIndex:
    return interval_grid(pd.Timestamp(first), pd.Timestamp(last), 360, ZONE)  # four intervals a day


def forecast(volume, *, first="2026-11-02", last="2026-11-02", queue="q", version="system", aht_s=100.0, as_of=AS_OF):
    grid = hourly(first, last)
    bands = {name: np.broadcast_to(np.asarray(volume, dtype=float), len(grid)) for name in QUANTILE_COLUMNS}
    return pd.DataFrame(
        {"queue": queue, "ts": grid, "volume": bands["q50"], **bands, "aht_s": aht_s, "version": version,
         "plan": "p", "as_of": as_of.as_unit("us")}
    )  # fmt: skip


def came(offered, *, first="2026-11-02", last="2026-11-02", queue="q", aht_s=100.0):
    grid = hourly(first, last)
    offered = np.broadcast_to(np.asarray(offered, dtype=float), len(grid))
    return pd.DataFrame(
        {"queue": queue, "ts": grid, "offered": offered, "handled": offered, "abandoned": 0.0,
         "aht_s": np.broadcast_to(np.asarray(aht_s, dtype=float), len(grid))}
    )  # fmt: skip


def centre(queues=("q",), **tables):
    return made_up_centre(list(queues), interval_min=360, as_of=AS_OF, **tables)


def row(table: pd.DataFrame, **where: object) -> pd.Series:
    for name, value in where.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_measures_of_contacts_handling_time_and_workload_by_hand():
    made = judge(forecast([12, 15, 1, 10], aht_s=90.0), came([10, 20, 0, 10], aht_s=[100, 80, np.nan, 90]), centre())
    table = accuracy(made.rows)
    volume = row(table, quantity="volume")
    assert (volume["n"], volume["contacts"], volume["actual"], volume["forecast"]) == (4, 40, 40, 38)
    assert (volume["abs_error"], volume["error"]) == (8, -2)
    assert (volume["wape"], volume["bias"]) == (8 / 40, -2 / 40)
    aht = row(table, quantity="aht_s")  # 10 x 100, 20 x 80, 10 x 90: mean 87.5; off by 10, 10 and 0
    assert (aht["n"], aht["contacts"], aht["actual"], aht["forecast"]) == (3, 40, 87.5, 90)
    assert aht["wape"] == pytest.approx((10 * 10 + 20 * 10) / 3500)
    assert aht["bias"] == pytest.approx((-100 + 200) / 3500)
    work = row(table, quantity="workload")
    assert work["actual"] == pytest.approx(3500 / 3600)
    assert work["forecast"] == pytest.approx(38 * 90 / 3600)
    assert np.isnan(work["coverage_80"])
    assert np.isnan(aht["wql"])


def test_handling_time_of_contacts_nobody_measured_is_not_scored():
    made = judge(forecast(10), came(10, aht_s=np.nan), centre())
    assert set(made.rows["quantity"]) == {"volume"}


def test_mase_is_measured_in_weekly_changes_known_on_the_day_of_the_forecast():
    past = came([1, 2, 3, 4] * 7 + [3, 4, 5, 6] * 6, first="2026-10-19", last="2026-10-31")  # every slot: 2 more
    later = came([50, 50, 50, 50])  # far more, but nobody knew
    made = accuracy(judge(forecast(49), pd.concat([past, later]), centre()).rows)
    assert row(made, quantity="volume")["mase"] == pytest.approx(4 * 1 / (4 * 2))
    assert np.isnan(row(made, quantity="aht_s")["mase"])  # it never changed


def test_closed_hours_unknown_intervals_and_recorded_outages_are_not_scored():
    hours = pd.DataFrame({"queue": "q", "weekday": range(7), "open": "06:00", "close": "18:00"})
    outage = events_table([("down", "*", "2026-11-03", "outage", 0, np.nan, "")])
    actual = came([9, 10, 10, 9] * 2, last="2026-11-03").drop(index=1)
    made = judge(forecast(10, last="2026-11-03"), actual, centre(open_hours=hours, events=outage))
    assert (made.unknown, made.outages) == (1, 2)
    assert row(accuracy(made.rows), quantity="volume")["n"] == 1


def test_days_are_cut_by_kind_the_events_first():
    calendar = pd.DataFrame(
        {"date": pd.to_datetime(["2026-11-03", "2026-11-08", "2026-11-04"]), "region": "CN",
         "kind": ["holiday", "makeup_workday", "holiday"], "name_en": ["h", "m", "i"], "name_zh": "",
         "provisional": False}
    )  # fmt: skip
    events = events_table([("sale", "*", "2026-11-04", "sale", 0, 2.0, "")])
    made = judge(forecast(10, last="2026-11-08"), came(10, last="2026-11-08"), centre(calendar=calendar, events=events))
    table = accuracy(made.rows, ("day_type", "date"))
    of = table[table["quantity"] == "volume"].set_index("date")["day_type"]
    assert {date.day: kind for date, kind in of.items()} == {
        2: "weekday", 3: "holiday", 4: "event", 5: "weekday", 6: "weekday", 7: "weekend", 8: "makeup_workday"
    }  # fmt: skip


def test_lead_time_counts_from_the_day_of_the_forecast():
    made = judge(forecast(10, last="2026-11-16"), came(11, last="2026-11-16"), centre())
    table = accuracy(made.rows, ("lead",))
    volume = table[table["quantity"] == "volume"].set_index("lead")["n"]
    assert volume.to_dict() == {"day_ahead": 4, "week_ahead": 24, "two_weeks_ahead": 28, "month_ahead": 4}


def test_an_unknown_cut_is_refused_with_the_known_ones():
    with pytest.raises(RefusedInput, match="no cut moon"):
        accuracy(judge(forecast(1), came(1), centre()).rows, ("moon",))


def test_system_and_adjusted_side_by_side_tell_whether_the_touch_helped():
    both = pd.concat([forecast(8), forecast(9, version="adjusted")])
    table = accuracy(judge(both, came(10), centre()).rows)
    volume = row(side_by_side(table), quantity="volume")
    assert (volume["system"], volume["adjusted"]) == (0.2, 0.1)
    assert volume["value_added"] == pytest.approx(0.1)


def test_nothing_arrived_gives_empty_tables():
    made = judge(forecast(10), came(10, first="2026-10-01", last="2026-10-20"), centre())
    assert made.unknown == 4
    assert with_total(made.rows, ("queue",)).empty


COUNTS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=4, max_size=4)


@settings(max_examples=12)
@given(COUNTS, COUNTS)
def test_scores_add_up_over_cuts_and_bias_stays_within_wape(first, second):
    pairs = {"a": first, "b": second}
    forecasts = pd.concat([forecast([f for f, _ in p], queue=q) for q, p in pairs.items()])
    actual = pd.concat([came([a for _, a in p], queue=q) for q, p in pairs.items()])
    table = with_total(judge(forecasts, actual, centre(("a", "b"))).rows, ("queue", "hour"))
    total = table[table["queue"] == ALL].set_index("quantity")
    parts = table[table["queue"] != ALL].groupby("quantity")[["n", "contacts", "abs_error", "error"]].sum()
    assert np.allclose(parts, total.loc[parts.index, parts.columns])
    scored = table.dropna(subset=["wape"])
    assert (scored["bias"].abs() <= scored["wape"] + 1e-12).all()


@settings(max_examples=12)
@given(st.lists(st.integers(0, 500), min_size=4, max_size=4))
def test_a_perfect_forecast_errs_nowhere(counts):
    table = accuracy(judge(forecast(counts), came(counts), centre()).rows)
    assert (table["abs_error"] == 0).all()
    volume = row(table, quantity="volume")
    assert (volume["coverage_80"], volume["coverage_95"]) == (1, 1)
    assert volume["wql"] == 0 or sum(counts) == 0
