"""The look all charts share: colours that colour-blind readers can tell apart, quiet axes, light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from data.contracts.centre import Centre
from workbench.display import Display

# Shades by kind of pool, from the palette of Okabe and Ito: blue own people, green backup, orange partners.
SHADES: Mapping[str, tuple[str, ...]] = {
    "internal": ("#0F62A8", "#5FA4DB", "#A9CDEC"),
    "backup": ("#00876A", "#6CC5AC"),
    "outsourced": ("#C4560B", "#EE9A4D", "#F6C892"),
}
NEUTRAL = "#8A8F98"


@dataclass(frozen=True)
class Look:
    """How charts are drawn for one reader."""

    display: Display
    dark: bool = False

    @property
    def ink(self) -> str:
        """Lines and words that must stand out."""
        return "#F2F4F8" if self.dark else "#16202E"

    @property
    def blue(self) -> str:
        """The colour of what is planned."""
        return "#6DB3F2" if self.dark else "#0F62A8"

    @property
    def orange(self) -> str:
        """The colour of what falls short."""
        return "#F2A65A" if self.dark else "#C4560B"

    @property
    def green(self) -> str:
        """The colour of a third thing beside what is planned and what falls short."""
        return "#6CC5AC" if self.dark else "#00876A"

    @property
    def several(self) -> tuple[str, ...]:
        """Colours of several things side by side, apart for colour-blind readers too."""
        if self.dark:
            return ("#6DB3F2", "#F2A65A", "#6CC5AC", "#D89BC4", "#F0E27A", "#B9C0CA")
        return ("#0F62A8", "#C4560B", "#00876A", "#A33F7F", "#8A7A00", "#5B6470")

    @property
    def paper(self) -> str:
        """The background."""
        return "#14191F" if self.dark else "#FFFFFF"

    @property
    def empty(self) -> str:
        """A cell that holds nothing."""
        return "#222A33" if self.dark else "#F1F3F6"

    @property
    def faint(self) -> str:
        """Bars behind lines."""
        return "#34404C" if self.dark else "#D9DFE7"

    @property
    def diverging(self) -> list[tuple[float, str]]:
        """Below the promise orange, at it pale, above it blue."""
        if self.dark:
            return [(0.0, "#E8762C"), (0.3, "#9C5428"), (0.5, "#2B343E"), (0.7, "#2A5B8C"), (1.0, "#3F93E0")]
        return [(0.0, "#C4560B"), (0.3, "#EDA066"), (0.5, "#F7F5F2"), (0.7, "#9CC3E6"), (1.0, "#2E7CC1")]


def pool_colours(centre: Centre) -> dict[str, str]:
    """A colour for each pool: a hue for its kind, a shade for itself."""
    seen: dict[str, int] = {}
    colours = {}
    for name, pool in centre.pools.items():
        shades = SHADES.get(pool.kind, (NEUTRAL,))
        colours[name] = shades[seen.get(pool.kind, 0) % len(shades)]
        seen[pool.kind] = seen.get(pool.kind, 0) + 1
    return colours


def framed(figure: go.Figure, look: Look, *, height: int, title: str = "", unit: str = "", **layout: Any) -> go.Figure:
    """The figure with the shared frame: the unit at the top of the axis, the legend above, no clutter."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 46 if title or unit else 30, "b": 8},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 1, "xanchor": "right", "title": None},
        hovermode="x unified",
        hoverlabel={"namelength": -1, "bgcolor": look.paper},
        separators=".,",
        modebar={"remove": ["select2d", "lasso2d", "autoScale2d"]},
        **layout,
    )
    if title:
        figure.update_layout(title={"text": title, "x": 0, "font": {"size": 15}})
    figure.update_xaxes(showgrid=False, automargin=True, separatethousands=True, exponentformat="none")
    figure.update_yaxes(title=None, rangemode="tozero", automargin=True, separatethousands=True, exponentformat="none")
    if unit:  # upright, short, above the axis and the legend: a turned title is hard to read, in Chinese above all
        figure.add_annotation(
            text=unit, xref="paper", yref="paper", x=0, y=1, xanchor="left", yanchor="bottom", yshift=23,
            showarrow=False, font={"size": 12, "color": "#8A8F98"},
        )  # fmt: skip
    return figure


def hours_of_day(figure: go.Figure, look: Look) -> None:
    """The axis of a day: hours below, the day in the reader's words where one points at it."""
    figure.update_xaxes(tickformat="%H:%M", hoverformat=f"{look.display.axis_day} %H:%M")


def days(figure: go.Figure, look: Look) -> None:
    """The axis of days, in the reader's words."""
    figure.update_xaxes(tickformat=look.display.axis_day, hoverformat=look.display.axis_day)


CONFIG = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False}
