"""Do the tables of labour rules make sense: known rules, windows, shifts, people and facts, dates in order?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

import pandas as pd

from data.contracts.errors import Fault
from data.contracts.labour import CALENDAR_WINDOWS, FACTS, LIMIT_KINDS, PARTS_OF_DAY, QUANTITIES
from data.intake.placed import Placed

ROLLING = re.compile(r"([1-9]\d{0,2})d")
DATED = (("limits", "valid_from", "valid_until"), ("own_limits", "valid_from", "valid_until"),
         ("agent_facts", "start_date", "end_date"))  # fmt: skip


def rule_faults(tables: Mapping[str, Placed]) -> list[Fault]:
    """Every fault of the tables of rules that could be read. O(rows)."""
    faults = limit_faults(tables["limits"]) if "limits" in tables else []
    for name, first, last in DATED:
        if name in tables:
            faults += _date_faults(tables[name], first, last)
    for name in ("limits", "own_limits"):
        if name in tables:
            faults += _price_faults(tables[name])
    if "own_limits" in tables:
        faults += _window_faults(tables["own_limits"])
    if "shift_patterns" in tables:
        shifts = list(tables["shift_patterns"].rows["shift"])
        faults += _shift_faults(tables, [*shifts, *PARTS_OF_DAY])
    if "agent_facts" in tables and "limits" in tables:
        faults += _fact_faults(tables)
    if "agent_balances" in tables and "own_limits" in tables:
        template = "{value} is nothing that is counted"
        known = [*QUANTITIES, *tables["own_limits"].rows["limit"]]
        faults += _unknown(tables["agent_balances"], "quantity", "rules.quantity", template, known)
    return faults


def limit_faults(limits: Placed) -> list[Fault]:
    """Rules that are none."""
    template = "{value} is no rule"
    return _unknown(limits, "rule", "settings.unknown_rule", template, list(LIMIT_KINDS))


def _unknown(table: Placed, column: str, code: str, template: str, known: Sequence[str]) -> list[Fault]:
    faults = []
    for row, word in enumerate(table.rows[column]):
        if word not in known:
            near = get_close_matches(word, known, 1)
            values = {"value": repr(word), "near": near[0] if near else "", "known": ", ".join(known)}
            remedy = "Did you mean {near}?" if near else "Use one of {known}."
            faults.append(table.fault(row, column, code, template, remedy, **values))
    return faults


def _date_faults(table: Placed, first: str, last: str) -> list[Fault]:
    template, remedy = "{last} lies before {first}", "Swap the two days, or leave one blank."
    return [
        table.fault(row, last, "rules.dates", template, remedy, first=str(start.date()), last=str(end.date()))
        for row, (start, end) in enumerate(zip(table.rows[first], table.rows[last], strict=True))
        if not pd.isna(start) and not pd.isna(end) and end < start
    ]


def _price_faults(table: Placed) -> list[Fault]:
    template, remedy = "a soft limit without a price", "Give price_cny, the price of a unit of breach."
    rows = zip(table.rows["enforcement"], table.rows["price_cny"], strict=True)
    return [
        table.fault(row, "price_cny", "rules.no_price", template, remedy)
        for row, (enforcement, price) in enumerate(rows)
        if enforcement == "soft" and (pd.isna(price) or price == 0.0)
    ]


def _window_faults(own: Placed) -> list[Fault]:
    known = ", ".join(CALENDAR_WINDOWS)
    remedy = "Use one of {known}, or days such as 28d."
    return [
        own.fault(row, "window", "rules.window", "{value} is no window", remedy, value=repr(word), known=known)
        for row, word in enumerate(own.rows["window"])
        if word not in CALENDAR_WINDOWS and not ROLLING.fullmatch(word)
    ]


def _shift_faults(tables: Mapping[str, Placed], known: Sequence[str]) -> list[Fault]:
    template, faults = "{value} is no shift and no part of the day", []
    if "own_limits" in tables:
        own = tables["own_limits"]
        for row, words in enumerate(own.rows["of"]):
            for word in (word for word in words.split() if word not in known):
                values = {"value": repr(word), "known": ", ".join(known)}
                faults.append(own.fault(row, "of", "rules.shift", template, "Use one of {known}.", **values))
    for column in ("earlier", "later"):
        if "successions" in tables:
            faults += _unknown(tables["successions"], column, "rules.shift", template, known)
    return faults


def _fact_faults(tables: Mapping[str, Placed]) -> list[Fault]:
    flags: Collection[str] = {*FACTS, *tables["limits"].rows["flag"]}
    if "own_limits" in tables:
        flags = {*flags, *tables["own_limits"].rows["flag"]}
    template = "{value} is a fact that no limit asks for"
    return _unknown(tables["agent_facts"], "fact", "rules.fact", template, sorted(flag for flag in flags if flag))
