"""What a labour rule is: on a shift, on a pair of shifts or on a window of days; and it judges under the same name.

The stages compile what a rule declares (`allows` into missing columns, `may_follow` into arcs, `budgets` into rows);
the judge asks `faults`. A rule set to `off` for a contract declares nothing and finds nothing; one set to `warn` only
finds; `hard` does both. A limit that a centre does not state takes its value from STATED.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from scheduling.nights import NIGHT_STATED
from scheduling.roster.rules.own_times import UNBOUND, OwnTimes

if TYPE_CHECKING:
    from scheduling.roster.rules.ledger import Ledger

# What holds where a centre states nothing: facts of the person, not limits. Every other rule is then off.
STATED: dict[str, tuple[float, str]] = {
    "max_shifts_per_day": (1.0, "hard"),
    "leave": (1.0, "hard"),
    "skill": (1.0, "hard"),
    "known_agent": (1.0, "hard"),
    "night_ban": (1.0, "hard"),
    **dict.fromkeys(("availability", "rotation", "shift_contract", "own_week"), (1.0, "hard")),
    **{limit: (value, "hard") for limit, value in NIGHT_STATED.items()},
}


@dataclass(frozen=True)
class Slot:
    """A shift somebody could work: day number, instants in minutes since the epoch, wall minute of the start."""

    day: int
    shift: str
    start: int
    end: int
    wall_start: int
    paid_min: float


@dataclass(frozen=True)
class Person:
    """What the rules ask about an agent; `leave` holds day numbers, `last_end` minutes since the epoch.

    `hours_before`: paid hours worked before the plan in the week in which it starts; none when it starts on a Monday.
    """

    agent: str
    name: str
    group: str
    week_h: float
    night_ok: bool
    days_before: int
    nights_before: int
    last_end: int | None
    leave: frozenset[int]
    limits: LabourLimits
    preference: str = ""
    hours_before: float = 0.0
    times: OwnTimes = UNBOUND


@dataclass(frozen=True)
class Budget:
    """Over the days `first` to `last`, both included, the weights of a person's shifts add up to at most `most`."""

    first: int
    last: int
    most: float
    weight: Callable[[Slot], float] = field(compare=False)


@runtime_checkable
class Rule(Protocol):
    """A labour rule: the code a reader sees, the limit it reads, and the faults it finds in a roster."""

    code: str
    limit: str

    def faults(self, ledger: Ledger) -> list[Fault]: ...


@runtime_checkable
class ShiftRule(Rule, Protocol):
    """A rule on one shift of a person."""

    def allows(self, person: Person, slot: Slot) -> bool: ...


@runtime_checkable
class PairRule(Rule, Protocol):
    """A rule on two shifts of a person, the earlier one first."""

    def may_follow(self, earlier: Slot, later: Slot, limits: LabourLimits) -> bool: ...


@runtime_checkable
class WindowRule(Rule, Protocol):
    """A rule on the shifts of a person within windows of days."""

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]: ...


def one(_slot: Slot) -> float:
    """Weight of a budget that counts shifts."""
    return 1.0


def stated(limits: LabourLimits, limit: str) -> tuple[float | None, str]:
    """Value and enforcement of a limit; None and `off` where nothing is stated.

    >>> stated(LabourLimits("full", {"min_rest_h": 11.0}, {"min_rest_h": "warn"}), "min_rest_h")
    (11.0, 'warn')
    >>> stated(LabourLimits("full", {}, {}), "min_rest_h")
    (None, 'off')
    """
    if limit in limits.values:
        return float(limits.values[limit]), limits.enforcement.get(limit, "hard")
    return STATED.get(limit, (None, "off"))


def binding(limits: LabourLimits, limit: str) -> float | None:
    """The value of a limit that shapes the plan: stated and hard; None otherwise."""
    value, enforcement = stated(limits, limit)
    return value if enforcement == "hard" else None
