"""A queue's replayed day with its band over the paths, the promise, and the stretches that break it shaded."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from workbench.charts.look import Look, framed, hours_of_day


def day_with_breaks(rows: pd.DataFrame, breaks: pd.DataFrame, promised: float | None, look: Look) -> go.Figure:
    """Service level by interval (`rows`: figures.staffing_proof.with_band), its band, contacts as bars behind."""
    _ = look.display.words
    figure = go.Figure()
    figure.add_bar(x=rows["ts"], y=rows["offered"], name=_("contacts offered"), marker_color=look.faint, yaxis="y2")
    if rows["service_level_low"].notna().any():
        low, high = rows["service_level_low"] * 100.0, rows["service_level_high"] * 100.0
        line = {"width": 0, "shape": "hv"}
        figure.add_scatter(x=rows["ts"], y=low, mode="lines", line=line, showlegend=False, hoverinfo="skip")
        figure.add_scatter(
            x=rows["ts"], y=high, mode="lines", line=line, fill="tonexty", name=_("18 of 20 paths"), hoverinfo="skip",
            fillcolor="rgba(109,179,242,0.28)" if look.dark else "rgba(15,98,168,0.18)",
        )  # fmt: skip
    figure.add_scatter(
        x=rows["ts"], y=rows["service_level"] * 100.0, name=_("replayed with the roster"), mode="lines",
        line={"color": look.blue, "width": 2.5, "shape": "hv"}, connectgaps=False, hovertemplate="%{y:.1f}%",
    )  # fmt: skip
    if promised is not None:
        figure.add_hline(y=promised * 100.0, line={"color": look.ink, "width": 1, "dash": "dash"})
    for start, end in zip(breaks["start_ts"], breaks["end_ts"], strict=True):
        figure.add_vrect(x0=start, x1=end, fillcolor=look.orange, opacity=0.16, line_width=0, layer="below")
    framed(figure, look, height=320, unit="%")
    figure.update_layout(
        yaxis={"range": [0, 104], "overlaying": "y2", "side": "left", "tickvals": [0, 20, 40, 60, 80, 100]},
        yaxis2={"side": "right", "showgrid": False, "title": None, "rangemode": "tozero", "nticks": 5}, bargap=0,
    )  # fmt: skip
    hours_of_day(figure, look)
    return figure
