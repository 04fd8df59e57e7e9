"""A choice of a repair: what so many people could do alike, what it brings by interval and what one of them costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduling.adjust.repair.change import Change

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pot:
    """Choices that share people or seats: at most `most` of them together, in multiples of `block`.

    `balance`: as many breaks go to other times as leave their own (choices of `sign` -1 and 1).
    """

    most: float
    block: int = 1
    balance: bool = False


@dataclass(frozen=True)
class Choice:
    """`at`, `heads`: intervals and heads that one of it adds to its group; `cost_cny` is all that one costs.

    `pots` are the numbers of the pots it draws on, the first that of its people. `members` may take it, the first to
    be asked first; `change` tells the change of one of them.
    """

    kind: str
    group: int
    at: NDArray[np.int64]
    heads: Floats
    cost_cny: float
    pots: tuple[int, ...]
    members: Sequence[Any]
    change: Callable[[Any], Change] = field(compare=False)
    sign: float = 1.0
    offset: int = 0  # of a break that moves: minutes after the start of the shift, where it was or where it goes

    def gain_cny(self, value: Floats) -> float:
        """What one is worth at these prices of a head in each interval of each group, its cost deducted."""
        return float(value[self.group, self.at] @ self.heads) - self.cost_cny


@dataclass
class Menu:
    """All choices and the pots they draw on."""

    choices: list[Choice] = field(default_factory=list)
    pots: list[Pot] = field(default_factory=list)

    def pot(self, most: float, block: int = 1, *, balance: bool = False) -> int:
        """A new pot and its number."""
        self.pots.append(Pot(most, block, balance))
        return len(self.pots) - 1
