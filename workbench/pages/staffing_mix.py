"""Mix: which pool fills how many seats, whom to call by when, what was agreed, and which limit costs how much."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.contracts.grid import local_date
from workbench import state
from workbench.charts import staffing as charts
from workbench.charts import staffing_mix as mix_charts
from workbench.figures import money, staffing, staffing_mix
from workbench.figures.roster_grid import days_of
from workbench.pages import pieces, staffing_limits, staffing_words
from workbench.pages.day_choice import pick_day
from workbench.state import View


def render(view: View) -> None:
    """The section."""
    _ = view.display.words
    st.subheader(_("Whom to call, and by when"), help=pieces.explained(view.display, "lead_time"))
    _calendar(view)
    _orders(view)
    st.subheader(_("Who covers the day"))
    one, two, _rest = st.columns([2, 3, 2], vertical_alignment="bottom")
    with one:
        day = pick_day(view, [date.date().isoformat() for date in days_of(view.centre)])
    with two:
        measure = _measure(view)
    _stack(view, pd.Timestamp(day), measure)
    staffing_limits.render(view)


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
    shared = view.has("requirement_cuts") and (local_date(view.table("requirement_cuts")["ts"]) == date).any()
    required = _("required, each queue by itself") if shared else _("positions required, all queues")
    line = needed if measure == "positions" else None
    figure = charts.by_pool(wide, line, view.centre, pieces.look(view.display), unit, required)
    pieces.chart(figure, "mix_stack", _("People by pool over the day"))
    if shared and line is not None:
        st.caption(_("Where fewer are planned than the line, queues share their people: Requirement tells what that "
                     "saves. What really lacks stands under Shortage."))  # fmt: skip


def _calendar(view: View) -> None:
    _ = view.display.words
    orders = view.table("orders")
    if not (orders["heads"] > 0).any():
        st.info(_("No seats of backup or partners are needed."), icon=":material/task_alt:")
        return
    spans = state.kept("spans", view.key, lambda: staffing_mix.spans(orders))
    calls = state.kept("orders", view.key, lambda: money.orders_to_place(orders, view.centre))
    titles = pieces.titles(view.centre.pools, view.display)
    figure = mix_charts.calendar(spans, calls, titles, view.centre, pieces.look(view.display))
    pieces.chart(figure, "mix_calendar", _("Calendar: last day to call each pool, training, days of service"))
    st.caption(_("▼ last day to call · hatched: training · bars: days of service with the heads called for each day."))


def _orders(view: View) -> None:
    _ = view.display.words
    display = view.display
    rows = state.kept("orders", view.key, lambda: money.orders_to_place(view.table("orders"), view.centre))
    titles = pieces.titles(view.centre.pools, display)
    rows = rows.assign(title=rows["pool"].map(titles).fillna(rows["pool"]))
    cost = pieces.number(display, _("Cost, {currency}").format(currency=view.centre.currency))
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
        "cost_cny": cost,
    }
    pieces.table(rows, columns, "orders_table", empty="")
    _built(view, titles)
    with st.expander(_("Each day and skill group"), icon=":material/list:"):
        each = view.table("orders").sort_values(["date", "pool", "group"], kind="stable")
        each = each.assign(title=each["pool"].map(titles).fillna(each["pool"]))
        if "bound_by" in each.columns:
            each = each.assign(bound=[_(staffing_words.BOUND_BY.get(one, one)) for one in each["bound_by"]])
        columns = {
            "date": pieces.day(_("Day of service")),
            "title": pieces.words(_("Pool")),
            "group": pieces.words(_("Skill group")),
            "heads": pieces.number(display, _("Heads")),
            "hours": pieces.number(display, _("Paid hours")),
            "cost_cny": cost,
            "order_by": pieces.day(_("Order by")),
            "bound": pieces.words(_("What sets that day")),
            "position_h": pieces.number(display, _("Empty if later, h"), "empty_if_later", 1),
        }
        pieces.table(each, columns, "orders_each", empty=_("No seats of backup or partners are needed."))


def _built(view: View, titles: dict[str, str]) -> None:
    """What the roster takes of the orders, as its shifts are others than those the mix reckoned with."""
    _ = view.display.words
    display = view.display
    rows = state.kept("orders_built", view.key, lambda: staffing_mix.built(view.table("orders"), view.table("roster")))
    if rows.empty:
        return
    one = _("{pool} {cost} ({hours} h)")
    each = [
        one.format(pool=titles.get(str(row["pool"]), row["pool"]), cost=display.money(row["built_cny"]),
                   hours=display.number(row["built_h"]))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    told = _("Hours and cost here are as ordered by the mix. The roster as built, with the patterns its shifts "
             "were given, takes: {each}. The summary and the cost of the overview count the roster.")  # fmt: skip
    st.caption(pieces.plain(told.format(each=_("; ").join(each))))
