"""The hard rules of one person as rows over slots: for the integer model, and for a search step by step."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.roster.demand import Demand
from scheduling.roster.rules.slots import budgets_of, pair_rows, reach_of


@dataclass(frozen=True)
class Row:
    """Weights of a person's slots add up to at most `most`, because `rule` says so."""

    rule: str
    most: float
    weights: dict[int, float]


def rows_of(demand: Demand, i: int) -> list[Row]:
    """The rows of a person that are plain sums; slots that the person may not work at all are left out.

    O(days x slots of a day)."""
    person, may = demand.people[i], demand.may[i]
    by_day: dict[int, list[int]] = {}
    for j in sorted(may):
        by_day.setdefault(demand.slots[j].day, []).append(j)
    rows = []
    reach = range(1, reach_of(person.limits) + 1)
    for day, today in by_day.items():
        for later in (by_day[day + ahead] for ahead in reach if day + ahead in by_day):
            steps = pair_rows([demand.slots[j] for j in today], [demand.slots[j] for j in later], person.limits)
            for code, late, early in steps:
                members = [today[k] for k in late] + [later[k] for k in early]
                rows.append(Row(code, 1.0, dict.fromkeys(members, 1.0)))
    for code, budget in budgets_of(person, demand.first, demand.last):
        if not budget.plain:
            continue  # kept by rules.lawful_part, or told by the judge
        days = range(budget.first, budget.last + 1)
        weights = {j: budget.weight(demand.slots[j]) for day in days for j in by_day.get(day, [])}
        weights = {j: weight for j, weight in weights.items() if weight > 0.0}
        heaviest: dict[int, float] = {}
        for j, weight in weights.items():
            heaviest[demand.slots[j].day] = max(heaviest.get(demand.slots[j].day, 0.0), weight)
        if sum(heaviest.values()) > budget.most or budget.first == budget.last:
            rows.append(Row(code, budget.most, weights))
    return rows


def one_a_day(demand: Demand, i: int) -> list[Row]:
    """A person works one shift a day in every roster we make, whatever the limits say."""
    by_day: dict[int, dict[int, float]] = {}
    for j in demand.may[i]:
        by_day.setdefault(demand.slots[j].day, {})[j] = 1.0
    return [Row("rule.one_shift_a_day", 1.0, weights) for weights in by_day.values()]


class Diary:
    """What one person works so far, and which rule forbids one shift more."""

    def __init__(self, demand: Demand, i: int) -> None:
        self.demand = demand
        self.may = demand.may[i]
        self.rows = [*one_a_day(demand, i), *rows_of(demand, i)]
        self.left = [row.most for row in self.rows]
        self.of_slot: dict[int, list[int]] = {}
        for r, row in enumerate(self.rows):
            for j in row.weights:
                self.of_slot.setdefault(j, []).append(r)
        self.worked: set[int] = set()

    def forbids(self, j: int) -> str:
        """Code of a rule that forbids the shift now, empty when it is lawful."""
        if j not in self.may:
            return "not allowed"
        for r in self.of_slot.get(j, []):
            if self.rows[r].weights[j] > self.left[r] + 1e-9:
                return self.rows[r].rule
        return ""

    def add(self, j: int) -> None:
        """Work the shift."""
        self.worked.add(j)
        for r in self.of_slot.get(j, []):
            self.left[r] -= self.rows[r].weights[j]
