"""Testing forecast models on the history of a plan: a job that the models page starts, and what such jobs answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data.contracts.errors import NotFound
from data.contracts.hashing import value_hash
from data.contracts.progress import Progress, silent
from data.store.jobs import Job
from workbench import jobs
from workbench.access import Right, User, require
from workbench.deeds.reading import Reading
from workbench.executor import open_place

KIND = "backtest"
LOOKED_AT = 500  # newest jobs among which those of a plan are looked for


@dataclass(frozen=True)
class BacktestWish:
    """What to test: queues and models by name, how many origins, and how many days each looks ahead."""

    queues: tuple[str, ...]
    models: tuple[str, ...]
    origins: int = 3
    horizon_d: int = 14

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> BacktestWish:
        """The wish as a job's arguments hold it.

        >>> BacktestWish.read({"queues": ["voice"], "models": ["ets"], "origins": 2, "horizon_d": 7}).queues
        ('voice',)
        """
        return cls(tuple(given["queues"]), tuple(given["models"]), int(given["origins"]), int(given["horizon_d"]))

    def as_arguments(self) -> dict[str, Any]:
        """The wish as JSON holds it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class BacktestRun:
    """A backtest that was made: by whom, when, of what; `result` is the name its tables are kept under."""

    result: str
    made_at: datetime
    author: str
    queues: tuple[str, ...]
    models: tuple[str, ...]
    origins: int
    horizon_d: int


@dataclass(frozen=True)
class BacktestTables:
    """Scores and forecasts as `peakcrew backtest` writes them, and what to mind."""

    scores: pd.DataFrame
    forecasts: pd.DataFrame
    warnings: tuple[str, ...]


class Backtesting(Reading):
    """Deeds that judge forecast models; nothing is planned by them."""

    def backtest_models(self, user: User) -> tuple[str, ...]:
        """Models that a backtest may name, the default first."""
        require(user, Right.SEE_PLAN)
        from forecasting.rolling.slot_models import model_names  # brings models along: not for every page

        return model_names()

    def start_backtest(self, user: User, plan_id: str, wish: BacktestWish) -> str:
        """Start a job that rolls models over the history of a plan; nonsense in the wish is refused at once."""
        require(user, Right.MAKE_PLAN)
        from workbench.stored_backtest import check_wish

        stored = self.store.plans.get(plan_id)
        check_wish(wish, self._base_centre(stored))
        arguments = {"plan": plan_id, "history": stored.plan.history_hash, **wish.as_arguments()}
        return jobs.start(self.store, self.settings, KIND, arguments, user.name)

    def backtest(self, user: User, plan_id: str, wish: BacktestWish, *, progress: Progress = silent) -> str:
        """Make a backtest on the history of a plan, keep its tables and return the name they are kept under.

        Pieces made before are used again. Raises `RefusedInput` for the wish, `Cancelled` by `progress`.
        """
        require(user, Right.MAKE_PLAN)
        from workbench.memory import StoreMemory
        from workbench.stored_backtest import VERSION, run_stored

        stored = self.store.plans.get(plan_id)
        history, centre = self._artefact(stored.plan.history_hash), self._base_centre(stored)
        with open_place(self.settings.place, self.settings.workers) as place:
            made = run_stored(history, centre, wish, progress=progress, place=place, memory=StoreMemory(self.store))
        inputs = [stored.plan.history_hash, stored.settings, wish.as_arguments()]
        result = value_hash(["backtest run", VERSION, *inputs])
        tables = {"backtest_scores": made.scores, "backtest_forecasts": made.forecasts}
        self.store.answers.remember(result, tables, [], made.warnings)
        return result

    def backtest_runs(self, user: User, plan_id: str) -> list[BacktestRun]:
        """Backtests made on the history of a plan, the newest first; the same one made twice is told once."""
        require(user, Right.SEE_PLAN)
        history = self.store.plans.get(plan_id).plan.history_hash
        found: dict[str, BacktestRun] = {}
        for job in self.store.jobs.recent(LOOKED_AT):
            if job.kind == KIND and job.state == "done" and job.arguments.get("history") == history:
                found.setdefault(job.plan_id, _run_of(job))
        return list(found.values())

    def backtest_tables(self, user: User, result: str) -> BacktestTables:
        """What a backtest answered; `NotFound` if it is not kept."""
        require(user, Right.SEE_PLAN)
        found = self.store.answers.find(result)
        if found is None:
            raise NotFound("There is no backtest {result}.", "Start it again.", result=result[:12])
        scores, forecasts = (self._artefact(found.tables[f"backtest_{name}"]) for name in ("scores", "forecasts"))
        return BacktestTables(scores, forecasts, tuple(found.warnings))


def _run_of(job: Job) -> BacktestRun:
    given = job.arguments
    return BacktestRun(job.plan_id, job.made_at, job.author, tuple(given["queues"]), tuple(given["models"]),
                       int(given["origins"]), int(given["horizon_d"]))  # fmt: skip
