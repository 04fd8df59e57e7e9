"""Saved column mappings: how the history export of one source is to be read, kept as a small TOML file."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Mapping as Words
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from data.contracts.errors import Fault, RefusedInput
from data.intake.cells import decoded

PRESETS = Path(__file__).parent / "presets"
COLUMNS = (
    "queue", "channel", "interval_start", "date", "time", "interval_min", "offered", "handled", "abandoned",
    "handle_time",
)  # fmt: skip
HANDLE_TIMES = ("", "total", "average")


@dataclass(frozen=True)
class Mapping:
    """How to read one source. What is empty is found from the header and the centre.

    `columns` maps our column to the header of the file; `handle_time` says whether the column of that name holds the
    `total` or the `average` of an interval, `handle_time_unit_s` how many seconds one unit is; `zone` is that of
    stamps without an offset; `stamp_format` a strptime format for unusual stamps; `sum_over` are columns that split
    an interval of a queue into several rows; `queues` maps `name` or `name|channel` of the file to a queue.
    """

    name: str
    title: str = ""
    columns: Words[str, str] = field(default_factory=dict)
    handle_time: str = ""
    handle_time_unit_s: float = 1.0
    zone: str = ""
    interval_min: int | None = None
    stamp_format: str = ""
    sum_over: tuple[str, ...] = ()
    queues: Words[str, str] = field(default_factory=dict)


def load_mapping(path: Path) -> Mapping:
    """The mapping saved at `path`; `RefusedInput` with every fault of it."""
    try:
        entries = tomllib.loads(decoded(path.read_bytes(), path.name))
    except tomllib.TOMLDecodeError as error:
        fault = Fault("mapping.toml", "this is no TOML: {reason}", {"reason": str(error)}, "Correct it.", path.name)
        raise RefusedInput([fault]) from None
    faults = _faults(entries, path.name)
    if faults:
        raise RefusedInput(faults)
    return Mapping(**{**entries, "name": path.stem, "sum_over": tuple(entries.get("sum_over", ()))})


def save_mapping(mapping: Mapping, folder: Path) -> Path:
    """Write the mapping as `<name>.toml` into `folder`; `load_mapping` reads the same back."""
    lines = []
    for entry in dataclasses.fields(mapping):
        value = getattr(mapping, entry.name)
        if entry.name not in ("name", "columns", "queues") and value not in ("", None, ()):
            word = list(value) if isinstance(value, tuple) else value
            lines.append(f"{entry.name} = {json.dumps(word, ensure_ascii=False)}")
    for section in ("columns", "queues"):
        lines += ["", f"[{section}]"]
        pairs = getattr(mapping, section).items()
        lines += [f"{json.dumps(k, ensure_ascii=False)} = {json.dumps(v, ensure_ascii=False)}" for k, v in pairs]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{mapping.name}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def known_mappings(folder: Path | None = None) -> dict[str, Mapping]:
    """The presets, overruled and extended by those saved in `folder` (a centre keeps its own in `mappings/`)."""
    paths = sorted(PRESETS.glob("*.toml")) + (sorted(folder.glob("*.toml")) if folder and folder.is_dir() else [])
    return {path.stem: load_mapping(path) for path in paths}


def _faults(entries: dict[str, Any], file: str) -> list[Fault]:
    known = [entry.name for entry in dataclasses.fields(Mapping) if entry.name != "name"]
    faults = _unknown("", entries, known, file)
    for section in ("columns", "queues"):
        table = entries.get(section, {})
        if not isinstance(table, dict) or not all(isinstance(word, str) for word in table.values()):
            remedy = 'Write [{section}] and below it lines like name = "word".'
            faults.append(Fault("mapping.section", "{section} holds no words", {"section": section}, remedy, file))
        elif section == "columns":
            faults += _unknown("columns.", table, list(COLUMNS), file)
    fits = {
        "handle_time": entries.get("handle_time", "") in HANDLE_TIMES,
        "handle_time_unit_s": isinstance(entries.get("handle_time_unit_s", 1), int | float),
        "zone": entries.get("zone", "UTC") in available_timezones(),
        "interval_min": entries.get("interval_min", 15) in (15, 30, 60),
        "stamp_format": isinstance(entries.get("stamp_format", ""), str),
        "sum_over": isinstance(entries.get("sum_over", []), list),
    }
    remedies = {
        "handle_time": 'Write "total" or "average".',
        "zone": "Write it like Asia/Shanghai.",
        "interval_min": "Write 15, 30 or 60.",
    }
    for key, good in fits.items():
        if not good:
            values = {"value": repr(entries[key]), "key": key}
            remedy = remedies.get(key, "See the presets for examples.")
            faults.append(Fault("mapping.value", "{value} does not fit {key}", values, remedy, file, None, key))
    return faults


def _unknown(prefix: str, entries: dict[str, Any], known: list[str], file: str) -> list[Fault]:
    faults = []
    for key in entries:
        if key not in known:
            near = get_close_matches(key, known, 1)
            values = {"key": f"{prefix}{key}", "near": near[0] if near else "", "known": ", ".join(known)}
            remedy = "Did you mean {near}?" if near else "Remove it; known are {known}."
            faults.append(Fault("mapping.unknown_key", "{key} is not known", values, remedy, file))
    return faults
