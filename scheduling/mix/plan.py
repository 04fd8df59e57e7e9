"""Positions become heads: which internal, backup and outsourced people answer what, at least cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.plan import SolveReport, SolveStatus
from data.contracts.progress import Progress, silent
from data.contracts.tables import REQUIREMENT, REQUIREMENT_CUTS
from scheduling.clock import day_numbers, week_numbers
from scheduling.mix.answer import Answer, flow_table, mix_table, shortage_table
from scheduling.mix.breaks import break_warnings, rule_breaks_table
from scheduling.mix.choices import Choice, choices_of
from scheduling.mix.crew import Crew, crews_of
from scheduling.mix.demand import QueueClass, queue_classes
from scheduling.mix.model import MixModel, mix_model
from scheduling.mix.orders import orders_table, pool_costs_table
from scheduling.mix.reasons import unanswered
from scheduling.mix.rules.read import ruled_apart, seat_rules_of
from scheduling.mix.rules.usual import extra_classes
from scheduling.mix.solve import solve_mix
from scheduling.mix.worth.prices import limit_prices, no_prices

FAR_PRIORITY = 0.25  # a queue one rank lower is worth a little less: 1 / (1 + 0.25 * (rank - 1))
PRICE_WITHOUT_SHIFTS_CNY_PER_H = 1000.0
HARD = 3.0  # a seat that a hard rule asks for is missed only where a shift would fill it for minutes, or nobody can


@dataclass(frozen=True)
class MixMade:
    """The tables of the mix, how the solver ended, and what a planner should know.

    MIX, MIX_FLOW, SHORTAGE, ORDERS; POOL_COSTS, RULE_BREAKS, LIMIT_PRICES.
    """

    mix: pd.DataFrame
    flow: pd.DataFrame
    shortage: pd.DataFrame
    orders: pd.DataFrame
    costs: pd.DataFrame
    breaks: pd.DataFrame
    limits: pd.DataFrame
    reports: tuple[SolveReport, ...]
    warnings: tuple[str, ...] = ()


def plan_mix(
    requirement: pd.DataFrame,
    cuts: pd.DataFrame,
    centre: Centre,
    *,
    priced: bool = True,
    progress: Progress = silent,
) -> MixMade:
    """Cover the positions of the window by people of all pools at least cost; what cannot be covered is named.

    Heads are booked per group, day and shift pattern, so that what is promised can be worked: with breaks (spread over
    the time they may be taken), leave, contract hours, rest, nights, lead times, blocks and least days. Seats of backup
    and partners are called whole; how people divide over patterns need not be whole, the shift stage rounds it. Who is
    booked comes with chance 1 - unplanned absence of the pool and does the work of `proficiency` tenured agents.

    The cost that is minimised is what the choice adds to the bill: shifts of backup and partners in full, of own
    people the surcharges only (evening, night, holiday), because their contract hours are paid either way. Therefore
    own people come first and a partner's cheaper hour never sends them home. Table costs are full prices. A position
    left empty for an hour costs as much as the dearest shift of the centre (less for lower ranks), so a shift is booked
    as soon as it fills about one position for an hour: there is always a plan, and its gaps are in SHORTAGE. Not
    `priced`: LIMIT_PRICES stays empty (a trial).
    """
    requirement, cuts = checked(REQUIREMENT, requirement), checked(REQUIREMENT_CUTS, cuts)
    progress(0.0, "mix")
    grid = centre.grid()
    model, warned = model_of(requirement, cuts, centre)
    progress(0.2, "mix")
    report = _solved(model, centre, len(grid))
    progress(0.8, "mix")
    needed = _needed(model.classes, model.crews, len(grid))
    limits = limit_prices(model, centre, needed, grid) if priced else no_prices(model, grid)
    progress(0.9, "mix")
    answer = Answer.of(model, len(grid))
    shortage, breaks = shortage_table(model, answer, grid), rule_breaks_table(model, answer)
    warnings = (*warned, *_unused_hours(model, answer), *_closed(model, answer), *_named(shortage, centre))
    flow = flow_table(model, answer, grid)
    hard = {rule.name for rule in seat_rules_of(centre) if rule.hard}
    told = (*unanswered(shortage, flow), *warnings, *break_warnings(breaks, centre.currency, hard))
    made = MixMade(
        mix_table(model, answer, grid), flow, shortage, orders_table(model, answer),
        pool_costs_table(model, answer), breaks, limits, (report,), told,
    )  # fmt: skip
    progress(1.0, "mix")
    return made


def model_of(requirement: pd.DataFrame, cuts: pd.DataFrame, centre: Centre) -> tuple[MixModel, list[str]]:
    """The model of a centre's mix, its rules included, and what is wrong with a rule."""
    grid = centre.grid()
    crews, rules = crews_of(centre), seat_rules_of(centre)
    apart = ruled_apart(rules, centre.queues)
    needed = queue_classes(requirement, cuts, centre.tables["skills"], centre.queues, grid, apart)
    extra, warnings = extra_classes(needed, rules, grid)
    classes = [*needed, *extra]
    choices = choices_of(centre, crews, _needed(classes, crews, len(grid)))
    days = pd.date_range(centre.window.first, centre.window.last, freq="D")
    prices = short_prices(classes, choices, centre.interval_min)
    soft = {rule.name: rule.price_cny_per_h for rule in rules if rule.price_cny_per_h is not None}
    for c, one in enumerate(classes):
        if one.extra:
            prices[c] = soft[one.extra] * centre.interval_min / 60.0 if one.extra in soft else HARD * prices[c]
    return mix_model(classes, crews, choices, days, prices, rules, centre.interval_min), warnings


def short_prices(classes: Sequence[QueueClass], choices: Sequence[Choice], interval_min: int) -> list[float]:
    """Price of one position empty for one interval, by class: the dearest shift for an hour, less for lower ranks."""
    dearest = max((choice.cost_cny for choice in choices), default=PRICE_WITHOUT_SHIFTS_CNY_PER_H)
    hours = interval_min / 60.0
    return [dearest * hours / (1.0 + FAR_PRIORITY * (one.priority - 1)) for one in classes]


def _solved(model: MixModel, centre: Centre, intervals: int) -> SolveReport:
    """Solve; nothing to decide is solved at once."""
    if not model.short:
        return SolveReport(
            "mix", "", SolveStatus.OPTIMAL, 0.0, 0.0, 0.0, 0.0, centre.solver.backend, "nothing to cover"
        )
    limit_s = centre.solver.mix_limit_s
    report = solve_mix(model, centre.solver, limit_s, intervals)
    if report.objective is None:
        note = "; ".join(part for part in (report.note, "nobody is booked, all positions are short") if part)
        return replace(report, note=note)
    return report


def _needed(classes: Sequence[QueueClass], crews: Mapping[str, Crew], intervals: int) -> dict[str, NDArray[np.bool_]]:
    needed = {group: np.zeros(intervals, dtype=np.bool_) for group in crews}
    for queue_class in classes:
        for group in queue_class.groups:
            needed[group] |= queue_class.need > 0
    return needed


def _unused_hours(model: MixModel, answer: Answer) -> list[str]:
    """Contract hours of own people that the plan does not need: room for leave and training."""
    weeks = week_numbers(day_numbers(model.days))
    said = []
    for crew in model.crews.values():
        if not (crew.internal and crew.named):
            continue
        for week in np.unique(weeks):
            days = np.flatnonzero(weeks == week)
            first, last = int(days[0]), int(days[-1])
            used = sum(
                count * choice.paid_h
                for choice, count in zip(model.choices, answer.heads.tolist(), strict=True)
                if choice.group == crew.group and first <= choice.day <= last
            )
            have = crew.hours(first, last)
            if have - used > 0.1 * have:
                said.append(
                    f"{crew.group}: {have - used:,.0f} of {have:,.0f} contract hours from "
                    f"{model.days[first].date()} to {model.days[last].date()} are not needed for the queues."
                )
    return said


def _closed(model: MixModel, answer: Answer) -> list[str]:
    """People paid before their queues open or after they close."""
    hours: dict[str, float] = {}
    for choice, count in zip(model.choices, answer.heads.tolist(), strict=True):
        hours[choice.group] = hours.get(choice.group, 0.0) + count * choice.closed_h
    return [
        f"{group}: {count:,.0f} head-hours of its shifts lie before or after all work of its queues; "
        "a shift pattern that fits their hours would save them."
        for group, count in hours.items() if count >= 1.0
    ]  # fmt: skip


def _named(shortage: pd.DataFrame, centre: Centre) -> list[str]:
    """One line per queue whose positions stay empty."""
    hours = shortage.groupby("queue", sort=True)["positions"].agg(["sum", "max"])
    return [
        f"Queue {queue}: {row['sum'] * centre.interval_min / 60.0:,.1f} position hours stay empty, "
        f"at most {row['max']:,.1f} positions at once; see the shortage table."
        for queue, row in hours.iterrows()
    ]
