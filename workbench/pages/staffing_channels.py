"""Channels: what waits until its deadline, call-backs promised and kept, outbound calls between those that come in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import staffing_channels as charts
from workbench.figures import staffing_channels
from workbench.figures.roster_grid import days_of
from workbench.pages import pieces
from workbench.pages.day_choice import pick_day
from workbench.state import View


def render(view: View) -> None:
    """The section: a part for each kind of work the centre has, and a word on how to have the others."""
    _ = view.display.words
    parts = {
        "deferred_backlog": (_("Work that may wait"), _backlog),
        "callback_plan": (_("Call-backs"), _callbacks),
        "outbound_plan": (_("Outbound calls"), _outbound),
    }
    if not any(view.has(name) for name in parts):
        pieces.not_in_plan(view.display, _("backlogs, call-backs and outbound calls"))
        return
    for name, (words, draw) in parts.items():
        if view.has(name):
            st.subheader(words)
            draw(view, view.table(name))


def _backlog(view: View, backlog: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    rows = state.kept("backlogs", view.key, lambda: staffing_channels.backlog_by_queue(backlog))
    if rows.empty:
        st.caption(_("No queue of this centre may wait: none has a deadline (deadline_h in queues.csv)."))
        return
    names = pieces.titles(view.centre.queues, display)
    late = float(rows["late"].sum())
    if late >= 1.0:
        st.warning(_("{late} contacts will be done after their deadline with the people planned.")
                   .format(late=display.number(late)), icon=":material/warning:")  # fmt: skip
    else:
        st.success(_("With the people planned all of this work is done within its deadline."),
                   icon=":material/task_alt:")  # fmt: skip
    told = rows.assign(
        title=rows["queue"].map(names).fillna(rows["queue"]),
        deadline=[float(view.centre.queues[name].deadline_h or 0.0) for name in rows["queue"]],
        when=[display.instant(ts) for ts in rows["waiting_ts"]],
    )
    columns = {
        "title": pieces.words(_("Queue")),
        "deadline": pieces.number(display, _("Deadline, h"), "deadline", 1),
        "waiting": pieces.number(display, _("Most waiting")),
        "when": pieces.words(_("Then")),
        "waiting_h": pieces.number(display, _("Hours of work"), "waiting_h", 1),
        "oldest_h": pieces.number(display, _("Oldest waits, h"), "oldest_h", 1),
        "late": pieces.number(display, _("Late"), "late_contacts", 0),
    }
    at = pieces.choice_table(told, columns, "backlog_table", height="auto")
    queue = str(rows.iloc[at]["queue"])
    mine = staffing_channels.backlog_of(backlog, queue)
    st.markdown(f"**{pieces.plain(names.get(queue, queue))}**")
    pieces.chart(charts.backlog(mine, pieces.look(display)), "backlog_chart", _("Contacts waiting over the days"))


def _callbacks(view: View, plan: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    if plan.empty:
        st.caption(_("No queue offers call-backs. A row in callbacks.csv offers them above an expected wait; the load "
                     "then moves into the valley."))  # fmt: skip
        return
    rows = state.kept("callbacks", view.key, lambda: staffing_channels.callbacks_by_day(plan, view.centre.interval_min))
    names = pieces.titles(view.centre.queues, display)
    queues = list(dict.fromkeys(plan["queue"]))
    left, right, _rest = st.columns([2, 2, 3], vertical_alignment="bottom")
    with left:
        queue = state.pick("callback_queue", _("Queue"), queues, lambda name: names.get(name, name))
    with right:
        date = pd.Timestamp(pick_day(view, [day.date().isoformat() for day in days_of(view.centre)]))
    mine = rows[rows["queue"] == queue]
    accepted = float(mine["accepted"].sum())
    kept = float((mine["accepted"] * mine["kept"]).sum() / accepted) if accepted > 0 else float("nan")
    pieces.tiles(display, [
        (_("Offered"), display.number(float(mine["offered"].sum())), _("all days"), ""),
        (_("Accepted"), display.number(accepted), _("they leave the line"), ""),
        (_("Called back in time"), display.share(kept), "", "kept"),
        (_("Hours for it"), display.number(float(mine["hours"].sum())), _("of positions"), ""),
    ])  # fmt: skip
    day = staffing_channels.day_of(plan, "queue", queue, date)
    if (day["accepted"] > 0).any() or (day["callback_positions"] > 0).any():
        pieces.chart(charts.callbacks(day, pieces.look(display)), "callback_chart",
                     _("Positions for those who wait and for call-backs over the day"))  # fmt: skip
    else:
        st.caption(_("No call-back is expected on this day: nobody would wait long enough to be offered one."))
    told = mine.assign(kept=mine["kept"] * 100.0)
    columns = {
        "date": pieces.day(_("Day")), "offered": pieces.number(display, _("Offered")),
        "accepted": pieces.number(display, _("Accepted")), "kept": pieces.share(display, _("In time"), "kept"),
        "hours": pieces.number(display, _("Position hours"), "positions", 1),
    }  # fmt: skip
    pieces.table(told, columns, "callback_table", empty=_("No call-backs on any of these days."))


def _outbound(view: View, plan: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    if plan.empty:
        st.caption(_("No outbound campaign. A row in outbound.csv has people called in the valleys of a queue, within "
                     "lawful hours, and only while enough people are free for the queue."))  # fmt: skip
        return
    rows = state.kept("campaigns", view.key, lambda: staffing_channels.campaigns(plan, view.centre.interval_min))
    told = rows.assign(
        first=[_day(view, ts) for ts in rows["first_ts"]], last=[_day(view, ts) for ts in rows["last_ts"]]
    )
    columns = {
        "campaign": pieces.words(_("Campaign")), "contacts": pieces.number(display, _("To be called")),
        "left": pieces.number(display, _("Not called by the end")),
        "blended_h": pieces.number(display, _("Between the queue's calls, h"), "blended", 1),
        "extra_h": pieces.number(display, _("Added, h"), "blended", 1),
        "first": pieces.words(_("First call")), "last": pieces.words(_("Last call")),
    }  # fmt: skip
    left = float(rows["left"].sum())
    if left >= 1.0:
        st.warning(_("{left} people cannot be called within these days and hours: too few people are free.")
                   .format(left=display.number(left)), icon=":material/warning:")  # fmt: skip
    at = pieces.choice_table(told, columns, "outbound_table", height="auto")
    campaign = str(rows.iloc[at]["campaign"])
    with st.columns([2, 5])[0]:
        days = sorted({str(ts.date()) for ts in plan.loc[plan["campaign"] == campaign, "ts"]})
        date = state.pick("outbound_day", _("Day"), days, lambda day: display.day(pd.Timestamp(day)))
    day = staffing_channels.day_of(plan, "campaign", campaign, pd.Timestamp(date))
    if not ((day["blended_positions"] + day["extra_positions"]) > 0).any():
        st.caption(_("Nobody is called on this day."))
        return
    pieces.chart(charts.outbound(day, pieces.look(display)), "outbound_chart",
                 _("Outbound work over the day, between the calls of the queue and added"))  # fmt: skip


def _day(view: View, ts: pd.Timestamp) -> str:
    return "–" if pd.isna(ts) else view.display.instant(ts)
