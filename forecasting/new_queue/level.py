"""A queue without enough history: the shape of a similar queue, at a guessed level that own days take over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays

ENOUGH_D, HANDOVER_D = 7, 35  # known days (or the confidence) from which the own forecast has a say, days to all of it
CONFIDENCE_D = 7.0  # weight of the guess where none is given
GUESS_VARIANCE = 0.16  # relative variance of a guess: 40 % off either way
DAYS_TOGETHER = 7.0  # days err together: so many weigh as one in how sure the level is
DRIFT_VARIANCE = 0.03**2  # relative variance by which a level moves anyway
LEVEL_D = 28
HALF_LIFE_D = 42.0
WEEKDAY_D = 0.3  # days (at least SMOOTH_COUNT contacts) of the similar queue that count, for the factor of a weekday
SHAPE_D = 8.0  # and for the shape of the day
SMOOTH_COUNT = 30.0
ELSEWHERE = 0.02  # share of the day spread over all own opening hours: the similar queue may be closed then
AHT_CONTACTS = 200.0  # handled contacts from which the own handling time weighs half


@dataclass(frozen=True)
class NewQueue:
    """A row of `new_queues`: the queue it resembles, contacts on a usual open day (None: as the similar queue)."""

    queue: str
    like: str
    volume_per_day: float | None = None
    confidence_d: float = CONFIDENCE_D


@dataclass(frozen=True)
class Past:
    """Known days of a queue: day numbers, counts (days, slots) fit to learn from, NaN on days that are not.

    `handled` and `aht_s` as in the history.
    """

    days: IntArray
    counts: FloatArray
    handled: FloatArray
    aht_s: FloatArray

    @property
    def total(self) -> FloatArray:
        """Contacts per day, NaN where nothing is to be learned."""
        known = ~np.isnan(self.counts).all(axis=1)
        return np.where(known, np.nansum(self.counts, axis=1), np.nan)


@dataclass(frozen=True)
class Borrowed:
    """The forecast of a new queue: volume and AHT in s (days, slots; AHT None where nobody knows), and how sure.

    `level_variance`: relative variance of its level; `own_d`: own days it rests on; `level`: contacts on a usual day.
    """

    volume: FloatArray
    aht_s: FloatArray | None
    level_variance: float
    own_d: int
    level: float


def new_queues_of(centre: Centre) -> dict[str, NewQueue]:
    """New queues by name; rows of queues that the centre does not have are passed over."""
    table = centre.tables.get("new_queues")
    if table is None:
        return {}
    found = {}
    for row in table.to_dict("records"):
        queue, like, guess = str(row["queue"]), str(row["like"]), row["volume_per_day"]
        if queue in centre.queues and like in centre.queues and queue != like:
            found[queue] = NewQueue(queue, like, None if pd.isna(guess) else float(guess), float(row["confidence_d"]))
    return found


def own_say(own_d: int, confidence_d: float = 0.0) -> float:
    """Weight of the forecast from own history alone: 0 up to `ENOUGH_D` known days or as many as the guess weighs.

    >>> [own_say(d) for d in (0, 7, 14, 28, 42, 200)]
    [0.0, 0.0, 0.2, 0.6, 1.0, 1.0]
    >>> own_say(28, confidence_d=21)
    0.2
    """
    return float(np.clip((own_d - max(ENOUGH_D, confidence_d)) / HANDOVER_D, 0.0, 1.0))


def borrow(
    new: NewQueue,
    own: Past,
    like: Past,
    like_volume: FloatArray,
    like_aht_s: FloatArray | None,
    ahead: IntArray,
    is_open: BoolArray,
) -> Borrowed:
    """Forecast a new queue from that of a similar one, `like_volume` and `like_aht_s` (days ahead, slots).

    Level: gamma-Poisson. The guess is a gamma law that weighs as much as `confidence_d` usual days; own days, each
    measured in usual days of the similar queue, move it: (confidence x guess + contacts) / (confidence + days), newer
    days counting more. Weekday and shape are those of the similar queue times own ratios, shrunk in the same way.
    `is_open` (7, slots) are the own opening hours. Never negative. O(own days x slots).
    """
    usual = _usual_day(like)
    if not usual > 0.0:
        usual = float(like_volume.sum(axis=1).mean()) or 1.0
    guess = new.volume_per_day if new.volume_per_day is not None else usual
    own_total = own.total
    known = ~np.isnan(own_total)
    exposure = np.where(known, _exposure(like, own.days, usual), 0.0)
    known &= exposure > 0.0
    age = (int(ahead[0]) - own.days).astype(float) if len(own.days) else np.zeros(0)
    weight = np.where(known, 0.5 ** (age / HALF_LIFE_D), 0.0)
    seen, days = float((weight * np.nan_to_num(own_total)).sum()), float((weight * exposure).sum())
    trust = max(new.confidence_d, 0.01)
    level = (trust * guess + seen) / (trust + days)
    alike = exposure * (seen / days if days > 0 else 0.0)  # own days if they were like the similar queue's
    factor = _weekday_ratio(own, alike, weight)
    per_day = level * _days_ahead(like_volume, usual) * factor[weekdays(ahead)]
    shape = _shapes(own, like_volume, level, weight, is_open[weekdays(ahead)], ahead)
    volume = per_day[:, None] * shape
    variance = _level_variance(own_total, alike, known, trust, days)
    return Borrowed(volume, _aht(own, like, like_aht_s), variance, int(known.sum()), level)


def _usual_day(past: Past) -> float:
    """Mean of the last `LEVEL_D` known open days."""
    total = past.total
    known = total[~np.isnan(total) & (total > 0)]
    return float(known[-LEVEL_D:].mean()) if len(known) else 0.0


def _exposure(like: Past, days: IntArray, usual: float) -> FloatArray:
    """How many usual days each of `days` is worth, by what the similar queue had on it, else by its weekday there."""
    total = like.total
    by_weekday = np.ones(7)
    for w in range(7):
        own = total[(weekdays(like.days) == w) & ~np.isnan(total)][-8:]
        by_weekday[w] = own.mean() / usual if len(own) else 1.0
    worth = by_weekday[weekdays(days)]
    at = days - int(like.days[0]) if len(like.days) else np.full(len(days), -1)
    inside = (at >= 0) & (at < len(like.days))
    same = np.where(inside, total[np.clip(at, 0, max(len(total) - 1, 0))], np.nan) if len(total) else worth
    return np.asarray(np.where(np.isnan(same), worth, same / usual))


def _days_ahead(like_volume: FloatArray, usual: float) -> FloatArray:
    """Coming days in usual days; where the similar queue is closed and this one may be open, one."""
    worth = like_volume.sum(axis=1) / usual
    return np.where(worth > 0.0, worth, 1.0)


def _weekday_ratio(own: Past, expected: FloatArray, weight: FloatArray) -> FloatArray:
    """Own factor of each weekday on top of the similar queue's, (7,): shrunk to 1 by the first days."""
    weekday = weekdays(own.days)
    seen = weight * np.nan_to_num(own.total)
    told = weight * expected
    ratio = np.ones(7)
    for w in range(7):
        mine = (weekday == w) & (weight > 0)
        if mine.any():
            typical = max(WEEKDAY_D * told[mine].sum() / weight[mine].sum(), SMOOTH_COUNT)
            ratio[w] = (typical + seen[mine].sum()) / max(typical + told[mine].sum(), 1e-9)
    return ratio


def _shapes(
    own: Past,
    like_volume: FloatArray,
    level: float,
    weight: FloatArray,
    is_open: BoolArray,
    ahead: IntArray,
) -> FloatArray:
    """Shares of each coming day, (days, slots): the similar queue's times own ratios per slot, within own hours."""
    even = is_open / np.maximum(is_open.sum(axis=1, keepdims=True), 1)
    borrowed = like_volume * is_open
    mass = borrowed.sum(axis=1, keepdims=True)
    shape = np.where(mass > 0, (1.0 - ELSEWHERE) * borrowed / np.where(mass > 0, mass, 1.0) + ELSEWHERE * even, even)
    if not (weight > 0).any():
        return np.asarray(shape)
    usual = np.stack([_mean_shape(shape, weekdays(ahead) == w) for w in range(7)])[weekdays(own.days)]
    counts = np.nan_to_num(own.counts)
    told = (weight[:, None] * counts.sum(axis=1, keepdims=True) * usual).sum(axis=0)
    seen = (weight[:, None] * counts).sum(axis=0)
    typical = np.maximum(SHAPE_D * level * usual.mean(axis=0), np.where(told > 0, SMOOTH_COUNT, 0.0))
    ratio = np.divide(typical + seen, typical + told, out=np.ones_like(seen), where=typical + told > 0)
    tilted = shape * ratio
    total = tilted.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(tilted, total, out=np.zeros_like(tilted), where=total > 0))


def _mean_shape(shape: FloatArray, rows: BoolArray) -> FloatArray:
    return np.asarray((shape[rows] if rows.any() else shape).mean(axis=0))


def _level_variance(total: FloatArray, expected: FloatArray, known: BoolArray, trust: float, days: float) -> float:
    """Relative variance of the level: of the guess and of the own days, each by the square of its weight."""
    n = int(known.sum())
    guess_weight = trust / (trust + days)
    if n == 0:
        return GUESS_VARIANCE
    ratio = total[known] / np.maximum(expected[known], 1e-9)
    scatter = float(np.mean((ratio - 1.0) ** 2)) if n > 2 else GUESS_VARIANCE
    own = min(scatter * DAYS_TOGETHER / n + DRIFT_VARIANCE, GUESS_VARIANCE)
    return guess_weight**2 * GUESS_VARIANCE + (1.0 - guess_weight) ** 2 * own


def _aht(own: Past, like: Past, like_aht_s: FloatArray | None) -> FloatArray | None:
    """The similar queue's handling time, moved to the own one as own contacts are handled."""
    mine, mean = _mean_aht(own)
    if like_aht_s is None:
        return None
    _, theirs = _mean_aht(like)
    if not mine > 0 or not theirs > 0:
        return like_aht_s
    share = mine / (mine + AHT_CONTACTS)
    return np.asarray(like_aht_s * (mean / theirs) ** share)


def _mean_aht(past: Past) -> tuple[float, float]:
    """Handled contacts with a recorded handling time in the last weeks, and their mean handling time in s."""
    handled, aht_s = past.handled[-2 * LEVEL_D :], past.aht_s[-2 * LEVEL_D :]
    known = ~np.isnan(handled) & ~np.isnan(aht_s) & (aht_s > 0)
    number = float(handled[known].sum())
    return number, float((handled[known] * aht_s[known]).sum() / number) if number > 0 else 0.0
