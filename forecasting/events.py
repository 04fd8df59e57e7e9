"""Effects of coming special days: learned per queue, shrunk to the pool of queues, overruled by the planner.

The volume of a special day = level x exp(u) x weekday factor ** gamma: `u` is the log ratio of earlier occurrences
to the level known at the same lead. gamma falls from 1 (u = 0) to the share of the weekday that peaks of |u| >= 0.5
keep: learned where occurrences fell on different weekdays, else 0, because big peaks tend to ignore the weekday.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forecasting.arrays import FloatArray, date_of
from forecasting.observations import Observation
from forecasting.occasions import Occasion

BIG_PEAK = 0.5  # log ratio from which the weekday no longer matters
ROUGH_WEIGHT = 0.5
YEAR_MEMORY = 0.5  # an occurrence a year older counts half: campaigns grow
WEEKDAY_PRIOR = 0.2  # squared log weekday factors of evidence that the prior (big peaks ignore the weekday) weighs
YEAR_VARIANCE = 0.02  # of the log size from one occurrence to the next, where no pairs of occurrences tell
LEAST_VARIANCE = 0.0025
LEAST_PAIRS = 5
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
    """Earlier occurrences of one kind of day on one queue as one estimate: mean log size, weight of the evidence."""

    mean: float
    gamma: float
    weight: float
    noise: float
    log_aht: float
    note: str
    near: bool


@dataclass(frozen=True)
class _Scatter:
    """Variance of a log size from one occurrence to the next: in all, and of the queue alone (the pool apart)."""

    year: float = YEAR_VARIANCE
    own: float = YEAR_VARIANCE / 2


Key = tuple[int, int, str, int]  # origin, day, kind, offset_d
Grouped = dict[Key, dict[str, list[Observation]]]


def pooled_effects(observations: list[Observation], channels: Mapping[str, str]) -> dict[tuple[str, Key], Effect]:
    """Effect per queue and special day, own occurrences shrunk to the median of the queues that have them.

    Weight of the own mean = k tau2 / (k tau2 + sigma2): k occurrences (a year older counts half), sigma2 the variance
    of the queue between occurrences, tau2 between queues. A queue without occurrences of its own gets the pool's (its
    channel's, if large enough). Each origin sees only its own observations: a backtest knows nothing of later years.
    O(observations).
    """
    grouped: Grouped = defaultdict(lambda: defaultdict(list))
    for o in observations:
        grouped[o.origin, o.day, o.kind, o.offset_d][o.queue].append(o)
    found: dict[tuple[str, Key], Effect] = {}
    for origin in sorted({key[0] for key in grouped}):
        own = {key: dict(sorted(by.items())) for key, by in grouped.items() if key[0] == origin}
        weekday_share = _weekday_share(own)
        scatter = _scatter(own, weekday_share)
        for key, by in own.items():
            cells = {queue: _cell(seen, weekday_share) for queue, seen in by.items()}
            found.update({(queue, key): e for queue, e in _shrunk(cells, scatter, channels).items()})
    return found


def _gamma(log_ratio: float, weekday_share: float) -> float:
    """Share of the weekday's effect that is left on a day of this size."""
    return 1.0 - (1.0 - weekday_share) * min(abs(log_ratio) / BIG_PEAK, 1.0)


def _weekday_share(grouped: Mapping[Key, Mapping[str, list[Observation]]]) -> float:
    """Share of the weekday's effect that big peaks keep, learned from pairs of occurrences on different weekdays.

    Least squares of the change of the log size on the change of the log weekday factor, both centred per pair of
    occurrences (which takes out that the whole event grew), drawn to 0 by `WEEKDAY_PRIOR`.
    """
    changes: dict[tuple[str, int, int], list[tuple[float, float]]] = defaultdict(list)
    for (_, _, kind, offset_d), by in grouped.items():
        for seen in by.values():
            for a, b in pairwise(sorted(seen, key=lambda o: o.past_day)):
                if abs(a.log_ratio + b.log_ratio) / 2 >= BIG_PEAK:
                    pair = (kind, a.past_day - offset_d, b.past_day - offset_d)
                    changes[pair].append((b.log_weekday - a.log_weekday, b.log_ratio - a.log_ratio))
    top, bottom = 0.0, WEEKDAY_PRIOR
    for pairs in changes.values():
        x, y = (np.array(v) - np.mean(v) for v in zip(*pairs, strict=True))
        top, bottom = top + float(x @ y), bottom + float(x @ x)
    return float(np.clip(top / bottom, 0.0, 1.0))


def _net(seen: list[Observation], weekday_share: float) -> tuple[FloatArray, FloatArray, float]:
    """Log sizes without the weekday, the weight of each occurrence, and the share of the weekday left."""
    newest = max(o.past_day for o in seen)
    weight = np.array([(ROUGH_WEIGHT if o.rough else 1.0) * YEAR_MEMORY ** ((newest - o.past_day) / 365) for o in seen])
    raw = np.array([o.log_ratio for o in seen])
    gamma = _gamma(float(np.average(raw, weights=weight)), weekday_share)
    return raw - gamma * np.array([o.log_weekday for o in seen]), weight, gamma


def _scatter(grouped: Mapping[Key, Mapping[str, list[Observation]]], weekday_share: float) -> _Scatter:
    """How much log sizes change between occurrences, counting noise apart; the default without enough pairs."""
    every, alone = [], []
    for by in grouped.values():
        steps = []
        for seen in by.values():
            net, _, _ = _net(seen, weekday_share)
            order = np.argsort([o.past_day for o in seen])
            steps += [(d, seen[0].noise) for d in np.diff(net[order])]
        if len(steps) >= LEAST_POOL:
            change, noise = np.array(steps).T
            every += list(change**2 / 2 - noise)
            alone += list((change - np.median(change)) ** 2 / 2 - noise)
    if len(every) < LEAST_PAIRS:
        return _Scatter()
    return _Scatter(max(float(np.mean(every)), LEAST_VARIANCE), max(float(np.mean(alone)), LEAST_VARIANCE))


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


def _cell(seen: list[Observation], weekday_share: float) -> _Cell:
    net, weight, gamma = _net(seen, weekday_share)
    aht = np.array([o.log_aht for o in seen])
    heard = ~np.isnan(aht)
    log_aht = float(np.average(aht[heard], weights=weight[heard])) if heard.any() else float("nan")
    dates = ", ".join(str(date_of(o.past_day).date()) for o in sorted(seen, key=lambda o: o.past_day))
    return _Cell(
        mean=float(np.average(net, weights=weight)),
        gamma=gamma,
        weight=float(weight.sum()),
        noise=float(np.mean([o.noise for o in seen])),
        log_aht=log_aht,
        note=("nearest day " if seen[0].near else "") + dates,
        near=seen[0].near,
    )


def _shrunk(by: Mapping[str, _Cell], scatter: _Scatter, channels: Mapping[str, str]) -> dict[str, Effect]:
    means = np.array([c.mean for c in by.values()])
    sigma2 = np.array([scatter.own + c.noise for c in by.values()])
    weights = np.array([c.weight for c in by.values()])
    centre = float(np.median(means))
    between = max(float(np.var(means, ddof=1) - np.mean(sigma2 / weights)), 0.0) if len(means) > 1 else 0.0
    heard = [c.log_aht for c in by.values() if not np.isnan(c.log_aht)]
    pool_aht = float(np.median(heard)) if heard else 0.0
    found = {}
    for (queue, cell), var in zip(by.items(), sigma2, strict=True):
        evidence = cell.weight * between
        trust = evidence / (evidence + var) if len(by) >= LEAST_POOL else 1.0
        predicted = scatter.year + trust * var / cell.weight + (1.0 - trust) * between
        aht = pool_aht if np.isnan(cell.log_aht) else _aht(cell, pool_aht)
        note = f"{cell.note}; own weight {trust:.2f} among {len(by)} queues"
        source = "analogue" if cell.near else "learned"
        found[queue] = Effect(trust * cell.mean + (1.0 - trust) * centre, cell.gamma, predicted, aht, source, note)
    for queue, channel in channels.items():
        if queue not in by:
            found[queue] = _borrowed(channel, by, channels, scatter.year, pool_aht)
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
