"""Which rules and agreements a mix does not keep, by how much, and at what price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import numpy as np
import pandas as pd

from data.contracts.columns import checked
from data.contracts.seat_tables import RULE_BREAKS
from scheduling.mix.answer import Answer
from scheduling.mix.model import MixModel
from scheduling.mix.rules.commitments import HOURS, LEAST, LOCKED
from scheduling.mix.rules.usual import KIND as LEAST_OVER_USUAL

LEAST_H = 0.01


def rule_breaks_table(model: MixModel, answer: Answer) -> pd.DataFrame:
    """RULE_BREAKS: by rule, kind, queue and day the hours (positions; of agreements paid) missed and their price."""
    rows: dict[tuple[str, str, str, int], np.ndarray] = defaultdict(lambda: np.zeros(2))
    for one in model.slack:
        missed = float(one.variable.varValue or 0.0)
        rows[one.name, one.kind, one.about, one.day] += (missed * one.hours, missed * one.true_cny)
    for c, queue_class in enumerate(model.classes):
        if not queue_class.extra:
            continue
        for i, queue in enumerate(queue_class.queues):
            short = answer.short[c] * queue_class.shares[i]
            for day in np.unique(model.day_of[short > 0]).tolist():
                missed = float(short[model.day_of == day].sum())
                key = (queue_class.extra, LEAST_OVER_USUAL, queue, day)
                rows[key] += (missed * model.interval_min / 60.0, missed * model.short_cny[c])
    keys = sorted(key for key, row in rows.items() if row[0] > LEAST_H)
    values = np.array([rows[key] for key in keys]).reshape(len(keys), 2)
    made = pd.DataFrame(
        {
            "rule": pd.Series([name for name, *_ in keys], dtype=str),
            "kind": pd.Series([kind for _, kind, *_ in keys], dtype=str),
            "queue": pd.Series([about for *_, about, _ in keys], dtype=str),
            "date": pd.DatetimeIndex([model.days[day] for *_, day in keys]).as_unit("us"),
            "position_h": values[:, 0],
            "cost_cny": values[:, 1].round(2),
        }
    )
    return checked(RULE_BREAKS, made)


def break_warnings(breaks: pd.DataFrame, currency: str, hard: Collection[str] = ()) -> list[str]:
    """One line per rule that is not kept; promised heads and promised hours of one agreement are two. O(rows).

    `hard`: names of rules that people alone limit.
    """
    return [
        _told(str(rule), str(kind), str(about), rows, currency, str(rule) in hard)
        for (rule, kind, about), rows in breaks.groupby(["rule", "kind", "queue"], sort=True)
    ]


def _told(name: str, kind: str, about: str, rows: pd.DataFrame, currency: str, hard: bool) -> str:
    hours, cost = f"{rows['position_h'].sum():,.1f}", f"{rows['cost_cny'].sum():,.0f} {currency}"
    see = "see the table rule_breaks."
    if kind == LOCKED:
        what = f"{hours} h of the locked order with {about} find no shift"
        return f"Agreement {name}: {what}, paid all the same: {cost}; {see}"
    if kind in (LEAST, HOURS):
        return f"Agreement {name}: {hours} h promised to {about} are not used, paid all the same: {cost}; {see}"
    if hard:
        return f"Hard rule {name}: people are missing for {hours} h of {about} on {len(rows)} days; {see}"
    return f"Rule {name}: missed by {hours} h for {about} on {len(rows)} days, priced at {cost}; {see}"
