"""The months ahead: hours of work and who does them, and full-time people against those needed."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from workbench.charts.look import Look, framed


def hours(rows: pd.DataFrame, look: Look) -> go.Figure:
    """Hours on queue by month, stacked by who works them; orange hatched: nobody; the line is what is needed."""
    _ = look.display.words
    labels = month_labels(rows["month"], look)
    several = look.several
    drawn = {
        "own_h": (_("own people"), several[0], ""),
        "overtime_h": (_("overtime"), several[4], ""),
        "backup_h": (_("backup"), several[2], ""),
        "outsourced_h": (_("partners"), several[3], ""),
        "gap_h": (_("worked by nobody"), look.orange, "/"),
    }
    figure = go.Figure()
    for name, (words, colour, shape) in drawn.items():
        if (rows[name] > 0.5).any():
            figure.add_bar(x=labels, y=rows[name], name=words, hovertemplate="%{y:,.0f}",
                           marker={"color": colour, "pattern": {"shape": shape}})  # fmt: skip
    figure.add_scatter(
        x=labels, y=rows["required_h"], name=_("needed"), mode="lines+markers", hovertemplate="%{y:,.0f}",
        line={"color": look.ink, "width": 2},
    )  # fmt: skip
    framed(figure, look, height=340, unit=_("hours on queue"), barmode="stack")
    figure.update_layout(showlegend=True)
    figure.update_xaxes(type="category", tickangle=0)
    return figure


def people(rows: pd.DataFrame, look: Look) -> go.Figure:
    """Own people at full speed by month against full-time people needed: expected with its band, and the worst week."""
    _ = look.display.words
    labels = month_labels(rows["month"], look)
    figure = go.Figure()
    figure.add_bar(x=labels, y=rows["effective_fte"], name=_("own people, at full speed"), marker_color=look.faint,
                   hovertemplate="%{y:,.1f}")  # fmt: skip
    figure.add_scatter(x=labels, y=rows["required_fte_low"], mode="lines", line={"width": 0}, showlegend=False,
                       hoverinfo="skip")  # fmt: skip
    figure.add_scatter(
        x=labels, y=rows["required_fte_high"], mode="lines", line={"width": 0}, fill="tonexty", hoverinfo="skip",
        name=_("few to many contacts"),
        fillcolor="rgba(109,179,242,0.28)" if look.dark else "rgba(15,98,168,0.18)",
    )  # fmt: skip
    figure.add_scatter(x=labels, y=rows["required_fte"], name=_("needed on average"), mode="lines+markers",
                       line={"color": look.blue, "width": 2.5}, hovertemplate="%{y:,.1f}")  # fmt: skip
    figure.add_scatter(
        x=labels, y=rows["required_fte_peak"], name=_("needed in the busiest week"), mode="markers",
        marker={"symbol": "diamond", "size": 9, "color": look.orange}, hovertemplate="%{y:,.1f}",
    )  # fmt: skip
    framed(figure, look, height=320, unit=_("full-time people"))
    figure.update_layout(showlegend=True)
    figure.update_xaxes(type="category", tickangle=0)
    return figure


def month_labels(months: pd.Series, look: Look) -> list[str]:
    """Months for the axis, in the reader's words.

    >>> from workbench.display import Display
    >>> month_labels(pd.Series(pd.to_datetime(["2026-11-01"])), Look(Display("zh")))
    ['26-11']
    """
    if look.display.language == "zh":
        return [f"{month:%y-%m}" for month in months]
    return [f"{month:%b %y}" for month in months]
