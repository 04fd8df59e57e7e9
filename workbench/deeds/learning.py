"""What we learned from an event: the newest plan that was made before it against the history that has arrived since."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.contracts.errors import Fault, NotFound, RefusedInput
from data.intake.event_templates import event_templates
from data.store.plans import StoredPlan
from workbench.access import Right, User, require
from workbench.deeds.accuracy import Judging


@dataclass(frozen=True)
class Lessons:
    """The rows of forecasting.events.after_event.LESSONS, and the plan they judge."""

    rows: pd.DataFrame
    plan_id: str
    version: int
    event: str


class Learning(Judging):
    """Deeds that look back at events."""

    def lived_events(self, user: User, centre: str) -> list[str]:
        """Events that a base plan of the centre holds days of and history has arrived for, the newest first."""
        require(user, Right.SEE_PLAN)
        span = self.accuracy_days(user, centre)
        found: dict[str, pd.Timestamp] = {}
        for stored in self._base_plans(centre) if span is not None else ():
            effects = self._artefact(stored.plan.tables["event_effects"])
            for event, date in effects.groupby("event")["date"].min().items():
                if span is not None and date <= span[1]:
                    found.setdefault(str(event), date)
        return sorted(found, key=lambda event: (found[event], event), reverse=True)

    def lessons(self, user: User, event: str, plan_id: str = "", centre: str = "") -> Lessons:
        """Planned and actual of each queue and day of an event, and what the pool will believe next time.

        Without `plan_id` the newest base plan speaks that was made before the event's first day, else the newest that
        holds days of it. Raises `NotFound` for an event no plan knows, `RefusedInput` while nothing of it has arrived.
        """
        from forecasting.events.after_event import after_event

        require(user, Right.SEE_PLAN)
        stored = self.store.plans.get(plan_id) if plan_id else self._speaker_of(event, centre)
        tables = stored.plan.tables
        effects = self._artefact(tables["event_effects"])
        if event not in set(effects["event"]):
            known = ", ".join(dict.fromkeys(effects["event"])) or "-"
            raise NotFound("Plan {plan} holds no day of event {event}.", "It has: {known}.", plan=stored.plan_id,
                           event=event, known=known)  # fmt: skip
        of_centre = self._base_centre(stored)
        adjusted = self._artefact(tables["forecast"])
        system = self._artefact(tables["forecast_system"]) if "forecast_system" in tables else adjusted
        phases = {
            (kind, day): phase.phase
            for kind, template in event_templates().items()
            for phase in template.phases for day in range(phase.first_d, phase.last_d + 1)
        }  # fmt: skip
        rows = after_event(self._history_now(of_centre), of_centre, event, (system, adjusted), effects, phases)
        if rows.empty:
            remedy = "Import the history of its days: peakcrew import FILE --centre FOLDER."
            raise RefusedInput([Fault("lessons.early", "no whole day of event {event} has arrived yet",
                                      {"event": event}, remedy)])  # fmt: skip
        return Lessons(rows, stored.plan_id, stored.version, event)

    def _speaker_of(self, event: str, centre: str) -> StoredPlan:
        """The newest base plan that holds days of the event, one made before its first day if there is any."""
        plans = [stored for stored in self.store.plans.all(centre or None)
                 if not stored.plan.scenario and "event_effects" in stored.plan.tables]  # fmt: skip
        holding = []
        for stored in plans:
            effects = self._artefact(stored.plan.tables["event_effects"])
            days = effects.loc[effects["event"] == event, "date"]
            if len(days):
                made_for = self._base_centre(stored).as_of.tz_localize(None).normalize()
                holding.append((made_for <= days.min() and made_for < days.max(), stored))
        if not holding:
            raise NotFound("No plan holds a day of event {event}.", "Give an event of a plan's events.csv.",
                           event=event)  # fmt: skip
        full = {id(stored): self._days_held(stored, event) for _, stored in holding}
        early = [stored for before, stored in holding if before] or [stored for _, stored in holding]
        most = max(full[id(stored)] for stored in early)
        return next(stored for stored in early if full[id(stored)] == most)

    def _days_held(self, stored: StoredPlan, event: str) -> int:
        effects = self._artefact(stored.plan.tables["event_effects"])
        return int(effects.loc[effects["event"] == event, "date"].nunique())
