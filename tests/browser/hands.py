"""Hands for the journeys: a running dashboard, its grid by keyboard, and what a journey needs to know of the plan."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from playwright.sync_api import Locator, Page, expect

from workbench.access import User
from workbench.desk import Desk
from workbench.display import Display

PLANNER = User("planner", "planner")


@dataclass(frozen=True)
class Served:
    """A running dashboard: its address and the desk of the same store."""

    url: str
    desk: Desk

    @property
    def plan_id(self) -> str:
        stored = self.desk.latest_plan(PLANNER)
        assert stored is not None
        return stored.plan_id

    def two_late_days(self) -> tuple[str, pd.Timestamp]:
        """A named agent with the late shift on two days running, and the second of them."""
        roster = self.desk.table(PLANNER, self.plan_id, "roster")
        late = roster[(roster["shift"] == "L") & (roster["kind"] == "agent")].sort_values(["agent", "date"])
        follows = (late["agent"] == late["agent"].shift()) & (late["date"].diff() == pd.Timedelta(days=1))
        row = late[follows].iloc[0]
        return str(row["agent"]), row["date"]


def grid_day(date: pd.Timestamp, language: str) -> str:
    """The head of a day's column."""
    return Display(language).grid_day(date)


def settled(page: Page) -> None:
    """Wait until the page is drawn and the server is done with it."""
    expect(page.locator("h2").first).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)


class Grid:
    """The editable grid, used by keyboard: its cells are drawn on a canvas that only tells them to screen readers."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frame = page.get_by_test_id("stDataFrame").filter(has=page.locator("th")).first
        expect(self._frame.locator("td[role=gridcell]").first).to_be_attached()

    def cell(self, person: str, day: str) -> str:
        """The code in a cell."""
        return self._at(*self._place(person, day)).inner_text()

    def choose(self, person: str, day: str, code: str) -> None:
        """Go to the cell with the arrow keys, open its list and pick a shift."""
        column, row = self._place(person, day)
        canvas = self._frame.locator("canvas[data-testid=data-grid-canvas]")
        canvas.focus()
        self._page.keyboard.press("Control+Home")
        for _ in range(row):
            self._page.keyboard.press("ArrowDown")
        for _ in range(column):
            self._page.keyboard.press("ArrowRight")
        expect(self._at(column, row)).to_have_attribute("aria-selected", "true")
        self._page.keyboard.press("Enter")
        words = self._page.locator("#portal input, [data-testid=portal] input").first
        expect(words).to_be_visible()
        words.fill(code)
        self._page.keyboard.press("Enter")
        expect(self._at(column, row)).to_have_text(code)

    def _place(self, person: str, day: str) -> tuple[int, int]:
        heads = self._frame.locator("th[role=columnheader]").all_inner_texts()
        column = next(number for number, head in enumerate(heads) if head.strip() == day)
        rows = self._frame.locator("td[data-testid^=glide-cell-0-]").all_inner_texts()
        return column, next(number for number, name in enumerate(rows) if name.startswith(person + " "))

    def _at(self, column: int, row: int) -> Locator:
        return self._frame.locator(f"td[data-testid=glide-cell-{column}-{row}]")
