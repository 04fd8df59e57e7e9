"""Labour rules as data: the rule sets that come with the product, and what a centre makes of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.contracts.errors import NotFound
from data.contracts.labour import LIMIT_KINDS, MEANING, Term
from data.intake.rule_sets import RuleSet, rule_set, rule_set_names
from workbench.access import Right, User, require
from workbench.deeds.base import Deeds
from workbench.deeds.centres import known_centre

COLUMNS = (
    "rule", "value", "unit", "enforcement", "meaning", "flag", "kind", "contract", "effective", "until", "source",
    "verified",
)  # fmt: skip


class Ruling(Deeds):
    """Deeds around labour rules; they change nothing."""

    def rule_sets(self, user: User) -> tuple[RuleSet, ...]:
        """The rule sets that `[rules] set` of centre.toml may name."""
        require(user, Right.SEE_PLAN)
        return tuple(rule_set(name) for name in rule_set_names())

    def rules_of_set(self, user: User, name: str) -> pd.DataFrame:
        """The rules of a set with source, effective day and whether they were verified; `NotFound` for another name."""
        require(user, Right.SEE_PLAN)
        if name not in rule_set_names():
            raise NotFound("There is no rule set {name}.", "Use one of {known}.", name=name,
                           known=", ".join(rule_set_names()))  # fmt: skip
        return pd.DataFrame(
            [_row(rule.term, rule.source, rule.verified) for rule in rule_set(name).rules], columns=list(COLUMNS)
        )

    def rules_of_centre(self, user: User, folder: Path) -> pd.DataFrame:
        """The rules in force in a centre's plan: its set, limits.csv over it. `RefusedInput` for a faulty centre.

        The source of a row of limits.csv is the file; what it says is the centre's own business, so it counts as
        verified.
        """
        require(user, Right.SEE_PLAN)
        centre = known_centre(folder)
        told = {}
        for rule in rule_set(centre.rules.set).rules if centre.rules.set else ():
            term = rule.term
            told[term.rule, term.value, term.enforcement, term.flag] = (rule.source, rule.verified, term.first)
        rows = []
        for contract, limits in centre.limits.items():
            for name, value in limits.values.items():
                enforcement = limits.enforcement[name]
                source, verified, first = told.get((name, value, enforcement, ""), ("limits.csv", True, None))
                rows.append(_row(Term(name, value, enforcement, contract=contract, first=first), source, verified))
        for term in centre.labour.scoped:
            source, verified, _ = told.get(
                (term.rule, term.value, term.enforcement, term.flag), ("limits.csv", True, None)
            )
            rows.append(_row(term, source, verified))
        return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(term: Term, source: str, verified: bool) -> tuple[object, ...]:
    unit, kind = LIMIT_KINDS[term.rule]
    return (
        term.rule, term.value, unit, term.enforcement, kind == MEANING, term.flag, term.kind, term.contract, term.first,
        term.last, source, verified,
    )  # fmt: skip
