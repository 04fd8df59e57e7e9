"""The labour rules of a centre: its rule set below, limits.csv over it, and what the centre adds of its own."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from data.contracts.centre import LabourLimits, LabourRules, PlanWindow
from data.contracts.labour import AgentPair, OwnLimit, Succession, Term
from data.intake.rule_sets import rule_set

Row = dict[Hashable, Any]


def labour_of(
    tables: Mapping[str, pd.DataFrame], window: PlanWindow, set_name: str = ""
) -> tuple[dict[str, LabourLimits], LabourRules]:
    """Limits by contract and the other rules of a centre, for the days of `window`. O(rows).

    A row of limits.csv goes before the row of the set that says the same of the same people. Rows for whole contracts
    and all planned days are the limits; rows for some people or some of the days are `LabourRules.scoped`, the
    stronger ones last: a person's facts before the contract, then the later start.
    """
    of_set = [rule.term for rule in rule_set(set_name).rules] if set_name else []
    own = sorted((_term(row) for row in tables["limits"].to_dict("records")), key=lambda term: term.rank)
    told = {_scope(term) for term in own if not _is_dated(term, window)}
    of_set = [term for term in of_set if _scope(term) not in told]
    planned = [term for term in (*of_set, *own) if _meets(term, window)]
    whole = [term for term in planned if not _is_scoped(term, window)]
    rest = sorted((term for term in planned if _is_scoped(term, window)), key=lambda term: term.rank[:2])
    return _limits(whole), LabourRules(
        tuple(rest), tuple(_own_limit(row) for row in _rows(tables, "own_limits")),
        tuple(_succession(row) for row in _rows(tables, "successions")),
        tuple(_pair(row) for row in _rows(tables, "agent_pairs")),
    )  # fmt: skip


def _limits(terms: Iterable[Term]) -> dict[str, LabourLimits]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        found.setdefault(term.contract, []).append(term)
    return {
        contract: LabourLimits(
            contract, {t.rule: t.value for t in own}, {t.rule: t.enforcement for t in own},
            {t.rule: t.price_cny for t in own if t.price_cny},
        )
        for contract, own in found.items()
    }  # fmt: skip


def _scope(term: Term) -> tuple[str, ...]:
    return term.rule, term.contract, term.flag, term.kind, term.site


def _meets(term: Term, window: PlanWindow) -> bool:
    return (term.first is None or term.first <= window.last) and (term.last is None or term.last >= window.first)


def _is_dated(term: Term, window: PlanWindow) -> bool:
    starts = term.first is not None and term.first > window.first
    return starts or (term.last is not None and term.last < window.last)


def _is_scoped(term: Term, window: PlanWindow) -> bool:
    return bool(term.flag or term.kind or term.site) or _is_dated(term, window)


def _rows(tables: Mapping[str, pd.DataFrame], name: str) -> list[Row]:
    return tables[name].to_dict("records") if name in tables else []


def _term(row: Row) -> Term:
    return Term(
        str(row["rule"]), float(row["value"]), str(row["enforcement"]), _price(row), str(row["contract"]),
        str(row.get("flag", "")), str(row.get("kind", "")), str(row.get("site", "")), *_days(row),
    )  # fmt: skip


def _price(row: Row) -> float:
    price = row.get("price_cny")
    return 0.0 if price is None or pd.isna(price) else float(price)


def _days(row: Row) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    first, last = (row.get(name) for name in ("valid_from", "valid_until"))
    return (None if first is None or pd.isna(first) else first), (None if last is None or pd.isna(last) else last)


def _own_limit(row: Row) -> OwnLimit:
    first, last = _days(row)
    return OwnLimit(
        str(row["limit"]), str(row["title_en"]) or str(row["limit"]),
        str(row["title_zh"]) or str(row["title_en"]) or str(row["limit"]), str(row["contract"]), str(row["counts"]),
        tuple(str(row["of"]).split()), str(row["window"]), str(row["bound"]), float(row["value"]),
        str(row["enforcement"]), _price(row), str(row["flag"]), first, last,
    )  # fmt: skip


def _succession(row: Row) -> Succession:
    contract, earlier, later, enforcement = (str(row[name]) for name in ("contract", "earlier", "later", "enforcement"))
    return Succession(contract, earlier, later, enforcement, _price(row))


def _pair(row: Row) -> AgentPair:
    agent, other, kind, enforcement = (str(row[name]) for name in ("agent", "other", "kind", "enforcement"))
    tolerance = row["tolerance_min"]
    return AgentPair(agent, other, kind, enforcement, _price(row), 15.0 if pd.isna(tolerance) else float(tolerance))
