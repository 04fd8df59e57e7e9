"""The plan as a manifest: what it was made from, what each stage made, and what the solvers answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from data.contracts.hashing import value_hash


class SolveStatus(StrEnum):
    """Our own words for how a solve ended, whatever the back-end says."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"  # an answer within the time, with a gap
    INFEASIBLE = "infeasible"
    NO_ANSWER = "no answer"  # time ran out before any answer
    FAILED = "failed"


@dataclass(frozen=True)
class SolveReport:
    """How one solve ended. `gap` = |objective - bound| / max(|objective|, 1e-9); None where there is no number."""

    stage: str
    part: str
    status: SolveStatus
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float
    solver: str
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """A manifest. Two plans with the same `plan_id` were made from the same inputs and hold the same tables.

    `tables` maps a stage table's name to its content hash. Scenarios share unchanged tables.
    """

    centre: str
    as_of: str
    window: tuple[str, str]
    scenario: Mapping[str, Any]
    settings_hash: str
    history_hash: str
    tables: Mapping[str, str]
    reports: tuple[SolveReport, ...] = ()
    warnings: tuple[str, ...] = ()
    seeds: Mapping[str, int] = field(default_factory=dict)

    @property
    def plan_id(self) -> str:
        """Twelve hex digits that name the inputs: centre, day, settings, history, scenario and seeds."""
        return value_hash(
            [self.centre, self.as_of, list(self.window), dict(self.scenario), self.settings_hash,
             self.history_hash, dict(self.seeds)]
        )[:12]  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """JSON-able form; `Plan.of` reads it back."""
        return {**asdict(self), "plan_id": self.plan_id}

    @staticmethod
    def of(values: Mapping[str, Any]) -> Plan:
        """A manifest from its JSON-able form."""
        known = {k: v for k, v in values.items() if k != "plan_id"}
        reports = tuple(SolveReport(**{**r, "status": SolveStatus(r["status"])}) for r in known.pop("reports", ()))
        first, last = known.pop("window")
        warnings = tuple(known.pop("warnings", ()))
        return Plan(**known, window=(first, last), reports=reports, warnings=warnings)
