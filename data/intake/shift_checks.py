"""Do flexible shifts, availability, rotations, leave quotas, carried shifts and activities make sense?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.contracts.errors import Fault
from data.intake.placed import Placed
from data.intake.shift_words import break_rules, clock_min, fit_together, starts_of

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OFF, ANY, FREE = "off", "*", "-"
MOST_STARTS = 96  # of one pattern: every quarter of a day
CLOCK_REMEDY = "Write HH:MM; 24:00 is midnight."
DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def shift_table_faults(tables: Mapping[str, Placed]) -> list[Fault]:
    """Every fault of these tables, alone and against the others. O(rows)."""
    faults: list[Fault] = []
    if "shift_patterns" in tables:
        faults += flexible_faults(tables["shift_patterns"])
        if "agents" in tables and "limits" in tables:
            known = {*tables["agents"].rows["contract"], *tables["limits"].rows["contract"]} - {ANY}
            faults += contract_faults(tables["shift_patterns"], known)
    if "agents" in tables:
        faults += hours_faults(tables["agents"])
    if "availability" in tables:
        faults += availability_faults(tables["availability"])
    if "rotations" in tables and "shift_patterns" in tables:
        faults += rotation_faults(tables["rotations"], set(tables["shift_patterns"].rows["shift"]))
    if {"leave", "leave_quota", "agents"} <= set(tables):
        groups = dict(zip(tables["agents"].rows["agent"], tables["agents"].rows["group"], strict=True))
        faults += quota_faults(tables["leave"], tables["leave_quota"].rows, groups)
    if "carried_shifts" in tables:
        faults += carried_faults(tables["carried_shifts"])
    if "activities" in tables:
        who: set[str] = {ANY}
        for table, column in (("agents", "agent"), ("skills", "group"), ("sites", "site")):
            who |= set(tables[table].rows[column]) if table in tables else set()
        faults += activity_faults(tables["activities"], who)
    return faults


def flexible_faults(shifts: Placed) -> list[Fault]:
    """The latest start is a time of day at or after the start, and breaks fit with the gap between them."""
    faults = []
    for row, given in enumerate(shifts.rows.to_dict("records")):
        until, gap = str(given["start_until"]), given["break_gap_min"]
        if until and clock_min(until) in (None, 24 * 60):
            faults.append(shifts.fault(row, "start_until", "settings.clock", "{value} is no start of a shift",
                                       "Write HH:MM, 00:00 to 23:59.", value=repr(until)))  # fmt: skip
        elif until and clock_min(str(given["start"])) is not None:
            count = len(starts_of(str(given["start"]), until, given["start_step_min"]))
            if count == 0:
                template, remedy = "the latest start {until} lies before the start {start}", "Give it at or after."
                words = {"until": until, "start": given["start"]}
                faults.append(shifts.fault(row, "start_until", "shifts.until", template, remedy, **words))
            if count > MOST_STARTS:
                template, remedy = "{count} possible starts, {most} are the most", "Make start_step_min longer."
                faults.append(shifts.fault(row, "start_step_min", "shifts.starts", template, remedy,
                                           count=count, most=MOST_STARTS))  # fmt: skip
        rules, wrong = break_rules(str(given["breaks"]))
        span = int(given["span_min"])
        if gap > 0 and not wrong and fit_together(rules, span) and not fit_together(rules, span, int(gap)):
            template = "the breaks do not fit with {gap} min of work between them"
            words = {"gap": f"{gap:g}"}
            faults.append(
                shifts.fault(row, "break_gap_min", "shifts.gap", template, "Widen their windows or lower it.", **words)
            )
    return faults


def contract_faults(shifts: Placed, known: set[str]) -> list[Fault]:
    """Contracts that a pattern names exist. O(rows)."""
    remedy = "Use contracts of agents or limits: {known}; or leave it blank for all."
    return [
        shifts.fault(row, "contracts", "shifts.contract", "{value} is no contract", remedy, value=repr(word),
                     known=", ".join(sorted(known)) or "-")
        for row, words in enumerate(shifts.rows["contracts"]) for word in str(words).split() if word not in known
    ]  # fmt: skip


def hours_faults(agents: Placed) -> list[Fault]:
    """Least and most hours of a week are in order; what is blank follows the contract hours. O(rows)."""
    rows = agents.rows
    template, remedy = "at least {least} and at most {most} hours a week", "Make the most no less than the least."
    faults = []
    for row in (rows["least_week_h"] > rows["most_week_h"]).to_numpy().nonzero()[0]:
        words = {"least": f"{rows['least_week_h'].iloc[row]:g}", "most": f"{rows['most_week_h'].iloc[row]:g}"}
        faults.append(agents.fault(int(row), "least_week_h", "shifts.hours", template, remedy, **words))
    return faults


def availability_faults(available: Placed) -> list[Fault]:
    """Days and times can be read. O(rows)."""
    faults = []
    for row, given in enumerate(available.rows.to_dict("records")):
        for word in str(given["days"]).split() or [""]:
            if word not in (*WEEKDAYS, ANY) and not _is_date(word, str(given["days"])):
                template = "{value} is no day"
                remedy = "Write weekdays as Mon Tue, * for all, or one date such as 2026-11-11."
                faults.append(available.fault(row, "days", "shifts.days", template, remedy, value=repr(word)))
        start, end = str(given["start_time"]), str(given["end_time"])
        if start != OFF:
            faults += _clock_faults(available, row, start_time=start, end_time=end)
        elif end:
            template, remedy = "no shift starts on these days, and yet they end by {value}", "Leave end_time blank."
            faults.append(available.fault(row, "end_time", "shifts.off", template, remedy, value=end))
    return faults


def _is_date(word: str, words: str) -> bool:
    """A date that stands alone."""
    return word == words and bool(DATE.match(word)) and not pd.isna(pd.to_datetime(word, errors="coerce"))


def _clock_faults(table: Placed, row: int, **words: str) -> list[Fault]:
    return [
        table.fault(row, column, "settings.clock", "{value} is no time of day", CLOCK_REMEDY, value=repr(word))
        for column, word in words.items() if word and clock_min(word) is None
    ]  # fmt: skip


def rotation_faults(rotations: Placed, shifts: set[str]) -> list[Fault]:
    """Each day of a cycle is -, * or shifts that exist; some day is worked. O(words)."""
    faults = []
    for row, cycle in enumerate(rotations.rows["cycle"]):
        words = [word for day in str(cycle).split() for word in day.split("|")]
        for word in dict.fromkeys(words):
            if word not in (FREE, ANY) and word not in shifts:
                template = "{value} is no day of a cycle"
                remedy = "Write - for a day off, * for any shift, or shifts of shift_patterns joined by |."
                faults.append(rotations.fault(row, "cycle", "shifts.cycle", template, remedy, value=repr(word)))
        if all(word == FREE for word in words):
            template, remedy = "no day of the cycle is worked", "Give days as * or shifts."
            faults.append(rotations.fault(row, "cycle", "shifts.idle_cycle", template, remedy))
    return faults


def quota_faults(leave: Placed, quota: pd.DataFrame, groups: Mapping[str, str]) -> list[Fault]:
    """Nobody is on leave beyond the quota of the day: the rows that come after it is full are named. O(rows)."""
    most: dict[tuple[str, Any], tuple[int, tuple[str, ...]]] = {}
    for own in quota.to_dict("records"):
        most[str(own["group"]), own["date"]] = (int(own["most"]), tuple(str(own["kinds"]).split()))
    taken: dict[tuple[str, Any], int] = {}
    faults = []
    for row, given in enumerate(leave.rows.to_dict("records")):
        group = groups.get(str(given["agent"]), "")
        found = most.get((group, given["date"]), most.get((ANY, given["date"])))
        if not group or found is None or (found[1] and given["kind"] not in found[1]):
            continue
        taken[group, given["date"]] = taken.get((group, given["date"]), 0) + 1
        if taken[group, given["date"]] > found[0]:
            template = "{agent} is one too many of {group} on leave on {date}: the quota is {most}"
            remedy = "Move or refuse this leave, or raise the quota in leave_quota."
            words = {"agent": given["agent"], "group": group, "date": given["date"].date().isoformat()}
            faults.append(leave.fault(row, "date", "shifts.quota", template, remedy, most=found[0], **words))
    return faults


def carried_faults(carried: Placed) -> list[Fault]:
    """A shift ends after it starts. O(rows)."""
    rows = carried.rows
    template, remedy = "the shift ends before it starts", "Give an end after the start."
    late = (rows["end_ts"] <= rows["start_ts"]).to_numpy().nonzero()[0]
    return [carried.fault(int(row), "end_ts", "shifts.carried", template, remedy) for row in late]


def activity_faults(activities: Placed, known: set[str]) -> list[Fault]:
    """Who, when and how long can be read, and the time suffices. O(rows)."""
    faults = []
    for row, given in enumerate(activities.rows.to_dict("records")):
        for word in str(given["who"]).split() or [""]:
            if word not in known:
                template, remedy = "{value} is no agent, group or site", "Use names of these tables, or * for all."
                faults.append(activities.fault(row, "who", "activities.who", template, remedy, value=repr(word)))
        for word in str(given["weekdays"]).split():
            if word not in WEEKDAYS:
                template, remedy = "{value} is no weekday", "Write Mon Tue Wed Thu Fri Sat Sun, blank-separated."
                faults.append(
                    activities.fault(row, "weekdays", "activities.weekday", template, remedy, value=repr(word))
                )
        if given["end_date"] < given["start_date"]:
            template, remedy = "ends on {end}, before it starts on {start}", "Give a last day on or after the first."
            days = {"start": given["start_date"].date().isoformat(), "end": given["end_date"].date().isoformat()}
            faults.append(activities.fault(row, "end_date", "adjustment.dates", template, remedy, **days))
        start, end = str(given["start_time"]), str(given["end_time"])
        wrong = _clock_faults(activities, row, start_time=start, end_time=end)
        faults += wrong
        room = (clock_min(end or "24:00") or 0) - (clock_min(start or "00:00") or 0)
        if not wrong and room < int(given["minutes"]):
            template = "{minutes} min do not fit between {start} and {end}"
            words = {"minutes": int(given["minutes"]), "start": start or "00:00", "end": end or "24:00"}
            remedy = "Widen the times or make it shorter."
            faults.append(activities.fault(row, "end_time", "activities.room", template, remedy, **words))
    return faults
