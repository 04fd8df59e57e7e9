"""Forecast: what comes to a queue, how sure that is, which events shape it and which model foretold it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import forecasts as charts
from workbench.figures import forecasts
from workbench.pages import pieces
from workbench.state import View

HISTORY_D = 56


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    st.header(_("Forecast"))
    names = pieces.titles(view.centre.queues, view.display)
    one, two, _rest = st.columns([2, 2, 3], vertical_alignment="bottom")
    with one:
        queue = state.pick("queue", _("Queue"), list(names), names.__getitem__)
    with two:
        by_day = _grain(view) == "day"
    (_days if by_day else _intervals)(view, queue)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        _effects(view, queue)
    with right:
        _scores(view, queue)


def _grain(view: View) -> str:
    _ = view.display.words
    told = {"day": _("by day"), "interval": _("by interval")}
    chosen = st.segmented_control(
        _("Show"), list(told), default="day", required=True, format_func=told.__getitem__, key="forecast_grain",
        persist_state="session",
    )  # fmt: skip
    return str(chosen or "day")


def _days(view: View, queue: str) -> None:
    _ = view.display.words
    display = view.display
    rows = state.kept("forecast_days", (*view.key, queue), lambda: forecasts.by_day(view.table("forecast"), queue))
    history = state.kept(
        "history_days",
        (view.stored.plan.history_hash, queue),
        lambda: forecasts.history_by_day(view.desk.history(view.user, view.plan_id), queue, HISTORY_D),
    )
    total = float(rows["volume"].sum())
    peak = rows.iloc[int(rows["volume"].argmax())] if len(rows) and total > 0 else None
    mean_aht = float((rows["aht_s"] * rows["volume"]).sum() / total) if total > 0 else float("nan")
    usual = float(history["offered"].median()) if len(history) else float("nan")
    pieces.tiles(
        display,
        [
            (_("Contacts, {count} days").format(count=len(rows)), display.number(total), "", ""),
            (
                _("Busiest day"),
                "–" if peak is None else display.number(float(peak["volume"])),
                "" if peak is None else display.day(peak["date"]),
                "",
            ),
            (
                _("Busiest day against a usual one"),
                "–" if peak is None or not usual > 0 else f"×{float(peak['volume']) / usual:.1f}",
                _("median of the last {count} days").format(count=len(history)),
                "effect",
            ),
            (_("Handling time"), display.seconds(mean_aht), _("weighted by contacts"), "aht_s"),
        ],
    )
    marks = _marks(view, queue)
    figure = charts.by_day(rows, history, marks, pieces.look(display))
    pieces.chart(figure, "forecast_days", _("Contacts per day with bands"))
    st.caption(
        _("The band of a day adds up the bands of its intervals, as if all of them erred together: its widest case.")
    )


def _marks(view: View, queue: str) -> dict[pd.Timestamp, str]:
    """What to write over the strongest day of each event."""
    rows = view.table("event_effects")
    rows = rows[(rows["queue"] == queue) & (rows["size"] >= 1.3)].nlargest(12, "size")
    marks: dict[pd.Timestamp, str] = {}
    for date, size in zip(rows["date"], rows["size"], strict=True):
        if all(abs((date - other).days) > 3 for other in marks):
            marks[date] = f"×{size:.1f}"
    return marks


def _intervals(view: View, queue: str) -> None:
    _ = view.display.words
    display = view.display
    table = view.table("forecast")
    days = state.kept("forecast_dates", view.key, lambda: _dates(table))
    with st.columns([2, 5])[0]:
        date = pd.Timestamp(pick_day(view, days))
    rows = forecasts.by_interval(table, queue, date, date)
    figure = charts.by_interval(rows, pieces.look(display))
    pieces.chart(figure, "forecast_intervals", _("Contacts per interval with bands"))
    pieces.chart(charts.handling_time(rows["ts"], rows["aht_s"], pieces.look(display)), "forecast_aht",
                 _("Handling time by interval"))  # fmt: skip


def _dates(table: pd.DataFrame) -> list[str]:
    days = table["ts"].dt.tz_localize(None).dt.normalize().drop_duplicates().sort_values()
    return [day.date().isoformat() for day in days]


def pick_day(view: View, days: list[str]) -> str:
    """The day that pages show; the busiest of the plan at first."""
    _ = view.display.words
    busiest = state.kept("busiest", view.key, lambda: _busiest(view))
    return state.pick(
        "day", _("Day"), days, lambda day: view.display.day(pd.Timestamp(day)), busiest if busiest in days else days[0]
    )


def _busiest(view: View) -> str:
    rows = view.table("requirement")
    load = rows.groupby(rows["ts"].dt.tz_localize(None).dt.normalize())["load_erl"].sum()
    return str(load.idxmax())[:10] if len(load) else ""


def _effects(view: View, queue: str) -> None:
    _ = view.display.words
    st.subheader(_("Effects of events"), help=pieces.explained(view.display, "effect"))
    rows = view.table("event_effects")
    rows = rows[rows["queue"] == queue].sort_values("date", kind="stable")
    sources = {
        "planner": _("planner"),
        "learned": _("learned"),
        "analogue": _("from a similar event"),
        "none": _("not known"),
    }
    rows = rows.assign(
        day=[view.display.day(date) for date in rows["date"]],
        source=rows["source"].map(sources),
        note=[view.display.told(note) for note in rows["note"]],
    )
    columns = {
        "day": pieces.words(_("Day")),
        "event": pieces.words(_("Event")),
        "size": st.column_config.NumberColumn(
            _("Multiple"), format="×%.2f", help=pieces.explained(view.display, "effect")
        ),
        "source": pieces.words(_("Source")),
        "note": pieces.words(_("Learned from, or reason"), width="large"),
    }
    pieces.table(rows, columns, "effects_table", empty=_("No event touches this queue."))


def _scores(view: View, queue: str) -> None:
    _ = view.display.words
    display = view.display
    st.subheader(_("Which model, and why"), help=pieces.explained(display, "wape"))
    rows = forecasts.scores(view.table("forecast_scores"), queue)
    chosen = rows[rows["chosen"]]
    if len(chosen):
        best = chosen.iloc[0]
        told = _("{model} plans this queue: error {wape} of day totals, mean of {count} backtests.")
        st.caption(
            told.format(
                model=pieces.plain(model_words(view, str(best["model"]))),
                wape=display.share(float(best["wape"])),
                count=int(best["origins"]),
            )
        )
    rows = rows.assign(
        model=[model_words(view, str(name)) for name in rows["model"]],
        wape=rows["wape"] * 100,
        bias=rows["bias"] * 100,
        note=[display.told(note) for note in rows["note"]],
    )
    columns = {
        "chosen": st.column_config.CheckboxColumn(_("Plans")),
        "model": pieces.words(_("Model")),
        "wape": pieces.share(display, _("Error (WAPE)"), "wape"),
        "bias": pieces.share(display, _("Bias"), "bias"),
        "seconds": pieces.number(display, _("CPU, s"), digits=1),
        "note": pieces.words(_("Note")),
    }
    pieces.table(rows, columns, "scores_table", empty=_("No model was tried for this queue."))


def model_words(view: View, name: str) -> str:
    """The name of a forecast model for readers."""
    _ = view.display.words
    return {
        "seasonal_mean": _("Mean of like weekdays"),
        "seasonal_naive": _("Last week again"),
        "ets": _("Holt-Winters (ETS)"),
        "prophet": "Prophet",
    }.get(name, name)
