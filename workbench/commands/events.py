"""The events command: proposes a year's events, each day with its phase, as rows of events.csv."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.contracts.errors import Fault, RefusedInput
from workbench.commands.terminal import say
from workbench.i18n import N_, translate

if TYPE_CHECKING:
    import pandas as pd

    from workbench.commands.session import Session


def events(
    context: typer.Context,
    year: Annotated[str, typer.Option(help="A year, or the first and last: 2025-2027.")],
    out: Annotated[Path, typer.Option(help="The CSV to write, as events.csv of a centre.")],
    country: Annotated[str, typer.Option(help="Whose events: CN or US.")] = "CN",
    only: Annotated[str, typer.Option(help="Comma list of templates, such as double11,618; none: all.")] = "",
    on: Annotated[list[str] | None, typer.Option(help="Main day of an event without one: campaign=2027-03-08.")] = None,
    bill_day: Annotated[int | None, typer.Option(min=1, max=31, help="Day of the month bills go out.")] = None,
    centre: Annotated[Path | None, typer.Option(help="Folder of a centre: leave out what its events.csv has.")] = None,
    shapes: Annotated[Path | None, typer.Option(help="Also write the hourly shapes, as event_shapes.csv.")] = None,
) -> None:
    """Propose the events of a year with their phases: a row a day, sizes blank (learned, or yours to fill in)."""
    from workbench.desk import EventWish

    session: Session = context.obj
    kinds = tuple(name.strip() for name in only.split(",") if name.strip())
    wish = EventWish(_years(year), country.upper(), kinds, _dates(on or []), bill_day)
    rows = session.desk.propose_events(session.user, wish, centre, session.settings.language)
    _write(rows, out)
    for event, own in rows.groupby("event", sort=False):
        first, last = (f"{day:%Y-%m-%d}" for day in (own["date"].min(), own["date"].max()))
        say(f"{event}: {first} .. {last}, {', '.join(dict.fromkeys(own['note']))}")
    if shapes is not None:
        _write(session.desk.template_shapes(session.user), shapes)
    _ = translate(session.settings.language)
    say(_(N_("Proposed {rows} days: {out}")).format(rows=len(rows), out=out))


def _write(rows: pd.DataFrame, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    rows.to_csv(out, index=False, date_format="%Y-%m-%d", encoding="utf-8-sig", lineterminator="\n")


def _years(words: str) -> range:
    """The years of a word.

    >>> list(_years("2026-2027"))
    [2026, 2027]
    """
    first, _, last = words.partition("-")
    if not (first.isdigit() and (last or first).isdigit() and 1900 <= int(first) <= int(last or first) <= 2999):
        raise RefusedInput([Fault("events.years", "{years} are no years", {"years": repr(words)},
                                  "Write 2027 or 2025-2027.")])  # fmt: skip
    return range(int(first), int(last or first) + 1)


def _dates(words: list[str]) -> dict[str, list[date]]:
    """Days by template.

    >>> _dates(["campaign=2027-03-08"])
    {'campaign': [datetime.date(2027, 3, 8)]}
    """
    found: dict[str, list[date]] = {}
    faults = []
    for word in words:
        kind, _, day = word.partition("=")
        try:
            found.setdefault(kind.strip(), []).append(date.fromisoformat(day.strip()))
        except ValueError:
            faults.append(Fault("events.on", "{word} names no event and day", {"word": repr(word)},
                                "Write it like campaign=2027-03-08."))  # fmt: skip
    if faults:
        raise RefusedInput(faults)
    return found
