"""Rows of seat_rules as the planned window sees them: queues by name, days and intervals on which they hold."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Queue

Flags = NDArray[np.bool_]
EVERY = "*"
BY_PRIORITY = "priority:"


@dataclass(frozen=True)
class SeatRule:
    """A rule that is not off. `days[d]`, `on[t]`: days of the window and intervals on which it holds.

    `usual[d]`: days of the window to compare with. `price_cny_per_h` None: hard, nothing buys it off.
    """

    name: str
    kind: str
    queues: frozenset[str]
    days: Flags
    on: Flags
    share: float
    usual: Flags
    usual_seats: float | None
    price_cny_per_h: float | None

    @property
    def hard(self) -> bool:
        """May it not be broken at any price?"""
        return self.price_cny_per_h is None


def seat_rules_of(centre: Centre) -> list[SeatRule]:
    """The rules of a centre that bind somewhere in its window, in the order of their rows. O(rules x intervals).

    Rules of event kinds must have their days by now (`dated_rules`).
    """
    rows = centre.tables.get("seat_rules")
    if rows is None:
        return []
    days = pd.date_range(centre.window.first, centre.window.last, freq="D")
    local = centre.grid().tz_localize(None).normalize()
    rules = [_rule(row, centre.queues, days, local) for row in rows.to_dict("records") if row["enforcement"] != "off"]
    return [rule for rule in rules if rule.days.any() and rule.queues]


def _rule(
    row: Mapping[Hashable, Any], queues: Mapping[str, Queue], days: pd.DatetimeIndex, local: pd.DatetimeIndex
) -> SeatRule:
    within = _between(days, row["start_date"], row["end_date"])
    stated = pd.notna(row["usual_first"]) or pd.notna(row["usual_last"])
    usual = (
        _between(days, row["usual_first"], row["usual_last"]) if stated else np.ones(len(days), np.bool_)
    ) & ~within
    soft, price = row["enforcement"] == "soft", row["price_cny_per_h"]
    return SeatRule(
        str(row["seat_rule"]), str(row["rule"]), named_queues(str(row["queues"]), queues), within,
        within[np.asarray((local - days[0]).days, dtype=np.int64)],
        0.0 if pd.isna(row["share"]) else float(row["share"]), usual,
        None if pd.isna(row["usual_seats"]) else float(row["usual_seats"]),
        (0.0 if pd.isna(price) else float(price)) if soft else None,
    )  # fmt: skip


def _between(days: pd.DatetimeIndex, first: Any, last: Any) -> Flags:
    low = np.ones(len(days), np.bool_) if pd.isna(first) else np.asarray(days >= first)
    high = np.ones(len(days), np.bool_) if pd.isna(last) else np.asarray(days <= last)
    return low & high


def named_queues(words: str, queues: Mapping[str, Queue]) -> frozenset[str]:
    """Queues that the words name: names, `*` for all, `priority:1` for all of that priority.

    >>> from data.contracts.centre import Target
    >>> vip = Queue("vip", "", "", "voice", Target(), None, 1, 1.0, None, 1)
    >>> sorted(named_queues("priority:1 fax", {"vip": vip}))
    ['vip']
    """
    found: set[str] = set()
    for word in words.split():
        if word == EVERY:
            found |= set(queues)
        elif word.startswith(BY_PRIORITY):
            found |= {name for name, queue in queues.items() if str(queue.priority) == word.removeprefix(BY_PRIORITY)}
        elif word in queues:
            found.add(word)
    return frozenset(found)


def ruled_apart(rules: Iterable[SeatRule], queues: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each queue the rules it is under: queues under different rules are never one piece of work."""
    known = list(rules)
    return {queue: tuple(rule.name for rule in known if queue in rule.queues) for queue in queues}


def dated_rules(rules: pd.DataFrame, events: pd.DataFrame | None) -> pd.DataFrame:
    """Rules of event kinds as rules of days: one row for each run of days on which such an event is.

    Other rows stay as they are; a rule whose events never come leaves no row. O(rules x days of events).
    """
    if rules.empty or (rules["event_kind"] == "").all():
        return rules
    made: list[dict[Hashable, Any]] = []
    for row in rules.to_dict("records"):
        if not row["event_kind"]:
            made.append(row)
            continue
        kind = pd.DatetimeIndex([]) if events is None else events.loc[events["kind"] == row["event_kind"], "date"]
        dates = pd.DatetimeIndex(kind).unique().sort_values()
        for number, (first, last) in enumerate(_runs(dates[_between(dates, row["start_date"], row["end_date"])])):
            name = row["seat_rule"] if number == 0 else f"{row['seat_rule']} ({number + 1})"
            made.append({**row, "seat_rule": name, "start_date": first, "end_date": last, "event_kind": ""})
    return pd.DataFrame(made, columns=rules.columns).astype(rules.dtypes.to_dict())


def _runs(dates: pd.DatetimeIndex) -> Sequence[tuple[pd.Timestamp, pd.Timestamp]]:
    """First and last of each run of days without a gap."""
    if not len(dates):
        return []
    breaks = np.flatnonzero(
        np.diff(dates.asi8) > np.diff(pd.date_range("2026-01-01", periods=2).as_unit(dates.unit).asi8)[0]
    )
    firsts, lasts = [0, *(breaks + 1).tolist()], [*breaks.tolist(), len(dates) - 1]
    return [(dates[first], dates[last]) for first, last in zip(firsts, lasts, strict=True)]
