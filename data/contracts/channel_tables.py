"""Tables of the channels: chats, call-backs, campaigns and backlogs as a centre states them, and their plans."""

from __future__ import annotations

import pandera.pandas as pa

from data.contracts.columns import day, instant, number, schema, text, whole

CHAT_TIMES = schema(
    "chat_times",
    ["queue", "open_chats"],
    queue=text("queue"),
    open_chats=whole("chats open at the agent", "chats", ge=1, le=20),
    aht_s=number("length of a chat while so many are open", "s", ge=1),
)

CALLBACKS = schema(
    "callbacks",
    ["queue"],
    queue=text("queue"),
    offered_above_wait_s=number("a call-back is offered when the expected wait is longer than", "s", ge=0),
    accept_share=number("share of those offered that accept", "share", ge=0, le=1),
    within_h=number("called back within", "h", ge=0.25, le=72),
    keep_share=number("share of the promised call-backs made in time", "share", ge=0, le=0.999),
)

OUTBOUND = schema(
    "outbound",
    ["campaign"],
    campaign=text("campaign"),
    queue=text("queue whose people call"),
    contacts=number("people to be called, once each", "contacts", ge=0),
    aht_s=number("time of an agent for one who is reached, dialling included", "s", ge=1),
    reach_share=number("share of those called who are reached", "share", ge=0, le=1),
    start_date=day("first day"),
    end_date=day("last day"),
    calling_from=text("no call before, HH:MM, blank = 09:00"),
    calling_until=text("no call from this time on, HH:MM, blank = 21:00"),
    reserve_agents=number(
        "free people kept back for the queue, blank = as many as its promise needs", "positions", ge=0, nullable=True
    ),
)

BACKLOGS = schema(
    "backlogs",
    ["queue"],
    queue=text("queue with a deadline"),
    contacts=number("contacts that wait at the start of the plan", "contacts", ge=0),
    oldest_h=number("age of the oldest of them", "h", ge=0),
)

# file name without .csv -> (table, must the folder hold it?)
CHANNEL_FILES: dict[str, tuple[pa.DataFrameSchema, bool]] = {
    "chat_times": (CHAT_TIMES, False),
    "callbacks": (CALLBACKS, False),
    "outbound": (OUTBOUND, False),
    "backlogs": (BACKLOGS, False),
}

CALLBACK_PLAN = schema(
    "callback_plan",
    ["queue", "ts"],
    queue=text("queue"),
    ts=instant("start of interval"),
    inbound_positions=number("positions for those who wait on the line", "positions", ge=0),
    offered=number("contacts offered a call-back", "contacts", ge=0),
    accepted=number("contacts that accept it and leave the line", "contacts", ge=0),
    callback_positions=number("positions that make promised call-backs", "positions", ge=0),
    kept=number("share of the call-backs promised here that are made in time, if they are made in order", "share",
                ge=0, le=1),
)  # fmt: skip

OUTBOUND_PLAN = schema(
    "outbound_plan",
    ["campaign", "ts"],
    campaign=text("campaign"),
    ts=instant("start of interval"),
    contacts=number("people to be called", "contacts", ge=0),
    blended_positions=number("positions' work done between the calls of the queue", "positions", ge=0),
    extra_positions=number("positions added for the campaign", "positions", ge=0),
    reserve_agents=number("a call is started only while more people than this are free", "positions", ge=0),
    left=number("people not yet called at the end of the interval", "contacts", ge=0),
)

DEFERRED_BACKLOG = schema(
    "deferred_backlog",
    ["queue", "ts"],
    queue=text("queue"),
    ts=instant("start of interval"),
    positions=number("positions there for it", "positions", ge=0),
    waiting=number("contacts waiting at the end of the interval", "contacts", ge=0),
    waiting_h=number("work waiting at the end of the interval", "h", ge=0),
    oldest_h=number("wait of the oldest of them so far", "h", ge=0),
    late=number("contacts of this interval that are done after their deadline", "contacts", ge=0),
    late_share=number("share of this interval's contacts that are done after their deadline", "share", ge=0, le=1),
    clears=instant("all that waits then is done by, blank = not inside the window", nullable=True),
)  # fmt: skip
