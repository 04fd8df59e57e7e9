"""The capacity stage: a long-range forecast and a centre in; people, work, cost and dated actions of the months out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.capacity import (
    CAPACITY_ACTIONS,
    CAPACITY_HEADS,
    CAPACITY_MONTHS,
    CAPACITY_WORK,
    LONG_RANGE,
    LONG_RANGE_HOURS,
)
from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.errors import Fault, RefusedInput, Unavailable
from data.contracts.plan import SolveReport, SolveStatus
from data.contracts.progress import Progress, silent, slice_of
from scheduling.capacity.actions import actions_table
from scheduling.capacity.answer import heads_table, months_table, work_table
from scheduling.capacity.areas import Area, areas_of
from scheduling.capacity.demand import AreaWork, area_work
from scheduling.capacity.model import Asked, Calendar, Model, build_model, calendar_of, value
from scheduling.capacity.terms import WEEK_D, Terms, read_terms
from scheduling.solver.pulp_door import solve

Floats = NDArray[np.float64]
LIMIT_S, GAP = 25.0, 0.002
NEVER_OUTSOURCED = "never_outsourced"


@dataclass(frozen=True)
class CapacityMade:
    """CAPACITY_WORK, CAPACITY_HEADS, CAPACITY_MONTHS and CAPACITY_ACTIONS, how it was solved, and what was assumed."""

    work: pd.DataFrame
    heads: pd.DataFrame
    months: pd.DataFrame
    actions: pd.DataFrame
    report: SolveReport
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def plan_capacity(
    weeks: pd.DataFrame, hours: pd.DataFrame, centre: Centre, *, quantile: float = 0.5, progress: Progress = silent
) -> CapacityMade:
    """Plan people for the weeks of a long-range forecast (LONG_RANGE and LONG_RANGE_HOURS) at the least cost.

    `quantile` of each week's contacts is staffed, 0.5 the expected ones. What nobody can work is a gap with the limits
    that bind, never "infeasible". Shrinkage, planned and unplanned, is counted here and only here. O(areas x weeks)
    small LPs + one ILP of about weeks x groups x areas variables, within `LIMIT_S`; the gap reached is in the report.
    """
    weeks, hours = checked(LONG_RANGE, weeks), checked(LONG_RANGE_HOURS, hours)
    if not 0.0 < quantile < 1.0:
        raise RefusedInput([Fault("capacity.quantile", "{value} is no quantile", {"value": quantile},
                                  "Give more than 0 and less than 1, such as 0.5 or 0.8.")])  # fmt: skip
    areas = areas_of(centre)
    work = area_work(hours, weeks, centre, areas, quantile, progress=slice_of(progress, 0.0, 0.5))
    today = centre.as_of.tz_convert(centre.zone).tz_localize(None).normalize()
    calendar = calendar_of(sorted(weeks["week"].unique()), today)
    terms = read_terms(centre, len(calendar.weeks))
    asked = Asked(work, serving(centre, areas, work), terms, calendar, *joining_of(centre, calendar, terms))
    progress(0.55, "people, classes and contracts")
    model = build_model(asked)
    settings = replace(centre.solver, gap=min(centre.solver.gap, GAP))
    report = solve(model.problem, stage="capacity", part="", settings=settings, limit_s=LIMIT_S)
    if report.status not in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE):
        raise Unavailable("The solver found no capacity plan: {note}.", "Try again, or fewer months.",
                          note=report.note or str(report.status))  # fmt: skip
    progress(0.95, "tables")
    heads = heads_table(asked, model)
    told = work_table(asked, model)
    made = CapacityMade(
        work=checked(CAPACITY_WORK, told), heads=checked(CAPACITY_HEADS, heads),
        months=checked(CAPACITY_MONTHS, months_table(asked, told, heads)),
        actions=checked(CAPACITY_ACTIONS, actions_table(asked, heads, model)), report=report,
        assumptions=terms.assumptions, warnings=_warnings(model),
    )  # fmt: skip
    progress(1.0, "capacity planned")
    return made


def serving(
    centre: Centre, areas: Sequence[Area], work: Sequence[AreaWork]
) -> dict[tuple[str, int], tuple[float, Floats]]:
    """Who may work where: speed on the area's queues, weighted by their hours, and the share of hours by week."""
    skills = centre.tables["skills"]
    inside = never_outsourced(centre)
    partners = [centre.pools[str(pool)].kind == "outsourced" for pool in skills["pool"]]
    skills = skills[~(np.array(partners, dtype=bool) & skills["queue"].isin(inside).to_numpy())]
    found: dict[tuple[str, int], tuple[float, Floats]] = {}
    for a, (area, one) in enumerate(zip(areas, work, strict=True)):
        for group, rows in skills[skills["queue"].isin(area.queues)].groupby("group", sort=False):
            speed = dict(zip(rows["queue"], rows["proficiency"], strict=True))
            may = np.array([q in speed for q in area.queues])
            share = one.queue_share[may].sum(axis=0)
            mass = one.queue_share[may].sum(axis=1)
            if mass.sum() > 0:
                mean = float(np.average([speed[q] for q in area.queues if q in speed], weights=mass))
                found[str(group), a] = (mean, np.minimum(share, 1.0))
    return found


def never_outsourced(centre: Centre) -> set[str]:
    """Queues that a hard seat rule without days keeps from partners; rules of some days are the fortnight's matter."""
    rules = centre.tables.get("seat_rules")
    found: set[str] = set()
    for row in rules.to_dict("records") if rules is not None else ():
        always = pd.isna(row["start_date"]) and pd.isna(row["end_date"]) and not row["event_kind"]
        if row["rule"] != NEVER_OUTSOURCED or row["enforcement"] != "hard" or not always:
            continue
        for word in str(row["queues"]).split():
            found |= {name for name, queue in centre.queues.items()
                      if word in ("*", name, f"priority:{queue.priority}")}  # fmt: skip
    return found


def joining_of(
    centre: Centre, calendar: Calendar, terms: Terms
) -> tuple[dict[str, dict[int, float]], dict[str, Floats]]:
    """Newcomers of classes planned already by group and week, and full heads lacking of classes that run by now.

    People of earlier classes stand in agents.csv; those of classes ahead do not yet. O(classes x weeks).
    """
    n = len(calendar.weeks)
    joining: dict[str, dict[int, float]] = {}
    slow: dict[str, Floats] = {}
    rows = centre.tables.get("training_classes")
    for row in rows.to_dict("records") if rows is not None else ():
        group, heads = str(row["group"]), float(row["heads"])
        if group not in terms.ramp:
            continue
        week = -((calendar.weeks[0] - row["first_day"]).days // WEEK_D)
        if row["first_day"] > calendar.today:
            if week < n:
                by = joining.setdefault(group, {})
                by[max(week, 0)] = by.get(max(week, 0), 0.0) + heads
            continue
        ahead = np.arange(n)
        speed = terms.ramp[group][np.minimum(ahead - week, len(terms.ramp[group]) - 1)]
        stays = (1.0 - terms.groups[group].attrition_week) ** ahead
        slow[group] = slow.get(group, np.zeros(n)) + heads * (1.0 - speed) * stays
    return joining, slow


def _warnings(model: Model) -> tuple[str, ...]:
    over = {month: value(v) for month, v in model.overrun.items() if value(v) > 1.0}
    return tuple(
        f"{month}: the people there are already cost {cost:,.0f} more than the budget" for month, cost in over.items()
    )
