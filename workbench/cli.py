"""The command line: each command asks the desk and prints what it answers. Codes: 0 done, 1 refused, 2 internal."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.contracts.errors import Fault, NotFound, RefusedInput
from workbench.commands.accuracy import accuracy
from workbench.commands.adjust import adjust
from workbench.commands.backtest import backtest
from workbench.commands.capacity import capacity
from workbench.commands.events import events
from workbench.commands.explain import explain
from workbench.commands.intraday import intraday
from workbench.commands.lessons import lessons
from workbench.commands.plans import plan_lines
from workbench.commands.repair import cover, repair
from workbench.commands.replay import replay
from workbench.commands.requests import bids, offer, requests, swap
from workbench.commands.rules import rules
from workbench.commands.session import Session
from workbench.commands.terminal import REFUSED, ended, say, warn
from workbench.i18n import N_
from workbench.intake_phrases import shared_warnings
from workbench.settings import read_language, read_settings

if TYPE_CHECKING:
    from workbench.desk import Imported, Planned

SAMPLE = "shop"
INTERRUPTED = 130  # what typer makes of Ctrl+C
app = typer.Typer(name="peakcrew", add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
Folder = Annotated[Path, typer.Argument(help="The folder of the centre, with centre.toml.")]


def _session(context: typer.Context) -> Session:
    session: Session = context.obj
    return session


@app.callback()
def options(
    context: typer.Context,
    language: Annotated[str, typer.Option(help="en or zh; else PEAKCREW_LANGUAGE or LANG.")] = "",
    user: Annotated[str, typer.Option(help="Who you are; else PEAKCREW_USER, else planner.")] = "",
    verbose: Annotated[bool, typer.Option("--verbose", help="Show the trace of an error.")] = False,  # noqa: ARG001
) -> None:
    """Plan the people of a contact centre for the worst day of its year."""
    if user:
        context.obj.settings = replace(context.obj.settings, user=user)
    if language:
        if read_language(language) is None:
            values = {"language": language}
            raise RefusedInput([Fault("cli.language", "we do not speak {language}", values, "Give en or zh.")])
        context.obj.settings = replace(context.obj.settings, language=read_language(language))


@app.command()
def plan(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="Folder of the centre; none: the sample.")] = None,
    template: Annotated[str, typer.Option(help="Which sample, without a folder: shop or shop20.")] = SAMPLE,
    out: Annotated[Path | None, typer.Option(help="Where the exports go; else var/exports.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Make it anew even if it is there.")] = False,
) -> None:
    """Import what is new, plan, save and export a centre; the same inputs are planned once."""
    from workbench.summary import summarise
    from workbench.summary_text import told_summary

    session = _session(context)
    desk, user, settings = session.desk, session.user, session.settings
    target = out or (settings.exports if folder is None and template == SAMPLE else None)
    if folder is None:
        folder = desk.make_sample(user, template, settings.centres / template)
    centre = desk.check_centre(user, folder)
    session.warnings(centre.warnings)
    _tell_imports(session, desk.import_folder(user, folder, centre, session.progress()))
    made = desk.make_plan(user, folder, progress=session.progress(), again=again)
    if made.reused:
        session.say(N_("These inputs are planned already; the stored plan is used (make it anew with --again)."))
    _tell_carryover(session, made)
    target = target or settings.exports / centre.name
    files = desk.export(user, made.stored.plan_id, target, settings.language)
    for line in told_summary(summarise(desk, user, made.stored.plan_id), settings.language):
        say(line)
    session.say(N_("Exports: {files}"), files=", ".join(str(file) for file in files))


def _tell_imports(session: Session, files: Sequence[Imported]) -> None:
    """Every file, then their warnings; what several queues share is said once."""
    for imported in files:
        _tell_import(session, imported)
    session.warnings(shared_warnings(text for imported in files for text in imported.warnings))


def _tell_import(session: Session, imported: Imported) -> None:
    record = imported.record
    session.say(N_("Imported {file}: {rows} intervals"), file=record.file, rows=f"{record.rows:,}")
    written = imported.written
    if written.new < written.rows:
        counts = {name: f"{getattr(written, name):,}" for name in ("new", "changed", "same")}
        session.say(
            N_("{new} of them are new, {changed} have other numbers now, {same} were known as they are"), **counts
        )
    if imported.before is not None:
        session.say(
            N_("The same file was imported before, at {at}."), at=imported.before.made_at.isoformat(" ", "minutes")
        )


def _tell_carryover(session: Session, made: Planned) -> None:
    from workbench.summary_text import told_carryover

    if made.reused:  # else the summary tells the warnings of the plan
        session.warnings(tuple(edit.text for edit in made.left_out))
    for line in told_carryover(len(made.carried), made.dropped, session.settings.language):
        say(line)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Contact history, CSV or Excel.")],
    centre: Annotated[Path, typer.Option(help="The folder of the centre.")],
    mapping: Annotated[str, typer.Option(help="A saved mapping of columns; else found from the header.")] = "",
) -> None:
    """Read contact history into a centre; known intervals take the new values, a faulty file changes nothing."""
    session = _session(context)
    _tell_imports(session, [session.desk.import_history(session.user, file, centre, mapping)])


@app.command()
def export(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(help="The plan; none: the newest.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Folder for roster.csv, roster.xlsx, calendars/, forecast.csv.")
    ] = None,
) -> None:
    """Write the roster of a plan, with its edits, as CSV, Excel and calendars, and the forecast of all queues."""
    session = _session(context)
    desk, user = session.desk, session.user
    if not plan:
        newest = desk.latest_plan(user)
        if newest is None:
            raise NotFound("There is no plan yet.", "Make one with `peakcrew plan`.")
        plan = newest.plan_id
    files = desk.export(user, plan, out or session.settings.exports, session.settings.language)
    session.say(N_("Exports of plan {plan}: {files}"), plan=plan, files=", ".join(str(file) for file in files))


@app.command()
def nightly(context: typer.Context, folder: Folder) -> None:
    """Import, plan and publish a centre; run twice or after a crash, it ends in the same state."""
    from workbench.nightly import run_nightly

    session = _session(context)
    progress = session.progress()
    night = run_nightly(session.desk, session.user, folder, language=session.settings.language, progress=progress)
    _tell_imports(session, night.imported)
    if night.planned.reused:
        session.say(N_("Nothing has changed since plan {plan}."), plan=night.planned.stored.plan_id)
    _tell_carryover(session, night.planned)
    fresh = N_("Published: plan {plan}, version {version}, in {folder}")
    known = N_("Already published: plan {plan}, version {version}, in {folder}")
    values = {"plan": night.publication.plan_id, "version": night.publication.version}
    session.say(fresh if night.published_now else known, folder=night.publication.folder, **values)


@app.command()
def plans(context: typer.Context) -> None:
    """List the plans, the newest first."""
    session = _session(context)
    for line in plan_lines(session.desk, session.user, session.settings.language):
        say(line)


@app.command()
def check(context: typer.Context, folder: Folder) -> None:
    """Validate the folder of a centre, its history files included, and list every fault."""
    session = _session(context)
    centre = session.desk.check_centre(session.user, folder)
    history_warnings = session.desk.check_history(session.user, folder, centre, session.progress())
    session.say(
        N_("{folder} is in order: centre {centre}, {queues} queues, {agents} agents, {pools} pools, {first} to {last}"),
        folder=folder, centre=centre.name, queues=len(centre.queues), agents=len(centre.tables["agents"]),
        pools=len(centre.pools), first=centre.window.first.date(), last=centre.window.last.date(),
    )  # fmt: skip
    session.warnings([*centre.warnings, *history_warnings])


@app.command()
def new(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to make; its name becomes the name of the centre.")],
    template: Annotated[str, typer.Option(help="Copy from: shop or shop20.")] = SAMPLE,
    history: Annotated[bool, typer.Option(help="Copy the invented history of the template too.")] = False,
) -> None:
    """Make a centre of your own from a template."""
    session = _session(context)
    session.desk.new_centre(session.user, folder, template, history=history)
    if history:
        told = N_("Made {folder} with the invented history of the template: remove it from {folder}/history before you "
                  "put in your own. Next: peakcrew check {folder}")  # fmt: skip
    else:
        told = N_("Made {folder}. Its history/ is empty: put your contact history there (rows of queue, start and "
                  "offered), your numbers into the other files, then: peakcrew check {folder}")  # fmt: skip
    session.say(told, folder=folder)


@app.command()
def size(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Rows of queues, CSV or Excel.")],
    out: Annotated[Path, typer.Option(help="The CSV to write.")],
    method: Annotated[str, typer.Option(help="For rows that form a series: auto, sipp, mol or transient.")] = "auto",
) -> None:
    """Erlang calculator for spreadsheets: rows with agents are evaluated, the others sized for their targets."""
    session = _session(context)
    made = session.desk.size_file(session.user, file, out, method, session.settings.language)
    if not made.unmet:
        session.say(N_("Sized {rows} rows: {out}"), rows=len(made.rows), out=out)
        return
    told = N_("Sized {done} of {rows} rows: {out}; {unmet} cannot be met, see the column size_note")
    session.say(told, done=len(made.rows) - made.unmet, rows=len(made.rows), out=out, unmet=made.unmet)


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port; else the first free one from 8501 on.")
    ] = None,
    address: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the dashboard and print its address."""
    from workbench.commands.dashboard import serve_dashboard

    serve_dashboard(_session(context).settings, port, address)


app.command()(backtest)
app.command()(intraday)
app.command()(capacity)
app.command()(accuracy)
app.command()(events)
app.command()(lessons)
app.command()(replay)
app.command()(rules)
app.command()(repair)
app.command()(cover)
app.command()(swap)
app.command()(offer)
app.command()(requests)
app.command()(bids)
app.command()(explain)
app.add_typer(adjust)


ANYWHERE = ("--language", "--user")  # options of all commands: typed before or after the command's name


def _fronted(words: Sequence[str]) -> list[str]:
    """The words with the options of all commands first.

    >>> _fronted(["plan", "x", "--verbose", "--language", "zh"])
    ['--verbose', '--language', 'zh', 'plan', 'x']
    """
    front, rest, left = [], [], list(words)
    while left:
        word = left.pop(0)
        if word == "--verbose" or word.startswith(tuple(f"{name}=" for name in ANYWHERE)):
            front.append(word)
        elif word in ANYWHERE and left:
            front += [word, left.pop(0)]
        else:
            rest.append(word)
    return front + rest


def _spoken(words: Sequence[str], otherwise: str) -> str:
    """The language that the words ask for, as faults must be told in it even before the options are read.

    >>> _spoken(["--language", "zh", "check", "x"], "en"), _spoken(["check", "x"], "en")
    ('zh', 'en')
    """
    asked = [word.partition("=")[2] for word in words if word.startswith("--language=")]
    asked += [value for name, value in pairwise(words) if name == "--language"]
    return (read_language(asked[-1]) if asked else None) or otherwise


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a character shows its number
            stream.reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if words is None else words)
    verbose = "--verbose" in given
    try:
        session = Session(read_settings())
    except RefusedInput as error:
        for fault in error.faults:
            warn(f"{fault.text}. {fault.advice}")
        return REFUSED
    session_words = _fronted(given) or ["--help"]

    def run() -> None:
        try:
            code = app(args=session_words, prog_name="peakcrew", standalone_mode=False, obj=session)
        except SystemExit as stopped:  # how typer ends when nobody reads the output any more
            raise BrokenPipeError from stopped
        except typer.TyperException as error:  # an option or argument that is none
            message = error.format_message() if hasattr(error, "format_message") else str(error)
            told = message.rstrip(".") or "give a command"
            raise RefusedInput([Fault("cli.usage", "{told}", {"told": told}, "See `peakcrew --help`.")]) from error
        if code == INTERRUPTED:
            raise KeyboardInterrupt

    try:
        return ended(run, _spoken(session_words, session.settings.language), verbose)
    finally:
        session.close()


if __name__ == "__main__":
    sys.exit(main())
