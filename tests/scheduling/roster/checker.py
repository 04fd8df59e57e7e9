"""An independent checker: every hard rule recomputed from the exported roster, minute by minute, without our rules.

It imports nothing of `scheduling`. It reads the roster as rows and the centre's files as tables, and knows the rules
from their wording alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from data.contracts.centre import Centre

NEVER = 1e6  # a limit that does not bind


def breaches(roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre) -> list[str]:
    """Every breach of a hard rule, in words; empty for a lawful roster."""
    found = [*_seats(roster), *_tiles(roster, segments), *_ids(roster)]
    agents = {row["agent"]: row for row in centre.tables["agents"].to_dict("records")}
    away = {(row.agent, row.date.date()) for row in centre.tables["leave"].itertuples()}
    by_agent = defaultdict(list)
    for row in roster[roster["kind"] == "agent"].to_dict("records"):
        by_agent[row["agent"]].append(row)
    for code, shifts in by_agent.items():
        if code not in agents:
            found.append(f"{code}: unknown")
            continue
        found += _person(code, agents[code], sorted(shifts, key=lambda s: s["start_ts"]), away, centre)
    return found


def _person(code: str, person: dict, shifts: list[dict], away: set, centre: Centre) -> list[str]:
    limits = centre.limits_of(person["contract"])

    def hard(rule: str, default: float = NEVER) -> float:
        if rule not in limits.values:
            return default
        return limits.values[rule] if limits.enforcement.get(rule, "hard") == "hard" else NEVER

    banned = not person["night_ok"] and 0 < hard("night_ban", 1.0) < NEVER
    found = []
    for shift in shifts:
        if shift["group"] != person["group"] and hard("skill", 1.0) < NEVER:
            found.append(f"{code}: works in {shift['group']}")
        if (code, shift["date"].date()) in away and hard("leave", 1.0) < NEVER:
            found.append(f"{code}: on leave {shift['date']}")
        if banned and _night_minutes(shift, limits, centre) > 0:
            found.append(f"{code}: at night {shift['date']}")
    days = [shift["date"].date() for shift in shifts]
    found += [
        f"{code}: {days.count(day)} shifts on {day}"
        for day in set(days)
        if days.count(day) > hard("max_shifts_per_day", 1.0)
    ]
    first = centre.window.first.date()
    inherited = {(first - timedelta(days=k)) for k in range(1, person["days_worked_before"] + 1)}
    inherited = {day for day in inherited if day.isocalendar()[:2] == first.isocalendar()[:2]}
    before = {first.isocalendar()[:2]: len(inherited) * person["week_h"] / 5}
    found += _hours(code, person["last_shift_end"], shifts, hard("min_rest_h", 0.0) % NEVER, hard("max_week_h"), before)
    if _longest(days, person["days_worked_before"], first) > hard("max_days_in_row"):
        found.append(f"{code}: too many days in a row")
    least = 60.0 * limits.values.get("night_least_h", 3.0)
    nights = [s["date"].date() for s in shifts if (n := _night_minutes(s, limits, centre)) > 0 and n >= least]
    if _longest(nights, person["nights_worked_before"], first) > hard("max_nights_in_row"):
        found.append(f"{code}: too many nights in a row")
    return found


def _hours(code: str, end: pd.Timestamp, shifts: list[dict], rest_h: float, week_h: float, before: dict) -> list[str]:
    found = []
    hours: dict = defaultdict(float)
    for shift in shifts:
        if not pd.isna(end) and shift["start_ts"].timestamp() - end.timestamp() < rest_h * 3600:
            found.append(f"{code}: short rest before {shift['date']}")
        end = shift["end_ts"]
        hours[shift["date"].isocalendar()[:2]] += shift["paid_min"] / 60.0
    for week in hours:
        hours[week] += before.get(week, 0.0)
    return found + [f"{code}: {total} h in {week}" for week, total in hours.items() if total > week_h + 1e-9]


def _longest(days: list, before: int, first) -> int:
    """The longest run of days that has a day of the plan in it."""
    worked = set(days) | {first - timedelta(days=k) for k in range(1, before + 1)}
    longest = 0
    for day in set(days):
        run, back = 1, day
        while back - timedelta(days=1) in worked:
            back -= timedelta(days=1)
            run += 1
        longest = max(longest, run)
    return longest


def _night_minutes(shift: dict, limits, centre: Centre) -> int:
    """Minutes on the wall clock within the night, one by one."""
    low, high = int(limits.values.get("night_start_h", 22)), int(limits.values.get("night_end_h", 6))
    zone = ZoneInfo(centre.zone)
    at = shift["start_ts"].astimezone(zone).replace(tzinfo=None)
    length = int((shift["end_ts"] - shift["start_ts"]).total_seconds() // 60)
    hours = ((at + timedelta(minutes=minute)).hour for minute in range(length))
    return sum((hour >= low or hour < high) if low > high else low <= hour < high for hour in hours)


def _seats(roster: pd.DataFrame) -> list[str]:
    seats = roster[roster["kind"] == "seat"]
    twice = seats[seats.duplicated(["agent", "date"])]
    return [f"{row.agent}: two shifts on {row.date}" for row in twice.itertuples()]


def _ids(roster: pd.DataFrame) -> list[str]:
    return [f"{code}: id used twice" for code in roster.loc[roster["shift_id"].duplicated(), "shift_id"]]


def _tiles(roster: pd.DataFrame, segments: pd.DataFrame) -> list[str]:
    """Segments tile each shift exactly and no shift is without them."""
    found = []
    tiles: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in segments.itertuples():
        tiles[row.shift_id].append((row.start_ts, row.end_ts))
    for shift in roster.itertuples():
        at = shift.start_ts
        for low, high in sorted(tiles.pop(shift.shift_id, [])):
            if low != at or high <= low:
                found.append(f"{shift.shift_id}: segments leave a gap at {at}")
            at = high
        if at != shift.end_ts:
            found.append(f"{shift.shift_id}: segments end at {at}")
    return found + [f"{code}: segments without a shift" for code in tiles]
