"""The mix as a PuLP model: one function a family of constraints, every constraint named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pulp
from numpy.typing import NDArray

from scheduling.clock import day_numbers, week_numbers
from scheduling.mix.choices import Choice
from scheduling.mix.crew import Crew
from scheduling.mix.demand import QueueClass
from scheduling.mix.fronts import Front, fronts_of
from scheduling.mix.rules.commitments import define_commitments
from scheduling.mix.rules.outsourced import define_shares, forbidden, priced, ruled
from scheduling.mix.rules.read import SeatRule
from scheduling.mix.rules.slack import FlowLimit, Slack

Ints = NDArray[np.int64]
Pairs = Iterable[tuple[pulp.LpVariable, float]]
DAY_MIN = 24 * 60
WEEK_D = 7
HABIT_CNY_PER_POSITION = 0.01  # decides between equals: people stay on the queues they serve first
IDLE_CNY_PER_H = 0.01  # decides between equals: nobody on the payroll is booked without need
CLOSED_CNY_PER_H = 0.05  # decides between equals: a shift within opening hours goes before one beyond


@dataclass
class MixModel:
    """The problem, what it is about, and its variables by what they mean."""

    classes: Sequence[QueueClass]
    crews: Mapping[str, Crew]
    choices: Sequence[Choice]
    days: pd.DatetimeIndex
    short_cny: Sequence[float]
    fronts: Sequence[Front]
    problem: pulp.LpProblem = field(default_factory=lambda: pulp.LpProblem("mix", pulp.LpMinimize))
    heads: list[pulp.LpVariable] = field(default_factory=list)
    by_day: dict[tuple[str, int], list[tuple[Choice, pulp.LpVariable]]] = field(default_factory=dict)
    blocks: dict[tuple[str, int], pulp.LpVariable] = field(default_factory=dict)
    begun: list[tuple[pulp.LpVariable, str, int]] = field(default_factory=list)
    people_rows: tuple[str, ...] = ("day_", "row_", "carried_", "rest_", "week_", "night_", "nights_")
    flow: dict[tuple[int, int, int], pulp.LpVariable] = field(default_factory=dict)
    short: dict[tuple[int, int], pulp.LpVariable] = field(default_factory=dict)
    rules: Sequence[SeatRule] = ()
    ruled: frozenset[int] = frozenset()  # classes for which it matters whether a partner answers
    interval_min: int = 60
    day_of: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # day of each interval
    flow_cny: dict[tuple[int, int, int], float] = field(default_factory=dict)  # flows that cost something themselves
    flow_limits: list[FlowLimit] = field(default_factory=list)  # rows over flows besides cover and presence
    slack: list[Slack] = field(default_factory=list)  # variables that follow from all others (`settle_slack`)
    seats: dict[tuple[str, int], float] = field(default_factory=dict)  # most heads of a pool on a day

    @property
    def partners(self) -> frozenset[str]:
        """Groups of outsourced pools."""
        return frozenset(group for group, crew in self.crews.items() if crew.outsourced)

    def row(self, name: str, pairs: Pairs, sense: int, limit: float) -> None:
        """Add a named constraint: sum of factor * variable <= / == / >= limit."""
        expression = pulp.LpAffineExpression(list(pairs))
        self.problem.addConstraint(pulp.LpConstraint(expression, sense, name, limit))

    def on(self, group: str, days: Iterable[int], *, night: bool = False) -> list[tuple[pulp.LpVariable, float]]:
        """Heads of a group on some days, as pairs for a constraint; `night`: those on night shifts only."""
        booked = (pair for day in days for pair in self.by_day.get((group, day), ()))
        return [(heads, 1.0) for choice, heads in booked if choice.is_night or not night]


def mix_model(
    classes: Sequence[QueueClass],
    crews: Mapping[str, Crew],
    choices: Sequence[Choice],
    days: pd.DatetimeIndex,
    short_cny: Sequence[float],
    rules: Sequence[SeatRule] = (),
    interval_min: int = 60,
) -> MixModel:
    """Least cost of shifts booked, positions short and habits broken; always has an answer, all short at worst.

    minimise   sum of extra_cny * heads + short_cny[c] * short[c, t] + price * slack
    such that  flow[f, c, t] over fronts + short[c, t] >= need[c, t]                                 (cover)
               flow[f, c, t] / speed[f, c] over classes <= sum over groups g of the front f of
                   speed[g] * (1 - absence) * heads on queue work                                    (presence)
               and the limits of people (days, rest, weeks, nights) and of seats (most, blocks, least days),
               the rules of the centre and what was agreed with pools, each giving way at a price where it must.
    """
    model = _empty_model(classes, crews, choices, days, short_cny, rules, interval_min)
    define_heads(model)
    define_flow(model)
    define_cover(model)
    define_presence(model)
    for crew in crews.values():
        if crew.named:
            define_days(model, crew)
            define_rest(model, crew)
            define_weeks(model, crew)
            define_nights(model, crew)
    define_seats(model)
    define_blocks(model)
    define_commitments(model)
    define_shares(model)
    define_objective(model)
    return model


def _empty_model(
    classes: Sequence[QueueClass],
    crews: Mapping[str, Crew],
    choices: Sequence[Choice],
    days: pd.DatetimeIndex,
    short_cny: Sequence[float],
    rules: Sequence[SeatRule],
    interval_min: int,
) -> MixModel:
    partners = [group for group, crew in crews.items() if crew.outsourced]
    asked = ruled(rules, classes)
    intervals = len(classes[0].need) if classes else 0
    day_of = np.minimum(np.arange(intervals) * max(len(days), 1) // max(intervals, 1), max(len(days) - 1, 0))
    return MixModel(
        classes, crews, choices, days, short_cny, fronts_of(classes, crews, partners, asked),
        rules=rules, ruled=asked, interval_min=interval_min, day_of=day_of,
    )  # fmt: skip


def define_heads(model: MixModel) -> None:
    """Heads per choice, at most the people or seats of that day. They need not be whole: the shift stage rounds."""
    for i, choice in enumerate(model.choices):
        crew = model.crews[choice.group]
        heads = model.problem.add_variable(
            f"heads_{i}_{choice.group}_{choice.day}_{choice.shift}", 0, crew.seats(choice.day)
        )
        model.heads.append(heads)
        model.by_day.setdefault((choice.group, choice.day), []).append((choice, heads))


def define_flow(model: MixModel) -> None:
    """Positions of each front on each class it serves, and positions nobody fills, where anybody is needed."""
    intervals = len(model.classes[0].need) if model.classes else 0
    reach = {group: np.zeros(intervals, np.bool_) for group in model.crews}
    for choice in model.choices:
        reach[choice.group][choice.first : choice.first + len(choice.cover)] |= choice.cover > 0
    for c, queue_class in enumerate(model.classes):
        for t in np.flatnonzero(queue_class.need > 0).tolist():
            model.short[c, t] = model.problem.add_variable(f"short_{c}_{t}", 0, float(queue_class.need[t]))
    closed, prices = forbidden(model.rules, model.classes), priced(model.rules, model.classes, model.interval_min)
    for f, front in enumerate(model.fronts):
        there = np.logical_or.reduce([reach[group] for group in front.groups])
        for c, (_, rank) in front.classes.items():
            need = model.classes[c].need
            may = there & ~closed[c] if front.outsourced and c in closed else there
            for t in np.flatnonzero((need > 0) & may).tolist():
                own = float(prices[c][t]) if front.outsourced and c in prices else 0.0
                model.flow_cny[f, c, t] = HABIT_CNY_PER_POSITION * (rank - 1) + own
                model.flow[f, c, t] = model.problem.add_variable(f"flow_{f}_{c}_{t}", 0, float(need[t]))


def define_objective(model: MixModel) -> None:
    """What booking adds to the bill, plus the price of positions that stay empty and of rules that give way."""
    pairs = [(heads, priced_cny(choice)) for choice, heads in zip(model.choices, model.heads, strict=True)]
    pairs += [(short, model.short_cny[c]) for (c, _), short in model.short.items()]
    pairs += [(flow, model.flow_cny[key]) for key, flow in model.flow.items() if model.flow_cny[key] > 0.0]
    pairs += [(one.variable, one.price) for one in model.slack]
    model.problem.setObjective(pulp.LpAffineExpression(pairs))


def priced_cny(choice: Choice) -> float:
    """What a head on a choice costs the objective: its addition to the bill, and a little where it is idle."""
    idle = IDLE_CNY_PER_H * choice.paid_h + CLOSED_CNY_PER_H * choice.closed_h
    return choice.extra_cny + choice.sla_cny + idle


def define_cover(model: MixModel) -> None:
    """Every position of a class is filled by one of its fronts or named as short."""
    serving: dict[int, list[int]] = defaultdict(list)
    for f, front in enumerate(model.fronts):
        for c in front.classes:
            serving[c].append(f)
    for (c, t), short in model.short.items():
        pairs = [(model.flow[f, c, t], 1.0) for f in serving[c] if (f, c, t) in model.flow]
        need = float(model.classes[c].need[t])
        model.row(f"cover_{c}_{t}", [*pairs, (short, 1.0)], pulp.LpConstraintGE, need)


def define_presence(model: MixModel) -> None:
    """A front fills no more positions than its people who come to work and are not on a break."""
    asked: dict[tuple[int, int], list[tuple[pulp.LpVariable, float]]] = defaultdict(list)
    for (f, c, t), flow in model.flow.items():
        asked[f, t].append((flow, 1.0 / model.fronts[f].classes[c][0]))
    stands = {group: (f, speed) for f, front in enumerate(model.fronts) for group, speed in front.groups.items()}
    for choice, heads in zip(model.choices, model.heads, strict=True):
        f, speed = stands[choice.group]
        come = speed * model.crews[choice.group].come * choice.pace
        for i, cover in enumerate(choice.cover.tolist()):
            pairs = asked.get((f, choice.first + i))
            if pairs is not None and cover > 0:
                pairs.append((heads, -come * cover))
    for (f, t), pairs in asked.items():
        model.row(f"presence_{f}_{t}", pairs, pulp.LpConstraintLE, 0.0)


def define_days(model: MixModel, crew: Crew) -> None:
    """One shift a day for everybody who is not on leave, and days off after the allowed days in a row."""
    last = len(model.days) - 1
    for day in range(last + 1):
        model.row(f"day_{crew.group}_{day}", model.on(crew.group, [day]), pulp.LpConstraintLE, crew.people(day, day))
    for day in range(last - WEEK_D + 2):
        most = np.minimum(crew.most_days, WEEK_D)
        if (most < WEEK_D).any():
            span = range(day, day + WEEK_D)
            limit = crew.people(day, day + WEEK_D - 1, most)
            model.row(f"row_{crew.group}_{day}", model.on(crew.group, span), pulp.LpConstraintLE, limit)
    for length in range(1, min(WEEK_D, last + 1) + 1):
        most = np.where(crew.days_before + length > crew.most_days, float(length - 1), float(length))
        if (most < length).any():
            limit = crew.people(0, length - 1, most)
            name = f"carried_{crew.group}_{length}"
            model.row(name, model.on(crew.group, range(length)), pulp.LpConstraintLE, limit)


def define_rest(model: MixModel, crew: Crew) -> None:
    """Who works late does not start early the next day: both together are never more than the people there are."""

    def on(day: int) -> list[tuple[Choice, pulp.LpVariable]]:
        return model.by_day.get((crew.group, day), [])

    for day in range(len(model.days) - 1):
        people = float((crew.free[:, day] | crew.free[:, day + 1]).sum())
        for start in sorted({choice.start_min for choice, _ in on(day + 1)}):
            late = [(heads, 1.0) for choice, heads in on(day) if choice.end_min + crew.rest_min > start]
            early = [(heads, 1.0) for choice, heads in on(day + 1) if choice.start_min <= start]
            if late:
                name = f"rest_{crew.group}_{day}_{start}"
                model.row(name, [*late, *early], pulp.LpConstraintLE, people)


def define_weeks(model: MixModel, crew: Crew) -> None:
    """Paid hours of a week stay within the contracts."""
    weeks = week_numbers(day_numbers(model.days))
    for week in np.unique(weeks):
        days = np.flatnonzero(weeks == week)
        booked = (pair for day in days for pair in model.by_day.get((crew.group, int(day)), ()))
        pairs = [(heads, choice.paid_h) for choice, heads in booked]
        name = f"week_{crew.group}_{days[0]}"
        model.row(name, pairs, pulp.LpConstraintLE, crew.hours(int(days[0]), int(days[-1])))


def define_nights(model: MixModel, crew: Crew) -> None:
    """No minute of the night for those who may not, and not too many nights in a row, those before the plan counted."""
    last = len(model.days) - 1
    for day in range(last + 1):
        pairs = [(heads, 1.0) for choice, heads in model.by_day.get((crew.group, day), ()) if choice.at_night]
        if pairs:
            limit = crew.people(day, day, at_night=True)
            model.row(f"night_{crew.group}_{day}", pairs, pulp.LpConstraintLE, limit)
    lengths = np.unique(crew.most_nights[np.isfinite(crew.most_nights)])
    for day in range(last + 1):
        for length in lengths:
            end = day + int(length)
            pairs = model.on(crew.group, range(day, end + 1), night=True) if end <= last else []
            if pairs:
                limit = crew.people(day, end, np.maximum(crew.most_nights, length), at_night=True)
                name = f"nights_in_row_{crew.group}_{day}_{int(length)}"
                model.row(name, pairs, pulp.LpConstraintLE, limit)
    for length in range(1, min(int(lengths.max(initial=0.0)), last + 1) + 1):
        over = (crew.nights_before > 0) & (crew.nights_before + length > crew.most_nights)
        pairs = model.on(crew.group, range(length), night=True)
        if pairs and over.any():
            limit = crew.people(0, length - 1, np.where(over, float(length - 1), float(length)), at_night=True)
            model.row(f"nights_carried_{crew.group}_{length}", pairs, pulp.LpConstraintLE, limit)


def define_seats(model: MixModel) -> None:
    """On one day a pool sends at most the seats it offers, whatever groups they serve."""
    members: dict[str, list[str]] = defaultdict(list)
    for crew in model.crews.values():
        members[crew.pool.pool].append(crew.group)
    for name, groups in members.items():
        most = model.crews[groups[0]].offer.most
        for day in range(len(model.days)):
            pairs = [pair for group in groups for pair in model.on(group, [day])]
            if pairs and np.isfinite(most[day]):
                model.seats[name, day] = float(most[day])
                model.row(f"seats_{name}_{day}", pairs, pulp.LpConstraintLE, float(most[day]))


def define_blocks(model: MixModel) -> None:
    """Seats are called in whole blocks, and a block that starts stays its least days, as far as it is offered."""
    for crew in model.crews.values():
        if crew.internal:
            continue
        size, stay = crew.pool.block_heads, crew.pool.min_days
        begun: dict[int, pulp.LpVariable] = {}
        for day in np.flatnonzero(crew.offer.bookable).tolist():
            on_day = model.on(crew.group, [day])
            most = crew.seats(day) // size
            blocks = model.problem.add_variable(f"blocks_{crew.group}_{day}", 0, most, pulp.LpInteger)
            model.blocks[crew.group, day] = blocks
            model.row(f"block_{crew.group}_{day}", [*on_day, (blocks, -float(size))], pulp.LpConstraintEQ, 0.0)
            if stay <= 1 or crew.offer.locked(day):
                continue
            begun[day] = model.problem.add_variable(f"begun_{crew.group}_{day}", 0, most)
            model.begun.append((begun[day], crew.group, day))
            yesterday = model.blocks.get((crew.group, day - 1))
            before = [] if yesterday is None else [(yesterday, -1.0)]
            begin = [(blocks, 1.0), *before, (begun[day], -1.0)]
            model.row(f"begin_{crew.group}_{day}", begin, pulp.LpConstraintLE, 0.0)
            if on_day:
                staying = [(begun[d], -1.0) for d in range(day - stay + 1, day + 1) if d in begun]
                held = [(blocks, 1.0), *staying]
                model.row(f"stay_{crew.group}_{day}", held, pulp.LpConstraintGE, 0.0)
