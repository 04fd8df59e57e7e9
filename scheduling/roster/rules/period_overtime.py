"""Overtime of a month, quarter or year: counted by days and by weeks, the larger of both must be allowed."""

from __future__ import annotations

from data.contracts.errors import Fault
from scheduling.roster.rules.count import Counted, CountRule
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.measures import DAY_OVERTIME, WEEK_OVERTIME
from scheduling.roster.rules.shape import Budget, Person, priced


class PeriodOvertime(CountRule):
    """Overtime beyond the normal day, and beyond the normal week (in the period of its Sunday), each by itself."""

    by_week: Counted

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        both = (self.counted, self.by_week)
        return [
            budget
            for counted in both
            for budget in counted.budgets(person, first, last, lambda day: priced(person.limits, self.limit, day))
        ]

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []

        def fault(person: int, day: int, row: int | None, told: dict[str, object]) -> Fault:
            return ledger.fault_of(self, person, day, row, **told)

        values = ledger.values(self.limit)
        found: dict[tuple[str, str], Fault] = {}
        for counted in (self.counted, self.by_week):  # the larger breach of a person and period is told
            for made in counted.faults(ledger, values, fault):
                key = (str(made.values["agent"]), str(made.values["since"]))
                if key not in found or made.values["excess"] > found[key].values["excess"]:
                    found[key] = made
        return list(found.values())


class MonthOvertime(PeriodOvertime):
    """At most `max_overtime_month_h` hours of overtime in a calendar month."""

    code = "rule.max_overtime_month_h"
    limit = "max_overtime_month_h"
    template = "{name} works {hours:g} h of overtime from {since} to {until}, {most:g} h are allowed in a month"
    remedy = "Take overtime off {name} until {until}."
    counted = Counted(DAY_OVERTIME, "month")
    by_week = Counted(WEEK_OVERTIME, "month")


class QuarterOvertime(PeriodOvertime):
    """At most `max_overtime_quarter_h` hours of overtime in a calendar quarter."""

    code = "rule.max_overtime_quarter_h"
    limit = "max_overtime_quarter_h"
    template = "{name} works {hours:g} h of overtime from {since} to {until}, {most:g} h are allowed in a quarter"
    remedy = "Take overtime off {name} until {until}."
    counted = Counted(DAY_OVERTIME, "quarter")
    by_week = Counted(WEEK_OVERTIME, "quarter")


class YearOvertime(PeriodOvertime):
    """At most `max_overtime_year_h` hours of overtime in a calendar year."""

    code = "rule.max_overtime_year_h"
    limit = "max_overtime_year_h"
    template = "{name} works {hours:g} h of overtime from {since} to {until}, {most:g} h are allowed in a year"
    remedy = "Take overtime off {name} until {until}."
    counted = Counted(DAY_OVERTIME, "year")
    by_week = Counted(WEEK_OVERTIME, "year")
