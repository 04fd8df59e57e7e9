"""What a plan says in a few figures: people, cost, promise against replay, shortage, solvers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.plan import SolveReport
from data.store.plans import StoredPlan
from scheduling.mix.reasons import TOO_LITTLE
from workbench.access import User
from workbench.desk import Desk


@dataclass(frozen=True)
class PoolLine:
    """A pool in the window: named people, most unnamed seats on one day, shifts, paid hours and cost.

    `kind` is internal, backup or outsourced.
    """

    pool: str
    kind: str
    people: int
    seats: int
    shifts: int
    paid_h: float
    cost: float


@dataclass(frozen=True)
class QueueLine:
    """A queue in the window: contacts, what is promised (None: nothing), what the formula and the replay say."""

    queue: str
    contacts: float
    target: float | None
    predicted: float | None
    replayed: float | None
    days_short: int


@dataclass(frozen=True)
class OrderLine:
    """People to call from a pool: most on one day, the last day to order the first of them, days of service."""

    pool: str
    heads: int
    order_by: pd.Timestamp
    days: int


@dataclass(frozen=True)
class Summary:
    """Figures of a plan; cost in the currency of the centre, shares from 0 to 1, shortage in position hours."""

    stored: StoredPlan
    centre: Centre
    contacts: float
    busiest: pd.Timestamp
    pools: tuple[PoolLine, ...]
    queues: tuple[QueueLine, ...]
    short_h: float
    unfilled: int
    orders: tuple[OrderLine, ...]
    edits: int
    unworthy_h: float = 0.0  # of short_h: a further shift would cost more than these hours are priced at
    top_up: float = 0.0  # promised to pools, not used and paid all the same
    penalties: float = 0.0  # expected price of missed service levels of pools; no bill
    limits: pd.DataFrame | None = None  # LIMIT_PRICES; None: the plan was made before there were any

    @property
    def cost(self) -> float:
        """Cost of the shifts of all pools; `top_up` comes on top."""
        return sum(pool.cost for pool in self.pools)

    @property
    def reports(self) -> tuple[SolveReport, ...]:
        return self.stored.plan.reports

    @property
    def widest(self) -> SolveReport | None:
        """The solve that is farthest from its bound, None when no solve has a gap."""
        known = [report for report in self.reports if report.gap is not None]
        return max(known, key=lambda report: report.gap or 0.0, default=None)


def summarise(desk: Desk, user: User, plan_id: str) -> Summary:
    """The figures of a plan with its edits. O(rows of its tables)."""
    stored, centre = desk.plan(user, plan_id), desk.centre(user, plan_id)
    window = _in_window(desk.table(user, plan_id, "forecast"), centre)
    days = window.groupby(window["ts"].dt.tz_localize(None).dt.normalize())["volume"].sum()
    orders = desk.table(user, plan_id, "orders")
    unfilled = desk.table(user, plan_id, "unfilled")
    shortage = desk.table(user, plan_id, "shortage")
    unworthy = shortage[shortage["reason"] == TOO_LITTLE]
    costs = desk.table(user, plan_id, "pool_costs") if "pool_costs" in stored.plan.tables else None
    return Summary(
        stored=stored,
        centre=centre,
        contacts=float(days.sum()),
        busiest=pd.Timestamp(str(days.idxmax())) if len(days) else centre.window.first,
        pools=tuple(_pools(desk.table(user, plan_id, "roster"), centre)),
        queues=tuple(_queues(desk, user, plan_id, centre, window)),
        short_h=float(shortage["positions"].sum()) * centre.interval_min / 60,
        unfilled=int(unfilled["heads"].sum()),
        orders=_orders(orders),
        edits=len(desk.adjustments(user, plan_id)),
        unworthy_h=float(unworthy["positions"].sum()) * centre.interval_min / 60,
        top_up=0.0 if costs is None else float(costs["top_up_cny"].sum()),
        penalties=0.0 if costs is None else float(costs["sla_penalty_cny"].sum()),
        limits=desk.table(user, plan_id, "limit_prices") if "limit_prices" in stored.plan.tables else None,
    )


def _in_window(table: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    grid = centre.grid()
    return table[(table["ts"] >= grid[0]) & (table["ts"] <= grid[-1])]


def _pools(roster: pd.DataFrame, centre: Centre) -> list[PoolLine]:
    lines = []
    for name, rows in roster.groupby("pool", sort=True):
        kind = centre.pools[str(name)].kind if str(name) in centre.pools else ""
        paid_h, cost = float(rows["paid_min"].sum()) / 60, float(rows["cost_cny"].sum())
        people = rows.loc[rows["kind"] == "agent", "agent"].nunique()
        seats = rows[rows["kind"] == "seat"].groupby("date")["agent"].nunique()  # its ids are numbers of the day
        most = int(seats.max()) if len(seats) else 0
        lines.append(PoolLine(str(name), kind, people, most, len(rows), paid_h, cost))
    order = {"internal": 0, "backup": 1, "outsourced": 2}
    return sorted(lines, key=lambda line: (order.get(line.kind, 3), line.pool))


def _queues(desk: Desk, user: User, plan_id: str, centre: Centre, forecast: pd.DataFrame) -> list[QueueLine]:
    requirement = _in_window(desk.table(user, plan_id, "requirement"), centre)
    days = desk.table(user, plan_id, "replay_days")
    volume = forecast.groupby("queue")["volume"].sum()
    lines = []
    for name, queue in centre.queues.items():
        played = days[days["queue"] == name]
        target = queue.target.service_level
        short = 0 if target is None else int((played["service_level"] < target).sum())
        predicted = _mean(requirement[requirement["queue"] == name], "service_level", "volume")
        replayed = _mean(played, "service_level", "offered")
        lines.append(QueueLine(name, float(volume.get(name, 0.0)), target, predicted, replayed, short))
    return lines


def _mean(rows: pd.DataFrame, value: str, weight: str) -> float | None:
    known = rows[rows[value].notna() & (rows[weight] > 0)]
    return float((known[value] * known[weight]).sum() / known[weight].sum()) if len(known) else None


def _orders(orders: pd.DataFrame) -> tuple[OrderLine, ...]:
    day = orders.groupby(["pool", "date"], as_index=False).agg(heads=("heads", "sum"), order_by=("order_by", "min"))
    day = day[day["heads"] > 0]
    lines = [
        OrderLine(str(pool), int(rows["heads"].max()), rows["order_by"].min(), len(rows))
        for pool, rows in day.groupby("pool")
    ]
    return tuple(sorted(lines, key=lambda line: (line.order_by, line.pool)))
