"""The job that plans a scenario: how far it is, a button that stops it, and how it ended."""

from __future__ import annotations

import streamlit as st

from workbench import state
from workbench.desk import Job
from workbench.pages.frame import guarded
from workbench.pages.pieces import plain
from workbench.state import View

POLL_S = 1.0


def watch(view: View) -> None:
    """Show the user's newest scenario job; while it lives it is looked at once a second, also after a reload."""
    job = _newest(view)
    if job is None:
        return
    if job.ended:
        _ended(view, job)
    else:
        state.put("watched_job", job.job_id)
        _progress(view, job.job_id)


def _newest(view: View) -> Job | None:
    mine = [job for job in view.desk.jobs(view.user, 5) if job.kind == "scenario" and job.author == view.user.name]
    return mine[0] if mine else None


@st.fragment(run_every=POLL_S)
def _progress(view: View, job_id: str) -> None:
    with guarded(view.display.language):
        _ = view.display.words
        job = view.desk.job(view.user, job_id)
        if job.ended:
            if job.plan_id:
                state.choose("scenario", job.plan_id)
            st.rerun(scope="app")
        doing = view.display.told(job.doing) if job.doing else _("starting")
        st.progress(min(max(job.progress, 0.0), 1.0), text=_("Planning: {doing}").format(doing=plain(doing)))
        label = _("Stopping ...") if job.stop_wanted else _("Stop")
        if st.button(label, key=f"stop_{job_id}", disabled=job.stop_wanted, icon=":material/stop_circle:"):
            view.desk.cancel(view.user, job_id)
            st.rerun(scope="fragment")


def _ended(view: View, job: Job) -> None:
    """How the job of this session ended; jobs of earlier days are no news."""
    _ = view.display.words
    if state.held("watched_job") != job.job_id:
        return
    if job.state == "done":
        st.success(_("The scenario is planned."), icon=":material/check_circle:")
    elif job.state == "cancelled":
        st.info(_("The run was stopped. What it had finished is used again by the next run."))
    else:
        st.error(plain(view.display.told(job.error)), icon=":material/error:")
