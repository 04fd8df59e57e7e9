"""Campaigns grow: how much more what events add has become from year to year, learned from all kinds together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from forecasting.arrays import FloatArray
from forecasting.events.observations import Observation

BIG = 0.3  # log ratios from which what an event adds can be told from the noise of a day
LEAST_PAIRS = 3  # days of queues that both occurrences have
GROWTH_SD = 0.10  # of a year's growth, before anything is seen: drawn to none
STEP_SD, FEW_STEPS = 0.14, 2.0  # of the step from one occurrence to the next, common to all queues, and its weight
MOST = 0.3  # of the log, in all
YEAR_D = 365.0
Step = tuple[float, float]  # years between two occurrences, change of the log of what they added


def yearly_growth(grouped: Mapping[tuple[int, str, int], Mapping[str, Sequence[Observation]]]) -> float:
    """Log growth a year of what events add to a usual day, over all kinds known to one origin.

    Each step from one occurrence to the next tells it with an error of its own (one campaign is larger for all queues
    alike), so the growth is drawn to none by Bayes' rule as far as steps are few or disagree. O(observations).

    Example: two kinds grew by 0.08 and 0.06 in a year: 0.14 / (2 + 0.011 / 0.01) = 0.045 is believed.
    """
    steps = [step for by in _distinct(grouped) for step in _steps(by)]
    if not steps:
        return 0.0
    years, change = (np.array(column) for column in zip(*steps, strict=True))
    usual = float(change @ years / (years @ years))
    scatter = float(((change - usual * years) ** 2).sum())
    noise = (scatter + FEW_STEPS * STEP_SD**2) / (len(steps) - 1 + FEW_STEPS)
    return float(change @ years / (years @ years + noise / GROWTH_SD**2))


def grown(log_size: FloatArray, growth: float, years: float) -> FloatArray:
    """Log sizes after `years` of growth of what they add; days that fall below a usual one stay.

    >>> np.exp(grown(np.array([np.log(3.0), -0.5]), np.log(1.1), 1.0)).round(3).tolist()
    [3.2, 0.607]
    """
    more = float(np.exp(np.clip(growth * years, -MOST, MOST)))
    return np.where(log_size > 0, np.log1p(np.expm1(np.maximum(log_size, 0.0)) * more), log_size)


def mean_age_y(seen: Sequence[Observation], memory: float) -> float:
    """Years from the occurrences learned from, a year older weighing `memory`, to the coming one."""
    starts = np.array(sorted({o.past_start for o in seen}), dtype=float)
    weight = memory ** ((starts[-1] - starts) / YEAR_D)
    return max(float(np.average(seen[0].start - starts, weights=weight)) / YEAR_D, 0.0)


def _distinct(
    grouped: Mapping[tuple[int, str, int], Mapping[str, Sequence[Observation]]],
) -> list[Mapping[str, Sequence[Observation]]]:
    """One group a kind: several coming occurrences of a kind have the same past."""
    kinds = {kind: by for (_, kind, _), by in grouped.items()}
    return list(kinds.values())


def _steps(by: Mapping[str, Sequence[Observation]]) -> list[Step]:
    """The steps of one kind of event between neighbouring occurrences, each the median over days and queues."""
    size: dict[int, dict[tuple[str, int], float]] = defaultdict(dict)
    for queue, seen in by.items():
        for o in seen:
            if not o.like:
                size[o.past_start][queue, o.offset_d] = o.log_ratio
    starts = sorted(size)
    found = []
    for before, after in pairwise(starts):
        both = [key for key in size[after] if min(size[before].get(key, 0.0), size[after][key]) >= BIG]
        if len(both) >= LEAST_PAIRS:
            change = [np.log(np.expm1(size[after][key]) / np.expm1(size[before][key])) for key in both]
            found.append(((after - before) / YEAR_D, float(median(change))))
    return found
