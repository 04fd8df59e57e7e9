"""Tables of the capacity plan: what a centre states for it, the long-range forecast, and the plan with its actions."""

from __future__ import annotations

import pandera.pandas as pa

from data.contracts.columns import day, flag, number, schema, text, whole

CAPACITY_GROUPS = schema(
    "capacity_groups",
    ["group"],
    group=text("skill group, * for all"),
    attrition_month=number("share of the people who leave in a month", "share", ge=0, le=0.9, nullable=True),
    wage_month_cny=number("cost of one full-time person a month, all charges in", "CNY", ge=0, nullable=True),
    overtime_most_h_month=number("most overtime of one person a month", "h", ge=0, le=200, nullable=True),
    overtime_factor=number("price of an hour of overtime against a usual one", "multiple", ge=0, le=10, nullable=True),
    backup_most_h_month=number("most hours a month of one helper of a backup group", "h", ge=0, le=300, nullable=True),
    most_heads=number("most people of the group, blank = no limit", "heads", ge=0, nullable=True),
    gap_cny_per_h=number(
        "what a missing hour of its work is worth, blank = six dearest hours", "CNY/h", ge=0, nullable=True
    ),
)

HIRING_CLASSES = schema(
    "hiring_classes",
    ["group"],
    group=text("skill group, * for all; a group without a row and without * hires nobody"),
    most_per_class=number("most people in a class", "heads", ge=1, le=1000, nullable=True),
    most_classes_month=number("most classes that start in a month", "number", ge=0, le=100, nullable=True),
    recruit_d=number("days from the start of recruiting to the start of the class", "d", ge=0, le=400, nullable=True),
    train_d=number("days from the start of the class to the first day on contacts", "d", ge=0, le=400, nullable=True),
    pass_share=number("share of those who start that pass", "share", ge=0.01, le=1, nullable=True),
    cost_cny_per_head=number("cost of recruiting and training one, without wages", "CNY", ge=0, nullable=True),
    cost_cny_per_class=number("cost of holding a class", "CNY", ge=0, nullable=True),
)

SHRINKAGE = schema(
    "shrinkage",
    ["group", "category"],
    group=text("skill group, * for all"),
    category=text("what the paid time goes to: leave, training, meetings, breaks, absence ..."),
    share=number("share of the paid hours", "share", ge=0, le=0.9),
    planned=flag("is planned (leave, training, breaks), not unplanned (absence)"),
)

BUDGET = schema(
    "budget",
    ["month"],
    month=day("any day of the month"),
    cost_cny=number("most that the month may cost", "CNY", ge=0),
)

PARTNER_CONTRACTS = schema(
    "partner_contracts",
    ["pool"],
    pool=text("outsourced pool"),
    least_months=number("shortest contract, blank = 1", "month", ge=0, le=36, nullable=True),
    lead_time_d=number("days from signing to the first day of service", "d", ge=0, le=400, nullable=True),
    cost_cny_per_h=number("price of a paid hour in a contract", "CNY/h", ge=0, nullable=True),
    most_heads=number("most heads that can be contracted", "heads", ge=0, nullable=True),
    heads_now=number("heads under contract today", "heads", ge=0, nullable=True),
    until=day("last day of today's contract", nullable=True),
)

CAPACITY_FILES: dict[str, tuple[pa.DataFrameSchema, bool]] = {
    "capacity_groups": (CAPACITY_GROUPS, False),
    "hiring_classes": (HIRING_CLASSES, False),
    "shrinkage": (SHRINKAGE, False),
    "budget": (BUDGET, False),
    "partner_contracts": (PARTNER_CONTRACTS, False),
}

LONG_RANGE = schema(
    "long_range",
    ["queue", "week"],
    queue=text("queue"),
    week=day("Monday of the week"),
    volume=number("expected contacts of the week", "contacts", ge=0),
    log_sd=number("standard deviation of the logarithm of the week's contacts", "log", ge=0),
    aht_s=number("expected average handling time", "s", ge=0),
    peak_day_share=number("share of the week's contacts on its busiest day", "share", ge=0, le=1),
    events=text("events of the week"),
)

LONG_RANGE_HOURS = schema(
    "long_range_hours",
    ["queue", "date", "hour"],
    queue=text("queue"),
    date=day("day"),
    hour=whole("hour of the day", "h", ge=0, le=23),
    volume=number("expected contacts of the hour", "contacts", ge=0),
    aht_s=number("expected average handling time", "s", ge=0),
)

CAPACITY_WORK = schema(
    "capacity_work",
    ["area", "week"],
    area=text("skill groups that share their main queues, joined by +"),
    week=day("Monday of the week"),
    month=day("first day of the month that holds most of the week"),
    volume=number("contacts planned for", "contacts", ge=0),
    peak_positions=number("positions of the busiest hour", "positions", ge=0),
    position_h=number("position hours of the week", "h", ge=0),
    required_h=number("hours on queue of shifts that cover every hour's positions", "h", ge=0),
    required_fte_low=number("full-time people needed when few contacts come", "heads", ge=0),
    required_fte=number("full-time people needed for the planned contacts", "heads", ge=0),
    required_fte_high=number("full-time people needed when many contacts come", "heads", ge=0),
    required_fte_expected=number("full-time people needed for the expected contacts", "heads", ge=0),
    own_h=number("hours on queue of own people, overtime not counted", "h", ge=0),
    overtime_h=number("hours on queue in overtime", "h", ge=0),
    backup_h=number("hours on queue of helpers", "h", ge=0),
    outsourced_h=number("hours on queue of partners", "h", ge=0),
    gap_h=number("hours on queue that nobody works", "h", ge=0),
    gap_fte=number("full-time people missing", "heads", ge=0),
    gap_fte_high=number("full-time people missing when many contacts come", "heads", ge=0),
    reason=text("limits that bind where hours are missing"),
)

CAPACITY_HEADS = schema(
    "capacity_heads",
    ["group", "week"],
    group=text("skill group"),
    week=day("Monday of the week"),
    month=day("first day of the month that holds most of the week"),
    heads=number("people on contacts, newcomers in", "heads", ge=0),
    starters=number("people who start a class in the week", "heads", ge=0),
    graduates=number("people who come on contacts in the week", "heads", ge=0),
    leavers=number("people who leave in the week", "heads", ge=0),
    in_training=number("people in classes", "heads", ge=0),
    effective_fte=number("people at tenured speed and full time", "heads", ge=0),
    overtime_h=number("paid hours of overtime", "h", ge=0),
    contracted=number("partner heads under contract, or helpers called", "heads", ge=0),
    paid_h=number("paid hours", "h", ge=0),
    cost_cny=number("cost of the week", "CNY", ge=0),
)

CAPACITY_ACTIONS = schema(
    "capacity_actions",
    ["action"],
    action=whole("number of the action, in the order of their dates", "number", ge=1),
    kind=text("what to do", isin=["recruit", "contract", "overtime", "backup"]),
    group=text("skill group, or pool of a partner"),
    heads=number("people", "heads", ge=0),
    hours=number("paid hours", "h", ge=0),
    act_by=day("last day to begin: recruit, sign, ask"),
    start=day("class, service, overtime or help starts"),
    productive=day("first day on contacts"),
    tenured=day("at full speed from this day on"),
    end=day("last day"),
    cost_cny=number("cost without wages after the class; of contracts, overtime and help all of it", "CNY", ge=0),
)

CAPACITY_MONTHS = schema(
    "capacity_months",
    ["month", "group"],
    month=day("first day of the month"),
    group=text("skill groups that share their main queues, joined by +; all = the whole centre"),
    heads=number("own people on contacts, mean of the month", "heads", ge=0),
    starters=number("people who start a class", "heads", ge=0),
    graduates=number("people who come on contacts", "heads", ge=0),
    leavers=number("people who leave", "heads", ge=0),
    effective_fte=number("own people at tenured speed and full time, mean", "heads", ge=0),
    required_fte_low=number("full-time people needed when few contacts come, mean", "heads", ge=0),
    required_fte=number("full-time people needed, mean", "heads", ge=0),
    required_fte_high=number("full-time people needed when many contacts come, mean", "heads", ge=0),
    required_fte_expected=number("full-time people needed for the expected contacts, mean", "heads", ge=0),
    required_fte_peak=number("full-time people needed in the busiest week", "heads", ge=0),
    overtime_h=number("paid hours of overtime", "h", ge=0),
    outsourced_h=number("hours on queue of partners", "h", ge=0),
    backup_h=number("hours on queue of helpers", "h", ge=0),
    gap_fte=number("full-time people missing in the worst week", "heads", ge=0),
    cost_cny=number("cost", "CNY", ge=0),
    budget_cny=number("budget", "CNY", ge=0, nullable=True),
)
