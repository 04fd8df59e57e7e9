"""Echo of an event on other queues: of the extra contacts it brings to one queue, some come to another days later.

Rows of `event_echoes` say which share, and how many days later. What a queue has learned of the event itself, or the
planner's own size, already holds its echo and stays; the echo fills the days of queues that know nothing of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.events.observations import Level
from forecasting.events.occasions import OUTAGE, Occasion
from forecasting.lessons import QueueTask, learnable
from forecasting.one_queue import QueueForecast

EVERY_KIND = "*"
OWN_SOURCES = ("planner", "learned")
SHARE_CV = 0.3  # a share told by a planner is right to about a third
RULED = "rules the day"


@dataclass(frozen=True)
class _Extra:
    """Contacts above a normal day that an event brings to a queue on a day, and their relative variance."""

    occasion: Occasion
    contacts: float
    variance: float


@dataclass(frozen=True)
class _Echo:
    """Contacts that come to a queue on a day because of an earlier day of an event on another queue."""

    source: str
    extra: _Extra
    contacts: float


def with_echoes(made: list[QueueForecast], tasks: Sequence[QueueTask], centre: Centre) -> list[QueueForecast]:
    """The forecasts with the echoes of events laid on, and told among their effects.

    Echoes of events before the forecast count as far as their days lie within it. A day on which the later queue is
    closed hands its echo to the next open one. O(echo rows x event days).
    """
    rows = centre.tables.get("event_echoes")
    if rows is None or rows.empty:
        return made
    by_queue = dict(zip([one.queue for one in made], zip(made, tasks, strict=True), strict=True))
    reach = int(rows["lag_d"].max())
    extras = {queue: _extras(*by_queue[queue], reach) for queue in sorted(set(rows["queue"])) if queue in by_queue}
    return [_laid(one, task, _heard(one, task, rows, extras)) for one, task in zip(made, tasks, strict=True)]


def _extras(one: QueueForecast, task: QueueTask, reach: int) -> list[_Extra]:
    """What events bring to a queue: foretold in the horizon, as recorded in the `reach` days before it."""
    found = []
    for o, size, _, note in one.effects:
        i = o.day - task.first_day
        if size > 1.0 and RULED not in note:
            contacts = float(one.volume[i].sum()) * (1.0 - 1.0 / size)
            found.append(_Extra(o, contacts, float(one.event_alpha[i])))
    late = [o for o in task.occasions if task.first_day - reach <= o.day < task.first_day and o.kind != OUTAGE]
    if late and len(task.history.days):
        known = learnable(task)
        level, first = Level(known.normal), int(task.history.days[0])
        for o in late:
            total = known.clean.total[o.day - first] if o.day >= first else np.nan
            contacts = float(total) - level.before(o.day) * level.factor(o.day)
            if contacts > 0:  # NaN is not
                found.append(_Extra(o, contacts, 0.0))
    return found


def _heard(
    one: QueueForecast, task: QueueTask, rows: pd.DataFrame, extras: dict[str, list[_Extra]]
) -> dict[int, list[_Echo]]:
    """Echoes that reach a queue, by index of the day."""
    own = {(o.kind, o.day) for o, _, source, _ in one.effects if source in OWN_SOURCES}
    found: dict[int, list[_Echo]] = {}
    for row in rows[rows["echo_queue"] == one.queue].to_dict("records"):
        for extra in extras.get(str(row["queue"]), []):
            o = extra.occasion
            if row["kind"] not in (EVERY_KIND, o.kind) or (o.kind, o.day + int(row["lag_d"])) in own:
                continue
            i = o.day + int(row["lag_d"]) - task.first_day
            open_days = np.flatnonzero(one.volume.sum(axis=1) > 0)
            if i >= 0 and (open_days >= i).any():
                at = int(open_days[open_days >= i][0])
                echo = _Echo(str(row["queue"]), extra, extra.contacts * float(row["share"]))
                found.setdefault(at, []).append(echo)
    return found


def _laid(one: QueueForecast, task: QueueTask, heard: dict[int, list[_Echo]]) -> QueueForecast:
    if not heard:
        return one
    volume, alpha = one.volume.copy(), one.event_alpha.copy()
    effects = list(one.effects)
    for i, echoes in sorted(heard.items()):
        day, before = task.first_day + i, float(volume[i].sum())
        ruling = next((e for e in effects if e[0].day == day and RULED not in e[3]), None)
        normal = before / ruling[1] if ruling is not None and ruling[1] > 0 else before
        kinds = {echo.extra.occasion.kind for echo in echoes}
        gives_way = ruling is not None and ruling[2] not in OWN_SOURCES and ruling[0].kind in kinds
        usual = normal if gives_way else before  # a size borrowed from other queues gives way to the echo
        added = sum(echo.contacts for echo in echoes)
        volume[i] *= (usual + added) / before
        alpha[i] = _variance(usual, float(alpha[i]) if usual == before else 0.0, echoes)
        effects = _told(effects, day, echoes, (usual + added) / max(normal, 1e-9))
    return replace(one, volume=volume, event_alpha=alpha, effects=effects)


def _variance(usual: float, alpha: float, echoes: list[_Echo]) -> float:
    """Relative variance of the day: that of its own size, and of each echo its share and the size of its event."""
    parts = sum(echo.contacts**2 * (SHARE_CV**2 + echo.extra.variance) for echo in echoes)
    total = usual + sum(echo.contacts for echo in echoes)
    return (usual**2 * alpha + parts) / max(total**2, 1e-9)


def _told(
    effects: list[tuple[Occasion, float, str, str]], day: int, echoes: list[_Echo], size: float
) -> list[tuple[Occasion, float, str, str]]:
    """The effects with a row for each event whose echo falls on the day, in place of its row that knew nothing."""
    events = {echo.extra.occasion.event: echo.extra.occasion for echo in echoes}
    kept = [e for e in effects if e[0].day != day or e[0].event not in events or e[2] in OWN_SOURCES]
    for event, o in events.items():
        own = [echo for echo in echoes if echo.extra.occasion.event == event]
        queues = ", ".join(sorted({echo.source for echo in own}))
        note = f"echo of {queues}: {sum(echo.contacts for echo in own):.0f} contacts"
        told = replace(o, day=day, offset_d=o.offset_d + day - o.day, size=None, shape="", from_calendar=False)
        kept.append((told, size, "echo", note))
    return sorted(kept, key=lambda e: e[0].day)
