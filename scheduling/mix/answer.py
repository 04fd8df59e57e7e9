"""The tables of the mix, read from a solved model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.columns import checked
from data.contracts.tables import MIX, MIX_FLOW, SHORTAGE
from scheduling.mix.allot import by_group
from scheduling.mix.balance import balanced_flow
from scheduling.mix.choices import cover_matrix
from scheduling.mix.model import MixModel
from scheduling.mix.reasons import Limits
from scheduling.mix.rules.outsourced import NEVER, ruled
from scheduling.mix.rules.slack import FlowLimit

Floats = NDArray[np.float64]
LEAST_POSITIONS = 1e-6


@dataclass(frozen=True)
class Answer:
    """A solved mix as arrays: heads by choice, flow [groups, classes, intervals], short [classes, intervals]."""

    heads: Floats
    flow: Floats
    short: Floats
    supply: Floats

    @staticmethod
    def of(model: MixModel, intervals: int) -> Answer:
        """Values of the variables; 0 for everything the solver left without value (nobody booked, all short)."""
        groups = list(model.crews)
        heads = np.array([_value(variable) for variable in model.heads])
        flow = np.zeros((len(model.fronts), len(model.classes), intervals))
        for (front, c, t), variable in model.flow.items():
            flow[front, c, t] = max(0.0, _value(variable))
        supply = supply_of(model, heads, intervals)
        divided = _need_first(model, _balanced(model, by_group(model, flow, supply), supply, groups))
        need = np.array([c.need for c in model.classes]).reshape(len(model.classes), intervals)
        short = np.maximum(need - divided.sum(axis=0), 0.0)
        return Answer(heads, divided, short, supply)


def _need_first(model: MixModel, flow: Floats) -> Floats:
    """Seats beyond the requirement of a queue count as its requirement while that is short: they stand on it anyway."""
    for c, extra in enumerate(model.classes):
        if not extra.extra:
            continue
        of = next(i for i, one in enumerate(model.classes) if one.queues == extra.queues and not one.extra)
        beyond = flow[:, c].sum(axis=0)
        lacking = np.maximum(model.classes[of].need - flow[:, of].sum(axis=0), 0.0)
        part = np.divide(np.minimum(beyond, lacking), beyond, out=np.zeros_like(beyond), where=beyond > 0)
        flow[:, of] += flow[:, c] * part
        flow[:, c] *= 1.0 - part
    return flow


def _balanced(model: MixModel, flow: Floats, supply: Floats, groups: list[str]) -> Floats:
    """The flow of the groups evened out, as far as the rules let partners and own people take work from each other."""
    never = ruled(model.rules, model.classes, (NEVER,))
    even = balanced_flow(flow, supply, groups, model.classes, model.partners, never)
    passed = [limit for limit in model.flow_limits if _over(model, limit, even) > _over(model, limit, flow) + 1e-6]
    if passed:
        kept = never | {key[1] for limit in passed for key, _ in limit.factors}
        even = balanced_flow(flow, supply, groups, model.classes, model.partners, kept)
    if any(_over(model, limit, even) > _over(model, limit, flow) + 1e-6 for limit in model.flow_limits):
        return balanced_flow(flow, supply, groups, model.classes, model.partners, model.ruled)
    return even


def _over(model: MixModel, limit: FlowLimit, flow: Floats) -> float:
    """By how much a flow of groups passes a limit, 0 within it."""
    partners = np.array([group in model.partners for group in model.crews])
    share = limit.rule.share
    total = 0.0
    for c, t in {(c, t) for (_, c, t), _ in limit.factors}:
        queue_class = model.classes[c]
        own = float(queue_class.shares[queue_class.queues.index(limit.queue), t])
        total += own * float((1.0 - share) * flow[partners, c, t].sum() - share * flow[~partners, c, t].sum())
    return max(total, 0.0)


def supply_of(model: MixModel, heads: Floats, intervals: int) -> Floats:
    """Positions at speed 1 of the heads who come and are not on a break, [groups, intervals]."""
    come = np.array([crew.come for crew in model.crews.values()])
    quick = heads * np.array([choice.pace for choice in model.choices])
    return np.asarray(cover_matrix(model.choices, quick, list(model.crews), intervals) * come[:, None])


def _value(variable: object) -> float:
    value = getattr(variable, "varValue", None)
    return 0.0 if value is None else float(value)


def mix_table(model: MixModel, answer: Answer, grid: pd.DatetimeIndex) -> pd.DataFrame:
    """MIX: positions filled, heads wanted on queue work, and what the booked shifts cost, spread over their cover."""
    groups = list(model.crews)
    slow = np.array([[1.0 / c.groups[g][0] if g in c.groups else 0.0 for c in model.classes] for g in groups])
    booked = cover_matrix(model.choices, answer.heads, groups, len(grid))
    come = np.array([np.full(len(grid), crew.come) for crew in model.crews.values()]).reshape(len(groups), len(grid))
    come = np.divide(answer.supply, booked, out=come, where=booked > LEAST_POSITIONS)
    heads = np.einsum("gct,gc->gt", answer.flow, slow.reshape(len(groups), -1)) / come
    cost = np.zeros_like(heads)
    place = {group: i for i, group in enumerate(groups)}
    for choice, count in zip(model.choices, answer.heads, strict=True):
        spread = choice.cover / choice.cover.sum()
        cost[place[choice.group], choice.first : choice.first + len(spread)] += count * choice.cost_cny * spread
    return checked(
        MIX,
        pd.DataFrame(
            {
                "group": np.repeat(groups, len(grid)).astype(object),
                "ts": grid.append([grid] * (len(groups) - 1)) if groups else grid[:0],
                "positions": answer.flow.sum(axis=1).ravel(),
                "heads": heads.ravel(),
                "cost_cny": cost.ravel(),
            }
        ).astype({"group": str}),
    )


def flow_table(model: MixModel, answer: Answer, grid: pd.DatetimeIndex) -> pd.DataFrame:
    """MIX_FLOW: positions of each group on each queue, where there are any."""
    groups = np.array(list(model.crews), dtype=object)
    parts = []
    for c, queue_class in enumerate(model.classes):
        for i, queue in enumerate(queue_class.queues):
            filled = answer.flow[:, c] * queue_class.shares[i]
            g, t = np.nonzero(filled > LEAST_POSITIONS)
            parts.append(pd.DataFrame({"group": groups[g], "queue": queue, "ts": grid[t], "positions": filled[g, t]}))
    empty = pd.DataFrame({"group": [], "queue": [], "ts": grid[:0], "positions": np.zeros(0)})
    made = pd.concat(parts, ignore_index=True) if parts else empty
    if any(one.extra for one in model.classes):  # seats beyond the requirement stand on the queue, too
        made = made.groupby(["group", "queue", "ts"], sort=False)[["positions"]].sum().reset_index()
    return checked(MIX_FLOW, made.astype({"group": str, "queue": str}))


def shortage_table(model: MixModel, answer: Answer, grid: pd.DatetimeIndex) -> pd.DataFrame:
    """SHORTAGE: positions nobody fills, with the limit that binds."""
    limits = Limits(model, answer.heads)
    per_day = max(1, len(grid) // max(1, len(model.days)))
    rows: list[tuple[str, pd.Timestamp, float, str]] = []
    for c, queue_class in enumerate(model.classes):
        if queue_class.extra:  # a rule's seats beyond the requirement: told in RULE_BREAKS
            continue
        for t in np.flatnonzero(answer.short[c] > LEAST_POSITIONS).tolist():
            reason = limits.reason(queue_class, t, per_day)
            for i, queue in enumerate(queue_class.queues):
                missing = float(answer.short[c, t] * queue_class.shares[i, t])
                if missing > LEAST_POSITIONS:
                    rows.append((queue, grid[t], missing, reason))
    queue_column, ts, positions, reasons = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
    return checked(
        SHORTAGE,
        pd.DataFrame(
            {
                "queue": pd.Series(queue_column, dtype=str),
                "ts": pd.DatetimeIndex(ts).as_unit("us") if ts else grid[:0],
                "positions": pd.Series(positions, dtype=np.float64),
                "reason": pd.Series(reasons, dtype=str),
            }
        ),
    )
