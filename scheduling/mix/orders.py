"""Whom to call, for which day, until when, and what happens when it is too late; and what every pool costs by day."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from data.contracts.columns import checked
from data.contracts.seat_tables import POOL_COSTS
from data.contracts.tables import ORDERS
from scheduling.mix.answer import Answer
from scheduling.mix.crew import Crew
from scheduling.mix.model import MixModel
from scheduling.mix.rules.commitments import HOURS, LEAST, LOCKED

Key = tuple[str, str, int]


def orders_table(model: MixModel, answer: Answer) -> pd.DataFrame:
    """ORDERS: what to call from backup and partners, until when and why, and what stays empty without it.

    `order_by` is the day of service less lead time and training, or an earlier lock date; heads of a locked order come
    as they were ordered. The heads of a group on a day are whole blocks; over shift patterns they may be spread in
    small parts, so that parts count, however small.
    """
    totals: dict[Key, list[float]] = {}
    for choice, count in zip(model.choices, answer.heads.tolist(), strict=True):
        crew = model.crews[choice.group]
        if count > 0.0 and not crew.internal:
            total = totals.setdefault((crew.pool.pool, choice.group, choice.day), [0.0, 0.0, 0.0])
            total[0] += count
            total[1] += count * choice.paid_h
            total[2] += count * choice.cost_cny
    keys = sorted(key for key, total in totals.items() if round(total[0]) > 0)
    by_day = _position_hours(model, answer)
    dates = pd.DatetimeIndex([model.days[day] for _, _, day in keys]).as_unit("us")
    until = [_order_by(model.crews[group], day, model.days) for _, group, day in keys]
    made = pd.DataFrame(
        {
            "pool": pd.Series([pool for pool, _, _ in keys], dtype=str),
            "group": pd.Series([group for _, group, _ in keys], dtype=str),
            "order_by": pd.DatetimeIndex([moment for moment, _ in until]).as_unit("us"),
            "date": dates,
            "heads": np.array([round(totals[key][0]) for key in keys], dtype=np.int64),
            "hours": np.array([totals[key][1] for key in keys], dtype=np.float64),
            "cost_cny": np.array([round(totals[key][2], 2) for key in keys], dtype=np.float64),
            "training_from": dates - pd.to_timedelta([model.crews[g].pool.training_d for _, g, _ in keys], unit="D"),
            "bound_by": pd.Series([why for _, why in until], dtype=str),
            "position_h": np.array([by_day[group, day] for _, group, day in keys], dtype=np.float64),
        }
    )
    return checked(ORDERS, made.astype({"training_from": "datetime64[us]"}))


def _order_by(crew: Crew, day: int, days: pd.DatetimeIndex) -> tuple[pd.Timestamp, str]:
    """Last day to order the seats of a day, and what sets it: lead_time, training, lock, or ordered (nothing to do)."""
    pool = crew.pool
    moment = days[day] - pd.Timedelta(days=pool.lead_time_d + pool.training_d)
    why = "training" if pool.training_d else "lead_time"
    for one in crew.offer.commitments:
        if one.lock_date is not None and one.first <= day <= one.last:
            if one.locked:
                return one.lock_date, "ordered"
            if one.lock_date < moment:
                moment, why = one.lock_date, "lock"
    return moment, why


def _position_hours(model: MixModel, answer: Answer) -> dict[tuple[str, int], float]:
    """Position hours by group and day of the shift: what a group fills, shared by the cover of its shifts."""
    step_h = model.interval_min / 60.0
    filled = dict(zip(model.crews, answer.flow.sum(axis=1), strict=True))
    booked: dict[str, np.ndarray] = {group: np.zeros(len(flow)) for group, flow in filled.items()}
    for choice, count in zip(model.choices, answer.heads.tolist(), strict=True):
        booked[choice.group][choice.first : choice.first + len(choice.cover)] += count * choice.cover
    hours: dict[tuple[str, int], float] = defaultdict(float)
    for choice, count in zip(model.choices, answer.heads.tolist(), strict=True):
        if count > 0.0:
            at = slice(choice.first, choice.first + len(choice.cover))
            there, flow = booked[choice.group][at], filled[choice.group][at]
            part = np.divide(flow, there, out=np.zeros_like(flow), where=there > 0)
            hours[choice.group, choice.day] += float((count * choice.cover * part).sum()) * step_h
    return hours


def pool_costs_table(model: MixModel, answer: Answer) -> pd.DataFrame:
    """POOL_COSTS: by pool and day the shifts booked, what was promised and is not called, expected penalties.

    The top-up of hours promised over a span stands on its last day.
    """
    rows: dict[tuple[str, int], np.ndarray] = defaultdict(lambda: np.zeros(5))
    for choice, count in zip(model.choices, answer.heads.tolist(), strict=True):
        if count > 0.0:
            booked = [1.0, choice.paid_h, choice.cost_cny, 0.0, choice.sla_cny]
            rows[model.crews[choice.group].pool.pool, choice.day] += count * np.array(booked)
    for one in model.slack:
        if one.kind in (LEAST, HOURS, LOCKED):
            rows[one.about, one.day][3] += one.true_cny * float(one.variable.varValue or 0.0)
    keys = sorted(key for key, row in rows.items() if row.any())
    values = np.array([rows[key] for key in keys]).reshape(len(keys), 5)
    made = pd.DataFrame(
        np.maximum(values, 0.0), columns=["heads", "hours", "booked_cny", "top_up_cny", "sla_penalty_cny"]
    )
    made.insert(0, "date", pd.DatetimeIndex([model.days[day] for _, day in keys]).as_unit("us"))
    made.insert(0, "pool", pd.Series([pool for pool, _ in keys], dtype=str))
    return checked(POOL_COSTS, made)
