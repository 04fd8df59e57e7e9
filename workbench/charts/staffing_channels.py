"""Charts of work that may wait, of call-backs and of outbound calls between the calls of a queue."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from workbench.charts.look import Look, days, framed, hours_of_day


def backlog(rows: pd.DataFrame, look: Look) -> go.Figure:
    """Contacts that wait over the days, those that are late as orange bars. `rows`: DEFERRED_BACKLOG of a queue."""
    _ = look.display.words
    figure = go.Figure()
    figure.add_scatter(
        x=rows["ts"], y=rows["waiting"], name=_("waiting"), mode="lines", fill="tozeroy",
        line={"color": look.blue, "width": 1.5, "shape": "hv"}, hovertemplate="%{y:,.0f}",
        fillcolor="rgba(109,179,242,0.25)" if look.dark else "rgba(15,98,168,0.18)",
    )  # fmt: skip
    if (rows["late"] > 0).any():
        figure.add_bar(x=rows["ts"], y=rows["late"], name=_("done after the deadline"), marker_color=look.orange,
                       hovertemplate="%{y:,.1f}")  # fmt: skip
    framed(figure, look, height=300, unit=_("contacts"), bargap=0)
    figure.update_layout(showlegend=True)
    days(figure, look)
    return figure


def callbacks(rows: pd.DataFrame, look: Look) -> go.Figure:
    """A day of CALLBACK_PLAN: positions for those who wait and for call-backs, stacked; those promised as a line."""
    _ = look.display.words
    figure = go.Figure()
    drawn = (("inbound_positions", _("for those who wait"), look.blue),
             ("callback_positions", _("for call-backs"), look.green))  # fmt: skip
    for name, words, colour in drawn:
        figure.add_scatter(x=rows["ts"], y=rows[name], name=words, stackgroup="p", mode="lines", fillcolor=colour,
                           line={"width": 0.5, "shape": "hv", "color": colour}, hovertemplate="%{y:,.1f}")  # fmt: skip
    figure.add_scatter(
        x=rows["ts"], y=rows["accepted"], name=_("call-backs promised (right)"), mode="lines", yaxis="y2",
        line={"color": look.ink, "width": 1.5, "dash": "dot", "shape": "hv"}, hovertemplate="%{y:,.1f}",
    )  # fmt: skip
    framed(figure, look, height=300, unit=_("positions"))
    _right_axis(figure)
    hours_of_day(figure, look)
    return figure


def outbound(rows: pd.DataFrame, look: Look) -> go.Figure:
    """A day of OUTBOUND_PLAN: work done between the calls of the queue and positions added; people left as a line."""
    _ = look.display.words
    figure = go.Figure()
    drawn = (("blended_positions", _("between the queue's calls"), look.green),
             ("extra_positions", _("added for the campaign"), look.several[3]))  # fmt: skip
    for name, words, colour in drawn:
        figure.add_bar(x=rows["ts"], y=rows[name], name=words, marker_color=colour, hovertemplate="%{y:,.1f}")
    figure.add_scatter(x=rows["ts"], y=rows["left"], name=_("still to call (right)"), mode="lines", yaxis="y2",
                       line={"color": look.ink, "width": 1.5, "dash": "dot"}, hovertemplate="%{y:,.0f}")  # fmt: skip
    framed(figure, look, height=300, unit=_("positions"), barmode="stack", bargap=0)
    _right_axis(figure)
    hours_of_day(figure, look)
    return figure


def _right_axis(figure: go.Figure) -> None:
    axis = {"side": "right", "overlaying": "y", "showgrid": False, "title": None, "rangemode": "tozero", "nticks": 5}
    figure.update_layout(yaxis2=axis)
