"""A backtest from the page: models rolled over the stored history as a job, its scores and its forecasts to look at."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.contracts.errors import PeakcrewError
from workbench import state
from workbench.access import Right, may
from workbench.charts import models as charts
from workbench.desk import BacktestRun, BacktestTables, BacktestWish, Job
from workbench.figures import leaderboard
from workbench.pages import job_watch, pieces
from workbench.pages.model_words import model_title, models_explained
from workbench.state import View

FIRST_MODELS = ("default", "seasonal_naive", "seasonal_mean", "ets")
BEFORE_D = 14  # what came before the first origin, for the eye


def render(view: View, queue: str) -> None:
    """The form, the running job, and the backtests made."""
    _ = view.display.words
    st.subheader(_("Backtest more models"), help=pieces.explained(view.display, "backtest"))
    st.caption(
        _(
            "Models forecast past weeks that they have not seen; nothing is planned by this. A model tested before "
            "costs nothing the second time."
        )
    )
    alive = job_watch.watch(view, "backtest", _("Backtest: {doing}"), _("The backtest is made."), _show_made)
    _form(view, queue, alive=alive)
    runs = [run for run in view.desk.backtest_runs(view.user, view.plan_id) if queue in run.queues]
    if not runs:
        st.info(_("No backtest of this queue yet. Choose models above and start one; it takes seconds for most models, "
                  "a minute for Prophet and ARIMA."), icon=":material/query_stats:")  # fmt: skip
        return
    told = {run.result: _run_words(view, run) for run in runs}
    chosen = state.pick("backtest", _("Backtest"), list(told), told.__getitem__)
    run = next(run for run in runs if run.result == chosen)
    _result(view, queue, run, view.desk.backtest_tables(view.user, run.result))


def _show_made(job: Job) -> None:
    state.choose("backtest", job.plan_id)


def _form(view: View, queue: str, *, alive: bool) -> None:
    _ = view.display.words
    allowed = may(view.user, Right.MAKE_PLAN)
    known = view.desk.backtest_models(view.user)
    titles = {name: model_title(view.display, name) for name in known}
    with st.form("backtest_form"):
        models, origins, days, scope = st.columns([7, 1.5, 1.5, 1.6], vertical_alignment="bottom")
        wanted = models.multiselect(
            _("Models"), list(known), [name for name in FIRST_MODELS if name in known], titles.__getitem__,
            key="backtest_models", help=models_explained(view.display), disabled=not allowed,
        )  # fmt: skip
        number = origins.number_input(
            _("Origins"), 1, 12, 3, key="backtest_origins", disabled=not allowed,
            help=pieces.explained(view.display, "origins"),
        )  # fmt: skip
        ahead = days.number_input(
            _("Days ahead"), 1, 91, 14, key="backtest_days", disabled=not allowed,
            help=_("How many days each model forecasts at each origin."),
        )  # fmt: skip
        scopes = {"queue": _("this queue"), "all": _("all queues")}
        which = scope.selectbox(_("Scope"), list(scopes), format_func=scopes.__getitem__, key="backtest_scope",
                                disabled=not allowed)  # fmt: skip
        started = st.form_submit_button(
            _("Start the backtest"), icon=":material/play_arrow:", disabled=alive or not allowed,
            help=None if allowed else _("Your role may look, but not start runs."),
        )  # fmt: skip
    if started:
        queues = (queue,) if which == "queue" else tuple(view.centre.queues)
        try:
            view.desk.start_backtest(
                view.user, view.plan_id, BacktestWish(queues, tuple(wanted), int(number), int(ahead))
            )
        except PeakcrewError as error:
            pieces.problem(error, view.display)
        else:
            st.rerun()


def _run_words(view: View, run: BacktestRun) -> str:
    _ = view.display.words
    at = pd.Timestamp(run.made_at).tz_convert(view.centre.zone)
    told = _("{at} · {models} models · {origins} × {days} days · {author}")
    return told.format(at=view.display.instant(at), models=len(run.models), origins=run.origins, days=run.horizon_d,
                       author=run.author)  # fmt: skip


def _result(view: View, queue: str, run: BacktestRun, made: BacktestTables) -> None:
    _ = view.display.words
    rows = leaderboard.of_backtest(made.scores, queue)
    if rows.empty:
        st.info(_("Nothing was scored: the history of this queue is too short for these origins. "
                  "Ask for fewer origins or fewer days."))  # fmt: skip
        return
    foretold = leaderboard.foretold_days(made.forecasts, queue)
    span = (foretold["date"].min() - pd.Timedelta(days=BEFORE_D), foretold["date"].max())
    history = view.desk.history(view.user, view.plan_id)
    arrived = state.kept("arrived_days", (view.stored.plan.history_hash, queue, *map(str, span)),
                         lambda: leaderboard.arrived_days(history, queue, *span))  # fmt: skip
    rows = rows.assign(day_wape=rows["model"].map(leaderboard.day_errors(foretold, arrived)))
    rows = rows.sort_values("day_wape", kind="stable", ignore_index=True)
    _scores(view, rows)
    _chart(view, queue, rows, foretold, arrived)
    _files(view, queue, run, made)
    for warning in made.warnings[:5]:
        st.caption(pieces.plain(view.display.told(warning)))


def _scores(view: View, rows: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    shares = ("day_wape", "wape", "bias", "coverage_80", "coverage_95", "wql")
    rows = rows.assign(
        title=[model_title(display, str(name)) for name in rows["model"]],
        note=[display.told(note) for note in rows["note"]],
        **{name: rows[name] * 100.0 for name in shares},
    )
    columns = {
        "title": pieces.words(_("Model"), models_explained(display)),
        "day_wape": pieces.share(display, _("Error of days (WAPE)"), "wape"),
        "wape": pieces.share(display, _("Error of intervals (WAPE)"), "slot_wape"),
        "bias": pieces.share(display, _("Bias"), "bias"),
        "mase": pieces.number(display, "MASE", "mase", digits=2),
        "coverage_80": pieces.share(display, _("In the 80 % band"), "coverage", 0),
        "coverage_95": pieces.share(display, _("In the 95 % band"), "coverage", 0),
        "wql": pieces.share(display, _("Quantile loss"), "wql"),
        "seconds": pieces.number(display, _("CPU, s"), "cpu_s", digits=1),
        "note": pieces.words(_("Note")),
    }
    if not rows["note"].any():
        columns.pop("note")
    pieces.table(rows, columns, "backtest_scores")


def _chart(view: View, queue: str, rows: pd.DataFrame, foretold: pd.DataFrame, arrived: pd.DataFrame) -> None:
    _ = view.display.words
    origins = sorted(foretold["origin"].unique())
    told = {"": _("all origins"), **{one: view.display.day(pd.Timestamp(one)) for one in origins}}
    order = [str(name) for name in rows["model"]]
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    origin = left.selectbox(
        _("Origin"), list(told), format_func=told.__getitem__, key="backtest_origin",
        help=pieces.explained(view.display, "origins"),
    )  # fmt: skip
    shown = right.multiselect(
        _("Models on the chart"), order, order[:3], lambda name: model_title(view.display, name),
        key=f"backtest_shown_{queue}_{len(order)}",
    )  # fmt: skip
    part = foretold[(foretold["origin"] == origin) | (origin == "")]
    part = part[part["model"].isin(shown)]
    first = part["date"].min() - pd.Timedelta(days=BEFORE_D) if len(part) else arrived["date"].min()
    came = arrived[(arrived["date"] >= first) & (arrived["date"] <= (part if len(part) else arrived)["date"].max())]
    titles = {name: model_title(view.display, name) for name in order if name in shown}
    figure = charts.foretold(part, came, titles, pieces.look(view.display))
    pieces.chart(figure, "backtest_chart", _("What was foretold and what came, by day"))


def _files(view: View, queue: str, run: BacktestRun, made: BacktestTables) -> None:
    _ = view.display.words
    scores, forecasts, _rest = st.columns([1, 1, 2])
    name = f"{view.centre.name}_{run.result[:8]}"
    with scores:
        pieces.download(_("Scores, CSV"), made.scores, f"scores_{name}.csv", "backtest_scores_csv")
    with forecasts:
        own = made.forecasts[made.forecasts["queue"] == queue]
        pieces.download(_("Forecasts of this queue, CSV"), own, f"forecasts_{name}_{queue}.csv", "backtest_days_csv")
