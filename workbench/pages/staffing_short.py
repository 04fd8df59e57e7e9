"""Shortage: positions that stay empty, when, how many, and the limit that makes it so, with what would lift it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import staffing_short as charts
from workbench.figures import staffing
from workbench.pages import next_steps, pieces
from workbench.state import View


def render(view: View) -> None:
    """The section."""
    _ = view.display.words
    display = view.display
    rows = state.kept(
        "shortage", view.key, lambda: staffing.shortage_hours(view.table("shortage"), view.centre.interval_min)
    )
    if rows.empty:
        st.success(_("Every required position is filled."), icon=":material/task_alt:")
        return
    names = pieces.titles(view.centre.queues, display)
    total, worst = float(rows["hours"].sum()), rows.iloc[0]
    pieces.tiles(display, [
        (_("Position hours short"), display.number(total, 1), _("all queues and days"), "shortage"),
        (_("Most at once"), display.number(float(rows["peak"].max()), 1), _("positions"), "positions"),
        (_("Worst day"), display.day(worst["date"]), names.get(str(worst["queue"]), str(worst["queue"])), ""),
    ])  # fmt: skip
    figure = charts.by_day(rows, names, pieces.look(display))
    pieces.chart(figure, "shortage_days", _("Position hours that stay empty, by day and queue"))
    st.caption(pieces.explained(display, "shortage"))
    _table(view, rows, names)


def _table(view: View, rows: pd.DataFrame, names: dict[str, str]) -> None:
    _ = view.display.words
    display = view.display
    rows = rows.assign(
        title=rows["queue"].map(names).fillna(rows["queue"]),
        remedy=[_(next_steps.remedy(reason)) for reason in rows["reason"]],
        reason=[display.told(reason) for reason in rows["reason"]],
    )
    columns = {
        "date": pieces.day(_("Day")),
        "title": pieces.words(_("Queue")),
        "hours": pieces.number(display, _("Position hours"), "shortage", 1),
        "peak": pieces.number(display, _("Most positions short"), digits=1),
        "reason": pieces.words(_("Limit that binds"), width="medium"),
    }
    pieces.table(rows, columns, "shortage_table")
    st.markdown(f"**{_('What would help')}**")
    helped = rows.groupby("remedy")["hours"].sum().sort_values(ascending=False, kind="stable")
    told = _("{remedy} ({hours} position hours)")
    lines = [told.format(remedy=what, hours=display.number(hours, 1)) for what, hours in helped.items()]
    st.markdown("\n".join(f"- {pieces.plain(line)}" for line in lines))
