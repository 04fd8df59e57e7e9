"""The desk: the only door of pages and commands. Each deed names its user and asks for the right it needs."""

from __future__ import annotations

from data.store.jobs import Job
from data.store.plans import Publication, StoredPlan
from data.store.store import open_store
from scheduling.adjust.offers import Offer
from scheduling.adjust.repair.change import Change
from scheduling.adjust.repair.happened import Absent, Fewer, Happened, OnCall, Volume
from scheduling.adjust.repair.repair import Repaired
from scheduling.adjust.repair.suggest import Suggestion
from scheduling.adjust.swap import Swap
from scheduling.requirement.one_line import LineAnswer, OneLine
from workbench.deeds.accuracy import Accuracy, AccuracyWish
from workbench.deeds.backtesting import Backtesting, BacktestRun, BacktestTables, BacktestWish
from workbench.deeds.bidding import Bidding
from workbench.deeds.capacity import CapacityPlan
from workbench.deeds.capacity_jobs import CapacityJobs, CapacityRun
from workbench.deeds.centre_tables import CentreTable
from workbench.deeds.editing import Edit, Saved, SeenCell
from workbench.deeds.explaining import Explaining
from workbench.deeds.importing import Imported
from workbench.deeds.learning import Learning, Lessons
from workbench.deeds.overlay import EDITABLE, LeftOut
from workbench.deeds.planning import Planned
from workbench.deeds.previewing import Previewed, Previewing
from workbench.deeds.proposing import EventWish, Proposing
from workbench.deeds.publishing import Publishing
from workbench.deeds.replay_jobs import ReplayJobs, ReplayRun
from workbench.deeds.replaying import Replayed
from workbench.deeds.requesting import Asked
from workbench.deeds.row_edits import RowEdit
from workbench.deeds.ruling import Ruling
from workbench.deeds.sizing import SizedRows, Sizing
from workbench.deeds.today import Today, Watching
from workbench.settings import Settings, read_settings

__all__ = [
    "EDITABLE",
    "Absent",
    "Accuracy",
    "AccuracyWish",
    "Asked",
    "BacktestRun",
    "BacktestTables",
    "BacktestWish",
    "CapacityPlan",
    "CapacityRun",
    "CentreTable",
    "Change",
    "Desk",
    "Edit",
    "EventWish",
    "Fewer",
    "Happened",
    "Imported",
    "Job",
    "LeftOut",
    "Lessons",
    "LineAnswer",
    "Offer",
    "OnCall",
    "OneLine",
    "Planned",
    "Previewed",
    "Publication",
    "Repaired",
    "ReplayRun",
    "Replayed",
    "RowEdit",
    "Saved",
    "SeenCell",
    "SizedRows",
    "StoredPlan",
    "Suggestion",
    "Swap",
    "Today",
    "Volume",
    "open_desk",
]


class Desk(
    Bidding, CapacityJobs, Publishing, Sizing, Backtesting, Learning, Previewing, Proposing, Watching, ReplayJobs,
    Explaining, Ruling,
):  # fmt: skip
    """All deeds; their files in workbench/deeds tell them by subject. Answers are tables and values."""


def open_desk(settings: Settings | None = None) -> Desk:
    """A desk on the store of this installation; `Unavailable` when the database cannot be reached."""
    settings = settings or read_settings()
    return Desk(open_store(settings.database_url), settings)
