"""Capacity: people and work of the months ahead, what has to be begun by when, and what it costs; made as a job."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data.contracts.errors import PeakcrewError
from workbench import state
from workbench.access import Right, may
from workbench.charts import staffing_capacity as charts
from workbench.desk import CapacityPlan, CapacityRun, Job
from workbench.figures import staffing_capacity
from workbench.figures.capacity_words import action_lines, gap_lines
from workbench.figures.staffing_capacity import WHOLE
from workbench.pages import job_watch, pieces
from workbench.phrases import told_warnings
from workbench.state import View

KIND = "capacity_of_plan"
LEAST_MONTHS, MOST_MONTHS, USUAL_MONTHS = 1, 18, 12
MOST_TOLD = 8


def render(view: View) -> None:
    """The section."""
    _ = view.display.words
    st.caption(
        _(
            "From one to eighteen months ahead: how many people will be needed, who leaves, whom to recruit, train or "
            "contract by when, and what it costs. Made from the centre's settings and its whole history."
        )
    )
    alive = job_watch.watch(view, KIND, _("Capacity plan: {doing}"), _("The capacity plan is made."), _show)
    _form(view, alive=alive)
    runs = view.desk.capacity_runs(view.user, view.centre.name)
    if not runs:
        st.info(_("No capacity plan of this centre yet. Start one above; it takes about a minute.") + " "
                + _("One that `peakcrew capacity FOLDER` made from the same settings is not made again: start it above "
                    "with the same months and it is there at once."), icon=":material/groups:")  # fmt: skip
        return
    told = {run.key: _run_words(view, run) for run in runs}
    with st.columns([3, 2])[0]:
        key = state.pick("capacity", _("Capacity plan"), list(told), told.__getitem__)
    _plan(view, view.desk.capacity_plan(view.user, key))


def _form(view: View, *, alive: bool) -> None:
    _ = view.display.words
    allowed = may(view.user, Right.MAKE_PLAN)
    with st.form("capacity_form"):
        months_at, careful_at, go = st.columns([3, 3, 2], vertical_alignment="bottom")
        months = months_at.slider(_("How many months"), LEAST_MONTHS, MOST_MONTHS, USUAL_MONTHS, key="capacity_months",
                                  disabled=not allowed)  # fmt: skip
        careful = careful_at.slider(
            _("How careful"), 50, 95, 50, 5, format="%d%%", key="capacity_careful", disabled=not allowed,
            help=_("50 %: staffed for the contacts expected. 80 %: so many that four of five weeks bring fewer."),
        )  # fmt: skip
        started = go.form_submit_button(_("Make the capacity plan"), icon=":material/play_arrow:", width="stretch",
                                        disabled=alive or not allowed)  # fmt: skip
    if started:
        try:
            view.desk.start_capacity_of(view.user, view.plan_id, int(months), careful / 100.0)
        except PeakcrewError as error:
            pieces.problem(error, view.display)
        else:
            st.rerun()


def _run_words(view: View, run: CapacityRun) -> str:
    _ = view.display.words
    at = view.display.instant(pd.Timestamp(run.made_at).tz_convert(view.centre.zone))
    return _("{at} · {months} months · {careful} careful · {author}").format(
        at=at, months=run.months, careful=view.display.share(run.quantile, 0), author=run.author
    )


def _plan(view: View, plan: CapacityPlan) -> None:
    _ = view.display.words
    _tiles(view, plan)
    _actions(view, plan)
    groups = staffing_capacity.areas(plan.months)
    with st.columns([3, 2])[0]:
        area = state.pick("capacity_area", _("People"), groups, lambda name: _area(view, name), WHOLE,
                          help_text=_("Skill groups that share their main queues are planned together."))  # fmt: skip
    look = pieces.look(view.display)
    pieces.chart(charts.hours(staffing_capacity.hours_by_month(plan.work, area), look), "capacity_hours",
                 _("Hours of work by month and who does them"))  # fmt: skip
    rows = staffing_capacity.months_of(plan.months, area)
    pieces.chart(charts.people(rows, look), "capacity_people", _("Full-time people against those needed, by month"))
    _months(view, rows)
    _gaps(view, plan)
    _assumptions(view, plan)
    _download(view, plan)


def _area(view: View, name: str) -> str:
    _ = view.display.words
    return _("the whole centre") if name == WHOLE else name


def _tiles(view: View, plan: CapacityPlan) -> None:
    _ = view.display.words
    display = view.display
    made = staffing_capacity.told(plan.months, plan.actions)
    begin = _("nothing to begin") if made.next_by is None else display.day(made.next_by)
    missing = _("nobody missing") if made.worst is None else f"{made.worst:%Y-%m}"
    budget = _("{count} months over budget").format(count=made.over_budget) if made.over_budget else ""
    pieces.tiles(display, [
        (_("Own people"), f"{display.number(made.people_now)} → {display.number(made.people_end)}",
         _("first to last month"), "own_people"),
        (_("Begin by"), begin, _("{count} actions").format(count=display.number(made.actions)), ""),
        (_("Missing at worst"), display.number(made.gap_fte, 1), missing, "gap_fte"),
        (_("Cost"), display.money(made.cost_cny), budget, ""),
    ])  # fmt: skip


def _actions(view: View, plan: CapacityPlan) -> None:
    """What to begin by when, in sentences, the next first."""
    _ = view.display.words
    st.markdown(f"**{_('What to begin by when')}**")
    titles = pieces.titles(view.centre.pools, view.display)
    rows = plan.actions.sort_values(["act_by", "cost_cny"], ascending=[True, False], kind="stable")
    lines = [pieces.plain(line) for line in action_lines(rows, _, titles)]
    if not lines:
        st.success(_("Nothing has to be begun: the people there are suffice."), icon=":material/task_alt:")
        return
    st.markdown("\n".join(f"- {line}" for line in lines[:MOST_TOLD]))
    if len(lines) > MOST_TOLD:
        with st.expander(_("and {count} more").format(count=len(lines) - MOST_TOLD)):
            st.markdown("\n".join(f"- {line}" for line in lines[MOST_TOLD:]))


def _months(view: View, rows: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    currency = view.centre.currency
    rows = rows.assign(month=charts.month_labels(rows["month"], pieces.look(display)))
    columns: dict[str, Any] = {
        "month": pieces.words(_("Month")),
        "heads": pieces.number(display, _("Own people"), "own_people"),
        "starters": pieces.number(display, _("Start a class")),
        "graduates": pieces.number(display, _("Come on contacts")),
        "leavers": pieces.number(display, _("Leave"), digits=1),
        "required_fte": pieces.number(display, _("Needed"), "required_fte", 1),
        "required_fte_peak": pieces.number(display, _("Busiest week"), "required_fte", 1),
        "overtime_h": pieces.number(display, _("Overtime, h")),
        "outsourced_h": pieces.number(display, _("Partners, h")),
        "backup_h": pieces.number(display, _("Backup, h")),
        "gap_fte": pieces.number(display, _("Missing"), "gap_fte", 1),
        "cost_cny": pieces.number(display, _("Cost, {currency}").format(currency=currency)),
        "budget_cny": pieces.number(display, _("Budget, {currency}").format(currency=currency)),
    }
    if rows["budget_cny"].isna().all():
        columns.pop("budget_cny")
    pieces.table(rows, columns, "capacity_table")


def _gaps(view: View, plan: CapacityPlan) -> None:
    _ = view.display.words
    lines = gap_lines(plan.work, _, view.display.language)
    if lines:
        with st.expander(_("Who is missing, and why"), icon=":material/person_alert:"):
            st.markdown("\n".join(f"- {pieces.plain(line)}" for line in lines))


def _assumptions(view: View, plan: CapacityPlan) -> None:
    """What the centre does not say and was assumed, and what to mind: a plan is as good as these."""
    _ = view.display.words
    if plan.assumptions:
        with st.expander(_("Assumed, as the centre does not say otherwise"), icon=":material/help:", expanded=False):
            st.markdown("\n".join(f"- {pieces.plain(view.display.told(line))}" for line in plan.assumptions))
            st.caption(_("Say it in capacity_groups.csv, hiring_classes.csv, shrinkage.csv, budget.csv or "
                         "partner_contracts.csv of the centre."))  # fmt: skip
    if plan.warnings:
        names = pieces.titles(view.centre.queues, view.display)
        with st.expander(_("What to mind"), icon=":material/warning:"):
            told = told_warnings(plan.warnings, view.display.language, names)
            st.markdown("\n".join(f"- {pieces.plain(line)}" for line in told))


def _download(view: View, plan: CapacityPlan) -> None:
    _ = view.display.words
    if not may(view.user, Right.EXPORT):
        return
    name = f"capacity_{view.centre.name}_{plan.key[:8]}.xlsx"

    def body() -> bytes:
        with tempfile.TemporaryDirectory(prefix="capacity-") as folder:
            (file,) = view.desk.export_capacity(view.user, plan.key, Path(folder) / name, view.display.language)
            return file.read_bytes()

    st.download_button(_("All tables, Excel"), state.kept("capacity_xlsx", (plan.key, view.display.language), body),
                       name, key="capacity_xlsx", icon=":material/download:", on_click="ignore")  # fmt: skip


def _show(job: Job) -> None:
    state.choose("capacity", job.plan_id)
