"""Staffing mix: which pool fills how many seats when, what has to be ordered, and where the requirement comes from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import service
from workbench.charts import staffing as charts
from workbench.figures import money, promise, staffing
from workbench.figures.roster_grid import days_of
from workbench.pages import pieces
from workbench.pages.day_choice import pick_day
from workbench.state import View


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    st.header(_("Staffing mix"))
    one, two, _rest = st.columns([2, 3, 2], vertical_alignment="bottom")
    with one:
        day = pick_day(view, [date.date().isoformat() for date in days_of(view.centre)])
    with two:
        measure = _measure(view)
    _stack(view, pd.Timestamp(day), measure)
    orders, required, gaps = st.tabs([_("Activation orders"), _("Requirement of a queue"), _("Shortage")])
    with orders:
        _orders(view)
    with required:
        _requirement(view, pd.Timestamp(day))
    with gaps:
        _shortage(view)


def _measure(view: View) -> str:
    _ = view.display.words
    told = {"positions": _("positions"), "heads": _("heads to book")}
    chosen = st.segmented_control(
        _("Count"), list(told), default="positions", required=True, format_func=told.__getitem__, key="mix_measure",
        persist_state="session", help=pieces.explained(view.display, "heads"),
    )  # fmt: skip
    return str(chosen or "positions")


def _stack(view: View, date: pd.Timestamp, measure: str) -> None:
    _ = view.display.words
    pools = staffing.pool_of_group(view.centre)
    key = (*view.key, str(date.date()))
    wide = state.kept("by_pool", (*key, measure), lambda: staffing.by_pool(view.table("mix"), pools, date, measure))
    needed = state.kept("required", key, lambda: staffing.required(view.table("requirement"), date))
    if wide.empty:
        st.info(_("Nobody is planned on this day."))
        return
    hours = wide.sum() * view.centre.interval_min / 60.0
    kinds = {name: pool.kind for name, pool in view.centre.pools.items()}
    by_kind = hours.groupby(hours.index.map(kinds)).sum()
    total = float(hours.sum())
    peak = view.display.number(float(wide.sum(axis=1).max()))
    tiles = [(_("At the peak"), peak, _("positions") if measure == "positions" else _("heads to book"), measure)]
    kinds_told = {"internal": _("Own staff"), "backup": _("Backup"), "outsourced": _("Partners")}
    for kind, label in kinds_told.items():
        own = float(by_kind.get(kind, 0.0))
        below = _("{hours} h on this day").format(hours=view.display.number(own))
        tiles.append((label, view.display.share(own / total if total else 0.0, 0), below, ""))
    pieces.tiles(view.display, tiles)
    unit = _("positions") if measure == "positions" else _("heads")
    figure = charts.by_pool(
        wide, needed if measure == "positions" else None, view.centre, pieces.look(view.display), unit
    )
    pieces.chart(figure, "mix_stack", _("People by pool over the day"))


def _orders(view: View) -> None:
    _ = view.display.words
    display = view.display
    rows = state.kept("orders", view.key, lambda: money.orders_to_place(view.table("orders"), view.centre))
    pools = view.centre.pools
    rows = rows.assign(title=rows["pool"].map(pieces.titles(pools, display)).fillna(rows["pool"]))
    columns = {
        "order_by": pieces.day(_("Order by"), pieces.explained(display, "lead_time")),
        "days_left": pieces.number(display, _("Days left")),
        "title": pieces.words(_("Pool")),
        "first": pieces.day(_("First day")),
        "last": pieces.day(_("Last day")),
        "days": pieces.number(display, _("Days")),
        "peak_heads": pieces.number(display, _("Most heads a day")),
        "shifts": pieces.number(display, _("Shifts")),
        "hours": pieces.number(display, _("Paid hours")),
        "cost_cny": pieces.number(display, _("Cost, {currency}").format(currency=view.centre.currency)),
    }
    pieces.table(rows, columns, "orders_table", empty=_("No seats of backup or partners are needed."))
    with st.expander(_("Each day and skill group"), icon=":material/list:"):
        each = view.table("orders").sort_values(["date", "pool", "group"], kind="stable")
        each = each.assign(title=each["pool"].map(pieces.titles(pools, display)).fillna(each["pool"]))
        columns = {
            "date": pieces.day(_("Day of service")),
            "title": pieces.words(_("Pool")),
            "group": pieces.words(_("Skill group")),
            "heads": pieces.number(display, _("Heads")),
            "hours": pieces.number(display, _("Paid hours")),
            "cost_cny": pieces.number(display, _("Cost, {currency}").format(currency=view.centre.currency)),
            "order_by": pieces.day(_("Order by")),
        }
        pieces.table(each, columns, "orders_each", empty=_("No seats of backup or partners are needed."))


def _requirement(view: View, date: pd.Timestamp) -> None:
    _ = view.display.words
    display = view.display
    names = pieces.titles(view.centre.queues, display)
    with st.columns([2, 5])[0]:
        queue = state.pick("queue", _("Queue"), list(names), names.__getitem__)
    key = (*view.key, queue, str(date.date()))
    played = state.kept(
        "queue_day", key, lambda: promise.by_interval(view.table("replay"), view.table("requirement"), queue, date)
    )
    target = view.centre.queues[queue].target
    if len(played):
        figure = service.queue_day(played, target.service_level, pieces.look(display))
        pieces.chart(figure, "queue_day", _("Service level by interval"))
    rows = state.kept("by_hour", key, lambda: staffing.requirement_by_hour(view.table("requirement"), queue, date))
    for name in ("service_level", "abandonment", "occupancy"):
        rows = rows.assign(**{name: rows[name] * 100})
    rows = rows.assign(
        hour=[f"{hour:02d}:00" for hour in rows["hour"]],
        method=[display.told_methods(method) for method in rows["method"]],
    )
    columns = {
        "hour": pieces.words(_("Hour")),
        "volume": pieces.number(display, _("Contacts")),
        "aht_s": pieces.number(display, _("Handling time, s"), "aht_s"),
        "load_erl": pieces.number(display, _("Load, erlangs"), "load_erl", 1),
        "positions": pieces.number(display, _("Positions, most"), "positions", 1),
        "service_level": pieces.share(display, _("Predicted"), "predicted"),
        "asa_s": pieces.number(display, _("Mean wait, s"), "asa_s", 1),
        "abandonment": pieces.share(display, _("Abandoned"), "abandonment"),
        "occupancy": pieces.share(display, _("Occupancy"), "occupancy"),
        "method": pieces.words(_("Method")),
    }
    pieces.table(rows, columns, "requirement_table", empty=_("This queue is closed on this day."))


def _shortage(view: View) -> None:
    _ = view.display.words
    display = view.display
    rows = state.kept(
        "shortage", view.key, lambda: staffing.shortage_hours(view.table("shortage"), view.centre.interval_min)
    )
    rows = rows.assign(
        title=rows["queue"].map(pieces.titles(view.centre.queues, display)).fillna(rows["queue"]),
        reason=[display.told(reason) for reason in rows["reason"]],
    )
    if len(rows):
        st.caption(pieces.explained(display, "shortage"))
    columns = {
        "date": pieces.day(_("Day")),
        "title": pieces.words(_("Queue")),
        "hours": pieces.number(display, _("Position hours"), "shortage", 1),
        "peak": pieces.number(display, _("Most positions short"), digits=1),
        "reason": pieces.words(_("Limit that binds"), width="large"),
    }
    pieces.table(rows, columns, "shortage_table", empty=_("Every required position is filled."))
