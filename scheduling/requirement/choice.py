"""Which method sizes a queue on a day, and why: through time, by modified offered load, or interval by interval.

Measured: days of sine waves (3 to 600 erlangs, handling 60 to 1,800 s, 15-minute intervals, swings of 5 to 70 % in 3 to
24 h, patience 90 and 300 s) staffed by the stationary formula for 80 % in 20 s. The worst interval misses by as much as
the load in the house rises above that of the formula, told in standard deviations of the load (see `rises`):
up to 0.1: 2 points; 0.2: 3; 0.3: 6; 0.5: 9; 1: 17; beyond: up to 77.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.grid import local_date
from scheduling.requirement.line import Line
from scheduling.requirement.mol import load_grid
from scheduling.requirement.transient import MOST_LOAD_ERL

Floats = NDArray[np.float64]
Words = NDArray[np.object_]

TRANSIENT, MOL, STATIONARY = "transient", "mol", "stationary"
AUTOMATIC = "automatic"
EVENT_DAY, LONG_CONTACTS, MOVING_LOAD, STEADY = "event_day", "long_contacts", "moving_load", "steady"
PLANNER, TOO_LARGE, SIZER, MAY_WAIT, AFTERMATH = "planner", "too_large", "sizer", "may_wait", "aftermath"

MOST_RISE = 0.2  # standard deviations: the stationary formula then misses by 3 points at most
LONG_SHARE = 0.5  # of an interval: what an interval meets is what earlier ones left behind
# Work of the transient method that is affordable in all, in steps x states; about 10 seconds of one core.
MOST_WORK = 6e7


@dataclass(frozen=True)
class Choice:
    """Per row of a line: the method (TRANSIENT, MOL or STATIONARY) and the code of the reason."""

    method: Words
    reason: Words


def rises(line: Line) -> Floats:
    """By interval, how far the highest load in the house is above the load of the formula, in standard deviations.

    sqrt(load) is the standard deviation of a load in erlangs (of one erlang where there is less); intervals without
    contacts do not rise. O(intervals).
    """
    found = np.zeros(len(line.volume))
    for run in line.runs():
        rate, aht_s = line.lambda_per_hour[run], line.aht_s[run]
        load = rate * aht_s / 3600.0
        highest = load_grid(rate, aht_s, line.interval_s).load_erl.max(axis=1)
        found[run] = np.where(load > 0.0, (highest - load) / np.sqrt(np.maximum(load, 1.0)), 0.0)
    return found


def choose(line: Line, queue: str, events: pd.DataFrame | None, wishes: pd.DataFrame | None) -> Choice:
    """The method of each interval of a queue, the same one all day.

    What the planner set (staffing_methods; later rows win, `automatic` takes it back) comes first; then days of events
    of the queue (`events`: queue or *, date), days whose contacts last at least half an interval, and days on which the
    load rises by more than MOST_RISE are transient; the others stationary. Chats have no transient method: MOL.
    """
    date = local_date(pd.Series(line.ts)).to_numpy()
    days, day = np.unique(date, return_inverse=True)
    count = len(days)
    method, reason = np.full(count, STATIONARY, dtype=object), np.full(count, STEADY, dtype=object)
    rise = np.full(count, -np.inf)
    np.maximum.at(rise, day, rises(line))
    contacts = np.bincount(day, line.volume, count)
    mean_s = np.bincount(day, line.volume * line.aht_s, count) / np.where(contacts > 0, contacts, 1.0)
    busy = contacts > 0
    for code, found in (
        (MOVING_LOAD, rise > MOST_RISE),
        (LONG_CONTACTS, mean_s >= LONG_SHARE * line.interval_s),
        (EVENT_DAY, np.isin(days, _dates(events, queue))),
    ):
        method[found & busy], reason[found & busy] = TRANSIENT, code
    _overrule(method, reason, days, queue, wishes)
    large = np.zeros(count)
    np.maximum.at(large, day, line.lambda_per_hour * line.aht_s / 3600.0)
    beyond = (method == TRANSIENT) & (large > MOST_LOAD_ERL)
    method[beyond], reason[beyond] = MOL, TOO_LARGE
    if line.chats:
        method[method == TRANSIENT] = MOL
    return Choice(method[day], reason[day])


def everywhere(line: Line, method: str, reason: str) -> Choice:
    """The same for every row."""
    count = len(line.volume)
    return Choice(np.full(count, method, dtype=object), np.full(count, reason, dtype=object))


def together(choices: Sequence[Choice], line: Line) -> Choice:
    """How a line of several queues is sized: as the one of its queues that needs the most care, interval by interval.

    A line that chats stand in has no transient method.
    """
    methods = np.stack([one.method for one in choices])
    method = np.full(methods.shape[1], STATIONARY, dtype=object)
    for name in (MOL, TRANSIENT):
        method[(methods == name).any(axis=0)] = MOL if line.chats else name
    return Choice(method, np.full(methods.shape[1], "", dtype=object))


def affordable(lines: Sequence[Line], choices: Sequence[Choice], most: float = MOST_WORK) -> list[Choice]:
    """The choices, where they cost too much with MOL in place of transient (reason: too large).

    Days are kept by what they stand for: the planner's and event days first, then in the order of the queues. The
    estimate counts steps and states, not seconds, so that another machine chooses alike. O(rows).
    """
    made, left = [Choice(one.method.copy(), one.reason.copy()) for one in choices], most
    for urgent in (True, False):
        for line, choice in zip(lines, made, strict=True):
            date = local_date(pd.Series(line.ts)).to_numpy()
            mine = np.isin(choice.reason.astype(str), (PLANNER, EVENT_DAY)) == urgent
            wanted = (choice.method == TRANSIENT) & mine
            work = _work(line)
            for one in np.unique(date[wanted]):
                rows = wanted & (date == one)
                cost = float(work[rows].sum())
                if cost <= left:
                    left -= cost
                else:
                    choice.method[rows], choice.reason[rows] = MOL, TOO_LARGE
    return made


def _work(line: Line) -> Floats:
    """Steps x states that following an interval through time takes."""
    load = line.lambda_per_hour * line.aht_s / 3600.0
    patience_s = line.queue_patience_s if np.isfinite(line.queue_patience_s) else np.inf
    longest_s = np.minimum(15.0, 0.25 * np.minimum(np.where(line.aht_s > 0, line.aht_s, np.inf), patience_s))
    steps = np.minimum(np.ceil(line.interval_s / longest_s), 3600.0)
    return np.asarray(steps * (40.0 + 12.0 * np.sqrt(load)))


def _dates(events: pd.DataFrame | None, queue: str) -> NDArray[np.datetime64]:
    """Days on which the queue has an event."""
    if events is None or events.empty:
        return np.array([], dtype="datetime64[us]")
    return np.asarray(events.loc[events["queue"].isin([queue, "*"]), "date"].to_numpy())


def _overrule(
    method: Words, reason: Words, days: NDArray[np.datetime64], queue: str, wishes: pd.DataFrame | None
) -> None:
    """Lay the planner's rows over the days, in their order; `automatic` gives back what was found."""
    if wishes is None:
        return
    found, why = method.copy(), reason.copy()
    for row in wishes[wishes["queue"].isin([queue, "*"])].to_dict("records"):
        named = (days >= np.datetime64(row["start_date"])) & (days <= np.datetime64(row["end_date"]))
        if row["method"] == AUTOMATIC:
            method[named], reason[named] = found[named], why[named]
        else:
            method[named], reason[named] = row["method"], PLANNER
