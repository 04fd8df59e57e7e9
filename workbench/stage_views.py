"""What of a centre each stage may see: only what its answer may depend on, so that a change of others keeps it."""

from __future__ import annotations

from dataclasses import asdict, replace

import pandas as pd

from data.contracts.centre import Centre, ForecastSettings, LabourRules, RulesSettings, SolverSettings, StaffingSettings
from data.contracts.channel_tables import CHANNEL_FILES
from data.contracts.flow_tables import FLOW_FILES
from data.contracts.hashing import table_hash, value_hash
from data.contracts.people_tables import PEOPLE_FILES
from data.contracts.rule_tables import RULE_FILES
from data.contracts.shift_tables import SHIFT_FILES
from scheduling.mix.rules.outsourced import allowed_skills
from scheduling.mix.rules.read import dated_rules

PLANNERS = ("events", "event_shapes", "forecast_adjustments", "hygiene_decisions", "new_queues")
SIZING = ("staffing_methods",)
SEATS = ("pool_hours", "commitments", "seat_rules")
PEOPLE = (
    "sites", "pools", "rates", "leave", "shift_patterns", "limits", *CHANNEL_FILES, *FLOW_FILES, *SHIFT_FILES, *SEATS,
    *SIZING, *PEOPLE_FILES, *RULE_FILES,
)  # fmt: skip


def forecast_view(centre: Centre) -> Centre:
    """The centre as the models see it: without rules and prices of people, solvers and the planner's adjustments.

    Of the people remains who is in which group (newcomers are a share of a group).
    """
    seen = {name: rows for name, rows in centre.tables.items() if name not in (*PEOPLE, "forecast_adjustments")}
    seen["agents"] = seen["agents"][["agent", "group"]]
    bare = replace(
        centre, pools={}, shifts={}, limits={}, tables=seen, warnings=(), rules=RulesSettings(), labour=LabourRules()
    )
    return replace(bare, staffing=StaffingSettings(), solver=SolverSettings())


def staffing_view(centre: Centre) -> Centre:
    """The centre as the stages after the forecast see it: what only shapes the forecast speaks through the forecast."""
    seen = {name: rows for name, rows in centre.tables.items() if name not in (*PLANNERS, *SIZING)}
    if "seat_rules" in seen:
        seen["seat_rules"] = dated_rules(seen["seat_rules"], centre.tables.get("events"))
    view = replace(centre, tables=seen, forecast=ForecastSettings(), warnings=())
    return replace(view, tables={**seen, "skills": allowed_skills(view)})


def sizing_view(centre: Centre, base: Centre) -> Centre:
    """The centre as the sizing sees it: beside the staffing view the planner's methods, and on which days of the window
    (and the days beside it) queues have events; how large the events are speaks through the forecast.
    """
    seen = {name: base.tables[name] for name in SIZING if name in base.tables}
    if "events" in base.tables:
        beside = pd.Timedelta(days=1)
        events = base.tables["events"]
        near = events["date"].between(base.window.first - beside, base.window.last + beside)
        seen["events"] = events.loc[near, ["queue", "date"]].drop_duplicates(ignore_index=True)
    return replace(centre, tables={**centre.tables, **seen})


def centre_hash(centre: Centre) -> str:
    """One name for all settings of a centre: values and tables."""
    values = {
        name: value
        for name, value in centre.__dict__.items()
        if name not in ("queues", "pools", "shifts", "limits", "tables")
    }
    plain = {
        name: asdict(value) if hasattr(value, "__dataclass_fields__") else str(value) for name, value in values.items()
    }
    parts = {
        "queues": {name: asdict(queue) for name, queue in centre.queues.items()},
        "pools": {name: asdict(pool) for name, pool in centre.pools.items()},
        "shifts": {name: {**asdict(shift), "kinds": sorted(shift.kinds)} for name, shift in centre.shifts.items()},
        "limits": {
            name: [dict(limit.values), dict(limit.enforcement), dict(limit.prices)]
            for name, limit in centre.limits.items()
        },
        "tables": {name: table_hash(rows) for name, rows in centre.tables.items()},
    }
    return value_hash([plain, parts])
