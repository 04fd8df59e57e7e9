"""Rule sets of countries as data: what law and practice say about hours, with source, effective date and state.

They help a planner and are no legal advice. What could not be verified is `off` or `warn` here; a centre may say
otherwise in its own limits.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.contracts.labour import ENFORCEMENTS, LIMIT_KINDS, Term

FOLDER = Path(__file__).parent / "rule_sets"


@dataclass(frozen=True)
class SetRule:
    """A rule of a set: what it says, where that stands, and whether somebody has checked it."""

    term: Term
    source: str
    verified: bool


@dataclass(frozen=True)
class RuleSet:
    """The rules of a country or system of hours."""

    name: str
    title_en: str
    title_zh: str
    country: str
    rules: tuple[SetRule, ...]


def rule_set_names() -> tuple[str, ...]:
    """Names that `[rules] set` of centre.toml may hold.

    >>> rule_set_names()
    ('china_comprehensive', 'china_standard', 'eu_working_time', 'us_california')
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def rule_set(name: str) -> RuleSet:
    """The rule set of a name out of `rule_set_names`; `ValueError` where its file says what cannot be.

    >>> [rule.term.value for rule in rule_set("china_standard").rules if rule.term.rule == "max_overtime_month_h"]
    [36.0]
    """
    body = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    rules = tuple(_rule(name, entry) for entry in body["rule"])
    return RuleSet(name, body["title_en"], body["title_zh"], body["country"], rules)


def rule_set_warnings(name: str) -> list[str]:
    """What a planner must know of the set that a centre has chosen; nothing where it has none."""
    if not name:
        return []
    rules = rule_set(name).rules
    unsure = sum(not rule.verified for rule in rules)
    return [
        f"Rule set {name}: {unsure} of its {len(rules)} rules are not verified, they are off or only warn. Rule sets "
        f"are no legal advice; list them with peakcrew rules --set {name}."
    ]


def _rule(name: str, entry: dict[str, Any]) -> SetRule:
    effective: dt.date | None = entry.get("effective")
    term = Term(
        entry["rule"], float(entry["value"]), entry["enforcement"], float(entry.get("price_cny", 0.0)),
        flag=entry.get("flag", ""), kind=entry.get("kind", ""),
        first=None if effective is None else pd.Timestamp(effective),
        last=None if entry.get("until") is None else pd.Timestamp(entry["until"]),
    )  # fmt: skip
    if term.rule not in LIMIT_KINDS or term.enforcement not in ENFORCEMENTS:
        raise ValueError(f"{name}: {term.rule} {term.enforcement} is no rule")
    if not entry["verified"] and term.enforcement not in ("off", "warn"):
        raise ValueError(f"{name}: {term.rule} is not verified and must not bind")
    return SetRule(term, entry["source"], bool(entry["verified"]))
