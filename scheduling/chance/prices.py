"""What one more point costs: a little more and a little less staff beside the plan, and the price of who would come."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Pool
from data.contracts.chance_tables import CHANCE_PRICES
from data.contracts.grid import local_date
from scheduling.pricing import DAY_MIN, holidays_of, rates_by_pool, shift_cost_cny

Floats = NDArray[np.float64]

STEP = 0.04  # of all positions of a day, more and less, between which the slope is read
POINT = 0.01
HOUR_MIN = 60
USUAL_PRICE = 0.0  # of a centre without rates


def point_prices(
    plan: pd.DataFrame, less: pd.DataFrame, more: pd.DataFrame, price_cny_per_h: pd.Series
) -> pd.DataFrame:
    """CHANCE_PRICES from what three staffings promise (rows of `day_chances`) and the price of a position hour.

    Hours for a point = hours between less and more / points between them; blank where more staff changes nothing: the
    day is sure, or lost. `price_cny_per_h`: by queue and date. O(queues x days).
    """
    keys = ["queue", "date"]
    columns = ["position_hours", "expected_sl", "p_target_met"]
    low, high = (one.set_index(keys)[columns] for one in (less, more))
    made = plan[[*keys, "expected_sl", "p_target_met"]].set_index(keys)
    hours = (high - low)["position_hours"].reindex(made.index)
    table = made.assign(price_cny_per_h=price_cny_per_h.reindex(made.index).fillna(USUAL_PRICE))
    for name, column in (("sl", "expected_sl"), ("p", "p_target_met")):
        gained = (high - low)[column].reindex(made.index).to_numpy(dtype=float)
        cost_h = np.divide(
            hours.to_numpy(dtype=float) * POINT, gained, out=np.full(len(made), np.nan), where=gained > 1e-6
        )
        table[f"hours_per_{name}_point"] = cost_h
        table[f"cost_cny_per_{name}_point"] = cost_h * table["price_cny_per_h"].to_numpy(dtype=float)
    return table.reset_index()


def no_prices() -> pd.DataFrame:
    """CHANCE_PRICES without rows."""
    days = pd.Series([], dtype="datetime64[us]")
    numbers = [name for name in CHANCE_PRICES.columns if name not in ("queue", "date")]
    return pd.DataFrame({"queue": pd.Series([], dtype=str), "date": days, **{name: np.zeros(0) for name in numbers}})


def marginal_prices(requirement: pd.DataFrame, skills: pd.DataFrame, centre: Centre) -> pd.Series:
    """Price of one more position hour by queue and date: of the cheapest people who may serve it and cost extra.

    Hourly price with the factors of evenings, nights and holidays as the day's positions lie, and the price of a shift
    spread over its paid hours (the median of the shift patterns), over the share of paid
    time on queue work, proficiency and presence. Own people only where nobody else may serve the queue: their contract
    hours are paid already. O(rows).
    """
    holidays = holidays_of(centre.tables.get("calendar"))
    dates = local_date(requirement["ts"])
    hour = requirement["ts"].dt.hour.to_numpy()
    per_hour = _hourly(centre, sorted(set(dates)), holidays)
    serving = _serving(skills, centre)
    found = {}
    for key, rows in requirement.groupby(["queue", dates]):
        queue, date = str(key[0]), pd.Timestamp(str(key[1]))
        asked = rows["positions"].to_numpy(dtype=float)
        by_hour: Floats = np.bincount(hour[rows.index], weights=asked, minlength=24).astype(np.float64)
        weight = by_hour if by_hour.sum() > 0 else np.ones(24)
        offers = [
            float(np.average(per_hour[pool, date], weights=weight)) / speed
            for pool, speed in serving.get(queue, [])
            if (pool, date) in per_hour
        ]
        found[queue, date] = min(offers, default=USUAL_PRICE)
    return pd.Series(found, dtype=float)


def _hourly(
    centre: Centre, dates: Collection[pd.Timestamp], holidays: Collection[pd.Timestamp]
) -> dict[tuple[str, pd.Timestamp], Floats]:
    """Price of a paid hour of each pool by hour of the day, (24,), with the price of a shift spread over its hours."""
    paid_h = _paid_hours(centre)
    rates = rates_by_pool(centre.tables["rates"]) if "rates" in centre.tables else {}
    return {
        (pool, date): np.array(
            [
                shift_cost_cny({**rate, "cost_cny_per_shift": 0.0}, date, start, HOUR_MIN, HOUR_MIN, holidays)
                for start in range(0, DAY_MIN, HOUR_MIN)
            ]
        )
        + float(rate["cost_cny_per_shift"]) / paid_h
        for pool, rate in rates.items()
        for date in dates
    }


def _serving(skills: pd.DataFrame, centre: Centre) -> dict[str, list[tuple[str, float]]]:
    """By queue: pools that may serve it, with the position hours that a paid hour of theirs gives."""
    on_queue = _share_on_queue(centre)
    found: dict[str, list[tuple[str, float]]] = {}
    for queue, rows in skills.groupby("queue"):
        pools = [(centre.pools[str(row["pool"])], float(row["proficiency"])) for row in rows.to_dict("records")]
        extra = [one for one in pools if one[0].kind != "internal"] or pools
        found[str(queue)] = [(pool.pool, _speed(pool, proficiency) * on_queue) for pool, proficiency in extra]
    return found


def _speed(pool: Pool, proficiency: float) -> float:
    return max((1.0 - pool.unplanned_absence) * proficiency, 1e-6)


def _share_on_queue(centre: Centre) -> float:
    """Minutes on queue work of a paid minute: the median over the shift patterns."""
    shares = [
        min((shift.span_min - sum(pause.length_min for pause in shift.breaks)) / shift.paid_min, 1.0)
        for shift in centre.shifts.values()
        if shift.paid_min > 0
    ]
    return float(np.median(shares)) if shares else 1.0


def _paid_hours(centre: Centre) -> float:
    """Paid hours of a shift: the median over the shift patterns; 8 without any."""
    hours = [shift.paid_min / HOUR_MIN for shift in centre.shifts.values() if shift.paid_min > 0]
    return float(np.median(hours)) if hours else 8.0
