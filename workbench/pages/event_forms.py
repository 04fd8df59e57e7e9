"""The forms of events: a new one by its main day and the days around it, a known one row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.contracts.settings import EVENTS
from workbench.desk import CentreTable
from workbench.figures import event_list
from workbench.figures.centre_rows import EVERY
from workbench.pages import centre_edits, pieces
from workbench.state import View

KEY = ("event", "queue", "date")
GRID = ["date", "queue", "offset_d", "size", "shape", "note"]
MOST_SIZE = 50.0


def new_event(view: View, table: CentreTable, *, allowed: bool) -> None:
    """A new event: name, kind, queues, main day with days before and after, size, reason."""
    _ = view.display.words
    nonce = centre_edits.nonce()
    titles = {EVERY: _("all queues"), **pieces.titles(view.centre.queues, view.display)}
    kinds = sorted(table.rows["kind"].unique())
    with st.form(f"event_form_{nonce}"):
        name_at, kind_at, queues_at = st.columns([3, 3, 4], vertical_alignment="bottom")
        name = name_at.text_input(_("Name of the event"), key=f"event_name_{nonce}", disabled=not allowed,
                                  placeholder="spring-sale-2027")  # fmt: skip
        kind = kind_at.selectbox(
            _("Kind"), kinds, index=None, accept_new_options=True, key=f"event_kind_{nonce}", disabled=not allowed,
            placeholder=_("choose one, or type a new one"),
            help=_("Occurrences of one kind teach each other: an earlier one of the same kind gives this one its "
                   "size."),
        )  # fmt: skip
        queues = queues_at.multiselect(_("Queues"), list(titles), [EVERY], titles.__getitem__,
                                       key=f"event_queues_{nonce}", disabled=not allowed)  # fmt: skip
        day_at, before_at, after_at, size_at = st.columns([3, 2, 2, 3], vertical_alignment="bottom")
        main = day_at.date_input(_("Main day"), view.centre.window.first.date(), key=f"event_day_{nonce}",
                                 format="YYYY-MM-DD", disabled=not allowed)  # fmt: skip
        before = before_at.number_input(_("Days before"), 0, 60, 0, key=f"event_before_{nonce}", disabled=not allowed)
        after = after_at.number_input(_("Days after"), 0, 60, 0, key=f"event_after_{nonce}", disabled=not allowed)
        size = size_at.number_input(
            _("Multiple of the main day"), 0.0, MOST_SIZE, None, 0.1, key=f"event_size_{nonce}", disabled=not allowed,
            placeholder=_("blank: learned"), help=pieces.explained(view.display, "effect"),
        )  # fmt: skip
        reason = _reason(view, f"event_reason_{nonce}", allowed=allowed)
        sent = st.form_submit_button(_("Add the event"), icon=":material/add:", disabled=not allowed, type="primary")
    if not sent:
        return
    if not name.strip() or not kind or not queues:
        st.error(_("Give the event a name, a kind and at least one queue."), icon=":material/error:")
        return
    chosen = [EVERY] if EVERY in queues else list(queues)
    day, kind = pd.Timestamp(str(main)), str(kind).strip()
    rows = event_list.new_event(name.strip(), kind, chosen, day, int(before), int(after), size, reason.strip())
    edits = [table.edit(None, row) for row in rows]
    centre_edits.save(view, edits, reason, _("The event is saved. The next plan reckons with it."))


def known_event(view: View, queue: str, event: str, table: CentreTable, *, allowed: bool) -> None:
    """The rows of an event in a grid: days, queues, sizes and shapes; rows may be added and removed."""
    _ = view.display.words
    nonce = centre_edits.nonce()
    every = [words for words in table.words if words["event"] == event]
    kind = every[0]["kind"]
    before = [words for words in every if words["queue"] in (queue, EVERY)]
    if len(before) < len(every):
        title = view.display.title(view.centre.queues[queue])
        few = st.toggle(_("Only days of {queue} and of all queues").format(queue=pieces.plain(title)), bool(before),
                        key=f"event_few_{event}")  # fmt: skip
        before = before if few else every
    grid = pd.DataFrame(before, columns=GRID).assign(
        date=lambda rows: pd.to_datetime(rows["date"]),
        offset_d=lambda rows: pd.to_numeric(rows["offset_d"], errors="coerce"),
        size=lambda rows: pd.to_numeric(rows["size"], errors="coerce"),
    )
    st.caption(_("Kind: {kind}. A blank multiple is learned from earlier occurrences. Rows can be added at the end and "
                 "marked at the left to remove them.").format(kind=pieces.plain(kind)))  # fmt: skip
    edited = st.data_editor(
        grid, key=f"event_grid_{event}_{nonce}_{len(before)}", placeholder="",
        num_rows="dynamic" if allowed else "fixed", hide_index=True,
        disabled=not allowed, alt=_("Days of the event, to edit"), height=min(420, 76 + 35 * len(grid)),
        column_config=_columns(view),
    )  # fmt: skip
    after = event_list.event_words(edited, event, kind)
    found = event_list.changes(before, after, KEY)
    reason_at, save_at, drop_at = st.columns([6, 2, 2], vertical_alignment="bottom")
    with reason_at:
        reason = _reason(view, f"known_reason_{nonce}", allowed=allowed)
    label = _("Save {count} changes").format(count=len(found)) if found else _("Save")
    if save_at.button(label, key="save_event", type="primary", icon=":material/save:", width="stretch",
                      disabled=not allowed or not found,
                      help=None if found else _("Nothing is changed yet.")):  # fmt: skip
        edits = [table.edit(old, new) for old, new in found]
        centre_edits.save(view, edits, reason, _("The event is saved. The next plan reckons with it."))
    if drop_at.button(_("Remove the event"), key="remove_event", icon=":material/delete:", width="stretch",
                      disabled=not allowed):  # fmt: skip
        edits = [table.edit(words, None) for words in every]
        centre_edits.save(view, edits, reason, _("The event is removed. The next plan follows without it."))


def _columns(view: View) -> dict[str, Any]:
    _ = view.display.words
    titles = EVENTS.columns
    queues = {EVERY: _("all queues"), **pieces.titles(view.centre.queues, view.display)}
    shapes = sorted(set(centre_edits.table(view, "event_shapes").rows["shape"]))
    return {
        "date": st.column_config.DateColumn(_("Day"), format="YYYY-MM-DD", required=True),
        "queue": st.column_config.SelectboxColumn(_("Queue"), options=list(queues), required=True, default=EVERY,
                                                  format_func=lambda name: queues.get(str(name), str(name))),
        "offset_d": st.column_config.NumberColumn(_("Days from the main day"), step=1, default=0,
                                                  help=_(str(titles["offset_d"].title))),
        "size": st.column_config.NumberColumn(_("Multiple"), min_value=0.0, max_value=MOST_SIZE, step=0.05,
                                              format="%.2f", help=pieces.explained(view.display, "effect")),
        "shape": st.column_config.SelectboxColumn(_("Hour shape"), options=["", *shapes],
                                                  help=_("Blank: as usual, or as learned.")),
        "note": st.column_config.TextColumn(_("Note")),
    }  # fmt: skip


def _reason(view: View, key: str, *, allowed: bool) -> str:
    _ = view.display.words
    return st.text_input(_("Reason (required)"), key=key, max_chars=200, disabled=not allowed,
                         placeholder=_("why this change is made"))  # fmt: skip
