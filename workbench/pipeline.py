"""The chain: history and a centre go in, a plan with all its tables comes out. Base and what-if run the same code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.hashing import table_hash, value_hash
from data.contracts.plan import Plan, SolveReport
from data.contracts.progress import PartMap, Progress, one_by_one, silent, slice_of
from data.contracts.tables import content_hash
from forecasting.adjusted import adjust_forecast
from forecasting.forecast import make_forecast
from forecasting.hygiene.true_demand import queues_of_first_attempts
from scheduling.chance.estimate import estimate_chance
from scheduling.chance.staff import staffed_forecast
from scheduling.replay.simulate import ReplayMade, replay_plan
from scheduling.requirement.deferred_overload import report_overload
from scheduling.requirement.planned import plan_requirement
from scheduling.requirement.size import size_requirement
from scheduling.roster.build import build_roster
from scheduling.shifts.activities import place_activities
from scheduling.shifts.carry import carry_out
from scheduling.shifts.plan import plan_shifts
from workbench.levers import Scenario, pull_centre, pull_forecast, read_scenario
from workbench.pooled_mix import pooled_mix
from workbench.stage_views import centre_hash, forecast_view, sizing_view, staffing_view
from workbench.weeks import PeopleMade, is_long, plan_weeks

# Raise when a stage would answer the same inputs differently: remembered answers are then made afresh.
CHAIN_VERSION = 8


@dataclass(frozen=True)
class StageAnswer:
    """What one stage made: tables by name, solver reports and warnings."""

    tables: Mapping[str, pd.DataFrame]
    reports: tuple[SolveReport, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanMade:
    """A plan and its tables (names of data.contracts.tables.STAGE_TABLES)."""

    plan: Plan
    tables: dict[str, pd.DataFrame]


class StageMemory(Protocol):
    """Remembers answers of stages by the hash of everything they depend on: resume, caching and what-ifs live on it."""

    def recall(self, key: str) -> StageAnswer | None: ...

    def remember(self, key: str, answer: StageAnswer) -> None: ...


@dataclass
class _Run:
    """One walk along the chain: what is known so far."""

    base: Centre
    centre: Centre
    scenario: Scenario
    history: pd.DataFrame
    history_hash: str
    place: PartMap
    progress: Progress
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


def _forecast(run: _Run) -> StageAnswer:
    made = make_forecast(run.history, forecast_view(run.base), progress=run.progress, place=run.place)
    tables = {
        "forecast_system": made.forecast,
        "forecast_scores": made.scores,
        "event_effects": made.effects,
        "hygiene_marks": made.marks,
        "forecast_paths": made.paths,
    }
    return StageAnswer(tables, warnings=made.warnings)


def _adjust(run: _Run) -> StageAnswer:
    made = adjust_forecast(run.tables["forecast_system"], run.base.tables["forecast_adjustments"])
    tables = {"forecast": pull_forecast(made.forecast, run.scenario), "adjustment_effects": made.effects}
    return StageAnswer(tables, warnings=made.warnings)


def _requirement(run: _Run) -> StageAnswer:
    first = queues_of_first_attempts(run.history, run.centre)
    sized = sizing_view(run.centre, run.base)
    forecast, notes = _staffed(run, sized)
    if sized.staffing.probability > 0:
        sized = replace(sized, staffing=replace(sized.staffing, quantile=0.5))
    made = plan_requirement(forecast, sized, run.tables["skill_group"], first)
    tables = {
        "requirement": made.requirement,
        "requirement_cuts": made.cuts,
        "callback_plan": made.callbacks,
        "outbound_plan": made.outbound,
    }
    return StageAnswer(tables, warnings=(*notes, *made.warnings))


def _staffed(run: _Run, sized: Centre) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The forecast to size: as it is, or with the volumes that keep each promise with the chosen probability."""
    forecast, skills = run.tables["forecast"], run.tables["skill_group"]
    if not sized.staffing.probability > 0:
        return forecast, ()
    plain = replace(sized, staffing=replace(sized.staffing, quantile=0.5))

    def size(rows: pd.DataFrame) -> pd.DataFrame:
        return size_requirement(rows, plain, skills).requirement

    return staffed_forecast(forecast, run.tables["forecast_paths"], plain, size, place=run.place)


def _chance(run: _Run) -> StageAnswer:
    made = estimate_chance(
        run.tables["forecast"],
        run.tables["forecast_paths"],
        run.tables["requirement"],
        run.tables["skill_group"],
        run.centre,
        progress=run.progress,
        place=run.place,
    )
    return StageAnswer({"chance": made.chance, "chance_prices": made.prices}, warnings=made.warnings)


def _mix(run: _Run) -> StageAnswer:
    pooled = pooled_mix(run.tables, run.centre, run.progress)
    made = pooled.mix
    tables = {"mix": made.mix, "mix_flow": made.flow, "shortage": made.shortage, "orders": made.orders}
    tables |= {"requirement_cuts": pooled.cuts}
    tables |= {"pool_costs": made.costs, "rule_breaks": made.breaks, "limit_prices": made.limits}
    return StageAnswer(tables, made.reports, (*pooled.warnings, *made.warnings))


def _backlog(run: _Run) -> StageAnswer:
    made = report_overload(run.tables["forecast"], run.tables["requirement"], run.tables["mix_flow"], run.centre)
    return StageAnswer({"deferred_backlog": made.backlog}, warnings=made.warnings)


def _shifts(run: _Run) -> StageAnswer:
    if is_long(run.centre):
        weeks = plan_weeks(
            run.tables["mix"], run.tables["orders"], run.centre, name_people, progress=run.progress, place=run.place
        )
        return StageAnswer(weeks.tables, weeks.reports, weeks.warnings)
    made = plan_shifts(
        run.tables["mix"], run.centre, orders=run.tables["orders"], progress=run.progress, place=run.place
    )
    return StageAnswer({"shift_plan": made.shift_plan}, made.reports, made.warnings)


def _roster(run: _Run) -> StageAnswer:
    if is_long(run.centre):  # named with their shifts, week by week
        return StageAnswer({name: run.tables[name] for name in ROSTERED if name in run.tables})
    made = name_people(run.tables["shift_plan"], run.centre, run.progress, run.place)
    return StageAnswer(made.tables, made.reports, made.warnings)


def name_people(shift_plan: pd.DataFrame, centre: Centre, progress: Progress, place: PartMap) -> PeopleMade:
    """The tables of the roster stage for a shift plan of a window of any length."""
    made = build_roster(shift_plan, centre, progress=progress, place=place)
    tables = {"roster": made.roster, "segments": made.segments, "unfilled": made.unfilled}
    tables |= {"fairness": made.fairness, "roster_reasons": made.roster_reasons, "roster_solves": made.roster_solves}
    return PeopleMade(tables, made.reports, made.warnings)


def _activities(run: _Run) -> StageAnswer:
    made = place_activities(run.tables["roster"], run.tables["segments"], run.tables["mix"], run.centre)
    carried = carry_out(run.tables["roster"], run.centre)
    tables = {"segments": made.segments, "unplaced": made.unplaced}
    return StageAnswer(
        tables | {"carry_people": carried.people, "carry_shifts": carried.shifts, "carry_balances": carried.balances},
        warnings=made.warnings,
    )


def _replay(run: _Run) -> StageAnswer:
    made = replay_tables(run.tables, run.history, run.centre, run.progress)
    tables = {
        "replay": made.replay,
        "replay_days": made.days,
        "replay_breaks": made.breaks,
        "replay_flows": made.flows,
    }
    return StageAnswer(tables, warnings=made.warnings)


def replay_tables(
    tables: Mapping[str, pd.DataFrame], history: pd.DataFrame, centre: Centre, progress: Progress = silent
) -> ReplayMade:
    """Replay the roster in the tables of a plan; those of old plans may lack `forecast_paths`."""
    return replay_plan(
        tables["forecast"],
        tables["roster"],
        tables["segments"],
        tables["skill_group"],
        centre,
        tables.get("forecast_paths"),
        first_attempts=queues_of_first_attempts(history, centre),
        outbound_plan=tables.get("outbound_plan"),
        progress=progress,
    )


@dataclass(frozen=True)
class _Stage:
    """A stage, the tables it reads, what else its answer depends on (any JSON-able value), and where it ends."""

    name: str
    make: Callable[[_Run], StageAnswer]
    reads: tuple[str, ...]
    depends: Callable[[_Run], Any]
    until: float


def _models_depend(run: _Run) -> Any:
    return [run.history_hash, centre_hash(forecast_view(run.base))]


def _adjust_depends(run: _Run) -> Any:
    levers = {lever: dict(run.scenario.overrides.get(lever, {})) for lever in ("volume", "aht")}
    return [table_hash(run.base.tables["forecast_adjustments"]), levers]


def _settings(run: _Run) -> Any:
    return [centre_hash(run.centre)]


def _sizing_depends(run: _Run) -> Any:
    first = queues_of_first_attempts(run.history, run.centre)
    return [centre_hash(sizing_view(run.centre, run.base)), sorted(first)]


def _replay_depends(run: _Run) -> Any:
    return [*_settings(run), sorted(queues_of_first_attempts(run.history, run.centre))]


MIXED = ("forecast", "forecast_paths", "requirement", "requirement_cuts", "skill_group")
ROSTERED = ("roster", "segments", "unfilled", "fairness", "roster_reasons", "roster_solves")
REPLAYED = ("forecast", "forecast_paths", "roster", "segments", "skill_group", "outbound_plan")

# Where each stage ends on the bar of the whole run, by its usual share of the seconds.
CHAIN: tuple[_Stage, ...] = (
    _Stage("forecast", _forecast, (), _models_depend, 0.40),
    _Stage("adjust", _adjust, ("forecast_system",), _adjust_depends, 0.41),
    _Stage("requirement", _requirement, ("forecast", "forecast_paths", "skill_group"), _sizing_depends, 0.43),
    _Stage("chance", _chance, ("forecast", "forecast_paths", "requirement", "skill_group"), _settings, 0.48),
    _Stage("mix", _mix, MIXED, _settings, 0.63),
    _Stage("backlog", _backlog, ("forecast", "requirement", "mix_flow"), _settings, 0.64),
    _Stage("shifts", _shifts, ("mix", "orders"), _settings, 0.78),
    _Stage("roster", _roster, ("shift_plan",), _settings, 0.92),
    _Stage("activities", _activities, ("roster", "segments", "mix"), _settings, 0.93),
    _Stage("replay", _replay, REPLAYED, _replay_depends, 1.0),
)


def make_plan(
    centre: Centre,
    history: pd.DataFrame,
    wishes: Mapping[str, Any] | None = None,
    *,
    progress: Progress = silent,
    place: PartMap = one_by_one,
    memory: StageMemory | None = None,
    until: str = "replay",
) -> PlanMade:
    """Walk the chain up to the stage `until` and return the manifest with every table made.

    `wishes` are what-if overrides (workbench.levers); none is the base. A stage whose inputs are remembered is not
    made again. Raises RefusedInput for wishes that make no sense, Cancelled when `progress` says so.
    """
    scenario = read_scenario(wishes or {}, centre)
    pulled = pull_centre(centre, scenario)
    run = _Run(centre, staffing_view(pulled), scenario, history, table_hash(history), place, progress)
    run.tables["skill_group"] = run.centre.tables["skills"]
    answers: list[StageAnswer] = []
    start = 0.0
    for stage in CHAIN:
        run.progress = slice_of(progress, start, stage.until)
        run.progress(0.0, stage.name)
        inputs = stage.depends(run), [content_hash(name, run.tables[name]) for name in stage.reads]
        answers.append(_remembered(stage, run, value_hash([CHAIN_VERSION, stage.name, *inputs]), memory))
        run.tables |= answers[-1].tables
        start = stage.until
        if stage.name == until:
            break
    progress(1.0, "done")
    plan = replace(
        name_plan(centre, run.history_hash, scenario),
        tables={name: content_hash(name, rows) for name, rows in run.tables.items()},
        reports=tuple(report for answer in answers for report in answer.reports),
        warnings=tuple(warning for answer in answers for warning in answer.warnings),
    )
    return PlanMade(plan, run.tables)


def _remembered(stage: _Stage, run: _Run, key: str, memory: StageMemory | None) -> StageAnswer:
    answer = memory.recall(key) if memory is not None else None
    if answer is None:
        answer = stage.make(run)
        if memory is not None:
            memory.remember(key, answer)
    return answer


def name_plan(centre: Centre, history_hash: str, scenario: Scenario) -> Plan:
    """The manifest before anything is made: its `plan_id` says whether the same plan is already there."""
    return Plan(
        centre=centre.name,
        as_of=centre.as_of.isoformat(),
        window=(str(centre.window.first.date()), str(centre.window.last.date())),
        scenario={lever: dict(own) for lever, own in scenario.overrides.items()},
        settings_hash=centre_hash(centre),
        history_hash=history_hash,
        tables={},
        seeds={"solver": centre.solver.seed, "replay": centre.replay.seed, "chain": CHAIN_VERSION},
    )
