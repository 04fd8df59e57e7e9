"""Wishes of a centre's people, and what a roster tells of them: fairness, reasons of gaps, how it was solved.

Files of a centre's folder (`PEOPLE_FILES`) and tables between the stages (`PEOPLE_TABLES`). Blank means "not given".
"""

from __future__ import annotations

import pandera.pandas as pa

from data.contracts.columns import day, number, schema, text, whole

OFF_WISH = "off"

WISHES = schema(
    "wishes",
    ["agent", "date"],
    agent=text("agent"),
    date=day("day"),
    shift=text("shift wished, or off for a day off"),
    weight=number("price of not meeting it, blank = 50", "CNY", ge=0, le=100_000, nullable=True),
    enforcement=text(
        "soft: priced; hard: kept wherever the rules allow; off: not minded", isin=["off", "soft", "hard"]
    ),
    note=text("note"),
)

FAIRNESS = schema(
    "fairness",
    ["agent"],
    agent=text("agent"),
    group=text("skill group"),
    nights=whole("night shifts", "shifts", ge=0),
    nights_even=number("even share of the nights, history included", "shifts", ge=0),
    weekends=whole("weekend shifts", "shifts", ge=0),
    weekends_even=number("even share of the weekend shifts, history included", "shifts", ge=0),
    holidays=whole("shifts on statutory holidays", "shifts", ge=0),
    holidays_even=number("even share of the holiday shifts, history included", "shifts", ge=0),
    wishes=whole("wishes told for single days", "wishes", ge=0),
    wishes_met=whole("of these met", "wishes", ge=0),
    liked=number("share of shifts in the part of the day preferred, blank without a preference", "share", ge=0, le=1,
                 nullable=True),
    hours=number("paid hours", "h", ge=0),
    contract_h=number("contract hours on days not on leave", "h", ge=0),
    price_cny=number("what wishes, hours and shares of this person count in the cost", "CNY"),
)  # fmt: skip

ROSTER_REASONS = schema(
    "roster_reasons",
    ["group", "date", "shift", "rule", "limit"],
    group=text("skill group"),
    date=day("day"),
    shift=text("shift that nobody works"),
    rule=text("rule that keeps people away; roster.busy: at work that day, roster.free: no rule does"),
    limit=text("value of the limit, blank where it is yes or no"),
    people=whole("how many people it keeps away", "people", ge=0),
    agents=text("who, blank-separated"),
)

ROSTER_SOLVES = schema(
    "roster_solves",
    ["group"],
    group=text("skill group"),
    people=whole("people", "people", ge=0),
    shifts=whole("shifts to fill", "shifts", ge=0),
    cost_cny=number("cost: pay, empty shifts, wishes, hours and shares", "CNY", nullable=True),
    bound_cny=number("no roster of these shifts costs less", "CNY", nullable=True),
    gap=number("between them", "share", ge=0, nullable=True),
    status=text("how it ended"),
    solver=text("solver"),
    seed=whole("seed of the search", "number", ge=0),
    seconds=number("time", "s", ge=0, measured=True),
    note=text("note"),
)

PEOPLE_FILES: dict[str, tuple[pa.DataFrameSchema, bool]] = {"wishes": (WISHES, False)}
PEOPLE_TABLES = (FAIRNESS, ROSTER_REASONS, ROSTER_SOLVES)
