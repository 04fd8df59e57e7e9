"""What a centre's settings allow but hardly anybody means: told to the planner, never refused."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def settings_warnings(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Queues nobody serves, people without a shift to work, named people in pools of seats. O(rows)."""
    queues, pools, skills = tables["queues"], tables["pools"], tables["skills"]
    kinds = dict(zip(pools["pool"], pools["kind"], strict=True))
    served, patterns = set(skills["queue"]), set(" ".join(tables["shift_patterns"]["kinds"]).split())
    warnings = [
        f"No skill group serves queue {queue}: nothing of it can be covered. Add it to skills."
        for queue in queues["queue"] if queue not in served
    ]  # fmt: skip
    warnings += [
        f"No shift pattern is for {kind} pools: nobody of pool {pool} can be planned. Add {kind} to its kinds."
        for pool, kind in kinds.items() if kind not in patterns
    ]  # fmt: skip
    return warnings + _people_warnings(tables["agents"], skills, kinds)


def _people_warnings(agents: pd.DataFrame, skills: pd.DataFrame, kinds: Mapping[str, str]) -> list[str]:
    warnings = []
    named = agents.groupby("group").size()
    for group, pool in dict(zip(skills["group"], skills["pool"], strict=True)).items():
        count = int(named.get(group, 0))
        if kinds[pool] == "internal" and not count:
            warnings.append(f"Group {group} of the internal pool {pool} has no agents.")
        elif kinds[pool] == "outsourced" and count:
            warnings.append(
                f"Group {group} of the outsourced pool {pool} has {count} named agents: only they are planned, "
                "no unnamed seats."
            )
    return warnings
