"""Wishes of people about a plan, step by step: swaps, offers and the answers to them; nothing is ever overwritten."""

from __future__ import annotations

from data.contracts.columns import instant, schema, text

REQUEST_KINDS = ["swap", "offer"]
REQUEST_STATES = ["asked", "agreed", "declined", "approved", "refused", "open", "accepted", "closed"]

REQUEST_STEPS = schema(
    "request_steps",
    ["edit_id"],
    edit_id=text("step"),
    plan=text("plan"),
    request=text("request it belongs to"),
    seen_edit=text("step of the same request the author saw, empty for none"),
    kind=text("kind of request", isin=REQUEST_KINDS),
    state=text("state the step brings it to", isin=REQUEST_STATES),
    body=text("JSON of what is asked or answered"),
    author=text("author"),
    reason=text("reason"),
    made_at=instant("moment"),
)
