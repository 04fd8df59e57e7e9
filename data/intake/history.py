"""Contact history from CSV or Excel: every row understood, or the file refused with every fault of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.errors import Fault, RefusedInput
from data.contracts.tables import HISTORY
from data.intake.cells import Sheet, formula_faults, read_sheet
from data.intake.history_columns import Layout, layout_of
from data.intake.intervals import COUNTS, at_interval, found_interval, gap_warnings, merged, minute_of_hour
from data.intake.mappings import Mapping, known_mappings
from data.intake.overlaps import overlap_faults
from data.intake.queue_names import QueueCodes, queue_codes
from data.intake.values import Instants, Parsed, days, durations_s, instants, numbers

MAX_FAULTS = 1000  # of one kind in one file; the rest is counted
MOST_CONTACTS = 1e6  # of a queue in one interval
MOST_AHT_S = 7 * 86_400.0
YEARS = (1990, 2100)  # a single row of another century would stretch the history over all the years between


@dataclass(frozen=True)
class HistoryIntake:
    """History in the centre's zone and interval, with what a planner should know about it. `faults` stays empty."""

    history: pd.DataFrame
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]
    rows_read: int


Reader = Callable[[Path, Centre, "Mapping | None"], HistoryIntake]


def read_history(path: Path, centre: Centre, mapping: Mapping | None = None) -> HistoryIntake:
    """The HISTORY rows of one file; `RefusedInput` with every fault, so that nothing is half-imported.

    Blank counts are not known, not zero. Coarser data are split, finer ones summed to the centre's interval.
    O(rows); a million rows take a few seconds and about ten times the file in memory.
    """
    sheet = read_sheet(path)
    if sheet.words.empty:
        raise RefusedInput([Fault("intake.no_rows", "the file has no rows", {}, "Export it again.", sheet.file)])
    layout, faults = layout_of([str(name) for name in sheet.words.columns], mapping, sheet.file)
    if faults:
        raise RefusedInput(faults)
    faults += formula_faults(sheet, [layout.columns[c] for c in ("queue", "channel") if c in layout.columns])
    queues = queue_codes(sheet, layout.columns, centre, mapping)
    stamps = _stamps(sheet, layout, centre, mapping)
    rows, of_cells = _measures(sheet, layout)
    ts_column = _ts_header(layout)
    faults += queues.faults + _stamp_faults(sheet, layout, stamps, centre, mapping) + of_cells
    good = ~(stamps.blank | stamps.wrong | stamps.unreal) & stamps.values.dt.year.between(*YEARS).to_numpy()
    interval_min = _interval(sheet, layout, mapping, stamps.values[good], queues.source[good], centre, faults)
    faults += _grid_faults(sheet, ts_column, stamps.values, good, interval_min)
    faults += _key_faults(sheet, layout, mapping, stamps.values, good, queues)
    if faults:
        raise RefusedInput(faults)
    rows = rows.assign(code=queues.codes, ts=stamps.values)
    made, warnings = at_interval(merged(rows), interval_min, centre.interval_min)
    if layout.unread:
        warnings.append(f"Columns not read: {', '.join(layout.unread)}.")
    warnings += [*gap_warnings(made, queues.names, centre), *_late_warnings(made, centre)]
    return HistoryIntake(_history(made, queues.names, sheet.file), (), tuple(warnings), len(sheet.words))


def read_genesys(path: Path, centre: Centre, mapping: Mapping | None = None) -> HistoryIntake:
    """Genesys historical import CSV: UTC stamps, total handle time, rows split by skill set and language."""
    preset = known_mappings()["genesys"]
    return read_history(path, centre, replace(preset, queues=mapping.queues) if mapping else preset)


READERS: dict[str, Reader] = {"canonical": read_history, "genesys": read_genesys}


def read_histories(
    paths: Sequence[Path], centre: Centre, reader: str = "canonical", mapping: Mapping | None = None
) -> HistoryIntake:
    """Several files as one history, with the faults of all files at once; no queue and interval may stand in two."""
    made: list[tuple[Path, HistoryIntake]] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            made.append((path, READERS[reader](path, centre, mapping)))
        except RefusedInput as refused:
            faults += refused.faults
    if not made:
        raise RefusedInput(faults or [Fault("intake.no_file", "there are no history files", {}, "Name some files.")])
    history = pd.concat([one.history for _, one in made], ignore_index=True)
    faults += overlap_faults([(path.name, one.history) for path, one in made])
    if faults:
        raise RefusedInput(faults)
    warnings = tuple(f"{path.name}: {word}" for path, one in made for word in one.warnings)
    history = history.sort_values(["queue", "ts"], kind="stable", ignore_index=True)
    return HistoryIntake(history, (), warnings, sum(one.rows_read for _, one in made))


def _stamps(sheet: Sheet, layout: Layout, centre: Centre, mapping: Mapping | None) -> Instants:
    naive_zone = mapping.zone if mapping and mapping.zone else centre.zone
    stamp_format = mapping.stamp_format if mapping else ""
    if "interval_start" in layout.columns:
        words = sheet.words[layout.columns["interval_start"]]
    else:
        times = _each_word(sheet.words[layout.columns["time"]], r"\s*[-~～至—].*$")
        words = _day_words(sheet, layout) + " " + times
    return instants(words, naive_zone, centre.zone, stamp_format)


def _day_words(sheet: Sheet, layout: Layout) -> pd.Series:
    return _each_word(sheet.words[layout.columns["date"]], r"[ T]00:00(:00)?$")


def _each_word(words: pd.Series, cut: str) -> pd.Series:
    codes, distinct = pd.factorize(words)
    return pd.Series(distinct).str.replace(cut, "", regex=True).take(codes).reset_index(drop=True)


def _ts_header(layout: Layout) -> str:
    return layout.columns.get("interval_start") or layout.columns["time"]


def _measures(sheet: Sheet, layout: Layout) -> tuple[pd.DataFrame, list[Fault]]:
    faults: list[Fault] = []
    columns: dict[str, pd.Series] = {}
    for column in (*COUNTS, "handle_time"):
        if column not in layout.columns:
            columns[column] = pd.Series(np.nan, index=sheet.words.index)
            continue
        header = layout.columns[column]
        words = sheet.words[header]
        parsed = durations_s(words, layout.handle_time_unit_s) if column == "handle_time" else numbers(words)
        columns[column] = parsed.values
        faults += _number_faults(sheet, header, parsed)
        if column != "handle_time":
            faults += _too_much(sheet, header, parsed.values, MOST_CONTACTS, "contacts in an interval")
    handled = columns["handled"]
    average = columns.pop("handle_time")
    if layout.handle_time == "total":
        average = (average / handled).where(handled > 0)
    average = average.where(handled.isna() | (handled > 0))
    if "handle_time" in layout.columns:
        faults += _too_much(sheet, layout.columns["handle_time"], average, MOST_AHT_S, "s a contact")
    return pd.DataFrame({**columns, "aht_s": average}), faults


def _too_much(sheet: Sheet, header: str, amounts: pd.Series, most: float, kind: str) -> list[Fault]:
    template, remedy = "{value} is more than {most} {kind}", "Correct the cell or the unit of the column."
    at = (amounts > most).to_numpy()
    return _row_faults(sheet, header, at, "intake.implausible", template, remedy, most=f"{most:,.0f}", kind=kind)


def _number_faults(sheet: Sheet, header: str, parsed: Parsed) -> list[Fault]:
    template, remedy = "{value} is no number", "Write a number such as 12; leave unknown cells blank."
    faults = _row_faults(sheet, header, parsed.wrong, "intake.no_number", template, remedy)
    template, remedy = "{value} is negative", "Counts and times are 0 or more; leave unknown cells blank."
    negative = (parsed.values < 0).to_numpy()
    return faults + _row_faults(sheet, header, negative, "intake.negative", template, remedy)


def _stamp_faults(
    sheet: Sheet, layout: Layout, stamps: Instants, centre: Centre, mapping: Mapping | None
) -> list[Fault]:
    header = _ts_header(layout)
    template, remedy = "the cell is blank", "Give the start of the interval."
    faults = _row_faults(sheet, header, stamps.blank, "intake.blank", template, remedy)
    of_time = stamps.wrong
    if "interval_start" not in layout.columns and not (mapping and mapping.stamp_format):
        no_day = days(_day_words(sheet, layout))
        of_date, of_time = stamps.wrong & (no_day.wrong | no_day.blank), of_time & ~(no_day.wrong | no_day.blank)
        template, remedy = "{value} is no date", "Write dates like 2026-11-11."
        faults += _row_faults(sheet, layout.columns["date"], of_date, "intake.no_date", template, remedy)
        template, remedy = "{value} is no time of day", "Write it like 08:00 or 08:00-08:30."
    else:
        template = "{value} is no instant"
        remedy = (
            "Write it like 2026-11-02T08:00:00+08:00 or 2026-11-02 08:00; other forms need stamp_format in a mapping."
        )
    faults += _row_faults(sheet, header, of_time, "intake.no_instant", template, remedy)
    zone = mapping.zone if mapping and mapping.zone else centre.zone
    template = "{value} does not exist or comes twice on the clock of {zone}: the clock changes that day"
    remedy = "Give stamps with their offset, such as 2026-10-25T02:30:00+01:00, or in UTC with Z."
    faults += _row_faults(sheet, header, stamps.unreal, "intake.dst", template, remedy, zone=zone)
    return faults + _year_faults(sheet, header, stamps)


def _year_faults(sheet: Sheet, header: str, stamps: Instants) -> list[Fault]:
    first, last = YEARS
    good = ~(stamps.blank | stamps.wrong | stamps.unreal)
    odd = good & ~stamps.values.dt.year.between(first, last).to_numpy()
    template, remedy = "{value} is not between the years {first} and {last}", "Correct the year."
    return _row_faults(sheet, header, odd, "intake.implausible", template, remedy, first=first, last=last)


def _interval(
    sheet: Sheet, layout: Layout, mapping: Mapping | None, ts: pd.Series, sources: np.ndarray, centre: Centre,
    faults: list[Fault],
) -> int:  # fmt: skip
    if mapping and mapping.interval_min:
        return mapping.interval_min
    if "interval_min" in layout.columns:
        header = layout.columns["interval_min"]
        said = numbers(sheet.words[header]).values
        odd = (~said.isin([15, 30, 60]) | (said != said.iloc[0])).to_numpy()
        remedy = "Write 15, 30 or 60, the same in every row; split the file where intervals differ."
        faults += _row_faults(sheet, header, odd, "intake.interval", "{value} cannot be the interval", remedy)
        return int(said.iloc[0]) if not odd.any() else centre.interval_min
    return found_interval(ts.reset_index(drop=True), sources, centre.interval_min)


def _grid_faults(sheet: Sheet, header: str, ts: pd.Series, good: np.ndarray, interval_min: int) -> list[Fault]:
    minute = minute_of_hour(ts.ffill().bfill()) if good.any() else np.zeros(len(ts))
    off = good & (minute % interval_min != 0)
    template = "{value} is not the start of a {interval_min}-minute interval"
    remedy = "Give the start of the interval on the full grid, or declare interval_min in a column mapping."
    return _row_faults(sheet, header, off, "intake.off_grid", template, remedy, interval_min=interval_min)


def _key_faults(
    sheet: Sheet, layout: Layout, mapping: Mapping | None, ts: pd.Series, good: np.ndarray, queues: QueueCodes
) -> list[Fault]:
    keys: dict[str, object] = {"source": queues.source, "ts": ts}
    keys |= {
        f"split {name}": sheet.words[name] for name in (mapping.sum_over if mapping else ()) if name in sheet.words
    }
    table = pd.DataFrame(keys)
    twice = table.duplicated(keep="first").to_numpy() & good
    if not twice.any():
        return []
    lines = pd.Series(sheet.lines, index=table.index)
    first = lines.groupby([table[name] for name in table.columns], sort=False).transform("min").to_numpy()
    words = sheet.words[layout.columns["queue"]]
    faults = [
        Fault("intake.duplicate", "queue {queue} at {ts} stands already in line {first}",
              {"queue": words.iloc[row], "ts": ts.iloc[row].isoformat(), "first": int(first[row])},
              "Keep one of the two rows.", sheet.file, int(sheet.lines[row]), _ts_header(layout))
        for row in np.flatnonzero(twice)[:MAX_FAULTS]
    ]  # fmt: skip
    return faults + _rest(sheet, _ts_header(layout), int(twice.sum()), "intake.duplicate")


def _row_faults(
    sheet: Sheet, header: str, at: np.ndarray, code: str, template: str, remedy: str, **more: object
) -> list[Fault]:
    words = sheet.words[header]
    rows = np.flatnonzero(at)
    faults = []
    for row in rows[:MAX_FAULTS]:
        values = {"value": repr(words.iloc[row]), **more}
        faults.append(Fault(code, template, values, remedy, sheet.file, int(sheet.lines[row]), header))
    return faults + _rest(sheet, header, len(rows), code)


def _rest(sheet: Sheet, header: str, count: int, code: str) -> list[Fault]:
    if count <= MAX_FAULTS:
        return []
    values = {"more": count - MAX_FAULTS}
    remedy = "Correct the first ones; it is likely the same in all."
    return [Fault(code, "{more} more rows have this fault", values, remedy, sheet.file, None, header)]


def _late_warnings(rows: pd.DataFrame, centre: Centre) -> list[str]:
    late = int((rows["ts"] >= centre.as_of).sum())
    return [f"{late} intervals start at or after as_of ({centre.as_of.isoformat()})."] if late else []


def _history(rows: pd.DataFrame, names: tuple[str, ...], file: str) -> pd.DataFrame:
    rows = rows.sort_values(["code", "ts"], kind="stable", ignore_index=True)
    queue = pd.Series(names, dtype="str").take(rows["code"].to_numpy()).reset_index(drop=True)
    table = rows.assign(queue=queue)[["queue", "ts", *COUNTS, "aht_s"]]
    return checked(HISTORY, table, file)
