"""The accuracy command: how right the stored forecasts were, models and planners side by side."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from data.contracts.errors import NotFound
from workbench.commands.terminal import say, warn
from workbench.figures.speaking import LATEST, RULES
from workbench.i18n import N_, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.access import User
    from workbench.desk import Accuracy, Desk

DIGITS = 6
MOST_TOLD = 12
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def accuracy(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The CSV of measures to write.")],
    centre: Annotated[str, typer.Option(help="Name or folder of the centre; none: that of the newest plan.")] = "",
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"],
                     help="First day; none: the first one a plan has forecast and history has reached.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"],
                    help="Last day; none: the last such day.")] = None,
    by: Annotated[str, typer.Option(help="Comma list: queue, lead, lead_d, interval, hour, weekday, day_type, month, "
                                    "date, plan.")] = "queue",
    speaks: Annotated[str, typer.Option(help="Which plan is judged for a day: " + ", ".join(RULES) + ".")] = LATEST,
    lead_days: Annotated[int, typer.Option(help="Only plans whose data ended so many days before the day.")] = 0,
    adjustments: Annotated[Path | None, typer.Option(help="The CSV of what each adjustment was worth.")] = None,
    cost: Annotated[Path | None, typer.Option(help="The CSV of what errors cost in staff, by queue and day.")] = None,
) -> None:  # fmt: skip
    """Judge stored forecasts by the history that has arrived since: WAPE, bias, MASE, coverage, quantile loss."""
    from workbench.desk import AccuracyWish

    session = context.obj
    desk, user = session.desk, session.user
    _ = translate(session.settings.language)
    name = _centre_name(desk, user, centre)
    span = desk.accuracy_days(user, name)
    if span is None:
        raise NotFound(
            "No history has arrived for a day that a plan of {centre} has forecast.",
            "Import newer history: peakcrew import FILE --centre FOLDER.", centre=name,
        )  # fmt: skip
    cuts = tuple(dict.fromkeys(cut.strip() for cut in by.split(",") if cut.strip()))
    days = [pd.Timestamp(given) if given else known for given, known in zip((first, last), span, strict=True)]
    wish = AccuracyWish(days[0], days[1], ((), cuts), speaks, lead_days, cost=cost is not None)
    told = desk.accuracy(user, name, wish)
    for table, file in ((told.tables[cuts], out), (told.adjustments, adjustments), (told.cost, cost)):
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            table.to_csv(file, index=False, float_format=f"%.{DIGITS}g")
    for line in accuracy_lines(told, _):
        say(line)
    for line in accuracy_warnings(told, _):
        warn(_(N_("Mind: {warning}")).format(warning=line))
    files = [str(file) for file in (out, adjustments, cost) if file is not None]
    say(_(N_("Tables: {files}")).format(files=", ".join(files)))


def _centre_name(desk: Desk, user: User, asked: str) -> str:
    """The centre that is meant: a name, the folder of one, or that of the newest plan."""
    if asked and (Path(asked) / "centre.toml").is_file():
        return desk.check_centre(user, Path(asked)).name
    if asked:
        return asked
    newest = desk.latest_plan(user)
    if newest is None:
        raise NotFound("There is no plan yet.", "Make one with `peakcrew plan`.")
    return newest.plan.centre


def accuracy_lines(told: Accuracy, _: Callable[[str], str]) -> list[str]:
    """The answer in a few lines: both versions, then each adjustment with the contacts it won or lost."""
    names = {"system": _(N_("Models")), "adjusted": _(N_("Adjusted"))}
    total = told.tables[()]
    lines = []
    text = _(
        N_("{version}: WAPE {wape:.2%}, bias {bias:+.2%}, 80 % band {c80:.1%}, 95 % band {c95:.1%}, loss {wql:.2%}")
    )
    for version, title in names.items():
        rows = total[(total["quantity"] == "volume") & (total["version"] == version)]
        for row in rows.to_dict("records"):
            lines.append(text.format(version=title, wape=row["wape"], bias=row["bias"], c80=row["coverage_80"],
                                     c95=row["coverage_95"], wql=row["wql"]))  # fmt: skip
    worth = _(N_("{adjustment} ({author}, {reason}): WAPE {before:.2%} without, {after:.2%} with it"))
    known = told.adjustments[told.adjustments["n"] > 0] if len(told.adjustments) else told.adjustments
    lines += [worth.format(**{str(k): v for k, v in row.items()}) for row in known.head(MOST_TOLD).to_dict("records")]
    return lines


def accuracy_warnings(told: Accuracy, _: Callable[[str], str]) -> list[str]:
    """What a reader of the figures should mind."""
    lines = []
    if told.empty:
        lines.append(_(N_("No plan speaks for these days, or no history has arrived for them.")))
    if told.unknown:
        text = _(N_("{count} open intervals have no history yet and are not judged."))
        lines.append(text.format(count=told.unknown))
    if told.outages:
        lines.append(_(N_("{count} intervals of recorded outages are not judged.")).format(count=told.outages))
    for row in told.spoke.to_dict("records"):
        if row["hindsight"]:
            text = _(N_("Plan {plan} was made when {days} of the days it is judged on had begun: its adjustments may "
                        "know what came."))  # fmt: skip
            lines.append(text.format(plan=row["plan"], days=row["hindsight"]))
    return lines
