import numpy as np
import pandas as pd
import pytest

from forecasting.arrays import date_of, day_number
from forecasting.default.special import SpecialDays
from forecasting.rolling.events import event_kind, queue_occasions
from forecasting.rolling.roll import roll
from forecasting.rolling.special_tables import queue_days

START = day_number("2024-01-01")  # a Monday
DAYS = 700
ALL_WEEK = np.ones(7, dtype=bool)
PROMO = ((200, 204), (565, 569))  # places of two windows in the history


def _days(size=3.0, queues=("a", "b", "c"), margin=1.0, lived=None, seed=1):
    """Daily files of queues that grow `size` times in each window, and `margin` times on the three days after it."""
    frames = []
    rng = np.random.Generator(np.random.PCG64(seed))
    for i, queue in enumerate(queues):
        mean = np.full(DAYS, 400.0 * (i + 1))
        for first, last in PROMO:
            if lived is None or queue in lived or first > PROMO[0][0]:
                mean[first : last + 1] *= size
                mean[last + 1 : last + 4] *= margin
        stamps = [date_of(START + d) for d in range(DAYS)]
        frames.append(pd.DataFrame({"queue": queue, "timestamp": stamps, "offered": rng.poisson(mean).astype(float)}))
    return pd.concat(frames, ignore_index=True)


def _events(*windows, name="promo"):
    rows = [(name, date_of(START + a), date_of(START + b), "*") for a, b in windows]
    return pd.DataFrame(rows, columns=["event", "start_date", "end_date", "queue"])


def _forecast(history, events, back=10, horizon=21, queue="a"):
    origin = START + PROMO[1][0] - back
    queues = sorted(history["queue"].unique())
    days = queue_days(queues, None, events, None)
    parts = list(roll(history, [origin], horizon, ["top_down"], days))
    table = pd.concat([p.forecasts for p in parts])
    own = table[table["queue"] == queue]
    notes = [w for p in parts for w in p.warnings]
    return pd.Series(own["mean"].to_numpy(), pd.to_datetime(own["timestamp"])), own, notes


def _at(place):
    return date_of(START + place)


def test_the_same_name_in_two_years_is_one_kind():
    assert event_kind("Tax bill 2024 mailed") == event_kind("2023 tax bill mailed")


def test_a_queue_that_rests_at_weekends_counts_working_days():
    special = SpecialDays(events={"wave": ((START, START + 9),)})
    rests = np.array([True] * 5 + [False] * 2)
    core = [o for o in queue_occasions(special, rests, np.array([START + 1])) if o.kind == "wave"]
    assert [(o.day - START, o.offset_d) for o in core] == [(0, 0), (2, 1), (3, 2), (4, 3), (7, 4), (8, 5), (9, 6)]
    whole = [o for o in queue_occasions(special, ALL_WEEK, np.zeros(0, dtype=int)) if o.kind == "wave"]
    assert [o.offset_d for o in whole] == list(range(10))


def test_a_window_seen_before_is_expected_again_and_normal_days_are_not_moved():
    mean, own, _ = _forecast(_days(), _events(*PROMO))
    assert mean[_at(565)] == pytest.approx(1200, rel=0.1)
    assert mean[_at(562)] == pytest.approx(400, rel=0.1)
    assert mean[_at(572)] == pytest.approx(400, rel=0.1)
    width = own["q975"].to_numpy() / own["q025"].to_numpy()
    assert width[10] > width[5]


def test_only_what_lies_before_the_origin_is_used():
    history = _days()
    changed = history.assign(offered=np.where(history["timestamp"] >= _at(555), 1.0, history["offered"]))
    one, two = (_forecast(h, _events(*PROMO))[0] for h in (history, changed))
    pd.testing.assert_series_equal(one, two)


def test_a_queue_without_the_window_borrows_it_and_says_so():
    events = pd.concat([_events(PROMO[0]).assign(queue="a"), _events(PROMO[0]).assign(queue="b"), _events(PROMO[1])])
    mean, _, notes = _forecast(_days(lived=("a", "b")), events, queue="c")
    assert mean[_at(566)] == pytest.approx(3600, rel=0.15)
    assert any(line.startswith("c,") and "other queues" in line for line in notes)


def test_a_first_occurrence_takes_the_event_most_alike_by_name():
    events = pd.concat([_events(PROMO[0], name="spring sale"), _events((300, 304), name="price rise"),
                        _events(PROMO[1], name="summer sale")])  # fmt: skip
    mean, _, notes = _forecast(_days(queues=("a",)), events)
    assert mean[_at(566)] == pytest.approx(1200, rel=0.15)
    assert any("like spring sale" in line for line in notes)


def test_nothing_like_it_before_is_forecast_as_normal_and_said():
    mean, _, notes = _forecast(_days(queues=("a",)), _events(PROMO[1]))
    assert mean[_at(566)] == pytest.approx(550, rel=0.5)
    assert any("no earlier occurrence" in line for line in notes)


def test_days_beyond_the_window_that_stand_out_in_all_queues_belong_to_it():
    history = _days(margin=1.8)
    mean, _, _ = _forecast(history, _events(*PROMO))
    assert mean[_at(571)] == pytest.approx(1.8 * 400, rel=0.12)
    assert mean[_at(574)] == pytest.approx(400, rel=0.12)
