"""The web face: opens the session, picks the pages for its language, runs one."""

from __future__ import annotations

import streamlit as st

from workbench import state
from workbench.i18n import translate
from workbench.pages import calculator, exports, forecast, frame, overview, roster, staffing, whatif


def main() -> None:
    """One run of the page that the address names."""
    language = state.language()
    _ = translate(language)
    st.set_page_config(page_title="peakcrew", page_icon=frame.ICON, layout="wide")
    page = st.navigation(
        [
            st.Page(overview.render, title=_("Overview"), icon=":material/monitoring:", default=True),
            st.Page(forecast.render, title=_("Forecast"), icon=":material/timeline:", url_path="forecast"),
            st.Page(staffing.render, title=_("Staffing"), icon=":material/stacked_bar_chart:", url_path="staffing"),
            st.Page(roster.render, title=_("Roster"), icon=":material/calendar_month:", url_path="roster"),
            st.Page(whatif.render, title=_("What if"), icon=":material/tune:", url_path="whatif"),
            st.Page(calculator.render, title=_("Calculator"), icon=":material/calculate:", url_path="calculator"),
            st.Page(exports.render, title=_("Exports"), icon=":material/download:", url_path="exports"),
        ]
    )
    frame.show(page.run, language)


main()
