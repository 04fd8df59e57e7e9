"""Today forecast anew: mornings that foretell move the rest, those that do not leave it, bands narrow."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from forecasting.arrays import FloatArray
from forecasting.default.spread import LEVELS, Spread
from forecasting.today.intraday import LEAST_DAYS, ComingDays, Reforecast, reforecast
from forecasting.today.signals import DaysRecord

SLOTS = 24
SHAPE = np.where((np.arange(SLOTS) >= 8) & (np.arange(SLOTS) < 20), 1.0, 0.0)


def drawn(days: int, per_hour: float, day_sd: float, seed: int = 1, memory: float = 0.0) -> DaysRecord:
    """Days around a forecast of `per_hour`, each with a level of its own and Poisson counts."""
    rng = np.random.default_rng(seed)
    level = np.zeros(days)
    for i in range(days):
        level[i] = memory * level[i - 1] + np.sqrt(1 - memory**2) * rng.normal(0.0, day_sd)
    mean = np.tile(per_hour * SHAPE, (days, 1))
    actual = np.where(SHAPE > 0, rng.poisson(mean * np.exp(level)[:, None]).astype(float), np.nan)
    return DaysRecord(np.arange(days, dtype=np.int64), mean, actual)


def coming(per_hour: float, days: int = 3, first: int = 100) -> ComingDays:
    mean = np.tile(per_hour * SHAPE, (days, 1))
    return ComingDays(np.arange(first, first + days, dtype=np.int64), mean, Spread(1.5, 0.02, LEVELS).quantiles(mean))


def arrived(per_hour: float, until: int) -> FloatArray:
    return np.where((SHAPE > 0) & (np.arange(SLOTS) < until), per_hour, np.nan)


def rest(made: Reforecast, until: int) -> float:
    return float(made.mean[0][until:].sum())


def test_the_rest_follows_a_high_morning_where_mornings_foretell():
    made = reforecast(coming(200.0), arrived(240.0, 12), drawn(60, 200.0, 0.15))
    assert rest(made, 12) == pytest.approx(8 * 240.0, rel=0.04)
    assert made.moved[0] == pytest.approx(1.2, rel=0.04)


def test_known_intervals_hold_what_arrived():
    made = reforecast(coming(200.0), arrived(240.0, 12), drawn(60, 200.0, 0.15))
    assert made.mean[0][8:12].tolist() == [240.0] * 4
    assert (made.quantiles[0][8:12] == 240.0).all()


def test_nothing_moves_where_mornings_foretell_nothing():
    made = reforecast(coming(3.0), arrived(4.0, 12), drawn(200, 3.0, 0.0))
    assert made.moved[0] == pytest.approx(1.0, abs=0.03)


def test_a_few_contacts_move_less_than_many_of_the_same_share():
    record = drawn(80, 200.0, 0.15)
    thin = DaysRecord(record.days, record.expected / 100, np.round(record.actual / 100))
    many = reforecast(coming(200.0), arrived(300.0, 12), record).moved[0]
    few = reforecast(coming(2.0), arrived(3.0, 12), thin).moved[0]
    assert 1.0 <= few < 1.0 + 0.5 * (many - 1.0)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), per_hour=st.sampled_from([2.0, 20.0, 200.0]))
def test_an_update_by_chance_alone_costs_next_to_nothing(seed: int, per_hour: float):
    record = drawn(220, per_hour, 0.0, seed)
    plain = updated = 0.0
    for day in range(120, 220, 4):
        today = np.where(np.arange(SLOTS) < 12, record.actual[day], np.nan)
        known = DaysRecord(record.days[:day], record.expected[:day], record.actual[:day])
        made = reforecast(coming(per_hour, 1), today, known)
        came = record.actual[day][12:20]
        plain += np.abs(came - per_hour).sum()
        updated += np.abs(came - made.mean[0][12:20]).sum()
    assert updated <= plain * 1.02


def test_too_few_days_leave_the_forecast_and_say_so():
    base = coming(200.0)
    made = reforecast(base, arrived(300.0, 12), drawn(LEAST_DAYS - 1, 200.0, 0.2))
    assert rest(made, 12) == base.mean[0][12:].sum()
    assert made.note == "fewer than 20 earlier days to learn from, not updated"


def test_bands_narrow_as_the_day_passes():
    record = drawn(120, 200.0, 0.2)
    widths, totals = [], []
    for until in (8, 10, 12, 16, 19):
        made = reforecast(coming(200.0), arrived(200.0, until), record)
        widths.append(float(made.quantiles[0][19, -2] - made.quantiles[0][19, 1]))
        totals.append(float(made.totals[0][-2] - made.totals[0][1]))
    assert widths[1] < 0.8 * widths[0]
    assert all(later < earlier for earlier, later in itertools.pairwise(totals))


def test_total_bands_hold_as_often_as_they_say():
    record = drawn(400, 100.0, 0.2, seed=5)
    inside = []
    for day in range(200, 400, 2):
        known = DaysRecord(record.days[:day], record.expected[:day], record.actual[:day])
        today = np.where(np.arange(SLOTS) < 12, record.actual[day], np.nan)
        low, high = reforecast(coming(100.0, 1), today, known).totals[0][[2, 6]]
        inside.append(low <= np.nansum(record.actual[day]) <= high)
    assert 0.70 <= np.mean(inside) <= 0.90


def test_the_next_day_follows_where_days_remember():
    record = drawn(200, 200.0, 0.15, memory=0.8)
    made = reforecast(coming(200.0), arrived(250.0, 20), record)
    assert 1.08 < made.moved[1] < 1.25
    assert made.narrowed[1] < 1.0


def test_the_next_day_stays_where_days_forget():
    made = reforecast(coming(200.0), arrived(250.0, 20), drawn(200, 200.0, 0.15))
    assert made.moved[1] == pytest.approx(1.0, abs=0.03)


def test_a_closed_day_stays_closed():
    base = coming(200.0)
    base.mean[1], base.quantiles[1] = 0.0, 0.0
    made = reforecast(base, arrived(240.0, 12), drawn(60, 200.0, 0.15, memory=0.8))
    assert made.mean[1].sum() == 0.0
    assert made.totals[1].sum() == 0.0
    assert made.moved[1] == 1.0


def test_before_the_first_contact_only_the_days_before_count():
    nothing = np.full(SLOTS, np.nan)
    made = reforecast(coming(200.0), nothing, drawn(60, 200.0, 0.15))
    assert np.isfinite(made.mean).all()
    assert rest(made, 0) == pytest.approx(12 * 200.0, rel=0.1)


@settings(max_examples=30, deadline=None)
@given(values=st.lists(st.one_of(st.none(), st.integers(0, 5000)), min_size=SLOTS, max_size=SLOTS),
       days=st.integers(0, 40))  # fmt: skip
def test_whatever_arrives_volumes_are_numbers_and_bands_in_order(values: list[int | None], days: int):
    today = np.array([np.nan if v is None else float(v) for v in values])
    made = reforecast(coming(5.0), today, drawn(days, 5.0, 0.3))
    assert np.isfinite(made.mean).all()
    assert (made.mean >= 0).all()
    assert (np.diff(made.quantiles, axis=2) >= -1e-9).all()
    assert (np.diff(made.totals, axis=1) >= -1e-9).all()


def test_the_callers_forecast_is_not_changed():
    base = coming(200.0)
    before = base.mean.copy()
    reforecast(base, arrived(300.0, 12), drawn(60, 200.0, 0.15))
    assert (base.mean == before).all()


def unsure(days: int = 2) -> ComingDays:
    """Days of which the plan is far less sure than usual days are."""
    base = coming(200.0, days)
    totals = base.mean.sum(axis=1)[:, None] * np.exp(0.5 * ndtri(LEVELS))
    return replace(base, totals=totals)


def log_width(quantiles: FloatArray) -> float:
    return float(np.log(quantiles[-2] / quantiles[1]))


def test_before_anything_arrives_the_band_of_an_unsure_day_is_the_plans():
    base = unsure()
    made = reforecast(base, np.full(SLOTS, np.nan), drawn(60, 200.0, 0.05, memory=0.8))
    assert made.narrowed[0] == 1.0
    assert log_width(made.totals[0]) == pytest.approx(log_width(base.totals[0]))
    assert log_width(made.totals[1]) >= made.narrowed[1] * log_width(base.totals[1]) - 1e-9


def test_an_unsure_day_narrows_with_what_arrived():
    record, widths = drawn(120, 200.0, 0.2), []
    for until in (8, 10, 14, 19):
        quantiles = reforecast(unsure(), arrived(200.0, until), record).totals[0]
        widths.append(float(quantiles[-2] - quantiles[1]))
        plain = reforecast(coming(200.0), arrived(200.0, until), record).totals[0]
        assert widths[-1] >= plain[-2] - plain[1] - 1e-9
    assert all(later < earlier for earlier, later in itertools.pairwise(widths))
