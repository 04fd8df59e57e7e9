"""The form of the calculator: one line of contacts, own or that of a queue of the plan, every word explained."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from workbench import state
from workbench.desk import OneLine
from workbench.figures.calculator import CALLS, CHATS, LATER, FromPlan, busiest_line
from workbench.i18n import N_
from workbench.pages import pieces
from workbench.state import View

OWN = "own"
USUAL = OneLine(100.0, 30.0, 300.0, target_s=20.0, service_level=0.8)
FORMULAS = {
    "answered_of_offered": N_("answered in time / all contacts"),
    "waited_of_offered": N_("answered or gone in time / all contacts"),
    "excluding_short_abandons": N_("answered in time / all but those gone in time"),
    "answered_of_answered": N_("answered in time / all answered"),
}


def asked(view: View) -> tuple[OneLine | None, FromPlan | None]:
    """The line in the form, None while something needed is blank; and the interval of the plan it began with."""
    _ = view.display.words
    found = _source(view)
    start = found.line if found else USUAL
    tag = f"{state.chosen('calculator_from')}_{start.contacts:g}"  # another source starts the form afresh
    kinds = {CALLS: _("Calls"), CHATS: _("Chats"), LATER: _("May wait")}
    kind = str(st.segmented_control(
        _("Kind"), list(kinds), default=start.kind, required=True, format_func=kinds.__getitem__,
        key=f"calc_kind_{tag}", persist_state="session",
        help=_("Calls are answered one by one, chats several at once; mails and messages may wait until a deadline."),
    ))  # fmt: skip
    start = start if start.kind == kind else OneLine(start.contacts, start.interval_min, start.aht_s, kind)
    fields = _Fields(view, f"{tag}_{kind}")
    come = _contacts(fields, start)
    kept = _promise(fields, start) if kind != LATER else _deadline(fields, start)
    st.markdown(f"**{_('From answering to the schedule')}**")
    shrinkage = fields.share(_("Shrinkage, %"), math.nan, "shrinkage", most=95.0)
    given = {**come, **kept}
    missing = not (given["contacts"] >= 0) or not given["aht_s"] > 0 or (kind == LATER and not given["target_s"] > 0)
    return (None if missing else OneLine(kind=kind, shrinkage=shrinkage, **given)), found


def _source(view: View) -> FromPlan | None:
    """Whose figures the form starts with: those of a queue at its busiest, or a planner's own."""
    _ = view.display.words
    titles = {**pieces.titles(view.centre.queues, view.display), OWN: _("my own figures")}
    chosen = state.pick(
        "calculator_from", _("Start from"), list(titles), titles.__getitem__, next(iter(titles)),
        help_text=_("The busiest interval of the queue in this plan; change any figure below."),
    )  # fmt: skip
    if chosen == OWN:
        return None
    return state.kept(
        "busiest_line",
        (*view.key, chosen),
        lambda: busiest_line(
            view.table("requirement"),
            view.centre.queues[chosen],
            view.centre.interval_min,
            view.centre.tables.get("chat_times"),
        ),
    )


class _Fields:
    """Number fields that may stay blank: NaN then; each with its help, its value kept while the session lasts."""

    def __init__(self, view: View, tag: str) -> None:
        self.view = view
        self.tag = tag

    def number(self, label: str, value: float, term: str, *, least: float = 0.0, step: float = 1.0,
               digits: int = 0, at: Any = st) -> float:  # fmt: skip
        _ = self.view.display.words
        shown = None if math.isnan(value) else max(round(float(value), digits), least)
        told = at.number_input(
            label, least, None, shown, step, key=f"calc_{term}_{self.tag}", format=f"%.{digits}f",
            help=pieces.explained(self.view.display, term), placeholder=_("none"),
            persist_state="session",
        )  # fmt: skip
        return math.nan if told is None else float(told)

    def share(self, label: str, value: float, term: str, *, most: float = 100.0, at: Any = st) -> float:
        _ = self.view.display.words
        shown = None if math.isnan(value) else min(round(value * 100.0, 1), most)
        told = at.number_input(
            label, 0.1 if term != "shrinkage" else 0.0, most, shown, 1.0, key=f"calc_{term}_{self.tag}", format="%.1f",
            help=pieces.explained(self.view.display, term), persist_state="session",
            placeholder=_("please say") if term == "shrinkage" else _("none"),
        )  # fmt: skip
        return math.nan if told is None else float(told) / 100.0


def _contacts(fields: _Fields, start: OneLine) -> dict[str, Any]:
    _ = fields.view.display.words
    st.markdown(f"**{_('What comes')}**")
    left, right = st.columns(2)
    contacts = fields.number(_("Contacts"), start.contacts, "contacts", step=5.0, digits=1, at=left)
    lengths = sorted({15.0, 30.0, 60.0, start.interval_min})
    interval_min = right.selectbox(
        _("in minutes"), lengths, lengths.index(start.interval_min), lambda length: f"{length:g}",
        key=f"calc_interval_{fields.tag}", help=pieces.explained(fields.view.display, "interval"),
        persist_state="session",
    )  # fmt: skip
    aht_s = fields.number(_("Handling, s"), start.aht_s, "aht_s", step=10.0, at=left)
    come: dict[str, Any] = {"contacts": contacts, "interval_min": float(interval_min), "aht_s": aht_s}
    if start.kind != LATER:
        patience_s = fields.number(_("Patience, s"), start.patience_s, "patience", least=1.0, step=10.0, at=right)
        come["patience_s"] = patience_s
    if start.kind == CHATS:
        at_once = left.number_input(_("Chats at once"), 1, 20, max(start.at_once, 2) if start.at_once == 1 else
                                    start.at_once, key=f"calc_at_once_{fields.tag}", persist_state="session",
                                    help=pieces.explained(fields.view.display, "at_once"))  # fmt: skip
        slower = right.number_input(_("Slower by, %"), 0.0, 99.0, round(start.slowdown * 100.0, 1), 5.0,
                                    key=f"calc_slowdown_{fields.tag}", format="%.1f", persist_state="session",
                                    help=pieces.explained(fields.view.display, "slowdown"))  # fmt: skip
        come |= {"at_once": int(at_once), "slowdown": float(slower) / 100.0}
    return come


def _promise(fields: _Fields, start: OneLine) -> dict[str, Any]:
    _ = fields.view.display.words
    st.markdown(f"**{_('What is promised')}**")
    left, right = st.columns(2)
    level = fields.share(_("In time, %"), start.service_level, "service_level", at=left)
    target_s = fields.number(_("within, s"), start.target_s, "target_time", step=5.0, at=right)
    formulas = list(FORMULAS)
    formula = st.selectbox(
        _("Formula of the service level"), formulas, formulas.index(start.sl_definition),
        lambda name: _(FORMULAS[name]), key=f"calc_formula_{fields.tag}", persist_state="session",
        help=pieces.explained(fields.view.display, "sl_formula"),
    )  # fmt: skip
    left, right = st.columns(2)
    kept = {
        "service_level": level,
        "target_s": 20.0 if math.isnan(target_s) and not math.isnan(level) else target_s,
        "sl_definition": str(formula),
        "max_occupancy": fields.share(_("Busy, max %"), start.max_occupancy, "max_occupancy", at=left),
        "max_asa_s": fields.number(_("Wait, max s"), start.max_asa_s, "max_asa", least=1.0, at=right),
    }
    kept["max_abandon"] = fields.share(_("Hang up, max %"), start.max_abandon, "max_abandon", at=left)
    return kept


def _deadline(fields: _Fields, start: OneLine) -> dict[str, Any]:
    _ = fields.view.display.words
    st.markdown(f"**{_('What is promised')}**")
    left, right = st.columns(2)
    hours = fields.number(_("Answer within, h"), start.target_s / 3600.0 if start.target_s > 0 else 4.0, "deadline",
                          least=0.25, digits=2, at=right)  # fmt: skip
    level = 0.95 if math.isnan(start.service_level) else start.service_level
    return {
        "service_level": fields.share(_("In time, %"), level, "service_level", at=left),
        "target_s": hours * 3600.0,
        "max_occupancy": fields.share(_("Busy, max %"), start.max_occupancy, "max_occupancy", at=left),
        "backlog": max(0.0, fields.number(_("Waiting now"), start.backlog, "backlog_now", step=10.0, at=right)),
    }
