"""Which plan speaks for a day: the forecast that people worked by, or could have, when accuracy is judged later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

LATEST, PUBLISHED, EVERY = "latest", "published", "all"
RULES = (LATEST, PUBLISHED, EVERY)


@dataclass(frozen=True)
class Speaker:
    """A plan that may speak: its number of version, the day its data ends (naive midnight), and the days forecast."""

    plan: str
    version: int
    as_of: pd.Timestamp
    dates: frozenset[pd.Timestamp]
    published: int = 0  # place in the order of publications, 0: never handed out


def speaking(
    plans: Sequence[Speaker], dates: Sequence[pd.Timestamp], rule: str = LATEST, lead_d: int = 0
) -> Mapping[str, list[pd.Timestamp]]:
    """The days each plan speaks for; a plan may speak for a day if its data ended `lead_d` days or more before it.

    latest: the plan of the newest data, of plans alike the newest version. published: the one handed out last. all:
    every plan, of plans of the same day the newest version. A day without a plan is left out. O(plans x days).

    >>> day = [pd.Timestamp("2026-11-01") + pd.Timedelta(days=n) for n in range(9)]
    >>> old, new = (Speaker(name, 1, day[n], frozenset(day[n:])) for name, n in (("old", 0), ("new", 3)))
    >>> {name: len(days) for name, days in speaking([old, new], day, LATEST, 1).items()}
    {'old': 3, 'new': 5}
    """
    spoken: dict[str, list[pd.Timestamp]] = {}
    for date in dates:
        able = [one for one in plans if date in one.dates and one.as_of + pd.Timedelta(days=lead_d) <= date]
        if rule == PUBLISHED:
            chosen = sorted((one for one in able if one.published), key=lambda one: one.published)[-1:]
        elif rule == LATEST:
            chosen = sorted(able, key=lambda one: (one.as_of, one.version))[-1:]
        else:
            newest = {one.as_of: one for one in sorted(able, key=lambda one: one.version)}
            chosen = list(newest.values())
        for one in chosen:
            spoken.setdefault(one.plan, []).append(date)
    return spoken
