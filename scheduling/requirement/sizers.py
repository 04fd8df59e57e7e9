"""The sizers a centre can choose from: what queues ask in, positions with what callers then meet out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from scheduling.requirement import erlang
from scheduling.requirement.erlang import Measures
from scheduling.requirement.pyworkforce_sizer import positions_pyworkforce

FloatArray = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]


def _blank() -> FloatArray:
    return np.array(np.nan)


@dataclass(frozen=True)
class Asked:
    """Volumes and targets of many queue intervals; numbers or arrays that broadcast. NaN: not asked; patience: endless.

    `sl_definition` is one name of `erlang.SL_DEFINITIONS` or an array of them.
    """

    lambda_per_hour: npt.ArrayLike
    aht_s: npt.ArrayLike
    patience_s: npt.ArrayLike = field(default_factory=_blank)
    target_s: npt.ArrayLike = field(default_factory=_blank)
    service_level: npt.ArrayLike = field(default_factory=_blank)
    max_asa_s: npt.ArrayLike = field(default_factory=_blank)
    max_occupancy: npt.ArrayLike = field(default_factory=_blank)
    max_abandon: npt.ArrayLike = field(default_factory=_blank)
    sl_definition: str | npt.ArrayLike = "answered_of_offered"

    def numbers(self) -> list[FloatArray]:
        """All numeric fields in order, as arrays of one shape."""
        given = (self.lambda_per_hour, self.aht_s, self.patience_s, self.target_s, self.service_level)
        limits = (self.max_asa_s, self.max_occupancy, self.max_abandon)
        return [np.array(one) for one in np.broadcast_arrays(*(np.asarray(x, float) for x in (*given, *limits)))]


@dataclass(frozen=True)
class Sized:
    """Real positions, whole agents, what callers meet at the real positions, the formula, and why a row has none."""

    positions: FloatArray
    agents: FloatArray
    measures: Measures
    method: Words
    reason: Words


class Sizer(Protocol):
    """Turns what is asked into positions. A row that cannot be met is NaN with a reason; nothing is raised for it."""

    def __call__(self, asked: Asked) -> Sized: ...


def size_peakcrew(asked: Asked) -> Sized:
    """Exact Erlang A where patience is given, exact Erlang C elsewhere.

    >>> float(size_peakcrew(Asked(200, 180, target_s=20, service_level=0.8)).agents)
    14.0
    """
    patience_s = asked.numbers()[2]
    return _size_exact(asked, np.where(np.isnan(patience_s), np.inf, patience_s))


def size_erlang_c(asked: Asked) -> Sized:
    """Exact Erlang C everywhere: nobody gives up, so a limit of abandonment asks nothing."""
    return _size_exact(asked, np.full(asked.numbers()[0].shape, np.inf))


def _size_exact(asked: Asked, patience_s: FloatArray) -> Sized:
    volume, aht_s, _, target_s, service_level, max_asa_s, max_occupancy, max_abandon = asked.numbers()
    sizing = erlang.size(
        volume,
        aht_s,
        target_s=target_s,
        patience_s=patience_s,
        service_level=service_level,
        max_asa_s=max_asa_s,
        max_occupancy=max_occupancy,
        max_abandon=max_abandon,
        sl_definition=asked.sl_definition,
    )
    reason = np.empty(volume.shape, dtype=object)
    for status, words in erlang.REASONS.items():
        reason[sizing.status == status] = words
    method = np.where(np.isinf(patience_s), "erlang_c", "erlang_a").astype(object)
    measures = erlang.measure(volume, aht_s, sizing.positions, target_s, patience_s)
    return Sized(sizing.positions, sizing.agents, measures, method, reason)


def size_pyworkforce(asked: Asked) -> Sized:
    """pyworkforce's Erlang C in its own process: whole positions for a service level and an occupancy cap only.

    Measures are ours, at its positions. It asks one too many in about one case of twenty and rounds up per queue.
    """
    volume, aht_s, _, target_s, service_level, _, max_occupancy, _ = asked.numbers()
    found, reason = positions_pyworkforce(
        volume.ravel(), aht_s.ravel(), target_s.ravel(), service_level.ravel(), max_occupancy.ravel()
    )
    positions = found.reshape(volume.shape)
    measures = erlang.measure(volume, aht_s, positions, target_s)
    method = np.full(volume.shape, "pyworkforce", dtype=object)
    return Sized(positions, positions.copy(), measures, method, reason.reshape(volume.shape))


SIZERS: Mapping[str, Sizer] = {
    "peakcrew": size_peakcrew,
    "erlang_c": size_erlang_c,
    "pyworkforce": size_pyworkforce,
}
