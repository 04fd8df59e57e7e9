"""What people have worked in the running periods when a plan ends: the balances that the next plan starts with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.shift_tables import CARRY_BALANCES
from scheduling.clock import day_numbers
from scheduling.roster.rules.ledger import Ledger, ledger_of
from scheduling.roster.rules.measures import DAY_OVERTIME, MEASURES, WEEK_OVERTIME, Measure, measured
from scheduling.roster.rules.people import known_people
from scheduling.roster.rules.spans import spans_of

CALENDAR = ("week", "month", "quarter", "year")
ROLLING = "rolling"


def balances_after(roster: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """The table carry_balances, agent_balances of a plan that starts on the day after the window.

    A balance of a period that goes on is the one from before plus what the roster brings; one whose period ends with
    the window starts anew; `rolling` adds up all that is known. Overtime counts by the day or by the week, whichever is
    more. O(shifts + people x days x quantities).
    """
    ledger = ledger_of(roster, centre)
    first, last = (int(n) for n in day_numbers(pd.DatetimeIndex([centre.window.first, centre.window.last])))
    begins = {period: spans_of(period, last + 1, last + 1)[0][0] for period in CALENDAR}
    position = {person.agent: i for i, person in enumerate(ledger.people)}
    people = known_people(centre)
    at = np.array([position.get(person.agent, -1) for person in people], dtype=np.int64)
    rows = []
    for quantity, table in _tables(ledger, centre, last - first + 1).items():
        for period in (*CALENDAR, ROLLING):
            start = first if period == ROLLING else begins[period]
            worked = np.append(table[:, max(0, start - first) :].sum(axis=1), 0.0)[at]
            for person, brought in zip(people, worked.tolist(), strict=True):
                before = person.balances.get((period, quantity), 0.0) if start <= first else 0.0
                if brought + before > 0.0:
                    rows.append((person.agent, period, quantity, round(brought + before, 6)))
    made = pd.DataFrame(rows, columns=list(CARRY_BALANCES.columns))
    return made.astype({"agent": "str", "period": "str", "quantity": "str", "value": "float64"})


def _tables(ledger: Ledger, centre: Centre, days: int) -> dict[str, np.ndarray]:
    """(people, days of the window) of each quantity, in the units of its limits."""

    def table(measure: Measure) -> np.ndarray:
        made: np.ndarray = measure.table(ledger)[:, :days] / measure.scale
        return made

    own = [measured(limit.counts, limit.of, limit.limit) for limit in centre.labour.own]
    tables = {measure.balance: table(measure) for measure in (*MEASURES.values(), *own)}
    by_day, by_week = table(DAY_OVERTIME), table(WEEK_OVERTIME)
    more = by_week.sum(axis=1, keepdims=True) > by_day.sum(axis=1, keepdims=True)
    return {**tables, "overtime": np.where(more, by_week, by_day)}
