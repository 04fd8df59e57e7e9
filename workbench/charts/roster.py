"""The roster at a glance: people by days, a colour per shift."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from data.contracts.centre import Centre
from workbench.charts.look import Look, framed
from workbench.figures.roster_grid import LEAVE, OFF, family

FALLBACK = "#8A8F98"


def code_colours(centre: Centre, look: Look) -> dict[str, str]:
    """A colour for every code that a cell may hold."""
    shifts = {code: pattern.colour or FALLBACK for code, pattern in centre.shifts.items()}
    return {OFF: look.empty, LEAVE: "#5B6470" if look.dark else "#C9CED6", **shifts}


def code_map(codes: pd.DataFrame, who: pd.DataFrame, centre: Centre, look: Look, off: str, leave: str) -> go.Figure:
    """Codes of people (rows) and days (columns); codes are written where there is room for them."""
    colours = code_colours(centre, look)
    places = {code: place for place, code in enumerate(colours)}
    kinds = codes.map(family)
    numbers = kinds.map(lambda code: places.get(code, 0)).to_numpy(dtype=float)
    steps = len(colours)
    scale = [
        edge
        for place, colour in enumerate(colours.values())
        for edge in ((place / steps, colour), ((place + 1) / steps, colour))
    ]
    shown = codes.replace({OFF: off, LEAVE: leave}).to_numpy()
    roomy = len(codes) <= 60
    people = [f"{agent} {name}".strip() for agent, name in zip(who["agent"], who["name"], strict=True)]
    figure = go.Figure(
        go.Heatmap(
            x=[look.display.short_day(pd.Timestamp(day)).replace(" ", "<br>") for day in codes.columns],
            y=np.arange(len(codes)),
            z=numbers,
            text=np.where(codes.to_numpy() == OFF, "", shown) if roomy else shown,
            texttemplate="%{text}" if roomy else None,
            customdata=np.broadcast_to(np.array(people, dtype=object)[:, None], shown.shape),
            hovertemplate="%{customdata}<br>%{x}<br><b>%{text}</b><extra></extra>",
            colorscale=scale,
            zmin=-0.5,
            zmax=steps - 0.5,
            showscale=False,
            xgap=2 if roomy else 1,
            ygap=1 if len(codes) <= 120 else 0,
        )
    )
    framed(figure, look, height=60 + min(max(len(codes) * (22 if roomy else 4), 160), 900))
    figure.update_layout(hovermode="closest", margin={"t": 8})
    figure.update_xaxes(side="top", fixedrange=True, tickangle=0)
    figure.update_yaxes(
        autorange="reversed", rangemode="normal", title=None, fixedrange=True,
        **({"tickvals": list(range(len(people))), "ticktext": people} if roomy else _group_ticks(who)),
    )  # fmt: skip
    return figure


def _group_ticks(who: pd.DataFrame) -> dict[str, list[object]]:
    """The name of each skill group in the middle of its rows."""
    groups = who["group"].reset_index(drop=True)
    starts = groups.ne(groups.shift()).cumsum()
    middles = groups.index.to_series().groupby(starts).mean()
    return {"tickvals": middles.tolist(), "ticktext": groups.groupby(starts).first().tolist()}
