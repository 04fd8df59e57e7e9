"""Charts of forecast models: errors of all queues and models at a glance, and what was foretold against what came."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.charts.look import Look, days, framed

HEAD_LETTERS = 11
MOST_WORSE = 0.5  # an error that is half again as large as the best one has the full colour
DASHES = ("solid", "dot", "dash", "dashdot")


def model_matrix(
    errors: pd.DataFrame, winners: Mapping[str, str], queues: Mapping[str, str], models: Mapping[str, str], look: Look
) -> go.Figure:
    """WAPE by queue and model; colour is the distance to the queue's best, ● marks the model that plans it."""
    _ = look.display.words
    values = errors.to_numpy(dtype=float)
    best = np.nanmin(np.where(np.isnan(values), np.inf, values), axis=1, keepdims=True)
    worse = np.where(np.isfinite(values), np.minimum(values / np.where(best > 0, best, np.nan) - 1.0, MOST_WORSE), 0.0)
    chosen = [[winners.get(queue) == model for model in errors.columns] for queue in errors.index]
    words = [
        ["–" if np.isnan(v) else f"{v * 100:.1f}" + (" ●" if c else "") for v, c in zip(row, marks, strict=True)]
        for row, marks in zip(values, chosen, strict=True)
    ]
    heads = [_wrapped(models.get(str(name), str(name))) for name in errors.columns]
    figure = go.Figure(
        go.Heatmap(
            x=heads,
            y=[queues.get(str(name), str(name)) for name in errors.index],
            z=np.nan_to_num(worse) * 100.0, text=words, texttemplate="%{text}", textfont={"size": 12},
            customdata=values * 100.0, zmin=0.0, zmax=MOST_WORSE * 100.0, xgap=2, ygap=2, showscale=False,
            colorscale=_from_best(look),
            hovertemplate="%{y}<br>%{x}<br>" + _("error of a day") + " <b>%{customdata:.1f}%</b><extra></extra>",
        )
    )  # fmt: skip
    lines = max((head.count("<br>") + 1 for head in heads), default=1)
    framed(figure, look, height=28 + 16 * lines + 30 * max(len(errors), 3))
    figure.update_xaxes(side="top", fixedrange=True, tickfont={"size": 11}, tickangle=0)
    figure.update_yaxes(autorange="reversed", fixedrange=True, rangemode="normal", tickfont={"size": 13})
    figure.update_layout(hovermode="closest", margin={"t": 8, "l": 8, "r": 8, "b": 8})
    return figure


def _wrapped(title: str) -> str:
    """A head of a narrow column: words below each other."""
    return "<br>".join(wrap(title, HEAD_LETTERS, break_long_words=False))


def _from_best(look: Look) -> list[tuple[float, str]]:
    if look.dark:
        return [(0.0, "#2A5B8C"), (0.3, "#2B343E"), (1.0, "#9C5428")]
    return [(0.0, "#BFDCF3"), (0.3, "#F7F5F2"), (1.0, "#EDA066")]


def foretold(rows: pd.DataFrame, arrived: pd.DataFrame, models: Mapping[str, str], look: Look) -> go.Figure:
    """Contacts per day: what came, and what each model had foretold at each origin; a rule stands at each origin.

    `rows`: origin, date, model, mean; `arrived`: date, offered; `models`: title of each model, in their order.
    """
    _ = look.display.words
    figure = go.Figure()
    figure.add_scatter(
        x=arrived["date"], y=arrived["offered"], name=_("what came"), mode="lines+markers",
        line={"color": look.ink, "width": 2}, marker={"size": 5}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    for place, (model, title) in enumerate(models.items()):
        own = rows[rows["model"] == model]
        for first, (_origin, part) in enumerate(own.groupby("origin", sort=True)):
            figure.add_scatter(
                x=part["date"], y=part["mean"], name=title, legendgroup=model, showlegend=first == 0, mode="lines",
                line={"color": look.several[place % len(look.several)], "width": 2,
                      "dash": DASHES[place // len(look.several) % len(DASHES)]},
                hovertemplate="%{y:,.0f}",
            )  # fmt: skip
    for origin in sorted(rows["origin"].unique())[1:]:
        figure.add_vline(x=pd.Timestamp(origin), line={"color": look.faint, "width": 1})
    framed(figure, look, height=340, unit=_("contacts per day"))
    days(figure, look)
    return figure
