"""Pieces that several pages draw: tiles, tables with units and help, notes when there is nothing to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.contracts.centre import Centre
from data.contracts.errors import Fault, PeakcrewError, RefusedInput
from data.contracts.plan import Plan
from workbench import state
from workbench.charts.look import CONFIG, Look
from workbench.display import Display
from workbench.figures.staffing import pool_of_group
from workbench.figures.totals import unanswered
from workbench.glossary import TERMS
from workbench.i18n import told_error, told_fault

MOST_WHOLE = 16  # rows of a table that is shown without a scroll bar of its own


def look(display: Display) -> Look:
    """How charts are drawn in this session."""
    return Look(display, state.is_dark())


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a figure; `alt` tells it to those who cannot see it."""
    st.plotly_chart(figure, key=key, config=CONFIG, alt=alt)


def explained(display: Display, term: str) -> str | None:
    """The help text of a term."""
    return display.words(TERMS[term]) if term in TERMS else None


def tiles(display: Display, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Figures side by side: label, value, a word below it, term of the glossary."""
    for column, (label, value, below, term) in zip(st.columns(len(rows)), rows, strict=True):
        column.metric(
            label, value, delta=below or None, delta_color="off", delta_arrow="off", border=True,
            help=explained(display, term), height="stretch",
        )  # fmt: skip


def table(
    rows: pd.DataFrame, columns: Mapping[str, Any], key: str, *, height: int | Literal["auto"] = "auto", empty: str = ""
) -> None:
    """A table with the named columns only, in their order; `empty` stands in its place when there are no rows."""
    if rows.empty:
        st.caption(empty)
        return
    shown: Any = "content" if height == "auto" and len(rows) <= MOST_WHOLE else height  # no last row cut in half
    st.dataframe(
        rows[[name for name in columns if name in rows.columns]], column_config=dict(columns), hide_index=True,
        height=shown, key=key, placeholder="",
    )  # fmt: skip


def choice_table(rows: pd.DataFrame, columns: Mapping[str, Any], key: str, *, height: int | Literal["auto"]) -> int:
    """A table of which one row can be chosen; the place of the chosen row, the first one until one is."""
    told = st.dataframe(
        rows[[name for name in columns if name in rows.columns]], column_config=dict(columns), hide_index=True,
        height=height, key=key, placeholder="", on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    chosen = list(getattr(getattr(told, "selection", None), "rows", []) or [])
    return int(chosen[0]) if chosen and chosen[0] < len(rows) else 0


def number(display: Display, label: str, term: str = "", digits: int = 0) -> Any:
    """A column of numbers."""
    return st.column_config.NumberColumn(label, format=f"%,.{digits}f", help=explained(display, term))


def share(display: Display, label: str, term: str = "", digits: int = 1) -> Any:
    """A column of percentages; the table holds them times 100."""
    return st.column_config.NumberColumn(label, format=f"%.{digits}f %%", help=explained(display, term))


def words(label: str, help_text: str | None = None, width: Any = None) -> Any:
    """A column of words."""
    return st.column_config.TextColumn(label, help=help_text, width=width)


def day(label: str, help_text: str | None = None) -> Any:
    """A column of days."""
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", help=help_text)


def faults(found: Sequence[Fault], display: Display) -> None:
    """Faults, those that forbid first; words go out as text, never as markup."""
    _ = display.words
    for severity, draw, icon in (("hard", st.error, ":material/block:"), ("warn", st.warning, ":material/warning:")):
        told = [told_fault(fault, display.language) for fault in found if fault.severity == severity]
        if told:
            head = _("Not allowed:") if severity == "hard" else _("Allowed, but mind:")
            draw(head + "\n" + "\n".join(f"- {plain(line)}" for line in dict.fromkeys(told)), icon=icon)


def flash() -> None:
    """Say once what was done before the page was drawn anew."""
    if message := state.held("flash"):
        st.success(message, icon=":material/check_circle:")
        state.put("flash", None)


def download(label: str, rows: pd.DataFrame, file: str, key: str) -> None:
    """A button that hands a table out as CSV, with a BOM so that a spreadsheet shows Chinese."""
    body = rows.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode("utf-8-sig")
    st.download_button(label, body, file, "text/csv", key=key, icon=":material/download:", on_click="ignore")


def incomplete(plan: Plan, display: Display) -> None:
    """Say loudly that a plan lacks what a solver found no answer for; its figures would mislead otherwise."""
    _ = display.words
    missing = unanswered(plan)
    if not missing:
        return
    told = "; ".join(f"{_(r.stage)} {r.part} ({_(r.status.value)})".replace("  ", " ") for r in missing[:5])
    more = f" (+{len(missing) - 5})" if len(missing) > 5 else ""
    st.error(
        plain(
            _("This plan is incomplete. Solves without an answer: {count}: {parts}. Plan again with more time.")
            .format(count=len(missing), parts=told + more)
        ),
        icon=":material/report:",
    )  # fmt: skip


def problem(error: PeakcrewError, display: Display) -> None:
    """An error that a deed of the user met: its faults, or what happened and what to do."""
    if isinstance(error, RefusedInput):
        faults(error.faults, display)
        return
    for line in told_error(error, display.language):
        st.error(plain(line), icon=":material/error:")


def plain(text: str) -> str:
    """Text that Markdown must not read as markup: names come from files.

    >>> plain("<b>*Eve*</b>")
    '\\\\<b\\\\>\\\\*Eve\\\\*\\\\</b\\\\>'
    """
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+!|~$:" else sign for sign in text)


def not_in_plan(display: Display, what: str) -> None:
    """Say that a plan of an earlier release lacks something, and what to do; the page goes on without it."""
    _ = display.words
    told = _("This plan does not hold {what}: it was made before that was planned. Plan again to see it.")
    st.info(plain(told.format(what=what)), icon=":material/update:")


def group_title(centre: Centre, display: Display, group: str) -> str:
    """A skill group as its pool's title with its own id; groups have no titles of their own."""
    pool = centre.pools.get(pool_of_group(centre).get(group, ""))
    return f"{display.title(pool)} ({group})" if pool else group


def titles(things: Mapping[str, Any], display: Display) -> dict[str, str]:
    """Ids and titles of queues or pools."""
    return {name: display.title(thing) for name, thing in things.items()}
