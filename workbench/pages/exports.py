"""Exports: the roster with all edits as Excel, CSV and calendars, whole or for one partner; the forecast as CSV."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import downloads, state
from workbench.access import Right, may
from workbench.pages.pieces import plain
from workbench.state import View

MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "zip": "application/zip",
}


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    st.header(_("Exports"))
    st.caption(
        _("Version {version}, edits: {count}, times in {zone}. Files are made when you ask for them.").format(
            version=view.stored.version, count=view.edits, zone=view.centre.zone
        )
    )
    if not may(view.user, Right.EXPORT):
        st.info(_("Your role may not export plans; ask a planner."))
    excel, csv, calendars, forecast = st.columns(4)
    with excel:
        _card(view, "xlsx", "roster.xlsx", _("Excel"), ":material/table:",
              _("Roster and shifts with colours, filters and print set-up."))  # fmt: skip
    with csv:
        _card(view, "csv", "roster.csv", _("CSV"), ":material/csv:",
              _("One row per shift with its breaks; UTF-8, opens in Excel, can be read back."))  # fmt: skip
    with calendars:
        _card(view, "zip", "calendars", _("Calendars"), ":material/calendar_month:",
              _("One iCalendar file per person, for phones and mail programs."))  # fmt: skip
    with forecast:
        about = _("All queues and intervals: contacts, bands, handling time; as adjusted and as the models said.")
        _card(view, "csv", "forecast.csv", _("Forecast"), ":material/query_stats:", about)
    _partners(view)


def _card(view: View, kind: str, name: str, label: str, icon: str, about: str) -> None:
    _ = view.display.words
    with st.container(border=True, height="stretch"):
        st.subheader(label)
        st.markdown(about)
        stem = f"{view.stored.plan.centre}-v{view.stored.version}"
        st.download_button(
            _("Download {what}").format(what=label),
            data=lambda: downloads.export_file(view.desk, view.user, view.plan_id, view.display.language, name),
            file_name=f"{stem}-{name}.zip" if kind == "zip" else f"{stem}-{name}",
            mime=MIME[kind],
            key="download_forecast" if name == "forecast.csv" else f"download_{kind}",
            icon=icon,
            on_click="ignore",
            type="primary" if kind == "xlsx" else "secondary",
            width="stretch",
        )


def _partners(view: View) -> None:
    _ = view.display.words
    pools = {name: pool for name, pool in view.centre.pools.items() if pool.kind == "outsourced"}
    st.subheader(_("For partners"))
    if not pools:
        st.caption(_("This centre has no partner."))
        return
    st.caption(_("Hours per interval and skill group, for each partner's site alone: no names, no prices of others."))
    booked = set(view.table("roster")["pool"])
    for (name, pool), column in zip(pools.items(), st.columns(max(len(pools), 3)), strict=False):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{plain(view.display.title(pool))}**")
            st.download_button(
                _("Download {what}").format(what="CSV"),
                data=partial(
                    downloads.export_file,
                    view.desk,
                    view.user,
                    view.plan_id,
                    view.display.language,
                    f"partners/{name}.csv",
                ),
                file_name=f"{view.stored.plan.centre}-v{view.stored.version}-{name}.csv",
                mime=MIME["csv"],
                key=f"download_partner_{name}",
                icon=":material/download:",
                on_click="ignore",
                width="stretch",
                disabled=name not in booked,
                help=None if name in booked else _("No seats of this partner are in the roster."),
            )
