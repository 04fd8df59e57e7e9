"""Skills: an agent works in the own skill group."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger


class Skill:
    """The skill group of a shift is the group of its agent: there the agent has the skills for the queues."""

    code = "rule.skill"
    limit = "skill"
    template = "{name} has the skills of {own}, not of {group}, on {date}"
    remedy = "Give the shift of {date} to somebody of {group}."

    def faults(self, ledger: Ledger) -> list[Fault]:
        own = np.array([p.group for p in ledger.people] or [""], dtype=object)[ledger.person]
        rows = np.flatnonzero((ledger.person >= 0) & (own != ledger.group) & (ledger.value(self.limit) > 0))
        return [
            ledger.fault(self, row, own=str(own[row]), group=str(ledger.group[row]), excess=1.0)
            for row in rows.tolist()
        ]
