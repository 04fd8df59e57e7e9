"""How long work tells where it is, can be cancelled, and spreads independent parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

Part = TypeVar("Part")
Answer = TypeVar("Answer")


class Progress(Protocol):
    """Told the share done (0 to 1) and what is being done; raises `Cancelled` when the user asked to stop."""

    def __call__(self, share: float, doing: str) -> None: ...


def silent(share: float, doing: str) -> None:
    """A progress nobody watches."""


def slice_of(progress: Progress, start: float, end: float) -> Progress:
    """Map a stage's own 0..1 into its slice of the whole run.

    >>> slice_of(lambda share, doing: print(round(share, 3), doing), 0.2, 0.4)(0.5, "mix")
    0.3 mix
    """

    def told(share: float, doing: str) -> None:
        progress(start + (end - start) * share, doing)

    return told


class PartMap(Protocol):
    """Runs a pure, picklable function over independent parts (queues, groups), in order of the parts.

    The place of work (this process, a process pool, a cluster) is the caller's choice.
    """

    def __call__(self, work: Callable[[Any], Any], parts: Sequence[Any]) -> Iterable[Any]: ...


def one_by_one(work: Callable[[Part], Answer], parts: Sequence[Part]) -> Iterable[Answer]:
    """The plain place of work: this process, one part after the other."""
    return map(work, parts)
