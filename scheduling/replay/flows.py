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
    from scheduling.simulator.features import Flows


# flow of REPLAY_FLOWS -> field of Flows, by queue
BY_QUEUE = {
    "redial": "redials", "repeat": "repeats", "handed_in": "handed_in", "handed_on": "handed_on",
    "callback": "callbacks", "callback_kept": "kept", "callback_late": "late",
}  # fmt: skip
BY_CAMPAIGN = ("dialled", "reached")


@dataclass
class FlowSums:
    """Sums over the paths, by flow: (queues, intervals), or (campaigns, intervals)."""

    sums: dict[str, NDArray[np.float64]]

    @staticmethod
    def empty(scene: Scene) -> FlowSums:
        """Before the first path."""
        shapes = dict.fromkeys(("first", *BY_QUEUE), len(scene.queues))
        shapes |= dict.fromkeys(BY_CAMPAIGN, len(scene.extras.campaigns))
        return FlowSums({flow: np.zeros((rows, scene.bins)) for flow, rows in shapes.items()})

    def add(self, tally: Tally, flows: Flows | None) -> None:
        """One more path; without flows everybody came for the first time."""
        self.sums["first"] += tally.offered
        if flows is not None:
            self.sums["first"] -= flows.redials + flows.repeats + flows.handed_in
            for flow, name in (BY_QUEUE | {name: name for name in BY_CAMPAIGN}).items():
                self.sums[flow] += getattr(flows, name)

    def table(self, scene: Scene, grid: pd.DatetimeIndex) -> pd.DataFrame:
        """The table REPLAY_FLOWS: means over the paths by queue and day; flows that never happen have no rows."""
        dates = local_date(pd.Series(grid)).drop_duplicates().to_list()
        dialling = scene.extras.features.dial_queue
        left = self.sums["callback"] - self.sums["callback_kept"] - self.sums["callback_late"]
        rows = []
        for flow, sums in (self.sums | {"callback_open": left}).items():
            by_day = sums @ scene.member / scene.centre.replay.paths
            for number, own in enumerate(by_day):
                queue = dialling[number] if flow in BY_CAMPAIGN else number
                campaign = scene.extras.campaigns[number] if flow in BY_CAMPAIGN else ""
                told = [
                    (date, float(much)) for date, much in zip(dates, own, strict=True) if flow == "first" or much > 0
                ]
                rows += [(scene.queues[queue], date, flow, campaign, much) for date, much in told]
        return pd.DataFrame(rows, columns=["queue", "date", "flow", "campaign", "contacts"])
