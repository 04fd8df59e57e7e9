"""Limits that a centre adds without code: most or least of something counted in a window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import inf

import numpy as np
import pandas as pd

from data.contracts.errors import Fault
from data.contracts.labour import OwnLimit
from scheduling.clock import day_numbers
from scheduling.roster.rules.count import At, Counted
from scheduling.roster.rules.ledger import Floats, Ledger
from scheduling.roster.rules.measures import measured
from scheduling.roster.rules.shape import Budget, Person


@dataclass(frozen=True)
class _Told:
    """How a breach of one limit is told."""

    code: str
    limit: str
    template: str
    remedy: str
    severity: str
    price_cny: float


class OwnLimits:
    """Rows of the table own_limits; the reader sees the limit's own title."""

    code = "rule.own_limit"
    limit = ""
    template = "{name}: {title}, {amount:g} from {since} to {until}, at most {most:g}"
    text = "{name}: {title}, {amount:g} from {since} to {until}, at least {least:g}"
    remedy = "Change a shift of {name} from {since} to {until}, or the limit {title} in own_limits.csv."

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        made: list[Budget] = []
        for limit in person.limits.own:
            if limit.enforcement in ("hard", "soft"):
                price = inf if limit.enforcement == "hard" else limit.price_cny
                made += _counted(limit).budgets(person, first, last, _at(limit, price), limit.limit)
        return made

    def faults(self, ledger: Ledger) -> list[Fault]:
        named: dict[str, OwnLimit] = {}
        for limits in ledger.variants:
            named |= {limit.limit: limit for limit in limits.own if limit.enforcement != "off"}
        found: list[Fault] = []
        for name, limit in named.items():
            words = self.template if limit.bound == "most" else self.text
            told = _Told(self.code, "", words, self.remedy, limit.enforcement, limit.price_cny)
            title = " / ".join(dict.fromkeys((limit.title_zh, limit.title_en)))

            def fault(
                person: int, day: int, row: int | None, values: dict[str, object],
                told: _Told = told, title: str = title, name: str = name,
            ) -> Fault:  # fmt: skip
                return ledger.fault_of(told, person, day, row, title=title, limit=name, **values)

            found += _counted(limit).faults(ledger, _values(ledger, name), fault)
        return found


@cache
def _of(counts: str, of: tuple[str, ...], window: str, bound: str, name: str) -> Counted:
    return Counted(measured(counts, of, name), window, least=bound == "least")


def _counted(limit: OwnLimit) -> Counted:
    # what was worked before is known by the limit's own name where it counts some shifts only
    return _of(limit.counts, limit.of, limit.window, limit.bound, limit.limit if limit.of else limit.counts)


def _at(limit: OwnLimit, price: float) -> At:
    """Value and price of the limit on the days on which it holds."""
    first, last = (
        None if day is None else int(day_numbers(pd.DatetimeIndex([day]))[0]) for day in (limit.first, limit.last)
    )
    told = (limit.value, price)
    return lambda day: told if (first is None or first <= day) and (last is None or day <= last) else None


def _values(ledger: Ledger, name: str) -> Floats:
    """(people, days): the limit where it holds."""
    of_variants = np.full((len(ledger.variants), ledger.width), np.nan)
    for i, limits in enumerate(ledger.variants):
        for limit in (own for own in limits.own if own.limit == name and own.enforcement != "off"):
            at = _at(limit, 0.0)
            for day in range(ledger.width):
                if told := at(ledger.first_day + day):
                    of_variants[i, day] = told[0]
    return of_variants[ledger.variant]
