"""Bids: the order decides, nobody later takes a line away, and equal bids give equal awards."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.errors import RefusedInput
from scheduling.adjust.bids import award_bids

LINES = pd.DataFrame({"line": ["x", "y"], "heads": [1, 1]})
PEOPLE = pd.DataFrame({"agent": ["A", "B", "C"], "seniority": [3.0, 2.0, 1.0], "nights": [0.0, 5.0, 1.0]})


def bids(**asked: str) -> pd.DataFrame:
    rows = [(agent, n, line) for agent, lines in asked.items() for n, line in enumerate(lines, start=1)]
    return pd.DataFrame(rows, columns=["agent", "choice", "line"])


def awarded(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["agent"], table["line"], strict=True))


def test_the_most_senior_choose_first():
    made = award_bids(bids(A="xy", B="xy", C="xy"), LINES, PEOPLE)
    assert awarded(made) == {"A": "x", "B": "y", "C": ""}
    assert made["why_not"].tolist() == ["", "x: A", "x: A; y: B"]


def test_who_has_worked_most_nights_chooses_first_by_fairness():
    made = award_bids(bids(A="xy", B="xy", C="xy"), LINES, PEOPLE, by="fairness")
    assert awarded(made) == {"B": "x", "C": "y", "A": ""}


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from("ABC"), st.permutations(["x", "y"]), min_size=1))
def test_nobody_envies_somebody_later_and_no_line_is_overfilled(asked: dict[str, list[str]]):
    wishes = bids(**{agent: "".join(lines) for agent, lines in asked.items()})
    made = award_bids(wishes, LINES, PEOPLE)
    assert made[made["line"] != ""]["line"].is_unique
    got = awarded(made)
    order = made["agent"].tolist()
    for turn, agent in enumerate(order):
        mine = asked[agent].index(got[agent]) if got[agent] else len(asked[agent])
        assert not {got[other] for other in order[turn + 1 :]} & set(asked[agent][:mine])


def test_every_wrong_bid_is_told_at_once():
    wrong = pd.DataFrame({"agent": ["A", "A", "Z"], "choice": [1, 1, 1], "line": ["x", "q", "y"]})
    with pytest.raises(RefusedInput) as refused:
        award_bids(wrong, LINES, PEOPLE, by="luck")
    assert {fault.code for fault in refused.value.faults} == {"bids.order", "bids.line", "bids.twice", "bids.agent"}


def test_choices_are_counted_from_one_and_lists_name_each_once():
    wrong = pd.DataFrame({"agent": ["A", "A", "B"], "choice": [0.0, 1.5, -1.0], "line": ["x", "y", "x"]})
    people = pd.DataFrame({"agent": ["A", "A", "B"]})
    lines = pd.DataFrame({"line": ["x", "y", "x"], "heads": [1, 1, 1]})
    with pytest.raises(RefusedInput) as refused:
        award_bids(wrong, lines, people)
    codes = [fault.code for fault in refused.value.faults]
    assert sorted(codes) == ["bids.choice"] * 3 + ["bids.listed"] * 2
