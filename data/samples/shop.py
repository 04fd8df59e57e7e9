"""Writes the folder of a sample centre: settings and two years of history, the same bytes on every machine.

The truth it is drawn from is told in data/samples/README.md and given as numbers by data.samples.truth.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from data.contracts.settings import CENTRE_FILES
from data.samples.draw import draw_history
from data.samples.events import event_rows, shape_rows
from data.samples.happenings import AS_OF, HISTORY_FIRST, HISTORY_LAST, PLAN_FIRST, PLAN_LAST, days_of
from data.samples.people import people_rows
from data.samples.queues import TEMPLATES, QueueTruth, Template
from data.samples.reasons import reason_rows
from data.samples.seats import (
    COMMITMENTS,
    LIMITS,
    POOLS,
    RATES,
    SITES,
    Rows,
    pattern_rows,
    rule_rows,
    skill_rows,
)

SEED = 20261111

_CENTRE = """\
name = "{name}"
title_en = "{title_en}"
title_zh = "{title_zh}"
zone = "Asia/Shanghai"
currency = "CNY"
interval_min = 15
as_of = {as_of}T00:00:00+08:00

[plan]
first = {first}
last = {last}

[forecast]
horizon_d = 21
models = ["default", "seasonal_mean", "ets", "prophet"]
origins = 3
origin_days = 14
country = "CN"

[staffing]
sizer = "peakcrew"
quantile = 0.5

[solver]
backend = "highs"
mix_limit_s = 60
shifts_limit_s = 10
roster_limit_s = 12
gap = 0.001
seed = 1
threads = 1

[replay]
paths = 20
seed = 11
"""
# columns that a sample leaves unsaid are not in its file
QUEUE_COLUMNS = [
    str(name) for name in CENTRE_FILES["queues"][0].columns if str(name) in QueueTruth.__dataclass_fields__
]


def write_sample(folder: Path, template: str = "shop", seed: int = SEED) -> Path:
    """Write the centre `template` (a key of TEMPLATES) into `folder`, made if missing, and return it.

    Files of the same name are replaced. Raises KeyError for an unknown template. O(queues x quarters of two years):
    about 3 s and 44 MB for 13 queues.
    """
    chosen = TEMPLATES[template]
    folder = Path(folder)
    (folder / "history").mkdir(parents=True, exist_ok=True)
    _write_text(folder / "centre.toml", _centre(chosen))
    agents, leave = people_rows(seed)
    tables: dict[str, Rows] = {
        "queues": [_queue(row) for row in chosen.queues],
        "sites": SITES,
        "pools": POOLS,
        "rates": RATES,
        "skills": skill_rows(chosen),
        "agents": agents,
        "leave": leave,
        "shift_patterns": pattern_rows(),
        "limits": LIMITS,
        "commitments": COMMITMENTS,
        "seat_rules": rule_rows(chosen),
        "events": event_rows(chosen),
        "event_shapes": shape_rows(),
        "open_hours": _open_hours(chosen),
        "contact_reasons": reason_rows(chosen),
    }
    for name, rows in tables.items():
        if rows:
            columns = QUEUE_COLUMNS if name == "queues" else list(CENTRE_FILES[name][0].columns)[: len(rows[0])]
            _write_table(folder / f"{name}.csv", columns, rows)
    stamps = _stamps()
    for row in chosen.queues:
        _write_text(folder / "history" / f"{row.queue}.csv", "\n".join(_history(row, template, seed, stamps)) + "\n")
    return folder


def _centre(template: Template) -> str:
    return _CENTRE.format(
        name=template.name,
        title_en=template.title_en,
        title_zh=template.title_zh,
        as_of=AS_OF,
        first=PLAN_FIRST,
        last=PLAN_LAST,
    )


def _queue(row: QueueTruth) -> tuple[object, ...]:
    """The row of queues.csv, in the order of its table."""
    cells = (getattr(row, name) for name in QUEUE_COLUMNS)
    return tuple("" if cell is None else f"{cell:g}" if isinstance(cell, float) else cell for cell in cells)


def _open_hours(template: Template) -> Rows:
    """Only queues that close have rows; the others never close."""
    rows: Rows = []
    for row in template.queues:
        if row.open_hours is not None:
            first, last = row.open_hours
            rows += [(row.queue, weekday, f"{first:02d}:00", f"{last:02d}:00") for weekday in range(7)]
    return rows


def _stamps() -> list[str]:
    """Start of every quarter of the history, ISO 8601 with the offset of Shanghai (no summer time since 1991)."""
    clock = [f"T{minute // 60:02d}:{minute % 60:02d}:00+08:00" for minute in range(0, 24 * 60, 15)]
    return [day.isoformat() + time for day in days_of(HISTORY_FIRST, HISTORY_LAST) for time in clock]


def _history(row: QueueTruth, template: str, seed: int, stamps: list[str]) -> Iterable[str]:
    """Lines of a history file; no row: outage or closed; a blank AHT: nothing handled."""
    drawn = draw_history(template, seed, row.queue)
    yield "queue,interval_start,offered,handled,abandoned,aht_s"
    keep = np.flatnonzero(~drawn.missing.ravel())
    offered, handled = drawn.offered.ravel()[keep].tolist(), drawn.handled.ravel()[keep].tolist()
    aht_s = drawn.aht_s.ravel()[keep].tolist()
    for i, o, h, a in zip(keep.tolist(), offered, handled, aht_s, strict=True):
        yield f"{row.queue},{stamps[i]},{o},{h},{o - h},{a:.1f}" if h else f"{row.queue},{stamps[i]},{o},0,{o},"


def _write_table(path: Path, header: list[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)


__all__ = ["SEED", "TEMPLATES", "write_sample"]
