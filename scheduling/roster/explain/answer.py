"""A gap explained: what stays empty and why, what each relaxation would give, and the cheapest set of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import NotFound
from scheduling.roster.explain.gap import Gap, gap_of
from scheduling.roster.explain.keepers import Kept, keepers_of
from scheduling.roster.explain.least import Chosen, Single, cheapest, singles
from scheduling.roster.explain.ways import ways_of


@dataclass(frozen=True)
class Empty:
    """A shift of the gap's day that nobody works, and who is kept from it by what."""

    shift: str
    heads: int
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class GapExplained:
    """`gap.hours` head-hours are lacking; `reasons` are those of the mix for positions nobody was found for."""

    gap: Gap
    empty: tuple[Empty, ...]
    reasons: tuple[tuple[str, str, float], ...]
    singles: tuple[Single, ...]
    cheapest: Chosen


def explain_gap(
    tables: Mapping[str, pd.DataFrame], centre: Centre, group: str, date: pd.Timestamp,
    from_min: int = 0, to_min: int = 24 * 60,
) -> GapExplained:  # fmt: skip
    """The gap of a group on a day between two minutes of the wall clock; `NotFound` for what is not planned.

    Tables: mix, shortage, skill_group, roster, segments, unfilled. O(people x patterns), each judged, and small solves.
    """
    groups = sorted(set(tables["skill_group"]["group"]))
    if group not in groups:
        known = ", ".join(groups)
        raise NotFound("There is no skill group {group}.", "There are: {known}.", group=group, known=known)
    first, last = centre.window.first, centre.window.last
    if not first <= date <= last:
        days = {"date": str(date.date()), "first": str(first.date()), "last": str(last.date())}
        raise NotFound("{date} is not planned.", "Choose a day from {first} to {last}.", **days)
    gap = gap_of(tables, centre, group, date, from_min, to_min)
    ways = ways_of(tables, centre, gap) if gap.hours > 0 else []
    return GapExplained(
        gap=gap,
        empty=_empty(tables, centre, gap),
        reasons=_reasons(tables, gap),
        singles=tuple(singles(gap, ways, centre.solver)),
        cheapest=cheapest(gap, ways, centre.solver),
    )


def _empty(tables: Mapping[str, pd.DataFrame], centre: Centre, gap: Gap) -> tuple[Empty, ...]:
    unfilled = tables["unfilled"]
    here = unfilled[(unfilled["group"] == gap.group) & (unfilled["date"] == gap.date)]
    return tuple(
        Empty(shift, int(heads), tuple(keepers_of(tables, centre, gap.group, gap.date, shift)))
        for shift, heads in zip(here["shift"].astype(str), here["heads"], strict=True)
        if shift in centre.shifts
    )


def _reasons(tables: Mapping[str, pd.DataFrame], gap: Gap) -> tuple[tuple[str, str, float], ...]:
    """Queue, reason and position hours that the mix found nobody for, in the intervals asked about."""
    serves = tables["skill_group"]
    queues = set(serves.loc[serves["group"] == gap.group, "queue"])
    short = tables["shortage"]
    here = short[short["queue"].isin(queues) & short["ts"].isin(gap.ts[gap.asked])]
    step_h = float(gap.edges[1] - gap.edges[0]) / 60.0
    hours: dict[tuple[str, str], float] = {}
    for row in here.to_dict("records"):
        key = (str(row["queue"]), str(row["reason"]))
        hours[key] = hours.get(key, 0.0) + float(row["positions"]) * step_h
    return tuple((*key, value) for key, value in sorted(hours.items()))
