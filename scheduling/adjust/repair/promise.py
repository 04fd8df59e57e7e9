"""What the plan promises on each queue and interval: as planned, after what happened, and after the repair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scheduling.adjust.repair.cover import Terrain
from scheduling.adjust.repair.model import Gap

STATES = ("planned", "before", "after")


@dataclass(frozen=True)
class Promise:
    """`table`: queue, ts, wanted positions, and those that stay empty as planned, before and after the repair.

    `empty_h` and `cost_cny`: empty position hours and their price for the same three states.
    """

    table: pd.DataFrame
    empty_h: dict[str, float]
    cost_cny: dict[str, float]


def promise_of(terrain: Terrain, planned: Gap, before: Gap, after: Gap) -> Promise:
    """The three states side by side. O(queues x intervals)."""
    gaps = dict(zip(STATES, (planned, before, after), strict=True))
    stamps = terrain.stamps()
    table = pd.DataFrame(
        {
            "queue": np.repeat(np.array(terrain.queues, dtype=object), terrain.intervals).astype(str),
            "ts": stamps.append([stamps] * (len(terrain.queues) - 1)) if terrain.queues else stamps[:0],
            "wanted": terrain.wanted.ravel(),
            **{f"empty_{state}": gap.empty.ravel() for state, gap in gaps.items()},
        }
    )
    hours = {state: float(gap.empty.sum()) * terrain.hours for state, gap in gaps.items()}
    return Promise(table, hours, {state: gap.cost_cny for state, gap in gaps.items()})
