"""Overview: is the promise kept, where not, what it costs and what to do next."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import service, staffing
from workbench.display import Display
from workbench.figures import money, promise, totals
from workbench.figures.totals import Totals
from workbench.pages import next_steps, pieces
from workbench.pages.pieces import plain
from workbench.phrases import told_warnings
from workbench.state import View


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    whole = plan_totals(view)
    st.header(_("Overview"))
    pieces.incomplete(view.stored.plan, view.display)
    _verdict(view, whole)
    _tiles(view.display, whole)
    if view.edits:
        st.caption(_("Service figures are from the replay of the plan as it was made; edits since then: {count}.")
                   .format(count=view.edits))  # fmt: skip
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _level_map(view)
    with right:
        next_steps.next_steps(view)
    _tabs(view)


def plan_totals(view: View) -> Totals:
    """The figures of the whole plan, remembered."""
    names = ("replay_days", "roster", "shortage", "unfilled")
    return state.kept(
        "totals",
        view.key,
        lambda: totals.totals({name: view.table(name) for name in names}, view.centre, view.stored.plan.reports),
    )


def _by_queue(view: View) -> pd.DataFrame:
    return state.kept("by_queue", view.key, lambda: promise.by_queue(view.table("replay_days"), view.centre))


def _verdict(view: View, whole: Totals) -> None:
    _ = view.display.words
    queues = _by_queue(view)
    missed = queues[~queues["kept"]]
    if missed.empty and not whole.queues_below:
        told = _("The promise is kept in all {count} queues, on every single day.")
        st.success(told.format(count=whole.queues), icon=":material/task_alt:")
        return
    if missed.empty:
        _kept_but_for_days(view, queues)
        return
    worst = missed.iloc[0]
    told = _(
        "The promise is kept in {kept} of {count} queues. Farthest off: {queue}, {level} instead of {promised}; "
        "its worst day is {day} with {worst}."
    )
    st.warning(
        plain(
            told.format(
                kept=whole.queues_kept,
                count=whole.queues,
                queue=view.display.title(view.centre.queues[worst["queue"]]),
                level=view.display.share(worst["service_level"]),
                promised=view.display.share(worst["promised"], 0),
                day=view.display.day(worst["worst_date"]),
                worst=view.display.share(worst["worst"]),
            )
        ),
        icon=":material/warning:",
    )


def _kept_but_for_days(view: View, queues: pd.DataFrame) -> None:
    """Kept over the window as a whole, but not on each of its days: both are said in one breath."""
    _ = view.display.words
    off = queues[queues["days_below"] > 0].assign(lack=lambda rows: rows["promised"] - rows["worst"])
    worst = off.sort_values("lack", ascending=False, kind="stable").iloc[0]
    told = _(
        "Over the {days} days the promise is kept in all {count} queues; on single days {below} of them fall below it. "
        "Lowest: {queue} on {day} with {worst} instead of {promised}."
    )
    st.info(
        plain(
            told.format(
                days=view.table("replay_days")["date"].nunique(),
                count=len(queues),
                below=len(off),
                queue=view.display.title(view.centre.queues[worst["queue"]]),
                day=view.display.day(worst["worst_date"]),
                worst=view.display.share(worst["worst"]),
                promised=view.display.share(worst["promised"], 0),
            )
        ),
        icon=":material/info:",
    )


def _tiles(display: Display, whole: Totals) -> None:
    _ = display.words
    gap = display.share(whole.cost_gap) if whole.cost_gap is not None else _("unknown")
    widest = display.share(whole.gap, 0) if whole.gap is not None else _("unknown")
    own = _("own staff {share}").format(share=display.share(whole.own_share, 0))
    day = display.day(whole.peak_date, weekday=False) if whole.peak_date is not None else ""
    pieces.tiles(
        display,
        [
            (
                _("Service level"),
                display.share(whole.service_level),
                _("promised {share}").format(share=display.share(whole.promised, 0)),
                "replayed",
            ),
            (_("Days kept in the replay"), display.share(whole.days_met, 0), _("mean of days"), "days_met"),
            (_("Cost"), display.money(whole.cost_cny), own, "cost"),
            (_("People, busiest day"), display.number(whole.peak_heads), day, "peak_heads"),
            (
                _("Shortage"),
                f"{display.number(whole.shortage_h)} h",
                _("unfilled shifts: {count}").format(count=display.number(whole.unfilled)),
                "shortage",
            ),
            (
                _("Gap to cheapest"),
                gap,
                _("{count} unanswered").format(count=whole.unproved)
                if whole.unproved
                else _("widest solve {gap}").format(gap=widest),
                "gap",
            ),
        ],
    )


def _level_map(view: View) -> None:
    _ = view.display.words
    st.subheader(_("Service level by queue and day"), help=pieces.explained(view.display, "replayed"))
    st.caption(_("Replayed, in %. Beside each queue what it promises; ▼ and orange: below the promise."))
    levels = state.kept("levels", view.key, lambda: promise.levels_by_day(view.table("replay_days"), view.centre))
    if levels.empty:
        st.info(_("This plan was not replayed."))
        return
    figure = service.level_map(levels, view.centre, pieces.look(view.display))
    pieces.chart(figure, "level_map", _("Replayed service level of each queue and day"))


def _tabs(view: View) -> None:
    _ = view.display.words
    names = [_("Promise by queue"), _("Worst intervals"), _("Cost by pool"), _("Unfilled shifts"), _("Solvers"),
             _("Warnings")]  # fmt: skip
    queues, intervals, cost, unfilled, solvers, warnings = st.tabs(names)
    with queues:
        _queue_table(view)
    with intervals:
        _interval_table(view)
    with cost:
        _cost(view)
    with unfilled:
        _unfilled(view)
    with solvers:
        _solvers(view)
    with warnings:
        _warnings(view)


def _queue_table(view: View) -> None:
    _ = view.display.words
    display = view.display
    rows = _by_queue(view)
    for name in ("promised", "service_level", "days_met", "worst", "abandonment", "occupancy"):
        rows = rows.assign(**{name: rows[name] * 100})
    rows = rows.assign(
        title=[display.title(view.centre.queues[name]) for name in rows["queue"]],
        verdict=[_("kept") if kept else _("missed") for kept in rows["kept"]],
    )
    columns = {
        "title": pieces.words(_("Queue")),
        "verdict": pieces.words(_("Promise")),
        "promised": pieces.share(display, _("Promised"), "service_level", 0),
        "service_level": pieces.share(display, _("Replayed"), "replayed"),
        "days_met": pieces.share(display, _("Kept in the replay"), "days_met", 0),
        "days_below": pieces.number(display, _("Days below")),
        "worst_date": pieces.day(_("Worst day")),
        "worst": pieces.share(display, _("Level that day")),
        "target_s": pieces.number(display, _("Target, s")),
        "asa_s": pieces.number(display, _("Mean wait, s"), "asa_s"),
        "abandonment": pieces.share(display, _("Abandoned"), "abandonment"),
        "occupancy": pieces.share(display, _("Occupancy"), "occupancy"),
        "offered": pieces.number(display, _("Contacts")),
    }
    pieces.table(rows, columns, "promise_table", empty=_("This plan was not replayed."))


def _interval_table(view: View) -> None:
    _ = view.display.words
    display = view.display
    rows = state.kept(
        "worst",
        view.key,
        lambda: promise.worst_intervals(view.table("replay"), view.table("requirement"), view.centre),
    )
    for name in ("promised", "predicted", "delivered"):
        rows = rows.assign(**{name: rows[name] * 100})
    rows = rows.assign(
        title=[display.title(view.centre.queues[name]) for name in rows["queue"]],
        when=[display.instant(ts) for ts in rows["ts"]],
    )
    columns = {
        "title": pieces.words(_("Queue")),
        "when": pieces.words(_("Interval")),
        "offered": pieces.number(display, _("Contacts")),
        "promised": pieces.share(display, _("Promised"), "service_level", 0),
        "predicted": pieces.share(display, _("Predicted"), "predicted"),
        "delivered": pieces.share(display, _("Replayed"), "replayed"),
        "asa_s": pieces.number(display, _("Mean wait, s"), "asa_s"),
        "missed": pieces.number(display, _("Contacts short of the promise"), digits=1),
    }
    pieces.table(rows, columns, "interval_table", empty=_("No interval falls short of its promise."))


def _cost(view: View) -> None:
    _ = view.display.words
    display = view.display
    left, right = st.columns([1, 1], gap="medium")
    days = state.kept("cost_by_day", view.key, lambda: money.cost_by_day(view.table("roster")))
    with left:
        figure = staffing.cost_by_day(days, view.centre, pieces.look(display))
        pieces.chart(figure, "cost_by_day", _("Cost by day and pool"))
    rows = state.kept("cost_by_pool", view.key, lambda: money.cost_by_pool(view.table("roster"), view.centre))
    rows = rows.assign(title=rows["pool"].map(pieces.titles(view.centre.pools, display)).fillna(rows["pool"]))
    columns = {
        "title": pieces.words(_("Pool")),
        "shifts": pieces.number(display, _("Shifts")),
        "hours": pieces.number(display, _("Paid hours")),
        "cost_cny": pieces.number(display, _("Cost, {currency}").format(currency=view.centre.currency), "cost"),
    }
    with right:
        pieces.table(rows, columns, "cost_table", empty=_("The roster is empty."))


def _unfilled(view: View) -> None:
    _ = view.display.words
    columns = {
        "date": pieces.day(_("Day")),
        "group": pieces.words(_("Skill group")),
        "shift": pieces.words(_("Shift")),
        "heads": pieces.number(view.display, _("Shifts")),
        "reason": pieces.words(_("Rules that bind")),
    }
    rows = view.table("unfilled")
    rows = rows.assign(reason=[view.display.told_rules(reason) for reason in rows["reason"]])
    pieces.table(rows, columns, "unfilled_table", empty=_("Every planned shift has a person."))


def _solvers(view: View) -> None:
    _ = view.display.words
    display = view.display
    rows = totals.solves(view.stored.plan)
    rows = rows.assign(gap=rows["gap"] * 100, stage=rows["stage"].map(_), status=rows["status"].map(_))
    columns = {
        "stage": pieces.words(_("Stage")),
        "part": pieces.words(_("Part")),
        "status": pieces.words(_("Answer")),
        "objective": pieces.number(display, _("Objective")),
        "bound": pieces.number(display, _("Bound")),
        "gap": pieces.share(display, _("Gap"), "gap", 2),
        "seconds": pieces.number(display, _("Seconds"), digits=1),
        "solver": pieces.words(_("Solver")),
    }
    pieces.table(rows, columns, "solver_table", empty=_("No solver was needed."))


def _warnings(view: View) -> None:
    """What the stages want the planner to know."""
    _ = view.display.words
    names = pieces.titles(view.centre.queues, view.display)
    rows = pd.DataFrame({"warning": told_warnings(view.stored.plan.warnings, view.display.language, names)})
    columns = {"warning": pieces.words(_("What the stages warn of"))}
    pieces.table(rows, columns, "warning_table", empty=_("Nothing: every stage went as it should."))
