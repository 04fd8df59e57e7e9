"""Who must be on shift beside a person: somebody trained, or a mentor."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Flags, Ints, Ledger

TRAINEE, MENTOR = "trainee", "mentor"


class Company:
    """During every minute of a shift somebody of the same skill group is on shift who is `able`."""

    code: str
    limit: str
    template: str
    remedy: str

    def able(self, ledger: Ledger) -> Flags:
        """The shifts that are company."""
        raise NotImplementedError

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []
        bound = np.flatnonzero((ledger.person >= 0) & (ledger.value(self.limit) > 0))
        able = self.able(ledger)
        covered: dict[object, list[tuple[int, int]]] = {}
        found = []
        for row in bound.tolist():
            group = ledger.group[row]
            if group not in covered:
                covered[group] = _merged(ledger, np.flatnonzero(able & (ledger.group == group)))
            low, high = int(ledger.start[row]), int(ledger.end[row])
            if not any(start <= low and high <= end for start, end in covered[group]):
                found.append(ledger.fault(self, row, excess=1.0))
        return found


class NotAlone(Company):
    """Where `not_alone` is 1 (people with a flag, such as trainees) somebody who is no trainee is on shift too."""

    code = "rule.not_alone"
    limit = "not_alone"
    template = "{name} is alone on shift on {date} for some time: nobody trained of the group is there"
    remedy = "Move the shift of {date} to hours in which somebody trained works."

    def able(self, ledger: Ledger) -> Flags:
        return (ledger.person >= 0) & ~ledger.bears(TRAINEE)


class MentorPresent(Company):
    """Where `mentor_present` is 1 somebody with the fact mentor is on shift too."""

    code = "rule.mentor_present"
    limit = "mentor_present"
    template = "{name} has no mentor on shift for some time on {date}"
    remedy = "Move the shift of {date} to hours in which a mentor works, or mark mentors in agent_facts.csv."

    def able(self, ledger: Ledger) -> Flags:
        return ledger.bears(MENTOR)


def _merged(ledger: Ledger, rows: Ints) -> list[tuple[int, int]]:
    """Stretches of time in which one of the shifts is on."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(zip(ledger.start[rows].tolist(), ledger.end[rows].tolist(), strict=True)):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made
