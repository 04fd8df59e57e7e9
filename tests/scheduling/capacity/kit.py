"""Small capacity questions: one area of work, one or two groups, weeks from a Monday."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts.centre import Pool, SolverSettings
from data.contracts.plan import SolveReport
from scheduling.capacity.areas import Area
from scheduling.capacity.demand import AreaWork
from scheduling.capacity.model import Asked, Model, build_model, calendar_of
from scheduling.capacity.terms import GroupTerms, Hiring, PartnerTerms, Terms
from scheduling.solver.pulp_door import solve

MONDAY = pd.Timestamp("2026-11-02")
CLASS = Hiring(10, 2, 7, 7, 1.0, 1000.0, 0.0)
OWN = Pool("own", "internal", "", "s", "", "", 0.0, 0, 0, 1, 1)
PARTNER = Pool("partner", "outsourced", "p", "s", "", "", 0.0, 7, 40, 5, 1)
VOICE = GroupTerms("voice", OWN, 10.0, 40.0, 50.0, 0.25, 0.0, 0.0, 0.0, 1.5, 0.0, float("inf"), CLASS)
SEATS = GroupTerms("seats", PARTNER, 0.0, 40.0, 60.0, 0.25, 0.0, 0.0, 0.0, 1.5, 0.0, float("inf"), None)
CONTRACT = PartnerTerms("partner", ("seats",), 40, 5, 1, 7, 60.0)
FULL_H = 30.0  # hours on the queue a week of a full head: 40 h less 25 % shrinkage


def work(required_h, high=1.2) -> AreaWork:
    """Work of the area `voice`: hours on the queue by week."""
    need = np.asarray(required_h, dtype=float)
    return AreaWork(Area("voice", ("voice",), ("calls",)), need * 10, need / 40, need, need, need * 0.8,
                    need * high, need, np.ones((1, len(need))))  # fmt: skip


def asked(required_h, group=VOICE, partner=None, ramp=(1.0,), budget=None, joining=None, slow=None, **changes) -> Asked:
    """A question about one own group and, where given, one partner. `changes` are those of the group's terms."""
    group = replace(group, **changes)
    n = len(required_h)
    speed = np.r_[np.asarray(ramp, dtype=float), np.ones(n)][:n]
    groups = {"voice": group} | ({"seats": SEATS} if partner else {})
    partners = {"partner": partner} if partner else {}
    serves = {(name, 0): (1.0, np.ones(n)) for name in groups}
    weeks = [MONDAY + pd.Timedelta(weeks=w) for w in range(n)]
    terms = Terms(groups, partners, {"voice": speed}, budget or {}, ())
    return Asked([work(required_h)], serves, terms, calendar_of(weeks, MONDAY), joining or {}, slow or {})


def solved(question: Asked, gap: float = 1e-7) -> tuple[Model, SolveReport]:
    """The model with the best answer in its variables."""
    model = build_model(question)
    settings = SolverSettings(gap=gap)
    return model, solve(model.problem, stage="capacity", part="", settings=settings, limit_s=20.0)
