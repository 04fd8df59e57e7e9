"""What happened, as changes of the roster: shifts that are cut or gone. Facts are laid over it, not chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from scheduling.adjust.cell import Cell
from scheduling.adjust.repair.change import Change
from scheduling.adjust.repair.happened import Absent, Fewer, Happened
from scheduling.adjust.repair.posts import Post, posts_of
from scheduling.clock import epoch_minutes


def minute_of(when: pd.Timestamp) -> int:
    """Minutes since the epoch."""
    return int(epoch_minutes(pd.DatetimeIndex([when]))[0])


def facts_of(roster: pd.DataFrame, segments: pd.DataFrame, happened: Happened, now: pd.Timestamp) -> list[Change]:
    """The cells that what happened leaves, each once; nothing before `now` changes, except that who never came was
    never there. Locked shifts fall too: nobody can lock an illness. O(shifts).
    """
    at = minute_of(now)
    made: dict[str, Change] = {}
    who = {absent.agent for absent in happened.absent}
    mine = roster[roster["agent"].isin(who)]
    own: dict[str, list[Post]] = {}
    for post in posts_of(mine, segments, -(2**60), 2**60):
        own.setdefault(post.agent, []).append(post)
    for absent in happened.absent:
        for post in own.get(absent.agent, []):
            if (change := _gone(post, absent, at)) is not None and not post.crowded:
                made.setdefault(change.target, change)
    for few in happened.fewer:
        seats = posts_of(roster[roster["pool"] == few.pool], segments, minute_of(few.from_ts), minute_of(few.to_ts))
        for post in _lost(seats, few, at):
            made.setdefault(f"{post.agent}|{post.date:%Y-%m-%d}", _fact("lost_seat", post, Cell()))
    return list(made.values())


def crowded_absent(roster: pd.DataFrame, happened: Happened) -> list[str]:
    """Absent people with two shifts on a day: an edit cannot tell which of the two, so the repair cannot, either."""
    who = {absent.agent for absent in happened.absent}
    twice = roster[roster["agent"].isin(who) & roster.duplicated(["agent", "date"], keep=False)]
    return sorted(set(twice["agent"].astype(str)))


def _gone(post: Post, absent: Absent, now: int) -> Change | None:
    """What is left of a shift of somebody who is absent; None where it is not touched."""
    low, high = minute_of(absent.from_ts), minute_of(absent.to_ts)
    if post.end <= low or post.start >= high:
        return None
    if absent.kind == "no_show" and post.start <= max(low, now):
        return _fact("absent", post, Cell())
    cut = max(low, now)
    if cut >= post.end:
        return None
    if cut <= post.start:
        return _fact("absent", post, Cell())
    breaks = tuple(b for b in post.breaks if b.end_min < cut - post.start)
    return _fact("absent", post, post.moved(post.start, cut, breaks))


def _lost(seats: Sequence[Post], few: Fewer, now: int) -> list[Post]:
    """The last seats of each group and shift, as many as its share; shifts that run already stay."""
    alike: dict[tuple[str, int, int], list[Post]] = {}
    for post in seats:
        if post.start >= now and not post.crowded:
            alike.setdefault((post.group, post.start, post.end), []).append(post)
    lost = []
    for same in alike.values():
        heads = math.floor(few.share * len(same) + 0.5)
        lost += same[len(same) - heads :]
    return lost


def _fact(kind: str, post: Post, after: Cell) -> Change:
    return Change(kind, post.agent, post.group, post.pool, post.date, post.cell, after, allowed_by="fact")
