"""Playing the paths of a plan: what goes in is one scene, what comes out are sums over the paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.contracts.grid import local_date
from data.contracts.progress import slice_of
from scheduling.replay.features import Extras, extras_of
from scheduling.replay.flows import FlowSums
from scheduling.replay.paths import DayScores, Staff, draw_rates, heads_by_interval
from scheduling.simulator.contacts import ContactLaw
from scheduling.simulator.counts import Counts, Promise, share
from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, Tally, empty_tally
from scheduling.simulator.pieces import Play, joined
from scheduling.simulator.rich_play import RichPlay, open_play
from scheduling.simulator.rooms import rooms_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.contracts.centre import Centre
    from data.contracts.progress import Progress

PIECE = 2_000_000.0  # contacts expected in one piece of time: about 200 MB while they are drawn
KEPT = 64_000_000  # most numbers kept of single paths (queues x intervals x paths), for the bands


@dataclass(frozen=True)
class Scene:
    """All that the paths of a plan share. `member` (intervals, days) says on which local day an interval lies."""

    forecast: pd.DataFrame
    scores: DayScores | None
    staff: Staff
    rooms: Rooms
    promise: Promise
    member: NDArray[np.float64]
    law: ContactLaw
    pieces: list[tuple[float, NDArray[np.int64]]]
    centre: Centre
    extras: Extras

    @staticmethod
    def of(
        forecast: pd.DataFrame, scores: DayScores | None, staff: Staff, skills: pd.DataFrame, centre: Centre,
        first_attempts: frozenset[str] = frozenset(), outbound_plan: pd.DataFrame | None = None,
    ) -> Scene:  # fmt: skip
        """The scene of checked tables inside the window. O(rows)."""
        starts = pd.Series(forecast["ts"].drop_duplicates().sort_values(ignore_index=True))
        day = pd.factorize(local_date(starts))[0]
        promise, law = Promise(list(centre.queues.values())), ContactLaw.of(forecast, centre)
        return Scene(
            forecast, scores, staff, rooms_of(skills, staff.groups, centre), promise,
            np.eye(int(day.max()) + 1)[day], law, law.pieces(forecast["volume"].to_numpy(dtype=float), PIECE), centre,
            extras_of(centre, skills, staff, law, pd.DatetimeIndex(starts), first_attempts, outbound_plan),
        )  # fmt: skip

    @property
    def queues(self) -> list[str]:
        return list(self.centre.queues)

    @property
    def bins(self) -> int:
        return len(self.member)

    @property
    def bin_s(self) -> float:
        return self.centre.interval_min * 60.0

    @cached_property
    def booked(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Head-seconds by group and interval of everybody on the roster: on queue work, and on shift."""
        return self.staff.booked(self.bins, self.bin_s)

    def draws(self, path: int) -> tuple[Iterator[tuple[float, Arrivals]], np.random.Generator]:
        """The contacts of a path, piece by piece with the end of each, and the generator that draws them.

        Draw the staff between the first piece and its use when a path is played (the order decides the numbers).
        """
        rng = np.random.Generator(np.random.PCG64([self.centre.replay.seed, path]))
        rates = draw_rates(self.forecast, rng, self.scores, path)
        drawn = ((until_s, self.law.draw(rates, rng, rows)) for until_s, rows in self.pieces)
        waiting = self.extras.backlog.draw(self.centre.replay.seed, path)
        return _with_backlog(drawn, waiting), rng

    def play(
        self, path: int, changes: StaffChanges, tally: Tally, window: tuple[int, int] | None = None
    ) -> Play | RichPlay:
        """A path about to begin with these people, in the loop the centre needs; `window`: only these intervals."""
        features = self.extras.seeded(self.centre.replay.seed, path)
        return open_play(self.rooms, changes, tally, self.bin_s, features,
                         self.extras.stock_of(*(window or (0, self.bins))))  # fmt: skip


def _with_backlog(drawn: Iterator[tuple[float, Arrivals]], waiting: Arrivals) -> Iterator[tuple[float, Arrivals]]:
    """Who waits when the window begins goes before the first piece."""
    for number, (until_s, arrivals) in enumerate(drawn):
        yield until_s, joined([waiting, arrivals]) if number == 0 and len(waiting.at_s) else arrivals


@dataclass
class Played:
    """Sums over all paths; arrays by queue (or group) and interval. Of single paths only the parts of the service level
    are kept, of as many paths as memory allows, and the levels of the days.
    """

    total: Counts
    hits: NDArray[np.float64]
    judged: NDArray[np.float64]
    busy_s: NDArray[np.float64]
    heads_s: NDArray[np.float64]
    flows: FlowSums
    day_levels: list[NDArray[np.float64]] = field(default_factory=list)
    within: list[NDArray[np.float32]] = field(default_factory=list)
    whole: list[NDArray[np.float32]] = field(default_factory=list)

    def band(self, levels: tuple[float, float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Quantiles over the paths of the service level of each queue and interval; NaN where nobody ever called."""
        low, high = np.full((2, *self.hits.shape), np.nan)
        for queue in range(len(low)):
            one = share(
                np.stack([part[queue] for part in self.within]).astype(float),
                np.stack([part[queue] for part in self.whole]).astype(float),
            )
            seen = ~np.isnan(one).all(axis=0)
            if seen.any():
                low[queue, seen], high[queue, seen] = np.nanquantile(one[:, seen], levels, axis=0)
        return low, high

    def chance(self, queue: int, bins: slice, promised: float) -> float:
        """Share of the paths whose service level over these intervals is as promised; NaN when nobody ever called."""
        parts = [[float(part[queue, bins].sum()) for part in kept] for kept in (self.within, self.whole)]
        level = share(np.array(parts[0]), np.array(parts[1]))
        given = level[~np.isnan(level)]
        return float((given >= promised - 1e-9).mean()) if len(given) else float("nan")


def play_paths(scene: Scene, progress: Progress) -> Played:
    """Play `centre.replay.paths` paths. O(paths x contacts x (queues + groups))."""
    number, groups, queues = scene.centre.replay.paths, len(scene.staff.groups), len(scene.queues)
    zeros = np.zeros((queues, scene.bins))
    played = Played(
        Counts(*(zeros.copy() for _ in Counts.__dataclass_fields__)), zeros.copy(), zeros.copy(),
        np.zeros((groups, queues, scene.bins)), np.zeros((groups, scene.bins)), FlowSums.empty(scene),
    )  # fmt: skip
    kept = max(20, KEPT // max(zeros.size, 1))
    for path in range(number):
        _play_path(scene, path, played, path < kept, slice_of(progress, path / number, (path + 1) / number))
    return played


def _play_path(scene: Scene, path: int, played: Played, keep: bool, progress: Progress) -> None:
    pieces, rng = scene.draws(path)
    tally = empty_tally(len(scene.queues), len(scene.staff.groups), scene.bins)
    play = None
    for number, (until_s, arrivals) in enumerate(pieces):
        if play is None:
            changes = scene.staff.draw(rng, scene.bins * scene.bin_s)
            play = scene.play(path, changes, tally)
        play.on(arrivals, until_s)
        progress((number + 1) / len(scene.pieces), "replay")
    if play is None:
        return
    play.finish()
    counts = Counts.of(tally, play.flows.callbacks if isinstance(play, RichPlay) else 0)
    played.total = played.total.plus(counts)
    part, whole = scene.promise.parts(counts)
    met = scene.promise.met(share(part, whole))
    played.hits += np.nan_to_num(met)
    played.judged += ~np.isnan(met)
    played.day_levels.append(scene.promise.level(counts.by(scene.member)))
    if keep:
        played.within.append(part.astype(np.float32))
        played.whole.append(whole.astype(np.float32))
    played.busy_s += tally.busy_s
    played.heads_s += heads_by_interval(changes, len(scene.staff.groups), scene.bins, scene.bin_s)
    played.flows.add(tally, play.flows if isinstance(play, RichPlay) else None)
