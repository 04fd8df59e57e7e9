"""What is counted on the paths, and the service level in the formula that each queue promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.contracts.centre import Queue
    from scheduling.simulator.engine import Tally

Floats = NDArray[np.float64]
EASE = 1e-12


@dataclass(frozen=True)
class Counts:
    """One path, or the sum of all: arrays by queue and interval (or day).

    `counted`: offered without those who may yet be in time at the end and those who are called back instead.
    """

    offered: Floats
    counted: Floats
    within: Floats
    answered: Floats
    abandoned: Floats
    wait_s: Floats
    abandoned_within: Floats

    @staticmethod
    def of(tally: Tally, called_back: NDArray[np.int64] | int = 0) -> Counts:
        """The counts of a finished path; who took a call-back counts neither for nor against the service level."""
        offered = tally.offered.astype(float)
        return Counts(
            offered,
            offered - (tally.pending + called_back).astype(float),
            tally.within.astype(float),
            tally.answered.astype(float),
            tally.abandoned.astype(float),
            tally.wait_s,
            tally.abandoned_within.astype(float),
        )

    def by(self, member: Floats) -> Counts:
        """Summed over the intervals that belong together: `member` (intervals, parts) holds 1 where one belongs."""
        return Counts(*(getattr(self, name) @ member for name in self.__dataclass_fields__))

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


class Promise:
    """What queues promise, in the order given: which share, by which formula."""

    def __init__(self, queues: Sequence[Queue]) -> None:
        self.share = np.array([_promised(queue) for queue in queues])
        words = ["answered_of_offered" if queue.deferred else queue.target.sl_definition for queue in queues]
        self._definition = np.array(words)[:, None]

    def parts(self, counts: Counts) -> tuple[Floats, Floats]:
        """Numerator and denominator of the service level (queues, intervals), each queue by its own formula.

        Formulas as in scheduling.requirement.erlang: answered within the target of offered; all who waited no longer
        than the target, answered or not; without those who left within it; of the answered. Where contacts came and
        nobody was answered, the share of the answered is 0.
        """
        waited = np.where(self._definition == "waited_of_offered", counts.abandoned_within, 0.0)
        left = np.where(self._definition == "excluding_short_abandons", counts.abandoned_within, 0.0)
        whole = counts.counted - left
        of_answered = np.where(counts.answered > 0, counts.answered, np.minimum(counts.counted, 1.0))
        return counts.within + waited, np.where(self._definition == "answered_of_answered", of_answered, whole)

    def level(self, counts: Counts) -> Floats:
        """Service level; NaN where nobody counts."""
        return share(*self.parts(counts))

    def met(self, level: Floats) -> Floats:
        """1 where a level is as promised, 0 where not, NaN where there is none."""
        met: Floats = np.where(np.isnan(level), np.nan, (level >= self.share[:, None] - EASE).astype(float))
        return met


def _promised(queue: Queue) -> float:
    """Service level the queue promises; a queue that states none is met when everybody is answered in time."""
    return 1.0 if queue.target.service_level is None else queue.target.service_level


def share(part: Floats, whole: Floats) -> Floats:
    """`part / whole`, NaN where there is nothing."""
    answer = np.full(part.shape, np.nan)
    np.divide(part, whole, out=answer, where=whole > 0)
    return answer


def occupancy(busy_s: Floats, heads_s: Floats) -> Floats:
    """Occupancy seen by each queue: that of the groups that served it, weighted by the work they did for it.

    `busy_s` (groups, queues, intervals), `heads_s` (groups, intervals).
    """
    own = np.clip(share(busy_s.sum(axis=1), heads_s), 0.0, 1.0)
    own = np.where(np.isnan(own), 1.0, own)  # work finished after the shift: nobody was on, all who worked were busy
    weighted = (busy_s * own[:, None, :]).sum(axis=0)
    return np.clip(share(weighted, busy_s.sum(axis=0)), 0.0, 1.0)
