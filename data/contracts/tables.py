"""The tables that flow from stage to stage: the glossary of the house.

`ts` is the start of an interval, always zoned (the centre's zone inside the house, UTC in the store); `date` is the
local day on which a shift starts (a night shift keeps its date). Shares run from 0 to 1. One word for one thing.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from data.contracts.chance_tables import CHANCE, CHANCE_PRICES
from data.contracts.channel_tables import CALLBACK_PLAN, DEFERRED_BACKLOG, OUTBOUND_PLAN
from data.contracts.columns import day, flag, instant, number, schema, text, whole
from data.contracts.grid import QUANTILE_COLUMNS
from data.contracts.hashing import table_hash
from data.contracts.people_tables import PEOPLE_TABLES
from data.contracts.replay_tables import REPLAY, REPLAY_BREAKS, REPLAY_DAYS, REPLAY_FLOWS
from data.contracts.seat_tables import LATE_REASONS, SEAT_TABLES
from data.contracts.shift_tables import SHIFT_TABLES

HISTORY = schema(
    "history",
    ["queue", "ts"],
    queue=text("queue"),
    ts=instant("start of interval"),
    offered=number("contacts offered", "contacts", ge=0, nullable=True),
    handled=number("contacts handled", "contacts", ge=0, nullable=True),
    abandoned=number("contacts abandoned", "contacts", ge=0, nullable=True),
    aht_s=number("average handling time", "s", ge=0, nullable=True),
)


def _forecast_columns() -> dict[str, pa.Column]:
    return {
        "queue": text("queue"),
        "ts": instant("start of interval"),
        "volume": number("expected contacts per interval", "contacts", ge=0),
        **{name: number(f"volume, quantile 0.{name[1:]}", "contacts", ge=0) for name in QUANTILE_COLUMNS},
        "aht_s": number("expected average handling time", "s", ge=0),
    }


# What the models said, before the planner's adjustments and the levers; `forecast` is what the plan is made for.
FORECAST_SYSTEM = schema("forecast_system", ["queue", "ts"], **_forecast_columns())

FORECAST = schema("forecast", ["queue", "ts"], **_forecast_columns())

ADJUSTMENT_EFFECTS = schema(
    "adjustment_effects",
    ["adjustment", "queue"],
    adjustment=text("adjustment"),
    queue=text("queue"),
    intervals=whole("intervals of its days and times", "intervals", ge=1),
    volume_before=number("contacts of these before the adjustment", "contacts", ge=0),
    volume_after=number("contacts of these after it", "contacts", ge=0),
    aht_before_s=number("their mean handling time before the adjustment", "s", ge=0),
    aht_after_s=number("their mean handling time after it", "s", ge=0),
)

FORECAST_PATHS = schema(
    "forecast_paths",
    ["path", "queue", "date"],
    path=whole("number of the path, 0 first", "number", ge=0),
    queue=text("queue"),
    date=day("day"),
    score=number("how busy the day is on this path, as a standard normal score", "standard deviations"),
    day_share=number("share of the variance of the volume that a whole day has in common", "share", ge=0, le=1),
    day_sd=number(
        "relative standard deviation of the rate of the whole day", "share", ge=0, nullable=True, required=False
    ),
    aht_sd=number(
        "relative standard deviation of the day's handling time", "share", ge=0, nullable=True, required=False
    ),
)

HYGIENE_MARKS = schema(
    "hygiene_marks",
    ["queue", "start_ts", "reason"],
    queue=text("queue"),
    date=day("day"),
    start_ts=instant("start of what is marked"),
    end_ts=instant("end of what is marked"),
    reason=text("what is wrong with it, as a code: outage, missing, freak ..."),
    expected=number("contacts usual for the time", "contacts", ge=0, nullable=True),
    seen=number("contacts recorded", "contacts", ge=0, nullable=True),
    used=flag("is learned from as recorded"),
    decision=text("what the planner says: accept the mark, or refuse it", isin=["", "accept", "refuse"]),
    note=text("words to it"),
)

FORECAST_SCORES = schema(
    "forecast_scores",
    ["queue", "model", "origin"],
    queue=text("queue"),
    model=text("forecast model"),
    origin=day("first day forecast in this backtest"),
    wape=number("weighted absolute percentage error of days", "share", ge=0, nullable=True),
    bias=number("bias of days", "share", nullable=True),
    seconds=number("CPU time of fit and forecast", "s", ge=0, measured=True),
    chosen=flag("model plans this queue"),
    note=text("warning or reason"),
)

EVENT_EFFECTS = schema(
    "event_effects",
    ["event", "queue", "date"],
    event=text("event"),
    queue=text("queue"),
    date=day("day"),
    size=number("volume of the day as a multiple of a normal day", "multiple", ge=0),
    source=text("where the size comes from", isin=["planner", "learned", "analogue", "echo", "none"]),
    note=text("occurrences it was learned from, or reason"),
)

REQUIREMENT = schema(
    "requirement",
    ["queue", "ts"],
    queue=text("queue"),
    ts=instant("start of interval"),
    volume=number("contacts planned for", "contacts", ge=0),
    aht_s=number("average handling time planned for", "s", ge=0),
    load_erl=number("offered load", "erlang", ge=0),
    positions=number("answering positions, not rounded before pooling", "positions", ge=0),
    service_level=number("predicted service level at these positions", "share", ge=0, le=1),
    asa_s=number("predicted mean wait of answered contacts", "s", ge=0),
    abandonment=number("predicted share abandoned", "share", ge=0, le=1),
    occupancy=number("predicted occupancy", "share", ge=0, le=1),
    method=text("formula used"),
    reason=text("why this formula, as a code", required=False),
)

REQUIREMENT_CUTS = schema(
    "requirement_cuts",
    ["cut", "ts"],
    cut=text("queues that share people, joined by +"),
    ts=instant("start of interval"),
    positions=number("least positions over these queues together", "positions", ge=0),
)

SKILL_GROUP = schema(
    "skill_group",
    ["group", "queue"],
    group=text("skill group"),
    pool=text("pool"),
    site=text("site"),
    queue=text("queue it serves"),
    priority=whole("priority of the queue for the group, 1 first", "rank", ge=1),
    proficiency=number("speed relative to a tenured agent", "share", ge=0.05, le=2),
    after_s=number(
        "the group takes contacts of the queue only after they have waited so long, blank = at once",
        "s",
        ge=0,
        nullable=True,
        required=False,
    ),
)

MIX = schema(
    "mix",
    ["group", "ts"],
    group=text("skill group"),
    ts=instant("start of interval"),
    positions=number("positions the group fills", "positions", ge=0),
    heads=number("heads to book on queue work", "heads", ge=0),
    cost_cny=number("cost of these heads", "CNY", ge=0),
)

MIX_FLOW = schema(
    "mix_flow",
    ["group", "queue", "ts"],
    group=text("skill group"),
    queue=text("queue"),
    ts=instant("start of interval"),
    positions=number("positions of the group on the queue", "positions", ge=0),
)

SHORTAGE = schema(
    "shortage",
    ["queue", "ts"],
    queue=text("queue"),
    ts=instant("start of interval"),
    positions=number("positions nobody can fill", "positions", ge=0),
    reason=text("limit that binds"),
)

ORDERS = schema(
    "orders",
    ["pool", "group", "date"],
    pool=text("pool"),
    group=text("skill group"),
    order_by=day("last day to place the order"),
    date=day("day of service"),
    heads=whole("heads to call", "heads", ge=0),
    hours=number("paid hours", "h", ge=0),
    cost_cny=number("cost", "CNY", ge=0),
    training_from=day("first day of training"),
    bound_by=text("what sets the last day to order; ordered: it stands already", isin=LATE_REASONS),
    position_h=number("position hours they fill: empty when ordered later", "h", ge=0),
)

SHIFT_PLAN = schema(
    "shift_plan",
    ["group", "date", "shift", "breaks"],
    group=text("skill group"),
    date=day("day on which the shift starts"),
    shift=text("shift pattern"),
    breaks=text("breaks as activity@minutes after start:length, e.g. meal@240:60 break@120:15"),
    heads=whole("heads on this shift", "heads", ge=0),
)

ROSTER = schema(
    "roster",
    ["shift_id"],
    shift_id=text("stable id of the shift"),
    agent=text("agent, or seat of a partner"),
    kind=text("named agent or unnamed seat", isin=["agent", "seat"]),
    date=day("day on which the shift starts"),
    start_ts=instant("start"),
    end_ts=instant("end"),
    shift=text("shift pattern"),
    pool=text("pool"),
    site=text("site"),
    group=text("skill group"),
    paid_min=number("paid minutes", "min", ge=0),
    cost_cny=number("cost", "CNY", ge=0),
    locked=flag("kept by every re-plan"),
    origin=text("who made it", isin=["plan", "planner", "import"]),
)

SEGMENTS = schema(
    "segments",
    ["shift_id", "start_ts"],
    shift_id=text("shift"),
    start_ts=instant("start"),
    end_ts=instant("end"),
    activity=text("activity", isin=["work", "break", "meal", "split", "meeting", "training", "offline"]),
)

UNFILLED = schema(
    "unfilled",
    ["group", "date", "shift"],
    group=text("skill group"),
    date=day("day"),
    shift=text("shift pattern"),
    heads=whole("shifts nobody may lawfully work", "heads", ge=0),
    reason=text("rules that bind"),
)

ADJUSTMENTS = schema(
    "adjustments",
    ["edit_id"],
    edit_id=text("edit"),
    plan=text("plan"),
    target=text("agent and day, as agent|YYYY-MM-DD"),
    seen_edit=text("edit of the same target the author saw, empty for none"),
    before=text("JSON of the cell before"),
    after=text("JSON of the cell after"),
    made_at=instant("moment"),
    author=text("author"),
    reason=text("reason"),
)

# Edits of the rows of a centre's tables, made in the dashboard or by command and laid over the files of its folder.
CENTRE_EDITS = schema(
    "centre_edits",
    ["edit_id"],
    edit_id=text("edit"),
    centre=text("centre"),
    table_name=text("table of the centre"),
    row_key=text("key of the row, its words joined by |"),
    seen_edit=text("edit of the same row the author saw, empty for none"),
    before=text("JSON of the row before, empty for no row"),
    after=text("JSON of the row after, empty for no row"),
    author=text("author"),
    reason=text("reason"),
    made_at=instant("moment"),
)

STAGE_TABLES: dict[str, pa.DataFrameSchema] = {
    str(table.name): table
    for table in (
        HISTORY,
        HYGIENE_MARKS,
        FORECAST_SYSTEM,
        FORECAST_PATHS,
        FORECAST,
        ADJUSTMENT_EFFECTS,
        FORECAST_SCORES,
        EVENT_EFFECTS,
        REQUIREMENT,
        REQUIREMENT_CUTS,
        CALLBACK_PLAN,
        OUTBOUND_PLAN,
        DEFERRED_BACKLOG,
        SKILL_GROUP,
        MIX,
        MIX_FLOW,
        SHORTAGE,
        ORDERS,
        *SEAT_TABLES,
        SHIFT_PLAN,
        ROSTER,
        SEGMENTS,
        UNFILLED,
        *SHIFT_TABLES,
        *PEOPLE_TABLES,
        REPLAY,
        REPLAY_DAYS,
        CHANCE,
        CHANCE_PRICES,
        REPLAY_BREAKS,
        REPLAY_FLOWS,
    )
}


def content_hash(name: str, rows: pd.DataFrame) -> str:
    """The hash that names the rows of a stage table: measured seconds do not count, so the same inputs give the same.

    >>> slow, fast = (pd.DataFrame({"queue": ["voice"], "seconds": [s]}) for s in (2.0, 1.0))
    >>> content_hash("forecast_scores", slow) == content_hash("forecast_scores", fast)
    True
    """
    columns = STAGE_TABLES[name].columns if name in STAGE_TABLES else {}
    measured = [column for column, about in columns.items() if (about.metadata or {}).get("measured")]
    return table_hash(rows.drop(columns=measured, errors="ignore"))
