"""Contacts that come of contacts, as a centre states them: served and come again, handed on to another queue."""

from __future__ import annotations

import pandera.pandas as pa

from data.contracts.columns import flag, number, schema, text

MOST_SHARE = 0.95  # above it a contact would go round nearly for ever

REPEATS = schema(
    "repeats",
    ["queue"],
    queue=text("queue"),
    share=number("share of the contacts served that come again with the same matter", "share", ge=0, le=MOST_SHARE),
    within_h=number("they come again within", "h", ge=0.25, le=336),
    in_history=flag("the history, and so the forecast, counts them already: nothing is added"),
)

TRANSFERS = schema(
    "transfers",
    ["from_queue", "pool"],
    from_queue=text("queue that hands contacts on"),
    pool=text("pool whose people hand them on, * for all; a pool's own row goes before"),
    to_queue=text("queue that gets them; its promise counts from there"),
    share=number("share of the contacts served that this pool leaves unsolved", "share", ge=0, le=MOST_SHARE),
    attempts=number(
        "unsolved contacts of a customer after which he is handed on, blank = 1; until then he comes again",
        "contacts", ge=1, le=20, nullable=True,
    ),
    within_h=number("until then he comes again within, blank = 24", "h", ge=0.25, le=336, nullable=True),
    in_history=flag("the history, and so the forecast, counts them already: nothing is added"),
)  # fmt: skip

# file name without .csv -> (table, must the folder hold it?)
FLOW_FILES: dict[str, tuple[pa.DataFrameSchema, bool]] = {
    "repeats": (REPEATS, False),
    "transfers": (TRANSFERS, False),
}
