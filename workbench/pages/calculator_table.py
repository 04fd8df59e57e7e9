"""A table of lines for the calculator, pasted or uploaded: the answer of `peakcrew size`, to look at and to take."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.contracts.errors import PeakcrewError
from workbench.desk import SizedRows
from workbench.i18n import N_
from workbench.pages import pieces
from workbench.state import View

MOST_SHOWN = 1000
EXAMPLE = """id,lambda_per_hour,aht_s,patience_s,target_s,target_sl,max_occupancy,shrinkage
orders 10:00,420,240,120,20,0.8,0.88,0.3
orders 11:00,510,240,120,20,0.8,0.88,0.3
complaints,60,480,,30,0.9,,0.3
"""
METHODS = {
    "auto": N_("chosen for each series"),
    "sipp": N_("each interval by itself"),
    "mol": N_("with the load of the moment"),
    "transient": N_("with what waits from before"),
}
LABELS = {
    "agents": (N_("people answering"), "positions"),
    "scheduled": (N_("on the schedule"), "on_schedule"),
    "erlangs": (N_("load, erlangs"), "load_erl"),
    "p_wait": (N_("must wait"), "p_wait"),
    "sl": (N_("service level"), "service_level"),
    "asa_s": (N_("mean wait, s"), "asa_s"),
    "p_abandon": (N_("hang up"), "abandonment"),
    "occupancy": (N_("occupancy"), "occupancy"),
    "size_note": (N_("why not"), ""),
}
SHARES = ("p_wait", "sl", "p_abandon", "occupancy")


def render(view: View) -> None:
    """The tab."""
    _ = view.display.words
    paste, upload = st.columns([3, 2], gap="medium")
    text = paste.text_area(
        _("Paste rows from a spreadsheet, header first"), EXAMPLE, 190, key="calc_paste",
        help=_("Columns may be parted by tabs, commas or semicolons; headers in English or Chinese."),
    )  # fmt: skip
    with upload:
        file = st.file_uploader(_("or upload a CSV or Excel file"), ["csv", "txt", "xlsx"], key="calc_file")
        told = {name: _(words) for name, words in METHODS.items()}
        method = st.selectbox(
            _("Rows that form a series"), list(told), format_func=told.__getitem__, key="calc_method",
            help=_("Rows with the same word in the column series are consecutive intervals of one line: what is left "
                   "waiting in one is there in the next. Rows without are answered one by one."),
        )  # fmt: skip
    _columns(view)
    body, name = (file.getvalue(), file.name) if file else ((text or "").encode(), "table.csv")
    if not body.strip():
        st.info(_("Paste rows or upload a file."), icon=":material/table:")
        return
    try:
        with st.spinner(_("Calculating ...")):
            sized = view.desk.size_rows(view.user, body, name, str(method), view.display.language)
    except PeakcrewError as error:
        pieces.problem(error, view.display)
        return
    _result(view, sized)


def _result(view: View, sized: SizedRows) -> None:
    _ = view.display.words
    rows = sized.rows
    note = rows["size_note"].fillna("").astype(str)
    lost = int((note != "").sum())
    told = _("{rows} rows are answered.").format(rows=view.display.number(len(rows) - lost))
    st.caption(told + (" " + _("{lost} have no answer; the last column says why.").format(lost=lost) if lost else ""))
    shown = rows.head(MOST_SHOWN)
    shown = shown.assign(**{name: pd.to_numeric(shown[name]) * 100.0 for name in SHARES})
    first = [name for name in shown.columns if name not in LABELS][:1]
    order = [*first, *LABELS, *(name for name in shown.columns if name not in LABELS and name not in first)]
    if not lost:
        order.remove("size_note")
    shown = shown.assign(size_note=[view.display.told(text) for text in note.head(MOST_SHOWN)])
    st.dataframe(shown[order], column_config=_labels(view), hide_index=True, key="calc_result")
    if len(rows) > MOST_SHOWN:
        st.caption(_("The first {count} rows are shown; the file holds all.").format(count=MOST_SHOWN))
    st.download_button(
        _("Result, CSV"), sized.body, "sized.csv", "text/csv", key="calc_csv", icon=":material/download:",
        on_click="ignore", help=_("The same file that `peakcrew size` writes: every column of yours and the answers."),
    )  # fmt: skip


def _labels(view: View) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, (words, term) in LABELS.items():
        label = view.display.words(words)
        if name in SHARES:
            made[name] = pieces.share(view.display, label, term)
        elif name == "size_note":
            made[name] = pieces.words(label)
        else:
            made[name] = pieces.number(view.display, label, term, 0 if name in ("agents", "scheduled") else 1)
    return made


def _columns(view: View) -> None:
    """Which columns are understood, in the reader's words."""
    _ = view.display.words
    lines = [
        f"`lambda_per_hour` — {_('contacts per hour')}",
        f"`aht_s` — {_('handling time in seconds; of chats one length or one per number open, such as 300/400/520')}",
        f"`patience_s` — {_('mean patience in seconds, blank: nobody hangs up')}",
        f"`target_s`, `target_sl` — {_('answered within so many seconds, and the share promised, 0 to 1')}",
        f"`max_asa_s`, `max_occupancy`, `max_abandon` — {_('limits of the mean wait, of busy time, of who hangs up')}",
        f"`shrinkage` — {_('share of paid time away from the queue, 0 to 1')}",
        f"`agents` — {_('people answering: given, the row is only evaluated')}",
        f"`model` — {_('A, C or B (calls), H (chats, with concurrency), D (due within deadline_s); blank: A or C')}",
        f"`series`, `interval`, `interval_s` — {_('name, number from 0 and length of the intervals of one line')}",
    ]
    with st.expander(_("Columns that are understood"), icon=":material/help:"):
        st.markdown("\n".join(f"- {line}" for line in lines))
