import numpy as np
import pytest

from forecasting.arrays import weekdays
from forecasting.profile import weekday_profile

DAYS = np.arange(20_000, 20_140)
OPEN = np.ones((7, 4), dtype=bool)


def _counts(shape, total=400.0):
    return np.tile(np.array(shape) * total, (len(DAYS), 1))


def test_every_open_weekday_sums_to_one():
    profile = weekday_profile(_counts([0.1, 0.2, 0.3, 0.4]), DAYS, np.ones(len(DAYS), bool), OPEN, int(DAYS[-1]) + 1)
    np.testing.assert_allclose(profile.sum(axis=1), 1.0)


def test_many_contacts_show_their_own_shape():
    shape = [0.1, 0.2, 0.3, 0.4]
    counts = _counts(shape, total=1e6)
    profile = weekday_profile(counts, DAYS, np.ones(len(DAYS), bool), OPEN, int(DAYS[-1]) + 1)
    np.testing.assert_allclose(profile, np.tile(shape, (7, 1)), atol=1e-4)


def test_a_weekday_never_seen_takes_the_shape_of_its_group():
    counts = _counts([0.4, 0.3, 0.2, 0.1], total=1e6)
    usable = weekdays(DAYS) != 2
    profile = weekday_profile(counts, DAYS, usable, OPEN, int(DAYS[-1]) + 1)
    np.testing.assert_allclose(profile[2], profile[1], atol=1e-4)


def test_closed_slots_get_nothing():
    mask = OPEN.copy()
    mask[:, 0] = False
    mask[6] = False
    counts = _counts([0.0, 0.5, 0.3, 0.2])
    counts[~mask[weekdays(DAYS)]] = np.nan
    profile = weekday_profile(counts, DAYS, weekdays(DAYS) != 6, mask, int(DAYS[-1]) + 1)
    assert (profile[~mask] == 0).all()
    assert profile[:6].sum(axis=1) == pytest.approx(np.ones(6))


def test_days_from_now_on_are_not_seen():
    counts = _counts([0.25, 0.25, 0.25, 0.25])
    counts[100:] = [400.0, 0.0, 0.0, 0.0]
    profile = weekday_profile(counts, DAYS, np.ones(len(DAYS), bool), OPEN, int(DAYS[100]))
    np.testing.assert_allclose(profile, 0.25)
