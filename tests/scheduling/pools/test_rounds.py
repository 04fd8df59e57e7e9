"""Cuts of shared queues: trials are played, what misses is raised, and what holds is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Centre, Queue, Target
from scheduling.pools.rounds import Pooled, solve_pooled
from tests.scheduling.mix.kit import centre, no_cuts, pattern, pool, queue, requirement

FIRM = Target(service_level=0.9, target_s=10.0)


def made_of(*queues: Queue) -> Centre:
    served = {"both": ("own", {one.queue: 1.0 for one in queues}), "one": ("own", {queues[0].queue: 1.0})}
    return centre(list(queues), [pool("own")], served, [], [pattern("D", 9)], days=2)


def play(made: Centre, levels: list[dict[tuple[str, int], float]]) -> tuple[Pooled[pd.DataFrame], list[bool]]:
    """Cuts of 12 positions instead of 20 over a and b (14 are tried); trials deliver these levels in turn (else 1)."""
    asked = requirement(made, {"a": 10.0, "b": 10.0})
    pooled = pd.DataFrame({"cut": "a+b", "ts": made.grid(), "positions": 12.0})
    days = [made.window.first, made.window.last]
    left, trials = list(levels), []

    def solve(cuts: pd.DataFrame, trial: bool) -> pd.DataFrame:
        trials.append(trial)
        return cuts

    def delivered(_: pd.DataFrame) -> pd.DataFrame:
        now = left.pop(0) if left else {}
        rows = [(name, day, now.get((name, number), 1.0)) for name in ("a", "b") for number, day in enumerate(days)]
        return pd.DataFrame(rows, columns=["queue", "date", "service_level"])

    return solve_pooled(asked, no_cuts(made), pooled, made, solve, delivered), trials


def positions(found: Pooled[pd.DataFrame], cut: str) -> list[float]:
    """By day; NaN where there is no such cut."""
    rows = found.cuts[found.cuts["cut"] == cut]
    by_day = rows.groupby(rows["ts"].dt.date)["positions"].first()
    return [float(by_day.get(day.date(), np.nan)) for day in pd.date_range("2026-11-09", periods=2)]


def test_what_holds_in_the_play_is_kept() -> None:
    found, trials = play(made_of(queue("a"), queue("b")), [])
    assert positions(found, "a+b") == [14.0, 14.0]
    assert trials == [True, False]
    assert found.mix is not None


def test_a_queue_day_that_misses_keeps_its_own_positions() -> None:
    found, trials = play(made_of(queue("a"), queue("b")), [{("b", 1): 0.7}])
    assert positions(found, "a+b") == [14.0, 14.0]
    assert positions(found, "b") == pytest.approx([np.nan, 10.0], nan_ok=True)
    assert trials == [True, True, False]


def test_a_queue_that_misses_again_takes_back_half_of_what_its_set_saves() -> None:
    found, _ = play(made_of(queue("a"), queue("b")), [{("b", 1): 0.7}, {("b", 1): 0.75}])
    assert positions(found, "a+b") == [14.0, 17.0]


def test_a_stricter_promise_keeps_its_own_positions_from_the_start() -> None:
    found, _ = play(made_of(queue("a"), queue("b", target=FIRM)), [{("b", 0): 0.85}, {("b", 0): 0.85}])
    assert positions(found, "b") == [10.0, 10.0]
    assert positions(found, "a+b") == [20.0, 14.0]


def test_a_sample_must_show_a_little_more_than_the_promise() -> None:
    found, _ = play(made_of(queue("a"), queue("b")), [{("a", 0): 0.82}])
    assert positions(found, "a") == pytest.approx([10.0, np.nan], nan_ok=True)


def test_nothing_shared_is_one_solve() -> None:
    made = made_of(queue("a"), queue("b"))
    calls: list[bool] = []

    def solve(cuts: pd.DataFrame, trial: bool) -> int:
        calls.append(trial)
        return len(cuts)

    empty = no_cuts(made)
    asked = requirement(made, {"a": 10.0, "b": 10.0})
    assert solve_pooled(asked, empty, empty, made, solve, lambda _: empty).mix == 0
    assert calls == [False]


def test_the_gain_is_told() -> None:
    found, _ = play(replace(made_of(queue("a"), queue("b"))), [])
    assert found.warnings == (
        "a+b: these queues share people: 672 position hours together, 960 apart; checked by simulation.",
    )
