"""The day as it runs: a plan's forecast made anew from what has arrived, or any forecasts from files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS
from data.contracts.progress import Progress, silent
from data.intake.history import read_history
from data.intake.wall_history import read_wall_history
from workbench.access import Right, User, require
from workbench.deeds.reading import Reading

if TYPE_CHECKING:
    from forecasting.today.update import TodayMade

FORECAST_COLUMNS = ("queue", "origin", "timestamp", "mean", *QUANTILE_COLUMNS)
CHOICE = "default"


@dataclass(frozen=True)
class Today:
    """A day under way: the moment, and the tables of forecasting.today.update.TodayMade."""

    at: pd.Timestamp
    intervals: pd.DataFrame
    days: pd.DataFrame
    warnings: tuple[str, ...] = ()


class Watching(Reading):
    """Deeds of the running day; they store nothing."""

    def today(
        self, user: User, plan_id: str, at: str, arrived: Path | None = None, progress: Progress = silent
    ) -> Today:
        """A plan's forecast made anew at `at` (wall clock of the centre), from the history as it stands now.

        `arrived` names a history file with today's part; none: what was imported. Raises `RefusedInput` for a faulty
        file or moment. O(queues x fits of the default models).
        """
        from forecasting.today.update import reforecast_today

        require(user, Right.SEE_PLAN)
        centre = self.centre(user, plan_id)
        moment = _moment(at).tz_localize(centre.zone, ambiguous=True, nonexistent="shift_forward")
        history = self.store.history.read(centre.name, centre.zone, until=moment)
        if arrived is not None:
            newer = read_history(arrived, centre).history
            both = pd.concat([history, newer], ignore_index=True)
            history = both.drop_duplicates(["queue", "ts"], keep="last").sort_values(["queue", "ts"], ignore_index=True)
        forecast = self.table(user, plan_id, "forecast")
        known = "forecast_paths" in self.store.plans.get(plan_id).plan.tables
        paths = self.table(user, plan_id, "forecast_paths") if known else None
        return _told(moment, reforecast_today(forecast, history, centre, moment, paths=paths, progress=progress))

    def today_of_files(self, user: User, forecasts: Path, arrived: Path, at: str) -> Today:
        """Forecasts of a backtest (several origins, so that past days teach) made anew from counts by wall clock."""
        from forecasting.today.labels import reforecast_labels

        require(user, Right.SEE_PLAN)
        moment = _moment(at)
        return _told(moment, reforecast_labels(read_forecasts(forecasts), read_wall_history(arrived), moment))


def read_forecasts(path: Path) -> pd.DataFrame:
    """Rows of a forecasts file as `peakcrew backtest --forecasts` writes it; of several models the product's choice."""
    try:
        rows = pd.read_csv(path, encoding="utf-8-sig", dtype={"queue": str, "model": str})
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        remedy = "Give the file that `peakcrew backtest --forecasts` wrote."
        raise RefusedInput([Fault("today.forecasts", "no table: {error}", {"error": str(error)}, remedy, path.name)]
                           ) from error  # fmt: skip
    missing = [name for name in FORECAST_COLUMNS if name not in rows]
    if missing:
        remedy = "Give the file that `peakcrew backtest --forecasts` wrote."
        raise RefusedInput([Fault("today.forecasts", "the column is missing", {}, remedy, path.name, None, name)
                            for name in missing])  # fmt: skip
    if "model" in rows and rows["model"].nunique() > 1:
        rows = rows[rows["model"] == CHOICE]
    faults = []
    for name in ("origin", "timestamp"):
        stamps = pd.to_datetime(rows[name], errors="coerce", format="ISO8601")
        faults += [
            Fault("intake.no_instant", "{value} is no instant", {"value": repr(rows[name].loc[row])},
                  "Write it like 2026-11-02T08:00:00.", path.name, int(row) + 2, name)
            for row in stamps.index[stamps.isna()][:20]
        ]  # fmt: skip
        rows = rows.assign(**{name: stamps.astype("datetime64[us]")})
    numbers = rows[list(FORECAST_COLUMNS[3:])].apply(pd.to_numeric, errors="coerce")
    bad = numbers.isna() | (numbers < 0)
    faults += [
        Fault("intake.no_number", "{value} is no number of contacts", {"value": repr(rows[name].loc[row])},
              "Write a number of 0 or more.", path.name, int(row) + 2, name)
        for name in bad for row in bad.index[bad[name]][:20]
    ]  # fmt: skip
    if faults:
        raise RefusedInput(faults)
    return rows.assign(**numbers).reset_index(drop=True)


def _moment(at: str) -> pd.Timestamp:
    moment = pd.to_datetime(at, errors="coerce")
    if pd.isna(moment) or moment.tz is not None:
        remedy = 'Write it like "2026-11-11 10:00", on the clock of the centre.'
        raise RefusedInput([Fault("today.at", "{at} is no moment", {"at": repr(at)}, remedy)])
    return moment


def _told(at: pd.Timestamp, made: TodayMade) -> Today:
    return Today(at, made.intervals, made.days, made.warnings)
