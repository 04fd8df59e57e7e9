"""What the planner knows better: adjustments of the forecast with a reason, seen before they are saved, undone by "
"one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import CentreTable
from workbench.figures.centre_rows import EVERY
from workbench.pages import adjust_form, centre_edits, pieces
from workbench.state import View

TABLE = "forecast_adjustments"
LEAST_CONTACTS = 0.5  # a smaller change is none


def render(view: View, queue: str) -> None:
    """The tab."""
    _ = view.display.words
    centre_edits.next_plan(view)
    st.caption(_("The models' forecast is never changed: adjustments are laid over it, each with its reason and "
                 "author, and "
                 "the accuracy report tells later whether they helped."))  # fmt: skip
    allowed = centre_edits.may_edit(view)
    table = centre_edits.table(view, TABLE)
    adjust_form.render(view, queue, table, allowed=allowed)
    _list(view, table, allowed=allowed)


def _list(view: View, table: CentreTable, *, allowed: bool) -> None:
    _ = view.display.words
    st.subheader(_("Adjustments"), help=pieces.explained(view.display, "adjusted"))
    for left in table.left_out:
        st.warning(pieces.plain(view.display.told(left.text)), icon=":material/warning:")
    states = centre_edits.row_states(view, TABLE, table)
    if not table.words:
        st.caption(_("No adjustment yet: the plan follows the models. Make one above, or put rows into "
                     "forecast_adjustments.csv of the centre."))  # fmt: skip
        return
    words = centre_edits.state_words(view)
    titles = {EVERY: _("all queues"), **pieces.titles(view.centre.queues, view.display)}
    effects = _effects(view)
    told = pd.DataFrame(
        [
            {
                "queue": titles.get(row["queue"], row["queue"]),
                "days": days_words(view, row["start_date"], row["end_date"]),
                "hours": hours_words(view, row["start_time"], row["end_time"]),
                "what": value_words(view, row),
                "reason": row["reason"],
                "author": row["author"],
                "effect": effects.get(row["adjustment"], ""),
                "state": words[states[(row["adjustment"],)]],
            }
            for row in table.words
        ]
    )
    columns = {
        "queue": pieces.words(_("Queue")),
        "days": pieces.words(_("Dates")),
        "hours": pieces.words(_("Hours")),
        "what": pieces.words(_("What")),
        "effect": pieces.words(_("In this plan"), _("Of the days and hours of the adjustment, before and after it.")),
        "reason": pieces.words(_("Reason"), width="medium"),
        "author": pieces.words(_("Author")),
        "state": pieces.words(_("Takes effect"), _("Adjustments are laid over the forecast when a plan is made.")),
    }
    pieces.table(told, columns, "adjustments_table")
    _remove(view, table, told, allowed=allowed)


def _effects(view: View) -> dict[str, str]:
    """What each adjustment changed in the plan shown: contacts, or handling time, before and after."""
    if not view.has("adjustment_effects"):
        return {}
    number, told = view.display.number, {}
    for name, rows in view.table("adjustment_effects").groupby("adjustment"):
        before, after = float(rows["volume_before"].sum()), float(rows["volume_after"].sum())
        words = f"{number(before)} → {number(after)}"
        if abs(after - before) < LEAST_CONTACTS and before > 0:
            weights = rows["volume_before"] / before
            aht_s = [float((rows[column] * weights).sum()) for column in ("aht_before_s", "aht_after_s")]
            words = " → ".join(view.display.seconds(value) for value in aht_s)
        told[str(name)] = words
    return told


def _remove(view: View, table: CentreTable, told: pd.DataFrame, *, allowed: bool) -> None:
    """Take one adjustment back; the row of a file is left out by an edit, so this too can be undone."""
    _ = view.display.words
    keys = list(table.keys)
    named = {key: f"{row['queue']} · {row['days']} · {row['what']}"
             for key, row in zip(keys, told.to_dict("records"), strict=True)}  # fmt: skip
    nonce = centre_edits.nonce()
    which, why, go = st.columns([4, 4, 2], vertical_alignment="bottom")
    key = which.selectbox(_("Take back"), keys, format_func=named.__getitem__, key=f"undo_which_{nonce}",
                          disabled=not allowed)  # fmt: skip
    reason = why.text_input(_("Reason (required)"), key=f"undo_reason_{nonce}", max_chars=200, disabled=not allowed,
                            placeholder=_("why it is taken back"))  # fmt: skip
    if go.button(_("Take back"), key="undo_adjustment", icon=":material/undo:", disabled=not allowed, width="stretch"):
        edit = table.edit(table.words[keys.index(key)], None)
        centre_edits.save(view, [edit], reason, _("The adjustment is taken back; the next plan follows without it."))


def days_words(view: View, first: str, last: str) -> str:
    """Days from first to last, as the reader writes them."""
    days = [view.display.day(pd.Timestamp(day)) for day in (first, last)]
    return days[0] if first == last else f"{days[0]} – {days[1]}"


def hours_words(view: View, start: str, end: str) -> str:
    """Hours of the day, or all of it."""
    _ = view.display.words
    if not start and not end:
        return _("whole days")
    return f"{start or '00:00'}–{end or '24:00'}"


def value_words(view: View, row: dict[str, str]) -> str:
    """What an adjustment does: contacts +20 %, handling time to 300 s."""
    _ = view.display.words
    value = float(row["value"])
    name = _("Contacts") if row["quantity"] == "volume" else _("Handling time")
    if row["kind"] == "factor":
        change = view.display.change((value - 1.0) * 100.0, 1 if round((value - 1.0) * 100.0, 1) % 1 else 0)
        return f"{name} {change}%" if view.display.language == "zh" else f"{name} {change} %"
    return f"{name} = {view.display.number(value)}" + ("" if row["quantity"] == "volume" else " s")
