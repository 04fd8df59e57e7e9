"""Exponential smoothing of square-rooted totals around a moving week: a deviation fades, it does not stay."""

from __future__ import annotations

import numpy as np

from forecasting.arrays import FloatArray, IntArray, weekdays

KEEPS = (0.6, 0.85, 0.95)  # share of a deviation that the next day keeps
ALPHAS = (0.08, 0.2, 0.4)
GAMMAS = (0.02, 0.06, 0.15)
FORGET = 0.995  # a day of the judged errors, per day
START_D = 42


class FadingLevels:
    """x = season(weekday) + d, d an autoregression: SARIMA (1,0,1)x(0,1,1) with period 7 in innovations form.

    Every set of constants in one pass; at any origin the set that did best one day ahead before it. Source: Box &
    Jenkins 1976, ch. 9.
    """

    def __init__(self, days: IntArray, total: FloatArray) -> None:
        """One pass over the days, the state before each day kept. O(days x constants)."""
        self._first = int(days[0])
        keep, alpha, gamma = (grid.ravel() for grid in np.meshgrid(KEEPS, ALPHAS, GAMMAS))
        root = np.sqrt(np.maximum(total, 0.0))
        season = np.repeat(_usual_week(days, root)[:, None], len(keep), axis=1)
        off, loss, mass = np.zeros(len(keep)), np.zeros(len(keep)), 0.0
        self._keep = keep
        self._off = np.zeros((len(days) + 1, len(keep)))
        self._season = np.zeros((len(days) + 1, 7, len(keep)))
        self._loss = np.zeros((len(days) + 1, len(keep)))
        known = ~np.isnan(root)
        for i, w in enumerate(weekdays(days)):
            self._off[i], self._season[i], self._loss[i] = off, season, loss / max(mass, 1e-9)
            off = keep * off
            if not known[i]:
                continue
            error = root[i] - season[w] - off
            off = off + alpha * error
            season[w] += gamma * error
            loss, mass = FORGET * loss + error**2, FORGET * mass + 1.0
        self._off[-1], self._season[-1], self._loss[-1] = off, season, loss / max(mass, 1e-9)

    def ahead(self, origin: int, days: IntArray) -> FloatArray:
        """Expected totals of `days` (from the origin on) as known before `origin`, shape (days,)."""
        i = origin - self._first
        best = int(np.argmin(self._loss[i]))
        faded = self._keep[best] ** (days - origin + 1.0) * self._off[i, best]
        root = np.maximum(self._season[i, weekdays(days), best] + faded, 0.0)
        return np.asarray(root**2 + self._loss[i, best])


def _usual_week(days: IntArray, root: FloatArray) -> FloatArray:
    """Mean root of each weekday in the first weeks, shape (7,)."""
    known = np.flatnonzero(~np.isnan(root))[:START_D]
    if not len(known):
        return np.zeros(7)
    week = np.full(7, float(root[known].mean()))
    for w in range(7):
        own = root[known][weekdays(days[known]) == w]
        if len(own):
            week[w] = own.mean()
    return week
