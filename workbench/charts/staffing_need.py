"""Charts of a queue's requirement: positions over the day, coloured by how they were computed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from workbench.charts.look import Look, framed, hours_of_day
from workbench.figures.staffing_need import DEADLINE, FAMILIES, MOMENT, STILL, THROUGH_TIME

PLACES = {STILL: 0, MOMENT: 2, THROUGH_TIME: 3, DEADLINE: 4}  # in the colours of the look; orange is for what lacks


def positions(day: pd.DataFrame, words: Mapping[str, str], load: str, interval_min: int, look: Look) -> go.Figure:
    """Positions of each interval as bars, a colour for each kind of method (`words`); the offered load as a line.

    `load`: what the line is called.
    """
    _ = look.display.words
    figure = go.Figure()
    for name in FAMILIES:
        rows = day[(day["family"] == name) & (day["positions"] > 0)]
        if len(rows):
            figure.add_bar(
                x=rows["ts"], y=rows["positions"], name=words[name], marker_color=look.several[PLACES[name]],
                width=interval_min * 60_000 * 0.96, offset=0, hovertemplate="%{y:,.1f}",
            )  # fmt: skip
    figure.add_scatter(
        x=day["ts"], y=day["load_erl"], name=load, mode="lines",
        line={"color": look.ink, "width": 1.5, "shape": "hv"}, hovertemplate="%{y:,.1f}",
    )  # fmt: skip
    framed(figure, look, height=340, unit=_("positions"), bargap=0, barmode="overlay")
    figure.update_layout(showlegend=True)
    hours_of_day(figure, look)
    return figure
