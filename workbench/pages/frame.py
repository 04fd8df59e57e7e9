"""The frame around every page: the plan it shows, the language, the user, and errors in the reader's words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data.contracts.errors import PeakcrewError
from workbench import state
from workbench.access import User
from workbench.desk import Desk
from workbench.display import Display
from workbench.i18n import LANGUAGES, told_error, translate
from workbench.pages.pieces import plain
from workbench.pages.scenario_words import scenario_words
from workbench.state import View

LOGO = Path(__file__).parent / "logo.svg"
LOGO_DARK = Path(__file__).parent / "logo_dark.svg"  # lighter, to be read on dark ground
ICON = str(Path(__file__).parent / "icon.svg")  # a named icon would be fetched from a host on the internet
STYLE = """<style>
.stMainBlockContainer { padding: 2.6rem 1.8rem 3rem; }
[data-testid="stMetricValue"] { font-size: 1.65rem; }
[data-testid="stMetricLabel"] p { white-space: normal; }
[data-testid="stMetricDelta"] { font-size: 0.8rem; }
[data-testid="stSidebarHeader"] { padding-bottom: 0.5rem; }
/* A narrow window: what stands side by side goes below each other, figures keep their room. */
@media (max-width: 1000px) {
  .stMainBlockContainer [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
  .stMainBlockContainer [data-testid="stColumn"] { flex: 1 1 18rem; min-width: min(100%, 18rem); }
  .stMainBlockContainer [data-testid="stColumn"]:has([data-testid="stMetric"]):not(:has([data-testid="stColumn"])) {
    flex: 1 1 11rem; min-width: 11rem;
  }
}
</style>"""
LOG = logging.getLogger("peakcrew")


@contextmanager
def guarded(language: str) -> Iterator[None]:
    """Show an error in the reader's language instead of leaving the page half drawn."""
    try:
        yield
    except PeakcrewError as error:
        head, *lines = told_error(error, language)
        st.error(plain(head) + "".join(f"\n- {plain(line)}" for line in lines), icon=":material/error:")
    except Exception:
        LOG.exception("a page failed")
        _ = translate(language)
        st.error(
            _("This part of the page could not be drawn; nothing was changed. The server's log tells why."),
            icon=":material/error:",
        )


def show(page: Callable[[], None], language: str) -> None:
    """Draw the sidebar, then the page, or what to do when there is no plan to show."""
    view, reached = sidebar(language)
    st.html(STYLE)
    with guarded(language):
        if view is not None:
            state.show(view)
            page()
        elif reached:
            nothing_planned(language)


def sidebar(language: str) -> tuple[View | None, bool]:
    """The plan chooser, the language and the user; the view (None without a plan), and whether the store answered."""
    chosen, reached = None, False
    st.logo(str(LOGO_DARK if state.is_dark() else LOGO), size="large")
    with st.sidebar:
        plans = st.container()
        _language_switch(language)
        people = st.container()
    with guarded(language):
        desk = state.desk()
        user = desk.user(state.settings().user)
        people.caption(f":material/person: {plain(user.name)} · {role_words(user.role, language)}")
        with plans:
            chosen = _chosen_view(desk, user, language)
        reached = True
    return chosen, reached


def _chosen_view(desk: Desk, user: User, language: str) -> View | None:
    _ = translate(language)
    plans = {stored.plan_id: stored for stored in desk.plans(user)}
    if not plans:
        return None
    display = Display(language)
    if asked := state.asked_in_vain("plan", list(plans)):
        st.warning(plain(_("There is no plan {plan}; the newest is shown.").format(plan=asked)))
    bases = [name for name, stored in plans.items() if not stored.plan.scenario]
    told = {name: _plan_words(desk, user, stored, display) for name, stored in plans.items()}
    chosen = state.pick("plan", _("Plan"), list(plans), told.__getitem__, (bases or list(plans))[0])
    stored = plans[chosen]
    centre = desk.centre(user, chosen)
    edits = len(desk.adjustments(user, chosen))
    status = _("published") if stored.status == "published" else _("draft")
    first, last, as_of = (
        display.day(pd.Timestamp(day), weekday=False) for day in (*stored.plan.window, stored.plan.as_of)
    )
    made = f"{status} · {_('roster changes: {count}').format(count=edits)}"
    st.caption(f"{first} – {last}, {_('as of {day}').format(day=as_of)}  \n{made}")
    return View(desk, user, stored, centre, Display(language, centre.currency), edits)


def _plan_words(desk: Desk, user: User, stored: Any, display: Display) -> str:
    centre = desk.centre(user, stored.plan_id)
    what = scenario_words(stored.plan.scenario, centre, display)
    return f"v{stored.version} {display.title(centre)}" + (f" · {what}" if what else "")


def _language_switch(language: str) -> None:
    _ = translate(language)
    chosen = st.segmented_control(
        _("Language"), list(LANGUAGES), default=language, required=True,
        format_func=LANGUAGES.__getitem__, key="language_switch",
    )  # fmt: skip
    if chosen and chosen != language:
        state.set_language(str(chosen))
        st.rerun()
    state.remember_in_address("lang", language)


def role_words(role: str, language: str) -> str:
    """A role in the reader's words."""
    _ = translate(language)
    return {
        "planner": _("planner"),
        "manager": _("manager"),
        "agent": _("agent"),
        "partner": _("partner"),
        "administrator": _("administrator"),
    }.get(role, role)


def nothing_planned(language: str) -> None:
    """What to do when there is no plan yet."""
    _ = translate(language)
    st.header(_("No plan yet"))
    st.markdown(
        _(
            "Plan the sample centre with `make plan`, or your own: `peakcrew plan FOLDER`. The folder holds the "
            "centre's settings and its contact history; `peakcrew check FOLDER` says what is missing in it. "
            "This page shows the plan as soon as it is made."
        )
    )
    st.button(_("Look again"), key="look_again", icon=":material/refresh:")
