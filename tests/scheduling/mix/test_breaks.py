"""What is not kept is told in its own words: rules as rules, agreements as what is paid for nothing."""

from __future__ import annotations

import pandas as pd

from scheduling.mix.breaks import break_warnings
from scheduling.mix.plan import plan_mix
from tests.scheduling.mix.kit import FIRST, centre, no_cuts, pattern, pool, queue, requirement, with_rows

OFFICE = [0.0] * 9 + [1.0] * 8 + [0.0] * 7


def agreed(**terms: object):
    """A partner alone on one queue that needs one position in office hours, under one agreement."""
    made = centre(
        [queue("calls")], [pool("partner", "outsourced", max_heads=20)], {"away": ("partner", {"calls": 1.0})}, [],
        [pattern("D", 9)], prices={"partner": 40.0},
    )  # fmt: skip
    row = {"commitment": "frame", "pool": "partner", "start_date": FIRST, "end_date": FIRST, **terms}
    made = with_rows(made, "commitments", row)
    return plan_mix(requirement(made, {"calls": [0.5 * x for x in OFFICE]}), no_cuts(made), made, priced=False)


def test_hours_promised_and_not_used_are_told_as_an_agreement_with_their_price() -> None:
    made = agreed(least_hours=88.0)
    unused = made.breaks["position_h"].sum()
    assert unused > 0
    assert [told for told in made.warnings if told.startswith("Rule")] == []
    (told,) = [told for told in made.warnings if told.startswith("Agreement frame: ")]
    assert f"{unused:,.1f} h promised to partner are not used" in told
    assert f"{made.costs['top_up_cny'].sum():,.0f} CNY" in told


def test_each_kind_of_break_is_one_line_in_its_own_words_and_currency() -> None:
    day = pd.Timestamp("2026-11-02")
    rows = [("vip", "max_outsourced_share", "calls"), ("a", "ordered_heads", "pa"), ("a", "least_heads", "pa")]
    breaks = pd.DataFrame(
        [(rule, kind, about, day, 2.0, 80.0) for rule, kind, about in rows],
        columns=["rule", "kind", "queue", "date", "position_h", "cost_cny"],
    )
    least, ordered, rule = break_warnings(breaks, "EUR")
    assert least.startswith("Agreement a: 2.0 h promised to pa are not used, paid all the same: 80 EUR")
    assert ordered.startswith("Agreement a: 2.0 h of the locked order with pa find no shift")
    assert rule.startswith("Rule vip: missed by 2.0 h for calls on 1 days, priced at 80 EUR")


def test_a_hard_rule_that_people_cannot_fill_says_so() -> None:
    row = ("after", "least_over_usual", "refunds", pd.Timestamp("2026-11-11"), 3.9, 500.0)
    breaks = pd.DataFrame([row], columns=["rule", "kind", "queue", "date", "position_h", "cost_cny"])
    (told,) = break_warnings(breaks, "CNY", {"after"})
    assert told.startswith("Hard rule after: people are missing for 3.9 h of refunds on 1 days")
