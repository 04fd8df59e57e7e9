"""Events: what is coming and what has been, how large, since when known; days, sizes and hour shapes to edit."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import CentreTable
from workbench.figures import event_list
from workbench.figures.centre_rows import EVERY
from workbench.pages import centre_edits, event_forms, event_lessons, event_proposals, hour_shapes, pieces
from workbench.pages.forecast_view import source_words
from workbench.state import View

TABLE = "events"
NEW = "\x00new"
LIST_PX = 320


def render(view: View, queue: str) -> None:
    """The tab."""
    _ = view.display.words
    centre_edits.next_plan(view)
    allowed = centre_edits.may_edit(view)
    table = centre_edits.table(view, TABLE)
    for left in table.left_out:
        st.warning(pieces.plain(view.display.told(left.text)), icon=":material/warning:")
    effects = view.table("event_effects")
    _list(view, event_list.occurrences(table.rows, effects, view.centre.as_of))
    _editor(view, queue, table, allowed=allowed)
    with st.expander(_("Propose the events of a year"), icon=":material/calendar_add_on:"):
        event_proposals.render(view, table, allowed=allowed)
    with st.expander(_("Named hour shapes"), icon=":material/bar_chart:"):
        hour_shapes.render(view, allowed=allowed)
    _effects(view, queue, effects)
    st.subheader(_("What we learned"), help=pieces.explained(view.display, "lesson"))
    event_lessons.render(view, queue)


def _list(view: View, rows: pd.DataFrame) -> None:
    _ = view.display.words
    st.subheader(_("Calendar of events"), help=pieces.explained(view.display, "event"))
    titles = {EVERY: _("all queues"), **pieces.titles(view.centre.queues, view.display)}
    sources = {**source_words(view), "": _("learned when planned")}
    told = rows.assign(
        when=[_("coming") if coming else _("past") for coming in rows["coming"]],
        days=[_days(view, first, last) for first, last in zip(rows["first"], rows["last"], strict=True)],
        of=[_("{count} queues").format(count=len(names)) if len(names) > 2
            else ", ".join(titles.get(name, name) for name in names) for names in rows["queues"]],
        told=[sources.get(source, source) if source or coming else ""
              for source, coming in zip(rows["source"], rows["coming"], strict=True)],
    )  # fmt: skip
    columns = {
        "when": pieces.words(_("When")),
        "event": pieces.words(_("Event")),
        "kind": pieces.words(_("Kind"), _("Occurrences of one kind teach each other.")),
        "days": pieces.words(_("Dates")),
        "of": pieces.words(_("Queues")),
        "size": st.column_config.NumberColumn(
            _("Largest day"), format="×%.2f", help=pieces.explained(view.display, "effect")
        ),
        "told": pieces.words(_("Source")),
    }
    pieces.table(
        told, columns, "events_table", height=min(LIST_PX, 38 + 35 * max(len(told), 1)),
        empty=_("No event is known. Add one below: days, queues and, if you know it, a size; blank sizes are learned."),
    )  # fmt: skip


def _days(view: View, first: pd.Timestamp, last: pd.Timestamp) -> str:
    short = view.display.day(first, weekday=False)
    until = "" if first == last else f" – {view.display.day(last, weekday=False)}"
    return f"{first:%Y} · {short}{until}"


def _editor(view: View, queue: str, table: CentreTable, *, allowed: bool) -> None:
    _ = view.display.words
    st.subheader(_("Add or change an event"))
    names = list(event_list.occurrences(table.rows, None, view.centre.as_of)["event"])
    told = {NEW: _("new event ...")}
    chosen = st.selectbox(_("Event"), [*names, NEW], format_func=lambda name: told.get(name, name),
                          key=f"event_choice_{centre_edits.nonce()}")  # fmt: skip
    if chosen == NEW:
        event_forms.new_event(view, table, allowed=allowed)
    else:
        event_forms.known_event(view, queue, str(chosen), table, allowed=allowed)


def _effects(view: View, queue: str, effects: pd.DataFrame) -> None:
    """What the plan reckons with, day by day, and where it was learned."""
    _ = view.display.words
    title = pieces.plain(view.display.title(view.centre.queues[queue]))
    st.subheader(_("What this plan reckons with: {queue}").format(queue=title),
                 help=pieces.explained(view.display, "effect"))  # fmt: skip
    rows = effects[effects["queue"] == queue].sort_values("date", kind="stable")
    rows = rows.assign(
        day=[view.display.day(date) for date in rows["date"]],
        source=rows["source"].map(source_words(view)),
        note=[view.display.told(note) for note in rows["note"]],
    )
    columns = {
        "day": pieces.words(_("Day")),
        "event": pieces.words(_("Event")),
        "size": st.column_config.NumberColumn(
            _("Multiple"), format="×%.2f", help=pieces.explained(view.display, "effect")
        ),
        "source": pieces.words(_("Source")),
        "note": pieces.words(_("Learned from, or reason"), width="large"),
    }
    pieces.table(rows, columns, "plan_effects_table", empty=_("No event touches this queue."))
