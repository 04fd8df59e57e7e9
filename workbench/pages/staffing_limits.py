"""Agreements and rules beside the mix, and the limits that cost money: what one more of each would save, in words."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from workbench import state
from workbench.figures import staffing_mix
from workbench.i18n import N_
from workbench.pages import pieces
from workbench.state import View

TOLD = 6
LIMITS = {
    "seats": N_("**{amount} more seats** of {name}, {when}"),
    "heads": N_("**{amount} more heads** of {name}, {when}"),
    "people": N_("**{amount} more people** in {name}, {when}, all day"),
    "week_hours": N_("**{amount} more contract hours** of {name}, {when}"),
    "lead_time": N_("**{name} {amount} days sooner** than its lead time allows, {when}"),
    "outsourced_share": N_("**{amount} points more outsourced** than {name} allows, {when}"),
}
KINDS = {
    "seats": N_("seats"), "heads": N_("heads"), "people": N_("people"), "week_hours": N_("contract hours"),
    "lead_time": N_("lead time"), "outsourced_share": N_("outsourced share"),
    "never_outsourced": N_("never outsourced"), "max_outsourced_share": N_("outsourced share at most"),
    "least_over_usual": N_("more seats than usual"), "least_heads": N_("heads promised a day"),
    "least_hours": N_("hours promised"), "ordered_heads": N_("locked order"),
}  # fmt: skip


def render(view: View) -> None:
    """What comes below the mix of the day."""
    _ = view.display.words
    st.subheader(_("What the limits cost"), help=pieces.explained(view.display, "limit_price"))
    _prices(view)
    _agreements(view)
    _breaks(view)
    _costs(view)


def _prices(view: View) -> None:
    _ = view.display.words
    display = view.display
    if not view.has("limit_prices"):
        pieces.not_in_plan(display, _("the price of limits"))
        return
    prices = view.table("limit_prices")
    rows = staffing_mix.dearest_limits(prices)
    if rows.empty:
        st.success(_("No limit costs anything: more seats, people or time would not make this plan cheaper."),
                   icon=":material/task_alt:")  # fmt: skip
        return
    lines = []
    for row in rows.head(TOLD).to_dict("records"):
        proved = _("planned anew with it") if row["verified"] else _("by the solver's prices")
        lines.append(f"- {limit_words(view, row)}: " + _("would save {money}").format(money=display.money(
            row["saves_cny"])) + f" :grey[({proved})]")  # fmt: skip
    st.markdown("\n".join(lines))
    st.caption(_("Savings are net: the pay of those who come is deducted."))
    with st.expander(_("All limits that cost something"), icon=":material/price_change:"):
        every = prices[prices["saves_cny"] > 0].sort_values("saves_cny", ascending=False, kind="stable")
        every = every.assign(
            what=[_(KINDS.get(kind, kind)) for kind in every["kind"]],
            who=[_title(view, name) for name in every["name"]],
            when=[_when(view, row) for row in every.to_dict("records")],
        )
        columns = {
            "what": pieces.words(_("Limit")), "who": pieces.words(_("Of")), "when": pieces.words(_("Time")),
            "amount": pieces.number(display, _("So much more"), digits=1), "unit": pieces.words(_("Unit")),
            "saves_cny": pieces.number(display, _("Saves, {currency}").format(currency=view.centre.currency)),
        }  # fmt: skip
        pieces.table(every.assign(unit=[_(UNITS.get(unit, unit)) for unit in every["unit"]]), columns, "limits_table")


UNITS = {"heads": N_("heads"), "h": N_("hours"), "d": N_("days"), "share": N_("share")}


def limit_words(view: View, row: dict[Any, Any]) -> str:
    """A limit as a sentence: so much more of what, when."""
    amount = float(row["amount"])
    number = view.display.number(amount * 100.0 if row["unit"] == "share" else amount, 0 if amount % 1 == 0 else 1)
    words = view.display.words(LIMITS.get(str(row["kind"]), "{name}: +{amount}, {when}"))
    return words.format(amount=number, name=pieces.plain(_title(view, str(row["name"]))),
                        when=pieces.plain(_when(view, row)))  # fmt: skip


def _when(view: View, row: dict[Any, Any]) -> str:
    """A day and its hours; only the day where it is whole."""
    start, end = row["from_ts"], row["until_ts"]
    day = view.display.day(row["date"])
    if end - start >= pd.Timedelta(hours=23):
        return day if end - start <= pd.Timedelta(days=1, hours=1) else f"{day} – {view.display.day(end)}"
    return f"{day} {start:%H:%M}–{end:%H:%M}" if end.hour or end.minute else f"{day} {start:%H:%M}–24:00"


def _title(view: View, name: str) -> str:
    """A pool, queue or group as the reader knows it."""
    thing = view.centre.pools.get(name) or view.centre.queues.get(name)
    return view.display.title(thing) if thing else pieces.group_title(view.centre, view.display, name)


def _agreements(view: View) -> None:
    """What was agreed with pools: heads and hours promised, and until when an order may be changed."""
    _ = view.display.words
    display = view.display
    rows = view.centre.tables.get("commitments", pd.DataFrame())
    if rows.empty:
        return
    rows = state.kept("agreements", view.key, lambda: staffing_mix.agreements(rows, view.centre))
    if rows.empty:
        return
    st.markdown(f"**{_('Agreements that touch these days')}**")
    rows = rows.assign(
        title=[_title(view, name) for name in rows["pool"]],
        state=[_lock_words(view, left) for left in rows["days_left"]],
    )
    columns = {
        "commitment": pieces.words(_("Agreement")), "title": pieces.words(_("Pool")),
        "start_date": pieces.day(_("First day")), "end_date": pieces.day(_("Last day")),
        "least_heads": pieces.number(display, _("Heads at least")),
        "most_heads": pieces.number(display, _("Heads at most")),
        "least_hours": pieces.number(display, _("Hours at least")),
        "lock_date": pieces.day(_("Locked after"), pieces.explained(display, "lock_date")),
        "state": pieces.words(_("State")), "ordered_heads": pieces.number(display, _("Ordered heads")),
    }  # fmt: skip
    pieces.table(rows, columns, "agreements_table")


def _lock_words(view: View, left: float) -> str:
    _ = view.display.words
    if math.isnan(left):
        return _("never locked")
    return _("locked") if left < 0 else _("{days} days to change").format(days=int(left))


def _breaks(view: View) -> None:
    """Rules that the plan does not keep, and what that is priced at."""
    _ = view.display.words
    display = view.display
    if not view.has("rule_breaks"):
        return
    rows = staffing_mix.rule_breaks(view.table("rule_breaks"))
    if rows.empty:
        if len(view.centre.tables.get("seat_rules", ())):
            st.caption(_("Every rule of seats and every agreement is kept."))
        return
    st.markdown(f"**{_('Rules and agreements that are not kept')}**")
    rows = rows.assign(
        what=[_(KINDS.get(kind, kind)) for kind in rows["kind"]],
        about=[" ".join(_title(view, one) for one in name.split()) for name in rows["queue"]],
    )
    columns = {
        "rule": pieces.words(_("Rule")), "what": pieces.words(_("Kind")), "about": pieces.words(_("About")),
        "days": pieces.number(display, _("Days")), "position_h": pieces.number(display, _("Missed by, h"), digits=1),
        "cost_cny": pieces.number(display, _("Priced at, {currency}").format(currency=view.centre.currency)),
    }  # fmt: skip
    pieces.table(rows, columns, "rule_breaks_table")


def _costs(view: View) -> None:
    """What each pool costs, promised but unused hours and expected penalties included."""
    _ = view.display.words
    display = view.display
    if not view.has("pool_costs"):
        return
    rows = staffing_mix.pool_costs(view.table("pool_costs"))
    rows = rows.assign(title=[_title(view, name) for name in rows["pool"]])
    columns = {
        "title": pieces.words(_("Pool")), "hours": pieces.number(display, _("Paid hours")),
        "booked_cny": pieces.number(display, _("Shifts booked, {currency}").format(currency=view.centre.currency)),
        "top_up_cny": pieces.number(display, _("Promised, not called"), "top_up"),
        "sla_penalty_cny": pieces.number(display, _("Expected penalties"), "sla_penalty"),
    }  # fmt: skip
    with st.expander(_("Cost of each pool"), icon=":material/payments:"):
        pieces.table(rows, columns, "pool_costs_table", empty=_("Nobody is booked."))
