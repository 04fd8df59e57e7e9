"""What a way out of a gap costs: pay with its premium, and what bending a rule counts beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from scheduling.clock import week_numbers
from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny
from scheduling.roster.explain.tried import Tried

# Labour Law of China, article 44: at least 150 % for longer hours, 200 % for work on a day of rest.
OVERTIME_FACTOR = 1.5
REST_DAY_FACTOR = 2.0
REST_DAY_RULES = ("rule.max_days_in_row", "rule.weekly_rest_day", "rule.rest_day")
# A unit of the excess over a rule (an hour, a day, a night). No bill: it orders the ways out, leave weighs most.
BEND_CNY = {
    "rule.min_rest": 60.0,
    "rule.max_days_in_row": 80.0,
    "rule.max_week_h": 10.0,
    "rule.max_nights_in_row": 100.0,
    "rule.night_ban": 400.0,
    "rule.skill": 300.0,
    "rule.leave": 1000.0,
}
OTHER_BEND_CNY = 100.0


def bend_cny(faults: Sequence[Fault]) -> float:
    """What bending the rules weighs.

    >>> bend_cny([Fault("rule.min_rest", "", {"excess": 1.5})])
    90.0
    """
    return sum(BEND_CNY.get(fault.code, OTHER_BEND_CNY) * float(fault.values.get("excess", 1.0)) for fault in faults)


class Prices:
    """Prices of the people and seats of a centre."""

    def __init__(self, centre: Centre, roster: pd.DataFrame) -> None:
        self._rates = rates_by_pool(centre.tables["rates"])
        self._holidays = holidays_of(centre.tables.get("calendar"))
        named = roster[roster["kind"] == "agent"]
        weeks = week_numbers((pd.DatetimeIndex(named["date"]) - pd.Timestamp("1970-01-01")).days.to_numpy())
        self._week_h = (named["paid_min"].groupby([named["agent"].to_numpy(), weeks]).sum() / 60.0).to_dict()
        self._contract_h = dict(zip(centre.tables["agents"]["agent"], centre.tables["agents"]["week_h"], strict=True))

    def shift_cny(self, pool: str, tried: Tried) -> float:
        """Pay of a shift at the rate of a pool, without premium."""
        rate = self._rates[pool]
        return shift_cost_cny(rate, tried.date, tried.start_min, tried.span_min, tried.paid_min, self._holidays)

    def extra_cny(self, pool: str, tried: Tried, instead: float, instead_min: float, faults: Sequence[Fault]) -> float:
        """Pay that a shift adds to what is paid already (`instead`, for `instead_min` paid minutes that day).

        Hours of the week beyond the contract cost the overtime factor, a day of rest that is worked its own.
        """
        pay = self.shift_cny(pool, tried)
        factor = REST_DAY_FACTOR if any(fault.code in REST_DAY_RULES for fault in faults) else OVERTIME_FACTOR
        more_h = (tried.paid_min - instead_min) / 60.0
        week = int(week_numbers([(tried.date - pd.Timestamp("1970-01-01")).days])[0])
        worked_h = self._week_h.get((tried.agent, week), 0.0)
        beyond_h = min(max(0.0, worked_h + more_h - self._contract_h.get(tried.agent, 0.0)), max(0.0, more_h))
        hourly = pay / (tried.paid_min / 60.0) if tried.paid_min > 0 else 0.0
        return float(round(pay - instead + beyond_h * hourly * (factor - 1.0), 2))
