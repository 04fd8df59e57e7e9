"""Offers: only people whom the rules allow, those first who have had least of it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from scheduling.adjust.offers import Offer, people_to_ask, rank_candidates
from scheduling.breaks import breaks_text, default_breaks, segments_of
from tests.scheduling.roster.kit import agent, centre, roster

DAY = pd.Timestamp("2026-11-03")


def ranked(kind: str, *shifts: tuple[str, int, str], history: dict[str, float] | None = None) -> list[str]:
    of = centre([agent("A"), agent("B"), agent("C")])
    rows = roster(of, *shifts)
    cut = segments_of(rows, [breaks_text(default_breaks(of.shifts[code], 15)) for code in rows["shift"]])
    return [c.agent for c in rank_candidates(rows, cut, Offer(kind, "voice", DAY, "day", 1), of, history)]


def test_who_worked_least_beyond_the_contract_is_asked_first_for_overtime():
    assert ranked("overtime", ("A", 5, "day"), ("A", 6, "day"), ("B", 5, "day")) == ["C", "B", "A"]
    assert ranked("overtime", ("A", 5, "day"), history={"C": 20.0}) == ["B", "A", "C"]


def test_who_works_that_day_or_would_rest_too_little_is_not_asked():
    assert ranked("overtime", ("A", 1, "early"), ("B", 0, "night")) == ["C"]


def test_time_off_goes_to_those_on_that_shift():
    assert ranked("time_off", ("A", 1, "day"), ("B", 1, "late")) == ["A"]


def test_so_many_are_asked_that_enough_accept():
    of = centre([agent(f"A{n}") for n in range(9)])
    of = replace(of, repair=replace(of.repair, accept_offer=0.5))
    offer = Offer("overtime", "voice", DAY, "day", 1)
    rows = roster(of, ("A0", 5, "day"))
    cut = segments_of(rows, ["-"])
    assert people_to_ask(offer, rank_candidates(rows, cut, offer, of), of) == 4


def test_an_offer_that_cannot_be_is_refused_with_every_fault():
    of = centre([agent("A")])
    rows = roster(of, ("A", 5, "day"))
    wrong = Offer("party", "nobody", pd.Timestamp("2027-01-01"), "brunch", 0)
    with pytest.raises(RefusedInput) as refused:
        rank_candidates(rows, segments_of(rows, ["-"]), wrong, of)
    assert len(refused.value.faults) == 5
