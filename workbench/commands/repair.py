"""The repair and cover commands: what to change on the day, and who could fill one gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from data.contracts.errors import Fault, NotFound, RefusedInput
from workbench.commands.intraday import iso_stamps
from workbench.commands.moments import midnight_after, moment, share_of, window_of
from workbench.commands.queue_words import meant_queue, titles_of
from workbench.commands.terminal import in_columns, say, warn
from workbench.i18n import N_, translate

if TYPE_CHECKING:
    from data.contracts.centre import Centre
    from workbench.commands.session import Session
    from workbench.desk import Change, Happened, Repaired

MOST_TOLD = 40
DOING = N_("repair")
DAY = pd.Timedelta(days=1)
KINDS = {
    "absent": N_("absent"),
    "lost_seat": N_("seat does not come"),
    "move_break": N_("break at another time"),
    "extend": N_("longer shift"),
    "time_off": N_("time off by choice"),
    "overtime": N_("overtime offer"),
    "backup": N_("backup called"),
    "partner": N_("partner called"),
}
HEADS = (N_("What"), N_("Who"), N_("Group"), N_("Before"), N_("After"), N_("Price"), N_("Sure"), N_("Allowed by"))
Plan = Annotated[str, typer.Argument(help="The plan; none: the newest.")]


def repair(
    context: typer.Context,
    plan: Plan = "",
    start: Annotated[str, typer.Option("--from", help="Now, such as 2026-11-11T08:00; what is before stays.")] = "",
    end: Annotated[str, typer.Option("--to", help="Until then they are absent; none: the end of the day.")] = "",
    sick: Annotated[str, typer.Option(help="Agents who are ill, such as A017,A020.")] = "",
    no_show: Annotated[str, typer.Option("--no-show", help="Agents who did not come to their shift.")] = "",
    volume: Annotated[list[str] | None, typer.Option(help="QUEUE:+20%:10:00-14:00, may be repeated.")] = None,
    partner: Annotated[list[str] | None, typer.Option(help="POOL:-30% or POOL:-30%:10:00-14:00.")] = None,
    on_call: Annotated[list[str] | None, typer.Option("--on-call", help="POOL:6, heads who stand ready.")] = None,
    time_off: Annotated[bool, typer.Option("--time-off", help="Offer time off where too many are on shift.")] = False,
    all_gaps: Annotated[bool, typer.Option("--all-gaps", help="Mend what was empty as planned, too.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Save the changes as edits of the plan.")] = False,
    reason: Annotated[str, typer.Option(help="Why, kept with the edits.")] = "",
    out: Annotated[Path | None, typer.Option(help="Folder for changes.csv and promise.csv.")] = None,
) -> None:
    """Repair a plan on the day: the cheapest lawful changes after sick calls, other volume or missing seats."""
    session: Session = context.obj
    plan, centre = _plan(session, plan)
    now = _needed(start, centre.zone, "--from")
    until = moment(end, centre.zone, "--to") if end else midnight_after(now)
    words = {"sick": sick, "no_show": no_show}
    happened = _happened(centre, now, until, words, (volume or [], partner or [], on_call or []))
    if happened.nothing:
        raise RefusedInput([Fault("cli.usage", "nothing happened that asks for a repair", {},
                                  "Give --sick, --no-show, --volume or --partner.")])  # fmt: skip
    made = session.desk.repair(session.user, plan, happened, now, time_off=True if time_off else None,
                               all_gaps=all_gaps, progress=session.progress())  # fmt: skip
    tell_repaired(session, made, centre)
    if out is not None:
        for file in write_repaired(made, out):
            session.say(N_("Written: {file}"), file=file)
    if apply:
        saved = session.desk.apply_changes(
            session.user, plan, [*made.facts, *made.changes], reason or _reason(happened)
        )
        session.say(
            N_("Saved as {count} edits of plan {plan}; each can be undone."), count=len(saved.edit_ids), plan=plan
        )


def cover(
    context: typer.Context,
    plan: Plan = "",
    start: Annotated[str, typer.Option("--from", help="Start of the gap, such as 2026-11-11T10:00.")] = "",
    end: Annotated[str, typer.Option("--to", help="End of the gap.")] = "",
    group: Annotated[str, typer.Option(help="Its skill group; or give --queue.")] = "",
    queue: Annotated[str, typer.Option(help="Its queue, by id or title.")] = "",
    at: Annotated[str, typer.Option(help="Now; none: the start of the gap less three hours.")] = "",
    most: Annotated[int, typer.Option(min=1, max=1000, help="Suggestions told.")] = 15,
    take: Annotated[int, typer.Option(min=0, help="Save the suggestion of this number as an edit.")] = 0,
    reason: Annotated[str, typer.Option(help="Why, kept with the edit.")] = "",
) -> None:
    """Who could fill one gap, the best first: price, effect, rules and how sure it is."""
    session: Session = context.obj
    plan, centre = _plan(session, plan)
    low, high = (_needed(text, centre.zone, option) for text, option in ((start, "--from"), (end, "--to")))
    now = moment(at, centre.zone, "--at") if at else max(low - DAY / 8, centre.grid()[0])
    asked = meant_queue(centre.queues, queue) if queue else ""
    found = session.desk.cover(session.user, plan, now, from_ts=low, to_ts=high, queue=asked, group=group, most=most)
    if not found:
        session.say(N_("Nothing to fill, or nobody who could: no suggestion."))
        return
    _ = translate(session.settings.language)
    heads = ("", *(_(head) for head in HEADS), _(N_("Fills")), _(N_("Saves")), _(N_("People")))
    rows = [tuple(heads)]
    for number, one in enumerate(found, start=1):
        effect = (f"{one.filled_h:.2f} h", f"{one.saved_cny:,.0f} {centre.currency}", str(one.people))
        rows.append((str(number), *_row(one.change, session, centre.currency), *effect))
    for line in in_columns(rows):
        say(line)
    if take:
        if take > len(found):
            raise RefusedInput([Fault("cli.usage", "there is no suggestion {number}", {"number": take},
                                      "Give one of the numbers told.")])  # fmt: skip
        saved = session.desk.apply_changes(
            session.user, plan, [found[take - 1].change], reason or f"cover {group or queue}"
        )
        session.say(N_("Saved as edit {edit} of plan {plan}."), edit=saved.edit_ids[0], plan=plan)


def _plan(session: Session, plan: str) -> tuple[str, Centre]:
    if not plan:
        newest = session.desk.latest_plan(session.user)
        if newest is None:
            raise NotFound("There is no plan yet.", "Make one with `peakcrew plan`.")
        plan = newest.plan_id
    return plan, session.desk.centre(session.user, plan)


def _needed(text: str, zone: str, option: str) -> pd.Timestamp:
    if not text:
        raise RefusedInput([Fault("cli.usage", "{option} is missing", {"option": option},
                                  "Give a moment such as 2026-11-11T08:00.")])  # fmt: skip
    return moment(text, zone, option)


def _happened(
    centre: Centre, now: pd.Timestamp, until: pd.Timestamp, absent: dict[str, str],
    others: tuple[Sequence[str], Sequence[str], Sequence[str]],
) -> Happened:  # fmt: skip
    """The events of the options; every one that cannot be read is told at once."""
    from workbench.desk import Absent, Happened

    faults: list[Fault] = []
    away = [Absent(agent, now, until, kind) for kind, words in absent.items() for agent in _listed(words)]
    volumes, fewer, ready = (
        list(_read(words, option, centre, (now, until), faults))
        for words, option in zip(others, ("--volume", "--partner", "--on-call"), strict=True)
    )
    if faults:
        raise RefusedInput(faults)
    return Happened(tuple(away), tuple(volumes), tuple(fewer), tuple(ready))


def _listed(words: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))


def _read(
    words: Sequence[str], option: str, centre: Centre, times: tuple[pd.Timestamp, pd.Timestamp], faults: list[Fault]
) -> Iterator[Any]:
    from workbench.desk import Fewer, OnCall, Volume

    now, until = times
    for text in words:
        name, _, rest = text.partition(":")
        amount, _, hours = rest.partition(":")
        try:
            low, high = window_of(hours, now, option) if hours else (now, until)
            if option == "--volume":
                yield Volume(meant_queue(centre.queues, name), low, high, 1.0 + share_of(amount, option))
            elif option == "--partner":
                yield Fewer(name, low, high, -share_of(amount, option))
            elif amount.isdigit():
                yield OnCall(name, int(amount))
            else:
                faults.append(
                    Fault("cli.heads", "{value} tells no heads", {"value": repr(text)}, "Write POOL:6.", option)
                )
        except RefusedInput as refused:
            faults.extend(refused.faults)
        except NotFound as error:
            faults.append(Fault("cli.name", error.template, error.values, error.remedy, option))


def _reason(happened: Happened) -> str:
    said = [f"{one.kind} {one.agent}" for one in happened.absent[:5]]
    said += [f"volume {one.queue} x {one.factor:g}" for one in happened.volumes[:5]]
    said += [f"{one.pool} -{one.share:.0%}" for one in happened.fewer[:5]]
    return f"repair: {', '.join(said)}"


def tell_repaired(session: Session, made: Repaired, centre: Centre) -> None:
    """What happened, what to do, and the promise before and after."""
    _ = translate(session.settings.language)
    promise, money = made.promise, centre.currency
    for agent in made.crowded:
        warn(_(N_("Mind: {agent} has two shifts on a day; take one of them out first.")).format(agent=agent))
    session.say(N_("{count} shifts fall away or are cut."), count=len(made.facts))
    rows = [tuple(_(head) for head in HEADS)]
    rows += [_row(change, session, money) for change in made.changes[:MOST_TOLD]]
    if made.changes:
        for line in in_columns(rows):
            say(line)
    if len(made.changes) > MOST_TOLD:
        session.say(N_("... and {count} more changes; --out writes them all"), count=len(made.changes) - MOST_TOLD)
    session.say(N_("{count} changes for {price} {currency}"), count=len(made.changes), price=f"{made.cost_cny:,.0f}",
                currency=money)  # fmt: skip
    session.say(
        N_("Empty position hours: {planned} as planned, {before} after what happened, {after} after the repair; priced "
           "{before_price} and {after_price} {currency}"),
        planned=f"{promise.empty_h['planned']:,.1f}", before=f"{promise.empty_h['before']:,.1f}",
        after=f"{promise.empty_h['after']:,.1f}", before_price=f"{promise.cost_cny['before']:,.0f}",
        after_price=f"{promise.cost_cny['after']:,.0f}", currency=money,
    )  # fmt: skip
    titles = titles_of(centre.queues, session.settings.language)
    hours = centre.interval_min / 60.0
    lost = promise.table.groupby("queue", sort=False)[["empty_before", "empty_after"]].sum() * hours
    for queue, row in lost[lost.max(axis=1) > 0.05].iterrows():
        session.say(N_("{queue}: {before} h empty before, {after} h after"), queue=titles.get(str(queue), str(queue)),
                    before=f"{row['empty_before']:,.1f}", after=f"{row['empty_after']:,.1f}")  # fmt: skip
    for report in made.reports:
        gap = "-" if report.gap is None else f"{report.gap:.2%}"
        session.say(N_("{part}: {status}, gap {gap}, {solver} s of the solver"), part=report.part,
                    status=_(str(report.status)), gap=gap, solver=f"{report.seconds:.1f}")  # fmt: skip
    session.say(N_("Repaired in {seconds} s."), seconds=f"{made.seconds:.1f}")


def _row(change: Change, session: Session, money: str) -> tuple[str, ...]:
    _ = translate(session.settings.language)
    others = f" (+{', '.join(change.others[:3])})" if change.others else ""
    who = (_(KINDS[change.kind]), f"{change.agent}{others}", change.group)
    price = (f"{change.price_cny:,.0f} {money}", f"{change.sure:.0%}")
    return (*who, _times(change, "before"), _times(change, "after"), *price,
            _allowed(change.allowed_by, session.settings.language))  # fmt: skip


def _allowed(words: str, language: str) -> str:
    """What allows a change: a window or a notice is a name of its own, the rest are words of ours."""
    _ = translate(language)
    known = {"rules": N_("labour rules"), "agreed": N_("if agreed"), "fact": N_("fact"), "window": N_("window"),
             "notice": N_("notice")}  # fmt: skip
    head, _space, rest = words.partition(" ")
    return f"{_(known[head])} {rest}".strip() if head in known else words


def _times(change: Change, which: str) -> str:
    cell = getattr(change, which)
    if cell.start is None:
        return "-"
    said = f"{cell.start:%m-%d %H:%M}-{cell.end:%H:%M}"
    if change.kind != "move_break":
        return said
    moved = set(change.before.breaks) ^ set(change.after.breaks)
    breaks = [b for b in cell.breaks if b in moved]
    return f"{said} " + " ".join(f"{b.activity} {cell.start + pd.Timedelta(minutes=b.start_min):%H:%M}" for b in breaks)


def write_repaired(made: Repaired, out: Path) -> list[Path]:
    """changes.csv (facts first) and promise.csv in a folder."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "kind": c.kind, "agent": c.agent, "group": c.group, "pool": c.pool, "date": c.date.date().isoformat(),
            "before": c.before.as_json(), "after": c.after.as_json(), "pay_cny": c.pay_cny,
            "premium_cny": c.premium_cny, "change_cny": c.change_cny, "price_cny": c.price_cny, "work_h": c.work_h,
            "sure": c.sure, "allowed_by": c.allowed_by, "others": " ".join(c.others),
        }
        for c in [*made.facts, *made.changes]
    ]  # fmt: skip
    files = [out / "changes.csv", out / "promise.csv"]
    pd.DataFrame(rows).to_csv(files[0], index=False, lineterminator="\n")
    iso_stamps(made.promise.table).to_csv(files[1], index=False, float_format="%.6g", lineterminator="\n")
    return files
