"""What one more person would buy where the promise is broken: the same contacts played again with one head more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from scheduling.replay.breaks import Breaks, Stretch
from scheduling.replay.paths import with_one_more
from scheduling.simulator.counts import Counts
from scheduling.simulator.engine import Arrivals, StaffChanges, empty_tally
from scheduling.simulator.pieces import joined, part_of
from scheduling.simulator.rich_play import RichPlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.contracts.progress import Progress
    from scheduling.replay.played import Scene

# The work is bounded: so many of the worst stretches, of the groups that serve the queue those with most people there,
# so many paths, and not more contacts than this from the start of the stretch's day to its end.
STRETCHES, GROUPS, PATHS = 20, 4, 8
CONTACTS = 300_000.0


class _Window(NamedTuple):
    """The time played again for a stretch: from interval `first` to `end`."""

    stretch: Stretch
    first: int
    end: int
    groups: Sequence[int]


def with_one_more_person(found: Breaks, scene: Scene, progress: Progress) -> Breaks:
    """The stretches, the worst of them with the group whose one more person there would raise the level most.

    For these the contacts of the day up to the end of the stretch are played twice on a few paths, with the same
    contacts, handling times and patience: as rostered, and with one more person of each group in question at work
    throughout the stretch. The rise is added to the level of the stretch; where it is not above its standard error, no
    group is named: there is no clear effect. Bounded work.
    """
    windows = [_window(one, scene) for one in found.stretches[:STRETCHES]]
    paths = min(scene.centre.replay.paths, PATHS)
    levels = [np.zeros((paths, 1 + len(window.groups), 2)) for window in windows]
    for path in range(paths if windows else 0):
        _try_path(windows, levels, scene, path)
        progress((path + 1) / paths, "replay")
    best = {}
    for number, (window, parts) in enumerate(zip(windows, levels, strict=True)):
        if window.groups and (parts.sum(axis=0)[:, 1] > 0).all():
            rise, error = rises(parts)
            at = int(rise.argmax())
            if rise[at] > error[at]:
                best[number] = scene.staff.groups[window.groups[at]], float(rise[at])
    return found.tried(best)


def rises(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """By how much each group's one more person raises the level, and the standard error over the paths.

    `parts` (paths, 1 + groups, 2): numerator and denominator, as rostered first. The error is that of a difference of
    ratios with the same contacts on both sides; 0 for a single path, which tells none.

    >>> one = np.array([[[8.0, 10], [9, 10]], [[7, 10], [6, 10]]])
    >>> rise, error = rises(one)
    >>> rise.round(3).tolist(), error.round(3).tolist()
    ([0.0], [0.1])
    """
    total = parts.sum(axis=0)
    level = total[:, 0] / total[:, 1]
    paths = len(parts)
    off = (parts[:, :, 0] - level * parts[:, :, 1]) / (total[:, 1] / paths)
    spread = (off[:, 1:] - off[:, :1]).std(axis=0, ddof=1) if paths > 1 else np.zeros(len(level) - 1)
    return level[1:] - level[0], spread / np.sqrt(paths)


def _window(one: Stretch, scene: Scene) -> _Window:
    """From the start of the day, or later when too many contacts come before the stretch."""
    place = np.rint(scene.law.start_s / scene.bin_s).astype(np.int64)
    by_bin = np.bincount(place, weights=scene.forecast["volume"].to_numpy(dtype=float), minlength=scene.bins)
    day = scene.member[one.first].argmax()
    first = int(scene.member[:, day].argmax())
    before = by_bin[first : one.end][::-1].cumsum()[::-1]
    light = np.flatnonzero(before <= CONTACTS)
    first += int(light[0]) if len(light) else one.end - first
    first = min(first, one.first)
    work_s, _ = scene.booked
    groups = np.flatnonzero(scene.rooms.rank[:, one.queue])
    heads = work_s[groups, one.first : one.end].sum(axis=1)
    groups = groups[np.argsort(-heads, kind="stable")][:GROUPS]
    late = int(np.ceil(scene.rooms.target_s[one.queue] / scene.bin_s))
    return _Window(one, first, min(one.end + late, scene.bins), [int(group) for group in groups])


def _try_path(windows: Sequence[_Window], levels: Sequence[np.ndarray], scene: Scene, path: int) -> None:
    """Write numerator and denominator of the level of each stretch on this path, as rostered and with each group's."""
    pieces, rng = scene.draws(path)
    held: dict[int, list[Arrivals]] = {number: [] for number in range(len(windows))}
    changes: StaffChanges | None = None
    for _, arrivals in pieces:
        changes = changes or scene.staff.draw(rng, scene.bins * scene.bin_s)
        for number, window in enumerate(windows):
            first_s = window.first * scene.bin_s if window.first else -np.inf  # who waits at the beginning, too
            inside = slice(*np.searchsorted(arrivals.at_s, [first_s, window.end * scene.bin_s]))
            held[number].append(part_of(arrivals, inside))
    for number, window in enumerate(windows):
        contacts = joined(held[number])
        for row, group in enumerate([-1, *window.groups]):
            if changes is not None:
                levels[number][path, row] += _parts(window, contacts, changes, group, scene, path)


def _parts(
    window: _Window, contacts: Arrivals, changes: StaffChanges, group: int, scene: Scene, path: int
) -> np.ndarray:
    one = window.stretch
    if group >= 0:
        changes = with_one_more(changes, group, one.first * scene.bin_s, one.end * scene.bin_s)
    tally = empty_tally(len(scene.queues), len(scene.staff.groups), scene.bins)
    play = scene.play(path, changes, tally, (window.first, window.end))
    play.on(contacts, window.end * scene.bin_s)
    play.finish()
    counts = Counts.of(tally, play.flows.callbacks if isinstance(play, RichPlay) else 0)
    part, whole = scene.promise.parts(counts)
    bins = slice(one.first, one.end)
    return np.array([part[one.queue, bins].sum(), whole[one.queue, bins].sum()])
