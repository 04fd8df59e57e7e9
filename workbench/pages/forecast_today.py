"""The running day: what has arrived, and the rest of the day and the next days forecast anew from it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.contracts.errors import PeakcrewError
from workbench import state
from workbench.charts import today as charts
from workbench.desk import Today
from workbench.figures import today as figures
from workbench.pages import pieces
from workbench.state import View


def render(view: View, queue: str) -> None:
    """The tab."""
    _ = view.display.words
    st.caption(_("The plan's forecast of the running day made anew from what has arrived so far; it is shown, not "
                 "stored, and "
                 "the roster stays as it is."))  # fmt: skip
    until = _arrived_until(view)
    if until is None:
        told = _("Nothing has arrived for a day of this plan yet. Import the day so far (peakcrew import FILE --centre "
                 "FOLDER); then the rest of the day can be forecast anew here.")  # fmt: skip
        st.info(told, icon=":material/hourglass_empty:")
        return
    day_at, time_at, go = st.columns([2, 2, 3], vertical_alignment="bottom")
    date = day_at.date_input(_("Day"), until.date(), key="today_day", format="YYYY-MM-DD")
    time = time_at.time_input(_("What had arrived by"), until.time(), key="today_time",
                              help=_("Later intervals are not looked at."))  # fmt: skip
    if go.button(_("Forecast the rest of the day"), key="today_go", type="primary", icon=":material/update:"):
        state.put("today_at", f"{date} {time:%H:%M}")
    at = str(state.held("today_at", ""))
    if not at:
        st.caption(_("This takes some seconds for each queue."))
        return
    try:
        with st.spinner(_("Looking at what has arrived ...")):
            made = state.kept("today", (view.key, view.desk.accuracy_state(view.user, view.centre.name), at),
                              lambda: view.desk.today(view.user, view.plan_id, at))  # fmt: skip
    except PeakcrewError as error:
        pieces.problem(error, view.display)
        return
    _shown(view, queue, made)


def _arrived_until(view: View) -> pd.Timestamp | None:
    """The end of the last interval that arrived, where it lies on a day of the forecast; naive, by the centre's "
    "clock."""
    span = view.desk.history_days(view.user, view.centre.name, view.centre.zone)
    if span is None:
        return None
    end = (span[1] + pd.Timedelta(minutes=view.centre.interval_min)).tz_localize(None)
    ts = view.table("forecast")["ts"]
    first, last = (stamp.tz_localize(None) for stamp in (ts.min(), ts.max()))
    return end if first < end <= last else None


def _shown(view: View, queue: str, made: Today) -> None:
    _ = view.display.words
    display = view.display
    for warning in made.warnings:
        st.caption(pieces.plain(display.told(warning)))
    days = figures.by_queue(made.days)
    own = days[days["queue"] == queue]
    if own.empty:
        st.info(_("This queue is closed on that day."), icon=":material/door_front:")
        return
    row = own.iloc[0]
    moved_pct = (float(row["moved"]) - 1.0) * 100.0
    pieces.tiles(
        display,
        [
            (_("Arrived by {at}").format(at=f"{made.at:%H:%M}"), display.number(float(row["arrived"])),
             display.day(row["date"]), ""),
            (_("Expected today"), display.number(float(row["volume"])),
             _("90 % band {range}").format(
                 range=f"{display.number(float(row['q05']))}–{display.number(float(row['q95']))}"), "band"),
            (_("Expected before"), display.number(float(row["volume_before"])), _("by the plan"), ""),
            (_("Rest of the day"), f"{display.change(moved_pct, 1)} %", _("against the plan"), ""),
        ],
    )  # fmt: skip
    figure = charts.of_day(figures.of_day(made.intervals, queue), pieces.look(display))
    pieces.chart(figure, "today_chart", _("What was expected, what has arrived and what is expected now"))
    _queues(view, days)


def _queues(view: View, days: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    st.subheader(_("All queues"))
    rows = days.assign(
        title=days["queue"].map(pieces.titles(view.centre.queues, display)), moved=(days["moved"] - 1.0) * 100.0
    )
    columns = {
        "title": pieces.words(_("Queue")),
        "arrived": pieces.number(display, _("Arrived")),
        "volume": pieces.number(display, _("Expected today")),
        "q05": pieces.number(display, _("90 % band, from"), "band"),
        "q95": pieces.number(display, _("90 % band, to"), "band"),
        "volume_before": pieces.number(display, _("Expected before")),
        "moved": st.column_config.NumberColumn(_("Rest of the day"), format="%+.1f %%"),
    }
    pieces.table(rows, columns, "today_table")
