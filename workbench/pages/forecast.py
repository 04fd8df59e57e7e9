"""Forecast: the planner's desk for it: what comes, what shapes it, what he knows better, and how good it was."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench import state
from workbench.pages import (
    accuracy,
    forecast_adjust,
    forecast_data,
    forecast_events,
    forecast_models,
    forecast_today,
    forecast_view,
    pieces,
)
from workbench.state import View

Draw = Callable[[View, str], None]


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    head, choice = st.columns([3, 2], vertical_alignment="bottom")
    head.header(_("Forecast"))
    names = pieces.titles(view.centre.queues, view.display)
    with choice:
        queue = state.pick("queue", _("Queue"), list(names), names.__getitem__)
    pieces.flash()
    drawn: dict[str, tuple[str, Draw]] = {
        "outlook": (_("What comes"), forecast_view.render),
        "today": (_("Today"), forecast_today.render),
        "events": (_("Events"), forecast_events.render),
        "adjust": (_("Adjust"), forecast_adjust.render),
        "data": (_("Data"), forecast_data.render),
        "models": (_("Models"), forecast_models.render),
        "accuracy": (_("Accuracy"), accuracy.render),
    }
    tabs = state.tabs("tab", {name: words for name, (words, _draw) in drawn.items()})
    for name, (_words, draw) in drawn.items():
        if tabs[name].open:  # only the open tab is drawn
            with tabs[name]:
                draw(view, queue)
