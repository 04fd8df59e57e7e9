"""The capacity command: people, classes, contracts and cost of the coming months, and what to begin when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.commands.terminal import in_columns, say
from workbench.i18n import N_, translate
from workbench.phrases import told_note, told_warnings

if TYPE_CHECKING:
    from workbench.commands.session import Session
    from workbench.desk import CapacityPlan

MOST_ACTIONS = 40


def capacity(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder of the centre, with centre.toml.")],
    months: Annotated[int, typer.Option(help="How many months ahead: 1 to 18.")] = 12,
    quantile: Annotated[
        float, typer.Option(help="Share of outcomes that each week's contacts stay below: 0.5 expected, 0.8 careful.")
    ] = 0.5,
    out: Annotated[Path | None, typer.Option(help="Also write it: FILE.xlsx, or FILE.csv and three beside it.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Plan anew even if it is there.")] = False,
) -> None:
    """Plan headcount up to 18 months ahead: when to recruit, sign partners or plan overtime, and what it costs."""
    session: Session = context.obj
    desk, user = session.desk, session.user
    if out is not None:
        desk.check_capacity_file(out)
    progress = session.progress()
    centre = desk.check_centre(user, folder)
    desk.import_folder(user, folder, centre, progress)
    made = desk.plan_capacity(user, folder, months, quantile, progress=progress, again=again)
    titles = {name: (pool.title_zh if session.settings.language == "zh" else pool.title_en) or name
              for name, pool in centre.pools.items()}  # fmt: skip
    _tell(session, made, titles)
    if out is not None:
        files = desk.export_capacity(user, made.key, out, session.settings.language)
        session.say(N_("Capacity plan: {files}"), files=", ".join(str(file) for file in files))


def _tell(session: Session, made: CapacityPlan, titles: dict[str, str]) -> None:
    from workbench.figures.capacity_words import action_lines, gap_lines, month_rows, months_in_part

    language = session.settings.language
    _ = translate(language)
    for line in in_columns(month_rows(made.months, _, parts=months_in_part(made.work))):
        say(line)
    say()
    actions = action_lines(made.actions, _, titles)
    say(_(N_("What to begin by when:")) if actions else _(N_("Nothing has to be begun.")))
    for line in actions[:MOST_ACTIONS]:
        say(f"  {line}")
    if len(actions) > MOST_ACTIONS:
        session.say(N_("  ... and {count} more, in the file of --out"), count=len(actions) - MOST_ACTIONS)
    gaps = gap_lines(made.work, _, language)
    if gaps:
        say(_(N_("Who is missing, and why:")))
    for line in gaps:
        say(f"  {line}")
    if made.assumptions:
        say(_(N_("Assumed, as the centre does not say otherwise:")))
        say("  " + _("; ").join(told_note(one, language) for one in made.assumptions))
    cost = f"{made.heads['cost_cny'].sum():,.0f}"
    line = N_("Cost {cost} CNY; solved to {gap:.2%} of the best in {seconds:.0f} s")
    session.say(line, cost=cost, gap=made.report.gap or 0.0, seconds=made.report.seconds)
    session.warnings(told_warnings(made.warnings, language))
