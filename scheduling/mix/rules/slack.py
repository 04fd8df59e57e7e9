"""What may be missed at a price: rows that give way, so that no rule ever makes a mix without an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulp

from scheduling.mix.rules.read import SeatRule

if TYPE_CHECKING:
    from scheduling.mix.model import MixModel


@dataclass(frozen=True)
class Slack:
    """By how much a row gives way. `price` is what the model charges for one unit, `true_cny` what it really costs.

    `name` is the rule or commitment, `kind` its kind, `about` a queue or pool, `day` of the window. `hours` turns a
    unit into position hours or paid hours.
    """

    variable: pulp.LpVariable
    row: str
    price: float
    true_cny: float
    name: str
    kind: str
    about: str
    day: int
    hours: float


@dataclass(frozen=True)
class FlowLimit:
    """A row over flows: sum of factor * flow - over <= 0; factors above 0 are those of partners."""

    row: str
    factors: tuple[tuple[tuple[int, int, int], float], ...]
    rule: SeatRule
    queue: str
    day: int
    over: pulp.LpVariable | None


def settle_slack(model: MixModel) -> None:
    """Give each slack the least value that keeps its row, as the other variables stand. O(nonzeros of these rows)."""
    rows = {one.row: one for one in model.slack}
    if not rows:
        return
    for constraint in model.problem.constraints():
        one = rows.get(str(constraint.name))
        if one is None:
            continue
        limit = -float(constraint.constant)
        rest = sum(f * float(v.varValue or 0.0) for v, f in constraint.items() if v is not one.variable)
        missed = limit - rest if constraint.sense == pulp.LpConstraintGE else rest - limit
        one.variable.varValue = max(0.0, missed)
