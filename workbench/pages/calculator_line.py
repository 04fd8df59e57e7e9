"""One line of the calculator answered: people, what callers meet, one more and one less, and the arithmetic."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from workbench.charts import calculator as charts
from workbench.desk import LineAnswer, OneLine
from workbench.figures import calculator
from workbench.figures.calculator import CHATS, LATER, FromPlan
from workbench.pages import calculator_form, pieces
from workbench.pages.staffing_words import ASKS
from workbench.state import View


def render(view: View) -> None:
    """The tab: questions on the left, answers on the right."""
    _ = view.display.words
    left, right = st.columns([2, 5], gap="medium")
    with left, st.container(border=True):
        line, found = calculator_form.asked(view)
    with right:
        if line is None:
            st.info(_("Say how many contacts come and how long one takes, and the answer stands here."),
                    icon=":material/edit:")  # fmt: skip
            return
        with st.spinner(_("Calculating ...")):
            answer = view.desk.answer_line(view.user, line)
        if not answer.by_target:
            st.info(_("Name at least one promise: a service level, a mean wait, how busy people may be, or how many "
                      "may hang up."), icon=":material/edit:")  # fmt: skip
            return
        _answer(view, answer, found)


def _answer(view: View, answer: LineAnswer, found: FromPlan | None) -> None:
    _ = view.display.words
    if math.isnan(answer.agents):
        st.warning(_("No number of people keeps all of these promises: one of them asks for perfection. Ease the one "
                     "that stands at its limit, such as a service level of 100 %."),
                   icon=":material/warning:")  # fmt: skip
        return
    _verdict(view, answer)
    people = _people(view, answer)
    curve = answer.curve
    if not calculator.surrounded(curve, people):
        curve = view.desk.answer_curve(view.user, answer.line, people)
    _tiles(view, answer.line, calculator.point(curve, people))
    figure = charts.level_curve(curve, answer.line.service_level, answer.agents, people, pieces.look(view.display))
    pieces.chart(figure, "calc_curve", _("Service level against the number of people"))
    st.caption(_("Green: every promise is kept. Dashed: the service level promised."))
    _near(view, answer.line, calculator.near(curve, people))
    with st.expander(_("How this is calculated"), icon=":material/calculate:"):
        _arithmetic(view, answer, found)


def _verdict(view: View, answer: LineAnswer) -> None:
    """The answer in a sentence: how many, which promise asks for the most, what the others would ask for."""
    _ = view.display.words
    number = view.display.number
    told = _("**{people} people** must answer at the same time.").format(people=number(answer.agents))
    others = {name: least for name, least in answer.by_target.items() if name not in answer.binding}
    if len(answer.by_target) > 1:
        asking = _(" and ").join(_(ASKS[name]) for name in answer.binding)
        rest = ", ".join(f"{_(ASKS[name])} {number(least)}" for name, least in others.items())
        told += " " + _("What asks for the most: {promise}.").format(promise=asking)
        told += (" " + _("By itself would need fewer: {others}.").format(others=rest)) if rest else ""
    heads = calculator.point(answer.curve, answer.agents).get("heads", math.nan)
    if math.isnan(heads):
        told += " " + _("How many to put on the schedule follows when you say the shrinkage.")
    else:
        told += " " + _("On the schedule: **{heads}**.").format(heads=number(heads))
    st.markdown(told)


def _people(view: View, answer: LineAnswer) -> float:
    """The number of people that the figures below are for: the answer, or one that the planner tries."""
    _ = view.display.words
    with st.columns([2, 5])[0]:
        people = st.number_input(
            _("See what happens with"), 1, 1_000_000, max(1, int(answer.agents)), 1,
            key=f"calc_people_{answer.line!r}", help=_("People answering; starts at the least number that suffices."),
        )  # fmt: skip
    return float(people)


def _tiles(view: View, line: OneLine, at: dict[str, float]) -> None:
    _ = view.display.words
    display = view.display
    promised = _("promised {share}").format(share=display.share(line.service_level, 0))
    tiles = [
        (_("On the schedule"), display.number(at["heads"]), _("shrinkage {share}").format(
            share=display.share(line.shrinkage)) if not math.isnan(line.shrinkage) else _("shrinkage not told"),
            "on_schedule"),
        (_("Service level"), display.share(at["service_level"]),
         "" if math.isnan(line.service_level) else promised, "service_level"),
        (_("Mean wait"), wait_words(view, at["asa_s"]), "", "asa_s"),
        (_("Occupancy"), display.share(at["occupancy"]), "", "occupancy"),
    ]  # fmt: skip
    if line.kind == LATER:
        tiles.append((_("Backlog is gone in"), _hours(view, at["clear_h"]) if line.backlog > 0 else "–", "", ""))
    else:
        tiles.append((_("Must wait"), display.share(at["p_wait"]), "", "p_wait"))
        tiles.append((_("Hang up"), display.share(at["abandonment"]), "", "abandonment"))
    pieces.tiles(display, tiles[:3])
    pieces.tiles(display, tiles[3:])


def wait_words(view: View, wait_s: float) -> str:
    """A mean wait; without end where more comes than can be done."""
    _ = view.display.words
    return _("grows without end") if math.isinf(wait_s) else view.display.seconds(round(wait_s, 1))


def _hours(view: View, hours: float) -> str:
    _ = view.display.words
    return _("never") if math.isinf(hours) else _("{hours} h").format(hours=view.display.number(hours, 1))


def _near(view: View, line: OneLine, rows: pd.DataFrame) -> None:
    """What a person more or fewer does."""
    _ = view.display.words
    display = view.display
    rows = rows.assign(
        what=[_("chosen") if not change else f"{change:+.0f}" for change in rows["change"]],
        wait=[wait_words(view, wait_s) for wait_s in rows["asa_s"]],
        verdict=[_("kept") if meets else _("missed") for meets in rows["meets"]],
        **{name: rows[name] * 100.0 for name in ("service_level", "abandonment", "occupancy", "p_wait")},
    )
    columns = {
        "what": pieces.words(_("One more, one less")),
        "agents": pieces.number(display, _("People answering"), "positions"),
        "heads": pieces.number(display, _("On the schedule"), "on_schedule"),
        "service_level": pieces.share(display, _("Service level"), "service_level"),
        "wait": pieces.words(_("Mean wait"), pieces.explained(display, "asa_s")),
        "p_wait": pieces.share(display, _("Must wait"), "p_wait"),
        "abandonment": pieces.share(display, _("Hang up"), "abandonment"),
        "occupancy": pieces.share(display, _("Occupancy"), "occupancy"),
        "verdict": pieces.words(_("All promises")),
    }
    if line.kind == LATER:
        columns.pop("abandonment")
    if math.isnan(line.shrinkage):
        columns.pop("heads")
    pieces.table(rows, columns, "calc_near")


def _arithmetic(view: View, answer: LineAnswer, found: FromPlan | None) -> None:
    _ = view.display.words
    display, line = view.display, answer.line
    steps = [_("{contacts} contacts × {aht} s ÷ {interval} s = **{load} erlangs**: so many people are busy on average.")
             .format(contacts=display.number(line.contacts, 1), aht=display.number(line.aht_s),
                     interval=display.number(line.interval_min * 60),
                     load=display.number(line.load_erl, 2))]  # fmt: skip
    steps.append(_formula(view, line))
    if not math.isnan(answer.positions):
        exact = _("Before rounding up it is {positions}: a plan pools queues that share people first and rounds last.")
        steps.append(exact.format(positions=display.number(answer.positions, 2)))
    heads = calculator.point(answer.curve, answer.agents).get("heads", math.nan)
    if not math.isnan(heads):
        steps.append(_("{people} ÷ (1 − {shrinkage}) = {heads} on the schedule, rounded up.").format(
            people=display.number(answer.agents), shrinkage=display.share(line.shrinkage), heads=display.number(heads)
        ))  # fmt: skip
    steps.append(_("The formula takes the interval as if it went on and on. A plan also counts what is still waiting "
                   "from the interval before, which matters when calls rise steeply. And it may ask for fewer: its "
                   "positions are not rounded up, and the line of a short peak has no time to grow as long as "
                   "here."))  # fmt: skip
    if found:
        steps.append(_("In this plan the queue's busiest interval is {when}, with {positions} positions by {method}.")
                     .format(when=display.instant(found.ts), positions=display.number(found.positions, 1),
                             method=display.told_methods(found.method)))  # fmt: skip
    st.markdown("\n".join(f"- {step}" for step in steps))


def _formula(view: View, line: OneLine) -> str:
    _ = view.display.words
    if line.kind == CHATS:
        return _("Chats: an exact chain of states tells how many are open and how many wait; new chats go to whoever "
                 "has the fewest open.")  # fmt: skip
    if line.kind == LATER:
        return _("Work that may wait: Erlang C with the deadline as the time to answer; and what waits now must be "
                 "finished within the deadline.")  # fmt: skip
    if math.isnan(line.patience_s):
        return _("Nobody hangs up: the formula is Erlang C. It asks for more people than callers with patience would "
                 "need.")  # fmt: skip
    return _("Callers hang up after {patience} on average: the formula is Erlang A, exact.").format(
        patience=view.display.seconds(line.patience_s)
    )
