"""Roster: how it covers the day, everybody at a glance, shifts to edit, and what was edited."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from data.contracts.centre import Centre
from data.contracts.errors import PeakcrewError
from workbench import state
from workbench.charts import roster as charts
from workbench.charts import staffing as staffing_charts
from workbench.display import Display
from workbench.figures import roster_grid, staffing
from workbench.pages import pieces, roster_edit
from workbench.pages.day_choice import pick_day
from workbench.pages.pieces import plain
from workbench.state import View

UNDO_ROWS = 12


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    st.header(_("Roster"))
    if message := state.held("flash"):
        st.success(message, icon=":material/check_circle:")
        state.put("flash", None)
    everybody = state.kept("people", view.key, lambda: roster_grid.people(view.table("roster"), view.centre))
    who = _filters(view, everybody)
    _stale(view)
    if who.empty:
        st.info(_("Nobody fits these filters. Clear one of them."), icon=":material/filter_alt_off:")
        return
    _coverage(view, who)
    edit, glance, edits = st.tabs(
        [_("Edit shifts"), _("At a glance"), _("Edits")], on_change="rerun", key="roster_tabs"
    )
    # Only the open tab is drawn: the map of a large roster costs as much as the rest of the page.
    for tab, draw in ((edit, roster_edit.editor), (glance, _map)):
        if tab.open:
            with tab:
                draw(view, who)
    if edits.open:
        with edits:
            _edits(view)


def _filters(view: View, everybody: pd.DataFrame) -> pd.DataFrame:
    """People the filters let through; at first the named agents' groups of the first site."""
    _ = view.display.words
    centre = view.centre
    sites = _site_titles(centre, view.display)
    pools = pieces.titles(centre.pools, view.display)
    columns = st.columns([2, 2, 3, 3, 3], vertical_alignment="bottom")
    days = [date.date().isoformat() for date in roster_grid.days_of(centre)]
    with columns[0]:
        pick_day(view, days)
    chosen_sites = columns[1].multiselect(
        _("Site"), list(sites), format_func=sites.__getitem__, key="roster_sites", persist_state="session",
        placeholder=_("all"),
    )  # fmt: skip
    chosen_pools = columns[2].multiselect(
        _("Pool"), list(pools), format_func=pools.__getitem__, key="roster_pools", persist_state="session",
        placeholder=_("all"),
    )  # fmt: skip
    chosen_groups = columns[3].multiselect(
        _("Skill group"), sorted(everybody["group"].unique()), key="roster_groups", persist_state="session",
        placeholder=_("all"),
    )  # fmt: skip
    search = columns[4].text_input(
        _("Name or number"), key="roster_search", persist_state="session", placeholder=_("part of it"),
        icon=":material/search:",
    )  # fmt: skip
    return roster_grid.filtered(everybody, chosen_sites, chosen_pools, chosen_groups, search)


def _site_titles(centre: Centre, display: Display) -> dict[str, str]:
    sites = centre.tables["sites"]
    column = "title_zh" if display.language == "zh" else "title_en"
    return {str(site): str(title or site) for site, title in zip(sites["site"], sites[column], strict=True)}


def _coverage(view: View, who: pd.DataFrame) -> None:
    _ = view.display.words
    date = pd.Timestamp(state.chosen("day"))
    groups = tuple(sorted(who["group"].unique()))
    rows = state.kept(
        "coverage",
        (*view.key, groups, str(date.date())),
        lambda: staffing.coverage(
            view.table("roster"), view.table("segments"), view.table("mix"), groups, date, view.centre
        ),
    )
    hours = view.centre.interval_min / 60.0
    lacking = float((rows["wanted"] - rows["on_work"]).clip(lower=0.0).sum()) * hours
    told = _("{day}: {work} h on queue work for {wanted} h wanted, {short} h short; {groups} skill groups")
    st.caption(
        told.format(
            day=view.display.day(date),
            work=view.display.number(float(rows["on_work"].sum()) * hours),
            wanted=view.display.number(float(rows["wanted"].sum()) * hours),
            short=view.display.number(lacking),
            groups=len(groups),
        )
    )
    drawn = st.expander(_("How the roster covers the day"), key="coverage_open", on_change="rerun")
    if drawn.open:
        with drawn:
            figure = staffing_charts.coverage(rows, pieces.look(view.display))
            pieces.chart(figure, "coverage", _("People on queue work against people wanted"))


def _map(view: View, who: pd.DataFrame) -> None:
    _ = view.display.words
    codes = roster_edit.codes(view).reindex(who["agent"])
    figure = charts.code_map(codes, who, view.centre, pieces.look(view.display), _("off"), _("leave"))
    st.caption(_("{count} people. Point at a cell for its shift; filter to 60 people or fewer to read the codes.")
               .format(count=view.display.number(len(who))))  # fmt: skip
    pieces.chart(figure, "code_map", _("Shifts of people by day"))


def _stale(view: View) -> None:
    _ = view.display.words
    stale = view.desk.stale_edits(view.user, view.plan_id)
    if stale:
        st.warning(
            _("Edits that no longer fit this roster and are left out: {count}; see the tab Edits.").format(
                count=len(stale)
            ),
            icon=":material/rule:",
        )


def _edits(view: View) -> None:
    _ = view.display.words
    rows = view.desk.adjustments(view.user, view.plan_id)
    if rows.empty:
        st.caption(_("Nothing was edited yet. Edits are kept for good; an undo is one more edit."))
        return
    names = roster_edit.names(view)
    newest = set(rows.groupby("target")["edit_id"].last())
    stale = set(view.desk.stale_edits(view.user, view.plan_id))
    records = list(reversed(rows.to_dict("records")))
    for row in records[:UNDO_ROWS]:
        _edit_row(view, row, names, undoable=row["edit_id"] in newest, stale=row["edit_id"] in stale)
    if len(records) > UNDO_ROWS:
        with st.expander(_("All {count} edits").format(count=len(records))):
            _edit_table(view, records, names)


def _edit_table(view: View, records: list[dict[Hashable, Any]], names: dict[str, str]) -> None:
    _ = view.display.words
    rows = [
        (
            pd.Timestamp(row["made_at"]).tz_convert(view.centre.zone).strftime("%Y-%m-%d %H:%M"),
            str(row["author"]),
            names.get(str(row["target"]).rpartition("|")[0], str(row["target"]).rpartition("|")[0]),
            str(row["target"]).rpartition("|")[2],
            roster_edit.told_change(view, str(row["before"]), str(row["after"])),
            str(row["reason"]),
        )
        for row in records
    ]
    columns = {
        "made": pieces.words(_("Saved at")),
        "author": pieces.words(_("Author")),
        "who": pieces.words(_("Person")),
        "day": pieces.words(_("Day")),
        "change": pieces.words(_("Change")),
        "reason": pieces.words(_("Reason")),
    }
    pieces.table(pd.DataFrame(rows, columns=list(columns)), columns, "edit_table")


def _edit_row(view: View, row: dict[Hashable, Any], names: dict[str, str], *, undoable: bool, stale: bool) -> None:
    _ = view.display.words
    agent, _sep, day = str(row["target"]).rpartition("|")
    when = pd.Timestamp(str(row["made_at"])).tz_convert(view.centre.zone)
    columns = st.columns([2, 3, 3, 4, 2], vertical_alignment="center")
    columns[0].markdown(f"{plain(view.display.instant(when))}  \n:small[{plain(str(row['author']))}]")
    columns[1].markdown(f"**{plain(names.get(agent, agent))}**  \n{plain(view.display.day(pd.Timestamp(day)))}")
    columns[2].markdown(plain(roster_edit.told_change(view, str(row["before"]), str(row["after"]))))
    columns[3].markdown(plain(str(row["reason"])) + (f"  \n:orange[{_('no longer fits')}]" if stale else ""))
    label = _("Undo")
    if columns[4].button(
        label, key=f"undo_{row['edit_id']}", disabled=not undoable, icon=":material/undo:",
        help=None if undoable else _("A newer edit of this cell has to be undone first."),
    ):  # fmt: skip
        _undo(view, str(row["edit_id"]), str(row["reason"]))


def _undo(view: View, edit_id: str, reason: str) -> None:
    _ = view.display.words
    try:
        view.desk.undo(view.user, view.plan_id, edit_id, _("Undone: {reason}").format(reason=reason))
    except PeakcrewError as error:
        pieces.problem(error, view.display)
        return
    state.renew_draft(view.plan_id)
    state.put("flash", _("The edit was undone."))
    st.rerun()
