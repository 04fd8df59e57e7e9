"""Tiny centres for tests of the mix and of the requirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts.centre import (
    BreakRule,
    Centre,
    LabourLimits,
    PlanWindow,
    Pool,
    Queue,
    ShiftPattern,
    SolverSettings,
    Target,
)
from data.contracts.columns import kind_of
from data.contracts.grid import QUANTILE_COLUMNS
from data.contracts.seat_tables import SEAT_FILES

ZONE = "Asia/Shanghai"
FIRST = pd.Timestamp("2026-11-09")  # a Monday
TARGET = Target(service_level=0.8, target_s=20.0)
ALL_KINDS = frozenset({"internal", "backup", "outsourced"})
RULES = {"min_rest_h": 11.0, "max_days_in_row": 6.0, "max_nights_in_row": 4.0, "max_week_h": 44.0, "night_ban": 1.0}


def queue(name: str, **changes: object) -> Queue:
    plain = Queue(name, name, name, "voice", TARGET, 120.0, 1, 1.0, None, 1)
    return replace(plain, **changes)  # type: ignore[arg-type]


def pool(name: str, kind: str = "internal", **changes: object) -> Pool:
    plain = Pool(name, kind, "", "here", name, name, 0.0, 0, 0 if kind == "internal" else 10, 1, 1)
    return replace(plain, **changes)  # type: ignore[arg-type]


def pattern(name: str, start_h: float, hours: float = 8.0, breaks: tuple[BreakRule, ...] = ()) -> ShiftPattern:
    minutes = int(hours * 60)
    return ShiftPattern(name, ALL_KINDS, int(start_h * 60), minutes, minutes, breaks, "#000000")


def skills(served: Mapping[str, tuple[str, Mapping[str, float]]]) -> pd.DataFrame:
    """{group: (pool, {queue: proficiency})}, priority in the order written."""
    rows = [
        {"group": group, "pool": pool_name, "site": "here", "queue": name, "priority": rank, "proficiency": proficiency}
        for group, (pool_name, queues) in served.items()
        for rank, (name, proficiency) in enumerate(queues.items(), 1)
    ]
    return pd.DataFrame(rows)


def agents(
    group: str, count: int, *, week_h: float = 40.0, night_ok: bool = True, days_before: int = 0
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "agent": [f"{group}{i}" for i in range(count)],
            "name": "x",
            "group": group,
            "contract": "standard",
            "week_h": week_h,
            "night_ok": night_ok,
            "preference": "",
            "days_worked_before": days_before,
            "nights_worked_before": 0,
            "last_shift_end": pd.NaT,
        }
    )


def rates(prices: Mapping[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"pool": name, "cost_cny_per_h": price, "evening_factor": 1.0, "night_factor": 1.5, "holiday_factor": 3.0,
             "cost_cny_per_shift": 0.0}
            for name, price in prices.items()
        ]
    )  # fmt: skip


def centre(
    queues: Sequence[Queue],
    pools: Sequence[Pool],
    served: Mapping[str, tuple[str, Mapping[str, float]]],
    people: Sequence[pd.DataFrame],
    patterns: Sequence[ShiftPattern],
    *,
    days: int = 1,
    prices: Mapping[str, float] | None = None,
    leave: Sequence[tuple[str, pd.Timestamp]] = (),
    interval_min: int = 60,
    as_of: str = "2026-10-26",
    solver: SolverSettings | None = None,
) -> Centre:
    nobody = agents("nobody", 0)
    away = pd.DataFrame(leave, columns=["agent", "date"]).assign(kind="annual")
    away["date"] = pd.to_datetime(away["date"])
    return Centre(
        name="tiny", title_en="", title_zh="", zone=ZONE, currency="CNY", interval_min=interval_min,
        as_of=pd.Timestamp(as_of, tz=ZONE), window=PlanWindow(FIRST, FIRST + pd.Timedelta(days=days - 1)),
        queues={one.queue: one for one in queues}, pools={one.pool: one for one in pools},
        shifts={one.shift: one for one in patterns},
        limits={"*": LabourLimits("*", RULES, dict.fromkeys(RULES, "hard"))},
        tables={"skills": skills(served), "agents": pd.concat([nobody, *people], ignore_index=True), "leave": away,
                "rates": rates(prices or {one.pool: 50.0 for one in pools})},
        solver=solver or SolverSettings(gap=1e-6, mix_limit_s=20.0),
    )  # fmt: skip


def requirement(made: Centre, positions: Mapping[str, Sequence[float] | float]) -> pd.DataFrame:
    """REQUIREMENT with these positions (work: 0.9 of them); shorter lists are repeated over the days."""
    grid = made.grid()
    parts = []
    for name, asked in positions.items():
        wanted = np.resize(np.asarray(asked, dtype=float), len(grid))
        parts.append(
            pd.DataFrame(
                {"queue": name, "ts": grid, "volume": wanted, "aht_s": 300.0, "load_erl": 0.9 * wanted,
                 "positions": wanted, "service_level": 0.8, "asa_s": 10.0, "abandonment": 0.0, "occupancy": 0.9,
                 "method": "erlang_a"}
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def no_cuts(made: Centre) -> pd.DataFrame:
    return pd.DataFrame({"cut": pd.Series([], dtype=str), "ts": made.grid()[:0], "positions": np.zeros(0)})


def forecast(made: Centre, volume: Mapping[str, Sequence[float] | float], aht_s: float = 300.0) -> pd.DataFrame:
    """FORECAST over the window; quantiles 10 % apart around the volume."""
    grid = made.grid()
    parts = []
    for name, asked in volume.items():
        wanted = np.resize(np.asarray(asked, dtype=float), len(grid))
        table = pd.DataFrame({"queue": name, "ts": grid, "volume": wanted})
        for i, column in enumerate(QUANTILE_COLUMNS):
            table[column] = wanted * (0.6 + 0.1 * i)
        parts.append(table.assign(aht_s=aht_s))
    return pd.concat(parts, ignore_index=True)


def with_rows(made: Centre, table: str, *rows: Mapping[str, object]) -> Centre:
    """The centre with rows of a table of seats; what a row leaves out is blank."""
    schema = SEAT_FILES[table][0]
    blanks: dict[str, object] = {"word": "", "number": np.nan, "day": pd.NaT}
    named = [str(column) for column in schema.columns]
    given = [{name: row.get(name, blanks[kind_of(schema, name)]) for name in named} for row in rows]
    filled = pd.DataFrame(given, columns=named)
    for name in named:
        if kind_of(schema, name) == "day":
            filled[name] = pd.to_datetime(filled[name]).astype("datetime64[us]")
        elif kind_of(schema, name) == "number":
            filled[name] = filled[name].astype("float64")
    return replace(made, tables={**made.tables, table: filled})
