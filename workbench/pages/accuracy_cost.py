"""What errors of the forecast cost in staff: hours in vain, hours missing, contacts answered late."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import accuracy as charts
from workbench.desk import AccuracyWish
from workbench.figures import accuracy_tables as tables
from workbench.pages import pieces
from workbench.state import View


def render(view: View, wish: AccuracyWish, only: str | None) -> None:
    """The section: positions planned for the forecast against those that what came would have needed."""
    _ = view.display.words
    centre = view.stored.plan.centre
    st.subheader(_("What the error cost in staff"), help=pieces.explained(view.display, "cost_of_error"))
    key = (view.desk.accuracy_state(view.user, centre), str(wish))
    with st.spinner(_("sizing what came ...")):
        cost = state.kept("accuracy_cost", key, lambda: view.desk.accuracy(view.user, centre, wish).cost)
    if cost.empty:
        st.caption(_("Nothing to judge."))
        return
    _tiles(view, cost, only)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        figure = charts.hours_of_error(tables.cost_rows(cost, "date", only), pieces.look(view.display))
        pieces.chart(figure, "accuracy_cost_days", _("Position hours too many and too few by day"))
        st.caption(_("Dotted: what chance alone would have shown, had the forecast been exactly right."))
    with right:
        _by_queue(view, cost)


def _tiles(view: View, cost: pd.DataFrame, only: str | None) -> None:
    _ = view.display.words
    display = view.display
    rows = cost.assign(all="")
    both = {version: tables.cost_rows(rows, "all", only, version) for version in ("adjusted", "system")}
    row, system = both["adjusted"].iloc[0], both["system"].iloc[0]

    def alone(column: str, told: str) -> str:
        """The same figure of the models alone, where the planners changed it."""
        return "" if abs(row[column] - system[column]) < 0.5 else _("models alone: {wape}").format(wape=told)

    chance = _("by chance alone: {hours}")
    pieces.tiles(
        display,
        [
            (_("Hours too many"), display.number(row["over_h"]),
             chance.format(hours=display.number(row["chance_over_h"])), "over_h"),
            (_("They cost"), display.money(row["over_cost_cny"]),
             alone("over_cost_cny", display.money(system["over_cost_cny"])), "over_cost"),
            (_("Hours too few"), display.number(row["under_h"]),
             chance.format(hours=display.number(row["chance_under_h"])), "under_h"),
            (_("Contacts answered late"), display.number(row["late"]),
             alone("late", display.number(system["late"])), "late"),
        ],
    )  # fmt: skip


def _by_queue(view: View, cost: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    titles = pieces.titles(view.centre.queues, display)
    price = _("Cost, {currency}").format(currency=view.centre.currency)
    rows = tables.cost_rows(cost, "queue", None)
    rows = rows.assign(
        queue=[titles.get(str(name), str(name)) for name in rows["queue"]],
        service_level=rows["service_level"] * 100.0,
        by_chance=rows["chance_h"] / (rows["over_h"] + rows["under_h"]).where(lambda hours: hours > 0) * 100.0,
    ).sort_values("under_h", ascending=False, kind="stable")
    columns = {
        "queue": pieces.words(_("Queue")),
        "over_h": pieces.number(display, _("Too many, h"), "over_h"),
        "under_h": pieces.number(display, _("Too few, h"), "under_h"),
        "by_chance": pieces.share(display, _("By chance"), "by_chance", digits=0),
        "over_cost_cny": pieces.number(display, price, "over_cost"),
        "late": pieces.number(display, _("Late contacts"), "late"),
        "service_level": pieces.share(display, _("Service level"), "level_after"),
    }  # fmt: skip
    pieces.table(rows, columns, "accuracy_cost_queues", empty=_("Nothing to judge."))
