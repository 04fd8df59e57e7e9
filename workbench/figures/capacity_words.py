"""A capacity plan in words: its months as a table, its actions, gaps and assumptions as sentences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pandas as pd

from workbench.i18n import N_
from workbench.phrases import told_note

Words = Callable[[str], str]
WHOLE = "all"
ACTIONS = {
    "recruit": N_("{act_by}: start recruiting {heads} people for {group}; class starts {start}, on contacts from "
                  "{productive}, at full speed from {tenured}"),
    "contract": N_("{act_by}: sign {group} for {heads} heads, service {start} to {end}, {cost} CNY"),
    "overtime": N_("{act_by}: plan {hours} h of overtime for {group}, {start} to {end}"),
    "backup": N_("{act_by}: ask {group} for {hours} h of help, {start} to {end}, up to {heads} people"),
}  # fmt: skip
HEADER = (
    N_("Month"), N_("Own people"), N_("Needed (low–high)"), N_("Busiest week"), N_("Class starters"), N_("Leavers"),
    N_("Overtime h paid"), N_("Partner h on contacts"), N_("Most missing"), N_("Cost"), N_("Budget"),
)  # fmt: skip
GAP = N_("{month}, {area}: {fte} full-time people are missing in its worst week ({reason})")
PART = N_("{month} (part)")
THURSDAY = 3
# Sentences of the capacity stage, told by workbench.phrases
NOTES = (
    # scheduling.capacity.reasons
    N_("a class recruited today would be on contacts too late (first: {day})"),
    N_("the notice of {pool} is not over (first service: {day})"), N_("all classes of {group} are full"),
    N_("{group} hires nobody"), N_("{group} has its most heads"), N_("overtime is at its limit"),
    N_("helpers of {pool} are at their limit"), N_("{pool} has its most heads under contract"),
    N_("no partner may do this work"), N_("the budget of {month} is used up"),
    N_("more people would cost more than the gap"),
    # scheduling.capacity.terms and workbench.deeds.capacity
    N_("attrition of {percent} a month"), N_("at most {value} h of overtime a month and person"),
    N_("overtime costs {value} times"), N_("helpers work at most {value} h a month"),
    N_("planned shrinkage of internal people {planned}, unplanned as in pools.csv"),
    N_("planned shrinkage of backup people {planned}, unplanned as in pools.csv"),
    N_("planned shrinkage of outsourced people {planned}, unplanned as in pools.csv"),
    N_("classes of at most {value} people"), N_("{value} classes a month and group"), N_("{value} days to recruit"),
    N_("{value} days of training"), N_("{percent} pass the training"),
    N_("{value} CNY to recruit and train one"), N_("no cost of a class as such"),
    N_("newcomers work at 55 % of full speed in their first week and at all of it after 26 weeks"),
    N_("contracts with partners last at least {months} month"),
    N_("{month}: the people there are already cost {cost} more than the budget"),
    N_("events that are not in events.csv yet come again on their usual days: {events}"),
    N_("events of the kind {kinds} do not come again; add their days to events.csv if they do"),
    # forecasting.long_range and long_range_days
    N_("{queue}: only {days} days of history: the season of the year is not known, the level goes on as it is, and the "
       "band is wider"),
    N_("{queue}: {days} days of history: the season is last year's alone"),
    N_("{queue}: no origin in the past to judge models on: they count alike, the band is a usual one"),
    N_("{queue}: a new level since {day}, {factor} times the old one, goes on"),
    N_("{queue}: fewer than {days} normal days to learn from: means of the weekdays known, no season, no trend"),
    N_("{queue}: planned by plain means, the long-range forecast failed: {error}"),
    # progress
    N_("shifts {area}"), N_("people, classes and contracts"), N_("tables"), N_("capacity planned"),
)  # fmt: skip


def month_rows(
    months: pd.DataFrame, _: Words, group: str = WHOLE, parts: Collection[pd.Timestamp] = ()
) -> list[tuple[str, ...]]:
    """Cells of the months of one set of groups, the header first; `parts`: months of which some weeks are planned."""
    rows = [tuple(_(word) for word in HEADER)]
    for row in months[months["group"] == group].to_dict("records"):
        low, high = row["required_fte_low"], row["required_fte_high"]
        budget = row["budget_cny"]
        told = f"{row['month']:%Y-%m}"
        told = _(PART).format(month=told) if row["month"] in parts else told
        rows.append((
            told, f"{row['heads']:.0f}", f"{row['required_fte']:.0f} ({low:.0f}–{high:.0f})",
            f"{row['required_fte_peak']:.0f}", f"{row['starters']:.0f}", f"{row['leavers']:.1f}",
            f"{row['overtime_h']:,.0f}", f"{row['outsourced_h']:,.0f}", f"{row['gap_fte']:.1f}",
            f"{row['cost_cny']:,.0f}", "" if pd.isna(budget) else f"{budget:,.0f}",
        ))  # fmt: skip
    return rows


def months_in_part(work: pd.DataFrame) -> set[pd.Timestamp]:
    """Months with fewer weeks in the plan than belong to them; a week belongs to the month of its Thursday."""
    found = set()
    for name, weeks in work.groupby("month")["week"]:
        month = pd.Period(str(name), "M")
        days = pd.date_range(month.start_time, periods=month.days_in_month)
        if weeks.nunique() < sum(day.weekday() == THURSDAY for day in days):
            found.add(month.start_time)
    return found


def action_lines(actions: pd.DataFrame, _: Words, titles: Mapping[str, str] | None = None) -> list[str]:
    """A sentence an action, in the order of their dates; `titles` of pools stand in their place."""
    told = []
    for row in actions.to_dict("records"):
        days = {name: f"{row[name]:%Y-%m-%d}" for name in ("act_by", "start", "productive", "tenured", "end")}
        group = (titles or {}).get(str(row["group"]), str(row["group"]))
        told.append(_(ACTIONS[str(row["kind"])]).format(
            group=group, heads=f"{row['heads']:.0f}", hours=f"{row['hours']:,.0f}", cost=f"{row['cost_cny']:,.0f}",
            **days,
        ))  # fmt: skip
    return told


def gap_lines(work: pd.DataFrame, _: Words, language: str) -> list[str]:
    """A sentence a month and set of groups with missing hours: the worst week and the limits that bind in it."""
    missing = work[work["gap_fte"] > 0].sort_values("gap_fte", ascending=False, kind="stable")
    worst = missing.drop_duplicates(["month", "area"]).sort_values(["month", "area"])
    return [
        _(GAP).format(month=f"{row['month']:%Y-%m}", area=row["area"], fte=f"{row['gap_fte']:.1f}",
                      reason=told_note(str(row["reason"]), language))
        for row in worst.to_dict("records")
    ]  # fmt: skip
