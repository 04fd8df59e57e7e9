"""A long stretch without work in each week."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.clock import DAY_MIN, week_numbers
from scheduling.roster.rules.ledger import Floats, Ints, Ledger
from scheduling.roster.rules.shape import Person, Rest, priced
from scheduling.roster.rules.spans import monday_of

WEEK_MIN = 7 * DAY_MIN


class WeeklyRest:
    """At least `min_weekly_rest_h` hours in a row without work in each ISO week, on the wall clock.

    A stretch counts whole in the week in which its middle lies, else what of it lies in the week. One that goes on
    beyond what is known (after the last shift of the plan) counts twice what lies in the week: so long it can become
    with its middle there. Weeks that the plan does not hold whole are not judged.
    """

    code = "rule.min_weekly_rest"
    limit = "min_weekly_rest_h"
    template = "{name} rests at most {rest_h:g} h in a row in the week of {week}, {limit_h:g} h are required"
    remedy = "Give {name} a day off in the week of {week}, with a late start or an early end beside it."

    def rests(self, person: Person, first: int, last: int) -> list[Rest]:
        made = []
        for monday in _mondays(first, last):
            told = priced(person.limits, self.limit, monday + 6)
            if told:
                made.append(Rest(monday, monday + 6, told[0] * 60.0, told[1]))
        return made

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit) or not ledger.people:
            return []
        values = ledger.values(self.limit)
        who, begins, ends = _stretches(ledger)
        found = []
        for monday in _mondays(ledger.first_day, ledger.last_day):
            sunday = monday + 6 - ledger.first_day
            rest_h = _longest(who, begins, ends, monday * DAY_MIN, len(ledger.people)) / 60.0
            with np.errstate(invalid="ignore"):
                short = np.flatnonzero(rest_h < values[:, sunday] - 1e-9)
            for i in short.tolist():
                least = float(values[i, sunday])
                told = {"week": ledger.day_text(monday), "rest_h": round(float(rest_h[i]), 2), "limit_h": least}
                row = int(ledger.rows_of(i, max(0, sunday - 6), sunday)[-1])
                found.append(
                    ledger.fault_of(self, i, monday + 6, row, excess=round(least - float(rest_h[i]), 2), **told)
                )
        return found


def _mondays(first: int, last: int) -> list[int]:
    """Mondays of the weeks that are planned whole."""
    weeks = range(int(week_numbers(first)), int(week_numbers(last)) + 1)
    return [monday_of(week) for week in weeks if first <= monday_of(week) and monday_of(week) + 6 <= last]


def _stretches(ledger: Ledger) -> tuple[Ints, Floats, Floats]:
    """Stretches without work: person, first and last minute on the wall clock, infinite where nothing is known."""
    rows = np.flatnonzero(ledger.person >= 0)
    person = ledger.person[rows]
    start = (ledger.day[rows] * DAY_MIN + ledger.wall_start[rows]).astype(np.float64)
    end = start + ledger.end[rows] - ledger.start[rows]
    fresh = np.append(True, person[1:] != person[:-1])[: len(rows)]
    before = np.where(fresh, -np.inf, np.append(-np.inf, end[:-1])[: len(rows)])
    known = np.array([np.nan if p.last_end is None else p.last_end for p in ledger.people])
    wall = start - ledger.start[rows]  # from instants to the wall clock
    before = np.where(fresh & ~np.isnan(known[person]), known[person] + wall, before)
    lasts = np.append(np.flatnonzero(fresh)[1:], len(rows)) - 1 if len(rows) else rows
    free = np.setdiff1d(np.arange(len(ledger.people)), person)  # who works nothing
    endless = np.full(len(free), np.inf)
    return (
        np.concatenate([person, person[lasts], free]),
        np.concatenate([before, end[lasts], -endless]),
        np.concatenate([start, np.full(len(lasts), np.inf), endless]),
    )


def _longest(who: Ints, begins: Floats, ends: Floats, low: int, people: int) -> Floats:
    """Minutes of the longest stretch of each person that counts in the week from minute `low`."""
    high = low + WEEK_MIN
    clipped = np.maximum(0.0, np.minimum(ends, high) - np.maximum(begins, low))
    known = np.isfinite(begins) & np.isfinite(ends)
    whole = np.where(known, np.where(known, ends, 0.0) - np.where(known, begins, 0.0), 0.0)
    middle = np.where(known, begins, 0.0) + whole / 2.0
    counts = np.where(known & (low <= middle) & (middle < high), whole, np.where(known, clipped, 2.0 * clipped))
    longest = np.zeros(people)
    np.maximum.at(longest, who, np.maximum(counts, clipped))
    return np.asarray(longest, dtype=np.float64)
