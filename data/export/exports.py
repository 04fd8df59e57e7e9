"""All exports of a roster in one folder: whole files only, and nothing of the user's own is touched."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.contracts.centre import Centre
from data.export.calendars import write_calendars
from data.export.forecast_csv import write_forecast_csv
from data.export.partner_csv import write_partner_csvs
from data.export.roster_csv import write_roster_csv
from data.export.roster_xlsx import write_roster_xlsx

MANIFEST = ".peakcrew-exports.json"


@dataclass(frozen=True)
class ExportsWritten:
    """The files that now lie in the folder: roster.csv, roster.xlsx, calendars/*.ics, partners/*.csv, forecast.csv."""

    folder: Path
    paths: tuple[Path, ...]


def write_exports(
    roster: pd.DataFrame,
    segments: pd.DataFrame,
    centre: Centre,
    folder: Path,
    language: str = "zh",
    forecast: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> ExportsWritten:
    """Write every export into `folder`. Files are made aside and renamed one by one, so none is ever half-written.

    Files of an earlier export that this roster no longer has (a leaver's calendar) are removed; other files of the
    folder are left alone. `forecast`: the tables FORECAST and FORECAST_SYSTEM for forecast.csv; None: without it.
    O(shifts + people x days + rows of the forecast).
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    try:
        write_roster_csv(roster, segments, centre, aside / "roster.csv")
        write_roster_xlsx(roster, segments, centre, aside / "roster.xlsx", language)
        write_calendars(roster, segments, centre, aside / "calendars", language)
        write_partner_csvs(roster, segments, centre, aside / "partners")
        if forecast is not None:
            write_forecast_csv(*forecast, centre, aside / "forecast.csv", language)
        made = sorted(path.relative_to(aside) for path in aside.rglob("*") if path.is_file())
        earlier = _earlier(folder)
        _note(aside, folder, sorted({*earlier, *(str(path) for path in made)}))  # a killed run leaves no orphans
        for path in made:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / path).replace(folder / path)
        for name in set(earlier) - {str(path) for path in made}:
            if not (folder / name).is_dir():
                (folder / name).unlink(missing_ok=True)
        _note(aside, folder, [str(path) for path in made])
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return ExportsWritten(folder, tuple(folder / path for path in made))


def _earlier(folder: Path) -> list[str]:
    try:
        names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    ours = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return [name for name in ours if not Path(name).is_absolute() and ".." not in Path(name).parts]


def _note(aside: Path, folder: Path, names: list[str]) -> None:
    (aside / MANIFEST).write_text(json.dumps(names, indent=0), encoding="utf-8")
    (aside / MANIFEST).replace(folder / MANIFEST)
