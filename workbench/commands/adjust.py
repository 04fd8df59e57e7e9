"""The adjust commands: what the planner adds to the models' forecast, listed, added, removed and undone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.contracts.errors import Fault, NotFound, RefusedInput
from workbench.commands.terminal import in_columns, say, warn
from workbench.i18n import N_, translate
from workbench.phrases import told_note

if TYPE_CHECKING:
    from workbench.commands.session import Session
    from workbench.desk import CentreTable

TABLE = "forecast_adjustments"
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
    for line in _lines(session, table):
        say(line)


@adjust.command()
def add(
    context: typer.Context,
    centre: Centre,
    reason: Reason,
    first: Annotated[str, typer.Option("--from", help="First day, such as 2026-11-10.")],
    last: Annotated[str, typer.Option("--to", help="Last day; none: the first.")] = "",
    queue: Annotated[str, typer.Option(help="The queue; * for all.")] = "*",
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
    row = {
        "adjustment": name or _free_name(table, queue, first), "queue": queue, "start_date": first,
        "end_date": last or first, "start_time": start, "end_time": end, "quantity": quantity,
        "kind": "factor" if factor else "absolute", "value": factor or absolute, "reason": reason,
    }  # fmt: skip
    (edit,) = session.desk.edit_centre(session.user, place[0], [table.edit(None, row)], reason, place[1])
    text = N_("Adjustment {name} is saved (edit {edit}); the next plan is made with it.")
    session.say(text, name=row["adjustment"], edit=edit)


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


def _free_name(table: CentreTable, queue: str, first: str) -> str:
    """A name that no adjustment has, for example voice-2026-11-10 or all-2026-11-10-2."""
    base = f"{'all' if queue == '*' else queue}-{first}"
    number = 1
    while (name := base if number == 1 else f"{base}-{number}") in table.keys:
        number += 1
    return name


def _lines(session: Session, table: CentreTable) -> list[str]:
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
        what = (row["quantity"], value, row["author"], row["reason"])
        rows.append((row["adjustment"], row["queue"], *days, times, *what))
    return in_columns(rows)


def _unknown(name: str, known: list[str]) -> NotFound:
    return NotFound("There is no adjustment {name}.", "There are: {known}.", name=name, known=", ".join(known) or "-")
