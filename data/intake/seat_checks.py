"""Do offers of pools and rules of seats make sense, alone and beside the pools and queues of the centre?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.contracts.errors import Fault
from data.intake.agreement_checks import agreement_faults
from data.intake.hours_checks import hours_faults
from data.intake.placed import Placed

BY_PRIORITY = "priority:"


def seat_faults(tables: Mapping[str, Placed]) -> list[Fault]:
    """Every fault of pool_hours, commitments and seat_rules. O(rows)."""
    faults: list[Fault] = []
    if "pools" in tables:
        faults += _training_faults(tables["pools"])
    for name in ("pool_hours", "commitments", "seat_rules"):
        if name in tables:
            faults += _date_faults(tables[name])
    if "pool_hours" in tables:
        faults += hours_faults(tables["pool_hours"])
        faults += _whole_heads_faults(tables["pool_hours"])
    faults += agreement_faults(tables)
    if "seat_rules" in tables:
        faults += _rule_faults(tables["seat_rules"])
    if "seat_rules" in tables and "queues" in tables:
        faults += _queue_faults(tables["seat_rules"], tables["queues"].rows)
    if "seat_rules" in tables and "events" in tables:
        faults += _event_faults(tables["seat_rules"], set(tables["events"].rows["kind"]))
    return faults


def _training_faults(pools: Placed) -> list[Fault]:
    days = pools.rows["training_d"]
    template, remedy = "{value} days of training", "Give whole days, or leave it blank for none."
    return [
        pools.fault(int(row), "training_d", "seats.training", template, remedy, value=f"{days.iloc[row]:g}")
        for row in np.flatnonzero(days.notna() & (days % 1 != 0))
    ]


def _date_faults(table: Placed) -> list[Fault]:
    template, remedy = "ends on {end}, before it starts on {start}", "Give a last day on or after the first."
    pairs = [("start_date", "end_date")]
    pairs += [("usual_first", "usual_last")] if "usual_first" in table.rows else []
    return [
        table.fault(
            int(row), last, "adjustment.dates", template, remedy,
            start=str(table.rows[first].iloc[row].date()), end=str(table.rows[last].iloc[row].date()),
        )
        for first, last in pairs
        for row in np.flatnonzero(table.rows[last] < table.rows[first])
    ]  # fmt: skip


def _whole_heads_faults(hours: Placed) -> list[Fault]:
    heads = hours.rows["most_heads"]
    template, remedy = "{heads} heads are not whole", "Give a whole number."
    return [
        hours.fault(int(row), "most_heads", "seats.whole", template, remedy, heads=f"{heads.iloc[row]:g}")
        for row in np.flatnonzero(heads % 1 > 0)
    ]


def _rule_faults(rules: Placed) -> list[Fault]:
    faults = []
    for row, given in enumerate(rules.rows.to_dict("records")):
        kind, share = str(given["rule"]), given["share"]
        if kind != "never_outsourced" and pd.isna(share):
            template, remedy = "{rule} needs a share", "Give it from 0 to 1: 0.3 is 30 %."
            faults.append(rules.fault(row, "share", "seats.no_share", template, remedy, rule=kind))
        if kind == "max_outsourced_share" and share > 1:
            template, remedy = "{value} is above {limit}", "Give {limit} or less."
            faults.append(rules.fault(row, "share", "table.too_high", template, remedy, value=f"{share:g}", limit="1"))
        if given["enforcement"] == "soft" and pd.isna(given["price_cny_per_h"]):
            template, remedy = "a soft rule has no price", "Give price_cny_per_h, or make it hard."
            faults.append(rules.fault(row, "price_cny_per_h", "seats.no_price", template, remedy))
    return faults


def _queue_faults(rules: Placed, queues: pd.DataFrame) -> list[Fault]:
    known, ranks = set(queues["queue"]), {str(rank) for rank in queues["priority"]}
    faults = []
    for row, words in enumerate(rules.rows["queues"]):
        if not str(words).split():
            template, remedy = "no queues are named, the rule would do nothing", "Name queues, or * for all of them."
            faults.append(rules.fault(row, "queues", "seats.no_queues", template, remedy))
        for word in str(words).split():
            ranked = word.startswith(BY_PRIORITY) and word.removeprefix(BY_PRIORITY) in ranks
            if word != "*" and word not in known and not ranked:
                template, remedy = "{value} names no queue", "Name queues of queues.csv, *, or priority:1."
                faults.append(rules.fault(row, "queues", "seats.queue", template, remedy, value=repr(word)))
    return faults


def _event_faults(rules: Placed, kinds: set[str]) -> list[Fault]:
    some = ", ".join(sorted(kind for kind in kinds if kind)[:8]) or "-"
    template, remedy = "there is no event of kind {value} in events", "Use one of {known}, or leave it blank."
    return [
        rules.fault(row, "event_kind", "seats.event_kind", template, remedy, value=repr(kind), known=some)
        for row, kind in enumerate(rules.rows["event_kind"])
        if kind and kind not in kinds
    ]
