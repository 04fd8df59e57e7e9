"""What was agreed with pools: heads that come every day at least, paid hours of a span, orders that are locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulp

from scheduling.mix.offers import Commitment
from scheduling.mix.rules.slack import Slack

if TYPE_CHECKING:
    from scheduling.mix.model import MixModel

LEAST, HOURS, LOCKED = "least_heads", "least_hours", "ordered_heads"
USUAL_SHIFT_H = 8.0


def define_commitments(model: MixModel) -> None:
    """Rows least_ (a day) and hours_ (a span): what is not called is paid all the same, so each row gives way.

    Heads of a locked order that nobody uses cost more than any shift of theirs: they come whenever they can.
    """
    seen: set[str] = set()
    for crew in model.crews.values():
        if crew.pool.pool in seen:
            continue
        seen.add(crew.pool.pool)
        groups = [one.group for one in model.crews.values() if one.pool.pool == crew.pool.pool]
        for number, one in enumerate(crew.offer.commitments):
            if one.least_heads:
                for day in range(one.first, one.last + 1):
                    _least(model, one, (number, day), groups, float(crew.offer.most[day]))
            if one.least_h:
                _hours(model, one, number, groups)


def _least(model: MixModel, one: Commitment, place: tuple[int, int], groups: list[str], most: float) -> None:
    number, day = place
    least = min(float(one.least_heads or 0.0), most) if one.locked else float(one.least_heads or 0.0)
    booked = [pair for group in groups for pair in model.by_day.get((group, day), ())]
    hours = max((choice.paid_h for choice, _ in booked), default=USUAL_SHIFT_H)
    dearest = max((choice.extra_cny + choice.sla_cny for choice, _ in booked), default=0.0)
    unused = model.problem.add_variable(f"unused_{one.pool}_{number}_{day}", 0)
    price = one.unused_cny_per_h * hours
    name = f"least_{one.pool}_{number}_{day}"
    kind = LOCKED if one.locked else LEAST
    charged = max(price, 2.0 * dearest + 1.0) if one.locked else price
    model.slack.append(Slack(unused, name, charged, price, one.name, kind, one.pool, day, hours))
    model.row(name, [*((heads, 1.0) for _, heads in booked), (unused, 1.0)], pulp.LpConstraintGE, least)


def _hours(model: MixModel, one: Commitment, number: int, groups: list[str]) -> None:
    booked = [
        pair
        for group in groups
        for day in range(one.first, one.last + 1)
        for pair in model.by_day.get((group, day), ())
    ]
    unused = model.problem.add_variable(f"unused_{one.pool}_{number}", 0)
    name = f"hours_{one.pool}_{number}"
    price = one.unused_cny_per_h
    model.slack.append(Slack(unused, name, price, price, one.name, HOURS, one.pool, one.last, 1.0))
    pairs = [*((heads, choice.paid_h) for choice, heads in booked), (unused, 1.0)]
    model.row(name, pairs, pulp.LpConstraintGE, float(one.least_h or 0.0))
