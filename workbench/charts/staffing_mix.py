"""The calendar of activation: by when each pool is called, when it is trained and when it serves."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from data.contracts.centre import Centre
from workbench.charts.look import NEUTRAL, Look, days, framed, pool_colours
from workbench.figures.staffing_mix import TRAINING

DAY_MS = 86_400_000


def calendar(
    spans: pd.DataFrame, calls: pd.DataFrame, titles: Mapping[str, str], centre: Centre, look: Look
) -> go.Figure:
    """Rows are pools: ▼ the last day to call, hatched the training, bars the days of service with their heads.

    `spans` as of figures.staffing_mix.spans, `calls` as of figures.money.orders_to_place.
    """
    _ = look.display.words
    colours = pool_colours(centre)
    figure = go.Figure()
    for kind, rows in spans.groupby("kind", sort=False):
        training = kind == TRAINING
        figure.add_bar(
            x=[(last - first).days * DAY_MS + DAY_MS for first, last in zip(rows["first"], rows["last"], strict=True)],
            base=rows["first"], y=[titles.get(name, name) for name in rows["pool"]], orientation="h",
            text=["" if training else f"{heads:.0f}" for heads in rows["heads"]], textposition="inside",
            insidetextanchor="middle", width=0.55, showlegend=False, textangle=0, constraintext="none",
            marker={"color": [colours.get(name, NEUTRAL) for name in rows["pool"]],
                    "opacity": 0.35 if training else 1.0, "pattern": {"shape": "/" if training else ""}},
            customdata=[[_("training") if training else _("in service"), look.display.day(first),
                         look.display.day(last), look.display.number(heads)]
                        for first, last, heads in zip(rows["first"], rows["last"], rows["heads"], strict=True)],
            hovertemplate="%{y}<br>%{customdata[0]}: %{customdata[1]} – %{customdata[2]}<br>"
            + _("heads a day") + ": %{customdata[3]}<extra></extra>",
        )  # fmt: skip
    _calls(figure, calls, titles, look)
    today = centre.as_of.tz_localize(None).normalize()
    figure.add_vline(x=today, line={"color": look.ink, "width": 1, "dash": "dot"})
    figure.add_annotation(x=today, y=1, yref="paper", text=_("as of"), showarrow=False, yanchor="bottom",
                          font={"size": 11, "color": NEUTRAL})  # fmt: skip
    order = [titles.get(name, name) for name in centre.pools if name in set(spans["pool"])]
    framed(figure, look, height=80 + 46 * max(len(order), 2), barmode="overlay")
    figure.update_yaxes(categoryorder="array", categoryarray=order[::-1], rangemode="normal")
    figure.update_layout(hovermode="closest", margin={"t": 26})
    figure.update_xaxes(type="date")
    days(figure, look)
    return figure


def _calls(figure: go.Figure, calls: pd.DataFrame, titles: Mapping[str, str], look: Look) -> None:
    _ = look.display.words
    names = [titles.get(name, name) for name in calls["pool"]]
    for name, row in zip(names, calls.to_dict("records"), strict=True):
        figure.add_scatter(x=[row["order_by"], row["first"]], y=[name, name], mode="lines", showlegend=False,
                           hoverinfo="skip", line={"color": NEUTRAL, "width": 1.5, "dash": "dot"})  # fmt: skip
    figure.add_scatter(
        x=calls["order_by"], y=names, mode="markers", showlegend=False,
        marker={"symbol": "triangle-down", "size": 14, "color": look.ink},
        customdata=[[look.display.day(by), look.display.day(first), look.display.day(last), look.display.number(peak)]
                    for by, first, last, peak in zip(calls["order_by"], calls["first"], calls["last"],
                                                     calls["peak_heads"], strict=True)],
        hovertemplate="%{y}<br>" + _("call by {day}").format(day="<b>%{customdata[0]}</b>")
        + "<br>%{customdata[1]} – %{customdata[2]}, " + _("up to {heads} a day").format(heads="%{customdata[3]}")
        + "<extra></extra>",
    )  # fmt: skip
