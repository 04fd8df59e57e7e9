"""Queues that partners never answer, and queues of which they answer at most a share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pulp
from numpy.typing import NDArray

from data.contracts.centre import Centre
from scheduling.mix.demand import QueueClass
from scheduling.mix.rules.read import SeatRule, seat_rules_of
from scheduling.mix.rules.slack import FlowLimit, Slack

if TYPE_CHECKING:
    from scheduling.mix.model import MixModel

Flags = NDArray[np.bool_]
NEVER = "never_outsourced"
SHARE = "max_outsourced_share"


def forbidden(rules: Sequence[SeatRule], classes: Sequence[QueueClass]) -> dict[int, Flags]:
    """By class the intervals in which no partner may answer it."""
    closed: dict[int, Flags] = {}
    for rule in rules:
        if rule.kind == NEVER and rule.hard:
            for c in _members(rule, classes):
                closed[c] = closed.get(c, np.zeros(len(rule.on), np.bool_)) | rule.on
    return closed


def priced(
    rules: Sequence[SeatRule], classes: Sequence[QueueClass], interval_min: int
) -> dict[int, NDArray[np.float64]]:
    """By class the price of a position that a partner fills for an interval, by soft rules."""
    prices: dict[int, NDArray[np.float64]] = {}
    for rule in rules:
        if rule.kind == NEVER and rule.price_cny_per_h is not None:
            for c in _members(rule, classes):
                prices[c] = prices.get(c, np.zeros(len(rule.on))) + rule.on * rule.price_cny_per_h * interval_min / 60.0
    return prices


def ruled(
    rules: Sequence[SeatRule], classes: Sequence[QueueClass], kinds: tuple[str, ...] = (NEVER, SHARE)
) -> frozenset[int]:
    """Classes for which it matters who answers them, own people or a partner, by rules of some kinds."""
    return frozenset(c for rule in rules if rule.kind in kinds for c in _members(rule, classes))


def define_shares(model: MixModel) -> None:
    """Each day, of the positions of a queue that are filled, partners fill at most the share.

    (1 - share) * outsourced - share * own <= over, summed over the intervals of the day; `over` only for soft rules.
    A hard rule always has an answer: positions stay empty, with the rule as the reason.
    """
    for number, rule in enumerate(model.rules):
        if rule.kind != SHARE:
            continue
        for queue in sorted(rule.queues):
            members = [c for c, one in enumerate(model.classes) if queue in one.queues]
            by_day = _filled(model, rule, queue, members)
            for day, keys in sorted(by_day.items()):
                _limit(model, rule, (number, queue, day), keys)


def _filled(
    model: MixModel, rule: SeatRule, queue: str, members: Sequence[int]
) -> dict[int, list[tuple[tuple[int, int, int], float]]]:
    """By day the flows that answer the queue, with the part of each that is the queue's."""
    found: dict[int, list[tuple[tuple[int, int, int], float]]] = defaultdict(list)
    wanted = set(members)
    for f, c, t in model.flow:
        if c in wanted and rule.on[t]:
            i = model.classes[c].queues.index(queue)
            found[int(model.day_of[t])].append(((f, c, t), float(model.classes[c].shares[i, t])))
    return found


def _limit(
    model: MixModel,
    rule: SeatRule,
    place: tuple[int, str, int],
    keys: Sequence[tuple[tuple[int, int, int], float]],
) -> None:
    number, queue, day = place
    factors = [
        (key, part * ((1.0 - rule.share) if model.fronts[key[0]].outsourced else -rule.share)) for key, part in keys
    ]
    factors = [(key, factor) for key, factor in factors if factor != 0.0]
    if not any(factor > 0.0 for _, factor in factors):
        return
    name = f"share_{number}_{queue}_{day}"
    pairs = [(model.flow[key], factor) for key, factor in factors]
    over = None
    if rule.price_cny_per_h is not None:
        over = model.problem.add_variable(f"over_{number}_{queue}_{day}", 0)
        pairs.append((over, -1.0))
        price = rule.price_cny_per_h * model.interval_min / 60.0
        model.slack.append(Slack(over, name, price, price, rule.name, rule.kind, queue, day, model.interval_min / 60.0))
    model.row(name, pairs, pulp.LpConstraintLE, 0.0)
    model.flow_limits.append(FlowLimit(name, tuple(factors), rule, queue, day, over))


def _members(rule: SeatRule, classes: Sequence[QueueClass]) -> list[int]:
    return [c for c, one in enumerate(classes) if set(one.queues) & rule.queues]


def allowed_skills(centre: Centre) -> pd.DataFrame:
    """The skills table without what hard rules forbid partners on all days of the window: so all stages keep to it.

    Rules for some of the days only are kept by the mix alone.
    """
    skills = centre.tables["skills"]
    never = [rule for rule in seat_rules_of(centre) if rule.kind == NEVER and rule.hard and rule.days.all()]
    queues = {queue for rule in never for queue in rule.queues}
    partners = {name for name, pool in centre.pools.items() if pool.kind == "outsourced"}
    barred = skills["queue"].isin(queues) & skills["pool"].isin(partners)
    return skills[~barred].reset_index(drop=True) if barred.any() else skills
