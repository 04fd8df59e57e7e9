import dataclasses
import pickle

import numpy as np
import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from data.contracts.tables import EVENT_EFFECTS, FORECAST, FORECAST_SCORES
from forecasting import one_queue
from forecasting.arrays import weekdays
from forecasting.forecast import make_forecast
from tests.forecasting.made_up import (
    AS_OF,
    daily_totals,
    day_of,
    events_table,
    flat,
    made_up_centre,
    made_up_history,
    weekly,
)

D11 = {-1: 2.0, 0: 5.0, 1: 3.0, 2: 1.5}


def _d11(sizes=None, shape=""):
    return events_table(
        [
            (f"d11-{y}", "*", f"{y}-11-{11 + o}", "d11", o, (sizes or {}).get((y, o), np.nan), shape)
            for y in (2025, 2026)
            for o in D11
        ]
    )


def _with_d11(level):
    multiple = {day_of(f"2025-11-{11 + o}"): m for o, m in D11.items()}
    usual = weekly(level)
    return lambda queue, days: usual(queue, days) * np.array([multiple.get(int(d), 1.0) for d in days])


def test_answer_fits_the_contracts_and_covers_the_horizon():
    centre = made_up_centre(["a", "b"], models=("seasonal_mean", "ets", "prophet"))
    made = make_forecast(made_up_history(centre, weekly(900), noise_seed=3), centre)
    for table, rows in ((FORECAST, made.forecast), (FORECAST_SCORES, made.scores), (EVENT_EFFECTS, made.effects)):
        checked(table, rows)
    grid = interval_grid(AS_OF, AS_OF + pd.Timedelta(days=20), 60, "Asia/Shanghai")
    assert (made.forecast["ts"].to_numpy().reshape(2, -1) == grid.to_numpy()).all()
    assert set(made.scores["model"]) == {"seasonal_mean", "ets", "prophet"}
    assert (made.scores.groupby("queue")["chosen"].sum() == 3).all()
    assert made.scores["wape"].max() < 0.1
    assert made.warnings == ()


def test_history_after_as_of_is_not_seen_and_the_callers_table_is_kept():
    centre = made_up_centre(["a"])
    history = made_up_history(centre, weekly(500))
    late = history.tail(24).assign(ts=history["ts"].tail(24) + pd.Timedelta(days=3), offered=9999.0)
    both = pd.concat([history, late], ignore_index=True)
    before = both.copy()
    pd.testing.assert_frame_equal(make_forecast(both, centre).forecast, make_forecast(history, centre).forecast)
    pd.testing.assert_frame_equal(both, before)


def test_same_input_gives_the_same_forecast():
    centre = made_up_centre(["a"], models=("seasonal_mean", "ets", "prophet"))
    history = made_up_history(centre, weekly(300), noise_seed=8)
    pd.testing.assert_frame_equal(make_forecast(history, centre).forecast, make_forecast(history, centre).forecast)


@pytest.mark.parametrize("k", [0.5, 3.0])
def test_scaled_history_gives_scaled_forecast(k):
    centre = made_up_centre(["a"])
    history = made_up_history(centre, weekly(4000))
    one = make_forecast(history, centre).forecast["volume"]
    scaled = make_forecast(history.assign(offered=history["offered"] * k), centre).forecast["volume"]
    np.testing.assert_allclose(scaled, k * one, rtol=0.01)


def test_constant_history_gives_constant_forecast():
    centre = made_up_centre(["a"], models=("seasonal_mean", "ets", "prophet"))
    history = made_up_history(centre, flat(240)).assign(offered=10.0)
    np.testing.assert_allclose(make_forecast(history, centre).forecast["volume"], 10.0, rtol=1e-9)


def test_quantiles_are_ordered_and_enclose_the_volume():
    centre = made_up_centre(["a"])
    forecast = make_forecast(made_up_history(centre, weekly(800), noise_seed=1), centre).forecast
    bands = forecast[list(QUANTILE_COLUMNS)].to_numpy()
    assert (np.diff(bands, axis=1) >= 0).all()
    assert (bands >= 0).all()
    assert ((forecast["q025"] <= forecast["volume"]) & (forecast["volume"] <= forecast["q975"])).all()


def test_closed_intervals_and_closed_weekdays_stay_zero():
    rows = [("a", w, "09:00", "18:00") for w in range(6)]
    hours = pd.DataFrame(rows, columns=["queue", "weekday", "open", "close"])
    centre = made_up_centre(["a"], models=("seasonal_mean", "ets", "prophet"), open_hours=hours, events=_d11())
    history = made_up_history(centre, _with_d11(700), noise_seed=4)
    forecast = make_forecast(history, centre).forecast
    wall = forecast["ts"].dt
    shut = (wall.hour < 9) | (wall.hour >= 18) | (wall.day_of_week == 6)
    numbers = forecast[["volume", *QUANTILE_COLUMNS]]
    assert (numbers[shut] == 0).all().all()
    assert (forecast["volume"][~shut] > 0).all()


def test_event_is_learned_from_last_year():
    centre = made_up_centre(["a", "b"], events=_d11())
    made = make_forecast(made_up_history(centre, _with_d11(3000), noise_seed=5), centre)
    sizes = made.effects[made.effects["queue"] == "a"].set_index("date")
    assert set(sizes["source"]) == {"learned"}
    assert "2025-11-11" in sizes.loc["2026-11-11", "note"]
    truth = 3000 * 5.0 * weekly(1.0)("a", np.array([day_of("2025-11-11")]))[0]
    assert daily_totals(made.forecast, "a")["2026-11-11"] == pytest.approx(truth, rel=0.08)


def test_size_of_the_planner_overrules_what_was_learned():
    centre = made_up_centre(["a"], events=_d11({(2026, 0): 8.0}))
    history = made_up_history(centre, _with_d11(1000))
    totals = daily_totals(make_forecast(history, centre).forecast, "a")
    effects = make_forecast(history, centre).effects.set_index("date")
    assert totals["2026-11-11"] == pytest.approx(8.0 * totals["2026-11-04"], rel=0.01)
    assert effects.loc["2026-11-11", ["size", "source"]].tolist() == [8.0, "planner"]


def test_a_learned_size_typed_in_by_the_planner_changes_nothing():
    history = made_up_history(made_up_centre(["a"]), _with_d11(1000))
    learned = make_forecast(history, made_up_centre(["a"], events=_d11()))
    size = learned.effects.set_index("date").loc["2026-11-11", "size"]
    typed = make_forecast(history, made_up_centre(["a"], events=_d11({(2026, 0): size})))
    np.testing.assert_allclose(typed.forecast["volume"], learned.forecast["volume"], rtol=1e-9)


def test_a_queue_without_the_event_borrows_from_the_others():
    centre = made_up_centre(["a", "b", "new"], events=_d11())
    history = made_up_history(centre, _with_d11(2000), noise_seed=6)
    young = (history["queue"] == "new") & (history["ts"] < pd.Timestamp("2026-06-01", tz="Asia/Shanghai"))
    made = make_forecast(history[~young], centre)
    own = made.effects[(made.effects["queue"] == "new") & (made.effects["date"] == pd.Timestamp("2026-11-11"))]
    assert own["source"].tolist() == ["analogue"]
    assert own["size"].iloc[0] == pytest.approx(5.0, rel=0.1)


def test_an_event_never_seen_is_planned_as_normal_and_said_so():
    events = events_table([("live", "*", "2026-11-05", "livestream", 0, np.nan, "")])
    centre = made_up_centre(["a"], events=events)
    made = make_forecast(made_up_history(centre, weekly(500)), centre)
    totals = daily_totals(made.forecast, "a")
    assert totals["2026-11-05"] == pytest.approx(totals["2026-10-29"])
    assert made.effects["source"].tolist() == ["none"]
    assert any("live" in w and "size" in w for w in made.warnings)


def test_named_shape_moves_the_day_and_keeps_its_total():
    shapes = pd.DataFrame({"shape": "midnight", "hour": range(24), "share": [0.5] + [0.5 / 23] * 23})
    centre = made_up_centre(["a"], events=_d11(shape="midnight"), event_shapes=shapes)
    forecast = make_forecast(made_up_history(centre, _with_d11(1000)), centre).forecast
    day = forecast[forecast["ts"].dt.tz_localize(None).dt.normalize() == pd.Timestamp("2026-11-11")]
    assert day["volume"].iloc[0] == pytest.approx(0.5 * day["volume"].sum())


def test_learned_shape_of_an_event_day_repeats():
    centre = made_up_centre(["a"], events=_d11())
    history = made_up_history(centre, _with_d11(5000))
    midnight = history["ts"].dt.tz_localize(None) == pd.Timestamp("2025-11-11")
    history.loc[midnight, "offered"] = 20000.0
    past = history[history["ts"].dt.tz_localize(None).dt.normalize() == pd.Timestamp("2025-11-11")]["offered"]
    forecast = make_forecast(history, centre).forecast
    day = forecast[forecast["ts"].dt.tz_localize(None).dt.normalize() == pd.Timestamp("2026-11-11")]["volume"]
    assert day.iloc[0] / day.sum() == pytest.approx(past.iloc[0] / past.sum(), rel=0.02)


def test_handling_time_rises_on_events_as_it_did_before():
    centre = made_up_centre(["a"], events=_d11())
    history = made_up_history(centre, _with_d11(1000))
    day = history["ts"].dt.tz_localize(None).dt.normalize()
    history.loc[day == pd.Timestamp("2025-11-11"), "aht_s"] = 360.0
    forecast = make_forecast(history, centre).forecast
    by_day = forecast.groupby(forecast["ts"].dt.tz_localize(None).dt.normalize())["aht_s"].mean()
    assert by_day["2026-11-11"] == pytest.approx(360.0, rel=0.03)  # one occurrence is not quite believed
    assert by_day["2026-11-04"] == pytest.approx(300.0, rel=0.01)


POOR = {
    "all zero": lambda h: h.assign(offered=0.0),
    "ten days": lambda h: h[h["ts"] >= h["ts"].max() - pd.Timedelta(days=10)],
    "constant": lambda h: h.assign(offered=7.0),
    "no rows": lambda h: h.iloc[:0],
    "all unknown": lambda h: h.assign(offered=np.nan, handled=np.nan),
    "no handling time": lambda h: h.assign(aht_s=np.nan),
    "one row": lambda h: h.tail(1),
    "stopped in August": lambda h: h[h["ts"] < pd.Timestamp("2026-08-01", tz="Asia/Shanghai")],
}


@pytest.mark.parametrize("name", POOR)
def test_a_poor_queue_gets_a_sound_forecast_and_harms_no_other(name):
    centre = made_up_centre(["good", "poor"], models=("seasonal_mean", "ets"), events=_d11())
    history = made_up_history(centre, _with_d11(900), noise_seed=9)
    good, poor = (history[history["queue"] == q] for q in ("good", "poor"))
    made = make_forecast(pd.concat([good, POOR[name](poor)], ignore_index=True), centre)
    numbers = made.forecast.drop(columns=["queue", "ts"]).to_numpy()
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert len(made.forecast) == 2 * 21 * 24
    assert daily_totals(made.forecast, "good").iloc[:7].mean() == pytest.approx(900, rel=0.05)
    assert set(made.scores["queue"]) == {"good", "poor"}


def test_one_giant_outlier_is_not_learned_from():
    centre = made_up_centre(["a"])
    history = made_up_history(centre, weekly(1000), noise_seed=2)
    plain = make_forecast(history, centre).forecast["volume"].sum()
    history.loc[len(history) - 60, "offered"] = 1e6
    made = make_forecast(history, centre)
    assert made.forecast["volume"].sum() == pytest.approx(plain, rel=0.02)
    assert any("one interval far above the rest of its day" in w for w in made.warnings)


def test_an_outage_is_no_quiet_day():
    centre = made_up_centre(["a"])
    history = made_up_history(centre, weekly(1000), noise_seed=2)
    plain = make_forecast(history, centre).forecast["volume"].sum()
    dead = history["ts"].dt.tz_localize(None).dt.normalize() == pd.Timestamp("2026-10-20")
    zero = make_forecast(history.assign(offered=history["offered"].where(~dead, 0.0)), centre)
    gone = make_forecast(history[~dead], centre)
    assert zero.forecast["volume"].sum() == pytest.approx(plain, rel=0.02)
    assert gone.forecast["volume"].sum() == pytest.approx(plain, rel=0.02)
    assert any("no contacts, or next to none" in w for w in zero.warnings)
    assert any("missing" in w for w in gone.warnings)


@pytest.mark.parametrize(("as_of", "hours"), [("2026-10-19", 25), ("2026-03-23", 23)])
def test_days_of_clock_change_keep_their_totals(as_of, hours):
    centre = made_up_centre(["a"], zone="Europe/Berlin", as_of=pd.Timestamp(as_of))
    forecast = make_forecast(made_up_history(centre, weekly(1000)), centre).forecast
    day = forecast.groupby(forecast["ts"].dt.tz_localize(None).dt.normalize())["volume"].agg(["size", "sum"])
    changed = day[day["size"] != 24]
    assert changed["size"].tolist() == [hours]
    expected = weekly(1000)("a", np.array([day_of(str(changed.index[0].date()))]))
    assert changed["sum"].iloc[0] == pytest.approx(expected[0], rel=0.01)


def test_a_queue_that_breaks_is_planned_by_plain_means(monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError("broken on purpose")

    centre = made_up_centre(["a"])
    history = made_up_history(centre, weekly(240))
    monkeypatch.setattr(one_queue, "trials_of", broken)
    made = make_forecast(history, centre)
    assert daily_totals(made.forecast, "a").iloc[0] == pytest.approx(240, rel=0.05)
    assert any("broken on purpose" in w for w in made.warnings)


def test_queues_may_be_forecast_elsewhere():
    def elsewhere(work, parts):
        travelled = pickle.loads(pickle.dumps(work))
        return [pickle.loads(pickle.dumps(travelled(pickle.loads(pickle.dumps(part))))) for part in parts]

    centre = made_up_centre(["a", "b"], events=_d11())
    history = made_up_history(centre, _with_d11(900), noise_seed=3)
    here = make_forecast(history, centre).forecast
    pd.testing.assert_frame_equal(make_forecast(history, centre, place=elsewhere).forecast, here)


def test_progress_runs_from_zero_to_one():
    told = []
    centre = made_up_centre(["a", "b"])
    make_forecast(made_up_history(centre, weekly(50)), centre, progress=lambda share, doing: told.append(share))
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)


def test_holidays_and_make_up_days_repeat_and_do_not_pull_the_level():
    days = [("2025-11-03", "holiday"), ("2026-11-02", "holiday"), ("2025-11-08", "makeup_workday"),
            ("2026-11-07", "makeup_workday")]  # fmt: skip
    calendar = pd.DataFrame(days, columns=["date", "kind"]).assign(
        date=lambda t: pd.to_datetime(t["date"]), region="CN", name_en="Rest Day", name_zh="", provisional=False
    )
    centre = made_up_centre(["a"], calendar=calendar)
    half = day_of("2025-11-03")
    history = made_up_history(centre, lambda q, d: weekly(2000)(q, d) * np.where(d == half, 0.5, 1.0))
    made = make_forecast(history, centre)
    totals = daily_totals(made.forecast, "a")
    assert totals["2026-11-02"] == pytest.approx(0.5 * totals["2026-10-26"], rel=0.05)
    assert set(made.effects["event"]) == {"Rest Day"}


def test_a_fresh_run_with_other_settings_leaves_the_centre_alone():
    centre = made_up_centre(["a"])
    shorter = dataclasses.replace(centre, forecast=dataclasses.replace(centre.forecast, horizon_d=7, origins=1))
    made = make_forecast(made_up_history(centre, weekly(100)), shorter)
    assert len(made.forecast) == 7 * 24
    assert len(made.scores) == 1
    assert weekdays(np.array([day_of("2026-10-26")]))[0] == 0
