"""The truth of the sample and what is drawn from it."""

import numpy as np
import pandas as pd
import pytest

from data.samples.draw import draw_future, draw_history
from data.samples.happenings import HISTORY_FIRST, HISTORY_LAST, days_of
from data.samples.queues import TEMPLATES
from data.samples.truth import day_truth, expected_volume

FIRST, LAST = pd.Timestamp("2026-10-19"), pd.Timestamp("2026-11-21")


def load_erl(template):
    """Erlangs of all queues together per quarter, chats as agents busy."""
    truth = expected_volume(template, FIRST, LAST)
    at_once = {row.queue: row.concurrency_factor for row in TEMPLATES[template].queues}
    load = truth["volume"] * truth["aht_s"] / truth["queue"].map(at_once) / 900
    return load.groupby(truth["ts"]).sum()


def by_day(template, queue):
    truth = expected_volume(template, FIRST, LAST)
    rows = truth[truth["queue"] == queue]
    return rows.groupby(rows["ts"].dt.strftime("%m-%d"))["volume"].sum()


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_waves_need_three_to_five_times_a_usual_day(template):
    load = load_erl(template)
    days = load.groupby(load.index.strftime("%m-%d")).sum()
    usual = days["10-19":"10-25"].mean()
    assert 700 < usual / 4 < 800  # agent hours
    assert 3 < days["11-10"] / usual < 5
    assert 3 < days["11-11"] / usual < 5
    assert 2 < days["10-31"] / usual < 3.5
    assert 2 < days["11-01"] / usual < 3.5
    assert (days["11-02":"11-09"] / usual).between(1.3, 1.9).all()


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_openings_at_20_00_and_00_00_are_the_peaks_and_more_than_all_own_people(template):
    load = load_erl(template)
    peaks = load.groupby(load.index.strftime("%m-%d")).idxmax().dt.strftime("%H:%M")
    assert (peaks["10-31"], peaks["11-01"], peaks["11-10"], peaks["11-11"]) == ("20:00", "00:00", "20:00", "00:00")
    assert load["2026-11-10"].max() > 220 + 100
    assert load["2026-11-11"].max() > 220
    seats = 30 + 60 + 220 + 150  # trainees, other departments, partners; Xi'an is late
    assert load["2026-11-10"].max() < 0.75 * (220 + seats)


def test_parcels_echo_two_to_five_days_later_and_returns_three_to_ten():
    logistics = (
        by_day("shop", "order_logistics_voice") / by_day("shop", "order_logistics_voice")["10-19":"10-25"].mean()
    )
    returns = by_day("shop", "aftersale_chat") / by_day("shop", "aftersale_chat")["10-19":"10-25"].mean()
    assert logistics["11-13":"11-16"].min() > 1.8
    assert logistics["11-19"] < 1.1
    assert returns["11-14":"11-18"].min() > 1.8
    assert returns["11-13"] < returns["11-16"]


def test_chat_is_larger_than_voice():
    volume = expected_volume("shop", FIRST, FIRST).groupby("queue")["volume"].sum()
    voice = volume[[row.queue for row in TEMPLATES["shop"].queues if row.channel == "voice"]]
    assert volume[["presale_chat", "aftersale_chat"]].sum() > voice.sum()


@pytest.mark.parametrize("row", TEMPLATES["shop20"].queues, ids=lambda row: row.queue)
def test_shares_of_a_day_add_up(row):
    truth = day_truth(row, days_of(HISTORY_FIRST, HISTORY_LAST))
    assert np.allclose(truth.shares.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert (truth.shares >= 0).all()


@pytest.mark.parametrize("queue", ["presale_chat", "order_logistics_voice", "email"])
def test_the_history_scatters_around_the_truth(queue):
    row = next(row for row in TEMPLATES["shop"].queues if row.queue == queue)
    truth = day_truth(row, days_of(HISTORY_FIRST, HISTORY_LAST))
    drawn = draw_history("shop", 20261111, queue)
    days = drawn.offered.sum(axis=1) / truth.volume.sum(axis=1)
    assert days.mean() == pytest.approx(1, abs=0.01)
    assert 0.03 < days.std() < 0.09
    assert np.nanmean(drawn.aht_s / truth.aht_s) == pytest.approx(1, abs=0.02)


def test_quarters_are_over_dispersed_by_what_is_documented():
    row = TEMPLATES["shop"].queues[0]
    truth = day_truth(row, days_of(HISTORY_FIRST, HISTORY_LAST))
    offered = draw_history("shop", 1, row.queue).offered[100:200, 36:48]
    mean = truth.volume[100:200, 36:48]
    variance = ((offered - mean) ** 2 / mean).mean()  # 1 if Poisson
    assert variance == pytest.approx(1 + mean.mean() * (1 / 120 + 0.03**2 + 0.035**2), rel=0.25)


def test_a_future_repeats_with_its_seed_and_differs_from_others():
    day = pd.Timestamp("2026-11-11")
    one, same, other = (draw_future("shop", seed, day, day) for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(one, same)
    assert not one["offered"].equals(other["offered"])


def test_futures_average_to_the_truth_and_miss_the_size_of_the_sale():
    day = pd.Timestamp("2026-11-11")
    wanted = expected_volume("shop", day, day)["volume"].sum()
    drawn = np.array([draw_future("shop", seed, day, day)["offered"].sum() for seed in range(40)]) / wanted
    assert drawn.mean() == pytest.approx(1, abs=0.04)
    assert 0.03 < drawn.std() < 0.12
