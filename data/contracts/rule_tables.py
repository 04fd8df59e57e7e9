"""Tables of labour rules: limits, successions, pairs, facts of people and what they worked so far."""

from __future__ import annotations

import pandera.pandas as pa

from data.contracts.columns import day, number, schema, text
from data.contracts.labour import COUNTS, ENFORCEMENTS, PERIODS

_ENFORCEMENTS = list(ENFORCEMENTS)
_KINDS = ["", "internal", "backup", "outsourced"]


def _price() -> pa.Column:
    return number("price of a unit of breach where soft", "CNY", ge=0, nullable=True, required=False)


def _from() -> pa.Column:
    return day("holds from this day on, blank = ever since", nullable=True, required=False)


def _until() -> pa.Column:
    return day("holds until this day, blank = no end", nullable=True, required=False)


LIMITS = schema(
    "limits",
    ["contract", "rule", "flag", "kind", "site", "valid_from"],
    contract=text("contract, * for all"),
    rule=text("rule, e.g. min_rest_h"),
    value=number("value", "by rule", ge=0),
    enforcement=text("what a breach does", isin=_ENFORCEMENTS),
    price_cny=_price(),
    valid_from=_from(),
    valid_until=_until(),
    flag=text("only for people with this fact, blank = for all", required=False),
    kind=text("only for people in pools of this kind, blank = for all", isin=_KINDS, required=False),
    site=text("only at this site, blank = at all", required=False),
)

OWN_LIMITS = schema(
    "own_limits",
    ["limit"],
    limit=text("name of the limit"),
    title_en=text("title in English", required=False),
    title_zh=text("title in Chinese", required=False),
    contract=text("contract, * for all"),
    counts=text("what is counted", isin=list(COUNTS)),
    of=text("only of these shifts or parts of the day (early day late night), blank-separated; blank = all",
            required=False),
    window=text("within: day, week, month, quarter, year, plan, or any days in a row such as 28d"),
    bound=text("most or least", isin=["most", "least"]),
    value=number("value", "as counted", ge=0),
    enforcement=text("what a breach does", isin=_ENFORCEMENTS),
    price_cny=_price(),
    valid_from=_from(),
    valid_until=_until(),
    flag=text("only for people with this fact, blank = for all", required=False),
)  # fmt: skip

SUCCESSIONS = schema(
    "successions",
    ["contract", "earlier", "later"],
    contract=text("contract, * for all"),
    earlier=text("shift or part of the day (early, day, late, night)"),
    later=text("shift or part of the day that must not follow on the next day"),
    enforcement=text("what a breach does", isin=_ENFORCEMENTS),
    price_cny=_price(),
)

AGENT_PAIRS = schema(
    "agent_pairs",
    ["agent", "other"],
    agent=text("agent"),
    other=text("other agent"),
    kind=text("apart: they must not meet; together: they come and go together", isin=["apart", "together"]),
    enforcement=text("what a breach does", isin=_ENFORCEMENTS),
    price_cny=_price(),
    tolerance_min=number("together: starts and ends may differ by, blank = 15", "min", ge=0, le=240, nullable=True,
                         required=False),
)  # fmt: skip

AGENT_FACTS = schema(
    "agent_facts",
    ["agent", "fact", "start_date"],
    agent=text("agent"),
    fact=text("fact: pregnant_7m, nursing, minor, intern, trainee, mentor, or a word that limits name as flag"),
    start_date=day("from this day on, blank = ever since", nullable=True, required=False),
    end_date=day("until this day, blank = no end", nullable=True, required=False),
)

AGENT_BALANCES = schema(
    "agent_balances",
    ["agent", "period", "quantity"],
    agent=text("agent"),
    period=text("the running period; rolling: the days before the plan that a rolling limit looks back to",
                isin=list(PERIODS)),
    quantity=text("hours, overtime, days, shifts, nights, weekends, holidays, or a limit of own_limits"),
    value=number("worked in it before the plan starts", "as counted", ge=0),
)  # fmt: skip

# file name without .csv -> (table, must the folder hold it?)
RULE_FILES: dict[str, tuple[pa.DataFrameSchema, bool]] = {
    "own_limits": (OWN_LIMITS, False),
    "successions": (SUCCESSIONS, False),
    "agent_pairs": (AGENT_PAIRS, False),
    "agent_facts": (AGENT_FACTS, False),
    "agent_balances": (AGENT_BALANCES, False),
}
