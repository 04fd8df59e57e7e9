"""Events of a backtest: the days of each queue's windows, and what earlier windows of all queues say about the coming.

A first light pass over all queues: only observations of event days are kept of each, so memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, IntArray, weekdays
from forecasting.default.special import EventDays, SpecialDays
from forecasting.events.curves import LEAST_POOL
from forecasting.events.effects import EffectCurve, Key, effect_for, pooled_effects
from forecasting.events.observations import Coming, Observation, observe
from forecasting.events.occasions import Occasion
from forecasting.hygiene.clean import clean_days
from forecasting.rolling.wall_clock import QueueLabels

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MARGIN_D = 14  # days before and after a window that may be reached by its event
BEFORE, AFTER = " (days before)", " (days after)"
LEAST_REACHED, STANDS_OUT = 0.05, 2.5
ALIKE = 0.3  # share of words two names must have in common to be called alike

Likes = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class EventsTask:
    """A queue whose past events are to be observed from several origins; pure and picklable."""

    labels: QueueLabels
    special: SpecialDays
    shut: IntArray
    coming: Mapping[int, frozenset[Coming]]
    likes: Mapping[int, Likes]


@dataclass(frozen=True)
class EventsSeen:
    """Observations of one queue, and the days of its windows as its own working days count them."""

    queue: str
    observations: list[Observation]


def event_kind(name: str) -> str:
    """What an event is called in every year.

    >>> event_kind("Tax bill 2024 mailed")
    'tax bill mailed'
    """
    plain = " ".join(YEAR.sub(" ", name).casefold().replace("\u2011", "-").split())
    return plain or name


def queue_occasions(special: SpecialDays, open_weekdays: BoolArray, shut: IntArray) -> tuple[Occasion, ...]:
    """Days of all windows of a queue, and of the margins before and after them under kinds of their own.

    A queue that rests on some weekday counts its working days from the start, so that a wave keeps its course; others
    count calendar days, so that a date keeps its place. Margins end where another event or a holiday begins, which
    they leave out. O(days of windows).
    """
    found: list[Occasion] = []
    for name, runs in special.events.items():
        kind = event_kind(name)
        for first, last in runs:
            inside = _numbered(np.arange(first, last + 1, dtype=np.int64), open_weekdays, shut)
            found += [Occasion(name, kind, offset, day, begun=first) for day, offset in inside]
            reach = np.arange(1, MARGIN_D + 1, dtype=np.int64)
            for side, days in ((BEFORE, first - reach), (AFTER, last + reach)):
                taken = special.event_mask(days) | special.holiday_mask(days)
                free = {int(day) for day in days[~taken]}
                step = -1 if side == BEFORE else 1
                numbered = _numbered(days, open_weekdays, shut)
                found += [Occasion(name, kind + side, step * (offset + 1), day, begun=first)
                          for day, offset in numbered if day in free]  # fmt: skip
    return tuple(sorted(found, key=lambda o: (o.day, o.kind, o.offset_d)))


def _numbered(days: IntArray, open_weekdays: BoolArray, shut: IntArray) -> list[tuple[int, int]]:
    """Days with their place: among the working days of a queue that rests on some weekday, else among all."""
    if not open_weekdays.all():
        days = days[open_weekdays[weekdays(days)] & ~np.isin(days, shut)]
    return [(int(day), place) for place, day in enumerate(days)]


def events_tasks(
    parts: Sequence[tuple[QueueLabels, SpecialDays, IntArray]], origins: Sequence[int], horizon_d: int
) -> list[EventsTask]:
    """What to observe in each queue: the occurrences that come on any queue within the horizon of each origin."""
    windows = {
        (event_kind(n), first, last) for _, s, _ in parts for n, runs in s.events.items() for first, last in runs
    }
    begun = min((int(labels.day.min()) for labels, _, _ in parts if len(labels.day)), default=0)
    coming, likes = {}, {}
    for origin in origins:
        ahead = {
            (kind, first) for kind, first, last in windows
            if first < origin + horizon_d + MARGIN_D and last >= origin - MARGIN_D
        }  # fmt: skip
        past = {kind for kind, first, _ in windows if begun <= first < origin and (kind, first) not in ahead}
        coming[origin] = frozenset((kind + side, first) for kind, first in ahead for side in ("", BEFORE, AFTER))
        likes[origin] = {
            kind + side: tuple(other + side for other in _likes(kind, past))
            for kind, _ in ahead for side in ("", BEFORE, AFTER)
        }  # fmt: skip
    return [EventsTask(labels, special, shut, coming, likes) for labels, special, shut in parts if special.events]


def _likes(kind: str, past: set[str]) -> tuple[str, ...]:
    """The kind itself where it has a past; else the kinds most alike by name; else all of them."""
    if kind in past or not past:
        return (kind,)
    words = set(kind.split())
    near = {other: len(words & set(other.split())) / len(words | set(other.split())) for other in past}
    best = max(near.values())
    return tuple(sorted(other for other, share in near.items() if best < ALIKE or share == best))


def see_events(task: EventsTask) -> EventsSeen:
    """Observations of one queue from all origins; a queue that cannot be read has none. O(origins x days)."""
    found: list[Observation] = []
    for origin, coming in task.coming.items():
        history = task.labels.before(origin, task.shut)
        if history is None or not coming or not (np.nan_to_num(history.offered) > 0).any():
            continue
        occasions = queue_occasions(task.special, history.open_weekdays, task.shut)
        event = task.special.event_mask(history.days)
        holiday = task.special.holiday_mask(history.days)
        clean = clean_days(history, event | holiday, np.isin(history.days, task.shut))
        unknown = np.full(len(history.days), np.nan)
        found += observe(task.labels.queue, occasions, clean.total, unknown, history.days, event | holiday, origin,
                         coming, task.likes[origin])  # fmt: skip
    return EventsSeen(task.labels.queue, found)


def coming_days(tasks: Sequence[EventsTask], seen: Sequence[EventsSeen]) -> dict[str, dict[int, EventDays]]:
    """Event days ahead of every origin, per queue, with the effects pooled over all queues. O(observations)."""
    observations = [o for one in seen for o in one.observations]
    curves = pooled_effects(observations, {t.labels.queue: "" for t in tasks})
    reach = margin_reach(observations)
    found: dict[str, dict[int, EventDays]] = {}
    for task in tasks:
        queue = task.labels.queue
        found[queue] = {}
        for origin, coming in task.coming.items():
            history = task.labels.before(origin, task.shut)
            if history is not None and coming:
                occasions = queue_occasions(task.special, history.open_weekdays, task.shut)
                found[queue][origin] = _event_days(queue, origin, _reached(occasions, origin, coming, reach), curves)
    return found


def margin_reach(observations: Sequence[Observation]) -> dict[Key, int]:
    """How many days an event reaches beyond its window on each side, by key of the margin; only those that stand out.

    A day stands out when the mean of its log sizes, weekdays taken out, is more than `STANDS_OUT` standard errors and
    `LEAST_REACHED` off zero; the reach ends before two days in a row that do not. O(observations).
    """
    days: dict[Key, dict[int, list[Observation]]] = {}
    for o in observations:
        if o.kind.endswith((BEFORE, AFTER)):
            days.setdefault((o.origin, o.kind, o.start), {}).setdefault(abs(o.offset_d), []).append(o)
    found = {}
    for key, by_offset in days.items():
        out = [place for place, seen in sorted(by_offset.items()) if _stands_out(seen)]
        last = 0
        for place in out:
            if place - last > 2:
                break
            last = place
        found[key] = last
    return found


def _stands_out(seen: list[Observation]) -> bool:
    net = np.array([o.log_ratio - o.log_weekday for o in seen])
    noise = float(np.mean([o.noise for o in seen]))
    variance = max(float(np.var(net, ddof=1)), noise) if len({o.queue for o in seen}) >= LEAST_POOL else noise
    mean = abs(float(net.mean()))
    return mean > LEAST_REACHED and mean > STANDS_OUT * float(np.sqrt(variance / len(net)))


def _reached(
    occasions: tuple[Occasion, ...], origin: int, coming: frozenset[Coming], reach: Mapping[Key, int]
) -> tuple[list[Occasion], IntArray]:
    """Occasions ahead, margins as far as they reach; and the days of past margins that are no normal days either."""
    sides = {(kind, start): days for (o, kind, start), days in reach.items() if o == origin}
    widest = {kind: max(d for (k, _), d in sides.items() if k == kind) for kind, _ in sides}
    ahead, hidden = [], []
    for o in occasions:
        margin = o.kind.endswith((BEFORE, AFTER))
        if o.day < origin:
            if margin and abs(o.offset_d) <= widest.get(o.kind, 0):
                hidden.append(o.day)
        elif (o.kind, o.start) in coming and (not margin or abs(o.offset_d) <= sides.get((o.kind, o.start), 0)):
            ahead.append(o)
    return ahead, np.array(sorted(set(hidden)), dtype=np.int64)


def _event_days(
    queue: str,
    origin: int,
    reached: tuple[list[Occasion], IntArray],
    curves: Mapping[tuple[str, Key], EffectCurve],
) -> EventDays:
    """The effect that rules each day: the largest of those known."""
    by_day: dict[int, tuple[float, float, float]] = {}
    notes: dict[str, None] = {}
    ahead, hidden = reached
    for o in ahead:
        effect = effect_for(o, curves.get((queue, (origin, o.kind, o.start))))
        if effect.source == "none":
            notes[f"{o.event}: no earlier occurrence to learn from, days without one are forecast as normal"] = None
            continue
        if effect.source == "analogue" and not effect.note.startswith("nearest"):
            notes[f"{o.event}: {effect.note}"] = None
        if o.day not in by_day or abs(effect.log_size) > abs(by_day[o.day][0]):
            by_day[o.day] = (effect.log_size, effect.gamma, effect.log_var)
    days = np.array(sorted(by_day), dtype=np.int64)
    size, gamma, var = np.array([by_day[int(d)] for d in days]).reshape(-1, 3).T
    return EventDays(days, size, gamma, var, hidden, tuple(notes))
