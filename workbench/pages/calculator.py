"""Calculator: one line of contacts, or a table of them, into people who answer; stored nowhere, no plan is changed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench import state
from workbench.pages import calculator_line, calculator_table
from workbench.state import View


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    st.header(_("Calculator"))
    st.caption(_("How many people must answer so that the promise holds? Every figure beside a question mark is "
                 "explained. Nothing here changes a plan."))  # fmt: skip
    drawn: dict[str, tuple[str, Callable[[View], None]]] = {
        "line": (_("One line"), calculator_line.render),
        "table": (_("A table of lines"), calculator_table.render),
    }
    tabs = state.tabs("calculator", {name: words for name, (words, _draw) in drawn.items()})
    for name, (_words, draw) in drawn.items():
        if tabs[name].open:  # only the open tab is drawn
            with tabs[name]:
                draw(view)
