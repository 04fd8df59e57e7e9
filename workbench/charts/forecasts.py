"""Charts of the forecast: expected contacts with their bands, handling time, history before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from workbench.charts.look import NEUTRAL, Look, days, framed, hours_of_day


@dataclass(frozen=True)
class Beside:
    """What stands beside it: the models' word unadjusted (`volume`), a year before and what came (`offered`)."""

    system: pd.DataFrame | None = None
    last_year: pd.DataFrame | None = None
    came: pd.DataFrame | None = None


NOTHING = Beside()
Span = tuple[pd.Timestamp, pd.Timestamp]
ALIGNED_PX = 52
WHOLE_DAY = pd.Timedelta(hours=22)


def by_interval(rows: pd.DataFrame, look: Look, beside: Beside = NOTHING) -> go.Figure:
    """Contacts per interval with the 50 % and 90 % bands."""
    _ = look.display.words
    figure = go.Figure()
    draw_bands(figure, rows, rows["ts"], look, "hv")
    _system(figure, beside, "ts", look, "hv")
    figure.add_scatter(
        x=rows["ts"], y=rows["volume"], name=_("expected"), mode="lines",
        line={"color": look.blue, "width": 2, "shape": "hv"}, hovertemplate="%{y:,.1f}",
    )  # fmt: skip
    _came(figure, beside, "ts", look, "hv")
    framed(figure, look, height=360, unit=_("contacts per interval"))
    hours_of_day(figure, look)
    return figure


def by_day(
    rows: pd.DataFrame,
    history: pd.DataFrame,
    marks: Mapping[pd.Timestamp, str],
    look: Look,
    beside: Beside = NOTHING,
) -> go.Figure:
    """Contacts per day: history, then the forecast with its bands; days of events are named."""
    _ = look.display.words
    figure = go.Figure()
    figure.add_scatter(
        x=history["date"], y=history["offered"], name=_("history"), mode="lines+markers",
        line={"color": NEUTRAL, "width": 1.5}, marker={"size": 4}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    draw_bands(figure, rows, rows["date"], look, "linear")
    if beside.last_year is not None and len(beside.last_year):
        figure.add_scatter(
            x=beside.last_year["date"], y=beside.last_year["offered"], name=_("same weeks last year"), mode="lines",
            line={"color": look.green, "width": 1.5, "dash": "dot"}, hovertemplate="%{y:,.0f}",
        )  # fmt: skip
    _system(figure, beside, "date", look, "linear")
    figure.add_scatter(
        x=rows["date"], y=rows["volume"], name=_("expected"), mode="lines+markers",
        line={"color": look.blue, "width": 2.5}, marker={"size": 5}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    _came(figure, beside, "date", look, "linear")
    tops = rows.set_index("date")["q95"].rolling(3, center=True, min_periods=1).max()  # above the days beside it too
    for date, words in marks.items():
        if date in tops.index:
            figure.add_annotation(
                x=date, y=float(tops[date]), text=words, showarrow=False, yshift=12, font={"size": 11}
            )
    framed(figure, look, height=360, unit=_("contacts per day"))
    days(figure, look)
    return figure


def before_after(rows: pd.DataFrame, look: Look, *, of_aht: bool = False) -> go.Figure:
    """A measure by day before and after an adjustment; rows: date, volume_before, volume_after, aht_s_before ..."""
    _ = look.display.words
    name = "aht_s" if of_aht else "volume"
    figure = go.Figure()
    figure.add_scatter(
        x=rows["date"], y=rows[f"{name}_before"], name=_("before"), mode="lines+markers",
        line={"color": look.orange, "width": 1.5, "dash": "dash"}, marker={"size": 4}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    figure.add_scatter(
        x=rows["date"], y=rows[f"{name}_after"], name=_("after"), mode="lines+markers", fill="tonexty",
        fillcolor="rgba(109,179,242,0.22)" if look.dark else "rgba(15,98,168,0.14)",
        line={"color": look.blue, "width": 2.5}, marker={"size": 5}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    framed(figure, look, height=240, unit=_("handling time, s") if of_aht else _("contacts per day"))
    days(figure, look)
    return figure


def flagged_day(
    seen: pd.DataFrame, usual: pd.DataFrame, span: Span, look: Look, gaps: Sequence[Span] = ()
) -> go.Figure:
    """A day of history beside what is usual for its weekday; both: ts, offered. The mark and the gaps are shaded."""
    _ = look.display.words
    figure = go.Figure()
    figure.add_scatter(
        x=usual["ts"], y=usual["offered"], name=_("usual for this weekday"), mode="lines",
        line={"color": NEUTRAL, "width": 2, "dash": "dash", "shape": "hv"}, hovertemplate="%{y:,.1f}",
    )  # fmt: skip
    figure.add_scatter(
        x=seen["ts"], y=seen["offered"], name=_("recorded"), mode="lines",
        line={"color": look.blue, "width": 2, "shape": "hv"}, hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    if span[1] - span[0] < WHOLE_DAY:  # a whole day in one colour would mark nothing
        figure.add_vrect(x0=span[0], x1=span[1], fillcolor=look.orange, opacity=0.14, line_width=0, layer="below")
    for start, end in gaps:
        figure.add_vrect(x0=start, x1=end, fillcolor=NEUTRAL, opacity=0.18, line_width=0, layer="below",
                         annotation={"text": _("nothing recorded"), "font": {"size": 11}},
                         annotation_position="top left")  # fmt: skip
    framed(figure, look, height=260, unit=_("contacts per interval"))
    hours_of_day(figure, look)
    return figure


def hour_shape(rows: pd.DataFrame, look: Look) -> go.Figure:
    """Share of the day by hour; rows: hour, percent."""
    _ = look.display.words
    hours = [f"{int(hour):02d}:00" for hour in rows["hour"]]
    figure = go.Figure(go.Bar(x=hours, y=rows["percent"], marker={"color": look.blue}, hovertemplate="%{y:.1f} %"))
    framed(figure, look, height=320, unit=_("share of the day, %"), showlegend=False)
    return figure


def handling_time(x: pd.Series, aht_s: pd.Series, look: Look, *, by_day: bool = False) -> go.Figure:
    """Expected handling time, by interval or by day."""
    _ = look.display.words
    figure = go.Figure(
        go.Scatter(
            x=x, y=aht_s, name=_("average handling time"), mode="lines", hovertemplate="%{y:,.0f} s",
            line={"color": look.orange, "width": 2, "shape": "linear" if by_day else "hv"},
        )
    )  # fmt: skip
    framed(figure, look, height=200, unit=_("handling time, s"), showlegend=False)
    (days if by_day else hours_of_day)(figure, look)
    return figure


def aligned(figure: go.Figure, span: Span) -> go.Figure:
    """The figure over this span of local time, its plot as wide as that of any other one aligned."""
    figure.update_xaxes(range=list(span), automargin=False)
    figure.update_yaxes(automargin=False)
    figure.update_layout(margin={"l": ALIGNED_PX, "b": 28})
    return figure


def _system(figure: go.Figure, beside: Beside, x: str, look: Look, shape: str) -> None:
    """What the models said, as a broken line beside what is planned for."""
    if beside.system is None or beside.system.empty:
        return
    _ = look.display.words
    figure.add_scatter(
        x=beside.system[x], y=beside.system["volume"], name=_("models, before adjustments"),
        mode="lines", line={"color": look.orange, "width": 1.5, "dash": "dash", "shape": shape},
        hovertemplate="%{y:,.0f}",
    )  # fmt: skip


def _came(figure: go.Figure, beside: Beside, x: str, look: Look, shape: str) -> None:
    """What arrived after the plan was made, over what it expected."""
    if beside.came is None or beside.came.empty:
        return
    _ = look.display.words
    figure.add_scatter(
        x=beside.came[x], y=beside.came["offered"], name=_("what came"), mode="lines+markers",
        line={"color": look.ink, "width": 1.5, "shape": shape}, marker={"size": 5 if x == "date" else 3},
        hovertemplate="%{y:,.0f}",
    )  # fmt: skip


def draw_bands(figure: go.Figure, rows: pd.DataFrame, x: pd.Series, look: Look, shape: str) -> None:
    """The 90 % and 50 % bands of rows with q05, q25, q75 and q95 along `x`."""
    _ = look.display.words
    for low, high, name, alpha in (("q05", "q95", _("90 % band"), 0.14), ("q25", "q75", _("50 % band"), 0.26)):
        fill = f"rgba(109,179,242,{alpha + 0.06})" if look.dark else f"rgba(15,98,168,{alpha})"
        figure.add_scatter(
            x=x, y=rows[low], mode="lines", line={"width": 0, "shape": shape}, showlegend=False, hoverinfo="skip"
        )
        figure.add_scatter(
            x=x, y=rows[high], mode="lines", line={"width": 0, "shape": shape}, fill="tonexty", fillcolor=fill,
            name=name, customdata=rows[low], hovertemplate="%{customdata:,.0f} – %{y:,.0f}",
        )  # fmt: skip
