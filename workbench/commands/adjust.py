"""The adjust commands: what the planner adds to the models' forecast, listed, added, removed and undone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.contracts.errors import Conflict, Fault, NotFound, RefusedInput
from workbench.commands.queue_words import EVERY, meant_queue, titles_of
from workbench.commands.terminal import in_columns, say, warn
from workbench.i18n import N_, translate
from workbench.phrases import told_note, told_warnings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.contracts.centre import Queue
    from workbench.commands.session import Session
    from workbench.desk import CentreTable, Previewed

TABLE = "forecast_adjustments"
OPTIONS = {
    "adjustment": "--name", "queue": "--queue", "start_date": "--from", "end_date": "--to", "quantity": "--quantity",
    "start_time": "--from-time", "end_time": "--to-time", "reason": "--reason",
}  # fmt: skip
# what is said of a row of a file -> what is said of the options
REMEDIES = {
    "Leave both blank for whole days.": N_("Leave --from-time and --to-time out for whole days."),
    "Give more than 0; for no contacts at all, volume as absolute 0.": N_(
        "Give more than 0; for no contacts at all --absolute 0."
    ),
    "Say in a few words why.": N_('Say in a few words why: --reason "live stream".'),
    "Give a last day on or after the first.": N_("Give --to a day on or after that of --from."),
}
MOST_TOLD = 12
MOST_TRIES = 20  # at a free name, while others add too
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
HEADS = (
    N_("Adjustment"), N_("Queue"), N_("From"), N_("To"), N_("Times"), N_("What"), N_("Value"), N_("By"), N_("Reason"),
)  # fmt: skip

adjust = typer.Typer(name="adjust", no_args_is_help=True, rich_markup_mode=None, add_completion=False)
Centre = Annotated[str, typer.Argument(help="The folder of the centre, or the name of one that has a plan.")]
Name = Annotated[str, typer.Argument(help="The adjustment.")]
Reason = Annotated[str, typer.Option(help="Why, in a few words.")]


@adjust.callback()
def about() -> None:
    """Adjustments of the forecast: a factor or a total, by queue, days and times, with a reason."""


@adjust.command("list")
def list_(context: typer.Context, centre: Centre) -> None:
    """The adjustments of a centre, in the order in which they are applied."""
    session: Session = context.obj
    table = _table(session, *_place(session, centre))
    titles = titles_of(_queues(session, *_place(session, centre)), session.settings.language)
    for line in _lines(session, table, titles):
        say(line)


@adjust.command()
def add(
    context: typer.Context,
    centre: Centre,
    reason: Reason,
    first: Annotated[str, typer.Option("--from", help="First day, such as 2026-11-10.")],
    last: Annotated[str, typer.Option("--to", help="Last day; none: the first.")] = "",
    queue: Annotated[str, typer.Option(help="The queue, by id or title; * for all.")] = "*",
    factor: Annotated[str, typer.Option(help="Multiply by this, such as 1.2.")] = "",
    absolute: Annotated[str, typer.Option(help="Contacts of all these days and times together, for each queue; "
                                               "of handling time the mean in s.")] = "",
    start: Annotated[str, typer.Option("--from-time", help="From this time of day on, HH:MM.")] = "",
    end: Annotated[str, typer.Option("--to-time", help="Until this time; before the start: over midnight.")] = "",
    quantity: Annotated[str, typer.Option(help="volume or aht_s.")] = "volume",
    name: Annotated[str, typer.Option(help="Its name; none: made from queue and day.")] = "",
) -> None:  # fmt: skip
    """Add an adjustment; the next plan of the centre is made with it."""
    session: Session = context.obj
    if bool(factor) == bool(absolute):
        template, remedy = "an adjustment is either a factor or an absolute value", "Give --factor or --absolute."
        raise RefusedInput([Fault("cli.usage", template, {}, remedy)])
    place = _place(session, centre)
    table = _table(session, *place)
    queues = _queues(session, *place)
    queue = meant_queue(queues, queue)
    _refuse_odd(session, place, table, name, factor or absolute, (start, end))
    row = {
        "adjustment": name or _free_name(table, queue, first), "queue": queue, "start_date": first,
        "end_date": last or first, "start_time": start, "end_time": end, "quantity": quantity,
        "kind": "factor" if factor else "absolute", "value": factor or absolute, "reason": reason,
    }  # fmt: skip
    previewed = _previewed(session, place[0], row)
    edit = _saved(session, place, table, row, retry=not name)
    text = N_("Adjustment {name} is saved (edit {edit}); the next plan is made with it.")
    session.say(text, name=row["adjustment"], edit=edit)
    if previewed is not None:
        _tell_effect(session, previewed, quantity, titles_of(queues, session.settings.language))


@adjust.command()
def remove(context: typer.Context, centre: Centre, name: Name, reason: Reason) -> None:
    """Remove an adjustment; the next plan is made without it. `undo` brings it back."""
    session: Session = context.obj
    place = _place(session, centre)
    table = _table(session, *place)
    words = dict(zip(table.keys, table.words, strict=True)).get(name)
    if words is None:
        raise _unknown(name, list(table.keys))
    (edit,) = session.desk.edit_centre(session.user, place[0], [table.edit(words, None)], reason, place[1])
    session.say(N_("Adjustment {name} is removed (edit {edit})."), name=name, edit=edit)


@adjust.command()
def undo(context: typer.Context, centre: Centre, name: Name, reason: Reason) -> None:
    """Take back the newest edit of an adjustment, whoever made it."""
    session: Session = context.obj
    place = _place(session, centre)
    edits = session.desk.centre_edits(session.user, place[0], TABLE)
    own = edits[edits["row_key"] == name]
    if own.empty:
        raise _unknown(name, list(dict.fromkeys(edits["row_key"])))
    session.desk.undo_centre_edit(session.user, place[0], str(own.iloc[-1]["edit_id"]), reason, place[1])
    session.say(N_("The newest edit of {name} is undone."), name=name)


def _place(session: Session, asked: str) -> tuple[str, Path | None]:
    """Name of the centre, and its folder if one was given."""
    folder = Path(asked)
    if (folder / "centre.toml").is_file():
        return session.desk.check_centre(session.user, folder).name, folder
    return asked, None


def _table(session: Session, name: str, folder: Path | None) -> CentreTable:
    return session.desk.centre_table(session.user, name, TABLE, folder)


def _queues(session: Session, name: str, folder: Path | None) -> Mapping[str, Queue]:
    """The queues of the centre, from its folder or its newest plan (which `_table` has found by now)."""
    if folder is not None:
        return session.desk.check_centre(session.user, folder).queues
    newest = session.desk.latest_plan(session.user, name)
    return session.desk.centre(session.user, newest.plan_id).queues if newest else {}


def _saved(
    session: Session, place: tuple[str, Path | None], table: CentreTable, row: dict[str, str], *, retry: bool
) -> str:
    """Save a new row and return the edit; with `retry` under the next free name where another writer was faster."""
    for attempt in range(MOST_TRIES):
        try:
            (edit,) = session.desk.edit_centre(session.user, place[0], [table.edit(None, row)], row["reason"], place[1])
        except RefusedInput as refused:
            factor = row["kind"] == "factor"
            raise RefusedInput([_of_options(fault, factor) for fault in refused.faults]) from refused
        except Conflict:
            if not retry or attempt == MOST_TRIES - 1:
                raise
            table = _table(session, *place)
            row["adjustment"] = _free_name(table, row["queue"], row["start_date"])
        else:
            return edit
    raise AssertionError


def _refuse_odd(
    session: Session, place: tuple[str, Path | None], table: CentreTable, name: str, value: str, times: tuple[str, str]
) -> None:
    """Refuse what only the options can say wrong: a name that is taken, a value that is none, times off the grid."""
    faults = []
    if name in table.keys:
        template, remedy = "the name {name} is taken", "Give another name, or remove that adjustment first."
        faults.append(Fault("adjustment.name_taken", template, {"name": name}, remedy, "--name"))
    if value.strip().lower() == "nan":
        template, remedy = "{value} is no number", "Write a number such as 1.2."
        faults.append(Fault("adjustment.no_number", template, {"value": repr(value)}, remedy))
    step_min = _step_min(session, *place)
    for option, word in zip(("--from-time", "--to-time"), times, strict=True):
        clock = CLOCK.fullmatch(word.strip())
        if clock and int(clock[2]) % step_min:
            template, remedy = (
                "{value} is not the start of an interval of {minutes} minutes",
                "Give a time on the grid.",
            )
            values = {"value": word, "minutes": step_min}
            faults.append(Fault("adjustment.off_grid", template, values, remedy, option))
    if faults:
        raise RefusedInput(faults)


def _step_min(session: Session, name: str, folder: Path | None) -> int:
    """Minutes of an interval of the centre; 1 where there is neither folder nor plan."""
    if folder is not None:
        return session.desk.check_centre(session.user, folder).interval_min
    newest = session.desk.latest_plan(session.user, name)
    return session.desk.centre(session.user, newest.plan_id).interval_min if newest else 1


def _of_options(fault: Fault, factor: bool) -> Fault:
    """A fault of a row told of the options that it was made from."""
    options = {**OPTIONS, "value": "--factor" if factor else "--absolute"}
    values = {**fault.values, "option": options.get(fault.column, fault.column), "fault": fault.message}
    remedy = REMEDIES.get(fault.remedy, fault.remedy)
    if fault.column in options:
        return replace(fault, remedy=remedy, values=values, file=options[fault.column], line=None, column="")
    return replace(fault, remedy=remedy)


def _previewed(session: Session, centre: str, row: Mapping[str, str]) -> Previewed | None:
    """The newest plan's forecast without and with the adjustment; None without a plan, or where the row is refused."""
    newest = session.desk.latest_plan(session.user, centre)
    if newest is None:
        return None
    try:
        return session.desk.preview_adjustments(session.user, newest.plan_id, [row])
    except RefusedInput:  # saving refuses it too, with every fault
        return None


def _tell_effect(session: Session, previewed: Previewed, quantity: str, titles: Mapping[str, str]) -> None:
    """Before and after by queue, over the intervals that the adjustment changes, and what to mind."""
    language = session.settings.language
    _ = translate(language)
    for text in told_warnings(previewed.warnings, language):
        warn(_(N_("Mind: {warning}")).format(warning=text))
    both = previewed.before.assign(later=previewed.after[quantity])
    both = both[both["later"] != both[quantity]]
    line = N_("{queue}: {before:,.0f} contacts before, {after:,.0f} now, in the newest plan's forecast")
    if quantity == "aht_s":
        line = N_("{queue}: {before:,.0f} s of handling time before, {after:,.0f} s now, in the newest plan's forecast")
    for number, (queue, rows) in enumerate(both.groupby("queue", sort=False)):
        if number == MOST_TOLD:
            break
        weights = rows["volume"] / max(rows["volume"].sum(), 1e-12) if quantity == "aht_s" else 1.0
        before, after = ((rows[name] * weights).sum() for name in (quantity, "later"))
        say(_(line).format(queue=titles.get(str(queue), str(queue)), before=before, after=after))


def _free_name(table: CentreTable, queue: str, first: str) -> str:
    """A name that no adjustment has, for example voice-2026-11-10 or all-2026-11-10-2."""
    base = f"{'all' if queue == EVERY else queue}-{first}"
    number = 1
    while (name := base if number == 1 else f"{base}-{number}") in table.keys:
        number += 1
    return name


def _lines(session: Session, table: CentreTable, titles: Mapping[str, str]) -> list[str]:
    _ = translate(session.settings.language)
    for left in table.left_out:
        told = told_note(left.text, session.settings.language)
        warn(_(N_("Mind: {warning}")).format(warning=told))
    if not table.words:
        return [_(N_("There are no adjustments."))]
    rows = [tuple(_(head) for head in HEADS)]
    for row in table.words:
        times = f"{row['start_time'] or '00:00'}-{row['end_time'] or '24:00'}"
        days = (row["start_date"], row["end_date"])
        value = f"x {row['value']}" if row["kind"] == "factor" else f"= {row['value']}"
        quantity = _(N_("Contacts")) if row["quantity"] == "volume" else _(N_("Handling time"))
        what = (quantity, value, row["author"], row["reason"])
        rows.append((row["adjustment"], titles.get(row["queue"], row["queue"]), *days, times, *what))
    return in_columns(rows)


def _unknown(name: str, known: list[str]) -> NotFound:
    return NotFound("There is no adjustment {name}.", "There are: {known}.", name=name, known=", ".join(known) or "-")
