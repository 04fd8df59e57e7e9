"""What edits of a centre's tables share: who may make them, saving with a reason, and the plan that takes them in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.contracts.errors import Conflict, PeakcrewError
from data.contracts.settings import CENTRE_FILES
from workbench import state
from workbench.access import RIGHTS, ROLES, Right, may
from workbench.desk import CentreTable, Job, RowEdit
from workbench.figures import centre_rows
from workbench.i18n import told_error
from workbench.pages import job_watch, pieces
from workbench.pages.frame import role_words
from workbench.state import View

EDITED = ("forecast_adjustments", "events", "event_shapes", "hygiene_decisions", "new_queues", "staffing_methods")


def table(view: View, name: str) -> CentreTable:
    """A table of the centre as the next plan would use it."""
    return view.desk.centre_table(view.user, view.centre.name, name)


def may_edit(view: View) -> bool:
    """Whether the user may edit these tables; if not, the page says so where the buttons stand disabled."""
    _ = view.display.words
    if may(view.user, Right.EDIT_CENTRE):
        return True
    holders = ", ".join(role_words(role, view.display.language) for role in ROLES if Right.EDIT_CENTRE in RIGHTS[role])
    told = _("As {role} you may look, but not change anything here. Ask: {holders}.")
    st.caption(
        ":material/lock: " + told.format(role=role_words(view.user.role, view.display.language), holders=holders)
    )
    return False


def nonce() -> int:
    """Names the forms: after an edit was saved they start afresh."""
    return int(state.held("centre_edit_nonce", 0))


def _done(words: str) -> None:
    state.put("flash", words)
    state.put("centre_edit_nonce", nonce() + 1)
    st.rerun()


def save(view: View, edits: Sequence[RowEdit], reason: str, done: str) -> None:
    """Save edits and draw the page anew with the word `done`; what was refused is told where the button stands."""
    try:
        view.desk.edit_centre(view.user, view.centre.name, edits, reason)
    except Conflict as error:
        _conflict(view, error)
    except PeakcrewError as error:
        pieces.problem(error, view.display)
    else:
        _done(done)


def undo(view: View, edit_id: str, reason: str, done: str) -> None:
    """Put a row back to what it was before an edit."""
    try:
        view.desk.undo_centre_edit(view.user, view.centre.name, edit_id, reason)
    except PeakcrewError as error:
        pieces.problem(error, view.display)
    else:
        _done(done)


def _conflict(view: View, error: Conflict) -> None:
    """Somebody else was faster: who and what; nothing was saved."""
    _ = view.display.words
    lines = told_error(error, view.display.language)
    theirs, why = error.values.get("theirs", ""), error.values.get("reason", "")
    if theirs:
        lines.append(_("Theirs: {theirs} (reason: {reason}). Nothing of yours was saved.")
                     .format(theirs=theirs, reason=why))  # fmt: skip
    st.warning("  \n".join(pieces.plain(line) for line in lines), icon=":material/group:")


def row_states(view: View, name: str, now: CentreTable) -> dict[tuple[str, ...], str]:
    """How the plan shown knows each row of a table."""
    key = [str(column) for column in (CENTRE_FILES[name][0].metadata or {})["key"]]
    return centre_rows.states(view.centre.tables.get(name), now.rows, key)


def state_words(view: View) -> dict[str, str]:
    """The states of rows in words."""
    _ = view.display.words
    return {
        centre_rows.PLANNED: _("in this plan"),
        centre_rows.ADDED: _("from the next plan on"),
        centre_rows.CHANGED: _("changed from the next plan on"),
        centre_rows.REMOVED: _("gone with the next plan"),
    }


def replanning(view: View) -> bool:
    """The running job that plans again, with its progress; whether there is one."""
    _ = view.display.words
    return job_watch.watch(view, "replan", _("Planning: {doing}"), _("Planned again; this is the new plan."), _show)


def next_plan(view: View) -> None:
    """What waits for the next plan, and the button that makes it; the running job with its progress."""
    _ = view.display.words
    alive = replanning(view)
    named = {"forecast_adjustments": _("adjustments"), "events": _("days of events"), "event_shapes": _("hour shapes"),
             "hygiene_decisions": _("decisions on days"), "new_queues": _("new queues"),
             "staffing_methods": _("methods of sizing")}  # fmt: skip
    counts = {name: centre_rows.waiting(row_states(view, name, table(view, name))) for name in EDITED}
    told = ", ".join(f"{words}: {counts[name]}" for name, words in named.items() if counts[name])
    if not told or alive:
        return
    words, button = st.columns([5, 2], vertical_alignment="center")
    words.info(_("Not in this plan yet: {changes}. Forecast, staffing and roster follow with the next plan.")
               .format(changes=told), icon=":material/pending_actions:")  # fmt: skip
    with button:
        replan_button(view)


def replan_button(view: View) -> None:
    """The button that plans again with what waits for it."""
    _ = view.display.words
    allowed = may(view.user, Right.MAKE_PLAN)
    if st.button(
        _("Plan again with these"), key="replan", type="primary", icon=":material/play_arrow:", disabled=not allowed,
        help=None if allowed else _("Your role may look, but not start runs."), width="stretch",
    ):  # fmt: skip
        view.desk.start_replan(view.user, view.plan_id)
        st.rerun()


def _show(job: Job) -> None:
    state.choose("plan", job.plan_id)
