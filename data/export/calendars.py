"""The door to icalendar: one calendar file for each named agent, the same bytes for the same roster."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pandas as pd

from data.contracts.centre import Centre
from data.export.words import language_of, words_of

Record = dict[Hashable, Any]
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)  # no file name on Windows


def write_calendars(
    roster: pd.DataFrame,
    segments: pd.DataFrame,
    centre: Centre,
    folder: Path,
    language: str = "zh",
    made_at: pd.Timestamp | None = None,
    words: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write `<agent>.ics` for every named agent with a shift; partners' seats have none. O(shifts + segments).

    The UID of an event is the shift's id, so that a calendar replaces what it has; DTSTAMP and SEQUENCE come from
    `made_at` (default `as_of`). Times stand in the zone of the agent's site.
    """
    said = words_of(language, words)
    stamp = (made_at if made_at is not None else centre.as_of).tz_convert("UTC").to_pydatetime()
    named = roster[roster["kind"] == "agent"].sort_values(["agent", "start_ts"])
    pauses = segments[segments["activity"] != "work"].sort_values(["shift_id", "start_ts"])
    breaks: dict[str, list[Record]] = {}
    for pause in pauses.to_dict("records"):
        breaks.setdefault(str(pause["shift_id"]), []).append(pause)
    names = dict(zip(centre.tables["agents"]["agent"], centre.tables["agents"]["name"], strict=True))
    zones = _zone_components(named, centre)
    sites = centre.tables["sites"].set_index("site").to_dict()
    title = centre.title_zh if language_of(language) == "zh" else centre.title_en
    files = file_names([str(agent) for agent in named["agent"].unique()])
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    by_agent: dict[str, list[Record]] = {}
    for shift in named.to_dict("records"):
        by_agent.setdefault(str(shift["agent"]), []).append(shift)
    for agent, shifts in by_agent.items():
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//peakcrew//roster//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", f"{title} {names.get(agent, '') or agent}")
        for zone in dict.fromkeys(
            sites["zone"].get(site, centre.zone) for site in sorted({shift["site"] for shift in shifts})
        ):
            calendar.add_component(zones[zone])
        for shift in shifts:
            zone = sites["zone"].get(shift["site"], centre.zone)
            place = sites["title_zh" if language_of(language) == "zh" else "title_en"].get(shift["site"], "")
            calendar.add_component(_event(shift, breaks.get(str(shift["shift_id"]), []), zone, str(place), stamp, said))
        path = folder / files[agent]
        path.write_bytes(calendar.to_ical())
        paths.append(path)
    return paths


def file_names(agents: list[str]) -> dict[str, str]:
    """A file name for each agent that no id can turn into another folder, a reserved name or somebody else's file.

    >>> file_names(["A01", "../etc"])
    {'../etc': '___etc-f7f9121f.ics', 'A01': 'A01.ics'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for agent in sorted(agents):
        safe = re.sub(r"[^\w-]", "_", agent)[:60]
        if not safe or safe != agent or RESERVED.match(safe) or safe.lower() in taken:
            safe = f"{safe}-{hashlib.sha256(agent.encode()).hexdigest()[:8]}"
        taken.add(safe.lower())
        names[agent] = f"{safe}.ics"
    return names


def _zone_components(named: pd.DataFrame, centre: Centre) -> dict[str, icalendar.Timezone]:
    # building one costs more than all events of an agent: build each zone once and share it
    if named.empty:
        return {}
    first = (named["start_ts"].min() - timedelta(days=1)).date()
    last = (named["end_ts"].max() + timedelta(days=2)).date()
    zones = {centre.zone, *centre.tables["sites"]["zone"]}
    return {zone: icalendar.Timezone.from_tzid(zone, first_date=first, last_date=last) for zone in sorted(zones)}


def _event(
    shift: Record, pauses: list[Record], zone: str, place: str, stamp: datetime, said: dict[str, str]
) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", str(shift["shift_id"]))
    event.add("dtstamp", stamp)
    event.add("sequence", int(stamp.timestamp() // 60))
    event.add("dtstart", shift["start_ts"].tz_convert(zone).to_pydatetime())
    event.add("dtend", shift["end_ts"].tz_convert(zone).to_pydatetime())
    event.add("summary", said["shift_title"].format(shift=shift["shift"]))
    if place:
        event.add("location", place)
    lines = []
    for pause in pauses:
        start, end = pause["start_ts"].tz_convert(zone), pause["end_ts"].tz_convert(zone)
        lines.append(f"{said[pause['activity']]} {start:%H:%M}-{end:%H:%M}")
    if lines:
        event.add("description", "\n".join(lines))
    return event
