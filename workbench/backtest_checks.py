"""What a backtest was asked for, checked before anything runs: options, files that would be overwritten, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

import pandas as pd

from data.contracts.errors import Fault
from forecasting.arrays import date_of, day_number
from forecasting.rolling.scores import ALL

MOST_DAYS = 730
MOST_AHEAD_D = 730
EVERY_QUEUE = "*"
SHOWN = 5


def option_faults(horizon_d: int, models: Sequence[str], jobs: int) -> list[Fault]:
    """Options that mean nothing."""
    faults = []
    if horizon_d < 1:
        faults.append(Fault("backtest.horizon", "{days} days ahead are none", {"days": horizon_d},
                            "Give --horizon-days 1 or more."))  # fmt: skip
    if horizon_d > MOST_DAYS:
        remedy = "Give --horizon-days up to {most}: what lies further ahead is not learned from a history."
        faults.append(Fault("backtest.horizon", "{days} days ahead are too many",
                            {"days": horizon_d, "most": MOST_DAYS}, remedy))  # fmt: skip
    if not models:
        faults.append(Fault("backtest.models", "no models are named", {}, "Give --models default, or leave it out."))
    if jobs < 0:
        faults.append(Fault("backtest.jobs", "{jobs} processes are none", {"jobs": jobs},
                            "Give --jobs 1 or more, or 0 for as many as there are processors."))  # fmt: skip
    return faults


def file_faults(inputs: Mapping[str, Path | None], outputs: Mapping[str, Path | None]) -> list[Fault]:
    """Outputs (by option) that would overwrite an input or each other, or that are no plain files."""
    made = [(name, file) for name, file in outputs.items() if file is not None]
    read = [(name, file) for name, file in inputs.items() if file is not None]
    pairs = [*combinations(made, 2), *((one, other) for one in made for other in read)]
    faults = [
        Fault("backtest.same_file", "{one} and {other} are the same file", {"one": one[0], "other": other[0]},
              "Give each a file of its own: it would be overwritten.", str(one[1]))
        for one, other in pairs if _same(one[1], other[1])
    ]  # fmt: skip
    faults += [
        Fault("backtest.folder", "{option} is no plain file", {"option": name}, "Name a file such as scores.csv.",
              str(file)) for name, file in made if file.exists() and not file.is_file()
    ]  # fmt: skip
    return faults


def _same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def name_faults(queues: Sequence[str], file: str) -> list[Fault]:
    """The pooled row of the scores owns its name."""
    if ALL not in queues:
        return []
    remedy = "Rename the queue: this name is that of the row of all queues together."
    return [Fault("backtest.all", "a queue is called {name}", {"name": ALL}, remedy, file, None, "queue")]


def origin_faults(origins: Sequence[int], history: pd.DataFrame, file: str) -> list[Fault]:
    """Origins (day numbers) so far after the history that nothing is known of them."""
    end = day_number(history["timestamp"].max().normalize())
    values = {"end": str(date_of(end).date()), "most": MOST_AHEAD_D}
    remedy = "Correct the date: an origin lies at most {most} days after the history."
    return [
        Fault("origins.far", "{origin} lies long after the history, which ends on {end}",
              {**values, "origin": str(date_of(origin).date())}, remedy, file)
        for origin in origins if origin > end + MOST_AHEAD_D
    ]  # fmt: skip


def unknown_queues(table: pd.DataFrame | None, queues: Sequence[str], file: Path | None) -> list[str]:
    """A warning where rows of a file name queues that the history does not have."""
    if table is None or file is None:
        return []
    unknown = sorted(set(table["queue"].astype(str)) - {*queues, EVERY_QUEUE})
    shown = ", ".join(unknown[:SHOWN]) + (" ..." if len(unknown) > SHOWN else "")
    return [f"{file.name}: the history has no queue {shown}; these rows change nothing"] if unknown else []
