"""Effects of coming special days: learned per queue, drawn to the pool of queues, overruled by the planner.

The volume of a special day = level x exp(u) x weekday factor ** gamma: `u` is the log ratio of earlier occurrences
to the level known at the same lead. gamma is 1 at u = 0 and falls to the share of the weekday that peaks of u >= 0.5
keep: learned where occurrences fell on different weekdays, else 0, because big peaks tend to ignore the weekday. A day
below what its weekday brings keeps the weekday longer: only deep falls (by 1.5) ignore it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrays import FloatArray, IntArray, date_of
from forecasting.events.curves import LEAST_POOL, YEAR_VARIANCE, Course, Lived, courses, smoothed
from forecasting.events.growth import grown, mean_age_y, yearly_growth
from forecasting.events.handling_time import LongerDays, longer_days
from forecasting.events.observations import Observation
from forecasting.events.occasions import Occasion

BIG_PEAK, DEEP_FALL = 0.5, 1.5  # log ratios from which the weekday no longer matters
ROUGH_WEIGHT = 0.5
YEAR_MEMORY = 0.5  # an occurrence a year older counts half: campaigns grow
WEEKDAY_PRIOR = 0.2  # squared log weekday factors of evidence that the prior (big peaks ignore the weekday) weighs
NEAR_OFFSET_D = 2
LIKE_VARIANCE = 0.05  # of the log size, more, when another kind of event stands in
SHOWN_DATES = 3


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
class EffectCurve:
    """Effects of one coming occurrence on one queue at each known offset: log sizes, weekday shares, variances, AHT."""

    offsets: IntArray
    log_size: FloatArray
    gamma: FloatArray
    log_var: FloatArray
    log_aht: FloatArray
    source: str
    note: str

    def at(self, offset_d: int) -> Effect | None:
        """The effect of a day; None when no earlier occurrence had a day within `NEAR_OFFSET_D` of it."""
        gap = np.abs(self.offsets - offset_d)
        i = int(np.argmin(gap))
        if gap[i] > NEAR_OFFSET_D:
            return None
        near = gap[i] > 0
        return Effect(
            log_size=float(self.log_size[i]),
            gamma=float(self.gamma[i]),
            log_var=float(self.log_var[i]),
            log_aht=float(self.log_aht[i]),
            source="analogue" if near else self.source,
            note=("nearest day " if near else "") + self.note,
        )


Key = tuple[int, str, int]  # origin, kind, first day of the coming occurrence
Pools = dict[Key, dict[str, list[Observation]]]


def pooled_effects(observations: list[Observation], channels: Mapping[str, str]) -> dict[tuple[str, Key], EffectCurve]:
    """Effects per queue and coming occurrence, own occurrences drawn to the queues that have some.

    A year older counts half, and what events add goes on growing as it did from year to year. A queue without
    occurrences of its own gets the pool's (its channel's, if large enough). Each origin sees only its own observations:
    a backtest knows nothing of later years. O(observations).
    """
    grouped: Pools = defaultdict(lambda: defaultdict(list))
    for o in observations:
        grouped[o.origin, o.kind, o.start][o.queue].append(o)
    found: dict[tuple[str, Key], EffectCurve] = {}
    for origin in sorted({key[0] for key in grouped}):
        own = {key: dict(sorted(by.items())) for key, by in grouped.items() if key[0] == origin}
        weekday_share = _weekday_share(own)
        growth = yearly_growth(own)
        for key, by in own.items():
            years = mean_age_y([o for seen in by.values() for o in seen], YEAR_MEMORY)
            for queue, curve in _curves(by, channels, weekday_share).items():
                found[queue, key] = replace(curve, log_size=grown(curve.log_size, growth, years))
    return found


def weekday_left(log_ratio: FloatArray, log_weekday: FloatArray, weekday_share: float) -> FloatArray:
    """Share of the weekday's effect that is left on days of these sizes: peaks are measured against the level, falls
    against what their weekday would have brought.

    >>> weekday_left(np.array([0.0, 0.25, 2.0, -0.75, -0.75]), np.array([0.0, 0.0, 0.0, 0.0, -0.75]), 0.0).tolist()
    [1.0, 0.5, 0.0, 0.5, 1.0]
    """
    peak = np.nan_to_num(log_ratio) / BIG_PEAK
    fall = np.where(log_ratio < 0, np.nan_to_num(log_weekday - log_ratio), 0.0) / DEEP_FALL
    return np.asarray(1.0 - (1.0 - weekday_share) * np.clip(np.maximum(peak, fall), 0.0, 1.0))


def _weekday_share(grouped: Mapping[Key, Mapping[str, list[Observation]]]) -> float:
    """Share of the weekday's effect that big peaks keep, drawn to 0 by `WEEKDAY_PRIOR`.

    Least squares of log sizes on log weekday factors over queues on the same day of the same occurrence, and of their
    changes between occurrences, each centred (which takes out what the day itself did, and that the event grew).
    """
    same_day: dict[tuple[str, int, int], dict[str, tuple[float, float]]] = defaultdict(dict)
    changes: dict[tuple[str, int, int], dict[tuple[str, int], tuple[float, float]]] = defaultdict(dict)
    for (_, kind, _), by in grouped.items():
        for queue, seen in by.items():
            before: dict[int, Observation] = {}
            for o in sorted(seen, key=lambda o: o.past_day):
                if o.log_ratio >= BIG_PEAK:
                    same_day[kind, o.past_start, o.offset_d][queue] = (o.log_weekday, o.log_ratio)
                a = before.get(o.offset_d)
                if a is not None and (a.log_ratio + o.log_ratio) / 2 >= BIG_PEAK:
                    change = (o.log_weekday - a.log_weekday, o.log_ratio - a.log_ratio)
                    changes[kind, a.past_start, o.past_start][queue, o.offset_d] = change
                before[o.offset_d] = o
    top, bottom = 0.0, WEEKDAY_PRIOR
    clouds = [list(p.values()) for p in same_day.values()] + [list(p.values()) for p in changes.values()]
    for pairs in clouds:
        x, y = (np.array(v) - np.mean(v) for v in zip(*pairs, strict=True))
        top, bottom = top + float(x @ y), bottom + float(x @ x)
    return float(np.clip(top / bottom, 0.0, 1.0))


def effect_for(occasion: Occasion, curve: EffectCurve | None) -> Effect:
    """The effect to plan with: the planner's size, else what was learned, else none (and the note says so)."""
    learned = None if curve is None else curve.at(occasion.offset_d)
    if occasion.size is not None:
        var = learned.log_var if learned else YEAR_VARIANCE
        return Effect(0.0, 0.0, var, learned.log_aht if learned else 0.0, "planner", "size set by the planner",
                      occasion.size)  # fmt: skip
    if learned is not None:
        return learned
    note = f"no earlier occurrence of {occasion.kind} at day {occasion.offset_d:+d}: planned as a normal day"
    return Effect(0.0, 1.0, YEAR_VARIANCE, 0.0, "none", note, 1.0)


@dataclass(frozen=True)
class _Past:
    """One queue's past of a kind, ready for the pool: net sizes, weekday shares and log AHT per offset, and words."""

    lived: Lived
    gamma: FloatArray
    longer: LongerDays
    dates: str
    like: str


def _past(seen: list[Observation], offsets: IntArray, weekday_share: float) -> _Past:
    starts = sorted({o.past_start for o in seen})
    shape = (len(starts), len(offsets))
    ratio, weekday, aht = (np.full(shape, np.nan) for _ in range(3))
    contacts = np.zeros(shape)
    weight = np.array([YEAR_MEMORY ** ((starts[-1] - start) / 365) for start in starts])
    for o in seen:
        at = starts.index(o.past_start), int(np.searchsorted(offsets, o.offset_d))
        ratio[at], weekday[at], aht[at] = o.log_ratio, o.log_weekday, o.log_aht
        contacts[at] = o.contacts
    for i, start in enumerate(starts):
        rough = [o.rough for o in seen if o.past_start == start]
        weight[i] *= 1.0 - (1.0 - ROUGH_WEIGHT) * float(np.mean(rough))
    noise = float(np.mean([o.noise for o in seen]))
    raw = Lived(ratio, weight, noise)
    course = raw.mean
    if not np.isnan(course).all():
        course = smoothed(course, np.full(len(offsets), noise / max(raw.evidence, 1e-9)), offsets)
    gamma = weekday_left(course, np.nan_to_num(Lived(weekday, weight, noise).mean), weekday_share)
    longer = LongerDays(aht, contacts, weight)
    dates = [str(date_of(start).date()) for start in starts]
    told = ", ".join(dates[-SHOWN_DATES:]) + (
        f" and {len(dates) - SHOWN_DATES} more" if len(dates) > SHOWN_DATES else ""
    )
    like = ", ".join(sorted({o.like for o in seen if o.like}))
    return _Past(Lived(ratio - gamma * weekday, weight, noise), gamma, longer, told, like)


def _curves(
    by: Mapping[str, list[Observation]], channels: Mapping[str, str], weekday_share: float
) -> dict[str, EffectCurve]:
    """Curves of all queues for one coming occurrence."""
    offsets = np.unique([o.offset_d for seen in by.values() for o in seen]).astype(np.int64)
    pasts = {queue: _past(seen, offsets, weekday_share) for queue, seen in by.items()}
    own, pool = courses([p.lived for p in pasts.values()], offsets)
    own_aht, pool_aht = longer_days({queue: past.longer for queue, past in pasts.items()}, offsets)
    found = {}
    for (queue, past), course in zip(pasts.items(), own, strict=True):
        trust = f"; own weight {course.trust:.2f} among {len(pasts)} queues" if len(pasts) >= LEAST_POOL else ""
        found[queue] = _curve(offsets, course, past.gamma, own_aht[queue], past.like, past.dates + trust)
    for queue, channel in channels.items():
        if queue not in pasts:
            kin = [q for q in pasts if channels.get(q) == channel]
            found[queue] = _borrowed(channel, kin, pasts, (offsets, pool, pool_aht), weekday_share)
    return found


def _curve(
    offsets: IntArray, course: Course, gamma: FloatArray, aht: FloatArray, like: str, note: str, borrowed: bool = False
) -> EffectCurve:
    source = "analogue" if like or borrowed else "learned"
    var = course.var + (LIKE_VARIANCE if like else 0.0)
    return EffectCurve(offsets, course.size, gamma, var, aht, source, f"like {like}: {note}" if like else note)


def _borrowed(
    channel: str,
    kin: list[str],
    pasts: Mapping[str, _Past],
    pool: tuple[IntArray, Course, FloatArray],
    weekday_share: float,
) -> EffectCurve:
    """The pool's effect for a queue that has not lived through the event; its channel's where two or more have."""
    offsets, course, pool_aht = pool
    note = f"middle of {len(pasts)} other queues"
    if 2 <= len(kin) < len(pasts):
        _, course = courses([pasts[q].lived for q in kin], offsets)
        note = f"middle of {len(kin)} other queues of channel {channel}"
    likes = ", ".join(sorted({p.like for p in pasts.values() if p.like}))
    return _curve(
        offsets,
        course,
        weekday_left(course.size, np.zeros(len(offsets)), weekday_share),
        pool_aht,
        likes,
        note,
        borrowed=True,
    )
