"""One line of contacts answered at once, over consecutive intervals: a queue, or queues that share all their people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scheduling.requirement.sizers import Asked

Floats = NDArray[np.float64]
IDLE_S = 3600.0  # at least so long without contacts, and
STAYS = 4.0  # so many handling times: what was before is over (1.8 % of the contacts are still in progress)


@dataclass(frozen=True)
class Line:
    """Contacts by interval in order of time, and what they are promised.

    `aht_s` is how long a contact lasts; `asked` holds what it takes of an agent's time, less where agents serve several
    at once: by `factor`, or by `gains` (see `scheduling.chat_speed`) where all contacts are chats of one kind.
    """

    ts: pd.DatetimeIndex
    volume: Floats
    aht_s: Floats
    factor: float
    asked: Asked
    interval_s: float
    gains: Floats | None = None

    @property
    def chats(self) -> bool:
        """Agents serve several contacts at once."""
        return self.factor > 1.0 or self.gains is not None

    @cached_property
    def lambda_per_hour(self) -> Floats:
        """Contacts per hour."""
        return np.asarray(self.volume * (3600.0 / self.interval_s))

    @property
    def queue_patience_s(self) -> float:
        """Mean patience; NaN: nobody gives up."""
        return float(np.asarray(self.asked.patience_s, dtype=np.float64))

    def settle_rows(self) -> int:
        """Intervals after which what was before is over, whatever the day."""
        longest_s = float(np.where(self.volume > 0, self.aht_s, 0.0).max(initial=0.0))
        return int(np.ceil(max(IDLE_S, STAYS * longest_s) / self.interval_s))

    def runs(self) -> list[slice]:
        """Stretches of consecutive intervals that nothing is carried between: the line is closed (or nobody calls) for
        an hour and four handling times, or intervals are missing. Midnight is no border. O(intervals).
        """
        count = len(self.volume)
        if count == 0:
            return []
        at_s = (self.ts - self.ts[0]).total_seconds().to_numpy()
        cut = np.diff(at_s) > 1.5 * self.interval_s
        quiet, least = 0, self.settle_rows()
        begins = [0]
        for row in range(count):
            gap = row > 0 and bool(cut[row - 1])
            if gap or (quiet >= least and self.volume[row] > 0):
                begins.append(row)
            quiet = quiet + 1 if self.volume[row] <= 0 and not gap else int(self.volume[row] <= 0)
        return [slice(a, b) for a, b in zip(begins, [*begins[1:], count], strict=True) if b > a]
