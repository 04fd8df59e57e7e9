"""The backtest command: options to a question, the pooled rows of its answer to the terminal."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from data.contracts.errors import Cancelled
from workbench.commands.backtest_notes import counted_notes
from workbench.commands.terminal import TerminalProgress, say, warn
from workbench.i18n import N_, translate

MOST_WARNINGS = 20
DASH = "–"


def backtest(
    context: typer.Context,
    history: Annotated[Path, typer.Option(help="CSV or Excel with the columns queue, timestamp, offered.")],
    origins: Annotated[str, typer.Option(help="JSON list of first forecast days, or how many origins.")],
    horizon_days: Annotated[int, typer.Option(help="Days ahead of each origin.")],
    out: Annotated[Path, typer.Option(help="The CSV of scores to write.")],
    calendar: Annotated[str, typer.Option(help="CN, US-WA, GB-ENG ... or a CSV date,name,kind.")] = "",
    events: Annotated[Path | None, typer.Option(help="A CSV event,start_date,end_date,queue.")] = None,
    closed: Annotated[Path | None, typer.Option(help="A CSV date[,queue] of days on which nobody works.")] = None,
    models: Annotated[str, typer.Option(help="Comma list, for example default,ets,prophet.")] = "default",
    forecasts: Annotated[Path | None, typer.Option(help="The CSV of forecasts with quantiles to write.")] = None,
    jobs: Annotated[int, typer.Option(help="Processes; 0: as many as there are processors.")] = 1,
) -> None:
    """Test forecasts on a known history: origins roll over it, each model forecasts what came after."""
    from workbench.backtest import BacktestAsked, run_backtest

    language = context.obj.settings.language
    _ = translate(language)
    names = [name.strip() for name in models.split(",") if name.strip()]
    asked = BacktestAsked(history, origins, horizon_days, tuple(dict.fromkeys(names)), calendar, events, closed, jobs)
    try:
        scores, warnings = run_backtest(asked, out, forecasts, TerminalProgress(language))
    except KeyboardInterrupt as stopped:
        raise Cancelled("Stopped. Nothing was written; earlier results stay as they were.") from stopped
    notes = counted_notes(warnings, language)
    for text in notes[:MOST_WARNINGS]:
        warn(_(N_("Mind: {warning}")).format(warning=text))
    if len(notes) > MOST_WARNINGS:
        warn(_(N_("... and {number} more; see the column note of {out}.")).format(
            number=len(notes) - MOST_WARNINGS, out=out))  # fmt: skip
    for row in scores[scores["queue"] == "ALL"].to_dict("records"):
        say(_pooled(row, language))
    say(_(N_("Scores: {out}")).format(out=out))


def _pooled(row: Mapping[Hashable, Any], language: str) -> str:
    """A model over all queues; a measure that is none is a dash."""
    _ = translate(language)
    if not row["slots"]:
        return _(N_("{model}: nothing to score, the history has no rows after the origins")).format(model=row["model"])

    def told(name: str, form: str) -> str:
        return format(row[name], form) if math.isfinite(row[name]) else DASH

    line = N_("{model}: WAPE {wape}, bias {bias}, 80 % band {c80}, 95 % band {c95}, loss {wql}")
    return _(line).format(
        model=row["model"], wape=told("wape", ".2%"), bias=told("bias", "+.2%"), c80=told("coverage_80", ".1%"),
        c95=told("coverage_95", ".1%"), wql=told("wql", ".2%"),
    )  # fmt: skip
