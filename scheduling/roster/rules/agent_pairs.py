"""Pairs of people: who must not meet, and who come and go together (a car, a child, a household)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.contracts.errors import Fault
from data.contracts.labour import AgentPair
from scheduling.roster.rules.ledger import Ints, Ledger


@dataclass(frozen=True)
class _Told:
    code: str
    limit: str
    template: str
    remedy: str
    severity: str
    price_cny: float


class Apart:
    """The shifts of the two do not overlap."""

    code = "rule.apart"
    limit = ""
    template = "{name} and {other} must not meet, but both work on {date}"
    remedy = "Give one of the two another shift on {date}."
    kind = "apart"

    def faults(self, ledger: Ledger) -> list[Fault]:
        found = []
        for pair, mine, others in _pairs(ledger, self.kind):
            told = _Told(self.code, "", self.template, self.remedy, pair.enforcement, pair.price_cny)
            for row in mine.tolist():
                meets = (ledger.start[others] < ledger.end[row]) & (ledger.end[others] > ledger.start[row])
                if meets.any():
                    name = ledger.people[ledger.person[others[0]]].name
                    found.append(ledger.fault(told, row, other=name, other_agent=pair.other, excess=1.0))
        return found


class Together:
    """On a day on which one works the other works too, from and until about the same time; leave excuses both."""

    code = "rule.together"
    limit = ""
    template = "{name} and {other} come and go together, but not on {date}"
    remedy = "Give both the same shift on {date}, or the day off."
    kind = "together"

    def faults(self, ledger: Ledger) -> list[Fault]:
        found = []
        for pair, mine, others in _pairs(ledger, self.kind):
            told = _Told(self.code, "", self.template, self.remedy, pair.enforcement, pair.price_cny)
            names = {person.agent: person for person in ledger.people}
            for rows, beside, other in ((mine, others, pair.other), (others, mine, pair.agent)):
                for row in rows.tolist():
                    same = beside[ledger.day[beside] == ledger.day[row]]
                    near = np.maximum(
                        abs(ledger.start[same] - ledger.start[row]), abs(ledger.end[same] - ledger.end[row])
                    )
                    if int(ledger.day[row]) in names[other].leave or (near <= pair.tolerance_min).any():
                        continue
                    if rows is mine or not len(same):  # two shifts that differ are told once
                        told_to = {"other": names[other].name, "other_agent": other}
                        found.append(ledger.fault(told, row, excess=1.0, **told_to))
        return found


def _pairs(ledger: Ledger, kind: str) -> list[tuple[AgentPair, Ints, Ints]]:
    """The pairs of a kind with the shifts of either."""
    number = {person.agent: i for i, person in enumerate(ledger.people)}
    return [
        (pair, np.flatnonzero(ledger.person == number[pair.agent]), np.flatnonzero(ledger.person == number[pair.other]))
        for pair in ledger.pairs
        if pair.kind == kind and pair.enforcement != "off" and pair.agent in number and pair.other in number
    ]
