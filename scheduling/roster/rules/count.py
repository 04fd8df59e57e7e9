"""A limit on something counted in windows of days: its rows for the plan, and its faults, from one description."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from scheduling.clock import day_of, week_numbers
from scheduling.roster.rules.ledger import Floats, Ints, Ledger
from scheduling.roster.rules.measures import Measure
from scheduling.roster.rules.shape import Budget, Group, Person, Slot, meaning, priced
from scheduling.roster.rules.spans import Span, monday_of, spans_of

EPS = 1e-6
WORKDAYS = 5.0  # days among which a contract spreads its weekly hours
At = Callable[[int], tuple[float, float] | None]  # value and price of the limit on a day, None where it does not shape
Faulty = Callable[[int, int, int | None, dict[str, object]], Fault]  # person, day, row and what to tell


@dataclass(frozen=True)
class Counted:
    """Most (or least) of a measure in windows. `n_limit` names the limit that tells n of an `{n}d` or `{n}w` window.

    With `of_days` the limit says what must stay free of that many; with `of_n` of n.
    """

    measure: Measure
    window: str
    least: bool = False
    n_limit: str = ""
    of_days: float = 0.0
    of_n: bool = False

    @property
    def rolling(self) -> bool:
        """Whether the windows are any days or weeks in a row, not periods of the calendar."""
        return self.window[0] == "{" or self.window[0].isdigit()

    def budgets(self, person: Person, first: int, last: int, at: At, name: str = "") -> list[Budget]:
        """The rows of a person, hard and soft. O(windows)."""
        n = self._n(person.limits)
        made = []
        for span in self._spans(n, first, last):
            told = at(min(span[1], last))
            if told is None:
                continue
            bound = float(self._bound(told[0], n)) * self._there(person, span)
            if span[0] < first:
                bound -= min(self._before(person), float(self._most_before([person], span, first)[0]))
            groups = self._groups(person, span, first, last)
            if self.measure.by_week and not groups:
                continue  # no Sunday of a planned week lies in the window
            low, high = (groups[0].first, groups[-1].last) if groups else span
            if not self.least:
                made.append(
                    Budget(max(low, first), min(high, last), max(0.0, bound), self._weight(person), price=told[1],
                           groups=groups, name=name, scale=self.measure.scale)
                )  # fmt: skip
            elif span[1] <= last and (span[0] >= first or self._is_known(person)):
                made.append(
                    Budget(max(low, first), min(high, last), inf, self._weight(person), bound, told[1], groups,
                           name=name, scale=self.measure.scale)
                )  # fmt: skip
        return made

    def faults(self, ledger: Ledger, values: Floats, fault: Faulty) -> list[Fault]:
        """Breaches; `values` (people, days) is the limit in force, NaN where it is off. O(people x windows)."""
        if np.isnan(values).all():
            return []
        table = self.measure.table(ledger)
        sums = np.concatenate([np.zeros((len(table), 1)), np.cumsum(table, axis=1)], axis=1)
        n_of = np.array([self._n(limits) for limits in ledger.variants])[ledger.variant]
        found: list[Fault] = []
        for n in np.unique(n_of).tolist():
            people = np.flatnonzero(n_of == n)
            spans = self._spans(n, ledger.first_day, ledger.last_day)
            found += self._of_people(ledger, people, spans, n, table, sums, values, fault)
        return found

    def _of_people(
        self, ledger: Ledger, people: Ints, spans: tuple[Span, ...], n: int, table: Floats, sums: Floats,
        values: Floats, fault: Faulty,
    ) -> list[Fault]:  # fmt: skip
        first, last, width = ledger.first_day, ledger.last_day, table.shape[1]
        low = np.array([max(span[0], first) - first for span in spans])
        high = np.minimum(np.array([span[1] for span in spans]) - first, width - 1)
        counted = sums[people][:, high + 1] - sums[people][:, low]
        at = np.minimum(high, last - first)
        bound = self._bound(values[people][:, at], n)
        who = [ledger.people[p] for p in people]
        before = np.array([self._before(person) for person in who])
        total = counted.copy()
        for k, span in enumerate(spans):
            if span[0] < first:
                total[:, k] += np.minimum(before, self._most_before(who, span, first))
        with np.errstate(invalid="ignore"):
            if self.least:
                there = np.array([[self._there(person, span) for span in spans] for person in who])
                known = np.array([self._is_known(person) for person in who])
                whole = np.array([span[1] <= last for span in spans])
                inside = np.array([span[0] >= first for span in spans])
                bound = bound * there
                breach = (total < bound - EPS) & whole & (inside | known[:, None])
            else:
                breach = (total > bound + EPS) & (counted > 0.0)
                if self.rolling:  # any days in a row: told on the days that add to it
                    breach &= table[people][:, high] > 0.0
        found = []
        for i, k in zip(*np.nonzero(breach), strict=True):
            told = self._told(spans[k], float(total[i, k]), float(bound[i, k]))
            row = (
                None
                if self.least
                else self._row(ledger, int(people[i]), low[k], high[k], total[i, k], bound[i, k], sums)
            )
            found.append(fault(int(people[i]), int(min(spans[k][1], last)), row, told))
        return found

    def _row(
        self, ledger: Ledger, person: int, low: int, high: int, total: float, bound: float, sums: Floats
    ) -> int:  # fmt: skip
        """The first shift that is too much; the last of the window where that cannot be told."""
        rows = ledger.rows_of(person, low, high)
        so_far = total - (sums[person, high + 1] - sums[person, ledger.day[rows] - ledger.first_day + 1])
        over = np.flatnonzero((so_far > bound + EPS) & (self.measure.rows(ledger)[rows] != 0.0))
        return int(rows[over[0]]) if len(over) and not self.measure.by_week else int(rows[-1])

    def _told(self, span: Span, total: float, bound: float) -> dict[str, object]:
        scale = self.measure.scale
        since, until = (day_of(day).date().isoformat() for day in span)
        amount, limit = round(total / scale, 2), round(bound / scale, 2)
        told = {"since": since, "until": until, "amount": amount, "hours": amount, "most": limit, "least": limit,
                "excess": round(abs(amount - limit), 2)}  # fmt: skip
        return told if self.rolling else {**told, "week": since}

    def _n(self, limits: LabourLimits) -> int:
        return int(meaning(limits, self.n_limit)) if self.n_limit else 0

    def _spans(self, n: int, first: int, last: int) -> tuple[Span, ...]:
        wide = monday_of(int(week_numbers(last))) + 6 if self.measure.by_week else last
        return spans_of(self.window.format(n=n), first, wide)

    def _bound(self, value: Floats | float, n: int) -> Floats:
        whole = n if self.of_n else self.of_days
        counted = np.maximum(0.0, whole - np.asarray(value)) if whole else np.asarray(value)
        return np.asarray(counted * self.measure.scale, dtype=np.float64)

    def _there(self, person: Person, span: Span) -> float:
        """The share of a window without leave: a least asks only for that."""
        if not self.least or not person.leave:
            return 1.0
        away = sum(span[0] <= day <= span[1] for day in person.leave)
        return 1.0 - away / (span[1] - span[0] + 1)

    def _weight(self, person: Person) -> Callable[[Slot], float]:
        limits, measure = person.limits, self.measure
        if measure.by_week:
            return lambda slot: measure.weight(slot, limits)
        return lambda slot: measure.of_day(slot, limits)

    def _groups(self, person: Person, span: Span, first: int, last: int) -> tuple[Group, ...]:
        measure = self.measure
        if not measure.by_week:
            return ()
        made = []
        for week in range(int(week_numbers(max(span[0], first))), int(week_numbers(last)) + 1):
            monday = monday_of(week)
            if not span[0] <= monday + 6 <= span[1]:
                continue
            free = 0.0
            if measure.free_week:
                free = meaning(person.limits, measure.free_week, min(monday + 6, last)) * measure.scale
                free = max(0.0, free - (person.hours_before * measure.scale if monday < first else 0.0))
            made.append(Group(max(monday, first), min(monday + 6, last), free, measure.week_cap))
        return tuple(made)

    def _is_known(self, person: Person) -> bool:
        return ("rolling" if self.rolling else self.window, self.measure.balance) in person.balances

    def _before(self, person: Person) -> float:
        """What was worked before the plan, in the running period or the days that the window reaches back to."""
        rolling, quantity = self.rolling, self.measure.balance
        known = person.balances.get(("rolling" if rolling else self.window, quantity))
        if known is not None:
            return known * self.measure.scale
        if quantity == "hours" and self.window == "week":
            return person.hours_before * self.measure.scale
        if rolling or self.window == "week":
            return float({"days": person.days_before, "shifts": person.days_before, "nights": person.nights_before}
                         .get(quantity, 0))  # fmt: skip
        return 0.0

    def _most_before(self, people: Sequence[Person], span: Span, first: int) -> Floats:
        """The most that the days before the plan can have brought each person: they are taken as worked late.

        Of the days that a window reaches back to, those right before the plan are worked as told, the day before them
        is off, and others may be worked; a day brings a fifth of the contract's week.
        """
        days = first - span[0]
        if self.measure.by_week:
            return np.full(len(people), days // 7 * self.measure.week_cap if self.measure.week_cap < inf else inf)
        if not self.rolling or self.measure.free_day:
            return np.full(len(people), inf)
        nights = self.measure.balance == "nights"
        run = np.array([p.nights_before if nights else p.days_before for p in people], dtype=np.float64)
        worked = np.minimum(run, days) + np.maximum(0.0, days - run - 1.0)
        if self.measure.a_day < inf:
            return worked * self.measure.a_day
        a_day = np.array([p.week_h for p in people], dtype=np.float64) / WORKDAYS * self.measure.scale
        return np.asarray(worked * a_day, dtype=np.float64)


class CountRule:
    """A rule that limits something counted: what a file of a rule says in words, `counted` says in arithmetic."""

    code: str
    limit: str
    template: str
    remedy: str
    counted: Counted

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        return self.counted.budgets(person, first, last, lambda day: priced(person.limits, self.limit, day))

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []

        def fault(person: int, day: int, row: int | None, told: dict[str, object]) -> Fault:
            return ledger.fault_of(self, person, day, row, **told)

        return self.counted.faults(ledger, ledger.values(self.limit), fault)
