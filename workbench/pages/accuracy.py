"""How good the forecast was: what came against it, whether the planner's touch helped, and what its errors cost."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import accuracy as charts
from workbench.desk import Accuracy, AccuracyWish
from workbench.figures import accuracy_tables as tables
from workbench.pages import accuracy_cost, pieces
from workbench.pages.accuracy_words import cut_words, warnings_told
from workbench.state import View

LATEST_D = 28  # days judged at first, the newest


def render(view: View, queue: str) -> None:
    """The tab: of one queue, or of all together."""
    _ = view.display.words
    centre = view.stored.plan.centre
    known = state.kept("accuracy_days", _state(view), lambda: view.desk.accuracy_days(view.user, centre))
    if known is None:
        st.info(
            _("No history has arrived yet for a day that a plan has forecast. Once it has, this page tells how good "
              "the forecast was. Import newer history: peakcrew import FILE --centre FOLDER, or put the file into the "
              "history/ folder of the centre and run peakcrew nightly."),
            icon=":material/hourglass_empty:",
        )  # fmt: skip
        return
    asked = _asked(view, known)
    if asked is None:
        return
    only = queue if _scope(view, queue) == "queue" else None
    told = _told(view, replace(asked, cuts=tables.asked_cuts(only)))
    if told.empty:
        st.info(_("No plan speaks for these days: choose other days, another lead time, or the newest plan before each "
                  "day."))  # fmt: skip
        return
    adjusted = bool(len(told.adjustments)) and bool((told.adjustments["n"] > 0).any())
    _tiles(view, told, only, adjusted=adjusted)
    for line in warnings_told(told, view.display):
        st.caption(f":material/info: {pieces.plain(line)}")
    if asked.speaks != "all":
        _by_day(view, asked, only, adjusted=adjusted)
    left, right = st.columns([10, 11], gap="medium")
    with left:
        _heat(view, told, only)
    with right:
        _table(view, told, only, adjusted=adjusted)
    _adjustments(view, told)
    if asked.speaks != "all":
        accuracy_cost.render(view, replace(asked, cost=True), only)


def _state(view: View) -> tuple[str, ...]:
    return view.desk.accuracy_state(view.user, view.stored.plan.centre)


def _told(view: View, wish: AccuracyWish) -> Accuracy:
    key = (_state(view), str(wish))
    return state.kept("accuracy", key, lambda: view.desk.accuracy(view.user, view.stored.plan.centre, wish))


def _asked(view: View, known: tuple[pd.Timestamp, pd.Timestamp]) -> AccuracyWish | None:
    """The days, the plan that speaks and the lead time, as chosen; None while only one day is chosen."""
    _ = view.display.words
    rules = {
        "latest": _("the newest plan before the day"), "published": _("the plan handed out"), "all": _("every plan"),
    }  # fmt: skip
    leads = {0: _("any"), 1: _("1 day"), 7: _("1 week"), 14: _("2 weeks")}
    one, two, three = st.columns([2, 2, 3], vertical_alignment="bottom")
    low, high = (day.date() for day in known)
    start = max(low, (known[1] - pd.Timedelta(days=LATEST_D - 1)).date())
    days = one.date_input(_("Days judged"), value=(start, high), min_value=low, max_value=high, key="accuracy_days",
                          format="YYYY-MM-DD")  # fmt: skip
    speaks = two.selectbox(_("Judged by"), list(rules), format_func=rules.__getitem__, key="accuracy_speaks",
                           help=pieces.explained(view.display, "speaks"))  # fmt: skip
    lead_d = three.segmented_control(
        _("Made at least so long before"), list(leads), default=0, required=True, format_func=leads.__getitem__,
        key="accuracy_lead", help=pieces.explained(view.display, "judged_lead"),
    )  # fmt: skip
    if not isinstance(days, tuple) or len(days) != 2:
        st.caption(_("Choose the last day too."))
        return None
    first, last = (pd.Timestamp(day) for day in days)
    return AccuracyWish(first, last, speaks=str(speaks), lead_d=int(lead_d or 0))


def _scope(view: View, queue: str) -> str:
    _ = view.display.words
    told = {"queue": view.display.title(view.centre.queues[queue]), "all": _("All queues")}
    chosen = st.segmented_control(
        _("Scope"), list(told), default="queue", required=True, format_func=told.__getitem__, key="accuracy_scope",
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    return str(chosen or "queue")


def _tiles(view: View, told: Accuracy, only: str | None, *, adjusted: bool) -> None:
    _ = view.display.words
    display = view.display
    total = tables.scoped(told, only, ())
    rows = {str(row["quantity"]): row for row in tables.paired(total, "quantity", "").to_dict("records")}
    if "volume" not in rows:
        return
    volume = rows["volume"]
    models = _("models alone: {wape}").format(wape=display.share(volume["wape_system"]))
    weekly = _("×{mase} of the change week to week").format(mase=display.number(volume["mase_adjusted"], 2))
    came = _("{came} came, {forecast} forecast").format(
        came=display.number(volume["actual"]), forecast=display.number(volume["forecast_adjusted"])
    )
    outer = _("95 % band: {share}").format(share=display.share(volume["coverage_95_adjusted"]))
    aht = rows.get("aht_s", {})
    touch = display.points(volume["value_added"]) if adjusted else "–"
    pieces.tiles(
        display,
        [
            (_("Error of intervals (WAPE)"), display.share(volume["wape_adjusted"]),
             models if adjusted else weekly, "slot_wape"),
            (_("Bias"), display.share(volume["bias_adjusted"]), came, "bias_after"),
            (_("Came within the 80 % band"), display.share(volume["coverage_80_adjusted"]), outer, "coverage"),
            (_("Handling time: error"), display.share(aht.get("wape_adjusted")),
             _("bias {bias}").format(bias=display.share(aht.get("bias_adjusted"))), "aht_after"),
            (_("Won by adjustments"), touch,
             _("points of WAPE, below 0: lost") if adjusted else _("nobody adjusted these days"), "value_added"),
        ],
    )  # fmt: skip


def _by_day(view: View, asked: AccuracyWish, only: str | None, *, adjusted: bool) -> None:
    """What came against what was foretold, day by day."""
    _ = view.display.words
    centre = view.stored.plan.centre
    rows = state.kept("accuracy_by_day", (_state(view), str(asked), only),
                      lambda: view.desk.foretold_days(view.user, centre, asked, only))  # fmt: skip
    st.subheader(_("What came and what was expected"), help=pieces.explained(view.display, "band"))
    if rows.empty:
        st.caption(_("No day of these is recorded whole yet."))
        return
    figure = charts.came_and_foretold(rows, pieces.look(view.display), adjusted=adjusted)
    pieces.chart(figure, "accuracy_by_day", _("What came and what was expected"))


def _heat(view: View, told: Accuracy, only: str | None) -> None:
    _ = view.display.words
    st.subheader(_("Where the error sits"), help=pieces.explained(view.display, "slot_wape"))
    one, two = st.columns([3, 2])
    names = {"weekday": _("weekday"), "lead": _("lead time"), "day_type": _("kind of day")}
    rows = str(one.segmented_control(_("Rows"), list(names), default="weekday", required=True,
                                     format_func=names.__getitem__, key="accuracy_rows",
                                     label_visibility="collapsed") or "weekday")  # fmt: skip
    shown = {"wape": _("error"), "bias": _("bias")}
    measure = str(two.segmented_control(_("Measure"), list(shown), default="wape", required=True,
                                        format_func=shown.__getitem__, key="accuracy_measure",
                                        label_visibility="collapsed") or "wape")  # fmt: skip
    values, contacts = tables.heat(tables.scoped(told, only, (rows, "hour")), rows, measure)
    words = cut_words(rows, view.display)
    order = [value for value in words if value in values.index]
    figure = charts.error_map(values.loc[order], contacts.loc[order], words, measure, pieces.look(view.display))
    pieces.chart(figure, "accuracy_heat", _("Error by hour of the day"))
    st.caption(_("In % of the contacts of the hour. Bias below 0 (orange): more came than was forecast.")
               if measure == "bias" else
               _("In % of the contacts of the hour. Hours with few contacts err more: point at a cell to see how many "
                 "came."))  # fmt: skip


def _table(view: View, told: Accuracy, only: str | None, *, adjusted: bool) -> None:
    _ = view.display.words
    display = view.display
    st.subheader(_("Models and planners side by side"), help=pieces.explained(display, "adjusted"))
    names = {"queue": _("queue"), "lead": _("lead time"), "day_type": _("kind of day"), "weekday": _("weekday")}
    if only is not None:
        names.pop("queue")
    cut = str(st.segmented_control(_("Cut"), list(names), default=next(iter(names)), required=True,
                                   format_func=names.__getitem__, key=f"accuracy_cut_{only is None}",
                                   label_visibility="collapsed") or next(iter(names)))  # fmt: skip
    rows = tables.paired(tables.scoped(told, only, (cut,)), cut)
    words = pieces.titles(view.centre.queues, display) if cut == "queue" else cut_words(cut, display)
    order = {value: place for place, value in enumerate(words)}
    rows = rows.sort_values(cut, key=lambda column: column.map(order).fillna(len(order)), kind="stable")
    shares = ["wape_system", "wape_adjusted", "value_added", "bias_adjusted", "coverage_80_adjusted"]
    rows = rows.assign(name=[words.get(value, str(value)) for value in rows[cut]],
                       **{name: rows[name] * 100.0 for name in shares})  # fmt: skip
    columns = {
        "name": pieces.words(names[cut].capitalize()),
        "contacts": pieces.number(display, _("Contacts")),
        "wape_system": pieces.share(display, _("Models"), "slot_wape"),
        "wape_adjusted": pieces.share(display, _("Adjusted"), "slot_wape"),
        "value_added": st.column_config.NumberColumn(
            _("Won"), format="%+.2f", help=pieces.explained(display, "value_added")
        ),
        "bias_adjusted": pieces.share(display, _("Bias"), "bias_after"),
        "coverage_80_adjusted": pieces.share(display, _("80 % band"), "coverage", digits=0),
        "mase_adjusted": pieces.number(display, "MASE", "mase", digits=2),
    }
    if not adjusted:
        columns.pop("wape_system")
        columns.pop("value_added")
        columns["wape_adjusted"] = pieces.share(display, _("Error (WAPE)"), "slot_wape")
    pieces.table(rows, columns, f"accuracy_table_{cut}", empty=_("Nothing to judge."))


def _adjustments(view: View, told: Accuracy) -> None:
    _ = view.display.words
    display = view.display
    rows = told.adjustments
    if rows.empty:
        return
    st.subheader(_("Did the human touch help?"), help=pieces.explained(display, "value_added"))
    titles = {**pieces.titles(view.centre.queues, display), "*": _("All queues")}
    aht = rows["quantity"] == "aht_s"
    rows = rows.assign(
        queue=[titles.get(str(name), str(name)) for name in rows["queue"]],
        days=[f"{pd.Timestamp(a):%m-%d} – {pd.Timestamp(b):%m-%d}" for a, b in
              zip(rows["start_date"], rows["end_date"], strict=True)],
        change=[_change(row, view) for row in rows.to_dict("records")],
        before=rows["before"] * 100.0, after=rows["after"] * 100.0, value_added=rows["value_added"] * 100.0,
        won=rows["won"].where(~aht),
    )  # fmt: skip
    judged = rows[rows["n"] > 0]
    columns = {
        "adjustment": pieces.words(_("Adjustment")),
        "queue": pieces.words(_("Queue")),
        "days": pieces.words(_("First to last day")),
        "change": pieces.words(_("Change")),
        "before": pieces.share(display, _("Error without"), "slot_wape"),
        "after": pieces.share(display, _("Error with"), "slot_wape"),
        "value_added": st.column_config.NumberColumn(
            _("Won, points"), format="%+.1f", help=pieces.explained(display, "value_added")
        ),
        "won": st.column_config.NumberColumn(
            _("Contacts nearer"), format="%+,.0f", help=pieces.explained(display, "contacts_won")
        ),
        "author": pieces.words(_("By")),
        "reason": pieces.words(_("Reason"), width="large"),
    }
    empty = _("The days of the adjustments have not come yet.")
    pieces.table(judged.sort_values("won", na_position="last"), columns, "accuracy_adjustments", empty=empty)


def _change(row: Mapping[Hashable, object], view: View) -> str:
    """What an adjustment did, in words."""
    _ = view.display.words
    what = _("contacts") if row["quantity"] == "volume" else _("handling time")
    value = float(str(row["value"]))
    return f"{what} ×{value:g}" if row["kind"] == "factor" else f"{what} = {value:,.0f}"
