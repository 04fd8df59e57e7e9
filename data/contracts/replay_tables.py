"""What the replay reports: service by interval and day, stretches that break the promise, contacts that come again."""

from __future__ import annotations

from data.contracts.columns import day, instant, number, schema, text

REPLAY = schema(
    "replay",
    ["queue", "ts"],
    queue=text("queue"),
    ts=instant("start of interval"),
    offered=number("contacts offered per path", "contacts", ge=0),
    service_level=number("simulated service level", "share", ge=0, le=1, nullable=True),
    asa_s=number("simulated mean wait of answered contacts", "s", ge=0, nullable=True),
    abandonment=number("simulated share abandoned", "share", ge=0, le=1, nullable=True),
    occupancy=number("simulated occupancy of the people who serve the queue", "share", ge=0, le=1, nullable=True),
    p_target_met=number("share of paths that meet the target", "share", ge=0, le=1, nullable=True),
    service_level_low=number("service level that 19 of 20 paths reach", "share", ge=0, le=1, nullable=True),
    service_level_high=number("service level that 1 of 20 paths exceeds", "share", ge=0, le=1, nullable=True),
)

REPLAY_DAYS = schema(
    "replay_days",
    ["queue", "date"],
    queue=text("queue"),
    date=day("day"),
    offered=number("contacts offered, mean of the paths", "contacts", ge=0),
    service_level=number("simulated service level of the day, mean of the paths", "share", ge=0, le=1, nullable=True),
    service_level_p10=number("service level that 9 of 10 paths reach", "share", ge=0, le=1, nullable=True),
    asa_s=number("simulated mean wait of answered contacts", "s", ge=0, nullable=True),
    abandonment=number("simulated share abandoned", "share", ge=0, le=1, nullable=True),
    occupancy=number("simulated occupancy", "share", ge=0, le=1, nullable=True),
    p_target_met=number("share of paths whose day meets the target", "share", ge=0, le=1, nullable=True),
)

REPLAY_BREAKS = schema(
    "replay_breaks",
    ["queue", "start_ts"],
    queue=text("queue"),
    start_ts=instant("start of the stretch in which the promise is broken"),
    end_ts=instant("end of the stretch"),
    offered=number("contacts offered in it per path", "contacts", ge=0),
    promised=number("service level promised", "share", ge=0, le=1),
    service_level=number("simulated service level of the stretch", "share", ge=0, le=1),
    missed=number("contacts by which the promise is missed: what is short of it x contacts", "contacts", ge=0),
    p_target_met=number("share of paths whose stretch meets the target", "share", ge=0, le=1, nullable=True),
    cause=text(
        "why: breaks (more people on a break than usual that day), overflow (people were free but may take these "
        "contacts only after a wait), preferred (the people were at queues they serve first), understaffed",
        isin=["understaffed", "breaks", "overflow", "preferred"],
    ),
    group=text("skill group whose one more person would help most, blank = not tried, or no clear effect"),
    service_level_plus_one=number(
        "service level of the stretch with one more person of this group", "share", ge=0, le=1, nullable=True
    ),
)

FLOWS = ["first", "redial", "repeat", "handed_in", "handed_on", "callback", "callback_kept", "callback_late",
         "callback_open", "dialled", "reached"]  # fmt: skip
REPLAY_FLOWS = schema(
    "replay_flows",
    ["queue", "date", "flow", "campaign"],
    queue=text("queue"),
    date=day("day"),
    flow=text(
        "what: first attempts, redial (came again after hanging up), repeat (came again after being served), handed_in "
        "and handed_on (transfers), callback (took the offer to be called back; _kept in time, _late, _open at the "
        "end), dialled and reached (outbound)",
        isin=FLOWS,
    ),
    campaign=text("outbound campaign, else blank"),
    contacts=number("contacts per path", "contacts", ge=0),
)
