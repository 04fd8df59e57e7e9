"""Exponential smoothing of square-rooted totals with a weekly season, over a grid of constants in one pass."""

from __future__ import annotations

import numpy as np

from forecasting.arrays import FloatArray, IntArray, weekdays

ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.35)
GAMMAS = (0.0, 0.03, 0.08, 0.2)
FORGET = 0.995  # a day of the judged errors, per day
START_D = 42


class SmoothedLevels:
    """ETS(A, N, A) on square roots for every pair of constants; at any origin the pair that did best before it."""

    def __init__(self, days: IntArray, total: FloatArray) -> None:
        """One pass over the days, the state before each day kept. O(days x constants)."""
        self._first = int(days[0])
        alpha, gamma = (grid.ravel() for grid in np.meshgrid(ALPHAS, GAMMAS))
        root = np.sqrt(np.maximum(total, 0.0))
        level, season = _begin(days, root, len(alpha))
        loss, mass = np.zeros(len(alpha)), 0.0
        self._level = np.zeros((len(days) + 1, len(alpha)))
        self._season = np.zeros((len(days) + 1, 7, len(alpha)))
        self._loss = np.zeros((len(days) + 1, len(alpha)))
        known = ~np.isnan(root)
        for i, w in enumerate(weekdays(days)):
            self._level[i], self._season[i], self._loss[i] = level, season, loss / max(mass, 1e-9)
            if not known[i]:
                continue
            error = root[i] - level - season[w]
            level = level + alpha * error
            season[w] += gamma * error
            loss, mass = FORGET * loss + error**2, FORGET * mass + 1.0
        self._level[-1], self._season[-1], self._loss[-1] = level, season, loss / max(mass, 1e-9)

    def ahead(self, origin: int, days: IntArray) -> FloatArray:
        """Expected totals of `days` as known before `origin`, shape (days,)."""
        i = origin - self._first
        best = int(np.argmin(self._loss[i]))
        root = np.maximum(self._level[i, best] + self._season[i, weekdays(days), best], 0.0)
        return np.asarray(root**2 + self._loss[i, best])


def _begin(days: IntArray, root: FloatArray, width: int) -> tuple[FloatArray, FloatArray]:
    """Level and season of the first weeks, copied for each pair of constants."""
    known = np.flatnonzero(~np.isnan(root))[:START_D]
    if not len(known):
        return np.zeros(width), np.zeros((7, width))
    level = float(root[known].mean())
    season = np.zeros(7)
    for w in range(7):
        own = root[known][weekdays(days[known]) == w]
        season[w] = own.mean() - level if len(own) else 0.0
    return np.full(width, level), np.repeat(season[:, None], width, axis=1)
