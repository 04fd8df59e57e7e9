"""Heads that a group lacks: asked for by the mix or by queues nobody was found for, less who is at work."""

from __future__ import annotations

import pandas as pd
import pytest

from scheduling.roster.explain.gap import gap_of
from tests.scheduling.roster.explain.stage import stage_tables
from tests.scheduling.roster.kit import FIRST, agent, centre


def test_the_gap_is_what_is_wanted_less_who_works():
    of = centre([agent("A"), agent("B")])
    tables = stage_tables(of, ("A", 0, "early"), wanted={(0, 8, 10): 3.0})
    gap = gap_of(tables, of, "voice", FIRST)
    assert gap.hours == pytest.approx(4.0)
    assert gap_of(tables, of, "voice", FIRST, 9 * 60, 24 * 60).hours == pytest.approx(2.0)


def test_positions_nobody_was_found_for_count_as_heads():
    of = centre([agent("A")])
    tables = stage_tables(of)
    ts = pd.date_range("2026-11-02 08:00", periods=4, freq="15min", tz=of.zone).as_unit("us")
    tables["shortage"] = pd.DataFrame({"queue": "q-voice", "ts": ts, "positions": 1.9, "reason": "x"})
    assert gap_of(tables, of, "voice", FIRST).hours == pytest.approx(2.0)  # absence of 5 %
