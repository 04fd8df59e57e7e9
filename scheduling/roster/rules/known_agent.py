"""A named shift belongs to an agent of the centre."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger


class KnownAgent:
    """Every named shift has an agent of the table agents; seats of partners carry no names."""

    code = "rule.known_agent"
    limit = "known_agent"
    template = "{agent} on {date} is no agent of this centre"
    remedy = "Add {agent} to agents.csv, or give the shift to an agent listed there."

    def faults(self, ledger: Ledger) -> list[Fault]:
        return [
            ledger.fault(self, row, excess=1.0) for row in np.flatnonzero((ledger.person < 0) & ~ledger.seat).tolist()
        ]
