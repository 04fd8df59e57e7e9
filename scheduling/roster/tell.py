"""What a roster tells beside itself: who is kept from each empty shift by which rule, and how each group was solved."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.people_tables import ROSTER_REASONS, ROSTER_SOLVES
from scheduling.roster.explain.keepers import keepers_of
from scheduling.roster.solve import Named


def reasons_table(roster: pd.DataFrame, unfilled: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """The table ROSTER_REASONS: a row for each empty shift and rule. O(empty shifts x people of the group), judged."""
    rows = []
    for empty in unfilled.to_dict("records"):
        group, date, shift = str(empty["group"]), pd.Timestamp(empty["date"]), str(empty["shift"])
        for kept in keepers_of({"roster": roster}, centre, group, date, shift):
            rows.append(
                {
                    "group": group,
                    "date": date,
                    "shift": shift,
                    "rule": kept.rule,
                    "limit": "" if kept.limit is None else f"{kept.limit:g}",
                    "people": len(kept.agents),
                    "agents": " ".join(kept.agents),
                }
            )
    table = pd.DataFrame(rows, columns=list(ROSTER_REASONS.columns))
    table["date"] = pd.DatetimeIndex(table["date"]).as_unit("us")
    return table.astype({**dict.fromkeys(("group", "shift", "rule", "limit", "agents"), "str"), "people": "int64"})


def solves_table(answers: Sequence[Named]) -> pd.DataFrame:
    """The table ROSTER_SOLVES: a row for each named group."""
    rows = [
        {
            "group": answer.demand.group,
            "people": len(answer.demand.people),
            "shifts": sum(answer.demand.wanted(j) for j in range(len(answer.demand.slots))),
            "cost_cny": answer.report.objective,
            "bound_cny": answer.report.bound,
            "gap": answer.report.gap,
            "status": str(answer.report.status),
            "solver": answer.report.solver,
            "seed": answer.demand.settings.seed,
            "seconds": answer.report.seconds,
            "note": answer.report.note,
        }
        for answer in answers
    ]
    table = pd.DataFrame(rows, columns=list(ROSTER_SOLVES.columns))
    words = dict.fromkeys(("group", "status", "solver", "note"), "str")
    numbers = dict.fromkeys(("cost_cny", "bound_cny", "gap", "seconds"), "float64")
    return table.astype({**words, **numbers, "people": "int64", "shifts": "int64", "seed": "int64"})
