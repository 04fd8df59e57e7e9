"""The form of an adjustment: queues, days, hours, what and by how much; its effect is seen before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

import pandas as pd
import streamlit as st

from data.contracts.errors import PeakcrewError
from workbench import state
from workbench.charts import forecasts as charts
from workbench.desk import CentreTable, Previewed
from workbench.figures import centre_rows
from workbench.figures.centre_rows import EVERY
from workbench.pages import centre_edits, pieces
from workbench.state import View

LEAST_PCT, MOST_PCT = -95, 900
LEAST_TOLD = 0.0005  # a smaller change of a figure is none


@dataclass(frozen=True)
class Wish:
    """What the form says; `hours` blank for whole days, `value` as the table holds it."""

    queues: tuple[str, ...]
    days: tuple[pd.Timestamp, pd.Timestamp]
    hours: tuple[str, str]
    quantity: str
    kind: str
    value: float

    def rows(self, reason: str) -> list[dict[str, str]]:
        """A row for each queue, in words."""
        return [
            centre_rows.new_adjustment(queue, self.days, self.hours, self.quantity, self.kind, self.value, reason)
            for queue in self.queues
        ]


def render(view: View, queue: str, table: CentreTable, *, allowed: bool) -> None:
    """The form, the preview of what it says, and the button that saves it."""
    _ = view.display.words
    nonce = centre_edits.nonce()
    with st.container(border=True):
        st.markdown(f"**{_('New adjustment')}**")
        wish = _form(view, queue, nonce, allowed=allowed)
        if wish is None:
            return
        try:
            preview = view.desk.preview_adjustments(view.user, view.plan_id, wish.rows("-"))
        except PeakcrewError as error:
            pieces.problem(error, view.display)
            return
        _preview(view, wish, preview)
        _others(view, wish, table)
        _save(view, wish, table, nonce, allowed=allowed)


def _form(view: View, queue: str, nonce: int, *, allowed: bool) -> Wish | None:
    _ = view.display.words
    titles = {**pieces.titles(view.centre.queues, view.display), EVERY: _("all queues")}
    scope, days_at, whole_at, hours_at = st.columns([4, 3, 1.6, 3], vertical_alignment="bottom")
    queues = scope.multiselect(_("Queues"), list(titles), [queue], titles.__getitem__, disabled=not allowed,
                               key=f"adjust_queues_{queue}_{nonce}")  # fmt: skip
    with days_at:
        days = _days(view, nonce, allowed=allowed)
    whole = whole_at.checkbox(_("Whole days"), True, key=f"adjust_whole_{nonce}", disabled=not allowed)
    hours = ("", "")
    if not whole:
        start_at, end_at = hours_at.columns(2)
        start = start_at.time_input(_("From"), time(9), key=f"adjust_from_{nonce}", disabled=not allowed)
        end = end_at.time_input(_("Until"), time(18), key=f"adjust_until_{nonce}", disabled=not allowed,
                                help=_("Earlier than the start: until that time of the next day."))  # fmt: skip
        hours = (f"{start:%H:%M}", f"{end:%H:%M}")
    quantity, kind, value = _value(view, nonce, allowed=allowed)
    if not queues or days is None or value is None:
        st.caption(_("Choose queues, days and a value to see what the adjustment would do."))
        return None
    chosen = (EVERY,) if EVERY in queues else tuple(queues)
    return Wish(chosen, days, hours, quantity, kind, value)


def _days(view: View, nonce: int, *, allowed: bool) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    _ = view.display.words
    ts = view.table("forecast")["ts"]
    first, last = (stamp.tz_localize(None).date() for stamp in (ts.min(), ts.max()))
    asked = pd.Timestamp(state.chosen_or("day", str(view.centre.window.first.date()))).date()
    start = min(max(asked, first), last)
    picked = st.date_input(_("Days (first and last)"), (start, start), first, last, key=f"adjust_days_{nonce}",
                           format="YYYY-MM-DD", disabled=not allowed,
                           help=_("Only days of the forecast can be adjusted."))  # fmt: skip
    if len(picked) < 2:  # the last day is not chosen yet
        return None
    return pd.Timestamp(picked[0]), pd.Timestamp(picked[-1])


def _value(view: View, nonce: int, *, allowed: bool) -> tuple[str, str, float | None]:
    _ = view.display.words
    quantities = {"volume": _("contacts"), "aht_s": _("handling time")}
    kinds = {"factor": _("by percent"), "absolute": _("to a figure")}
    what_at, how_at, value_at, _rest = st.columns([3, 3, 2, 3], vertical_alignment="bottom")
    quantity = str(what_at.segmented_control(
        _("What"), list(quantities), default="volume", required=True, format_func=quantities.__getitem__,
        key=f"adjust_what_{nonce}", disabled=not allowed,
    ))  # fmt: skip
    kind = str(how_at.segmented_control(
        _("How"), list(kinds), default="factor", required=True, format_func=kinds.__getitem__,
        key=f"adjust_how_{nonce}", disabled=not allowed,
        help=_("To a figure: the contacts of all chosen days and hours together, for each queue; for handling time "
               "their mean in seconds."),
    ))  # fmt: skip
    if kind == "factor":
        percent = value_at.number_input(_("Change, %"), LEAST_PCT, MOST_PCT, 10, 5, key=f"adjust_pct_{nonce}",
                                        disabled=not allowed)  # fmt: skip
        return quantity, kind, None if percent is None else 1.0 + float(percent) / 100.0
    label = _("Contacts in all") if quantity == "volume" else _("Seconds")
    figure = value_at.number_input(label, 0.0, None, None, 10.0, key=f"adjust_abs_{quantity}_{nonce}", format="%.0f",
                                   disabled=not allowed, placeholder=_("figure"))  # fmt: skip
    return quantity, kind, None if figure is None else float(figure)


def _preview(view: View, wish: Wish, preview: Previewed) -> None:
    _ = view.display.words
    display = view.display
    days = centre_rows.beside(preview.before, preview.after, wish.queues)
    changed = days[((days["volume_after"] - days["volume_before"]).abs() > 1e-6)
                   | ((days["aht_s_after"] - days["aht_s_before"]).abs() > 1e-6)]  # fmt: skip
    for warning in preview.warnings:
        st.warning(pieces.plain(display.told(warning)), icon=":material/warning:")
    if changed.empty:
        st.info(_("This changes nothing: there are no contacts at these times, or the value is what is planned "
                  "already."),
                icon=":material/info:")  # fmt: skip
        return
    tiles = []
    for name, label, term in (
        ("volume", _("Contacts of these days"), ""),
        ("hours", _("Hours of handling"), "load_erl"),
    ):
        before, after = float(changed[f"{name}_before"].sum()), float(changed[f"{name}_after"].sum())
        tiles.append((label, f"{display.number(before)} → {display.number(after)}", _change(view, before, after), term))
    work = float(changed["hours_before"].sum()), float(changed["hours_after"].sum())
    calls = float(changed["volume_before"].sum()), float(changed["volume_after"].sum())
    aht_s = [h * 3600.0 / c if c > 0 else float("nan") for h, c in zip(work, calls, strict=True)]
    told = [display.seconds(value) for value in aht_s]
    tiles.append((_("Handling time"), " → ".join(dict.fromkeys(told)), _change(view, *aht_s), "aht_s"))
    pieces.tiles(display, tiles)
    figure = charts.before_after(days, pieces.look(display), of_aht=wish.quantity == "aht_s")
    pieces.chart(figure, "adjust_preview", _("The forecast before and after the adjustment, by day"))
    _by_day(view, changed)


def _by_day(view: View, changed: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    rows = changed.assign(
        day=[display.day(date) for date in changed["date"]], change=changed["volume_after"] - changed["volume_before"]
    )
    columns = {
        "day": pieces.words(_("Day")),
        "volume_before": pieces.number(display, _("Contacts before")),
        "volume_after": pieces.number(display, _("Contacts after")),
        "change": st.column_config.NumberColumn(_("Change"), format="%+,.0f"),
        "aht_s_before": pieces.number(display, _("Handling time before, s"), "aht_s"),
        "aht_s_after": pieces.number(display, _("Handling time after, s"), "aht_s"),
    }
    with st.expander(_("Day by day"), icon=":material/table_rows:"):
        pieces.table(rows, columns, "adjust_days_table")


def _change(view: View, before: float, after: float) -> str:
    if not before > 0 or abs(after / before - 1.0) < LEAST_TOLD:
        return ""
    return f"{view.display.change((after / before - 1.0) * 100.0, 1)} %"


def _others(view: View, wish: Wish, table: CentreTable) -> None:
    """Adjustments by anybody that lie on the same days: the new one starts from what they made."""
    _ = view.display.words
    met = centre_rows.touched(table.rows, wish.queues, *wish.days)
    if met.empty:
        return
    named = ", ".join(f"{name} ({author})" for name, author in zip(met["adjustment"], met["author"], strict=True))
    told = _("On these days lie already: {adjustments}. The new one starts from what they made.")
    st.info(pieces.plain(told.format(adjustments=named)), icon=":material/layers:")


def _save(view: View, wish: Wish, table: CentreTable, nonce: int, *, allowed: bool) -> None:
    _ = view.display.words
    why, go = st.columns([8, 2], vertical_alignment="bottom")
    reason = why.text_input(
        _("Reason (required)"), key=f"adjust_reason_{nonce}", max_chars=200, disabled=not allowed,
        placeholder=_("what you know that the models do not, such as a live show at 20:00"),
    )  # fmt: skip
    if go.button(_("Save the adjustment"), key="save_adjustment", type="primary", icon=":material/save:",
                 disabled=not allowed, width="stretch"):  # fmt: skip
        edits = [table.edit(None, row) for row in wish.rows(reason)]
        centre_edits.save(view, edits, reason, _("The adjustment is saved. Plan again to staff for it."))
