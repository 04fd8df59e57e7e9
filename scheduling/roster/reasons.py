"""Why a shift stays empty: the codes of the rules that keep people from it, and from how many.

The text is `code (people)` joined by ", ", most people first, then by code: "rule.leave (3), rule.night_ban (1)".
Codes are those of RULES, each person under the first that binds, and two more: SEARCH_ENDED for people whom no rule
forbids (the search did not find the exchange), NOBODY where the group has no people. `read_reason` reads it back, so
that an edge can show each code in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scheduling.roster.demand import Demand
from scheduling.roster.lawful import Diary
from scheduling.roster.rules.slots import forbidding

SEARCH_ENDED = "roster.search_ended"
NOBODY = "roster.nobody"
_PART = re.compile(r"([a-z_.]+) \((\d+)\)")


def reason_text(counts: dict[str, int]) -> str:
    """The text of a reason.

    >>> reason_text({"rule.night_ban": 1, "rule.leave": 3})
    'rule.leave (3), rule.night_ban (1)'
    """
    counts = counts or {NOBODY: 0}
    return ", ".join(f"{code} ({people})" for code, people in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))


def read_reason(text: str) -> list[tuple[str, int]]:
    """Codes and people of a reason, in its order.

    >>> read_reason("rule.leave (3), rule.night_ban (1)")
    [('rule.leave', 3), ('rule.night_ban', 1)]
    """
    return [(code, int(people)) for code, people in _PART.findall(text)]


def reasons_of(demand: Demand, worked: Sequence[set[int]]) -> dict[int, str]:
    """The reason of each slot that has too few people. O(people x (slots worked + empty slots))."""
    empty = [j for j in range(len(demand.slots)) if sum(j in slots for slots in worked) < demand.wanted(j)]
    if not empty:
        return {}
    diaries = [Diary(demand, i) for i in range(len(demand.people))]
    for diary, slots in zip(diaries, worked, strict=True):
        for j in slots:
            diary.add(j)
    reasons = {}
    for j in empty:
        counts: dict[str, int] = {}
        for i, diary in enumerate(diaries):
            if j not in worked[i]:
                code = _forbidding(demand, i, diary, j)
                counts[code] = counts.get(code, 0) + 1
        reasons[j] = reason_text(counts)
    return reasons


def _forbidding(demand: Demand, i: int, diary: Diary, j: int) -> str:
    if j in demand.may[i]:
        return diary.forbids(j) or SEARCH_ENDED
    return forbidding(demand.people[i], demand.slots[j])[0]
