"""Areas of work: groups that share the queues they are best at, with those queues; others help across areas."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre

JOINT = "+"
INTERNAL = "internal"


@dataclass(frozen=True)
class Area:
    """Queues whose best people are the same groups. `groups`: own groups at home here; `queues` in the centre's order.

    `name` joins the groups, or the queues where no own group serves them.
    """

    name: str
    groups: tuple[str, ...]
    queues: tuple[str, ...]


def areas_of(centre: Centre) -> list[Area]:
    """Areas of the centre; every queue that somebody serves and every own group is in exactly one. O(rows).

    Two queues are in one area when an own group is (one of) the best at both; a queue that no own group serves goes
    with the queues that the same seats serve.
    """
    skills = centre.tables["skills"]
    skills = skills[skills["queue"].isin(centre.queues)]
    kinds = {str(g): centre.pools[str(p)].kind for g, p in zip(skills["group"], skills["pool"], strict=True)}
    best = {str(q): _best(rows, kinds) for q, rows in skills.groupby("queue", sort=False)}
    own = [g for g, kind in kinds.items() if kind == INTERNAL]
    home = {g: None for groups in best.values() for g in groups}
    for group in own:  # a group that is best at nothing is at home where it is the least behind
        if group not in home:
            rows = skills[skills["group"] == group].sort_values(["proficiency", "priority"], ascending=[False, True])
            best[str(rows["queue"].iloc[0])] = (*best[str(rows["queue"].iloc[0])], group)
    leader = {group: group for groups in best.values() for group in groups}

    def found(group: str) -> str:
        while leader[group] != group:
            group = leader[group]
        return group

    for groups in best.values():
        for other in groups[1:]:
            leader[found(other)] = found(groups[0])
    members: dict[str, list[str]] = {}
    for queue in centre.queues:
        if queue in best:
            members.setdefault(found(best[queue][0]), []).append(queue)
    areas = []
    for root, queues in members.items():
        groups = tuple(g for g in own if g in leader and found(g) == root)
        areas.append(Area(JOINT.join(groups or queues), groups, tuple(queues)))
    return areas


def _best(rows: pd.DataFrame, kinds: dict[str, str]) -> tuple[str, ...]:
    """Own groups with the highest speed on a queue, else all that serve it."""
    own = rows[[kinds[str(g)] == INTERNAL for g in rows["group"]]]
    if own.empty:
        return tuple(str(g) for g in rows["group"])
    return tuple(str(g) for g in own.loc[own["proficiency"] == own["proficiency"].max(), "group"])
