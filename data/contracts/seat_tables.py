"""When pools offer seats, what was agreed with partners, what a centre forbids or asks of seats; and what the mix says.

Files of a centre's folder (`SEAT_FILES`) and tables between the stages (`SEAT_TABLES`). Blank means "not given".
"""

from __future__ import annotations

import pandera.pandas as pa

from data.contracts.columns import day, flag, instant, number, schema, text

SEAT_RULE_KINDS = ["never_outsourced", "max_outsourced_share", "least_over_usual"]
LIMIT_KINDS = ["seats", "lead_time", "people", "week_hours", "outsourced_share", "heads"]
LATE_REASONS = ["lead_time", "training", "lock", "ordered"]

POOL_HOURS = schema(
    "pool_hours",
    ["pool", "start_date", "open"],
    pool=text("pool; one that has no rows here may work at any time"),
    start_date=day("first day"),
    end_date=day("last day"),
    open=text("its shifts start at HH:MM or later"),
    close=text("and end by HH:MM, 24:00 = midnight; hours over midnight are two rows"),
    most_heads=number("most heads on one of these days, blank = as the pool says", "heads", ge=0, nullable=True),
)

COMMITMENTS = schema(
    "commitments",
    ["commitment"],
    commitment=text("agreement with a pool: its name"),
    pool=text("pool"),
    start_date=day("first day"),
    end_date=day("last day"),
    least_heads=number("heads called every day at least, paid even if not", "heads", ge=0, nullable=True),
    most_heads=number("heads called every day at most", "heads", ge=0, nullable=True),
    least_hours=number("paid hours over all these days at least, paid even if not used", "h", ge=0, nullable=True),
    penalty_cny_per_h=number(
        "price of a promised hour that is not called, blank = hourly price of the pool", "CNY/h", ge=0, nullable=True
    ),
    lock_date=day("last day on which the order may be changed, blank = never locked", nullable=True),
    ordered_heads=number(
        "heads ordered for each of these days; once the lock date is over exactly these come", "heads", ge=0,
        nullable=True,
    ),
    sla_miss_share=number("share of its hours that miss its service level", "share", ge=0, le=1, nullable=True),
    sla_penalty_cny_per_h=number("what such an hour costs the centre", "CNY/h", ge=0, nullable=True),
    note=text("note"),
)  # fmt: skip

SEAT_RULES = schema(
    "seat_rules",
    ["seat_rule"],
    seat_rule=text("rule: its name"),
    rule=text("kind of rule", isin=SEAT_RULE_KINDS),
    queues=text("queues, blank-separated; * for all, priority:1 for all of that priority"),
    start_date=day("first day, blank = from the first planned", nullable=True),
    end_date=day("last day, blank = to the last planned", nullable=True),
    event_kind=text("only on days of events of this kind, blank = on all days"),
    share=number(
        "outsourced at most; or more than usual at least (0.3 = 30 % more)", "share", ge=0, le=10, nullable=True
    ),
    usual_first=day("first usual day to compare with, blank = the planned days without the rule", nullable=True),
    usual_last=day("last usual day to compare with", nullable=True),
    usual_seats=number(
        "seats at the busiest time of a usual day, where no planned day is usual", "positions", ge=0, nullable=True
    ),
    enforcement=text(
        "hard: kept as far as people exist, what they lack stands in rule_breaks; soft: broken at its price; off",
        isin=["off", "soft", "hard"],
    ),
    price_cny_per_h=number("price of breaking a soft rule by one position for an hour", "CNY/h", ge=0, nullable=True),
    note=text("note"),
)

SEAT_FILES: dict[str, tuple[pa.DataFrameSchema, bool]] = {
    "pool_hours": (POOL_HOURS, False),
    "commitments": (COMMITMENTS, False),
    "seat_rules": (SEAT_RULES, False),
}

POOL_COSTS = schema(
    "pool_costs",
    ["pool", "date"],
    pool=text("pool"),
    date=day("day"),
    heads=number("heads booked", "heads", ge=0),
    hours=number("paid hours booked", "h", ge=0),
    booked_cny=number("price of the shifts booked", "CNY", ge=0),
    top_up_cny=number("promised and not called, paid all the same", "CNY", ge=0),
    sla_penalty_cny=number("expected price of missed service levels", "CNY", ge=0),
)

RULE_BREAKS = schema(
    "rule_breaks",
    ["rule", "kind", "queue", "date"],
    rule=text("rule or commitment that is not kept"),
    kind=text("its kind"),
    queue=text("queues, or the pool, it is about"),
    date=day("day"),
    position_h=number("position hours, or paid hours, by which it is missed", "h", ge=0),
    cost_cny=number("price of that", "CNY", ge=0),
)

LIMIT_PRICES = schema(
    "limit_prices",
    ["kind", "name", "from_ts", "until_ts"],
    kind=text("what limits the plan", isin=LIMIT_KINDS),
    name=text("pool, skill group or rule"),
    date=day("day"),
    from_ts=instant("from"),
    until_ts=instant("until"),
    unit=text("unit of the amount", isin=["heads", "h", "d", "share"]),
    amount=number("so much more of it", "by unit", ge=0),
    saves_cny=number("lowers the cost of the plan, empty positions at their price, by", "CNY", ge=0),
    verified=flag("planned anew with it; else from the prices of the solver"),
)

SEAT_TABLES = (POOL_COSTS, RULE_BREAKS, LIMIT_PRICES)
