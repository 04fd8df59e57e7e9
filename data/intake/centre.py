"""A centre's folder read as one value: centre.toml and its tables, checked alone and against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from data.contracts.centre import Centre, Pool, Queue, ShiftPattern, Target
from data.contracts.errors import Fault, RefusedInput
from data.contracts.settings import CENTRE_FILES
from data.intake.calendar import calendar_warnings, merged_calendar
from data.intake.cells import read_sheet
from data.intake.centre_toml import Head, read_head
from data.intake.cross_checks import cross_faults
from data.intake.labour_rules import labour_of
from data.intake.placed import Placed
from data.intake.rule_sets import rule_set_names, rule_set_warnings
from data.intake.settings import empty_table, typed_table
from data.intake.settings_warnings import settings_warnings
from data.intake.shift_words import break_rules, starts_of

SUFFIXES = (".csv", ".xlsx")
MAY_HAVE_NO_ROWS = frozenset({"agents"})  # a centre may live from partners' seats alone


def read_centre(folder: Path, choices: Mapping[str, Sequence[str]] | None = None) -> Centre:
    """The centre in `folder`, or `RefusedInput` with every fault of every file at once.

    Reads centre.toml and each table of CENTRE_FILES as .csv or .xlsx; optional tables that are absent are empty.
    Instants without an offset are local to the centre's zone. `choices` are the names that settings of centre.toml
    may hold, such as `{"staffing.sizer": ("peakcrew",)}`: what can be plugged in is not known here. O(cells).
    """
    if not folder.is_dir():
        remedy = "Give the folder that holds centre.toml."
        raise RefusedInput([Fault("centre.no_folder", "there is no such folder", {}, remedy, str(folder))])
    head = read_head(folder, {"rules.set": rule_set_names(), **(choices or {})})
    placed, faults = _placed_tables(folder, head.zone)
    blank = {(fault.file, fault.line, fault.column) for fault in faults if fault.code == "table.blank"}
    across = [fault for fault in cross_faults(placed) if (fault.file, fault.line, fault.column) not in blank]
    faults = [*head.faults, *_stray_files(folder), *faults, *across]
    if faults:
        raise RefusedInput(faults)
    tables = {name: table.rows for name, table in placed.items()}
    first, last = (
        head.as_of.tz_localize(None),
        head.as_of.tz_localize(None) + pd.Timedelta(days=head.forecast.horizon_d),
    )
    country = head.forecast.country
    tables["calendar"] = merged_calendar(tables["calendar"], country, first, last)
    warnings = (
        *calendar_warnings(tables["calendar"], country, first, last),
        *settings_warnings(tables, first.normalize()),
        *rule_set_warnings(head.rules.set),
    )
    return _centre(head, tables, warnings)


def _placed_tables(folder: Path, zone: str) -> tuple[dict[str, Placed], list[Fault]]:
    placed, faults = {}, []
    for name, (schema, required) in CENTRE_FILES.items():
        paths = [folder / f"{name}{suffix}" for suffix in SUFFIXES if (folder / f"{name}{suffix}").is_file()]
        if not paths:
            if required:
                columns = ", ".join(map(str, schema.columns))
                remedy = "Add {name}.csv (or .xlsx) with the columns {columns}."
                values = {"name": name, "columns": columns}
                faults.append(Fault("centre.no_file", "the file is missing", values, remedy, f"{name}.csv"))
            else:
                placed[name] = Placed(empty_table(schema, zone), f"{name}.csv", pd.Index([]).to_numpy())
            continue
        if len(paths) > 1:
            template, values = "both {name}.csv and {name}.xlsx are there", {"name": name}
            faults.append(Fault("centre.two_files", template, values, "Keep one of the two.", f"{name}.csv"))
        try:
            made = typed_table(schema, read_sheet(paths[0]), zone)
        except RefusedInput as refused:
            faults += refused.faults
            continue
        faults += made.faults
        if required and not len(made.lines) and name not in MAY_HAVE_NO_ROWS:
            remedy = "Add at least one row."
            faults.append(Fault("centre.no_rows", "the table has no rows", {}, remedy, paths[0].name))
        elif made.rows is not None:
            placed[name] = Placed(made.rows, paths[0].name, made.lines)
    return placed, faults


def _stray_files(folder: Path) -> list[Fault]:
    # a misspelt optional file (leaves.csv) would silently be no leave at all
    faults = []
    for path in sorted(folder.iterdir()):
        near = get_close_matches(path.stem, list(CENTRE_FILES), 1, 0.8)
        if (
            path.suffix.lower() in SUFFIXES
            and path.stem not in CENTRE_FILES
            and near
            and not path.name.startswith("~$")
        ):
            values = {"near": f"{near[0]}{path.suffix}"}
            template, remedy = "no table has this name", "Rename it to {near}, or move it out of the folder."
            faults.append(Fault("centre.stray_file", template, values, remedy, path.name))
    return faults


def _centre(head: Head, tables: Mapping[str, pd.DataFrame], warnings: tuple[str, ...]) -> Centre:
    limits, labour = labour_of(tables, head.window, head.rules.set)
    return Centre(
        name=head.name, title_en=head.title_en, title_zh=head.title_zh, zone=head.zone, currency=head.currency,
        interval_min=head.interval_min, as_of=head.as_of, window=head.window, queues=_queues(tables["queues"]),
        pools=_pools(tables["pools"]), shifts=_shifts(tables["shift_patterns"]), limits=limits,
        tables=tables, forecast=head.forecast, staffing=head.staffing, solver=head.solver, replay=head.replay,
        repair=head.repair, warnings=warnings, rules=head.rules, labour=labour,
    )  # fmt: skip


def _queues(rows: pd.DataFrame) -> dict[str, Queue]:
    queues = {}
    for given in rows.to_dict("records"):
        row: dict[str, Any] = {str(key): None if pd.isna(value) else value for key, value in given.items()}
        limits = {field.name: row.pop(field.name) for field in fields(Target)}
        queues[str(row["queue"])] = Queue(target=Target(**limits), **row)
    return queues


def _pools(rows: pd.DataFrame) -> dict[str, Pool]:
    named = [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]
    training = [0 if pd.isna(row["training_d"]) else int(row["training_d"]) for row in named]
    return {row["pool"]: Pool(**{**row, "training_d": days}) for row, days in zip(named, training, strict=True)}


def _shifts(rows: pd.DataFrame) -> dict[str, ShiftPattern]:
    """The patterns by name; one with flexible starts gives a pattern for each start."""
    made = []
    for row in rows.to_dict("records"):
        starts = starts_of(row["start"], row["start_until"], row["start_step_min"]) or [0]
        gap = 0 if pd.isna(row["break_gap_min"]) else int(row["break_gap_min"])
        for start in starts:
            name = row["shift"] if len(starts) == 1 else f"{row['shift']}@{start // 60:02d}:{start % 60:02d}"
            made.append(ShiftPattern(
                name, frozenset(row["kinds"].split()), start, row["span_min"], row["paid_min"],
                tuple(break_rules(row["breaks"])[0]), row["colour"], gap, tuple(row["contracts"].split()),
                row["shift"] if len(starts) > 1 else "",
            ))  # fmt: skip
    return {pattern.shift: pattern for pattern in made}
