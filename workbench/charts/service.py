"""Charts of service: queue by day against the promise, and a queue's day interval by interval."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from data.contracts.centre import Centre
from workbench.charts.look import Look, framed, hours_of_day
from workbench.figures.promise import below


def level_map(levels: pd.DataFrame, centre: Centre, look: Look) -> go.Figure:
    """Replayed service level of each queue and day; colour is the distance to the promise, ▼ marks a miss."""
    _ = look.display.words
    promised = np.array([[centre.queues[name].target.service_level or np.nan] for name in levels.index], dtype=float)
    values = levels.to_numpy(dtype=float)
    distance = (values - promised) * 100.0
    words = [[level_words(v, p) for v in row] for row, (p,) in zip(values, promised, strict=True)]
    days = [look.display.short_day(pd.Timestamp(day)).replace(" ", "<br>") for day in levels.columns]
    names = [look.display.title(centre.queues[name]) for name in levels.index]
    named = [f"{name}  ≥{p[0] * 100:.0f}" if p[0] == p[0] else name for name, p in zip(names, promised, strict=True)]
    figure = go.Figure(
        go.Heatmap(
            x=days,
            y=named,
            z=distance,
            text=words,
            texttemplate="%{text}",
            textfont={"size": 12},
            customdata=np.stack([values * 100, np.broadcast_to(promised * 100, values.shape)], axis=-1),
            hovertemplate="%{y}<br>%{x}<br>"
            + _("replayed")
            + " <b>%{customdata[0]:.1f}%</b>, "
            + _("promised")
            + " %{customdata[1]:.0f}%<extra></extra>",
            colorscale=look.diverging,
            zmin=-40,
            zmax=40,
            zmid=0,
            xgap=2,
            ygap=2,
            showscale=False,
        )
    )
    framed(figure, look, height=40 + 34 * max(len(names), 3))
    figure.update_xaxes(side="top", fixedrange=True, tickfont={"size": 12}, tickangle=0)
    figure.update_yaxes(autorange="reversed", fixedrange=True, title=None, rangemode="normal", tickfont={"size": 13})
    figure.update_layout(hovermode="closest", margin={"t": 8, "l": 8, "r": 8, "b": 8})
    return figure


def level_words(level: float, promised: float) -> str:
    """A level in whole percent, with a decimal within a point of its promise; ▼ and never rounded up where it misses.

    >>> level_words(0.91, 0.8), level_words(0.79996, 0.8), level_words(0.62, 0.8), level_words(0.804, 0.8)
    ('91', '79.9 ▼', '62 ▼', '80.4')
    """
    if math.isnan(level):
        return ""
    missed = bool(below(level, promised))
    if abs(level - promised) >= 0.01 or math.isnan(promised):
        return f"{level * 100:.0f}" + (" ▼" if missed else "")
    tenths = math.floor(level * 1000) if missed else round(level * 1000)
    return f"{tenths / 10:.1f}" + (" ▼" if missed else "")


def queue_day(rows: pd.DataFrame, promised: float | None, look: Look) -> go.Figure:
    """Contacts offered as bars, service level as replayed and as predicted by the formula, the promise as a line."""
    _ = look.display.words
    figure = go.Figure()
    figure.add_bar(x=rows["ts"], y=rows["offered"], name=_("contacts offered"), marker_color=look.faint, yaxis="y2")
    figure.add_scatter(
        x=rows["ts"], y=rows["predicted"] * 100, name=_("predicted at the requirement"), mode="lines",
        line={"color": look.blue, "width": 1.5, "dash": "dot", "shape": "hv"}, connectgaps=False,
    )  # fmt: skip
    figure.add_scatter(
        x=rows["ts"], y=rows["service_level"] * 100, name=_("replayed with the roster"), mode="lines",
        line={"color": look.orange, "width": 2.5, "shape": "hv"}, connectgaps=False,
    )  # fmt: skip
    if promised is not None:
        figure.add_hline(y=promised * 100, line={"color": look.ink, "width": 1, "dash": "dash"})
    framed(figure, look, height=320, unit="%")
    figure.update_layout(
        yaxis={"range": [0, 104], "overlaying": "y2", "side": "left", "tickvals": [0, 20, 40, 60, 80, 100]},
        yaxis2={"side": "right", "showgrid": False, "title": None, "rangemode": "tozero", "nticks": 5},
        bargap=0,
    )
    hours_of_day(figure, look)
    return figure
