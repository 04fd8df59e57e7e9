"""Which people may lawfully take a change: all of them asked of the rules at once, by the judge of the roster."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from scheduling.roster.rules.judge import judge

Key = tuple[str, str, str]


class Lawyer:
    """Knows the faults that a roster has, so that only those which a change causes count."""

    def __init__(self, roster: pd.DataFrame, centre: Centre) -> None:
        named = roster[roster["kind"] == "agent"]
        self._centre = centre
        self._known: dict[Key, float] | None = None
        self._roster = named

    def barred(self, made: pd.DataFrame) -> dict[str, str]:
        """Code of the first hard rule that each agent's new row would break; those not named may.

        `made`: one row of the roster for an agent, in place of the row with its `shift_id`, or a further one.
        O(shifts of these agents).
        """
        if made.empty:
            return {}
        agents = set(made["agent"].astype(str))
        mine = self._roster[self._roster["agent"].isin(agents)]
        after = pd.concat([mine[~mine["shift_id"].isin(made["shift_id"])], made[mine.columns]])
        before = self._faults()
        found: dict[str, str] = {}
        for fault in judge(after, self._centre, agents):
            if fault.severity == "hard" and excess_of(fault) > before.get(key_of(fault), 0.0) + 1e-9:
                found.setdefault(str(fault.values["agent"]), fault.code)
        return found

    def _faults(self) -> dict[Key, float]:
        if self._known is None:
            self._known = {key_of(fault): excess_of(fault) for fault in judge(self._roster, self._centre)}
        return self._known


def key_of(fault: Fault) -> Key:
    """What makes two faults the same: the rule, the person, and the day or week."""
    return fault.code, str(fault.values["agent"]), str(fault.values.get("week") or fault.values["date"])


def excess_of(fault: Fault) -> float:
    """By how much a limit is passed."""
    return float(fault.values.get("excess", 1.0))
