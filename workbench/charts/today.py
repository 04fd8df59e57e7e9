"""Chart of the running day: expected before, arrived, and expected now with the bands of what is still to come."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from workbench.charts.forecasts import draw_bands
from workbench.charts.look import NEUTRAL, Look, framed, hours_of_day
from workbench.figures.today import to_its_end


def of_day(rows: pd.DataFrame, look: Look) -> go.Figure:
    """Contacts per interval of workbench.figures.today.of_day."""
    _ = look.display.words
    figure = go.Figure()
    draw_bands(figure, rows, rows["ts"], look, "hv")
    figure.add_scatter(
        x=rows["ts"], y=rows["volume_before"], name=_("expected before"), mode="lines",
        line={"color": NEUTRAL, "width": 1.5, "shape": "hv", "dash": "dot"}, hovertemplate="%{y:,.1f}",
    )  # fmt: skip
    figure.add_scatter(
        x=rows["ts"], y=rows["volume"].mask(rows["arrived"].notna()), name=_("expected now"), mode="lines",
        line={"color": look.blue, "width": 2.5, "shape": "hv"}, hovertemplate="%{y:,.1f}",
    )  # fmt: skip
    arrived = to_its_end(rows)
    figure.add_scatter(
        x=arrived["ts"], y=arrived["arrived"], name=_("arrived"), mode="lines",
        line={"color": look.orange, "width": 2.5, "shape": "hv"}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    framed(figure, look, height=360, unit=_("contacts per interval"))
    hours_of_day(figure, look)
    return figure
