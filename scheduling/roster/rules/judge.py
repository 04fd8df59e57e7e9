"""Judging a roster: every fault that any labour rule finds, with who, when and how to mend it."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from scheduling.roster.rules import RULES
from scheduling.roster.rules.company import Company
from scheduling.roster.rules.ledger import ledger_of

BREAKS = ("break", "meal", "split")  # activities of segments


def judge(
    roster: pd.DataFrame,
    centre: Centre,
    agents: Collection[str] | None = None,
    segments: pd.DataFrame | None = None,
) -> list[Fault]:
    """Faults of a roster by all rules, sorted by agent and day; of some agents only, where `agents` is given.

    Limits say what a breach is (`hard`, `soft` with its price, `warn`); a rule that is off finds nothing. `roster`
    holds everybody, also where some agents are asked for: rules on pairs and on company look at the others. With
    `segments` breaks are judged as they lie, else by the windows of the patterns.
    O(shifts log shifts), no loop over agents or days except over the faults found.
    """
    asked = None if agents is None else {str(agent) for agent in agents}
    ledger = ledger_of(roster, centre, None if asked is None else beside(asked, centre), _breaks(segments))
    if not len(ledger.agent) and not ledger.people:
        return []
    found = [fault for rule in RULES.values() for fault in rule.faults(ledger)]
    if asked is not None:
        found = [f for f in found if asked & {f.values["agent"], f.values.get("other_agent")}]
    return sorted(found, key=lambda fault: (fault.values["agent"], fault.values["date"], fault.code))


def beside(asked: set[str], centre: Centre) -> set[str]:
    """The agents, those they are paired with and, where somebody must not be alone, their skill groups."""
    pairs = [pair for pair in centre.labour.pairs if asked & {pair.agent, pair.other}]
    wanted = asked | {agent for pair in pairs for agent in (pair.agent, pair.other)}
    rules = {term.rule for term in centre.labour.scoped if term.enforcement != "off"}
    rules |= {rule for own in centre.limits.values() for rule in own.values if own.enforcement.get(rule) != "off"}
    if rules & {rule.limit for rule in RULES.values() if isinstance(rule, Company)}:
        people = centre.tables["agents"]
        groups = people.loc[people["agent"].isin(list(asked)), "group"]
        wanted |= set(people.loc[people["group"].isin(list(groups)), "agent"])
    return wanted


def _breaks(segments: pd.DataFrame | None) -> dict[str, tuple[tuple[int, int, int], ...]] | None:
    """Breaks of each shift in minutes after its start; what is neither work nor paid activity is a break."""
    if segments is None:
        return None
    starts = segments.groupby("shift_id")["start_ts"].transform("min")
    own = segments[segments["activity"].isin(BREAKS)]
    low = ((own["start_ts"] - starts[own.index]).dt.total_seconds() // 60).astype("int64")
    length = ((own["end_ts"] - own["start_ts"]).dt.total_seconds() // 60).astype("int64")
    found: dict[str, list[tuple[int, int, int]]] = {}
    for shift_id, at, minutes in zip(own["shift_id"], low.tolist(), length.tolist(), strict=True):
        found.setdefault(str(shift_id), []).append((at, at, minutes))
    return {shift_id: tuple(sorted(mine)) for shift_id, mine in found.items()}
