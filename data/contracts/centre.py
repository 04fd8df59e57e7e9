"""The centre: the planning unit with all its settings, as values and tables. Made by data.intake from a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.contracts.grid import interval_grid
from data.contracts.labour import AgentPair, OwnLimit, Succession, Term


@dataclass(frozen=True)
class Target:
    """What a queue promises; NaN-free: what is not promised is None."""

    service_level: float | None = None
    target_s: float | None = None
    sl_definition: str = "answered_of_offered"
    max_asa_s: float | None = None
    max_occupancy: float | None = None
    max_abandon: float | None = None


@dataclass(frozen=True)
class Queue:
    """One queue of one channel. `patience_s` None: nobody hangs up. `deadline_h` set: deferred work.

    `redial_share` of those who hang up try again within `redial_within_min`; None: unknown, nothing is assumed.
    `model`: the forecast model the planner wants; empty: chosen by past error.
    """

    queue: str
    title_en: str
    title_zh: str
    channel: str
    target: Target
    patience_s: float | None
    concurrency: int
    concurrency_factor: float
    deadline_h: float | None
    priority: int
    redial_share: float | None = None
    redial_within_min: float | None = None
    model: str = ""

    @property
    def deferred(self) -> bool:
        """Work that may wait until a deadline, not a caller who holds the line."""
        return self.deadline_h is not None


@dataclass(frozen=True)
class Pool:
    """A source of people: own staff, backup (trainees, other departments) or a partner.

    First service is `lead_time_d` + `training_d` days after the order.
    """

    pool: str
    kind: str
    partner: str
    site: str
    title_en: str
    title_zh: str
    unplanned_absence: float
    lead_time_d: int
    max_heads: int
    block_heads: int
    min_days: int
    training_d: int = 0


@dataclass(frozen=True)
class BreakRule:
    """A break: `activity` of `length_min`, starting `earliest_min` to `latest_min` after the start of the shift."""

    activity: str
    length_min: int
    earliest_min: int
    latest_min: int


@dataclass(frozen=True)
class ShiftPattern:
    """A shift that people may work: start as minutes after local midnight, span, paid minutes and its breaks.

    Between two breaks lie `break_gap_min` minutes of work at least. `contracts` may work it, all where none is named.
    A shift with flexible starts is a pattern for each start, named after it (`flex@07:30`); `family` is its own name.
    """

    shift: str
    kinds: frozenset[str]
    start_min: int
    span_min: int
    paid_min: int
    breaks: tuple[BreakRule, ...]
    colour: str
    break_gap_min: int = 0
    contracts: tuple[str, ...] = ()
    family: str = ""


@dataclass(frozen=True)
class LabourLimits:
    """Limits of one contract: `values[rule]` and what a breach does, `enforcement[rule]` (off, warn, soft, hard).

    The rules are those of `data.contracts.labour.LIMIT_KINDS`; `prices[rule]` is the price of a unit of breach where
    soft. `terms` hold on some days only and go before the values then, the last one first; `own` and `successions` are
    what the centre adds.
    """

    contract: str
    values: Mapping[str, float]
    enforcement: Mapping[str, str]
    prices: Mapping[str, float] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    own: tuple[OwnLimit, ...] = ()
    successions: tuple[Succession, ...] = ()


@dataclass(frozen=True)
class RulesSettings:
    """Which rule set of data/intake/rule_sets lies under limits.csv; none: only what limits.csv says."""

    set: str = ""


@dataclass(frozen=True)
class LabourRules:
    """What a centre says of people's work besides limits for whole contracts: limits for some people or some days
    (`scoped`), limits of its own, what must not follow, and pairs of people."""

    scoped: tuple[Term, ...] = ()
    own: tuple[OwnLimit, ...] = ()
    successions: tuple[Succession, ...] = ()
    pairs: tuple[AgentPair, ...] = ()


@dataclass(frozen=True)
class ForecastSettings:
    """How to forecast: days ahead of `as_of`, models tried, origins of trials, calendar, boosting in the default."""

    horizon_d: int = 21
    models: tuple[str, ...] = ("default", "seasonal_mean", "ets", "prophet")
    origins: int = 3
    origin_days: int = 14
    country: str = "CN"
    boosting: bool = True


@dataclass(frozen=True)
class StaffingSettings:
    """How to size: which sizer plans the centre and which quantile of the forecast is staffed.

    `probability`: staff each queue and day so that its promise is kept with this chance; 0: by the quantile instead.
    `chance_paths`: paths that are played to tell chances.
    """

    sizer: str = "peakcrew"
    quantile: float = 0.5
    probability: float = 0.0
    chance_paths: int = 60


@dataclass(frozen=True)
class SolverSettings:
    """Back-end (`highs` or `cbc`), wall seconds per stage, accepted relative gap, seed and threads."""

    backend: str = "highs"
    mix_limit_s: float = 20.0
    shifts_limit_s: float = 20.0
    roster_limit_s: float = 30.0
    gap: float = 0.005
    seed: int = 1
    threads: int = 1


@dataclass(frozen=True)
class ReplaySettings:
    """How many days' paths to play and with which seed."""

    paths: int = 20
    seed: int = 11


@dataclass(frozen=True)
class RepairSettings:
    """What a repair on the day may do and at what price; shares are chances that somebody asked says yes.

    `short_cny_per_h`: price of an empty position for an hour, 0: four prices of an hour of the dearest own people.
    `change_cny`: price of disturbing somebody. `gap`: what may be left to win, as a share of the cost of doing nothing;
    `limit_s`: wall seconds of the solver for a day. Minutes of notice: `stay_notice_min` for who is at work,
    `call_notice_min` for who must come.
    """

    short_cny_per_h: float = 0.0
    change_cny: float = 10.0
    overtime_factor: float = 1.5
    day_off_factor: float = 2.0
    step_min: int = 30
    max_extend_min: int = 120
    max_leave_min: int = 240
    stay_notice_min: int = 15
    call_notice_min: int = 120
    accept_extend: float = 0.8
    accept_offer: float = 0.4
    accept_off: float = 0.5
    most_offers: int = 6
    limit_s: float = 1.2
    gap: float = 0.005


@dataclass(frozen=True)
class PlanWindow:
    """The days planned, both included, as naive midnights."""

    first: pd.Timestamp
    last: pd.Timestamp


@dataclass(frozen=True)
class Centre:
    """Everything a plan depends on besides history. Tables follow data.contracts.settings; never changed in place."""

    name: str
    title_en: str
    title_zh: str
    zone: str
    currency: str
    interval_min: int
    as_of: pd.Timestamp
    window: PlanWindow
    queues: Mapping[str, Queue]
    pools: Mapping[str, Pool]
    shifts: Mapping[str, ShiftPattern]
    limits: Mapping[str, LabourLimits]
    tables: Mapping[str, pd.DataFrame]
    forecast: ForecastSettings = field(default_factory=ForecastSettings)
    staffing: StaffingSettings = field(default_factory=StaffingSettings)
    solver: SolverSettings = field(default_factory=SolverSettings)
    replay: ReplaySettings = field(default_factory=ReplaySettings)
    repair: RepairSettings = field(default_factory=RepairSettings)
    warnings: tuple[str, ...] = ()
    rules: RulesSettings = field(default_factory=RulesSettings)
    labour: LabourRules = field(default_factory=LabourRules)

    def grid(self) -> pd.DatetimeIndex:
        """Intervals of the planned window."""
        return interval_grid(self.window.first, self.window.last, self.interval_min, self.zone)

    def limits_of(self, contract: str) -> LabourLimits:
        """Limits of a contract: its own rows laid over those of `*`."""
        base = self.limits.get("*", LabourLimits("*", {}, {}))
        own = self.limits.get(contract, LabourLimits(contract, {}, {}))
        return LabourLimits(
            contract, {**base.values, **own.values}, {**base.enforcement, **own.enforcement},
            {**base.prices, **own.prices},
        )  # fmt: skip
