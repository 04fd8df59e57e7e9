"""The settings tables of a centre: each is a file of the centre's folder (`queues.csv`, `agents.csv`, ...) and a table.

Blank cells of optional columns mean "not given": NaN for numbers, the empty string for words, NaT for instants.
"""

from __future__ import annotations

import pandera.pandas as pa

from data.contracts.capacity import CAPACITY_FILES
from data.contracts.channel_tables import CHANNEL_FILES
from data.contracts.columns import day, flag, instant, number, schema, text, whole
from data.contracts.flow_tables import FLOW_FILES
from data.contracts.people_tables import PEOPLE_FILES
from data.contracts.rule_tables import LIMITS, RULE_FILES
from data.contracts.seat_tables import SEAT_FILES
from data.contracts.shift_tables import SHIFT_FILES
from data.contracts.tables import SKILL_GROUP

CHANNELS = ["voice", "chat", "text", "message", "email"]
POOL_KINDS = ["internal", "backup", "outsourced"]
SL_DEFINITIONS = ["answered_of_offered", "waited_of_offered", "excluding_short_abandons", "answered_of_answered"]

QUEUES = schema(
    "queues",
    ["queue"],
    queue=text("queue"),
    title_en=text("title in English"),
    title_zh=text("title in Chinese"),
    channel=text("channel", isin=CHANNELS),
    service_level=number("service level promised", "share", ge=0, le=1, nullable=True),
    target_s=number("answered within", "s", ge=0, nullable=True),
    sl_definition=text("formula of the service level", isin=SL_DEFINITIONS),
    max_asa_s=number("longest mean wait of answered contacts", "s", ge=0, nullable=True),
    max_occupancy=number("highest occupancy", "share", ge=0.1, le=1, nullable=True),
    max_abandon=number("highest share abandoned", "share", ge=0, le=1, nullable=True),
    patience_s=number("mean patience of callers", "s", ge=1, nullable=True),
    concurrency=whole("contacts one agent serves at once", "contacts", ge=1, le=20),
    concurrency_factor=number("gain of serving several at once", "multiple", ge=1, le=20),
    deadline_h=number("answer due within (deferred channels)", "h", ge=0.25, nullable=True),
    priority=whole("priority, 1 first", "rank", ge=1),
    redial_share=number(
        "share of those who hang up that try again, blank = unknown", "share", ge=0, le=1, nullable=True
    ),
    redial_within_min=number("they try again within, blank = 60", "min", ge=1, le=1440, nullable=True),
    model=text("forecast model wanted, blank = chosen by past error"),
)

SITES = schema(
    "sites", ["site"], site=text("site"), title_en=text("English"), title_zh=text("Chinese"), zone=text("time zone")
)

POOLS = schema(
    "pools",
    ["pool"],
    pool=text("pool"),
    kind=text("kind", isin=POOL_KINDS),
    partner=text("partner, blank for own people"),
    site=text("site"),
    title_en=text("title in English"),
    title_zh=text("title in Chinese"),
    unplanned_absence=number("unplanned absence", "share", ge=0, le=0.9),
    lead_time_d=whole("days from order to first service", "d", ge=0),
    max_heads=whole("most heads on one day, 0 = as many as it has agents", "heads", ge=0),
    block_heads=whole("heads are ordered in multiples of", "heads", ge=1),
    min_days=whole("least days of an order", "d", ge=1),
    training_d=number("days of training after the lead time, before the first service", "d", ge=0, nullable=True),
)

RATES = schema(
    "rates",
    ["pool"],
    pool=text("pool"),
    cost_cny_per_h=number("price of a paid hour", "CNY/h", ge=0),
    evening_factor=number("multiplier in the evening", "multiple", ge=0),
    night_factor=number("multiplier at night", "multiple", ge=0),
    holiday_factor=number("multiplier on statutory holidays", "multiple", ge=0),
    cost_cny_per_shift=number("fixed cost of a shift", "CNY", ge=0),
)

AGENTS = schema(
    "agents",
    ["agent"],
    agent=text("agent"),
    name=text("name"),
    group=text("skill group"),
    contract=text("contract"),
    week_h=number("contract hours per week", "h", ge=0, le=60),
    night_ok=flag("may work at night"),
    preference=text("part of the day preferred", isin=["", "early", "day", "late", "night"]),
    days_worked_before=whole("days worked in a row before the plan starts", "d", ge=0),
    nights_worked_before=whole("nights worked in a row before the plan starts", "d", ge=0),
    last_shift_end=instant("end of the last shift before the plan", nullable=True),
    rotation=text("rotation, blank = none", required=False),
    least_week_h=number("hours a week paid in any case, blank = the contract hours", "h", ge=0, le=84, nullable=True,
                        required=False),
    most_week_h=number("most paid hours a week, blank = the contract hours", "h", ge=0, le=84, nullable=True,
                       required=False),
    most_week_d=number("most days a week, blank = as the limits say", "d", ge=0, le=7, nullable=True, required=False),
    seniority_y=number("years in the centre: wishes of seniors weigh more", "y", ge=0, le=60, nullable=True,
                       required=False),
)  # fmt: skip

LEAVE = schema("leave", ["agent", "date"], agent=text("agent"), date=day("day off"), kind=text("kind of leave"))

SHIFT_PATTERNS = schema(
    "shift_patterns",
    ["shift"],
    shift=text("code"),
    kinds=text("kinds of pool that may work it, blank-separated"),
    start=text("start, HH:MM"),
    span_min=whole("from start to end", "min", ge=60, le=960),
    paid_min=whole("paid minutes", "min", ge=0, le=960),
    breaks=text("breaks as activity:length:earliest-latest start in minutes after shift start, blank-separated"),
    colour=text("colour in the roster, #RRGGBB"),
    start_until=text("latest start, HH:MM, at or after the start; blank = only the start", required=False),
    start_step_min=number("minutes between possible starts, blank = 30", "min", ge=5, le=240, nullable=True,
                          required=False),
    break_gap_min=number("least minutes of work between two breaks, blank = 0", "min", ge=0, le=480, nullable=True,
                         required=False),
    contracts=text("contracts that may work it, blank-separated; blank = all", required=False),
)  # fmt: skip

EVENTS = schema(
    "events",
    ["event", "queue", "date"],
    event=text("event"),
    queue=text("queue, * for all"),
    date=day("day"),
    kind=text("kind: occurrences of one kind share their effect"),
    offset_d=whole("days from the anchor day of the occurrence", "d"),
    size=number(
        "planner's multiple of a normal day, blank = learn from earlier occurrences",
        "multiple",
        ge=0,
        nullable=True,
    ),
    shape=text("name of the hourly shape, blank = as usual or as learned"),
    note=text("note"),
)

EVENT_SHAPES = schema(
    "event_shapes",
    ["shape", "hour"],
    shape=text("shape"),
    hour=whole("hour of the day", "h", ge=0, le=23),
    share=number("share of the day's volume", "share", ge=0, le=1),
)

FORECAST_ADJUSTMENTS = schema(
    "forecast_adjustments",
    ["adjustment"],
    adjustment=text("adjustment: its name; adjustments follow each other in the order of the rows"),
    queue=text("queue, * for all"),
    start_date=day("first day"),
    end_date=day("last day"),
    start_time=text("from this time of day on, HH:MM, blank = midnight"),
    end_time=text("until this time of day, HH:MM, blank = midnight; earlier than the start: over midnight"),
    quantity=text("what is adjusted", isin=["volume", "aht_s"]),
    kind=text("how", isin=["factor", "absolute"]),
    value=number(
        "multiple; or the contacts of all days and times of the adjustment together (aht_s: their mean)",
        "multiple, contacts or s",
        ge=0,
    ),
    reason=text("reason"),
    author=text("author"),
)

HYGIENE_DECISIONS = schema(
    "hygiene_decisions",
    ["queue", "date"],
    queue=text("queue, * for all"),
    date=day("day"),
    decision=text(
        "accept: the day is out of order, nothing is learned from it; refuse: it is a real day, learn from it",
        isin=["accept", "refuse"],
    ),
    reason=text("reason"),
    author=text("author"),
)

NEW_QUEUES = schema(
    "new_queues",
    ["queue"],
    queue=text("new queue, with no or little history of its own"),
    like=text("queue it will resemble: shape of day and week, handling time"),
    volume_per_day=number(
        "contacts expected on a usual open day, blank = as many as the queue it will resemble",
        "contacts",
        ge=0,
        nullable=True,
    ),
    confidence_d=number("days of own history that count as much as this guess", "d", ge=0),
    reason=text("reason"),
)

CALENDAR = schema(
    "calendar",
    ["date", "region"],
    date=day("day"),
    region=text("region"),
    kind=text("kind", isin=["holiday", "makeup_workday"]),
    name_en=text("name in English"),
    name_zh=text("name in Chinese"),
    provisional=flag("not yet announced"),
)

OPEN_HOURS = schema(
    "open_hours",
    ["queue", "weekday", "open"],
    queue=text("queue"),
    weekday=whole("weekday, 0 = Monday", "d", ge=0, le=6),
    open=text("opens, HH:MM"),
    close=text("closes, HH:MM, 24:00 = midnight"),
)

CONTACT_REASONS = schema(
    "contact_reasons",
    ["queue", "reason"],
    queue=text("queue"),
    reason=text("reason"),
    share=number("share of contacts", "share", ge=0, le=1),
    aht_s=number("average handling time", "s", ge=0),
    containment=number("share finished by self-service", "share", ge=0, le=1),
)

REASON_MIX = schema(
    "reason_mix",
    ["queue", "reason", "start_date"],
    queue=text("queue"),
    reason=text("reason"),
    start_date=day("first day"),
    end_date=day("last day"),
    share=number("share of the queue's contacts on these days", "share", ge=0, le=1),
)

TRAINING_CLASSES = schema(
    "training_classes",
    ["training_class"],
    training_class=text("training class"),
    group=text("skill group its people join"),
    first_day=day("first day on contacts"),
    heads=whole("people who start", "heads", ge=0),
)

RAMPS = schema(
    "ramps",
    ["group", "week"],
    group=text("skill group, * for all"),
    week=whole("week on contacts, 1 first", "week", ge=1, le=520),
    proficiency=number("speed of a newcomer in this week relative to a tenured agent", "share", ge=0.05, le=1),
)

EVENT_ECHOES = schema(
    "event_echoes",
    ["kind", "queue", "echo_queue", "lag_d"],
    kind=text("kind of event, * for all"),
    queue=text("queue that the event brings contacts to"),
    echo_queue=text("queue that some of them come to later"),
    lag_d=whole("days later", "d", ge=0, le=90),
    share=number("contacts to the later queue per extra contact of the first", "share", ge=0, le=10),
)

SIZING_METHODS = ["automatic", "transient", "mol", "stationary"]
STAFFING_METHODS = schema(
    "staffing_methods",
    ["queue", "start_date", "end_date"],
    queue=text("queue answered at once, * for all; where rows overlap the later one counts"),
    start_date=day("first day"),
    end_date=day("last day"),
    method=text(
        "how its positions are computed: automatic; transient (the load followed through time), mol (modified offered "
        "load, no backlog), stationary (each interval as if it lasted for ever); transient chats are sized by mol",
        isin=SIZING_METHODS,
    ),
    reason=text("reason"),
)

# file name without .csv -> (table, must the folder hold it?)
CENTRE_FILES: dict[str, tuple[pa.DataFrameSchema, bool]] = {
    "queues": (QUEUES, True),
    "sites": (SITES, True),
    "pools": (POOLS, True),
    "rates": (RATES, True),
    "skills": (SKILL_GROUP, True),
    "agents": (AGENTS, True),
    "leave": (LEAVE, False),
    "shift_patterns": (SHIFT_PATTERNS, True),
    "limits": (LIMITS, True),
    "events": (EVENTS, False),
    "event_shapes": (EVENT_SHAPES, False),
    "forecast_adjustments": (FORECAST_ADJUSTMENTS, False),
    "hygiene_decisions": (HYGIENE_DECISIONS, False),
    "new_queues": (NEW_QUEUES, False),
    "calendar": (CALENDAR, False),
    "open_hours": (OPEN_HOURS, False),
    "contact_reasons": (CONTACT_REASONS, False),
    "reason_mix": (REASON_MIX, False),
    "training_classes": (TRAINING_CLASSES, False),
    "ramps": (RAMPS, False),
    "event_echoes": (EVENT_ECHOES, False),
    "staffing_methods": (STAFFING_METHODS, False),
    **CHANNEL_FILES,
    **FLOW_FILES,
    **SEAT_FILES,
    **RULE_FILES,
    **SHIFT_FILES,
    **PEOPLE_FILES,
    **CAPACITY_FILES,
}
