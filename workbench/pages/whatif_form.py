"""The levers of a what-if scenario: volume, handling time, absence, prices, capacity."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.contracts.errors import PeakcrewError
from workbench import state
from workbench.figures import wishes
from workbench.levers import LEVERS
from workbench.pages import pieces
from workbench.state import View


def lever_form(base: View) -> None:
    """The form; its button starts the job that plans the scenario."""
    _ = base.display.words
    display = base.display
    with st.form("levers"):
        st.markdown(f"**{_('Levers')}**")
        volume, aht = st.columns(2)
        volume_pct = volume.slider(
            _("Volume of all queues, %"), 50, 300, 100, 5, key="lever_volume", persist_state="session",
            help=_("100 % is the forecast as it is."),
        )  # fmt: skip
        aht_pct = aht.slider(
            _("Handling time, %"), 50, 200, 100, 5, key="lever_aht", persist_state="session",
            help=pieces.explained(display, "aht_s"),
        )  # fmt: skip
        pools = _pools(base)
        with st.expander(_("Single queues")):
            queues = _queues(base)
        started = st.form_submit_button(_("Plan this scenario"), type="primary", icon=":material/play_arrow:")
    if started:
        state.put(f"levers_{base.plan_id}", (pools, queues))  # the editors forget when their page is left
        _start(base, wishes.wishes(float(volume_pct), float(aht_pct), queues, pools, base.centre))


def _last(base: View, place: int, fresh: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last run of this session, to tune them further; else those of the centre."""
    last = state.held(f"levers_{base.plan_id}")
    return fresh if last is None else last[place].drop(columns="title")


def _pools(base: View) -> pd.DataFrame:
    _ = base.display.words
    display = base.display
    rows = _last(base, 0, wishes.pool_rows(base.centre))
    rows.insert(1, "title", rows["pool"].map(pieces.titles(base.centre.pools, display)))
    absence, price, heads = (LEVERS[name] for name in ("absence", "price", "heads"))
    return st.data_editor(
        rows, key=f"lever_pools_{base.plan_id}", hide_index=True, disabled=["title"], num_rows="fixed",
        column_order=["title", "absence_pct", "price", "heads"], alt=_("Levers of the pools"),
        column_config={
            "title": pieces.words(_("Pool"), width=130),
            "absence_pct": st.column_config.NumberColumn(
                _("Absence, %"), width=104, min_value=absence.lowest * 100, max_value=absence.highest * 100, step=0.5,
                format="%.1f", required=True, help=pieces.explained(display, "absence"),
            ),
            "price": st.column_config.NumberColumn(
                _("Price ×"), width=84, min_value=price.lowest, max_value=price.highest, step=0.05, format="%.2f",
                required=True, help=_("Multiple of the price of a paid hour and of a shift."),
            ),
            "heads": st.column_config.NumberColumn(
                _("Most a day"), width=96, min_value=int(heads.lowest), max_value=int(heads.highest), step=1,
                required=True,
                help=_("Most people on one day; 0: the pool is not there. Pools of named people know only 0 or all."),
            ),
        },
    )  # fmt: skip


def _queues(base: View) -> pd.DataFrame:
    _ = base.display.words
    rows = _last(base, 1, wishes.queue_rows(base.centre))
    rows.insert(1, "title", rows["queue"].map(pieces.titles(base.centre.queues, base.display)))
    limits = {name: LEVERS[name] for name in ("volume", "aht")}
    labels = {"volume": _("Volume ×"), "aht": _("Handling time ×")}
    numbers = {
        name: st.column_config.NumberColumn(
            labels[name], min_value=lever.lowest, max_value=lever.highest, step=0.05, format="%.2f",
            help=_("Blank: as all queues."),
        )
        for name, lever in limits.items()
    }  # fmt: skip
    return st.data_editor(
        rows, key=f"lever_queues_{base.plan_id}", hide_index=True, disabled=["title"], num_rows="fixed",
        column_order=["title", "volume", "aht"], column_config={"title": pieces.words(_("Queue")), **numbers},
        alt=_("Levers of single queues"),
    )  # fmt: skip


def _start(base: View, asked: dict[str, dict[str, float]]) -> None:
    _ = base.display.words
    if not asked:
        st.info(_("No lever was pulled: this would be the base plan."), icon=":material/tune:")
        return
    try:
        base.desk.start_scenario(base.user, base.plan_id, asked)
    except PeakcrewError as error:
        pieces.problem(error, base.display)
