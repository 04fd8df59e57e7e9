"""Paths of all queues together: the joint law learned from their past errors, with the doubt about coming events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.aht.doubt import PLAIN_SD
from forecasting.arrays import IntArray
from forecasting.default.event_overlay import banded
from forecasting.one_queue import QueueForecast
from forecasting.paths.day_rates import DayErrors, day_variances
from forecasting.paths.draw import draw_paths, weeks_ahead
from forecasting.paths.event_days import NO_EVENT, EventDays
from forecasting.paths.joint import learn_joint

LEAST_PATHS = 200  # so that a share of them can be told; the replay plays the first of them


def paths_of_queues(
    made: Sequence[QueueForecast], first_day: int, horizon_d: int, paths: int, seed: int
) -> pd.DataFrame:
    """FORECAST_PATHS of the queues forecast, at least `LEAST_PATHS` of them. O(paths x queues^2 x days)."""
    law = learn_joint([one.errors or DayErrors.none(one.queue) for one in made], horizon_d)
    doubt = np.array([one.event_alpha for one in made]).reshape(len(made), horizon_d)
    week = weeks_ahead(law, horizon_d)
    plain = [banded(one.volume, one.spreads, np.zeros(horizon_d)) for one in made]
    usual = [
        day_variances(one.volume, band, share[week], float(sd))
        for one, band, share, sd in zip(made, plain, law.day_share, law.day_sd, strict=True)
    ]
    events = EventDays(ruling_events(made, first_day, horizon_d), doubt)
    doubted = [np.full(horizon_d, PLAIN_SD) if one.aht_sd is None else one.aht_sd for one in made]
    return draw_paths(
        law, first_day, horizon_d, max(paths, LEAST_PATHS), seed, np.array(usual), events, np.array(doubted)
    )


def ruling_events(made: Sequence[QueueForecast], first_day: int, horizon_d: int) -> IntArray:
    """Number of the occurrence that rules each day, (queues, days); `NO_EVENT` on other days."""
    numbers: dict[tuple[str, int], int] = {}
    found = np.full((len(made), horizon_d), NO_EVENT, dtype=np.int64)
    for q, one in enumerate(made):
        for o, *_ in one.effects:
            if found[q, o.day - first_day] == NO_EVENT:  # the first one told rules the day
                found[q, o.day - first_day] = numbers.setdefault((o.kind, o.start), len(numbers))
    return found
