"""Judging a roster: every fault that any labour rule finds, with who, when and how to mend it."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from scheduling.roster.rules import RULES
from scheduling.roster.rules.ledger import ledger_of


def judge(roster: pd.DataFrame, centre: Centre, agents: Collection[str] | None = None) -> list[Fault]:
    """Faults of a roster by all rules, sorted by agent and day; of some agents only, where `agents` is given.

    Limits of a contract say what a breach is (`hard`, `warn`); a rule that is off for a contract finds nothing there.
    O(shifts log shifts), no loop over agents or days except over the faults found.
    """
    ledger = ledger_of(roster, centre, agents)
    if not len(ledger.agent):
        return []
    found = [fault for rule in RULES.values() for fault in rule.faults(ledger)]
    return sorted(found, key=lambda fault: (fault.values["agent"], fault.values["date"], fault.code))
