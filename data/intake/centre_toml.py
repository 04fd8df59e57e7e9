"""centre.toml: the head of a centre (name, zone, interval, planned days, stage settings), with every fault of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pandas as pd

from data.contracts.centre import (
    ForecastSettings,
    PlanWindow,
    RepairSettings,
    ReplaySettings,
    RulesSettings,
    SolverSettings,
    StaffingSettings,
)
from data.contracts.errors import Fault, RefusedInput
from data.intake.cells import decoded

FILE = "centre.toml"
WORDS = ("name", "title_en", "title_zh", "zone", "currency")
KEYS = (*WORDS, "interval_min", "as_of")
REQUIRED = ("name", "zone", "as_of")
SECTIONS: dict[str, Any] = {
    "forecast": ForecastSettings,
    "staffing": StaffingSettings,
    "solver": SolverSettings,
    "replay": ReplaySettings,
    "repair": RepairSettings,
    "rules": RulesSettings,
}
INTERVALS = (15, 30, 60)
FIRST_YEAR, LAST_YEAR = 2001, 2100
KINDS = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "str": 'a word in "quotes"',
    "tuple[str, ...]": "a list of words",
}
BOUNDS: dict[str, tuple[float, float]] = {
    "forecast.horizon_d": (1, 400),
    "forecast.origins": (1, 26),
    "forecast.origin_days": (1, 91),
    "staffing.quantile": (0.025, 0.975),
    "staffing.probability": (0, 0.99),
    "staffing.chance_paths": (20, 2_000),
    "solver.mix_limit_s": (0.1, 86400),
    "solver.shifts_limit_s": (0.1, 86400),
    "solver.roster_limit_s": (0.1, 86400),
    "solver.gap": (0, 1),
    "solver.seed": (0, 2**31 - 1),
    "solver.threads": (1, 256),
    "replay.paths": (1, 10_000),
    "replay.seed": (0, 2**31 - 1),
    "repair.short_cny_per_h": (0, 100_000),
    "repair.change_cny": (0, 100_000),
    "repair.overtime_factor": (1, 10),
    "repair.day_off_factor": (1, 10),
    "repair.step_min": (5, 240),
    "repair.max_extend_min": (0, 480),
    "repair.max_leave_min": (0, 960),
    "repair.stay_notice_min": (0, 1440),
    "repair.call_notice_min": (0, 1440),
    "repair.accept_extend": (0, 1),
    "repair.accept_offer": (0, 1),
    "repair.accept_off": (0, 1),
    "repair.most_offers": (1, 100),
    "repair.limit_s": (0.1, 3600),
    "repair.gap": (0, 1),
}


@dataclass(frozen=True)
class Head:
    """What centre.toml says; faulty entries hold harmless values, so that the tables can still be judged."""

    name: str
    title_en: str
    title_zh: str
    zone: str
    currency: str
    interval_min: int
    as_of: pd.Timestamp
    window: PlanWindow
    forecast: ForecastSettings
    staffing: StaffingSettings
    solver: SolverSettings
    replay: ReplaySettings
    repair: RepairSettings
    rules: RulesSettings
    faults: tuple[Fault, ...]


def read_head(folder: Path, choices: Mapping[str, Sequence[str]]) -> Head:
    """The head of the centre in `folder`; never raises for what is wrong inside: see `faults`.

    `choices` tells which names a setting (section.key) may hold; any, where it says nothing.
    """
    path = folder / FILE
    if not path.is_file():
        remedy = "A centre is a folder with centre.toml and its tables; copy a sample and change it."
        return _Reader("", {}, choices, [Fault("centre.no_file", "there is no centre.toml", {}, remedy, FILE)]).head()
    try:
        text = decoded(path.read_bytes(), FILE)
        return _Reader(text, tomllib.loads(text), choices, []).head()
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        reason = re.sub(r" \(at .*\)$", "", str(error))
        line, remedy = int(place.group(1)) if place else None, "Write key = value, and words in quotes."
        fault = Fault("centre.toml", "this is no TOML: {reason}", {"reason": reason}, remedy, FILE, line)
        return _Reader("", {}, choices, [fault]).head()
    except RefusedInput as refused:
        return _Reader("", {}, choices, list(refused.faults)).head()


class _Reader:
    """One pass over the parsed TOML that collects faults with the line of their key."""

    def __init__(
        self, text: str, toml: dict[str, Any], choices: Mapping[str, Sequence[str]], faults: list[Fault]
    ) -> None:
        self.text, self.toml, self.choices, self.faults = text, toml, choices, faults
        self.unreadable = bool(faults)

    def head(self) -> Head:
        self._unknown("", self.toml, [*KEYS, "plan", *SECTIONS])
        words = {key: self._word(key) for key in WORDS}
        self._check_head(words)
        as_of = self._as_of(words["zone"])
        parts = {name: self._section(name, settings) for name, settings in SECTIONS.items()}
        window = self._window(as_of, parts["forecast"].horizon_d)
        interval_min = self._interval()
        return Head(
            name=words["name"],
            title_en=words["title_en"],
            title_zh=words["title_zh"],
            zone=words["zone"],
            currency=words["currency"] or "CNY",
            interval_min=interval_min,
            as_of=as_of,
            window=window,
            forecast=parts["forecast"],
            staffing=parts["staffing"],
            solver=parts["solver"],
            replay=parts["replay"],
            repair=parts["repair"],
            rules=parts["rules"],
            faults=tuple(self.faults),
        )

    def fault(self, code: str, place: str, template: str, remedy: str, /, **values: Any) -> None:
        """Note a fault of the entry at `place` (section.key)."""
        section, _, name = place.rpartition(".")
        if not self.unreadable:  # a file that could not be read has no keys to complain about
            self.faults.append(Fault(code, template, values, remedy, FILE, self._line(section, name), place))

    def _line(self, section: str, name: str) -> int | None:
        current = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            header = re.match(r"\s*\[([^\]]+)\]", line)
            if header:
                current = header.group(1).strip()
                if not section and current == name:
                    return number
            elif current == section and re.match(rf"\s*\"?{re.escape(name)}\"?\s*=", line):
                return number
        return None

    def _unknown(self, section: str, table: dict[str, Any], known: list[str]) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, 1)
                remedy = "Did you mean {near}?" if near else "Remove it; known are {known}."
                place = f"{section}.{key}" if section else key
                values = {"key": place, "near": near[0] if near else "", "known": ", ".join(known)}
                self.fault("centre.unknown_key", place, "{key} is not known", remedy, **values)

    def _word(self, key: str) -> str:
        value = self.toml.get(key, "")
        if not isinstance(value, str):
            self.fault("centre.wrong_kind", key, "{value} is no word", 'Write {key} = "...".', value=value, key=key)
            return str(value)
        return value

    def _check_head(self, words: dict[str, str]) -> None:
        for key in REQUIRED:
            if self.toml.get(key, "") == "":
                self.fault("centre.missing_key", key, "{key} is missing", "Add {key} = ... at the top.", key=key)
        name = words["name"]
        if name and not re.fullmatch(r"[a-z0-9_-]+", name):
            remedy = "Use small letters, digits, - and _ only; titles may hold any words."
            self.fault("centre.name", "name", "{value} cannot name a centre", remedy, value=repr(name))
        words["title_en"] = words["title_en"] or name
        words["title_zh"] = words["title_zh"] or words["title_en"]
        if words["zone"] not in available_timezones():
            if words["zone"]:
                near = get_close_matches(words["zone"], sorted(available_timezones()), 1)
                values = {"value": repr(words["zone"]), "near": near[0] if near else "Asia/Shanghai"}
                self.fault("centre.zone", "zone", "{value} is no time zone", "Did you mean {near}?", **values)
            words["zone"] = "Asia/Shanghai"

    def _interval(self) -> int:
        value = self.toml.get("interval_min", 15)
        if isinstance(value, bool) or value not in INTERVALS:
            remedy = "Write interval_min = 15, 30 or 60."
            self.fault("centre.interval", "interval_min", "{value} is no interval", remedy, value=value)
            return 15
        return int(value)

    def _as_of(self, zone: str) -> pd.Timestamp:
        value = self.toml.get("as_of", "")
        remedy = "Write as_of = 2026-10-26T00:00:00+08:00, with the offset."
        if not isinstance(value, dt.datetime):
            if value != "":
                self.fault("centre.as_of", "as_of", "{value} is no instant", remedy, value=value)
        elif value.tzinfo is None:
            self.fault("centre.as_of", "as_of", "{value} has no time zone", remedy, value=value)
        elif not FIRST_YEAR <= value.year <= LAST_YEAR:
            self.fault("centre.as_of", "as_of", "{value} is not between the years {first} and {last}",
                       "Correct the year.", value=value, first=FIRST_YEAR, last=LAST_YEAR)  # fmt: skip
        else:
            return pd.Timestamp(value).tz_convert(zone).as_unit("us")
        return pd.Timestamp("2000-01-01", tz=zone).as_unit("us")

    def _window(self, as_of: pd.Timestamp, horizon_d: int) -> PlanWindow:
        plan = self.toml.get("plan", {})
        today = as_of.tz_localize(None).normalize()
        if not isinstance(plan, dict):
            self.fault("centre.plan", "plan", "plan is no section", "Write [plan] with first = and last = below.")
            return PlanWindow(today, today)
        self._unknown("plan", plan, ["first", "last"])
        days = {}
        for key in ("first", "last"):
            value = plan.get(key)
            if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
                days[key] = pd.Timestamp(value).as_unit("us")
            else:
                remedy = "Write {key} = 2026-11-02 in [plan]."
                self.fault("centre.plan", f"plan.{key}", "{key} is no day", remedy, key=key)
        if len(days) < 2:
            return PlanWindow(today, today)
        window = PlanWindow(days["first"], days["last"])
        self._check_window(window, today, horizon_d)
        return window

    def _check_window(self, window: PlanWindow, today: pd.Timestamp, horizon_d: int) -> None:
        if window.last < window.first:
            self.fault("centre.plan", "plan.last", "the plan ends before it starts", "Swap first and last.")
        if today.year == 2000:  # as_of is missing or faulty and already told
            return
        end = today + pd.Timedelta(days=horizon_d - 1)
        if window.first < today:
            remedy = "Start on {today} or later, or set as_of back."
            days = {"first": window.first.date(), "today": today.date()}
            self.fault("centre.plan", "plan.first", "{first} lies before as_of", remedy, **days)
        if window.last > end:
            template = "{last} lies beyond the forecast, which ends on {end}"
            remedy = "Set forecast.horizon_d to {needed} or more."
            needed = (window.last - today).days + 1
            last = window.last.date()
            self.fault("centre.plan", "plan.last", template, remedy, last=last, end=end.date(), needed=needed)

    def _section(self, name: str, settings: Any) -> Any:
        table = self.toml.get(name, {})
        if not isinstance(table, dict):
            self.fault("centre.section", name, "{name} is no section", "Write [{name}] with its keys below.", name=name)
            return settings()
        fields = {field.name: str(field.type) for field in dataclasses.fields(settings)}
        self._unknown(name, table, list(fields))
        given = {}
        for key, kind in fields.items():
            if key in table:
                value = self._setting(f"{name}.{key}", table[key], kind)
                if value is not None:
                    given[key] = value
        return settings(**given)

    def _setting(self, key: str, value: Any, kind: str) -> Any:
        if kind == "float" and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        fits = {
            "int": type(value) is int,
            "float": type(value) is float,
            "bool": isinstance(value, bool),
            "str": isinstance(value, str),
            "tuple[str, ...]": isinstance(value, list) and all(isinstance(word, str) for word in value),
        }[kind]
        if not fits:
            values = {"value": value, "kind": KINDS[kind]}
            self.fault("centre.wrong_kind", key, "{value} is not {kind}", "Write {kind}.", **values)
            return None
        low, high = BOUNDS.get(key, (float("-inf"), float("inf")))
        if isinstance(value, (int, float)) and not low <= value <= high:
            values = {"value": value, "low": low, "high": high}
            self.fault("centre.range", key, "{value} is out of range", "Give {low} to {high}.", **values)
            return None
        if isinstance(value, list):
            return tuple(value) if self._good_names(key, value) else None
        return value if not isinstance(value, str) or self._good_names(key, [value]) else None

    def _good_names(self, key: str, names: list[str]) -> bool:
        before = len(self.faults)
        known = self.choices.get(key)
        for number, name in enumerate(names):
            if known is not None and name not in known:
                near = get_close_matches(name, known, 1)
                values = {"value": repr(name), "choices": ", ".join(known), "near": near[0] if near else ""}
                remedy = "Did you mean {near}? Known are {choices}." if near else "Use one of {choices}."
                self.fault("centre.choice", key, "{value} is not known", remedy, **values)
            elif name in names[:number]:
                self.fault("centre.twice", key, "{value} stands twice", "Keep one of them.", value=repr(name))
        if not names:
            remedy = "Name at least one."
            self.fault("centre.none_named", key, "the list is empty", remedy)
        return len(self.faults) == before
