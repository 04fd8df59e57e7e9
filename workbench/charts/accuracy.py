"""Charts of accuracy: where in the week the error sits, and what it cost in staff day by day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.charts.forecasts import draw_bands
from workbench.charts.look import NEUTRAL, Look, days, framed

FULL_COLOUR = {"wape": 0.6, "bias": 0.3}


def error_map(
    values: pd.DataFrame, contacts: pd.DataFrame, names: Mapping[object, str], measure: str, look: Look
) -> go.Figure:
    """WAPE or bias in % by row and hour of the day; bias: orange too low, blue too high."""
    _ = look.display.words
    cells = values.to_numpy(dtype=float) * 100.0
    words = [["" if np.isnan(cell) else f"{cell:.0f}" for cell in row] for row in cells]
    most = FULL_COLOUR[measure] * 100.0
    told = _("error") if measure == "wape" else _("bias")
    figure = go.Figure(
        go.Heatmap(
            x=[f"{hour:02d}" for hour in values.columns], y=[names.get(name, str(name)) for name in values.index],
            z=cells, text=words, texttemplate="%{text}", textfont={"size": 11},
            customdata=contacts.to_numpy(dtype=float),
            colorscale=_rising(look) if measure == "wape" else look.diverging,
            zmin=0.0 if measure == "wape" else -most, zmax=most, xgap=1, ygap=2, showscale=False,
            hovertemplate="%{y} %{x}:00<br>" + told + " <b>%{z:.1f}%</b><br>" + _("contacts that came")
            + " %{customdata:,.0f}<extra></extra>",
        )
    )  # fmt: skip
    framed(figure, look, height=60 + 34 * max(len(values), 3))
    figure.update_xaxes(side="top", fixedrange=True, tickfont={"size": 11}, tickangle=0, type="category")
    figure.update_yaxes(autorange="reversed", fixedrange=True, rangemode="normal", tickfont={"size": 13})
    figure.update_layout(hovermode="closest", margin={"t": 8, "l": 8, "r": 8, "b": 8})
    return figure


def _rising(look: Look) -> list[tuple[float, str]]:
    """From no error, pale, to much of it, orange."""
    if look.dark:
        return [(0.0, "#222A33"), (0.5, "#6B4426"), (1.0, "#C9651F")]
    return [(0.0, "#F7F5F2"), (0.5, "#F3C49B"), (1.0, "#DD7B2C")]


def came_and_foretold(rows: pd.DataFrame, look: Look, *, adjusted: bool) -> go.Figure:
    """Contacts per day that came, that the models said and that were planned for, with the band of the plan.

    `rows`: COLUMNS of workbench.figures.against; without `adjusted` the models' line is the plan's and left out.
    """
    _ = look.display.words
    figure = go.Figure()
    if rows["q05"].notna().any():
        draw_bands(figure, rows, rows["date"], look, "linear")
    if adjusted:
        figure.add_scatter(
            x=rows["date"], y=rows["system"], name=_("models, before adjustments"), mode="lines",
            line={"color": look.orange, "width": 1.5, "dash": "dash"}, hovertemplate="%{y:,.0f}",
        )  # fmt: skip
    figure.add_scatter(
        x=rows["date"], y=rows["adjusted"], name=_("expected"), mode="lines",
        line={"color": look.blue, "width": 2.5}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    figure.add_scatter(
        x=rows["date"], y=rows["offered"], name=_("what came"), mode="lines+markers",
        line={"color": look.ink, "width": 1.5}, marker={"size": 6}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    framed(figure, look, height=320, unit=_("contacts per day"))
    days(figure, look)
    return figure


def hours_of_error(rows: pd.DataFrame, look: Look) -> go.Figure:
    """Position hours too many (up) and too few (down) by day; within the dotted lines lies what chance explains."""
    _ = look.display.words
    figure = go.Figure()
    for column, sign, name, colour in (
        ("over_h", 1.0, _("too many"), look.blue), ("under_h", -1.0, _("too few"), look.orange),
    ):  # fmt: skip
        figure.add_bar(x=rows["date"], y=sign * rows[column], name=name, marker_color=colour, customdata=rows[column],
                       hovertemplate="%{customdata:,.0f} h")  # fmt: skip
    for column, sign in (("chance_over_h", 1.0), ("chance_under_h", -1.0)):
        figure.add_scatter(
            x=rows["date"], y=sign * rows[column], mode="lines", name=_("by chance alone"), showlegend=sign > 0,
            line={"color": NEUTRAL, "width": 1.5, "dash": "dot", "shape": "hvh"}, customdata=rows[column],
            hovertemplate="%{customdata:,.0f} h",
        )  # fmt: skip
    framed(figure, look, height=320, unit=_("position hours"), barmode="relative")
    days(figure, look)
    return figure
