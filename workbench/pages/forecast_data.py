"""What is wrong with the history, in words: marks of days and hours, and the planner's word on each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from data.contracts.hygiene import ACCEPT, REFUSE, meanings
from workbench import state
from workbench.charts import forecasts as charts
from workbench.desk import CentreTable
from workbench.figures import hygiene
from workbench.figures.centre_rows import EVERY
from workbench.pages import centre_edits, pieces
from workbench.state import View

TABLE = "hygiene_decisions"
ROWS_PX = 300


def render(view: View, queue: str) -> None:
    """The tab."""
    _ = view.display.words
    centre_edits.next_plan(view)
    st.caption(_("Days that are out of order must not teach the models. Look at what was found: accept a mark, and "
                 "nothing "
                 "is learned from the day; refuse it, and the day counts as a real one."))  # fmt: skip
    if not view.has("hygiene_marks"):
        st.info(_("This plan was made before history was looked at for outages and gaps. Plan again to see the marks."),
                icon=":material/history:")  # fmt: skip
        return
    allowed = centre_edits.may_edit(view)
    table = centre_edits.table(view, TABLE)
    marks = hygiene.of_queue(view.table("hygiene_marks"), queue)
    marks = marks.assign(said=hygiene.decided(marks, table.rows, queue))
    _tiles(view, marks)
    if marks.empty:
        st.success(_("Nothing was found in the history of this queue."), icon=":material/check_circle:")
    else:
        mark = _chosen(view, queue, marks)
        chart, decide = st.columns([3, 2], gap="medium")
        with chart:
            _chart(view, queue, mark)
        with decide:
            _decide(view, queue, mark["date"], table, allowed=allowed)
    _other_day(view, queue, table, allowed=allowed)


def _tiles(view: View, marks: pd.DataFrame) -> None:
    _ = view.display.words
    number = view.display.number
    open_days = marks.loc[marks["said"] == "", "date"].nunique()
    pieces.tiles(
        view.display,
        [
            (_("Days with a mark"), number(marks["date"].nunique()), "", "mark"),
            (_("Not learned from as recorded"), number(hygiene.set_aside(marks)), _("in this plan"), "mark"),
            (_("Days without your word"), number(open_days), _("the proposal holds"), ""),
        ],
    )


def _chosen(view: View, queue: str, marks: pd.DataFrame) -> Mapping[str, object]:
    """The table of marks; the row chosen in it, the first one until one is."""
    _ = view.display.words
    display = view.display
    says = {"": _("no word yet"), ACCEPT: _("accepted"), REFUSE: _("refused")}
    told = marks.assign(
        day=[f"{date:%Y}  {display.day(date)}" for date in marks["date"]],
        time=[_span(view, *ends) for ends in zip(marks["start_ts"], marks["end_ts"], strict=True)],
        why=[_(meanings.get(reason, reason)) for reason in marks["reason"]],
        learned=[_("as recorded") if used else _("not, or repaired") for used in marks["used"]],
        word=[says.get(word, word) for word in marks["said"]],
        note=[display.told(note) for note in marks["note"]],
    )
    columns = {
        "day": pieces.words(_("Day")),
        "time": pieces.words(_("Time")),
        "why": pieces.words(_("What is wrong"), width="medium"),
        "seen": pieces.number(display, _("Recorded, contacts")),
        "expected": pieces.number(display, _("Usual, contacts")),
        "learned": pieces.words(_("Learned from"), pieces.explained(display, "mark")),
        "word": pieces.words(_("Your word")),
        "note": pieces.words(_("Note"), width="medium"),
    }
    place = pieces.choice_table(told, columns, f"marks_{queue}", height=min(ROWS_PX, 38 + 35 * len(told)))
    st.caption(_("Choose a row to see the day."))
    return {str(name): value for name, value in marks.iloc[place].to_dict().items()}


def _span(view: View, start: pd.Timestamp, end: pd.Timestamp) -> str:
    _ = view.display.words
    whole = (end - start) >= pd.Timedelta(hours=22)
    return _("whole day") if whole else f"{start:%H:%M}–{end:%H:%M}"


def _chart(view: View, queue: str, mark: Mapping[str, object]) -> None:
    _ = view.display.words
    date = pd.Timestamp(str(mark["date"]))
    key = (view.stored.plan.history_hash, queue, str(date))
    seen, usual = state.kept("flagged_day", key, lambda: _day(view, queue, date))
    st.markdown(f"**{view.display.day(date)} {date:%Y}**")
    span = (pd.Timestamp(str(mark["start_ts"])), pd.Timestamp(str(mark["end_ts"])))
    gaps = hygiene.gaps(seen, view.centre.interval_min)
    figure = charts.flagged_day(seen, usual, span, pieces.look(view.display), gaps)
    pieces.chart(figure, "flagged_day", _("The marked day beside what is usual"))


def _day(view: View, queue: str, date: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
    history = view.desk.history(view.user, view.plan_id)
    usual = hygiene.usual_day(history, queue, date, view.centre.interval_min, view.centre.zone)
    return hygiene.with_gaps(hygiene.day_of(history, queue, date), usual), usual


def _decide(view: View, queue: str, date: object, table: CentreTable, *, allowed: bool) -> None:
    _ = view.display.words
    day = pd.Timestamp(str(date))
    said = {(row["queue"], row["date"]): row for row in table.words}
    before = said.get((queue, f"{day:%Y-%m-%d}")) or said.get((EVERY, f"{day:%Y-%m-%d}"))
    if before is not None:
        words = _("accepted") if before["decision"] == ACCEPT else _("refused")
        told = _("{author} has {decision} this day: {reason}")
        st.caption(pieces.plain(told.format(author=before["author"], decision=words, reason=before["reason"])))
    _form(view, f"mark_{queue}_{day:%Y%m%d}", [queue], day, table, allowed=allowed, decisions=(ACCEPT, REFUSE))


def _other_day(view: View, queue: str, table: CentreTable, *, allowed: bool) -> None:
    _ = view.display.words
    days = state.kept(
        "history_ends", view.stored.plan.history_hash, lambda: _ends(view.desk.history(view.user, view.plan_id))
    )
    with st.expander(_("Set aside a day that is not listed"), icon=":material/event_busy:"):
        when, rest = st.columns([1, 3])
        picked = when.date_input(_("Day"), days[1], *days, key=f"aside_{centre_edits.nonce()}", format="YYYY-MM-DD",
                                 disabled=not allowed)  # fmt: skip
        with rest:
            _form(
                view, f"aside_{queue}", [queue], pd.Timestamp(str(picked)), table, allowed=allowed, decisions=(ACCEPT,)
            )


def _ends(history: pd.DataFrame) -> tuple[dt.date, dt.date]:
    first, last = (stamp.tz_localize(None).date() for stamp in (history["ts"].min(), history["ts"].max()))
    return first, last


def _form(
    view: View,
    name: str,
    queues: list[str],
    day: pd.Timestamp,
    table: CentreTable,
    *,
    allowed: bool,
    decisions: tuple[str, ...],
) -> None:
    """Say accept or refuse to a day, with a reason; takes effect with the next plan."""
    _ = view.display.words
    key = f"{name}_{centre_edits.nonce()}"
    told = {ACCEPT: _("accept: learn nothing from this day"), REFUSE: _("refuse: it is a real day, learn from it")}
    decision = decisions[0]
    if len(decisions) > 1:
        decision = str(st.radio(_("Your word"), decisions, format_func=told.__getitem__, key=f"say_{key}",
                                disabled=not allowed))  # fmt: skip
    every = st.checkbox(_("for all queues"), key=f"every_{key}", disabled=not allowed)
    reason = st.text_input(_("Reason (required)"), key=f"why_{key}", max_chars=200, disabled=not allowed,
                           placeholder=_("such as: the telephone system was down from 10 to 12"))  # fmt: skip
    if st.button(_("Save"), key=f"save_{key}", icon=":material/save:", disabled=not allowed, type="primary"):
        edits = []
        for queue in [EVERY] if every else queues:
            row = {"queue": queue, "date": f"{day:%Y-%m-%d}", "decision": decision, "reason": reason}
            known = {(words["queue"], words["date"]): words for words in table.words}
            edits.append(table.edit(known.get((queue, row["date"])), row))
        centre_edits.save(view, edits, reason, _("Your word is saved. The next plan follows it."))
