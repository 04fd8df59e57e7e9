"""The curve of the calculator: what callers meet against the number of people, and the chosen point on it."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from workbench.charts.look import Look, framed
from workbench.figures.calculator import point


def level_curve(curve: pd.DataFrame, promised: float, least: float, chosen: float, look: Look) -> go.Figure:
    """Service level, share abandoned and occupancy by people; the promise as a line, the chosen number as a point."""
    _ = look.display.words
    figure = go.Figure()
    drawn = [
        ("occupancy", _("occupancy"), {"color": "#8A8F98", "width": 1.5, "dash": "dot"}),
        ("abandonment", _("abandoned"), {"color": look.orange, "width": 1.5}),
        ("service_level", _("service level"), {"color": look.blue, "width": 3}),
    ]
    for name, words, line in drawn:
        if curve[name].notna().any() and not (name == "abandonment" and not curve[name].gt(0).any()):
            figure.add_scatter(
                x=curve["agents"], y=curve[name] * 100.0, name=words, mode="lines", line=line,
                hovertemplate="%{y:.1f}%",
            )  # fmt: skip
    if not math.isnan(promised):
        figure.add_hline(y=promised * 100.0, line={"color": look.ink, "width": 1, "dash": "dash"})
    at = point(curve, chosen)
    if at and not math.isnan(at["service_level"]):
        figure.add_scatter(
            x=[chosen], y=[at["service_level"] * 100.0], mode="markers", name=_("chosen"), hoverinfo="skip",
            marker={"size": 13, "color": look.paper, "line": {"color": look.blue, "width": 3}},
        )  # fmt: skip
    if not math.isnan(least):
        figure.add_vrect(x0=least - 0.5, x1=float(curve["agents"].max()) + 0.5, fillcolor=look.green, opacity=0.08,
                         line_width=0, layer="below")  # fmt: skip
    framed(figure, look, height=330, unit="%")
    figure.update_layout(yaxis={"range": [0, 104], "tickvals": [0, 20, 40, 60, 80, 100]})
    figure.update_xaxes(title=_("people answering"), hoverformat=",.0f", tickformat=",.0f")
    return figure
