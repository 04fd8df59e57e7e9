"""What comes to a queue, and how sure that is: days or intervals with their bands, events marked, what it rests on."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import forecasts as charts
from workbench.charts.forecasts import Beside
from workbench.figures import against, forecasts
from workbench.pages import pieces
from workbench.pages.day_choice import pick_day
from workbench.pages.model_words import model_title
from workbench.state import View

HISTORY_D = 56
HALF_DAY = pd.Timedelta(hours=12)
STANDS_OUT = 0.05  # a day that an event moves by less is no day out of the ordinary
MOST_MARKS = 12
MOST_LETTERS = 18
DRAWN_D = 35  # history on the chart: enough weeks to see the usual, few enough to see what comes


def render(view: View, queue: str) -> None:
    """The tab."""
    _ = view.display.words
    grain, day_at, year_at = st.columns([2, 2, 4], vertical_alignment="bottom")
    with grain:
        by_day = _grain(view) == "day"
    rows = _by_day(view, queue)
    if by_day:
        with_year = year_at.toggle(_("Same weeks last year"), key="forecast_last_year", persist_state="session")
        _tiles(view, queue, rows)
        _days(view, queue, rows, with_year=with_year)
    else:
        days = state.kept("forecast_dates", view.key, lambda: _dates(view.table("forecast")))
        with day_at:
            date = pd.Timestamp(pick_day(view, days))
        _intervals(view, queue, date)
    _table(view, queue)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _out_of_the_ordinary(view, queue, rows)
    with right:
        _how_sure(view, queue)


def _grain(view: View) -> str:
    _ = view.display.words
    told = {"day": _("by day"), "interval": _("by interval")}
    chosen = st.segmented_control(
        _("Show"), list(told), default="day", required=True, format_func=told.__getitem__, key="forecast_grain",
        persist_state="session",
    )  # fmt: skip
    return str(chosen or "day")


def _by_day(view: View, queue: str) -> pd.DataFrame:
    return state.kept("forecast_days", (*view.key, queue), lambda: _days_with_bands(view, queue))


def _days_with_bands(view: View, queue: str) -> pd.DataFrame:
    paths = view.table("forecast_paths") if view.has("forecast_paths") else None
    return forecasts.by_day(view.table("forecast"), queue, paths)


def system_days(view: View, queue: str) -> pd.DataFrame | None:
    """Days as the models said them, where adjustments or levers changed anything; None where nothing was changed."""
    if not view.has("forecast_system"):
        return None
    return state.kept("system_days", (*view.key, queue), lambda: _system_days(view, queue))


def _system_days(view: View, queue: str) -> pd.DataFrame | None:
    system = forecasts.by_day(view.table("forecast_system"), queue)
    planned = forecasts.by_day(view.table("forecast"), queue)
    both = system.merge(planned, on="date", suffixes=("", "_planned"))
    changed = (both["volume"] - both["volume_planned"]).abs() > 1e-6 * both["volume"].clip(lower=1.0)
    moved = (both["aht_s"] - both["aht_s_planned"]).abs() > 1e-6 * both["aht_s"].clip(lower=1.0)
    return system if bool((changed | moved).any()) else None


def _tiles(view: View, queue: str, rows: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    history = _history(view, queue)
    total = float(rows["volume"].sum())
    peak = rows.iloc[int(rows["volume"].argmax())] if len(rows) and total > 0 else None
    mean_aht = float((rows["aht_s"] * rows["volume"]).sum() / total) if total > 0 else float("nan")
    usual = float(history["offered"].median()) if len(history) else float("nan")
    error, model = _usual_error(view, queue)
    pieces.tiles(
        display,
        [
            (_("Contacts, {count} days").format(count=len(rows)), display.number(total),
             _total_words(view, queue, total), "adjusted"),
            (_("Busiest day"), "–" if peak is None else display.number(float(peak["volume"])),
             "" if peak is None else f"{display.day(peak['date'])} · {_band_words(view, peak)}", "band"),
            (_("Busiest day against a usual one"),
             "–" if peak is None or not usual > 0 else f"×{float(peak['volume']) / usual:.1f}",
             _("median of the last {count} days").format(count=len(history)), "effect"),
            (_("Usual error of a day"), "–" if pd.isna(error) else f"±{display.share(error)}", model, "wape"),
            (_("Handling time"), display.seconds(mean_aht), _("weighted by contacts"), "aht_s"),
        ],
    )  # fmt: skip


def _total_words(view: View, queue: str, total: float) -> str:
    """What adjustments and levers did to the total, else that it is as the models said."""
    _ = view.display.words
    system = system_days(view, queue)
    if system is None:
        return _("as the models say")
    said = float(system["volume"].sum())
    if said <= 0:
        return _("adjusted")
    return _("{change} % against the models").format(change=view.display.change((total / said - 1.0) * 100.0, 1))


def _range(view: View, row: pd.Series) -> str:
    return f"{view.display.number(float(row['q05']))}–{view.display.number(float(row['q95']))}"


def _band_words(view: View, row: pd.Series) -> str:
    _ = view.display.words
    return _("90 % band {range}").format(range=_range(view, row))


def _usual_error(view: View, queue: str) -> tuple[float, str]:
    """Mean WAPE of the model that plans the queue, and its name."""
    rows = forecasts.scores(view.table("forecast_scores"), queue)
    rows = rows[rows["chosen"]]
    if rows.empty:
        return float("nan"), ""
    return float(rows.iloc[0]["wape"]), model_title(view.display, str(rows.iloc[0]["model"]))


def _history(view: View, queue: str) -> pd.DataFrame:
    return state.kept(
        "history_days",
        (view.stored.plan.history_hash, queue),
        lambda: forecasts.history_by_day(view.desk.history(view.user, view.plan_id), queue, HISTORY_D),
    )


def _days(view: View, queue: str, rows: pd.DataFrame, *, with_year: bool) -> None:
    _ = view.display.words
    year = None
    if with_year:
        year = state.kept(
            "last_year", (view.stored.plan.history_hash, *view.key, queue),
            lambda: forecasts.last_year(view.desk.history(view.user, view.plan_id), queue, rows["date"],
                                        view.centre.tables.get("events")),
        )  # fmt: skip
        if year.empty:
            st.info(_("The history does not reach back a year for this queue."), icon=":material/history:")
    came = against.whole_days(view.table("forecast"), _came(view), queue)
    beside = Beside(system_days(view, queue), year, came)
    look = pieces.look(view.display)
    history = _history(view, queue).tail(DRAWN_D)
    figure = charts.by_day(rows, history, _marks(view, queue), look, beside)
    span = (min([*history["date"], *rows["date"]]) - HALF_DAY, rows["date"].max() + HALF_DAY)
    pieces.chart(charts.aligned(figure, span), "forecast_days", _("Contacts per day with bands"))
    if year is not None and len(year):
        st.caption(
            _(
                "Last year: the same weekdays, 52 weeks before; a day of an event stands beside the same day of last "
                "year's event."
            )
        )
    figure = charts.handling_time(rows["date"], rows["aht_s"], look, by_day=True)
    pieces.chart(charts.aligned(figure, span), "forecast_aht_days", _("Handling time by day"))  # fmt: skip


def _came(view: View) -> pd.DataFrame:
    """What arrived on the days of the plan after it was made."""
    known = view.desk.accuracy_state(view.user, view.stored.plan.centre)
    return state.kept("came", (view.key, known), lambda: view.desk.arrived(view.user, view.plan_id))


def _marks(view: View, queue: str) -> dict[pd.Timestamp, str]:
    """What to write over the strongest day of each event."""
    rows = view.table("event_effects")
    rows = rows[(rows["queue"] == queue) & (rows["size"] >= 1.3)].nlargest(MOST_MARKS, "size")
    marks: dict[pd.Timestamp, str] = {}
    for date, size, event in zip(rows["date"], rows["size"], rows["event"], strict=True):
        if all(abs((date - other).days) > 3 for other in marks):
            name = event if len(event) <= MOST_LETTERS else f"{event[: MOST_LETTERS - 1]}…"
            marks[date] = f"{escape(name)} <b>×{size:.1f}</b>"
    return marks


def _intervals(view: View, queue: str, date: pd.Timestamp) -> None:
    _ = view.display.words
    rows = forecasts.by_interval(view.table("forecast"), queue, date, date)
    _day_tiles(view, rows)
    system = None
    if system_days(view, queue) is not None:
        system = forecasts.by_interval(view.table("forecast_system"), queue, date, date)
    look = pieces.look(view.display)
    came = against.arrived_intervals(_came(view), queue, date)
    figure = charts.by_interval(rows, look, Beside(system, came=came))
    span = (date, date + 2 * HALF_DAY)
    pieces.chart(charts.aligned(figure, span), "forecast_intervals", _("Contacts per interval with bands"))
    figure = charts.handling_time(rows["ts"], rows["aht_s"], look)
    pieces.chart(charts.aligned(figure, span), "forecast_aht", _("Handling time by interval"))  # fmt: skip


def _day_tiles(view: View, rows: pd.DataFrame) -> None:
    """The day in figures."""
    _ = view.display.words
    display = view.display
    total = float(rows["volume"].sum())
    top = rows.iloc[int(rows["volume"].argmax())] if total > 0 else None
    aht_s = float((rows["aht_s"] * rows["volume"]).sum() / total) if total > 0 else float("nan")
    load = total * aht_s / 3600.0 if total > 0 else 0.0
    pieces.tiles(
        display,
        [
            (_("Contacts of the day"), display.number(total), "", ""),
            (_("Busiest interval"), "–" if top is None else display.number(float(top["volume"])),
             "" if top is None else f"{top['ts']:%H:%M} · {_band_words(view, top)}", "band"),
            (_("Handling time"), display.seconds(aht_s), _("weighted by contacts"), "aht_s"),
            (_("Hours of handling"), f"{display.number(load)} {_('h')}", _("contacts × handling time"), "load_erl"),
        ],
    )  # fmt: skip


def _dates(table: pd.DataFrame) -> list[str]:
    days = table["ts"].dt.tz_localize(None).dt.normalize().drop_duplicates().sort_values()
    return [day.date().isoformat() for day in days]


def _table(view: View, queue: str) -> None:
    _ = view.display.words
    with st.expander(_("As a table, and as a file"), icon=":material/table_rows:"):
        rows = _by_day(view, queue).rename(columns={"volume": "contacts"})
        system = system_days(view, queue)
        if system is not None:
            rows = rows.merge(system[["date", "volume"]].rename(columns={"volume": "system"}), on="date", how="left")
        number = pieces.number
        columns = {
            "date": pieces.day(_("Day")),
            "contacts": number(view.display, _("Expected contacts")),
            "system": number(view.display, _("Models, before adjustments"), "adjusted"),
            "q05": number(view.display, _("90 % band, from"), "band"),
            "q95": number(view.display, _("90 % band, to"), "band"),
            "q25": number(view.display, _("50 % band, from"), "band"),
            "q75": number(view.display, _("50 % band, to"), "band"),
            "aht_s": number(view.display, _("Handling time, s"), "aht_s"),
        }
        pieces.table(rows, columns, "forecast_table")
        told = forecasts.outlook_table(
            view.table("forecast"), queue, None if system is None else view.table("forecast_system")
        )
        pieces.download(_("All intervals of this queue, CSV"), told, f"forecast_{queue}.csv", "forecast_csv")


def _out_of_the_ordinary(view: View, queue: str, days: pd.DataFrame) -> None:
    _ = view.display.words
    st.subheader(_("Days out of the ordinary"), help=pieces.explained(view.display, "effect"))
    rows = view.table("event_effects")
    rows = rows[(rows["queue"] == queue) & ((rows["size"] - 1.0).abs() >= STANDS_OUT)]
    rows = rows.merge(days, on="date", how="left").sort_values("date", kind="stable")
    rows = rows.assign(
        day=[view.display.day(date) for date in rows["date"]],
        told=rows["source"].map(source_words(view)),
        band=[_range(view, row) for _place, row in rows.iterrows()],
    )
    columns = {
        "day": pieces.words(_("Day")),
        "event": pieces.words(_("Event")),
        "size": st.column_config.NumberColumn(
            _("Multiple"), format="×%.2f", help=pieces.explained(view.display, "effect")
        ),
        "volume": pieces.number(view.display, _("Contacts")),
        "band": pieces.words(_("90 % band"), pieces.explained(view.display, "band")),
        "told": pieces.words(_("Source")),
    }
    pieces.table(rows, columns, "effects_table", empty=_("No event moves a day of this queue by 5 % or more."))


def source_words(view: View) -> dict[str, str]:
    """Where the size of an event comes from, in words."""
    _ = view.display.words
    return {
        "planner": _("planner"),
        "learned": _("learned"),
        "analogue": _("from a similar event"),
        "echo": _("echo of another queue"),
        "none": _("not known"),
    }


def _how_sure(view: View, queue: str) -> None:
    """What the forecast rests on, in a few plain sentences."""
    _ = view.display.words
    display = view.display
    st.subheader(_("How sure"))
    error, model = _usual_error(view, queue)
    lines = []
    if not pd.isna(error):
        told = _(
            "{model} plans this queue. On past days that it did not know it was off by {error} of a day's contacts."
        )
        lines.append(told.format(model=pieces.plain(model), error=display.share(error)))
    lines.append(
        _("50 % and 90 % of the days should fall into the bands; the staffing quantile is a setting of the centre.")
    )
    unknown = view.table("event_effects")
    unknown = unknown[(unknown["queue"] == queue) & (unknown["source"] == "none")]
    if len(unknown):
        told = _("Days of {events} are planned as normal days: nothing like them is in the history. Give a size.")
        lines.append(told.format(events=pieces.plain(", ".join(dict.fromkeys(unknown["event"])))))
    st.markdown("\n".join(f"- {line}" for line in lines))
