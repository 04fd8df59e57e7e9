from __future__ import annotations

import numpy as np
import pandas as pd

from forecasting.daily import split_queues
from forecasting.opening import opened
from tests.forecasting.made_up import made_up_centre, made_up_history, weekly


def office_history(centre, days=60):
    history = made_up_history(centre, weekly(300.0), days=days)
    return history[history["ts"].dt.hour.between(9, 19)]


def test_hours_that_never_recorded_anything_are_closed():
    centre = made_up_centre(["voice"])
    (own,) = split_queues(office_history(centre), centre)
    assert own.open[:, 9:20].all()
    assert own.open.sum() == 7 * 11


def test_stated_hours_go_before_what_was_recorded():
    hours = pd.DataFrame([("voice", w, "08:00", "22:00") for w in range(7)],
                         columns=["queue", "weekday", "open", "close"])  # fmt: skip
    centre = made_up_centre(["voice"], open_hours=hours)
    (own,) = split_queues(office_history(centre), centre)
    assert own.open.sum() == 7 * 14


def test_a_queue_without_history_never_closes():
    assert opened(np.full((0, 24), np.nan), np.zeros(0, dtype=np.int64)).all()


def test_a_weekday_is_closed_only_after_four_weeks_without_it():
    days = np.arange(20_000, 20_028)
    counts = np.full((28, 2), np.nan)
    counts[::7, 0] = 0.0
    assert opened(counts, days).sum() == 1
    assert opened(counts[:20], days[:20]).sum() == 7
