"""The explain command: why a roster is as it is, what a gap would cost to fill, and which inputs contradict."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from data.contracts.errors import Fault, NotFound, RefusedInput
from workbench.commands.terminal import say
from workbench.i18n import N_

if TYPE_CHECKING:
    from workbench.commands.session import Session

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day of the plan.")]


def explain(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(help="The plan; none: the newest.")] = "",
    group: Annotated[str, typer.Option(help="A skill group: why it lacks people on --date, what would help.")] = "",
    agent: Annotated[str, typer.Option(help="An agent: why he or she works on --date, or does not.")] = "",
    date: Day = None,
    from_time: Annotated[str, typer.Option("--from", help="Only from this time on, HH:MM.")] = "00:00",
    to_time: Annotated[str, typer.Option("--to", help="Only until this time, HH:MM.")] = "24:00",
) -> None:
    """Say why a roster is as it is: without options its costs and gaps; --group a day's gap; --agent a person's day."""
    from workbench.figures.explained import gap_lines, overview_lines, person_lines

    session: Session = context.obj
    desk, user, language = session.desk, session.user, session.settings.language
    if not plan:
        newest = desk.latest_plan(user)
        if newest is None:
            raise NotFound("There is no plan yet.", "Make one with `peakcrew plan`.")
        plan = newest.plan_id
    if not group and not agent:
        stored = desk.plan(user, plan)
        unfilled = desk.table(user, plan, "unfilled")
        for line in overview_lines(stored.plan, unfilled, desk.contradictions(user, plan), language):
            say(line)
        return
    window, centre = _window(from_time, to_time), desk.centre(user, plan)
    if date is None or (group and agent):
        template, remedy = "one of --group and --agent is explained, on one day", "Give it with --date 2026-11-10."
        raise RefusedInput([Fault("explain.no_date", template, {}, remedy)])
    day = pd.Timestamp(date)
    if agent:
        lines = person_lines(desk.explain_person(user, plan, agent, day), centre, language)
    else:
        lines = gap_lines(desk.explain_gap(user, plan, group, day, *window), centre, language)
    for line in lines:
        say(line)


def _window(from_time: str, to_time: str) -> tuple[int, int]:
    """Minutes of the wall clock; `RefusedInput` for what is no time, or ends before it begins."""
    minutes, faults = [], []
    for option, word in (("--from", from_time), ("--to", to_time)):
        hour, _, minute = word.partition(":")
        good = hour.isdigit() and minute.isdigit() and int(minute) < 60 and int(hour) * 60 + int(minute) <= 24 * 60
        minutes.append(int(hour) * 60 + int(minute) if good else 0)
        if not good:
            values = {"value": repr(word)}
            faults.append(Fault("explain.no_time", "{value} is no time", values, N_("Write it as 09:30."), option))
    if not faults and minutes[0] >= minutes[1]:
        remedy = N_("Give a later time.")
        faults.append(Fault("explain.no_window", "it ends before it begins", {}, remedy, "--to"))
    if faults:
        raise RefusedInput(faults)
    return minutes[0], minutes[1]
