"""Positions that stay empty: a bar a day, a colour a queue."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from workbench.charts.look import NEUTRAL, Look, framed


def by_day(rows: pd.DataFrame, names: Mapping[str, str], look: Look, most: int = 5) -> go.Figure:
    """Position hours short by day, the `most` worst queues by colour, the others together; `rows`: shortage_hours."""
    _ = look.display.words
    worst = rows.groupby("queue")["hours"].sum().nlargest(most).index
    shown = rows.assign(name=[names.get(q, q) if q in worst else _("other queues") for q in rows["queue"]])
    days = pd.date_range(rows["date"].min(), rows["date"].max())
    labels = {day: look.display.short_day(day).replace(" ", "<br>") for day in days}
    figure = go.Figure()
    for place, (name, own) in enumerate(shown.groupby("name", sort=False)):
        hours = own.groupby("date")["hours"].sum()
        colour = NEUTRAL if name == _("other queues") else look.several[place % len(look.several)]
        figure.add_bar(x=[labels[day] for day in hours.index], y=hours, name=str(name), marker_color=colour,
                       hovertemplate="%{y:,.1f}")  # fmt: skip
    framed(figure, look, height=300, unit=_("position hours"), barmode="stack")
    figure.update_xaxes(categoryorder="array", categoryarray=list(labels.values()), tickangle=0)
    figure.update_layout(showlegend=True)
    return figure
