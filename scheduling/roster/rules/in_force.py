"""Which limits hold for a person: those of the contract, and those for a site, a kind of pool, a fact or some days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from data.contracts.centre import Centre, LabourLimits
from data.contracts.labour import OwnLimit, Succession, Term
from scheduling.clock import day_numbers, day_of

Facts = tuple[tuple[str, int, int], ...]


class InForce:
    """Limits in force in a centre, made once for all people of whom the same holds."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.first, self.last = (
            int(n) for n in day_numbers(pd.DatetimeIndex([centre.window.first, centre.window.last]))
        )
        self.places = self._places()
        labour = centre.labour
        self.flags = {term.flag for term in labour.scoped} | {limit.flag for limit in labour.own}
        self.by_place = any(term.kind or term.site for term in labour.scoped)
        self.made: dict[tuple[str, str, str, Facts], LabourLimits] = {}

    def of(self, contract: str, group: str, facts: Facts = ()) -> LabourLimits:
        """Limits of people of a contract in a skill group who bear some facts."""
        kind, site = self.places.get(group, ("", "")) if self.by_place else ("", "")
        facts = tuple(fact for fact in facts if fact[0] in self.flags)
        key = (contract, kind, site, facts)
        if key not in self.made:
            self.made[key] = self._limits(contract, kind, site, facts)
        return self.made[key]

    def _places(self) -> dict[str, tuple[str, str]]:
        skills = self.centre.tables.get("skills")
        if skills is None:
            return {}
        pools = self.centre.pools
        return {
            str(row["group"]): (pools[str(row["pool"])].kind if str(row["pool"]) in pools else "", str(row["site"]))
            for row in skills.drop_duplicates("group").to_dict("records")
        }

    def _limits(self, contract: str, kind: str, site: str, facts: Facts) -> LabourLimits:
        base, labour = self.centre.limits_of(contract), self.centre.labour
        values, enforcement, prices = dict(base.values), dict(base.enforcement), dict(base.prices)
        terms: list[Term] = []
        for term in labour.scoped:
            if term.contract in ("*", contract) and term.kind in ("", kind) and term.site in ("", site):
                for first, last in self._days(term, facts):
                    if (first, last) == (self.first, self.last):
                        values[term.rule], enforcement[term.rule] = term.value, term.enforcement
                        prices[term.rule] = term.price_cny
                        terms = [other for other in terms if other.rule != term.rule]
                    else:
                        terms.append(replace(term, first=day_of(first), last=day_of(last)))
        own = tuple(
            replace(limit, first=day_of(first), last=day_of(last))
            for limit in labour.own
            if limit.contract in ("*", contract)
            for first, last in self._days(limit, facts)
        )
        special = sum(limits.contract != contract for key, limits in self.made.items() if key[0] == contract)
        name = f"{contract} ({special + 2})" if facts or kind or site else contract
        return LabourLimits(name, values, enforcement, prices, tuple(terms), own, self._successions(contract))

    def _days(self, term: Term | OwnLimit, facts: Facts) -> Iterator[tuple[int, int]]:
        """Planned days on which it holds for who bears the facts, as first and last."""
        first = self.first if term.first is None else max(self.first, _number(term.first))
        last = self.last if term.last is None else min(self.last, _number(term.last))
        spans = [(low, high) for fact, low, high in facts if fact == term.flag] if term.flag else [(first, last)]
        for low, high in spans:
            if max(first, low) <= min(last, high):
                yield max(first, low), min(last, high)

    def _successions(self, contract: str) -> tuple[Succession, ...]:
        """Rows of the contract go before those of all."""
        found = {(s.earlier, s.later): s for s in self.centre.labour.successions if s.contract == "*"}
        found |= {(s.earlier, s.later): s for s in self.centre.labour.successions if s.contract == contract}
        return tuple(found.values())


def _number(day: pd.Timestamp) -> int:
    return int(day_numbers(pd.DatetimeIndex([day]))[0])
