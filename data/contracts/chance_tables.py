"""Tables of the chance stage: how sure each promise is, and what more of it costs."""

from __future__ import annotations

from data.contracts.columns import day, instant, number, schema, text

CHANCE = schema(
    "chance",
    ["queue", "scope", "ts"],
    queue=text("queue"),
    scope=text("what the row speaks of", isin=["interval", "day", "window"]),
    ts=instant("start of the interval, day or window"),
    offered=number("contacts expected", "contacts", ge=0),
    position_hours=number("hours of positions asked", "h", ge=0),
    expected_sl=number("expected service level, mean of the paths", "share", ge=0, le=1, nullable=True),
    sl_p10=number("service level that 9 of 10 paths reach", "share", ge=0, le=1, nullable=True),
    p_target_met=number("probability that the promise is kept", "share", ge=0, le=1, nullable=True),
)

CHANCE_PRICES = schema(
    "chance_prices",
    ["queue", "date"],
    queue=text("queue"),
    date=day("day"),
    expected_sl=number("expected service level of the day", "share", ge=0, le=1, nullable=True),
    p_target_met=number("probability that the day's promise is kept", "share", ge=0, le=1, nullable=True),
    price_cny_per_h=number("price of one more hour of a position, of the cheapest people to be had", "CNY/h", ge=0),
    hours_per_sl_point=number("hours of positions for one more point of service level", "h", ge=0, nullable=True),
    cost_cny_per_sl_point=number("what this costs", "CNY", ge=0, nullable=True),
    hours_per_p_point=number("hours of positions for one more point of probability", "h", ge=0, nullable=True),
    cost_cny_per_p_point=number("what this costs", "CNY", ge=0, nullable=True),
)
