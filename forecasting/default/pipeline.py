"""The default forecast of one queue: days, shape, boosting where it has earned it, bands; falls back, never fails."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from forecasting.arrays import FloatArray, IntArray, weekdays
from forecasting.daily import QueueHistory
from forecasting.default.blend import BlendWeights, blended, learned_weights
from forecasting.default.boost import MOST_WEEKS, SlotFeatures, boosted_slots, week_grid
from forecasting.default.event_overlay import normal_level, widened, with_events, without_events
from forecasting.default.hindsight import Hindsight
from forecasting.default.shift import restated
from forecasting.default.special import NO_DAYS, NO_EVENTS, NOTHING_SPECIAL, EventDays, SpecialDays
from forecasting.default.spread import actual_after, learned_spreads, quantiles_by_week, untold
from forecasting.default.top_down import TopDown, top_down
from forecasting.hygiene.cells import MISSING, without_giants
from forecasting.hygiene.clean import CleanDays, clean_days
from forecasting.models.boosting import boosting_trouble
from forecasting.models.forecaster import ModelFailed

NOTHING = 1e-6  # contacts of an interval that are none
FORGOTTEN_D = 3 * 365  # silence after which models have nothing to weigh
LEAST_DAYS = 14  # known days, below which plain means are used
BOOST_ORIGINS = 5  # past origins that judge boosting
ALIKE, LEAST_ALIKE = 0.5, 4  # bands learn from past origins with that share of the history, at least so many
BOOST_SLOTS = 4  # slots a day from which there is a shape to boost


@dataclass(frozen=True)
class QueueOutlook:
    """Expected counts (days, slots) of the days from the origin and their quantiles (days, slots, levels).

    `past`: what the same pipeline would have said at past origins; None where it fell back to plain means;
    `shifted`: the new level it starts from, in words.
    """

    days: IntArray
    mean: FloatArray
    quantiles: FloatArray
    notes: tuple[str, ...] = ()
    blend: BlendWeights = field(default_factory=BlendWeights)
    weights: dict[str, float] = field(default_factory=dict)
    past: Hindsight | None = None
    shifted: str = ""


def forecast_queue(
    history: QueueHistory,
    horizon_d: int,
    special: SpecialDays = NOTHING_SPECIAL,
    shut: IntArray = NO_DAYS,
    boosting: bool = True,
    coming: EventDays = NO_EVENTS,
    clean: CleanDays | None = None,
) -> QueueOutlook:
    """Forecast `horizon_d` days after the last day of the history.

    `shut`: day numbers, past or coming, on which the queue does not work. Days of events in `special` teach nothing
    about normal days; those ahead are forecast by `coming`, others of them as normal days. `clean`: what may be
    learned, where it has been judged already. Never NaN or negative; what cannot be learned falls back to plain means,
    said in `notes`. O(origins x fits x days x columns^2) + two boosted models.
    """
    ahead = np.arange(horizon_d, dtype=np.int64) + int(history.days[-1]) + 1
    unfit = _nothing_to_compare(history)
    if unfit:
        return flat_outlook(history, ahead, shut, unfit)
    event = special.event_mask(history.days) | np.isin(history.days, coming.hidden)
    odd = special.holiday_mask(history.days) | event
    clean = without_events(clean or clean_days(history, odd, np.isin(history.days, shut)), event)
    unfit = _too_little(clean)
    if unfit:
        return flat_outlook(history, ahead, shut, unfit)
    history, clean, shift = restated(history, clean, special)
    plain = top_down(history, clean, special, shut, horizon_d)
    notes = [] if len(plain.past_origins) else ["too short to judge models on the past: they count alike"]
    mean, past, weights = plain.mean, plain.past, BlendWeights()
    if boosting and history.offered.shape[1] >= BOOST_SLOTS:
        mean, past, weights, note = _with_boosting(history, clean, special, plain)
        notes += [note] if note else []
    normal = np.where(event[:, None], np.nan, _trusted(history, clean, shut))
    actual = actual_after(normal, int(history.days[0]), plain.past_origins, horizon_d)
    alike = _alike(plain.past_origins, int(history.days[0]), int(ahead[0]))
    spreads = learned_spreads(past[alike], actual[alike])
    notes += untold(spreads)
    notes += [shift.told] if shift else []
    notes += _set_aside(clean)
    mean = np.where(mean < NOTHING, 0.0, mean)
    mean = with_events(mean, ahead, normal_level(history.days, clean, odd), coming)
    levels = widened(quantiles_by_week(spreads, mean), mean, ahead, spreads, coming)
    seen_back = Hindsight(plain.past_origins[alike], past[alike], actual[alike], spreads)
    return QueueOutlook(ahead, mean, levels, (*notes, *coming.notes), weights, plain.days.weights, seen_back,
                        shift.told if shift else "")  # fmt: skip


def _nothing_to_compare(history: QueueHistory) -> str:
    """Why no model can learn from these counts; empty when they differ."""
    seen = history.offered[~np.isnan(history.offered)]
    if not (seen > 0).any():
        return "no contacts in the history: forecast as zero"
    return "the history is constant: the same is forecast" if np.ptp(seen) == 0 else ""


def _too_little(clean: CleanDays) -> str:
    """Why plain means must do for these days; empty when there is enough to learn from."""
    known = np.flatnonzero(~np.isnan(clean.total))
    if len(known) < LEAST_DAYS:
        return f"fewer than {LEAST_DAYS} days to learn from: means of the weekdays known"
    silent_d = len(clean.total) - 1 - int(known[-1])
    return f"the history ends {silent_d} days before: means of its last weekdays" if silent_d > FORGOTTEN_D else ""


def _set_aside(clean: CleanDays) -> list[str]:
    """What was not learned from because it looked wrong, in words."""
    freak = [i for i, why in clean.refused.items() if why not in ("missing", "recorded_outage")]
    filled = set(np.flatnonzero((clean.cells > MISSING).any(axis=1)).tolist()) - set(clean.refused)
    notes = [f"{len(freak)} days set aside as freaks or outages"] if freak else []
    return notes + ([f"{len(filled)} days with outlying intervals that were set aside"] if filled else [])


def _alike(origins: IntArray, first_day: int, origin: int) -> IntArray:
    """Indices of past origins that knew enough of the history to err as we will, and the last few in any case."""
    knew = (origins - first_day) >= ALIKE * (origin - first_day)
    knew[-LEAST_ALIKE:] = True
    return np.flatnonzero(knew)


def _as_seen(history: QueueHistory, shut: IntArray) -> FloatArray:
    return np.where(np.isin(history.days, shut)[:, None], np.nan, history.offered)


def _trusted(history: QueueHistory, clean: CleanDays, shut: IntArray) -> FloatArray:
    """Counts as recorded, NaN on days refused as wrong and in intervals filled by shape: bands are learned of these."""
    wrong = [i for i, why in clean.refused.items() if why != "missing"]
    filled = (clean.cells > MISSING) & (clean.counts != history.offered)
    trusted = np.where(filled, np.nan, _as_seen(history, shut))
    trusted[wrong] = np.nan
    return trusted


def _with_boosting(
    history: QueueHistory, clean: CleanDays, special: SpecialDays, plain: TopDown
) -> tuple[FloatArray, FloatArray, BlendWeights, str]:
    """Mean and past forecasts with boosting averaged in as far as past origins support it."""
    nothing = BlendWeights()
    if boosting_trouble():
        return plain.mean, plain.past, nothing, boosting_trouble()
    judged = plain.past_origins[-BOOST_ORIGINS:]
    if len(judged) < 2:
        return plain.mean, plain.past, nothing, ""
    origin, horizon_d = int(history.days[-1]) + 1, len(plain.mean)
    leads = min(-(-horizon_d // 7), MOST_WEEKS)
    grid = week_grid(history.days, clean.counts, origin, horizon_d)
    features = SlotFeatures(grid, special)
    weeks = (judged - grid.first_day) // 7
    try:
        tried = boosted_slots(features, int(weeks[0]), weeks, leads)
        if not tried:
            return plain.mean, plain.past, nothing, ""
        boosted = np.stack([_padded(tried[int(w)], horizon_d) for w in weeks])
        past = plain.past[-len(judged) :]
        actual = actual_after(clean.counts, int(history.days[0]), judged, horizon_d)
        weights = learned_weights(past, boosted, actual)
        if weights == nothing:
            return plain.mean, plain.past, nothing, ""
        now = (origin - grid.first_day) // 7
        final = boosted_slots(features, now, np.array([now], dtype=np.int64), leads)[now]
    except ModelFailed as failure:
        return plain.mean, plain.past, nothing, str(failure)
    mixed = np.stack([blended(p, b, weights) for p, b in zip(past, boosted, strict=True)])
    every = np.concatenate([plain.past[: -len(judged)], mixed])
    return blended(plain.mean, _padded(final, horizon_d), weights), every, weights, ""


def _padded(weeks: FloatArray, horizon_d: int) -> FloatArray:
    """Counts (days, slots) from (weeks, 7, slots), NaN beyond the weeks boosting was asked about."""
    flat = weeks.reshape(-1, weeks.shape[2])[:horizon_d]
    return np.concatenate([flat, np.full((horizon_d - len(flat), flat.shape[1]), np.nan)])


def flat_outlook(history: QueueHistory, ahead: IntArray, shut: IntArray, note: str) -> QueueOutlook:
    """Mean per weekday and slot of the last six weeks on record (all days where one is missing), Poisson-like bands."""
    counts = without_giants(_as_seen(history, shut))
    known = np.flatnonzero(~np.isnan(counts).all(axis=1))
    last = slice(0, int(known[-1]) + 1) if len(known) else slice(0)
    recent, days = counts[last][-42:], history.days[last][-42:]
    seen = ~np.isnan(recent)
    overall = _ratio(np.nansum(recent, axis=0), seen.sum(axis=0).astype(float), np.zeros(recent.shape[1]))
    weekday = weekdays(days)
    means = np.stack([
        _ratio(np.nansum(recent[weekday == w], axis=0), seen[weekday == w].sum(axis=0).astype(float), overall)
        for w in range(7)
    ])  # fmt: skip
    mean = np.where(history.open[weekdays(ahead)] & ~np.isin(ahead, shut)[:, None], means[weekdays(ahead)], 0.0)
    spreads = learned_spreads(np.zeros((0, len(ahead), mean.shape[1])), np.zeros((0, len(ahead), mean.shape[1])))
    levels = quantiles_by_week(spreads, mean)
    return QueueOutlook(ahead, mean, levels, (note, *untold(spreads)))


def _ratio(top: FloatArray, bottom: FloatArray, other: FloatArray) -> FloatArray:
    return np.divide(top, bottom, out=other.copy(), where=bottom > 0)
