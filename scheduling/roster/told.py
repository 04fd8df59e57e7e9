"""What people tell and carry beside the facts that rules ask about: wishes for days, seniority, past burdens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.people_tables import OFF_WISH
from scheduling.clock import day_numbers
from scheduling.roster.rules.shape import Slot

SOFT_CNY = 50.0  # a wish for a day that is not met, where none is stated
HARD_CNY = 3000.0  # a hard one: dearer than three shifts that nobody works; the rules come first all the same
SENIORITY_PER_YEAR, MOST_SENIORITY = 0.05, 2.0  # wishes of seniors weigh more, at most twice as much
HISTORY = {"night": "nights", "weekend": "weekends", "holiday": "holidays"}  # burden -> quantity of agent_balances
PERIODS = ("year", "quarter", "month", "week", "rolling")  # the longest that is told counts


@dataclass(frozen=True)
class DayWish:
    """A shift wished for a day, or OFF_WISH; `price` of not meeting it."""

    shift: str
    price: float
    hard: bool = False

    def met(self, shift: str) -> bool:
        """Whether the shift worked that day (empty: none) is what was wished; a family stands for all its starts.

        >>> wish = DayWish("flex", 50.0)
        >>> wish.met("flex@07:30"), wish.met("flexible"), DayWish("off", 50.0).met("")
        (True, False, True)
        """
        return not shift if self.shift == OFF_WISH else shift == self.shift or shift.startswith(f"{self.shift}@")


@dataclass(frozen=True)
class Told:
    """Wishes by day number; how much more the person's wishes weigh; burdens carried before the plan."""

    wishes: Mapping[int, DayWish] = field(default_factory=dict)
    weight: float = 1.0
    carried: Mapping[str, float] = field(default_factory=dict)

    def price(self, slot: Slot) -> float:
        """Price of this shift against a day off; below zero where it is the one wished."""
        wish = self.wishes.get(slot.day)
        if wish is None:
            return 0.0
        if wish.shift == OFF_WISH:
            return wish.price
        return -wish.price if wish.met(slot.shift) else 0.0

    @property
    def constant(self) -> float:
        """What all wishes for shifts cost while nobody works: a shift that meets one takes its price back."""
        return sum(wish.price for wish in self.wishes.values() if wish.shift != OFF_WISH)


SILENT = Told()


def told_by(centre: Centre) -> dict[str, Told]:
    """What each agent told, who told anything. O(wishes + agents + balances)."""
    agents = centre.tables["agents"]
    years: dict[str, float] = {}
    if "seniority_y" in agents.columns:
        years = {
            str(a): float(y) for a, y in zip(agents["agent"], agents["seniority_y"], strict=True) if not pd.isna(y)
        }
    weight = {agent: min(MOST_SENIORITY, 1.0 + SENIORITY_PER_YEAR * y) for agent, y in years.items()}
    carried = _carried(centre.tables.get("agent_balances"))
    wishes = _wishes(centre.tables.get("wishes"), weight)
    return {
        agent: Told(wishes.get(agent, {}), weight.get(agent, 1.0), carried.get(agent, {}))
        for agent in {*weight, *carried, *wishes}
    }


def _wishes(table: pd.DataFrame | None, weight: Mapping[str, float]) -> dict[str, dict[int, DayWish]]:
    found: dict[str, dict[int, DayWish]] = {}
    if table is None or table.empty:
        return found
    minded = table[table["enforcement"] != "off"]
    for row, day in zip(minded.to_dict("records"), day_numbers(pd.DatetimeIndex(minded["date"])).tolist(), strict=True):
        agent, hard = str(row["agent"]), row["enforcement"] == "hard"
        price = SOFT_CNY if pd.isna(row["weight"]) else float(row["weight"])
        price = HARD_CNY if hard else price * weight.get(agent, 1.0)
        found.setdefault(agent, {})[day] = DayWish(str(row["shift"]), price, hard)
    return found


def _carried(table: pd.DataFrame | None) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    if table is None or table.empty:
        return found
    for period in reversed(PERIODS):
        for row in table[table["period"] == period].to_dict("records"):
            for burden, quantity in HISTORY.items():
                if row["quantity"] == quantity:
                    found.setdefault(str(row["agent"]), {})[burden] = float(row["value"])
    return found
