"""Totals of the days up to eighteen months ahead: daily models judged at far past origins, and bands that widen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, date_of
from forecasting.default.design import build_design
from forecasting.default.members import MEMBERS, DayTotals, Members, same_weekday_means
from forecasting.default.shift import LevelShift, factors, found_shift
from forecasting.default.special import SpecialDays
from forecasting.models.forecaster import DailySeries

YEAR_BACK_D = 364
MONTH_D = 28  # errors are those of four weeks: weekdays even out, events of a day do not decide
SPACING_D, ORIGINS = 56, 9
JUDGED_FROM_D = 28  # the first four weeks are the short forecast's
JUDGED_UNTIL_D = 364
LEAST_D = 28  # known days before a past origin
POWER = 3.0  # of the weight that a smaller past error gives; few far origins are known, so nobody is shut out
DRAWN = 0.03  # added to each error: differences below it are chance
SEASON_D = 500  # days of history from which a season of the year is learned; a year and a margin
YEAR_D = 365.25
BASE_SD, YEAR_SD = 0.04, 0.10  # of the log of a four-week total: at once, and what a year ahead adds
UNKNOWN_SEASON_SD = 0.15  # more, while the season of the year is not known
PRIOR_ORIGINS = 2.0  # so many far origins weigh as much as these
LEAST_SCALE, MOST_SCALE = 0.4, 9.0
RUNAWAY = 3.0  # no day's level is believed beyond so many times the largest four weeks seen


@dataclass(frozen=True)
class FarDays:
    """Expected totals of normal days from the origin, shape (days,), and the sd of the log of a week's total, (days,).

    `weights` by member; `notes` say what was not known.
    """

    totals: FloatArray
    log_sd: FloatArray
    weights: dict[str, float]
    notes: tuple[str, ...] = ()


def far_days(normal: DailySeries, origin: int, horizon_d: int, special: SpecialDays) -> FarDays:
    """Expected totals of the `horizon_d` normal days from `origin` (day numbers); special days are NaN in `normal`.

    The daily models of the default pipeline (regressions with weekday, season of the year and a damped trend, last
    year at today's level, means of weekdays, smoothing) are averaged by how well they hit four-week totals 1 to 12
    months after past origins. Bands: the scatter of those errors, drawn to a law whose variance grows with the lead.
    Never NaN or negative. O(origins x fits x days x columns^2).
    """
    days = np.arange(int(normal.days[0]) if len(normal.days) else origin, origin + horizon_d, dtype=np.int64)
    total = np.full(len(days), np.nan)
    total[: len(normal.total)] = normal.total
    shift = found_shift(normal.days, normal.total, special) if len(normal.days) else None
    if shift is not None:
        total[: len(normal.total)] *= factors(normal.days, shift)
    known = ~np.isnan(total)
    if int(known.sum()) < LEAST_D or not np.nansum(total) > 0:
        return _plain(days, total, origin, horizon_d)
    totals = DayTotals(days, total, special.holiday_mask(days) | special.event_mask(days))
    origins = _past_origins(days, known, origin)
    paths = [_paths(totals, special, int(o), min(horizon_d, JUDGED_UNTIL_D)) for o in origins]
    final = _paths(totals, special, origin, horizon_d)
    truth = [total[int(o - days[0]) :][: p.shape[1]] for o, p in zip(origins, paths, strict=True)]
    scores = np.array([_score(p, t) for p, t in zip(paths, truth, strict=True)]).reshape(len(origins), len(MEMBERS))
    able = _whole(final)
    weights = member_weights(scores, able)
    combined = np.maximum(weights @ np.where(able[:, None], final, 0.0), 0.0)
    span = origin - int(days[known][0])
    log_sd = _log_sd(_log_errors(paths, truth, weights), horizon_d, span)
    told = {name: float(w) for name, w in zip(MEMBERS, weights, strict=True) if w > 0}
    return FarDays(_held(combined, total), log_sd, told, _notes(span, len(origins), shift))


def _plain(days: IntArray, total: FloatArray, origin: int, horizon_d: int) -> FarDays:
    """Means of the weekdays known, with wide bands."""
    known = ~np.isnan(total)
    ahead = np.arange(origin, origin + horizon_d)
    mean = same_weekday_means(days[known], total[known])[(ahead + 3) % 7] if known.any() else np.zeros(horizon_d)
    note = f"fewer than {LEAST_D} normal days to learn from: means of the weekdays known, no season, no trend"
    return FarDays(np.maximum(mean, 0.0), _log_sd([], horizon_d, 0), {}, (note,))


def _notes(span: int, origins: int, shift: LevelShift | None) -> tuple[str, ...]:
    notes = []
    if span < YEAR_BACK_D:
        notes.append(f"only {span} days of history: the season of the year is not known, the level goes on as it is, "
                     "and the band is wider")  # fmt: skip
    elif span < SEASON_D:
        notes.append(f"{span} days of history: the season is last year's alone")
    if not origins:
        notes.append("no origin in the past to judge models on: they count alike, the band is a usual one")
    if shift is not None:
        notes.append(f"a new level since {date_of(shift.day).date()}, {shift.factor:.2f} times the old one, goes on")
    return tuple(notes)


def _past_origins(days: IntArray, known: BoolArray, origin: int) -> IntArray:
    """Past origins, oldest first, with `LEAST_D` known days before them and some judged days after."""
    found = [origin - JUDGED_FROM_D - MONTH_D - SPACING_D * k for k in range(ORIGINS)][::-1]
    first_of = days[known]
    return np.array([o for o in found if (first_of < o).sum() >= LEAST_D], dtype=np.int64)


def _paths(totals: DayTotals, special: SpecialDays, origin: int, horizon_d: int) -> FloatArray:
    """Totals expected by every member, (members, horizon_d); NaN rows cannot say. Last year goes on for two."""
    keep = totals.days < origin + horizon_d
    cut = DayTotals(totals.days[keep], totals.total[keep], totals.odd[keep])
    rows = Members(cut, build_design(cut.days, special), horizon_d).at(origin, horizon_d)
    last = rows[MEMBERS.index("last year")]
    for start in range(YEAR_BACK_D, horizon_d, YEAR_BACK_D):
        stop = min(start + YEAR_BACK_D, horizon_d)
        last[start:stop] = last[start - YEAR_BACK_D : stop - YEAR_BACK_D]
    return rows


def _months(path: FloatArray, truth: FloatArray) -> tuple[FloatArray, FloatArray, IntArray]:
    """Four-week sums of expected (members, months) and true (months,) over days that are known, and their lead."""
    blocks = range(JUDGED_FROM_D, len(truth) - MONTH_D + 1, MONTH_D)
    seen = [slice(b, b + MONTH_D) for b in blocks]
    seen = [s for s in seen if np.isfinite(truth[s]).sum() >= MONTH_D // 2]
    expected = np.stack([np.where(np.isfinite(truth[s]), path[:, s], 0.0).sum(axis=1) for s in seen], axis=1) \
        if seen else np.zeros((len(path), 0))  # fmt: skip
    return expected, np.array([np.nansum(truth[s]) for s in seen]), np.array([s.start for s in seen], dtype=np.int64)


def _whole(paths: FloatArray) -> BoolArray:
    """Members that know every day, shape (members,)."""
    return np.asarray(np.isfinite(paths).all(axis=1), dtype=np.bool_)


def _score(path: FloatArray, truth: FloatArray) -> FloatArray:
    """WAPE of each member over the four-week sums, NaN where there are none."""
    expected, came, _ = _months(path, truth)
    if not came.sum() > 0:
        return np.full(len(path), np.nan)
    return np.asarray(np.abs(expected - came).sum(axis=1) / came.sum())


def member_weights(scores: FloatArray, able: BoolArray) -> FloatArray:
    """Weights (members,) from WAPE at past origins (origins, members), summing to 1; members unable now have none.

    A member that could not speak at an origin is judged on the others, relative to the middle member there.

    >>> member_weights(np.array([[0.1, 0.2]]), np.array([True, True])).round(2).tolist()
    [0.85, 0.15]
    """
    heard = scores[np.isfinite(scores).any(axis=1)]
    score = np.ones(len(able))
    if len(heard):
        seen = np.isfinite(heard)
        middle = np.nanmedian(np.where(seen, heard, np.nan), axis=1)
        usual = float(middle.mean())
        ratio = np.where(seen, heard / np.maximum(middle, 1e-9)[:, None], 0.0)
        count = seen.sum(axis=0)
        score = usual * np.divide(ratio.sum(axis=0), count, out=np.ones(len(able)), where=count > 0) + DRAWN
    raw = np.where(able, (score / max(float(score[able].min()), 1e-9)) ** -POWER, 0.0)
    return np.asarray(raw / raw.sum())


def _log_errors(
    paths: list[FloatArray], truth: list[FloatArray], weights: FloatArray
) -> list[tuple[FloatArray, IntArray]]:
    """Log errors of four-week sums and their leads by past origin, of the average as it is weighted now."""
    found = []
    for path, true in zip(paths, truth, strict=True):
        able = _whole(path)
        own = np.where(able, weights, 0.0)
        if own.sum() <= 0:
            continue
        mixed = (own / own.sum()) @ np.where(able[:, None], path, 0.0)
        expected, came, lead = _months(mixed[None, :], true)
        good = (came > 0) & (expected[0] > 0)
        if good.any():
            found.append((np.log(came[good] / expected[0][good]), lead[good]))
    return found


def prior_sd(lead_d: FloatArray | IntArray, span_d: int) -> FloatArray:
    """Standard deviation of the log of a four-week total by lead, before any past error is known."""
    season = UNKNOWN_SEASON_SD * max(0.0, 1.0 - span_d / SEASON_D)
    year = np.asarray(lead_d, dtype=np.float64) / YEAR_D
    return np.sqrt(BASE_SD**2 + (YEAR_SD**2 + season**2) * year)


def _log_sd(errors: list[tuple[FloatArray, IntArray]], horizon_d: int, span_d: int) -> FloatArray:
    """The law as many times wider as past errors say; an origin counts once, its months err together."""
    each = [float(np.mean((e / prior_sd(lead, span_d)) ** 2)) for e, lead in errors]
    scale = (PRIOR_ORIGINS + sum(each)) / (PRIOR_ORIGINS + len(each))
    scale = float(np.clip(scale, LEAST_SCALE, MOST_SCALE))
    return np.asarray(np.sqrt(scale) * prior_sd(np.arange(horizon_d) + 1, span_d))


def _held(path: FloatArray, total: FloatArray) -> FloatArray:
    """The path with four-week levels that nobody has ever seen cut."""
    known = total[~np.isnan(total)]
    ones = np.ones(min(MONTH_D, len(known)))
    most = float(np.convolve(known, ones, mode="valid").max()) / len(ones)
    width = np.convolve(np.ones(len(path)), np.ones(MONTH_D), mode="same")
    level = np.convolve(path, np.ones(MONTH_D), mode="same") / width
    return np.asarray(path * np.minimum(1.0, RUNAWAY * most / np.maximum(level, 1e-9)))
