"""At least so many more seats than on a usual day: what the requirement lacks of them becomes work of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scheduling.mix.demand import QueueClass
from scheduling.mix.rules.read import SeatRule

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
KIND = "least_over_usual"


def extra_classes(
    classes: Sequence[QueueClass], rules: Sequence[SeatRule], grid: pd.DatetimeIndex
) -> tuple[list[QueueClass], list[str]]:
    """Classes of the seats that rules ask for beyond the requirement, and what is wrong with a rule.

    Over the queues of a rule together, by time of day:

        extra_t = max(0, (1 + share) * usual_t - need_t)

    `usual_t` is the mean need at that time on usual days of the same weekday, else on all usual days, else the need's
    own course of the day scaled to `usual_seats` at its peak. The extra seats of a queue stand beside its need, in
    proportion to it; whoever serves the queue fills them. O(rules x classes x intervals).

    >>> from scheduling.mix.rules.read import SeatRule
    >>> grid = pd.date_range("2026-11-09", periods=4, freq="12h", tz="Asia/Shanghai")
    >>> need = np.array([0.0, 10.0, 0.0, 11.0])
    >>> one = QueueClass(("refunds",), {"own": (1.0, 1)}, need, np.ones((1, 4)), 1)
    >>> flags = np.array([False, False, True, True])
    >>> rule = SeatRule("sale", KIND, frozenset({"refunds"}), flags[1:3], flags, 0.3, ~flags[1:3], None, None)
    >>> extra_classes([one], [rule], grid)[0][0].need.tolist()
    [0.0, 0.0, 0.0, 2.0]
    """
    made: list[QueueClass] = []
    warnings = []
    for rule in (rule for rule in rules if rule.kind == KIND):
        members = [one for one in (*classes, *made) if set(one.queues) & rule.queues]
        if not members:
            continue
        need = np.sum([one.need for one in members], axis=0)
        usual = _usual(rule, need, grid)
        if usual is None:
            warnings.append(f"Rule {rule.name}: no planned day is usual; give usual_seats.")
            continue
        extra = np.where(rule.on, np.maximum((1.0 + rule.share) * usual - need, 0.0), 0.0).round(9)
        own = [one for one in members if not one.extra]
        total = np.sum([one.need for one in own], axis=0)
        alone = np.divide(1.0, float(len(own)))
        for one in own:
            part = np.divide(one.need, total, out=np.full(len(total), alone), where=total > 0)
            shares = np.where(one.need > 0, one.shares, 1.0 / len(one.queues))
            if (extra * part > 0).any():
                made.append(replace(one, need=extra * part, shares=shares, extra=rule.name))
    return made, warnings


def _usual(rule: SeatRule, need: Floats, grid: pd.DatetimeIndex) -> Floats | None:
    """Positions of a usual day at the time of each interval on which the rule holds; None: nothing to compare with."""
    wall = grid.tz_localize(None)
    day = np.asarray((wall.normalize() - wall[0].normalize()).days, dtype=np.int64)
    minute = np.asarray(wall.hour * 60 + wall.minute, dtype=np.int64)
    usual = np.zeros(len(grid))
    for d in np.flatnonzero(rule.days):
        at = np.flatnonzero(day == d)
        days = np.flatnonzero(rule.usual)
        same = days[(days - d) % 7 == 0]
        alike = np.isin(day, same if len(same) else days)
        if len(days):
            mean = pd.Series(need[alike]).groupby(minute[alike]).mean()
            usual[at] = mean.reindex(minute[at]).fillna(0.0).to_numpy()
        elif rule.usual_seats is not None:
            usual[at] = rule.usual_seats * need[at] / max(float(need[at].max()), 1e-12)
        else:
            return None
    return usual
