"""A job that a page started: how far it is, a button that stops it, and how it ended."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench import state
from workbench.desk import Job
from workbench.pages.frame import guarded
from workbench.pages.pieces import plain
from workbench.state import View

POLL_S = 1.0


def watch(view: View, kind: str, working: str, done: str, then: Callable[[Job], None] = lambda _job: None) -> bool:
    """Show the user's newest job of a kind; while it lives it is looked at once a second, also after a reload.

    `working` tells what it does, with {doing} in it; `done` what to say when it is made; `then` is called once with
    the job that has ended well. True while it lives.
    """
    mine = [job for job in view.desk.jobs(view.user, 20) if job.kind == kind and job.author == view.user.name]
    if not mine:
        return False
    if mine[0].ended:
        _ended(view, mine[0], kind, done)
        return False
    state.put(f"watched_{kind}", mine[0].job_id)
    _progress(view, mine[0].job_id, working, then)
    return True


@st.fragment(run_every=POLL_S)
def _progress(view: View, job_id: str, working: str, then: Callable[[Job], None]) -> None:
    with guarded(view.display.language):
        _ = view.display.words
        job = view.desk.job(view.user, job_id)
        if job.ended:
            if job.state == "done":
                then(job)
            st.rerun(scope="app")
        doing = view.display.told(job.doing) if job.doing else _("starting")
        bar, stop = st.columns([6, 1], vertical_alignment="center")
        bar.progress(min(max(job.progress, 0.0), 1.0), text=working.format(doing=plain(doing)))
        label = _("Stopping ...") if job.stop_wanted else _("Stop")
        if stop.button(label, key=f"stop_{job_id}", disabled=job.stop_wanted, icon=":material/stop_circle:"):
            view.desk.cancel(view.user, job_id)
            st.rerun(scope="fragment")


def _ended(view: View, job: Job, kind: str, done: str) -> None:
    """How the job of this session ended; jobs of earlier days are no news."""
    _ = view.display.words
    if state.held(f"watched_{kind}") != job.job_id:
        return
    if job.state == "done":
        st.success(done, icon=":material/check_circle:")
    elif job.state == "cancelled":
        st.info(_("The run was stopped. What it had finished is used again by the next run."))
    else:
        st.error(plain(view.display.told(job.error)), icon=":material/error:")
