"""Contacts that come of contacts: hung up and tried again, served and come again, handed on to another queue.

total(t) = first(t) + sum over kinds and delays k of share x weight(k) x source(t - k), where the source is what hung up
(redial) or was served (repeat, transfer) of the total itself. Of each contact less than one follows, so walking this
equation again and again closes on its one solution geometrically.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre

Floats = NDArray[np.float64]

REDIAL_WITHIN_MIN = 60.0
ATTEMPTS, AGAIN_WITHIN_H = 1.0, 24.0  # of transfers where nothing is stated
MOST_FOLLOW = 0.95  # contacts that follow one contact; above it nothing would settle
ROUNDS = 400
CLOSE = 1e-9  # of the busiest interval


@dataclass(frozen=True)
class Echo:
    """Of the contacts of `source` that hung up (`lost`) or were served, `share` come to `queue`, `weights[k]` of them k
    intervals later (weights sum to 1).
    """

    source: str
    queue: str
    share: float
    weights: Floats
    lost: bool


def echoes_of(
    centre: Centre, first_attempts: frozenset[str], aht_s: Mapping[str, float], skills: pd.DataFrame
) -> tuple[Echo, ...]:
    """What follows of what, as far as the forecast does not hold it already.

    Redials: of the queues whose forecast counts first attempts only (`first_attempts`). Repeats and transfers: a
    history holds both, and so does the forecast made of it; only rows of `repeats` and `transfers` that are new, with
    in_history false, are added. A pool is taken to serve an equal part of a queue beside the other pools that may.
    """
    interval = float(centre.interval_min)
    found = []
    for name in first_attempts & set(centre.queues):
        queue = centre.queues[name]
        weights = delays(interval, queue.redial_within_min or REDIAL_WITHIN_MIN)
        found.append(Echo(name, name, float(queue.redial_share or 0.0), weights, lost=True))
    for row in _new_rows(centre, "repeats"):
        weights = delays(interval, float(row["within_h"]) * 60.0)
        found.append(Echo(str(row["queue"]), str(row["queue"]), float(row["share"]), weights, lost=False))
    found += _transfers(centre, aht_s, skills)
    return tuple(echo for echo in found if echo.share > 0.0)


def _transfers(centre: Centre, aht_s: Mapping[str, float], skills: pd.DataFrame) -> list[Echo]:
    """Of a queue, what each pool that serves it leaves unsolved: back to the queue, after `attempts` of a customer on.

    With a share s unsolved and k attempts, tries 1 .. k come as 1, s, .. s^(k - 1): of all contacts served
    s (1 - last) come again and s last are handed on, last = s^(k - 1) / (1 + .. + s^(k - 1)).
    """
    interval, rows = float(centre.interval_min), _new_rows(centre, "transfers")
    found = []
    for source in dict.fromkeys(str(row["from_queue"]) for row in rows):
        serving = sorted(set(skills.loc[skills["queue"] == source, "pool"]))
        own = {str(row["pool"]): row for row in rows if row["from_queue"] == source}
        handled = delays(interval, 2.0 * aht_s.get(source, 0.0) / 60.0)
        for pool in serving:
            row = own.get(pool, own.get("*"))
            if row is None:
                continue
            share, tries = float(row["share"]), max(1, int(_or(row.get("attempts"), ATTEMPTS)))
            part = share / len(serving)
            last = share ** (tries - 1) / sum(share**i for i in range(tries))
            again = delays(interval, 60.0 * _or(row.get("within_h"), AGAIN_WITHIN_H))
            found.append(Echo(source, source, part * (1.0 - last), again, lost=False))
            found.append(Echo(source, str(row["to_queue"]), part * last, handled, lost=False))
    return found


def _or(value: Any, other: float) -> float:
    return other if value is None or pd.isna(value) else float(value)


def _new_rows(centre: Centre, table: str) -> list[dict[str, Any]]:
    """Rows that the history does not hold yet."""
    rows = centre.tables.get(table)
    if rows is None or "in_history" not in rows.columns:
        return []
    return [{str(k): v for k, v in row.items()} for row in rows[~rows["in_history"].astype(bool)].to_dict("records")]


def delays(interval_min: float, within_min: float) -> Floats:
    """Share of those who come 0, 1, .. intervals later, after a time that is uniform up to `within_min`; sums to 1.

    They leave at any time of their interval: the chance to come by the end of interval k is the mean over it.

    >>> delays(30, 60).tolist()
    [0.25, 0.5, 0.25]
    """
    if within_min <= 0.0:
        return np.ones(1)
    ends = interval_min * np.arange(int(np.ceil(within_min / interval_min)) + 2.0)
    area = np.where(ends <= within_min, ends**2 / 2.0, within_min**2 / 2.0 + within_min * (ends - within_min))
    come = np.diff(area) / (interval_min * within_min)
    weights = np.diff(come, prepend=0.0)
    weights = np.maximum(weights, 0.0)
    return np.asarray(weights / weights.sum())


def feed_back(
    first: Mapping[str, Floats], lost_share: Mapping[str, Floats], echoes: tuple[Echo, ...]
) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """Contacts per interval with all that follows of them, and what a planner should know.

    `first` and `lost_share` (those who hang up, 0 to 1) by queue on one grid of intervals. Where more than 0.95
    contacts would follow one, all shares of that queue are lowered to it, with a warning. O(rounds x intervals x
    delays), about ten rounds.

    >>> again = Echo("calls", "calls", 0.5, np.array([0.0, 1.0]), lost=True)
    >>> feed_back({"calls": np.array([8.0, 0.0, 0.0])}, {"calls": np.full(3, 0.5)}, (again,))[0]["calls"].tolist()
    [8.0, 2.0, 0.5]
    """
    shares, warnings = _bounded(echoes)
    total = {name: values.copy() for name, values in first.items()}
    busiest = max((float(values.max(initial=0.0)) for values in first.values()), default=0.0)
    for _ in range(ROUNDS):
        fresh = {name: values.copy() for name, values in first.items()}
        for echo, share in zip(echoes, shares, strict=True):
            if echo.source in total and echo.queue in fresh:
                gone = np.clip(np.nan_to_num(lost_share[echo.source]), 0.0, 1.0)
                source = total[echo.source] * (gone if echo.lost else 1.0 - gone)
                fresh[echo.queue] += share * np.convolve(source, echo.weights)[: len(source)]
        moved = max((float(np.abs(fresh[name] - total[name]).max(initial=0.0)) for name in fresh), default=0.0)
        total = fresh
        if moved <= CLOSE * busiest:
            break
    return total, warnings


def _bounded(echoes: tuple[Echo, ...]) -> tuple[list[float], tuple[str, ...]]:
    """Shares lowered where one contact would be followed by more than MOST_FOLLOW, hanging up or being served."""
    follow: dict[tuple[str, bool], float] = {}
    for echo in echoes:
        follow[echo.source, echo.lost] = follow.get((echo.source, echo.lost), 0.0) + echo.share
    warnings = tuple(
        f"Queue {name}: {100 * sum_:.0f} % of the contacts would come again; {100 * MOST_FOLLOW:.0f} % are planned."
        for (name, _), sum_ in follow.items()
        if sum_ > MOST_FOLLOW
    )
    cut = [MOST_FOLLOW / max(MOST_FOLLOW, follow[echo.source, echo.lost]) for echo in echoes]
    return [echo.share * factor for echo, factor in zip(echoes, cut, strict=True)], warnings
