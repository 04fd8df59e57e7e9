"""The answer to a lines problem: a line of shifts for every person, what it costs and how good it is proved to be."""

from __future__ import annotations

from dataclasses import dataclass

from data.contracts.plan import SolveStatus
from scheduling.lines.problem import Ints


@dataclass(frozen=True)
class Split:
    """Cost by where it comes from; `cells` holds the constant. What breaks a hard limit costs nothing here."""

    cells: float
    under: float
    over: float
    rows: float

    @property
    def total(self) -> float:
        """Sum of the parts.

        >>> Split(1.0, 2.0, 3.0, 4.0).total
        10.0
        """
        return self.cells + self.under + self.over + self.rows


@dataclass(frozen=True)
class Breach:
    """A hard limit that the lines break: `rule` by its name, person or -1 (cover), day or -1 (the whole line)."""

    rule: str
    person: int
    day: int
    amount: float


@dataclass(frozen=True)
class Lines:
    """`kinds[i, d]`: kind that person i works on day d, OFF where none. Status FEASIBLE or OPTIMAL: no breach.

    INFEASIBLE: proved that no lawful lines exist; NO_ANSWER: none found in the time. In both cases `kinds` is the best
    effort and `breaches` names what it breaks. `bound` is never above the cost of any lawful answer; None: none known.
    """

    kinds: Ints
    split: Split
    bound: float | None
    seconds: float
    status: SolveStatus
    breaches: tuple[Breach, ...] = ()
    note: str = ""

    @property
    def cost(self) -> float:
        """Cost of the lines, prices of soft breaches included."""
        return self.split.total

    @property
    def gap(self) -> float | None:
        """(cost - bound) / max(|cost|, 1e-9), never below 0; None without a bound or with a hard breach."""
        if self.bound is None or self.breaches:
            return None
        return max(0.0, self.cost - self.bound) / max(abs(self.cost), 1e-9)
