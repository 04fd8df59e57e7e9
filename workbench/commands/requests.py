"""The swap, offer, requests and bids commands: people's own wishes about a plan, asked, answered and decided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from data.contracts.errors import Fault, NotFound, RefusedInput
from workbench.commands.terminal import in_columns, say, warn
from workbench.i18n import N_, told_fault, translate

if TYPE_CHECKING:
    from workbench.commands.session import Session
    from workbench.desk import Asked

Plan = Annotated[str, typer.Argument(help="The plan; none: the newest.")]
Reason = Annotated[str, typer.Option(help="Why, in a few words.")]
STATES = {
    "asked": N_("asked"),
    "agreed": N_("agreed by both"),
    "declined": N_("declined"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "open": N_("open"),
    "accepted": N_("accepted, heads are still wanted"),
    "closed": N_("filled and closed"),
}
MOST_TOLD = 20


def swap(
    context: typer.Context,
    plan: Plan = "",
    agent: Annotated[str, typer.Option(help="Who gives a shift away.")] = "",
    date: Annotated[str, typer.Option(help="Its day, such as 2026-11-11.")] = "",
    other: Annotated[str, typer.Option("--with", help="Who takes it.")] = "",
    other_date: Annotated[str, typer.Option("--for", help="Day of the shift taken in return; none: a gift.")] = "",
    agree: Annotated[str, typer.Option(help="Request that the other one agrees to.")] = "",
    decline: Annotated[str, typer.Option(help="Request that the other one declines.")] = "",
    approve: Annotated[str, typer.Option(help="Request to approve: the shifts change hands.")] = "",
    refuse: Annotated[str, typer.Option(help="Request to refuse.")] = "",
    dry_run: Annotated[bool, typer.Option("--check", help="Only judge it, ask nobody.")] = False,
    reason: Reason = "swap",
) -> None:
    """Swap shifts of two agents, or give one away: judged by the rules, asked, agreed, approved."""
    from workbench.desk import Swap

    session: Session = context.obj
    desk, user, plan = session.desk, session.user, _plan(session, plan)
    for request, yes in ((agree, True), (decline, False)):
        if request:
            desk.answer_swap(user, plan, request, yes, reason)
            session.say(N_("Request {request}: the answer is kept."), request=request)
            return
    for request, yes in ((approve, True), (refuse, False)):
        if request:
            edits = desk.decide_swap(user, plan, request, yes, reason)
            told = N_("Request {request} is approved: {count} edits.") if yes else N_("Request {request} is refused.")
            session.say(told, request=request, count=len(edits))
            return
    missing = [option for option, word in (("--agent", agent), ("--date", date), ("--with", other)) if not word]
    if missing:
        remedy = "Give it, or a request to answer."
        raise RefusedInput([Fault("cli.usage", "{option} is missing", {"option": o}, remedy) for o in missing])
    wanted = Swap(agent, _day(date, "--date"), other, _day(other_date, "--for") if other_date else None)
    judged = desk.judge_swap(user, plan, wanted)
    if judged.hard:
        raise RefusedInput(judged.hard)
    for fault in judged.faults:
        warn(told_fault(fault, session.settings.language))
    session.say(N_("The swap is lawful; the pay changes by {cost}."), cost=f"{judged.cost_cny:+,.2f}")
    if not dry_run:
        request = desk.ask_swap(user, plan, wanted, reason)
        session.say(N_("Asked as request {request}; next: peakcrew swap --agree {request}"), request=request)


def offer(
    context: typer.Context,
    plan: Plan = "",
    kind: Annotated[str, typer.Option(help="overtime or time_off.")] = "overtime",
    group: Annotated[str, typer.Option(help="Skill group to ask.")] = "",
    date: Annotated[str, typer.Option(help="The day, such as 2026-11-11.")] = "",
    shift: Annotated[str, typer.Option(help="The shift to take, or to be let off.")] = "",
    heads: Annotated[int, typer.Option(help="Heads wanted, or let go.")] = 1,
    request: Annotated[str, typer.Option(help="An offer that is open: who to ask next, or answer it.")] = "",
    yes: Annotated[str, typer.Option(help="Agent who accepts it.")] = "",
    no: Annotated[str, typer.Option(help="Agent who declines it.")] = "",
    reason: Reason = "offer",
) -> None:
    """Offer overtime or time off: whom to ask first by rules, fairness, price and seniority; keep the answers."""
    from workbench.desk import Offer

    session: Session = context.obj
    desk, user, plan = session.desk, session.user, _plan(session, plan)
    _ = translate(session.settings.language)
    if request and (yes or no):
        state = desk.answer_offer(user, plan, request, yes or no, bool(yes), reason)
        session.say(N_("Offer {request}: {told}"), request=request, told=_(STATES[state]))
        return
    if request:
        _tell_asked(session, desk.whom_to_ask(user, plan, request))
        return
    missing = [option for option, word in (("--group", group), ("--date", date), ("--shift", shift)) if not word]
    if missing:
        remedy = "Give it, or --request."
        raise RefusedInput([Fault("cli.usage", "{option} is missing", {"option": o}, remedy) for o in missing])
    _tell_asked(session, desk.open_offer(user, plan, Offer(kind, group, _day(date, "--date"), shift, heads), reason))


def requests(context: typer.Context, plan: Plan = "") -> None:
    """List the swaps and offers of a plan and where they stand."""
    session: Session = context.obj
    table = session.desk.requests(session.user, _plan(session, plan))
    _ = translate(session.settings.language)
    if table.empty:
        session.say(N_("There are no requests."))
        return
    rows = [tuple(_(head) for head in (N_("Request"), N_("What"), N_("State"), N_("About"), N_("By"), N_("Reason")))]
    kinds = {"swap": N_("swap"), "offer": N_("offer")}
    for row in table.to_dict("records"):
        about = " ".join(str(value) for value in json.loads(row["body"]).values() if value)
        rows.append(
            (row["request"], _(kinds[row["kind"]]), _(STATES[row["state"]]), about, row["author"], row["reason"])
        )
    for line in in_columns(rows):
        say(line)


def bids(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV of bids: agent, choice (1 first), line.")],
    lines: Annotated[Path, typer.Option(help="CSV of lines: line, heads.")],
    people: Annotated[Path, typer.Option(help="CSV of people: agent, seniority, nights, weekends, holidays.")],
    by: Annotated[str, typer.Option(help="seniority or fairness.")] = "seniority",
    out: Annotated[Path | None, typer.Option(help="CSV of awards to write.")] = None,
) -> None:
    """Award lines to bids, by seniority or fairness, and tell who got which choice and why not a better one."""
    session: Session = context.obj
    awards = session.desk.award_bids(session.user, file, lines, people, by)
    _ = translate(session.settings.language)
    rows = [tuple(_(head) for head in (N_("Turn"), N_("Who"), N_("Line"), N_("Choice"), N_("Better ones went to")))]
    for row in awards.to_dict("records"):
        rows.append((str(row["turn"]), row["agent"], row["line"] or "-", str(row["choice"] or "-"), row["why_not"]))
    for line in in_columns(rows):
        say(line)
    if out is not None:
        session.desk.write_awards(session.user, awards, out)
        session.say(N_("Written: {file}"), file=out)


def _tell_asked(session: Session, asked: Asked) -> None:
    _ = translate(session.settings.language)
    session.say(N_("Offer {request}: ask the first {count} of {all}, so that enough accept in nine of ten cases"),
                request=asked.request, count=asked.to_ask, all=len(asked.candidates))  # fmt: skip
    rows = [tuple(_(head) for head in (N_("Who"), N_("Price"), N_("Hours beyond contract"), N_("Seniority")))]
    for one in asked.candidates[:MOST_TOLD]:
        rows.append((one.agent, f"{one.price_cny:,.0f}", f"{one.extra_h:+.1f}", f"{one.seniority:g}"))
    for line in in_columns(rows):
        say(line)


def _plan(session: Session, plan: str) -> str:
    newest = None if plan else session.desk.latest_plan(session.user)
    if not plan and newest is None:
        raise NotFound("There is no plan yet.", "Make one with `peakcrew plan`.")
    return plan or (newest.plan_id if newest else "")


def _day(text: str, option: str) -> pd.Timestamp:
    try:
        day = pd.Timestamp(text)
        if pd.isna(day) or day.tzinfo is not None or day != day.normalize():
            raise ValueError(text)
    except ValueError as error:
        values = {"value": repr(text)}
        raise RefusedInput(
            [Fault("cli.day", "{value} is no day", values, "Write it as 2026-11-11.", option)]
        ) from error
    return day.as_unit("us")
