"""Which model plans a queue, and why: its leaderboard, all queues at a glance, and a backtest of more models."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import models as charts
from workbench.figures import forecasts, leaderboard
from workbench.pages import forecast_backtest, pieces
from workbench.pages.model_words import model_title, models_explained
from workbench.state import View


def render(view: View, queue: str) -> None:
    """The tab."""
    left, right = st.columns([1, 1], gap="large")
    with left:
        _leaderboard(view, queue)
    with right:
        _at_a_glance(view)
    forecast_backtest.render(view, queue)


def _leaderboard(view: View, queue: str) -> None:
    _ = view.display.words
    display = view.display
    st.subheader(_("Leaderboard of {queue}").format(queue=pieces.plain(display.title(view.centre.queues[queue]))),
                 help=models_explained(display))  # fmt: skip
    rows = forecasts.scores(view.table("forecast_scores"), queue)
    _why(view, rows)
    ahead = leaderboard.not_clearly_better(rows, view.centre.queues[queue].model)
    stays = _("not clearly better (less than 5 %): the default stays")
    rows = rows.assign(
        model=[model_title(display, str(name)) for name in rows["model"]],
        wape=rows["wape"] * 100,
        bias=rows["bias"] * 100,
        note=["; ".join(filter(None, [stays if close else "", display.told(note)]))
              for close, note in zip(ahead, rows["note"], strict=True)],
    )  # fmt: skip
    columns = {
        "chosen": st.column_config.CheckboxColumn(_("Plans"), help=_("This model plans the queue.")),
        "model": pieces.words(_("Model"), models_explained(display)),
        "wape": pieces.share(display, _("Error (WAPE)"), "wape"),
        "bias": pieces.share(display, _("Bias"), "bias"),
        "origins": pieces.number(display, _("Backtests"), "origins"),
        "seconds": pieces.number(display, _("CPU, s"), "cpu_s", digits=1),
        "note": pieces.words(_("Note")),
    }
    if not rows["note"].any():
        columns.pop("note")
    pieces.table(rows, columns, "scores_table", empty=_("No model was tried for this queue."))
    st.caption(models_explained(display))


def _why(view: View, rows: pd.DataFrame) -> None:
    """Why this model plans the queue, in a sentence."""
    _ = view.display.words
    display = view.display
    chosen = rows[rows["chosen"]]
    if chosen.empty:
        return
    best = chosen.iloc[0]
    title = pieces.plain(model_title(display, str(best["model"])))
    if not best["wape"] >= 0:
        st.caption(_("{model} plans this queue: there is too little history to compare models.").format(model=title))
        return
    told = _("{model} plans this queue: error {wape} of day totals, mean of {count} backtests.")
    words = told.format(model=title, wape=display.share(float(best["wape"])), count=int(best["origins"]))
    naive = rows.loc[rows["model"] == "seasonal_naive", "wape"]
    if len(naive) and naive.iloc[0] > 0 and best["model"] != "seasonal_naive":
        less = 1.0 - float(best["wape"]) / float(naive.iloc[0])
        words += " " + _("That is {less} less than last week again.").format(less=display.share(less, 0))
    st.caption(words)


def _at_a_glance(view: View) -> None:
    _ = view.display.words
    st.subheader(_("All queues at a glance"), help=pieces.explained(view.display, "wape"))
    errors, winners = state.kept(
        "model_matrix", view.key, lambda: leaderboard.matrix(view.table("forecast_scores"), list(view.centre.queues))
    )
    if errors.empty:
        st.caption(_("There is too little history to compare models."))
        return
    st.caption(_("Error of day totals in %. ● plans the queue; the more orange, the further from the queue's best."))
    titles = {str(name): model_title(view.display, str(name)) for name in errors.columns}
    queues = pieces.titles(view.centre.queues, view.display)
    figure = charts.model_matrix(errors, winners, queues, titles, pieces.look(view.display))
    pieces.chart(figure, "model_matrix", _("Error of each model on each queue"))
