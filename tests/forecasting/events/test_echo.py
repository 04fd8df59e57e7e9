import numpy as np
import pandas as pd
import pytest

from forecasting.forecast import make_forecast
from tests.forecasting.made_up import daily_totals, events_table, flat, made_up_centre, made_up_history

LAUNCH = ("launch", "orders", "2026-11-02", "launch", 0, 3.0, "")


def _made(events, echoes, history=None, **more):
    table = pd.DataFrame(echoes, columns=["kind", "queue", "echo_queue", "lag_d", "share"])
    centre = made_up_centre(["orders", "delivery"], events=events_table(events), event_echoes=table, **more)
    made = make_forecast(made_up_history(centre, flat(1000.0)) if history is None else history(centre), centre)
    return made, daily_totals(made.forecast, "delivery")


def test_extra_contacts_come_to_the_other_queue_days_later():
    made, totals = _made([LAUNCH], [("launch", "orders", "delivery", 3, 0.2), ("*", "orders", "delivery", 4, 0.1)])
    assert totals["2026-11-04"] == pytest.approx(1000, rel=0.02)
    assert totals["2026-11-05"] == pytest.approx(1000 + 0.2 * 2000, rel=0.02)
    assert totals["2026-11-06"] == pytest.approx(1000 + 0.1 * 2000, rel=0.02)
    told = made.effects[made.effects["source"] == "echo"].set_index("date")
    assert told["size"].tolist() == pytest.approx([1.4, 1.2], rel=0.02)
    assert told["note"].str.contains("echo of orders: ").all()
    assert set(told["event"]) == {"launch"}


def test_other_kinds_do_not_echo():
    _, totals = _made([LAUNCH], [("618", "orders", "delivery", 3, 0.2)])
    assert totals["2026-11-05"] == pytest.approx(1000, rel=0.02)


def test_the_bands_of_the_echo_are_wider_than_those_of_a_normal_day():
    made, _ = _made([LAUNCH], [("launch", "orders", "delivery", 3, 0.5)])
    own = made.forecast[(made.forecast["queue"] == "delivery") & (made.forecast["ts"].dt.hour == 10)]
    width = ((own["q90"] - own["q10"]) / own["volume"]).groupby(own["ts"].dt.tz_localize(None).dt.normalize()).mean()
    assert width["2026-11-05"] > 1.5 * width["2026-11-04"]


def test_the_planners_own_size_of_the_later_day_stays():
    own = ("launch", "delivery", "2026-11-05", "launch", 3, 1.1, "")
    made, totals = _made([LAUNCH, own], [("launch", "orders", "delivery", 3, 0.2)])
    assert totals["2026-11-05"] == pytest.approx(1100, rel=0.02)
    assert "echo" not in set(made.effects["source"])


def test_a_row_without_size_gives_way_to_the_echo():
    unknown = ("launch", "delivery", "2026-11-05", "launch", 3, np.nan, "")
    made, totals = _made([LAUNCH, unknown], [("launch", "orders", "delivery", 3, 0.2)])
    assert totals["2026-11-05"] == pytest.approx(1400, rel=0.02)
    rows = made.effects[(made.effects["queue"] == "delivery") & (made.effects["date"] == "2026-11-05")]
    assert rows["source"].tolist() == ["echo"]


def test_an_event_before_the_forecast_echoes_into_it_as_it_was():
    def history(centre):
        table = made_up_history(centre, flat(1000.0))
        date = table["ts"].dt.tz_localize(None).dt.normalize()
        rush = (table["queue"] == "orders") & (date == pd.Timestamp("2026-10-24"))
        return table.assign(offered=table["offered"] * np.where(rush, 5.0, 1.0))

    event = ("launch", "orders", "2026-10-24", "launch", 0, np.nan, "")
    _, totals = _made([event], [("launch", "orders", "delivery", 3, 0.25)], history)
    assert totals["2026-10-27"] == pytest.approx(1000 + 0.25 * 4000, rel=0.03)


def test_a_closed_day_hands_its_echo_to_the_next_open_one():
    days = [d for d in range(7) if d != 3]  # closed on Thursdays
    hours = pd.DataFrame({"queue": "delivery", "weekday": days, "open": "00:00", "close": "24:00"})
    _, totals = _made([LAUNCH], [("launch", "orders", "delivery", 3, 0.2)], open_hours=hours)
    assert totals["2026-11-05"] == 0
    assert totals["2026-11-06"] > 1350
