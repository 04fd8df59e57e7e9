"""Effects of coming special days: learned per queue, shrunk to the pool of queues, overruled by the planner.

The volume of a special day = level x exp(u) x weekday factor ** gamma: `u` is the log ratio of earlier occurrences
to the level known at the same lead, gamma = 1 - |u| / 0.5 (0 from 0.5 on) because big peaks ignore the weekday.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import date_of
from forecasting.observations import Observation
from forecasting.occasions import Occasion

BIG_PEAK = 0.5  # log ratio from which the weekday no longer matters
ROUGH_WEIGHT = 0.5
YEAR_VARIANCE = 0.02  # of the log size from one occurrence to the next, where no pair of occurrences tells
LEAST_YEAR_VARIANCE = 0.0025
LEAST_POOL = 3  # queues; fewer are no pool to shrink to
AHT_TRUST = 1.0  # occurrences that weigh as much as the pool


@dataclass(frozen=True)
class Effect:
    """What a special day does to a queue's volume and handling time. `log_var` is the variance of a next `log_size`.

    `multiple` is set instead of `log_size` when the size is the planner's: then the normal day is multiplied.
    """

    log_size: float
    gamma: float
    log_var: float
    log_aht: float
    source: str
    note: str
    multiple: float | None = None


@dataclass(frozen=True)
class _Cell:
    """Earlier occurrences of one kind of day on one queue, as one estimate: mean log size and weight of evidence."""

    mean: float
    gamma: float
    weight: float
    within: float
    pairs: int
    noise: float
    log_aht: float
    note: str
    near: bool


Key = tuple[int, int, str, int]  # origin, day, kind, offset_d


def pooled_effects(observations: list[Observation], channels: Mapping[str, str]) -> dict[tuple[str, Key], Effect]:
    """Effect per queue and special day, own occurrences shrunk to the median of the queues that have them.

    Weight of the own mean = k tau2 / (k tau2 + sigma2): k occurrences, sigma2 the variance between occurrences,
    tau2 between queues. A queue without occurrences of its own gets the pool's (its channel's, if large enough).
    Each origin sees only its own observations, so a backtest knows nothing of later years. O(observations).
    """
    grouped: dict[Key, dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for o in observations:
        grouped[(o.origin, o.day, o.kind, o.offset_d)][o.queue].append(o)
    cells = {key: {queue: _cell(own) for queue, own in sorted(by.items())} for key, by in grouped.items()}
    found: dict[tuple[str, Key], Effect] = {}
    for origin in {key[0] for key in cells}:
        year_var = _year_variance([c for key, by in cells.items() if key[0] == origin for c in by.values()])
        for key, by in cells.items():
            if key[0] == origin:
                found.update({(queue, key): e for queue, e in _shrunk(by, year_var, channels).items()})
    return found


def effect_for(occasion: Occasion, learned: Effect | None) -> Effect:
    """The effect to plan with: the planner's size, else what was learned, else none (and the note says so)."""
    if occasion.size is not None:
        var = learned.log_var if learned else YEAR_VARIANCE
        return Effect(0.0, 0.0, var, learned.log_aht if learned else 0.0, "planner", "size set by the planner",
                      occasion.size)  # fmt: skip
    if learned is not None:
        return learned
    note = f"no earlier occurrence of {occasion.kind} at day {occasion.offset_d:+d}: planned as a normal day"
    return Effect(0.0, 1.0, YEAR_VARIANCE, 0.0, "none", note, 1.0)


def _cell(own: list[Observation]) -> _Cell:
    weight = np.array([ROUGH_WEIGHT if o.rough else 1.0 for o in own])
    raw = np.array([o.log_ratio for o in own])
    first = float(np.average(raw, weights=weight))
    gamma = float(np.clip(1.0 - abs(first) / BIG_PEAK, 0.0, 1.0))
    net = raw - gamma * np.array([o.log_weekday for o in own])
    mean = float(np.average(net, weights=weight))
    aht = np.array([o.log_aht for o in own])
    heard = ~np.isnan(aht)
    log_aht = float(np.average(aht[heard], weights=weight[heard])) if heard.any() else float("nan")
    dates = ", ".join(str(date_of(o.past_day).date()) for o in sorted(own, key=lambda o: o.past_day))
    words = ("nearest day " if own[0].near else "") + dates
    within = float(((net - net.mean()) ** 2).sum()) if len(own) > 1 else 0.0
    return _Cell(mean, gamma, float(weight.sum()), within, len(own) - 1, float(np.mean([o.noise for o in own])),
                 log_aht, words, own[0].near)  # fmt: skip


def _year_variance(cells: list[_Cell]) -> float:
    pairs = sum(c.pairs for c in cells)
    if pairs < 5:
        return YEAR_VARIANCE
    own = sum(c.within for c in cells) / pairs
    return max(float(own), LEAST_YEAR_VARIANCE)


def _shrunk(by: Mapping[str, _Cell], year_var: float, channels: Mapping[str, str]) -> dict[str, Effect]:
    means = np.array([c.mean for c in by.values()])
    sigma2 = np.array([year_var + c.noise for c in by.values()])
    weights = np.array([c.weight for c in by.values()])
    centre = float(np.median(means))
    between = max(float(np.var(means, ddof=1) - np.mean(sigma2 / weights)), 0.0) if len(means) > 1 else 0.0
    heard = [c.log_aht for c in by.values() if not np.isnan(c.log_aht)]
    pool_aht = float(np.median(heard)) if heard else 0.0
    found = {}
    for (queue, cell), var in zip(by.items(), sigma2, strict=True):
        evidence = cell.weight * between
        trust = evidence / (evidence + var) if len(by) >= LEAST_POOL else 1.0
        log_size = trust * cell.mean + (1.0 - trust) * centre
        predicted = float(var + trust * var / cell.weight + (1.0 - trust) * between)
        aht = pool_aht if np.isnan(cell.log_aht) else _aht(cell, pool_aht)
        note = f"{cell.note}; own weight {trust:.2f} of {len(by)} queues"
        found[queue] = Effect(log_size, cell.gamma, predicted, aht, "analogue" if cell.near else "learned", note)
    for queue, channel in channels.items():
        if queue not in by:
            found[queue] = _borrowed(channel, by, channels, year_var, pool_aht)
    return found


def _aht(cell: _Cell, pool: float) -> float:
    return (cell.weight * cell.log_aht + AHT_TRUST * pool) / (cell.weight + AHT_TRUST)


def _borrowed(
    channel: str, by: Mapping[str, _Cell], channels: Mapping[str, str], year_var: float, pool_aht: float
) -> Effect:
    """The pool's effect for a queue that has not lived through the event."""
    kin = [c for q, c in by.items() if channels.get(q) == channel]
    lenders = kin if len(kin) >= 2 else list(by.values())
    means = np.array([c.mean for c in lenders])
    note = f"median of {len(lenders)} other queues" + (f" of channel {channel}" if lenders is kin else "")
    gamma = float(np.median([c.gamma for c in lenders]))
    return Effect(float(np.median(means)), gamma, year_var + float(np.var(means)), pool_aht, "analogue", note)
