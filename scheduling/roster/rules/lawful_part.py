"""The lawful part of a roster: shifts taken off until no hard rule is broken that taking off can mend."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre
from scheduling.roster.rules.judge import judge

MOST_ROUNDS = 200


def lawful_part(roster: pd.DataFrame, centre: Centre) -> tuple[pd.DataFrame, dict[str, str]]:
    """The roster without the shifts that break a hard rule, and the rule's code for each shift taken off, by its id.

    Locked shifts stay. In a round each person loses the shift of the largest breach, so that one shift off mends what
    it can before the next is looked for. A least that is missed cannot be mended so and stays as it is. The net for
    rules that a search does not keep by itself. O(rounds x judging), one judging for a roster that is lawful.
    """
    kept, taken = roster, dict[str, str]()
    doubted = None
    for _ in range(MOST_ROUNDS):
        locked = set(kept.loc[kept["locked"].astype(bool), "shift_id"])
        worst: dict[str, tuple[float, str, str]] = {}
        for fault in judge(kept, centre, doubted):
            shift_id = str(fault.values["shift_id"])
            if fault.severity == "hard" and shift_id and shift_id not in locked:
                found = (float(fault.values.get("excess", 1.0)), shift_id, fault.code)
                worst[str(fault.values["agent"])] = max(found, worst.get(str(fault.values["agent"]), found))
        if not worst:
            break
        taken |= {shift_id: code for _, shift_id, code in worst.values()}
        kept = kept[~kept["shift_id"].isin([shift_id for _, shift_id, _ in worst.values()])]
        doubted = set(worst)
    return kept.reset_index(drop=True), taken
