"""Who came again, was handed on, called back or dialled: counts by queue and day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.contracts.grid import local_date

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scheduling.replay.played import Scene
    from scheduling.simulator.engine import Tally


@dataclass
class FlowSums:
    """Sums over the paths, by flow: (queues, intervals)."""

    sums: dict[str, NDArray[np.float64]]

    @staticmethod
    def empty(scene: Scene) -> FlowSums:
        """Before the first path."""
        return FlowSums({"first": np.zeros((len(scene.queues), scene.bins))})

    def add(self, tally: Tally) -> None:
        """One more path."""
        self.sums["first"] += tally.offered

    def table(self, scene: Scene, grid: pd.DatetimeIndex) -> pd.DataFrame:
        """The table REPLAY_FLOWS: means over the paths by queue and day; flows that never happen have no rows."""
        dates = local_date(pd.Series(grid)).drop_duplicates()
        keys = pd.MultiIndex.from_product([scene.queues, dates], names=["queue", "date"]).to_frame(index=False)
        parts = []
        for flow, sums in self.sums.items():
            by_day = (sums @ scene.member).ravel() / scene.centre.replay.paths
            if flow == "first" or by_day.any():
                parts.append(keys.assign(flow=flow, campaign="", contacts=by_day))
        return pd.concat(parts, ignore_index=True)
