"""Suggestions for one gap: everything that could be done about it, each by itself, ranked by what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, RefusedInput
from scheduling.adjust.repair.change import KINDS, Change
from scheduling.adjust.repair.choice import Choice, Floats, Menu
from scheduling.adjust.repair.cover import FIRST_SHARE, REST_FACTOR, Terrain, heads_at_work, terrain_of
from scheduling.adjust.repair.facts import minute_of
from scheduling.adjust.repair.happened import Happened
from scheduling.adjust.repair.model import gap_of
from scheduling.adjust.repair.names import first_of, single_moves
from scheduling.adjust.repair.repair import State, chosen_solver, menu_of, scene_of, short_price

ROOM_MIN = 12 * 60  # around a gap: where breaks may go and where shifts that reach it begin and end
MOST_TRIED = 60  # choices whose effect is computed exactly, the most promising by the prices of the gap


@dataclass(frozen=True)
class Suggestion:
    """A change with its effect: empty position hours it fills in the window, and what that is worth.

    `filled_h` counts all queues within the window, as a lack moves between queues that share people; `saved_cny` is
    the price of empty positions saved wherever the change reaches. `people`: how many could do the same. A negative
    `net_cny` means that it costs more than it brings.
    """

    change: Change
    filled_h: float
    saved_cny: float
    people: int

    @property
    def net_cny(self) -> float:
        """What it saves less what it costs."""
        return round(self.saved_cny - self.change.price_cny, 2)


@dataclass(frozen=True)
class Window:
    """The gap: its terrain, the intervals asked, and the groups that serve its queues."""

    terrain: Terrain
    inside: slice
    groups: tuple[int, ...]


def suggest(
    state: State, now: pd.Timestamp, centre: Centre, *, from_ts: pd.Timestamp, to_ts: pd.Timestamp,
    queue: str = "", group: str = "", happened: Happened | None = None, most: int = 20,
) -> list[Suggestion]:  # fmt: skip
    """What could be done about a gap of a queue (or of the queues of a group), the best first; the same every time.

    All groups that serve these queues are asked.
    Each is judged by the rules and stands by itself: taking one changes what the others bring. Ranked by what it saves
    less its price, times how sure it is; what fills nothing of the window is left out. Raises `RefusedInput` for names
    and times that cannot be. O(shifts near the window).
    """
    happened = happened or Happened()
    if faults := _faults(centre, queue, group, from_ts, to_ts, now):
        raise RefusedInput(faults)
    window = _window(state, now, centre, (from_ts, to_ts), queue, group, happened)
    terrain, solver = window.terrain, chosen_solver(centre)
    heads = heads_at_work(terrain, state.roster, state.segments)
    base = gap_of(terrain, heads, solver)
    value = np.zeros_like(base.value)
    value[window.groups, window.inside] = base.value[window.groups, window.inside]
    scene = scene_of(terrain, value, minute_of(now), state.roster, state.segments, centre, time_off=False, small=False)
    menu = menu_of(scene, happened)
    found = []
    for choice in _promising(menu, value, centre.interval_min):
        after = gap_of(*_near(terrain, choice, heads), solver)
        low, high = int(choice.at.min()), int(choice.at.max()) + 1
        filled, saved = _effect(window, base.empty, after.empty, low, high)
        if filled > 1e-6:
            change = first_of(choice, state.roster)
            found.append(Suggestion(change, round(filled, 4), round(saved, 2), len(choice.members)))
    rank = {kind: i for i, kind in enumerate(KINDS)}
    found.sort(
        key=lambda s: (-s.net_cny * s.change.sure, rank[s.change.kind], s.change.agent, s.change.after.as_json())
    )
    best: dict[tuple[str, str], Suggestion] = {}
    for one in found:  # of one person the best of each kind
        best.setdefault((one.change.kind, one.change.agent), one)
    return list(best.values())[:most]


def _promising(menu: Menu, value: Floats, step_min: int) -> list[Choice]:
    """The choices that bring anything by the prices of the gap, the best of them, by kind in turns."""
    brings: dict[str, list[tuple[float, int, Choice]]] = {}
    for j, choice in enumerate(single_moves(menu, value, step_min)):
        gain = choice.gain_cny(value)
        if gain + choice.cost_cny > 1e-9:
            brings.setdefault(choice.kind, []).append((-gain, j, choice))
    share = MOST_TRIED // max(1, len(brings))
    return [choice for of_kind in brings.values() for _, _, choice in sorted(of_kind, key=lambda b: b[:2])[:share]]


def _near(terrain: Terrain, choice: Choice, heads: Floats) -> tuple[Terrain, Floats]:
    """The intervals that a choice touches, with it."""
    low, high = int(choice.at.min()), int(choice.at.max()) + 1
    changed = heads[:, low:high].copy()
    changed[choice.group, choice.at - low] += choice.heads
    return terrain.part(low, high), np.maximum(changed, 0.0)


def _effect(window: Window, before: Floats, after: Floats, low: int, high: int) -> tuple[float, float]:
    """Empty position hours filled within the window, and the price of empty positions saved wherever it reaches."""
    terrain = window.terrain
    less = before[:, low:high] - after
    first, last = max(low, window.inside.start), min(high, window.inside.stop)
    filled = float(less[:, first - low : last - low].sum()) if last > first else 0.0
    saved = _price(terrain, before[:, low:high], low, high) - _price(terrain, after, low, high)
    return filled * terrain.hours, saved


def _price(terrain: Terrain, empty: Floats, low: int, high: int) -> float:
    first = np.minimum(empty, FIRST_SHARE * terrain.wanted[:, low:high])
    return float((terrain.price[:, None] * (first + REST_FACTOR * (empty - first))).sum()) * terrain.hours


def _window(
    state: State, now: pd.Timestamp, centre: Centre, asked: tuple[pd.Timestamp, pd.Timestamp], queue: str, group: str,
    happened: Happened,
) -> Window:  # fmt: skip
    start, end = (minute_of(ts) for ts in asked)
    low = max(minute_of(now), start - ROOM_MIN)
    terrain = terrain_of(state.flow, state.shortage, state.skills, happened.volumes, centre, low, end + ROOM_MIN,
                         short_price(centre))  # fmt: skip
    inside = slice((start - terrain.low) // terrain.step_min, -(-(end - terrain.low) // terrain.step_min))
    pairs = [(g, terrain.queues[q]) for g, q in terrain.serves.tolist()]
    asked_for = {name for g, name in pairs if terrain.groups[g] == group} if group else {queue}
    return Window(terrain, inside, tuple(sorted({g for g, name in pairs if name in asked_for})))


def _faults(
    centre: Centre, queue: str, group: str, from_ts: pd.Timestamp, to_ts: pd.Timestamp, now: pd.Timestamp
) -> list[Fault]:
    faults = []
    groups = list(dict.fromkeys(centre.tables["skills"]["group"].astype(str)))
    if bool(queue) == bool(group):
        faults.append(Fault("cover.what", "a gap is that of a queue or of a group", {}, "Give one of the two."))
    if queue and queue not in centre.queues:
        values = {"queue": queue, "known": ", ".join(centre.queues)}
        faults.append(Fault("repair.queue", "there is no queue {queue}", values, "Give one of {known}."))
    if group and group not in groups:
        values = {"group": group, "known": ", ".join(groups)}
        faults.append(Fault("cover.group", "there is no group {group}", values, "Give one of {known}."))
    if to_ts <= from_ts or from_ts < now:
        values = {"start": from_ts.isoformat(timespec="minutes"), "end": to_ts.isoformat(timespec="minutes")}
        faults.append(Fault("cover.window", "from {start} to {end} nothing can be covered any more", values,
                            "Give a window that starts now or later and ends after it starts."))  # fmt: skip
    if not centre.window.first <= from_ts.tz_localize(None).normalize() <= centre.window.last:
        values = {"at": from_ts.isoformat(timespec="minutes"), "first": centre.window.first.date().isoformat(),
                  "last": centre.window.last.date().isoformat()}  # fmt: skip
        faults.append(Fault("repair.now", "{at} is not planned", values, "Give a moment from {first} to {last}."))
    return faults
