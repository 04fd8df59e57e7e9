"""Histories of one queue with known truth, for the tests of the default pipeline."""

from __future__ import annotations

import numpy as np

from forecasting.arrays import weekdays
from forecasting.daily import QueueHistory

WEEK = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.5, 0.3])
HOURS = np.array([0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 6, 5, 4, 4, 5, 5, 4, 3, 2, 1, 1, 0, 0, 0], dtype=float)
START = 18_000  # a day number; 18000 is a Friday


def laid_out(offered: np.ndarray, first: int = START) -> QueueHistory:
    """A history that opens where it ever recorded something."""
    days = np.arange(first, first + len(offered), dtype=np.int64)
    seen = ~np.isnan(offered)
    weekday = weekdays(days)
    is_open = np.stack([seen[weekday == w].any(axis=0) for w in range(7)])
    unknown = np.full(offered.shape, np.nan)
    return QueueHistory("q", days, offered.astype(float), unknown, unknown, is_open)


def truth(days: np.ndarray, size: float = 400.0) -> np.ndarray:
    """Expected counts (days, 24): open 07:00 to 21:00."""
    return size * WEEK[weekdays(days)][:, None] * (HOURS / HOURS.sum())[None, :]


def weekly(number: int = 200, size: float = 400.0, seed: int | None = 3) -> QueueHistory:
    """A steady queue with a weekly pattern; Poisson counts, or the truth itself without a seed."""
    mean = truth(np.arange(START, START + number), size)
    drawn = mean if seed is None else np.random.Generator(np.random.PCG64(seed)).poisson(mean).astype(float)
    return laid_out(np.where(HOURS > 0, drawn, np.nan))
