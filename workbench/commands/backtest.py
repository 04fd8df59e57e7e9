"""The backtest command: options to a question, the pooled rows of its answer to the terminal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from workbench.commands.terminal import TerminalProgress, say, warn
from workbench.i18n import N_, translate

MOST_WARNINGS = 20
Measure = tuple[str, str]


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
    asked = BacktestAsked(history, origins, horizon_days, tuple(dict.fromkeys(names)), calendar, events, closed,
                          jobs or os.cpu_count() or 1)  # fmt: skip
    scores, warnings = run_backtest(asked, out, forecasts, TerminalProgress(language))
    for text in warnings[:MOST_WARNINGS]:
        warn(_(N_("Mind: {warning}")).format(warning=text))
    if len(warnings) > MOST_WARNINGS:
        warn(_(N_("... and {number} more; see the column note of {out}.")).format(
            number=len(warnings) - MOST_WARNINGS, out=out))  # fmt: skip
    line = N_("{model}: WAPE {wape:.2%}, bias {bias:+.2%}, 80 % band {c80:.1%}, 95 % band {c95:.1%}, loss {wql:.2%}")
    for row in scores[scores["queue"] == "ALL"].to_dict("records"):
        say(_(line).format(model=row["model"], wape=row["wape"], bias=row["bias"], c80=row["coverage_80"],
                           c95=row["coverage_95"], wql=row["wql"]))  # fmt: skip
    say(_(N_("Scores: {out}")).format(out=out))
