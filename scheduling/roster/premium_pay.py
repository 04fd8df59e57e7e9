"""Overtime, rest days and missed breaks in the price of a roster's shifts, where the centre's rules state their pay."""

from __future__ import annotations

from math import inf

import numpy as np
import pandas as pd

from data.contracts.centre import Centre, LabourLimits
from scheduling.clock import week_numbers
from scheduling.premiums import PayFactors, premium_hours
from scheduling.pricing import rates_by_pool
from scheduling.roster.rules import RULES
from scheduling.roster.rules.ledger import Floats, Ledger, ledger_of
from scheduling.roster.rules.shape import meaning, stated

MEALS = ("rule.break_after", "rule.meal_after", "rule.second_meal_after")
RESTS = ("rule.rest_break_every",)


def with_premiums(roster: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """The roster with what its hours cost on top in `cost_cny`; unchanged where no pay factor is stated.

    Each shift carries its own part: the hours that its day adds, and an hour (`break_premium_h`) for a day with a
    missed meal and for one with a missed short break. Weeks that begin before the plan count its days only, and the
    hours worked before. O(shifts).
    """
    stated_pay = {rule for limits in centre.limits.values() for rule in limits.values}
    stated_pay |= {term.rule for term in centre.labour.scoped}
    if not stated_pay & {"pay_overtime_factor", "pay_rest_day_factor", "pay_double_factor", "break_premium_h"}:
        return roster
    ledger = ledger_of(roster, centre)
    hours = _premium_h(ledger) + _break_h(ledger)
    price = {pool: float(rate["cost_cny_per_h"]) for pool, rate in rates_by_pool(centre.tables["rates"]).items()}
    more = dict(zip(ledger.shift_id.tolist(), hours.tolist(), strict=True))
    added = [
        more.get(shift_id, 0.0) * price[pool] for shift_id, pool in zip(roster["shift_id"], roster["pool"], strict=True)
    ]
    return roster.assign(cost_cny=(roster["cost_cny"] + np.array(added, dtype=np.float64)).round(2))


def factors_of(limits: LabourLimits) -> PayFactors:
    """What a contract pays on top."""
    return PayFactors(
        overtime=max(1.0, meaning(limits, "pay_overtime_factor")),
        rest_day=max(1.0, meaning(limits, "pay_rest_day_factor")),
        after_day_h=meaning(limits, "overtime_after_day_h"),
        after_week_h=meaning(limits, "overtime_after_week_h"),
        rest_day_from=int(meaning(limits, "pay_rest_day_from_d")),
        double_after_day_h=stated(limits, "pay_double_after_day_h")[0] or inf,
        double=max(1.0, meaning(limits, "pay_double_factor")),
    )


def _premium_h(ledger: Ledger) -> Floats:
    """Hours paid on top for each shift; a day with several shifts carries them on the first."""
    made = np.zeros(len(ledger.agent))
    factors = {id(limits): factors_of(limits) for limits in ledger.variants}
    weeks: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(ledger.person >= 0).tolist():
        weeks.setdefault((int(ledger.person[row]), int(week_numbers(ledger.day[row]))), []).append(row)
    first_week = int(week_numbers(ledger.first_day))
    for (person, week), rows in weeks.items():
        known = ledger.people[person]
        factor = factors[id(known.limits)]
        if factor.idle:
            continue
        days: dict[int, list[int]] = {}
        for row in rows:
            days.setdefault(int(ledger.day[row]), []).append(row)
        worked = [(float(ledger.paid_min[own].sum()) / 60.0, bool(ledger.holiday[own[0]])) for own in days.values()]
        before = known.hours_before if week == first_week else 0.0
        earlier = [(min(before - at, 8.0), False) for at in np.arange(0.0, before, 8.0).tolist()]  # days of 8 h
        told = premium_hours([*earlier, *worked], factor)[len(earlier) :]
        for own, premium in zip(days.values(), told, strict=True):
            made[own[0]] = premium
    return made


def _break_h(ledger: Ledger) -> Floats:
    """Hours of pay for missed breaks, on the shift that misses them."""
    made = np.zeros(len(ledger.agent))
    row_of = {shift_id: row for row, shift_id in enumerate(ledger.shift_id.tolist())}
    for codes in (MEALS, RESTS):
        missed = {str(fault.values["shift_id"]) for code in codes for fault in RULES[code].faults(ledger)}
        for row in (row_of[shift_id] for shift_id in missed if shift_id in row_of):
            made[row] += meaning(ledger.people[ledger.person[row]].limits, "break_premium_h")
    return made
