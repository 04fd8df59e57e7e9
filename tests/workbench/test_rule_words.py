"""Every rule and every limit has its words."""

from __future__ import annotations

from data.contracts.labour import FACTS, LIMIT_KINDS, MEANING
from scheduling.roster.rules import RULES
from workbench.rule_words import FACTS as FACT_WORDS
from workbench.rule_words import MEANINGS, code_of
from workbench.rule_words import RULES as WORDS


def test_every_rule_has_words_and_no_words_are_left_over():
    assert set(WORDS) == set(RULES)


def test_every_limit_is_read_by_the_rule_that_has_its_words():
    for limit, (_, kind) in LIMIT_KINDS.items():
        assert (limit in MEANINGS) == (kind == MEANING), limit
        assert kind == MEANING or RULES[code_of(limit)].limit == limit


def test_every_fact_has_words():
    assert set(FACT_WORDS) == set(FACTS)
