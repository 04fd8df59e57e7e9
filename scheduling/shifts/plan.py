"""Heads per interval into shifts with breaks, each skill group by itself, so that people may lawfully work them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.plan import SolveReport
from data.contracts.progress import PartMap, Progress, one_by_one, silent
from data.contracts.tables import SHIFT_PLAN
from scheduling.clock import day_of
from scheduling.shifts.part import Part, parts_of
from scheduling.shifts.solve import PartMade, solve_part

EFFORT = 2_000_000  # looks of the searches of all groups together: about 2 s of one core


@dataclass(frozen=True)
class ShiftsMade:
    """The table shift_plan, a report per skill group, and what the reader should know."""

    shift_plan: pd.DataFrame
    reports: tuple[SolveReport, ...]
    warnings: tuple[str, ...]


def plan_shifts(
    mix: pd.DataFrame,
    centre: Centre,
    *,
    orders: pd.DataFrame | None = None,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> ShiftsMade:
    """Choose heads per shift pattern and day, with breaks, that cover `mix.heads` at least cost.

    Named groups keep to what their people may lawfully work together (leave, rest, nights, days in a row, contract
    hours) and get their contract hours. Seats keep to the `orders` of the mix: those ordered for a day are paid and
    come, no others; without orders, to the seats of their pool. Shifts start on the days of the window; what of a night
    lies beyond it is not counted, and what nobody can cover at its first hours is told.

    The searches end by counted steps, so equal inputs give equal tables on any machine and at any `place`;
    `settings.shifts_limit_s` is a net for each group, and a report says so when it struck.
    """
    parts = parts_of(mix, centre, orders)
    sizes = np.array([len(part.choices) * (1.0 + len(part.crews)) for part in parts] or [1.0])
    efforts = (EFFORT * sizes / sizes.sum()).astype(int).tolist()
    parts = [replace(part, effort=effort) for part, effort in zip(parts, efforts, strict=False)]
    made: list[PartMade] = []
    for answer in place(solve_part, parts):
        made.append(answer)
        progress(len(made) / len(parts), f"shifts {answer.group}")
    rows = [row for answer in made for row in answer.rows]
    return ShiftsMade(_table(rows), tuple(answer.report for answer in made), _warnings(made, parts, centre))


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """The rows as the table shift_plan."""
    made = pd.DataFrame(rows, columns=["group", "day", "shift", "breaks", "heads"])
    made.insert(1, "date", pd.DatetimeIndex([day_of(int(day)) for day in made["day"]]).as_unit("us"))
    made = made.drop(columns="day").astype({"heads": "int64", "group": "str", "shift": "str", "breaks": "str"})
    return made[list(SHIFT_PLAN.columns)]


def _warnings(made: Sequence[PartMade], parts: Sequence[Part], centre: Centre) -> tuple[str, ...]:
    said = []
    step_h = centre.interval_min / 60.0
    earliest = min((choice.slot.start for part in parts for choice in part.choices), default=0)
    for answer, part in zip(made, parts, strict=True):
        if not answer.rows and part.heads.any():
            said.append(f"{part.group}: no shifts were found ({answer.report.status}).")
            continue
        missing_h = float(np.maximum(answer.wanted - answer.cover, 0.0).sum()) * step_h
        wanted_h = float(answer.wanted.sum()) * step_h
        first = [t for choice in part.choices if choice.slot.start == earliest for t in choice.present]
        before_h = float(part.heads[: min(first, default=0)].sum()) * step_h
        if before_h > 0.0:
            said.append(f"{part.group}: {before_h:.0f} head-hours lie before the first shift of the plan can start.")
        if missing_h - before_h > 0.02 * max(wanted_h, 1.0):
            said.append(
                f"{part.group}: {missing_h - before_h:.0f} of {wanted_h:.0f} head-hours are not covered; shift "
                "patterns that fit those hours or more people would cover them."
            )
    return tuple(said)
