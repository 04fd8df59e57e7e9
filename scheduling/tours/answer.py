"""The answer to a tours problem: who works which shifts, what is booked of partners, what it costs, how near the best.

A shift past the end of the horizon is paid in full and covers what lies within. Pay counts every shift that is worked,
locked ones too (0 where `Problem.pay` is inf for a locked one). Of several skills a person serves in each slot
the one with which the prices of missing and idle heads come out least.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from data.contracts.plan import SolveStatus
from scheduling.tours.problem import Shift

Seat = tuple[Shift, ...]  # one seat of a contract: a shift on each of its days, all of one kind and start of the day
Contract = tuple[Seat, ...]  # `Block.seats` seats that work the same days, kind and start; breaks may differ


@dataclass(frozen=True)
class Cost:
    """What an answer costs: pay of people, bookings and blocks; missing and idle heads; weeks with lone days off."""

    pay: float = 0.0
    under: float = 0.0
    over: float = 0.0
    split_off: float = 0.0
    wishes: float = 0.0  # counts in the second place: not in the total

    @property
    def total(self) -> float:
        """What is made as small as possible."""
        return self.pay + self.under + self.over + self.split_off


@dataclass(frozen=True)
class Tours:
    """Who works what. `shifts[w]`: of each worker, in order of time, locked ones included; empty: rests.

    `booked[b]`: shifts of each `Problem.bookings[b]`; `sold[b]`: contracts of each `Problem.blocks[b]`. `bound` is
    proved: no lawful answer costs less. `notes` are plain facts about what was not possible or was cut short.
    """

    shifts: tuple[tuple[Shift, ...], ...]
    booked: tuple[tuple[Shift, ...], ...] = ()
    sold: tuple[tuple[Contract, ...], ...] = ()
    cost: Cost = field(default_factory=Cost)
    bound: float | None = None
    seconds: float = 0.0
    status: SolveStatus = SolveStatus.FEASIBLE
    method: str = ""
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost, the share of the cost that a better answer could save at most."""
        if self.bound is None:
            return None
        return max(0.0, self.cost.total - self.bound) / max(abs(self.cost.total), 1e-9)
