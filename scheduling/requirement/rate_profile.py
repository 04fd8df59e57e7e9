"""Arrival rates inside intervals, drawn from the means of neighbouring intervals so that every total is kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

JUMP_SHARE = 0.25  # of the higher of two means: a smaller step is a slope, not the opening of a sale
JUMP_TIMES = 4.0  # a step so many times the step before it (or after it) happens at the border
TURN_TIMES = 2.0  # and one so many times the step before it where that went the other way


def rate_slopes(mean_rates: npt.ArrayLike) -> FloatArray:
    """Change of the rate from the start to the end of each interval; the rate in its middle is the mean.

    A straight line per interval keeps its total whatever the slope. The slope is the central difference, limited to
    twice either one-sided one and 0 at a peak or trough (the monotonised central limiter of van Leer 1977), so that no
    line overshoots its neighbours. Where the means jump (a sale opens on the hour) each side looks only away from the
    jump: the minutes after it fall as the next interval says. The first interval is flat: a series starts at rest.
    No rate is negative.

    >>> rate_slopes([10, 10, 50, 30, 20, 15]).tolist()
    [0.0, 0.0, -25.0, -15.0, -7.5, -5.0]
    """
    rates = np.asarray(mean_rates, dtype=np.float64)
    if rates.size < 3:
        return np.zeros(rates.size)
    step = np.diff(rates)
    jump = _jumps(step, np.maximum(rates[1:], rates[:-1]))
    back, ahead = np.concatenate([[np.nan], step]), np.concatenate([step, [np.nan]])
    back[1:][jump] = np.nan
    ahead[:-1][jump] = np.nan
    same_way = np.sign(back) == np.sign(ahead)
    limit = 2.0 * np.minimum(np.abs(back), np.abs(ahead))
    central = np.sign(back) * np.minimum(limit, np.abs(back + ahead) / 2.0)
    slopes = np.where(same_way, central, 0.0)
    slopes = np.where(np.isnan(back), _one_sided(ahead, np.roll(ahead, -1)), slopes)
    slopes = np.where(np.isnan(ahead), _one_sided(back, np.roll(back, 1)), slopes)
    slopes = np.nan_to_num(slopes)
    slopes[0] = 0.0
    return np.clip(slopes, -2.0 * rates, 2.0 * rates)


def _one_sided(near: FloatArray, next_one: FloatArray) -> FloatArray:
    """Slope from the two steps on one side, 1.5 near - 0.5 next, where they bend the same way; else the near step."""
    farther = np.where(np.isnan(next_one), near, next_one)
    size = np.clip(1.5 * np.abs(near) - 0.5 * np.abs(farther), np.abs(near), 2.0 * np.abs(near))
    return np.where(np.sign(near) == np.sign(farther), np.sign(near) * size, near)


def _jumps(step: FloatArray, higher: FloatArray) -> npt.NDArray[np.bool_]:
    """Borders at which the rate leaps: a large step after (or before) a far smaller one, or against the trend."""
    size = np.abs(step)
    before = np.concatenate([[0.0], size[:-1]])  # a series starts at rest
    after = np.concatenate([size[1:], [np.inf]])
    turned = np.concatenate([[False], np.sign(step[1:]) == -np.sign(step[:-1])])
    sudden = (size > JUMP_TIMES * before) | (size > JUMP_TIMES * after) | (turned & (size > TURN_TIMES * before))
    return np.asarray((size > JUMP_SHARE * higher) & sudden)
