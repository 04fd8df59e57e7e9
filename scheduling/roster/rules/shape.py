"""What a labour rule is: on a shift, on a pair of shifts or on a window of days; and it judges under the same name.

The stages compile what a rule declares (`allows` into missing columns, `may_follow` into arcs, `budgets` into rows,
`rests` into stretches that stay free); the judge asks `faults`. A rule set to `off` for a contract declares nothing and
finds nothing; `warn` only finds; `soft` finds and gives priced rows; `hard` binds and finds. A limit that a centre does
not state takes its value from STATED. A limit that holds on some days only is the one in force on the day of the shift,
of the later shift of a pair, or on the last planned day of a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from data.contracts.labour import Term
from scheduling.clock import day_of
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
    "overtime_after_day_h": (8.0, "off"),
    "overtime_after_week_h": (40.0, "off"),
    "average_weeks": (17.0, "off"),
    "weekend_weeks": (4.0, "off"),
    "pay_rest_day_from_d": (6.0, "off"),
    "break_least_min": (15.0, "off"),
    "meal_least_min": (30.0, "off"),
    "rest_break_least_min": (10.0, "off"),
    **{limit: (value, "hard") for limit, value in NIGHT_STATED.items()},
}


@dataclass(frozen=True)
class Slot:
    """A shift somebody could work: day number, instants in minutes since the epoch, wall minute of the start.

    `breaks` are (earliest start, latest start, length) in minutes after the start; `holiday`: its day is a statutory
    holiday.
    """

    day: int
    shift: str
    start: int
    end: int
    wall_start: int
    paid_min: float
    breaks: tuple[tuple[int, int, int], ...] = ()
    holiday: bool = False


@dataclass(frozen=True)
class Person:
    """What the rules ask about an agent; `leave` holds day numbers, `last_end` minutes since the epoch.

    `hours_before`: paid hours worked before the plan in the week in which it starts; none when it starts on a Monday.
    `facts`: what is known of the person on at least one planned day, as (fact, first day, last day). `balances`: what
    was worked before the plan, by (running period, quantity).
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
    facts: tuple[tuple[str, int, int], ...] = ()
    balances: Mapping[tuple[str, str], float] = field(default_factory=dict)
    times: OwnTimes = UNBOUND

    def bears(self, fact: str, day: int) -> bool:
        """Whether a fact holds for the person on a day."""
        return any(fact == name and first <= day <= last for name, first, last in self.facts)


@dataclass(frozen=True)
class Group:
    """Days of a budget that count together: what is beyond `free`, at most `cap`."""

    first: int
    last: int
    free: float = 0.0
    cap: float = inf


@dataclass(frozen=True)
class Budget:
    """Over the days `first` to `last`, both included, the weights of a person's shifts add up to `least` to `most`.

    Weights may be any number, also below zero. With `groups`, each group of days counts what its weights add up to
    beyond its `free`, at most its `cap`. `price` is that of a unit of breach; infinite: hard. `signed`: some weights
    lie below zero; `name` tells several limits of one rule apart; `scale` of the weights make one of the limit's units,
    for which the price is (60 minutes an hour).
    """

    first: int
    last: int
    most: float
    weight: Callable[[Slot], float] = field(compare=False)
    least: float = -inf
    price: float = inf
    groups: tuple[Group, ...] = ()
    signed: bool = False
    name: str = ""
    scale: float = 1.0

    @property
    def plain(self) -> bool:
        """Whether it is a sum of what the shifts take, with a most."""
        return not self.groups and not self.signed and self.most < inf

    def amount(self, slots: Iterable[Slot]) -> float:
        """What some shifts count.

        >>> weekends = (Group(5, 6, cap=1.0), Group(12, 13, cap=1.0))
        >>> slots = [Slot(day, "E", 0, 0, 0, 480.0) for day in (4, 5, 6)]
        >>> Budget(0, 13, 1.0, one, groups=weekends).amount(slots), Budget(5, 13, 1.0, one).amount(slots)
        (1.0, 2.0)
        """
        mine = [slot for slot in slots if self.first <= slot.day <= self.last]
        if not self.groups:
            return sum(self.weight(slot) for slot in mine)
        return sum(
            min(g.cap, max(0.0, sum(self.weight(slot) for slot in mine if g.first <= slot.day <= g.last) - g.free))
            for g in self.groups
        )


@dataclass(frozen=True)
class Rest:
    """In the week of the days `first` to `last` lies a stretch of `rest_min` off (see rules.weekly_rest)."""

    first: int
    last: int
    rest_min: float
    price: float = inf


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
    """A rule on two shifts of a person, the earlier one first, that lie at most `reach` days apart."""

    def reach(self, limits: LabourLimits) -> int: ...

    def may_follow(self, earlier: Slot, later: Slot, limits: LabourLimits) -> bool: ...

    def may_start(self, person: Person, slot: Slot) -> bool: ...

    def price(self, earlier: Slot, later: Slot, limits: LabourLimits) -> float: ...


@runtime_checkable
class WindowRule(Rule, Protocol):
    """A rule on the shifts of a person within windows of days, hard and soft."""

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]: ...


@runtime_checkable
class RestRule(Rule, Protocol):
    """A rule that asks for a long stretch without work within windows of days."""

    def rests(self, person: Person, first: int, last: int) -> list[Rest]: ...


def one(_slot: Slot) -> float:
    """Weight of a budget that counts shifts."""
    return 1.0


def stated(limits: LabourLimits, limit: str, day: int | None = None) -> tuple[float | None, str]:
    """Value and enforcement of a limit, on a day where one is given; None and `off` where nothing is stated.

    >>> stated(LabourLimits("full", {"min_rest_h": 11.0}, {"min_rest_h": "warn"}), "min_rest_h")
    (11.0, 'warn')
    >>> stated(LabourLimits("full", {}, {}), "min_rest_h")
    (None, 'off')
    """
    term = _term_of(limits, limit, day)
    if term is not None:
        return term.value, term.enforcement
    if limit in limits.values:
        return float(limits.values[limit]), limits.enforcement.get(limit, "hard")
    return STATED.get(limit, (None, "off"))


def meaning(limits: LabourLimits, limit: str, day: int | None = None) -> float:
    """Value of a limit that only says what a word means, whatever its enforcement; 0 where nothing is stated."""
    return stated(limits, limit, day)[0] or 0.0


def binding(limits: LabourLimits, limit: str, day: int | None = None) -> float | None:
    """The value of a limit that shapes the plan: stated and hard; None otherwise."""
    value, enforcement = stated(limits, limit, day)
    return value if enforcement == "hard" else None


def priced(limits: LabourLimits, limit: str, day: int | None = None) -> tuple[float, float] | None:
    """Value and price of a unit of breach of a limit that shapes the plan (infinite: hard); None where none does."""
    value, enforcement = stated(limits, limit, day)
    if value is None or enforcement not in ("hard", "soft"):
        return None
    return value, inf if enforcement == "hard" else price_of(limits, limit, day)


def price_of(limits: LabourLimits, limit: str, day: int | None = None) -> float:
    """Price of a unit of breach of a soft limit, CNY."""
    term = _term_of(limits, limit, day)
    if term is not None:
        return term.price_cny
    return float(limits.prices.get(limit, 0.0))


def _term_of(limits: LabourLimits, limit: str, day: int | None) -> Term | None:
    """The strongest term that holds on the day."""
    if day is None or not limits.terms:
        return None
    at = day_of(day)
    for term in reversed(limits.terms):
        if term.rule == limit and (term.first is None or term.first <= at) and (term.last is None or at <= term.last):
            return term
    return None
