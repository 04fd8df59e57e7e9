"""The deviation of a day's handling time, found again beyond the chance of its contacts."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.aht.doubt import EVENT_SHARE, LEAST_SD, PLAIN_SD, aht_doubt, doubt_by_day

DAYS, SLOTS = 364, 24


def doubt(day_sd: float, contacts: float = 400.0, days: int = DAYS) -> float:
    rng = np.random.default_rng(8)
    level = 300.0 * (1.0 + day_sd * rng.standard_normal((days, 1)))
    aht_s = level * (1.0 + 0.7 * rng.standard_normal((days, SLOTS)) / np.sqrt(contacts))
    return aht_doubt(aht_s, np.full((days, SLOTS), contacts), np.arange(days), np.ones(days, dtype=bool))


@pytest.mark.parametrize("day_sd", [0.05, 0.1])
def test_the_deviation_of_days_is_found(day_sd: float):
    assert doubt(day_sd) == pytest.approx(day_sd, rel=0.35)


def test_steady_handling_times_are_hardly_doubted():
    assert LEAST_SD <= doubt(0.0) < 0.6 * PLAIN_SD


def test_days_of_few_contacts_tell_little():
    assert doubt(0.0, contacts=0.3) == pytest.approx(PLAIN_SD, rel=0.5)


def test_a_short_past_is_believed_to_be_usual():
    assert doubt(0.1, days=40) == pytest.approx(PLAIN_SD)


def test_days_of_an_event_are_doubted_by_what_it_adds():
    assert doubt_by_day(0.0, np.array([0.1]))[0] == pytest.approx(EVENT_SHARE * 0.1)
