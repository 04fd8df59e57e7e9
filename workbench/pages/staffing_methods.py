"""The planner's word on how positions are computed: a method for queues and days, with a reason, to be taken back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.contracts.centre import Queue
from workbench.desk import CentreTable
from workbench.figures import centre_rows
from workbench.figures.centre_rows import EVERY
from workbench.i18n import N_
from workbench.pages import centre_edits, pieces
from workbench.state import View

TABLE = "staffing_methods"
METHODS = {
    "automatic": N_("chosen automatically"),
    "transient": N_("followed through time"),
    "mol": N_("by the load of the moment"),
    "stationary": N_("each interval by itself"),
}


def render(view: View, queue: str, date: pd.Timestamp) -> None:
    """The rows there are, a form for one more, and how to take one back; folded away, as it is needed seldom."""
    _ = view.display.words
    with st.expander(_("Choose the method yourself"), icon=":material/rule_settings:"):
        st.caption(
            _(
                "The method is chosen automatically and the reason stands above. If you know better, say so here with "
                "a reason: it holds from the next plan on, and where rows overlap the later one counts."
            )
        )
        if view.centre.queues[queue].deferred:
            st.caption(_("Work that may wait is always spread until its deadline; there is nothing to choose."))
            return
        allowed = centre_edits.may_edit(view)
        table = centre_edits.table(view, TABLE)
        _form(view, queue, date, table, allowed=allowed)
        _rows(view, table, allowed=allowed)


def _form(view: View, queue: str, date: pd.Timestamp, table: CentreTable, *, allowed: bool) -> None:
    _ = view.display.words
    nonce = centre_edits.nonce()
    titles = {queue: view.display.title(view.centre.queues[queue]), EVERY: _("all queues answered at once")}
    told = {name: _(words) for name, words in METHODS.items()}
    what, days_at, how = st.columns([3, 3, 3], vertical_alignment="bottom")
    chosen = what.selectbox(_("Queue"), list(titles), format_func=titles.__getitem__, disabled=not allowed,
                            key=f"method_queue_{queue}_{nonce}")  # fmt: skip
    first, last = view.centre.window.first.date(), view.centre.window.last.date()
    days = days_at.date_input(
        _("Days (first and last)"), (date.date(), date.date()), first, last, key=f"method_days_{date.date()}_{nonce}",
        format="YYYY-MM-DD", disabled=not allowed,
    )  # fmt: skip
    method = how.selectbox(_("Method"), list(told), 1, format_func=told.__getitem__, key=f"method_how_{nonce}",
                           disabled=not allowed)  # fmt: skip
    why, go = st.columns([6, 2], vertical_alignment="bottom")
    reason = why.text_input(_("Reason (required)"), key=f"method_reason_{nonce}", max_chars=200, disabled=not allowed,
                            placeholder=_("why the automatic choice is not right here"))  # fmt: skip
    if go.button(_("Save"), key="save_method", type="primary", icon=":material/save:", width="stretch",
                 disabled=not allowed or not days):  # fmt: skip
        picked = sorted(days)
        row = {"queue": str(chosen), "start_date": str(picked[0]), "end_date": str(picked[-1]), "method": str(method),
               "reason": reason}  # fmt: skip
        same = [words for words in table.words if all(words[name] == row[name] for name in _KEY)]
        edit = table.edit(same[0] if same else None, row)
        centre_edits.save(view, [edit], reason, _("The method is saved. Plan again to size with it."))


_KEY = ("queue", "start_date", "end_date")


def _rows(view: View, table: CentreTable, *, allowed: bool) -> None:
    _ = view.display.words
    for left in table.left_out:
        st.warning(pieces.plain(view.display.told(left.text)), icon=":material/warning:")
    if not table.words:
        st.caption(_("Nothing is overruled: every method is chosen automatically."))
        return
    states = centre_edits.row_states(view, TABLE, table)
    words = centre_edits.state_words(view)
    if waits := centre_rows.waiting(states):
        told_at, button = st.columns([5, 2], vertical_alignment="center")
        told_at.info(_("Not in this plan yet: {count}. Staffing and roster follow with the next plan.")
                     .format(count=waits), icon=":material/pending_actions:")  # fmt: skip
        with button:
            centre_edits.replan_button(view)
    told = pd.DataFrame([
        {
            "queue": _queue_title(view, row["queue"]), "first": row["start_date"], "last": row["end_date"],
            "method": _(METHODS.get(row["method"], row["method"])), "reason": row["reason"],
            "state": words.get(states.get(tuple(row[name] for name in _KEY), ""), ""),
        }
        for row in table.words
    ])  # fmt: skip
    columns = {
        "queue": pieces.words(_("Queue")), "first": pieces.words(_("First day")), "last": pieces.words(_("Last day")),
        "method": pieces.words(_("Method")), "reason": pieces.words(_("Reason"), width="medium"),
        "state": pieces.words(_("Takes effect")),
    }  # fmt: skip
    pieces.table(told, columns, "methods_table")
    _take_back(view, table, told, allowed=allowed)


def _take_back(view: View, table: CentreTable, told: pd.DataFrame, *, allowed: bool) -> None:
    _ = view.display.words
    nonce = centre_edits.nonce()
    keys = list(table.keys)
    named = {key: f"{row['queue']} · {row['first']} – {row['last']} · {row['method']}"
             for key, row in zip(keys, told.to_dict("records"), strict=True)}  # fmt: skip
    which, why, go = st.columns([4, 4, 2], vertical_alignment="bottom")
    key = which.selectbox(_("Take back"), keys, format_func=named.__getitem__, key=f"method_which_{nonce}",
                          disabled=not allowed)  # fmt: skip
    reason = why.text_input(_("Reason (required)"), key=f"method_undo_{nonce}", max_chars=200, disabled=not allowed)
    if go.button(_("Take back"), key="undo_method", icon=":material/undo:", disabled=not allowed, width="stretch"):
        edit = table.edit(table.words[keys.index(key)], None)
        centre_edits.save(view, [edit], reason, _("The row is taken back; the next plan chooses by itself again."))


def _queue_title(view: View, name: str) -> str:
    queue: Queue | None = view.centre.queues.get(name)
    return view.display.words("all queues") if queue is None else view.display.title(queue)
