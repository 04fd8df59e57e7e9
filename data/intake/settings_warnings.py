"""What a centre's settings allow but hardly anybody means: told to the planner, never refused."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.intake.agreement_checks import promised_together


def settings_warnings(tables: Mapping[str, pd.DataFrame], today: pd.Timestamp) -> list[str]:
    """Queues nobody serves, people without a shift, named people in pools of seats, agreements. O(rows).

    `today` is the day of as_of, without a zone.
    """
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
    warnings += [
        f"Agreements {one} and {other} promise people of {pool} for the same days: each is kept by all who come, they "
        "are not added. If they add up, state the days once with the heads or hours of both."
        for pool, one, other in promised_together(tables["commitments"])
    ]
    contracts = tables["partner_contracts"]
    over = contracts[(contracts["heads_now"] > 0) & (contracts["until"] < today)]
    warnings += [
        f"The contract of {pool} ended on {until.date()}: its {heads:g} heads of today count no more in the capacity "
        "plan."
        for pool, until, heads in zip(over["pool"], over["until"], over["heads_now"], strict=True)
    ]
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
