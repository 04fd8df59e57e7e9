"""Courses of events over their days: smoothed as far as chance alone asks for it, and each queue drawn to the pool."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray

LEAST_SMOOTHED = 4  # days of a course, below which there is nothing to smooth
STEPS: FloatArray = np.r_[1e-6, np.geomspace(1e-5, 1.0, 25)]  # variances of a true step from day to day that are tried
LEAST_POOL = 3  # queues; fewer are no pool to be drawn to
LEAST_PAIRS = 3  # queues with two occurrences, from which the change between occurrences is measured
FEW_QUEUES = 10.0  # so many queues' worth of the variance of all days is mixed into that of one day
EVENT_SCATTER = 2.0  # a day of an event scatters by so many times the variance of a normal one
YEAR_SHARE = 0.25  # of the variance between queues that is taken for a change between occurrences, where none is seen
COMMON_VARIANCE, FEW_STEPS = (
    0.01,
    2.0,
)  # of the log size of a whole event for all queues alike: campaigns grow or shrink
YEAR_VARIANCE = 0.02  # of the log size of a whole event from one occurrence to the next, where no pairs tell
LEAST_VARIANCE = 0.0025


@dataclass(frozen=True)
class Lived:
    """What a queue has lived through: `net` log sizes (occurrences, offsets), NaN unknown, weekdays taken out.

    `weight` (occurrences,): evidence of each; `noise`: variance of the log of a single normal day.
    """

    net: FloatArray
    weight: FloatArray
    noise: float

    @property
    def evidence(self) -> float:
        """Occurrences that the past counts for."""
        return float(self.weight.sum())

    @property
    def mean(self) -> FloatArray:
        """Weighted mean per offset, (offsets,); NaN where nothing is known."""
        known = ~np.isnan(self.net) * self.weight[:, None]
        mass = known.sum(axis=0)
        top = (known * np.nan_to_num(self.net)).sum(axis=0)
        return np.asarray(np.divide(top, mass, out=np.full(len(mass), np.nan), where=mass > 0))


@dataclass(frozen=True)
class Course:
    """Expected log sizes (offsets,), the variance of a next one (offsets,), and the weight of the queue's own past."""

    size: FloatArray
    var: FloatArray
    trust: float


@dataclass(frozen=True)
class _Scatter:
    """Variances of log sizes: of the whole event and of single days, between queues and from one time to the next."""

    whole: float
    day: float
    next_whole: float
    next_day: float
    measured: bool


def smoothed(course: FloatArray, noise: FloatArray, at: IntArray) -> FloatArray:
    """The likeliest course (offsets,) behind a noisy one, gaps filled; `noise`: variance per offset, `at`: the offsets.

    A random walk seen with noise; the variance of its steps is the one that makes the differences of the course
    likeliest, so that a peak that stands out of the noise stays and a wave in the noise is smoothed. O(offsets^3).
    """
    known = ~np.isnan(course)
    if known.sum() < LEAST_SMOOTHED:
        return _without_gaps(course, at)
    seen, gap = course[known], np.diff(at[known]).astype(float)
    chance = np.maximum(noise[known], 1e-6)
    change = np.diff(seen)
    best = max(STEPS, key=lambda step: _likelihood(change, step * gap, chance))
    precision = np.diag(1.0 / chance)
    pull = 1.0 / (best * gap)
    rows = np.arange(len(gap))
    np.add.at(precision, (rows, rows), pull)
    np.add.at(precision, (rows + 1, rows + 1), pull)
    np.add.at(precision, (rows, rows + 1), -pull)
    np.add.at(precision, (rows + 1, rows), -pull)
    level = np.linalg.solve(precision, seen / chance)
    return np.asarray(np.interp(at, at[known], level))


def _likelihood(change: FloatArray, step: FloatArray, chance: FloatArray) -> float:
    """Log-likelihood of the differences of a random walk seen with noise, up to a constant."""
    cover = np.diag(step + chance[1:] + chance[:-1])
    rows = np.arange(len(change) - 1)
    cover[rows, rows + 1] = cover[rows + 1, rows] = -chance[1:-1]
    _, size = np.linalg.slogdet(cover)
    return float(-0.5 * (size + change @ np.linalg.solve(cover, change)))


def _without_gaps(course: FloatArray, at: IntArray) -> FloatArray:
    known = ~np.isnan(course)
    return np.asarray(np.interp(at, at[known], course[known])) if known.any() else course


def courses(lived: list[Lived], at: IntArray) -> tuple[list[Course], Course]:
    """The course of each queue drawn to the pool's, and the pool's own (for queues that have none); `at`: offsets.

    A queue differs from the pool by the size of the whole event and by single days; each difference is believed by the
    share of its variance that lasts: weight k t / (k t + s), k occurrences, t the variance between queues (of days: on
    that day, so that queues keep their own peaks), s the one from one occurrence to the next.
    O(queues x occurrences x offsets + offsets^3).
    """
    if len(lived) < LEAST_POOL:
        own = [_alone(one, at) for one in lived]
        middle = np.mean([course.size for course in own], axis=0)
        spread = np.var([course.size for course in own], axis=0)
        return own, Course(middle, np.mean([course.var for course in own], axis=0) + spread, 0.0)
    means = np.stack([one.mean for one in lived])
    pool = _pooled(means, at)
    whole, day = _apart(means, pool)
    known = ~np.isnan(means)
    scatter = _scatter(lived, whole, day[known], len(at))
    noise = np.array([one.noise for one in lived])
    evidence = np.array([one.evidence for one in lived])
    next_day = EVENT_SCATTER * noise if not scatter.measured else (EVENT_SCATTER * noise + scatter.next_day) / 2
    next_whole = np.maximum(scatter.next_whole, EVENT_SCATTER * noise / len(at))
    on_day = ((day**2).sum(axis=0) + FEW_QUEUES * scatter.day) / (known.sum(axis=0) + FEW_QUEUES)
    trust, lasts = _trust(np.array([scatter.whole]), next_whole, evidence)
    day_trust, days_last = _trust(on_day, next_day, evidence)
    year = scatter.next_whole if scatter.measured else YEAR_VARIANCE
    var = year + (1 - trust) * lasts + (1 - day_trust) * days_last + np.maximum(next_day - noise, 0.0)[:, None]
    size = pool + trust * whole[:, None] + day_trust * day
    of_pool = year + scatter.whole + on_day
    if scatter.measured:  # what all queues have in common stands in what an event adds to a usual day
        var = var + _common_variance(lived) * np.expm1(-np.abs(size)) ** 2
        of_pool = of_pool + _common_variance(lived) * np.expm1(-np.abs(pool)) ** 2
    found = [Course(s, np.maximum(v, LEAST_VARIANCE), float(t)) for s, v, t in zip(size, var, trust[:, 0], strict=True)]
    return found, Course(pool, np.maximum(of_pool, LEAST_VARIANCE), 0.0)


def _pooled(means: FloatArray, at: IntArray) -> FloatArray:
    """Median of the queues per offset, smoothed by how much they scatter around it, whole events apart."""
    known = ~np.isnan(means)
    raw = np.array([np.median(c[seen]) if seen.any() else np.nan for c, seen in zip(means.T, known.T, strict=True)])
    off = np.where(known, means - raw, np.nan)
    scattered = np.abs(off - _row_means(off)[:, None])[known]
    chance = 1.57 * (1.4826 * float(np.median(scattered))) ** 2 / np.maximum(known.sum(axis=0), 1)
    return smoothed(raw, chance, at)


def _apart(means: FloatArray, pool: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How each queue differs from the pool: as a whole (queues,), and on single days beyond it (queues, offsets)."""
    known = ~np.isnan(means)
    gap = np.where(known, means - pool, np.nan)
    whole = _row_means(gap)
    return whole, np.where(known, gap - whole[:, None], 0.0)


def _trust(between: FloatArray, again: FloatArray, evidence: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weight of each queue's own difference (queues, offsets or 1), and the variance that lasts (offsets or 1,).

    `between`: variance between queues (offsets or 1,); `again`: from one occurrence to the next (queues,).
    """
    lasts = np.maximum(between - float(np.mean(again / evidence)), 0.0)
    own = evidence[:, None] * lasts
    return own / np.maximum(own + again[:, None], 1e-12), lasts


def _alone(one: Lived, at: IntArray) -> Course:
    """A queue without a pool: its own past, smoothed by the noise of its days."""
    share = max(one.evidence, 1e-9)
    size = smoothed(one.mean, np.full(len(at), one.noise / share), at)
    var = YEAR_VARIANCE * (1 + 1 / share) + one.noise / share
    return Course(size, np.full(len(at), var), 1.0)


def _row_means(table: FloatArray) -> FloatArray:
    known: BoolArray = ~np.isnan(table)
    return np.asarray(np.where(known, table, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))


def _common_variance(lived: list[Lived]) -> float:
    """Variance of what an event does to all queues alike from one occurrence to the next, of the log of its size.

    Seen in the steps between occurrences (the median of the queues), which are few, drawn to `COMMON_VARIANCE`.
    """
    most = max(len(one.net) for one in lived)
    steps = [np.diff(one.net, axis=0) for one in lived if len(one.net) == most > 1]
    if not steps:
        return COMMON_VARIANCE
    wholes = np.stack([_row_means(step) for step in steps])
    common = np.median(wholes, axis=0)
    return float((np.sum(common**2) / 2 + FEW_STEPS * COMMON_VARIANCE) / (len(common) + FEW_STEPS))


def _scatter(lived: list[Lived], whole: FloatArray, day: FloatArray, offsets: int) -> _Scatter:
    """How much queues differ, and how much a queue differs from itself between occurrences, common changes apart."""
    between, single = float(np.var(whole)), float(np.mean(day**2)) if offsets > 1 else 0.0
    pairs = [np.diff(one.net, axis=0) for one in lived if len(one.net) > 1]
    steps = np.concatenate(pairs) if len(pairs) >= LEAST_PAIRS else np.zeros((0, offsets))
    steps = steps[~np.isnan(steps).all(axis=1)]
    if len(steps) < LEAST_PAIRS:
        return _Scatter(between, single, YEAR_SHARE * between, 0.0, False)
    common = np.array([np.median(c[~np.isnan(c)]) if (~np.isnan(c)).any() else 0.0 for c in steps.T])
    own = _row_means(steps - common)
    rest = (steps - common - own[:, None])[~np.isnan(steps)]
    return _Scatter(between, single, float(np.mean(own**2)) / 2, float(np.mean(rest**2)) / 2, True)
