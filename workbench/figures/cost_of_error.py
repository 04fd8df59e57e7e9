"""What errors of a forecast cost: hours staffed in vain, hours missing, and the service that callers then met."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, PlanWindow, Queue
from data.contracts.grid import QUANTILE_COLUMNS, local_date
from data.contracts.tables import FORECAST
from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny
from scheduling.requirement import erlang
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.size import size_requirement

Floats = NDArray[np.float64]
COLUMNS = (
    "version", "queue", "date", "contacts", "planned_h", "needed_h", "over_h", "over_cost_cny", "under_h",
    "service_level", "service_level_needed", "late", "chance_over_h", "chance_under_h",
)  # fmt: skip
_SUMMED = [
    "contacts", "planned_h", "needed_h", "over_h", "over_cost_cny", "under_h", "late", "kept", "kept_needed", "live",
]  # fmt: skip
PEAKCREW = "peakcrew"
SEED = 5


def cost_of_error(
    forecasts: pd.DataFrame, actual: pd.DataFrame, centre: Centre, skills: pd.DataFrame, flow: pd.DataFrame
) -> pd.DataFrame:
    """`COLUMNS` by version, queue and day: positions sized from the forecast against those sized from what came.

    `forecasts`: columns of FORECAST and `version`, an interval once per version. `actual`: queue, ts, offered, aht_s of
    the intervals that are compared; others count as forecast. `flow` (MIX_FLOW) tells who serves a queue.
    Hours are hours of positions; `over_cost_cny` is what the hours too many cost as paid hours with absence, at the
    rates of the pools that serve the queue. `service_level` is what the formula predicts for the planned positions
    under the load that came, `service_level_needed` for the needed ones, `late` the contacts between the two.
    Work that may wait is compared by day, and has no service level here. `chance_over_h`, `chance_under_h`: the same
    hours had the forecast been exactly right and only chance (one Poisson draw) scattered the contacts around it: no
    forecast does better, and on small queues it is most of the error. Each queue stands alone: people free on one who
    help on another are not counted. O(versions x queues x intervals x sqrt(load)).
    """
    days = local_date(forecasts["ts"])
    sized_for = replace(centre, window=PlanWindow(days.min(), days.max()))
    prices = price_per_h(centre, skills, flow)
    parts = []
    for version, of in forecasts.groupby("version", sort=False, observed=True):
        known = of[list(FORECAST.columns)].merge(
            actual[["queue", "ts", "offered", "aht_s"]].rename(columns={"aht_s": "came_aht_s"}), on=["queue", "ts"],
            how="left",
        )  # fmt: skip
        planned, needed, drawn = (
            size_requirement(table, sized_for, skills).requirement
            for table in (known[list(FORECAST.columns)], _as_forecast(known), _by_chance(known))
        )
        compared = known.loc[known["offered"].notna(), ["queue", "ts"]]
        made = _compared(_beside(planned, needed, compared), centre, prices)
        chance = _compared(_beside(planned, drawn, compared), centre, prices)[["queue", "date", "over_h", "under_h"]]
        chance = chance.rename(columns={"over_h": "chance_over_h", "under_h": "chance_under_h"})
        parts.append(made.merge(chance, on=["queue", "date"]).assign(version=str(version)))
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _beside(planned: pd.DataFrame, needed: pd.DataFrame, compared: pd.DataFrame) -> pd.DataFrame:
    """Positions planned and needed of the intervals that are compared, with the contacts of the needed ones."""
    truth = needed[["queue", "ts", "volume", "aht_s", "positions"]]
    rows = planned[["queue", "ts", "positions"]].merge(truth, on=["queue", "ts"], suffixes=("_planned", "_needed"))
    return rows.merge(compared, on=["queue", "ts"])


def _by_chance(known: pd.DataFrame) -> pd.DataFrame:
    """Contacts as they scatter around a forecast that is exactly right, drawn once, the same every time."""
    drawn = np.random.Generator(np.random.PCG64(SEED)).poisson(known["volume"].to_numpy(dtype=float)).astype(float)
    return known.assign(volume=drawn, **dict.fromkeys(QUANTILE_COLUMNS, drawn))[list(FORECAST.columns)]


def _as_forecast(known: pd.DataFrame) -> pd.DataFrame:
    """What came, as if it had been forecast for certain; intervals without history keep their forecast."""
    volume = known["offered"].fillna(known["volume"])
    aht_s = known["came_aht_s"].fillna(known["aht_s"])
    return known.assign(volume=volume, aht_s=aht_s, **dict.fromkeys(QUANTILE_COLUMNS, volume))[list(FORECAST.columns)]


def _compared(rows: pd.DataFrame, centre: Centre, prices: pd.DataFrame) -> pd.DataFrame:
    hours = centre.interval_min / 60.0
    wall = rows["ts"].dt.tz_localize(None)
    rows = rows.assign(
        date=local_date(rows["ts"]), hour=wall.dt.hour, contacts=rows["volume"],
        planned_h=rows["positions_planned"] * hours, needed_h=rows["positions_needed"] * hours,
    )  # fmt: skip
    rows["holiday"] = rows["date"].isin(list(holidays_of(centre.tables.get("calendar"))))
    rows = rows.merge(prices, on=["queue", "hour", "holiday"], how="left")
    waits = rows["queue"].map({name: queue.deferred for name, queue in centre.queues.items()}).astype(bool)
    live, queued = rows[~waits], rows[waits]
    parts = [_live(live, centre)] if len(live) else []
    parts += [_queued(queued)] if len(queued) else []
    made = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["queue", "date", *_SUMMED])
    answered = made["live"].where(made["live"] > 0)
    return made.assign(service_level=made["kept"] / answered, service_level_needed=made["kept_needed"] / answered)


def _live(rows: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Queues answered at once: every interval by itself."""
    gap = rows["planned_h"] - rows["needed_h"]
    levels = np.zeros((2, len(rows)))
    names = rows["queue"].to_numpy()
    for name in np.unique(names):
        own = names == name
        for i, column in enumerate(("positions_planned", "positions_needed")):
            levels[i, own] = _levels(rows[own], column, centre.queues[str(name)], centre)
    promising = [name for name, queue in centre.queues.items() if queue.target.target_s is not None]
    judged = rows["contacts"].where(rows["queue"].isin(promising), 0.0)
    kept, needed = levels * judged.to_numpy()
    made = rows.assign(
        over_h=gap.clip(lower=0.0), under_h=(-gap).clip(lower=0.0), kept=kept, kept_needed=needed,
        late=np.maximum(needed - kept, 0.0), live=judged,
    )  # fmt: skip
    made["over_cost_cny"] = made["over_h"] * made["price"]
    return made.groupby(["queue", "date"], as_index=False)[_SUMMED].sum()


def _levels(rows: pd.DataFrame, positions: str, queue: Queue, centre: Centre) -> Floats:
    """Service level that the formula predicts for positions under the load that came; NaN-free, 0 to 1."""
    patient = queue.patience_s is None or centre.staffing.sizer != PEAKCREW
    found = erlang.measure(
        rows["volume"].to_numpy() * 60.0 / centre.interval_min,
        agent_time_s(rows["aht_s"].to_numpy(), queue.concurrency_factor),
        rows[positions].to_numpy(),
        0.0 if queue.target.target_s is None else queue.target.target_s,
        np.inf if patient else float(queue.patience_s or 0.0),
    ).service_level(queue.target.sl_definition)
    return np.clip(np.nan_to_num(found, nan=1.0), 0.0, 1.0)


def _queued(rows: pd.DataFrame) -> pd.DataFrame:
    """Queues whose work may wait: a day's hours together, as work can move within it."""
    priced = rows.assign(paid=rows["price"] * rows["planned_h"])
    made = priced.groupby(["queue", "date"], as_index=False)[["contacts", "planned_h", "needed_h", "paid"]].sum()
    gap = made["planned_h"] - made["needed_h"]
    price = (made["paid"] / made["planned_h"].where(made["planned_h"] > 0)).fillna(0.0)
    none = dict.fromkeys(("late", "kept", "kept_needed", "live"), 0.0)
    over = gap.clip(lower=0.0)
    return made.assign(over_h=over, under_h=(-gap).clip(lower=0.0), over_cost_cny=over * price, **none)


def price_per_h(centre: Centre, skills: pd.DataFrame, flow: pd.DataFrame) -> pd.DataFrame:
    """What an hour of a position costs: queue, hour of the day, holiday, price. O(queues x groups x 48).

    A position-hour takes 1 / ((1 - unplanned absence) x proficiency) paid hours at the pool's price of that hour of the
    day; groups count by the positions they fill on the queue in the plan, alike where it has none. Prices of a whole
    shift are left out.
    """
    rates = rates_by_pool(centre.tables["rates"])
    by_pool = {(pool, free): _hourly(rate, holiday=free) for pool, rate in rates.items()
               for free in (False, True)}  # fmt: skip
    filled = flow.groupby(["group", "queue"])["positions"].sum() if len(flow) else pd.Series(dtype=float)
    rows = []
    for queue, groups in skills[skills["pool"].isin(list(rates))].groupby("queue"):
        weights = _weights(groups, centre, filled.to_dict())
        for free in (False, True):
            hourly = np.array([by_pool[str(pool), free] for pool in groups["pool"]]).T @ weights
            rows += [(str(queue), hour, free, float(hourly[hour])) for hour in range(24)]
    return pd.DataFrame(rows, columns=["queue", "hour", "holiday", "price"])


def _hourly(rate: Mapping[Hashable, Any], *, holiday: bool) -> list[float]:
    """Price of a paid hour of a pool, by hour of the day."""
    day = pd.Timestamp(0)
    plain = {**rate, "cost_cny_per_shift": 0.0}
    return [shift_cost_cny(plain, day, hour * 60, 60, 60.0, {day} if holiday else ()) for hour in range(24)]


def _weights(groups: pd.DataFrame, centre: Centre, filled: Mapping[Hashable, float]) -> Floats:
    """Paid hours of each group per position-hour of the queue that the rows of SKILL_GROUP serve."""
    keys = zip(groups["group"], groups["queue"], strict=True)
    own = np.array([float(filled.get(key, 0.0)) for key in keys])
    share = own / own.sum() if own.sum() > 0 else np.full(len(own), 1.0 / len(own))
    come = np.array([1.0 - centre.pools[str(pool)].unplanned_absence for pool in groups["pool"]])
    return np.asarray(share / (come * groups["proficiency"].to_numpy(dtype=float)))
