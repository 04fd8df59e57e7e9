"""Staffing: what is required and why, who fills it, what lacks, how sure it is, the proof, months ahead, channels."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench import state
from workbench.access import Right, may
from workbench.pages import (
    centre_edits,
    pieces,
    staffing_capacity,
    staffing_channels,
    staffing_mix,
    staffing_need,
    staffing_proof,
    staffing_short,
    staffing_sure,
)
from workbench.state import View

NEWER = ("chance", "chance_prices", "limit_prices", "replay_breaks", "deferred_backlog")
Draw = Callable[[View], None]


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    st.header(_("Staffing"))
    pieces.incomplete(view.stored.plan, view.display)
    pieces.flash()
    if not centre_edits.replanning(view):
        _older(view)
    drawn: dict[str, tuple[str, Draw]] = {
        "need": (_("Requirement"), staffing_need.render),
        "mix": (_("Mix and calls"), staffing_mix.render),
        "short": (_("Shortage"), staffing_short.render),
        "sure": (_("How sure"), staffing_sure.render),
        "proof": (_("Proof"), staffing_proof.render),
        "capacity": (_("Months ahead"), staffing_capacity.render),
        "channels": (_("Channels"), staffing_channels.render),
    }
    tabs = state.tabs("staffing", {name: words for name, (words, _draw) in drawn.items()})
    for name, (_words, draw) in drawn.items():
        if tabs[name].open:  # only the open tab is drawn
            with tabs[name]:
                draw(view)


def _older(view: View) -> None:
    """A plan of an earlier release lacks some sections: a button plans it again with all of them."""
    _ = view.display.words
    if all(view.has(name) for name in NEWER) or view.stored.plan.scenario:
        return
    words, button = st.columns([5, 2], vertical_alignment="center")
    words.caption(_("This plan was made by an earlier release; some sections below stay empty until it is made again."))
    allowed = may(view.user, Right.MAKE_PLAN)
    if button.button(_("Plan again"), key="plan_again", icon=":material/refresh:", width="stretch",
                     disabled=not allowed):  # fmt: skip
        view.desk.start_replan(view.user, view.plan_id)
        st.rerun()
