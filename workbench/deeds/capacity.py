"""The capacity plan of a centre: forecast far ahead, decided, kept in the store, and written to files."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, NotFound, RefusedInput
from data.contracts.hashing import table_hash, value_hash
from data.contracts.plan import SolveReport, SolveStatus
from data.contracts.progress import Progress, silent, slice_of
from data.export.capacity_files import write_capacity
from data.intake.calendar import merged_calendar
from data.intake.event_templates import event_templates, proposed_events
from workbench.access import Right, User, require
from workbench.deeds.centres import known_centre
from workbench.deeds.planning import Planning
from workbench.deeds.snapshot import folder_files
from workbench.executor import open_place

VERSION = 3  # of the chain: plans of another one are made anew
LEAST_MONTHS, MOST_MONTHS = 1, 18
TABLES = ("capacity_months", "capacity_work", "capacity_heads", "capacity_actions", "long_range")
NEAR_D = 45  # an event of the centre's own so near to a proposed one is the same
OUTAGE = "outage"
ASSUMED = "assumed: "


@dataclass(frozen=True)
class CapacityPlan:
    """A capacity plan: tables of data.contracts.capacity, how it was solved, what was assumed and what to mind.

    `key` names it in the store.
    """

    key: str
    centre: str
    months: pd.DataFrame
    work: pd.DataFrame
    heads: pd.DataFrame
    actions: pd.DataFrame
    forecast: pd.DataFrame
    report: SolveReport
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    reused: bool = False


class Capacity(Planning):
    """Deeds of the capacity plan."""

    def plan_capacity(
        self,
        user: User,
        folder: Path,
        months: int = 12,
        quantile: float = 0.5,
        *,
        progress: Progress = silent,
        again: bool = False,
    ) -> CapacityPlan:
        """Plan the people of the centre in `folder` for 1 to 18 months ahead and keep the plan.

        `quantile` of each week's contacts is staffed; 0.5 are the expected ones. The same inputs are planned once,
        unless `again` asks to plan anew. Events the centre has had come again by the templates of their kinds, where
        its events.csv does not name them yet. Raises `RefusedInput` for faults in the folder or the wish and for a
        centre without history; `Cancelled` by `progress`.
        """
        require(user, Right.MAKE_PLAN)
        _check(months, quantile)
        settings = self._laid_settings(folder_files(folder), known_centre(folder))
        centre = settings.centre
        history = self._known_history(centre, folder)
        key = value_hash(["capacity", VERSION, settings.settings_hash, table_hash(history), months, quantile])
        if not again and self.store.answers.find(key) is not None:
            return self.capacity_plan(user, key)
        from forecasting.long_range import forecast_long_range
        from scheduling.capacity.plan import plan_capacity

        far, repeated = with_coming_events(centre, months)
        with open_place(self.settings.place, self.settings.workers) as place:
            forecast = forecast_long_range(history, far, months, progress=slice_of(progress, 0.0, 0.3), place=place)
        made = plan_capacity(forecast.weeks, forecast.hours, far, quantile=quantile,
                             progress=slice_of(progress, 0.3, 1.0))  # fmt: skip
        tables = dict(zip(TABLES, (made.months, made.work, made.heads, made.actions, forecast.weeks), strict=True))
        told = [ASSUMED + one for one in (*made.assumptions, *repeated)]
        told += [*(edit.text for edit in settings.left_out), *made.warnings, *forecast.warnings]
        report = {**asdict(made.report), "part": centre.name}
        self.store.answers.remember(key, tables, [report], told)
        return replace(self.capacity_plan(user, key), reused=False)

    def capacity_plan(self, user: User, key: str) -> CapacityPlan:
        """A capacity plan that is kept; `NotFound` for none."""
        require(user, Right.SEE_PLAN)
        found = self.store.answers.find(key)
        if found is None or set(found.tables) != set(TABLES):
            raise NotFound("There is no capacity plan {key}.", "Make it: peakcrew capacity CENTRE.", key=key[:12])
        months, work, heads, actions, forecast = (self._artefact(found.tables[name]) for name in TABLES)
        report = found.reports[0]
        assumptions = tuple(line.removeprefix(ASSUMED) for line in found.warnings if line.startswith(ASSUMED))
        return CapacityPlan(
            key, str(report["part"]), months, work, heads, actions, forecast,
            SolveReport(**{**report, "status": SolveStatus(report["status"])}), assumptions,
            tuple(line for line in found.warnings if not line.startswith(ASSUMED)), reused=True,
        )  # fmt: skip

    def check_capacity_file(self, out: Path) -> None:
        """Refuse a file that `export_capacity` would refuse, before anything is planned."""
        _check_out(out)

    def export_capacity(self, user: User, key: str, out: Path, language: str = "en") -> tuple[Path, ...]:
        """Write a capacity plan as one workbook (`.xlsx`) or as four CSV files beside each other (`.csv`)."""
        require(user, Right.EXPORT)
        _check_out(out)
        plan = self.capacity_plan(user, key)
        tables = {"months": plan.months, "work": plan.work, "people": plan.heads, "actions": plan.actions}
        return write_capacity(tables, out, language)


def _check_out(out: Path) -> None:
    """`RefusedInput` for a file that is neither a workbook nor a CSV."""
    if out.suffix.lower() not in (".xlsx", ".csv") or out.is_dir():
        raise RefusedInput([Fault("capacity.out", "a capacity plan is written as .xlsx or .csv", {},
                                  "Name a file such as capacity.xlsx.", str(out))])  # fmt: skip


def _check(months: int, quantile: float) -> None:
    faults = []
    if not LEAST_MONTHS <= months <= MOST_MONTHS:
        faults.append(Fault("capacity.months", "{value} months cannot be planned", {"value": months},
                            "Give 1 to 18 months."))  # fmt: skip
    if not 0.0 < quantile < 1.0:
        faults.append(Fault("capacity.quantile", "{value} is no quantile", {"value": quantile},
                            "Give more than 0 and less than 1, such as 0.5 or 0.8."))  # fmt: skip
    if faults:
        raise RefusedInput(faults)


def with_coming_events(centre: Centre, months: int) -> tuple[Centre, tuple[str, ...]]:
    """The centre with the calendar and the events of the months ahead, and what was assumed about them.

    Kinds of events that the centre has had and whose day a template knows come again; sizes are learned. Events that
    stand in events.csv within `NEAR_D` of a proposed one are kept as they are.
    """
    first = centre.as_of.tz_convert(centre.zone).tz_localize(None).normalize()
    last = first + pd.DateOffset(months=months + 1)
    calendar = merged_calendar(centre.tables["calendar"], centre.forecast.country, first, last)
    own = centre.tables["events"]
    templates = event_templates()
    had = set(own.loc[own["date"] < first, "kind"]) - {OUTAGE}
    known = [kind for kind in templates if kind in had]
    dated = [kind for kind in known if templates[kind].anchor not in ("date", "monthly")]
    told = []
    events = own
    if dated:
        years = range(first.year, last.year + 1)
        rows = proposed_events(years, centre.forecast.country, only=dated,
                               shapes=set(centre.tables["event_shapes"]["shape"]))  # fmt: skip
        new = rows[(rows["date"] >= first) & (rows["date"] <= last)]
        keep = [_is_new(own, group) for _, group in new.groupby("event", sort=False)]
        parts = [group for (_, group), wanted in zip(new.groupby("event", sort=False), keep, strict=True) if wanted]
        if parts:
            events = pd.concat([own, *parts], ignore_index=True)
            names = ", ".join(dict.fromkeys(str(name) for part in parts for name in part["event"]))
            told.append(f"events that are not in events.csv yet come again on their usual days: {names}")
    ahead = set(own.loc[own["date"] >= first, "kind"])
    if lost := sorted(had - set(dated) - ahead):
        told.append(f"events of the kind {', '.join(lost)} do not come again; add their days to events.csv if they do")
    tables = {**centre.tables, "events": events, "calendar": calendar}
    return replace(centre, tables=tables), tuple(told)


def _is_new(own: pd.DataFrame, proposed: pd.DataFrame) -> bool:
    """No row of the kind lies near the proposed days."""
    days = own.loc[own["kind"] == proposed["kind"].iloc[0], "date"]
    near = pd.Timedelta(days=NEAR_D)
    return not bool(((days >= proposed["date"].min() - near) & (days <= proposed["date"].max() + near)).any())
