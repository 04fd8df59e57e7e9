"""Events of a coming year, proposed from templates: rows for events.csv that a planner only needs to check."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from data.intake.event_templates import EventTemplate, event_shapes, event_templates, proposed_events
from workbench.access import Right, User, require
from workbench.deeds.base import Deeds
from workbench.deeds.centres import known_centre


@dataclass(frozen=True)
class EventWish:
    """Which events of which years. `dates`: main days of kinds without a day of their own; `only`: none means all."""

    years: Sequence[int]
    country: str = "CN"
    only: Collection[str] = ()
    dates: Mapping[str, Collection[date]] = field(default_factory=dict)
    bill_day: int | None = None


class Proposing(Deeds):
    """Deeds around the templates of events; they change nothing."""

    def event_templates(self, user: User) -> Mapping[str, EventTemplate]:
        """The templates by kind, with their phases."""
        require(user, Right.SEE_PLAN)
        return event_templates()

    def template_shapes(self, user: User) -> pd.DataFrame:
        """Hourly shapes that the templates name: rows of EVENT_SHAPES."""
        require(user, Right.SEE_PLAN)
        return event_shapes()

    def propose_events(
        self, user: User, wish: EventWish, folder: Path | None = None, language: str = "en"
    ) -> pd.DataFrame:
        """Rows of EVENTS that the wish asks for; with a folder only those its centre does not have yet.

        An event stands already when the centre has a row of its kind on that day. Shapes the centre does not have are
        left blank. Raises `RefusedInput` for unknown kinds, countries and years.
        """
        require(user, Right.SEE_PLAN)
        centre = known_centre(folder) if folder is not None else None
        shapes = None if centre is None else set(centre.tables["event_shapes"]["shape"])
        rows = proposed_events(wish.years, wish.country, only=wish.only, dates=wish.dates, bill_day=wish.bill_day,
                               shapes=shapes, language=language)  # fmt: skip
        if centre is None:
            return rows
        own = centre.tables["events"]
        have = set(zip(own["kind"], own["date"], strict=True))
        new = [key not in have for key in zip(rows["kind"], rows["date"], strict=True)]
        return rows[new].reset_index(drop=True)
