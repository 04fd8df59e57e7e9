"""The intraday command: the day's forecast made anew from what has arrived so far."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from data.contracts.errors import Fault, NotFound, RefusedInput
from workbench.commands.queue_words import titles_of
from workbench.commands.terminal import TerminalProgress, say, warn
from workbench.i18n import N_, translate
from workbench.phrases import told_warnings

DIGITS = 6
MOST_TOLD = 20


def intraday(
    context: typer.Context,
    at: Annotated[str, typer.Option(help='The moment, like "2026-11-11 10:00"; what starts later is not used.')],
    out: Annotated[Path, typer.Option(help="The CSV of intervals to write.")],
    plan: Annotated[str, typer.Option(help="The plan; none: the newest.")] = "",
    forecast: Annotated[Path | None, typer.Option(
        help="Instead of a plan: forecasts of a backtest with several origins.")] = None,
    arrived: Annotated[Path | None, typer.Option(
        help="What has arrived (with --forecast: earlier days too); none: what was imported.")] = None,
    days: Annotated[Path | None, typer.Option(help="The CSV of whole days to write.")] = None,
) -> None:  # fmt: skip
    """Forecast the rest of today and the next days anew from what has arrived, with bands that narrow."""
    session = context.obj
    language = session.settings.language
    _ = translate(language)
    desk, user = session.desk, session.user
    if forecast is not None:
        if plan or arrived is None:
            raise RefusedInput([Fault("cli.usage", "--forecast needs --arrived and no --plan", {},
                                      "Give the counts of earlier days and today.")])  # fmt: skip
        made, titles = desk.today_of_files(user, forecast, arrived, at), {}
    else:
        newest = desk.latest_plan(user)
        if not plan and newest is None:
            raise NotFound("There is no plan yet.", "Make one with `peakcrew plan`.")
        plan = plan or newest.plan_id
        made = desk.today(user, plan, at, arrived, TerminalProgress(language))
        titles = titles_of(desk.centre(user, plan).queues, language)
    for table, file in ((made.intervals, out), (made.days, days)):
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            iso_stamps(table).to_csv(file, index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    for text in told_warnings(made.warnings, language, titles)[:MOST_TOLD]:
        warn(_(N_("Mind: {warning}")).format(warning=text))
    line = N_("{queue}: {arrived:,.0f} arrived, {volume:,.0f} expected today ({low:,.0f} to {high:,.0f} in 9 of 10 "
              "cases), {before:,.0f} before; the rest of the day {moved:+.1%}")  # fmt: skip
    for row in made.days.groupby("queue", sort=False).head(1).fillna({"arrived": 0.0}).to_dict("records"):
        queue = titles.get(row["queue"], row["queue"])
        say(_(line).format(queue=queue, arrived=row["arrived"], volume=row["volume"], low=row["q05"],
                           high=row["q95"], before=row["volume_before"], moved=row["moved"] - 1.0))  # fmt: skip
    files = [str(file) for file in (out, days) if file is not None]
    say(_(N_("Forecast of the day: {out}")).format(out=", ".join(files)))
    given = {"--plan": plan, "--forecast": forecast, "--arrived": arrived, "--at": at, "--out": out, "--days": days}
    words = [str(word) for name, value in given.items() if value for word in (name, value)]
    say(_(N_("Later again, with a later --at: {command}")).format(command=f"peakcrew intraday {shlex.join(words)}"))


def iso_stamps(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its instants as ISO 8601 words and whole days as dates.

    >>> iso_stamps(pd.DataFrame({"ts": pd.to_datetime(["2026-11-11 10:00+08:00"]), "date": pd.Timestamp("2026-11-11")})
    ...            ).iloc[0].tolist()
    ['2026-11-11T10:00:00+08:00', '2026-11-11']
    """
    told = table.copy()
    for name in table.select_dtypes(["datetime", "datetimetz"]):
        stamps = table[name]
        days = stamps.dt.tz is None and bool((stamps == stamps.dt.normalize()).all())
        told[name] = [stamp.date().isoformat() if days else stamp.isoformat() for stamp in stamps]
    return told
