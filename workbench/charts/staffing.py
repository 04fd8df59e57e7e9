"""Charts of people: seats by pool over a day, cost by pool, how the roster covers what was wanted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from data.contracts.centre import Centre
from workbench.charts.look import Look, framed, hours_of_day, pool_colours


def by_pool(
    wide: pd.DataFrame, needed: pd.DataFrame | None, centre: Centre, look: Look, unit: str, required: str
) -> go.Figure:
    """People by pool stacked over the intervals of a day; the required positions as a line, called `required`."""
    colours = pool_colours(centre)
    figure = go.Figure()
    for name in wide.columns:
        figure.add_scatter(
            x=wide.index, y=wide[name], name=look.display.title(centre.pools[name]), stackgroup="pools", mode="lines",
            line={"width": 0.5, "shape": "hv", "color": colours[name]}, fillcolor=colours[name],
            hovertemplate="%{y:,.1f}",
        )  # fmt: skip
    if needed is not None:
        figure.add_scatter(
            x=needed["ts"], y=needed["positions"], name=required, mode="lines",
            line={"color": look.ink, "width": 2, "shape": "hv"}, hovertemplate="%{y:,.1f}",
        )  # fmt: skip
    framed(figure, look, height=420, unit=unit)
    hours_of_day(figure, look)
    return figure


def cost_by_day(rows: pd.DataFrame, centre: Centre, look: Look) -> go.Figure:
    """Cost of each day, stacked by pool."""
    _ = look.display.words
    colours = pool_colours(centre)
    figure = go.Figure()
    for name in centre.pools:
        of_pool = rows[rows["pool"] == name]
        if len(of_pool):
            figure.add_bar(
                x=[look.display.short_day(day).replace(" ", "<br>") for day in of_pool["date"]], y=of_pool["cost_cny"],
                name=look.display.title(centre.pools[name]), marker_color=colours[name], hovertemplate="%{y:,.0f}",
            )  # fmt: skip
    framed(figure, look, height=330, unit=f"{centre.currency}", barmode="stack")
    days = [look.display.short_day(day).replace(" ", "<br>") for day in sorted(rows["date"].unique())]
    figure.update_xaxes(categoryorder="array", categoryarray=days, tickangle=0)
    figure.update_layout(legend={"y": -0.14, "yanchor": "top", "x": 0, "xanchor": "left"})
    return figure


def coverage(rows: pd.DataFrame, look: Look) -> go.Figure:
    """Heads on queue work against heads wanted; where they lack, the space between is orange."""
    _ = look.display.words
    figure = go.Figure()
    figure.add_scatter(
        x=rows["ts"], y=rows["on_work"], name=_("rostered, on queue work"), mode="lines", fill="tozeroy",
        line={"color": look.blue, "width": 1.5, "shape": "hv"}, hovertemplate="%{y:,.0f}",
        fillcolor="rgba(109,179,242,0.25)" if look.dark else "rgba(15,98,168,0.18)",
    )  # fmt: skip
    lacking = rows["wanted"].clip(lower=rows["on_work"])
    figure.add_scatter(
        x=rows["ts"], y=lacking, mode="lines", line={"width": 0, "shape": "hv"}, fill="tonexty", name=_("short"),
        fillcolor="rgba(242,166,90,0.75)" if look.dark else "rgba(224,122,40,0.65)", hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=rows["ts"], y=rows["wanted"], name=_("wanted by the mix"), mode="lines", hovertemplate="%{y:,.1f}",
        line={"color": look.ink, "width": 2, "shape": "hv"},
    )  # fmt: skip
    figure.add_scatter(
        x=rows["ts"], y=rows["on_break"], name=_("on break or offline"), mode="lines", hovertemplate="%{y:,.0f}",
        line={"color": "#8A8F98", "width": 1, "dash": "dot", "shape": "hv"},
    )  # fmt: skip
    framed(figure, look, height=300, unit=_("heads"))
    hours_of_day(figure, look)
    return figure


def side_by_side(rows: pd.DataFrame, measure: str, names: Mapping[str, str], look: Look, unit: str) -> go.Figure:
    """A measure of each pool in two plans, as paired bars. `rows`: pool, <measure>_base, <measure>_other."""
    _ = look.display.words
    words = [names.get(str(pool), str(pool)) for pool in rows["pool"]]
    figure = go.Figure()
    figure.add_bar(y=words, x=rows[f"{measure}_base"], name=_("base"), orientation="h", marker_color="#8A8F98")
    figure.add_bar(y=words, x=rows[f"{measure}_other"], name=_("scenario"), orientation="h", marker_color=look.blue)
    framed(figure, look, height=90 + 46 * max(len(words), 2), barmode="group")
    figure.update_yaxes(autorange="reversed", rangemode="normal", title=None)
    figure.update_xaxes(title=unit)
    figure.update_layout(hovermode="y unified")
    return figure
