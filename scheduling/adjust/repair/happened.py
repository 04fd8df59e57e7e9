"""What happened after the plan was made: people who do not come, volume that changes, partners who send fewer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault

ABSENCES = ("sick", "no_show")


@dataclass(frozen=True)
class Absent:
    """An agent (or seat) who does not work between two instants.

    `sick`: whoever is at work goes home at `from_ts`; `no_show`: the shift that runs at `from_ts` was never begun.
    """

    agent: str
    from_ts: pd.Timestamp
    to_ts: pd.Timestamp
    kind: str = "sick"


@dataclass(frozen=True)
class Volume:
    """Positions wanted on a queue between two instants, as a multiple of the plan's."""

    queue: str
    from_ts: pd.Timestamp
    to_ts: pd.Timestamp
    factor: float


@dataclass(frozen=True)
class Fewer:
    """A pool of seats sends so much less between two instants: `share` of the seats of each of its shifts."""

    pool: str
    from_ts: pd.Timestamp
    to_ts: pd.Timestamp
    share: float


@dataclass(frozen=True)
class OnCall:
    """So many heads a day of a pool stand ready and come without its lead time, at the notice of a call."""

    pool: str
    heads: int


@dataclass(frozen=True)
class Happened:
    """All that a repair answers to."""

    absent: tuple[Absent, ...] = ()
    volumes: tuple[Volume, ...] = ()
    fewer: tuple[Fewer, ...] = ()
    on_call: tuple[OnCall, ...] = ()

    @property
    def nothing(self) -> bool:
        """Nothing happened that asks for a repair."""
        return not (self.absent or self.volumes or self.fewer)


def faults_of(happened: Happened, roster: pd.DataFrame, now: pd.Timestamp, centre: Centre) -> list[Fault]:
    """Every event that cannot be: unknown names, times that end before they start, a moment outside the plan."""
    return list(_faults(happened, roster, now, centre))


def _faults(happened: Happened, roster: pd.DataFrame, now: pd.Timestamp, centre: Centre) -> Iterator[Fault]:
    grid = centre.grid()
    end = grid[-1] + pd.Timedelta(minutes=centre.interval_min)
    if not grid[0] <= now < end:
        values = {"at": now.isoformat(timespec="minutes"), "first": grid[0].date().isoformat(),
                  "last": centre.window.last.date().isoformat()}  # fmt: skip
        yield Fault("repair.now", "{at} is not planned", values, "Give a moment from {first} to {last}.")
    people = set(centre.tables["agents"]["agent"].astype(str)) | set(roster["agent"].astype(str))
    for absent in happened.absent:
        if absent.agent not in people:
            yield Fault("repair.agent", "there is no agent {agent}", {"agent": absent.agent},
                        "Give ids as in agents.csv or the roster.")  # fmt: skip
        yield from _backwards(absent.from_ts, absent.to_ts, absent.agent)
    for volume in happened.volumes:
        if volume.queue not in centre.queues:
            values = {"queue": volume.queue, "known": ", ".join(centre.queues)}
            yield Fault("repair.queue", "there is no queue {queue}", values, "Give one of {known}.")
        if not 0.0 <= volume.factor <= 20.0:
            yield Fault("repair.factor", "{factor} times the volume cannot be planned", {"factor": volume.factor},
                        "Give 0 to 20 times, such as +20%.")  # fmt: skip
        yield from _backwards(volume.from_ts, volume.to_ts, volume.queue)
    for few in happened.fewer:
        yield from _pool_fault(few.pool, centre)
        if not 0.0 <= few.share <= 1.0:
            yield Fault("repair.share", "{pool} cannot send {share:.0%} less", {"pool": few.pool, "share": few.share},
                        "Give -1% to -100%.")  # fmt: skip
        yield from _backwards(few.from_ts, few.to_ts, few.pool)
    for ready in happened.on_call:
        yield from _pool_fault(ready.pool, centre)


def _pool_fault(pool: str, centre: Centre) -> Iterator[Fault]:
    if pool not in centre.pools:
        values = {"pool": pool, "known": ", ".join(centre.pools)}
        yield Fault("repair.pool", "there is no pool {pool}", values, "Give one of {known}.")


def _backwards(start: pd.Timestamp, end: pd.Timestamp, what: str) -> Iterator[Fault]:
    if end <= start:
        values = {"what": what, "start": start.isoformat(timespec="minutes"), "end": end.isoformat(timespec="minutes")}
        yield Fault("repair.backwards", "{what}: {end} is not after {start}", values, "Give an end after the start.")
