"""A map of chances: queue by day, each with its number, pale where it is as sure as wished, orange where it is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from data.contracts.centre import Centre
from workbench.charts.look import Look, framed


def chance_map(chances: pd.DataFrame, levels: pd.DataFrame, wished: float, centre: Centre, look: Look) -> go.Figure:
    """Chance to keep the promise, in percent, of each queue (row) and day (column); ▼ where it is below `wished`."""
    _ = look.display.words
    values = chances.to_numpy(dtype=float) * 100.0
    words = [["" if np.isnan(v) else f"{v:.0f}" + (" ▼" if v < wished * 100.0 - 1e-7 else "") for v in row]
             for row in values]  # fmt: skip
    days = [look.display.short_day(pd.Timestamp(day)).replace(" ", "<br>") for day in chances.columns]
    names = [look.display.title(centre.queues[name]) for name in chances.index]
    expected = levels.reindex(index=chances.index, columns=chances.columns).to_numpy(dtype=float) * 100.0
    figure = go.Figure(
        go.Heatmap(
            x=days, y=names, z=values - wished * 100.0, text=words, texttemplate="%{text}", textfont={"size": 12},
            customdata=np.stack([values, expected], axis=-1),
            hovertemplate="%{y}<br>%{x}<br>" + _("promise kept with") + " <b>%{customdata[0]:.0f}%</b><br>"
            + _("expected service level") + " %{customdata[1]:.1f}%<extra></extra>",
            colorscale=look.diverging, zmin=-60, zmax=60, zmid=0, xgap=2, ygap=2, showscale=False,
        )
    )  # fmt: skip
    framed(figure, look, height=40 + 34 * max(len(names), 3))
    figure.update_xaxes(side="top", fixedrange=True, tickfont={"size": 12}, tickangle=0)
    figure.update_yaxes(autorange="reversed", fixedrange=True, title=None, rangemode="normal", tickfont={"size": 13})
    figure.update_layout(hovermode="closest", margin={"t": 8, "l": 8, "r": 8, "b": 8})
    return figure
