"""Named hour shapes of events: which share of the day's contacts falls on which hour, to look at and to edit."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.charts import forecasts as charts
from workbench.desk import CentreTable
from workbench.figures import event_list
from workbench.pages import centre_edits, pieces
from workbench.state import View

TABLE = "event_shapes"
NEW = "\x00new"


def render(view: View, *, allowed: bool) -> None:
    """Choose a shape or begin one, edit its hours in percent, save with a reason."""
    _ = view.display.words
    table = centre_edits.table(view, TABLE)
    nonce = centre_edits.nonce()
    st.caption(_("A shape says how the contacts of an event's day spread over its hours. Name it in the column Hour "
                 "shape of "
                 "the event. Shares are brought to 100 % when the plan is made."))  # fmt: skip
    names = list(dict.fromkeys(table.rows["shape"]))
    told = {NEW: _("new shape ...")}
    choice, naming, _rest = st.columns([3, 3, 4], vertical_alignment="bottom")
    chosen = choice.selectbox(_("Shape"), [*names, NEW], format_func=lambda name: told.get(name, name),
                              key=f"shape_choice_{nonce}")  # fmt: skip
    name = str(chosen)
    if chosen == NEW:
        name = naming.text_input(_("Name of the shape"), key=f"shape_name_{nonce}", disabled=not allowed).strip()
    before = [words for words in table.words if words["shape"] == chosen]
    share = {int(words["hour"]): float(words["share"]) for words in before}
    grid = pd.DataFrame({"hour": range(24), "percent": [round(100.0 * share.get(h, 0.0), 4) for h in range(24)]})
    left, right = st.columns([2, 5], gap="medium")
    with left:
        edited = st.data_editor(
            grid, key=f"shape_grid_{chosen}_{nonce}", hide_index=True, disabled=["hour"] if allowed else True,
            height=320, placeholder="", alt=_("Share of the day by hour, to edit"),
            column_config={
                "hour": st.column_config.NumberColumn(_("Hour"), format="%02d:00"),
                "percent": st.column_config.NumberColumn(_("Share, %"), min_value=0.0, max_value=100.0, format="%.1f"),
            },
        )  # fmt: skip
    with right:
        figure = charts.hour_shape(edited, pieces.look(view.display))
        pieces.chart(figure, "hour_shape", _("Share of the day by hour"))
    after = [
        {"shape": name, "hour": str(int(hour)), "share": f"{float(percent) / 100.0:.6g}"}
        for hour, percent in zip(edited["hour"], edited["percent"], strict=True)
        if percent == percent and percent and percent > 0
    ]
    found = event_list.changes(before, after, ("shape", "hour")) if name and _differs(share, after) else []
    _save(view, table, found, nonce, allowed=allowed)


def _differs(share: dict[int, float], after: list[dict[str, str]]) -> bool:
    now = {int(row["hour"]): float(row["share"]) for row in after}
    hours = set(share) | set(now)
    return any(abs(share.get(hour, 0.0) - now.get(hour, 0.0)) > 1e-6 for hour in hours)


def _save(view: View, table: CentreTable, found: list[event_list.Change], nonce: int, *, allowed: bool) -> None:
    _ = view.display.words
    why, go = st.columns([8, 2], vertical_alignment="bottom")
    reason = why.text_input(_("Reason (required)"), key=f"shape_reason_{nonce}", max_chars=200, disabled=not allowed,
                            placeholder=_("why this change is made"))  # fmt: skip
    if go.button(_("Save the shape"), key="save_shape", icon=":material/save:", width="stretch", type="primary",
                 disabled=not allowed or not found, help=None if found else _("Nothing is changed yet.")):  # fmt: skip
        edits = [table.edit(old, new) for old, new in found]
        centre_edits.save(view, edits, reason, _("The shape is saved. The next plan uses it."))
