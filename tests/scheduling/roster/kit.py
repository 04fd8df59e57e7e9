"""Tiny centres and rosters for the tests of rules, shifts, rosters and edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data.contracts.centre import BreakRule, Centre, LabourLimits, PlanWindow, Pool, ShiftPattern, SolverSettings

ZONE = "Asia/Shanghai"
FIRST = pd.Timestamp("2026-11-02")  # a Monday
LIMITS = {
    "min_rest_h": 11.0,
    "max_days_in_row": 6.0,
    "max_week_h": 44.0,
    "max_nights_in_row": 4.0,
    "max_shifts_per_day": 1.0,
    "night_ban": 1.0,
    "leave": 1.0,
    "skill": 1.0,
    "night_start_h": 22.0,
    "night_end_h": 6.0,
}
MEAL = BreakRule("meal", 60, 180, 240)
KINDS = frozenset({"internal", "backup", "outsourced"})


def pattern(shift: str, start_h: float, span_h: float, paid_h: float, *breaks: BreakRule) -> ShiftPattern:
    return ShiftPattern(shift, KINDS, int(start_h * 60), int(span_h * 60), int(paid_h * 60), breaks, "#888888")


PATTERNS = (
    pattern("early", 7, 9, 8, MEAL),
    pattern("day", 10, 9, 8, MEAL),
    pattern("late", 14, 9, 8, MEAL),
    pattern("night", 22, 9, 8, MEAL),
)


def agent(code: str, **values: Any) -> dict[str, Any]:
    return {
        "agent": code,
        "name": code,
        "group": "voice",
        "contract": "full",
        "week_h": 40.0,
        "night_ok": True,
        "preference": "",
        "days_worked_before": 0,
        "nights_worked_before": 0,
        "last_shift_end": pd.NaT,
        **values,
    }


def centre(
    agents: Sequence[Mapping[str, Any]] = (agent("A17"),),
    *,
    limits: Mapping[str, float] | None = None,
    enforcement: Mapping[str, str] | None = None,
    leave: Sequence[tuple[str, str]] = (),
    patterns: Sequence[ShiftPattern] = PATTERNS,
    days: int = 14,
    zone: str = ZONE,
    first: pd.Timestamp = FIRST,
    seats: Mapping[str, str] | None = None,
    interval_min: int = 15,
    limit_s: float = 20.0,
) -> Centre:
    """A centre with one internal pool `own`; `seats` adds skill groups of an outsourced pool `partner`."""
    values = LIMITS if limits is None else limits
    rules = {"*": LabourLimits("*", values, {rule: (enforcement or {}).get(rule, "hard") for rule in values})}
    people = pd.DataFrame(list(agents))
    people["last_shift_end"] = pd.to_datetime(people["last_shift_end"], utc=True).dt.tz_convert(zone)
    groups = {**dict.fromkeys(people["group"], "own"), **dict.fromkeys(seats or (), "partner")}
    tables = {
        "agents": people,
        "leave": pd.DataFrame(
            {
                "agent": pd.Series([a for a, _ in leave], dtype="str"),
                "date": pd.to_datetime([d for _, d in leave]),
                "kind": "annual",
            }
        ),
        "skills": pd.DataFrame(
            [
                {"group": g, "pool": p, "site": "hall", "queue": f"q-{g}", "priority": 1, "proficiency": 1.0}
                for g, p in groups.items()
            ]
        ),
        "rates": pd.DataFrame(
            [
                {
                    "pool": p,
                    "cost_cny_per_h": price,
                    "evening_factor": 1.0,
                    "night_factor": 1.2,
                    "holiday_factor": 3.0,
                    "cost_cny_per_shift": 0.0,
                }
                for p, price in (("own", 60.0), ("partner", 30.0))
            ]
        ),
    }
    return Centre(
        name="tiny",
        title_en="Tiny",
        title_zh="小",
        zone=zone,
        currency="CNY",
        interval_min=interval_min,
        as_of=pd.Timestamp("2026-10-26", tz=zone),
        window=PlanWindow(first, first + pd.Timedelta(days=days - 1)),
        queues={},
        pools={
            "own": Pool("own", "internal", "", "hall", "Own", "自有", 0.05, 0, 0, 1, 1),
            "partner": Pool("partner", "outsourced", "P", "hall", "Partner", "外包", 0.05, 7, 0, 1, 1),
        },
        shifts={p.shift: p for p in patterns},
        limits=rules,
        tables=tables,
        solver=SolverSettings(shifts_limit_s=limit_s, roster_limit_s=limit_s),
    )


def roster(of: Centre, *shifts: tuple[str, int, str], kind: str = "agent", group: str = "voice") -> pd.DataFrame:
    """Roster rows from (agent, day of the window counted from 0, shift)."""
    rows = []
    for who, day, code in shifts:
        worked = of.shifts[code]
        date = of.window.first + pd.Timedelta(days=day)
        start = (date + pd.Timedelta(minutes=worked.start_min)).tz_localize(
            of.zone, nonexistent="shift_forward", ambiguous=True
        )
        rows.append(
            {
                "shift_id": f"{who}-{date:%Y%m%d}"
                + ("b" if any(r["agent"] == who and r["date"] == date for r in rows) else ""),
                "agent": who,
                "kind": kind,
                "date": date,
                "start_ts": start,
                "end_ts": start + pd.Timedelta(minutes=worked.span_min),
                "shift": code,
                "pool": "own",
                "site": "hall",
                "group": group,
                "paid_min": float(worked.paid_min),
                "cost_cny": 480.0,
                "locked": False,
                "origin": "plan",
            }
        )
    return pd.DataFrame(rows)
