"""When single people may work, by which rotation, who is still on shift, and what else they do in paid time.

Files of a centre's folder (`SHIFT_FILES`) and tables that a plan tells (`SHIFT_TABLES`). Blank means "not given".
"""

from __future__ import annotations

import pandera.pandas as pa

from data.contracts.columns import day, flag, instant, number, schema, text, whole

UNPLACED_REASONS = ["no_shift", "no_room", "not_together"]

AVAILABILITY = schema(
    "availability",
    ["agent", "days", "start_time"],
    agent=text("agent; on days without rows he or she may work at any time"),
    days=text("weekdays (Mon Tue ...), blank-separated, * for all; or one day such as 2026-11-11, which replaces them"),
    start_time=text(
        "shifts start at HH:MM or later, blank = midnight; off = no shift starts on these days", required=False
    ),
    end_time=text("and end by HH:MM, blank = at any time; at or before the start: on the next day"),
)

LEAVE_QUOTA = schema(
    "leave_quota",
    ["group", "date"],
    group=text("skill group, * for each group"),
    date=day("day"),
    most=whole("most people of the group on leave", "heads", ge=0),
    kinds=text("kinds of leave that count, blank-separated, blank = all", required=False),
)

ROTATIONS = schema(
    "rotations",
    ["rotation"],
    rotation=text("rotation, as agents name it; teams in turn are rotations with the same cycle and other anchors"),
    cycle=text("its days, blank-separated: - is a day off, * any shift, else a shift or several joined by |"),
    anchor_date=day("a day that is the first of a cycle"),
)

CARRIED_SHIFTS = schema(
    "carried_shifts",
    ["group", "start_ts", "end_ts"],
    group=text("skill group"),
    start_ts=instant("start of a shift before the plan"),
    end_ts=instant("its end, within the plan"),
    heads=number("heads on queue work until then", "heads", ge=0),
)

ACTIVITIES = schema(
    "activities",
    ["activity"],
    activity=text("meeting, course or work off the queues: its name"),
    kind=text("kind of segment", isin=["meeting", "training", "offline"]),
    who=text("agents, skill groups or sites, blank-separated, * for all named people"),
    minutes=whole("length", "min", ge=5, le=480),
    start_date=day("first day, blank = from the first planned", nullable=True),
    end_date=day("last day, blank = to the last planned", nullable=True),
    weekdays=text("weekdays (Mon Tue ...), blank-separated, blank = all", required=False),
    start_time=text("starts at HH:MM or later, blank = at any time"),
    end_time=text("ends by HH:MM, 24:00 = midnight, blank = at any time"),
    every=text("how often", isin=["once", "week", "day"]),
    together=flag("all at the same time"),
    least_share=number("it takes place with this share of the people, blank = all", "share", ge=0.01, le=1,
                       nullable=True),
    priority=whole("priority, 1 is placed first", "rank", ge=1),
)  # fmt: skip

SHIFT_FILES: dict[str, tuple[pa.DataFrameSchema, bool]] = {
    "availability": (AVAILABILITY, False),
    "leave_quota": (LEAVE_QUOTA, False),
    "rotations": (ROTATIONS, False),
    "carried_shifts": (CARRIED_SHIFTS, False),
    "activities": (ACTIVITIES, False),
}

UNPLACED = schema(
    "unplaced",
    ["activity", "date", "agent"],
    activity=text("activity"),
    date=day("first day on which it could have been"),
    agent=text("agent, empty for all together"),
    minutes=number("its length", "min", ge=0),
    reason=text("why it has no place", isin=UNPLACED_REASONS),
)

CARRY_PEOPLE = schema(
    "carry_people",
    ["agent"],
    agent=text("agent"),
    group=text("skill group"),
    days_worked_before=whole("days worked in a row up to the last day of the plan", "d", ge=0),
    nights_worked_before=whole("nights worked in a row up to the last day of the plan", "d", ge=0),
    last_shift_end=instant("end of the last shift", nullable=True),
)

CARRY_SHIFTS = schema(
    "carry_shifts",
    ["group", "start_ts", "end_ts"],
    group=text("skill group"),
    start_ts=instant("start of a shift of the plan"),
    end_ts=instant("its end, after the plan"),
    heads=number("heads on it", "heads", ge=0),
)

CARRY_BALANCES = schema(
    "carry_balances",
    ["agent", "period", "quantity"],
    agent=text("agent"),
    period=text("running period of the day after the plan; rolling: all that is known"),
    quantity=text("hours, overtime, days, shifts, nights, weekends, holidays, or a limit of own_limits"),
    value=number("worked in it when the plan ends", "as counted", ge=0),
)

SHIFT_TABLES: tuple[pa.DataFrameSchema, ...] = (UNPLACED, CARRY_PEOPLE, CARRY_SHIFTS, CARRY_BALANCES)
