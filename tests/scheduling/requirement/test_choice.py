"""Which method sizes a day: automatic by what the load does, overruled by the planner, affordable."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Queue
from scheduling.requirement.choice import Choice, affordable, choose, everywhere, rises, together
from scheduling.requirement.line import Line
from scheduling.requirement.pooling import line_of
from tests.scheduling.mix.kit import centre, forecast, pattern, pool, queue


def line(volume: object, one: Queue | None = None, *, aht_s: float = 60.0, days: int = 1, minutes: int = 60) -> Line:
    made = centre([one or queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [], [pattern("D", 9)],
                  days=days, interval_min=minutes)  # fmt: skip
    return line_of([forecast(made, {"calls": volume}, aht_s)], list(made.queues.values()), made)


def wishes(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["queue", "start_date", "end_date", "method"]).assign(reason="because")
    return table.assign(start_date=pd.to_datetime(table["start_date"]), end_date=pd.to_datetime(table["end_date"]))


def events(*rows: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["queue", "date"])
    return table.assign(date=pd.to_datetime(table["date"]))


def told(choice: Choice) -> list[tuple[str, str]]:
    return sorted(set(zip(choice.method, choice.reason, strict=True)))


def test_a_flat_day_of_short_contacts_is_stationary() -> None:
    assert told(choose(line(600.0), "calls", None, None)) == [("stationary", "steady")]


def test_a_load_that_climbs_is_followed_through_time() -> None:
    day = [600.0] * 9 + [700.0, 800.0, 900.0, 1000.0, 1100.0] + [1200.0] * 10
    assert told(choose(line(day), "calls", None, None)) == [("transient", "moving_load")]


def test_contacts_of_half_an_interval_are_followed_through_time() -> None:
    assert told(choose(line(60.0, aht_s=1800.0), "calls", None, None)) == [("transient", "long_contacts")]
    assert told(choose(line(60.0, aht_s=1799.0), "calls", None, None)) == [("stationary", "steady")]


def test_the_choice_is_made_day_by_day() -> None:
    two_days = line([600.0] * 33 + [700.0, 800.0, 900.0, 1000.0, 1100.0] + [1200.0] * 10, days=2)
    choice = choose(two_days, "calls", None, None)
    assert set(choice.method[:24]) == {"stationary"}
    assert set(choice.method[24:]) == {"transient"}


@pytest.mark.parametrize(("named", "found"), [("calls", "transient"), ("*", "transient"), ("mail", "stationary")])
def test_days_of_events_of_the_queue_are_transient(named: str, found: str) -> None:
    choice = choose(line(600.0, days=2), "calls", events((named, "2026-11-09")), None)
    assert set(choice.method[:24]) == {found}
    assert set(choice.method[24:]) == {"stationary"}


def test_a_day_without_contacts_needs_no_method() -> None:
    assert told(choose(line(0.0), "calls", events(("*", "2026-11-09")), None)) == [("stationary", "steady")]


def test_the_planner_overrules_and_later_rows_win() -> None:
    day = "2026-11-09"
    first, second = ("*", day, day, "transient"), ("calls", day, day, "mol")
    assert told(choose(line(600.0), "calls", None, wishes(first))) == [("transient", "planner")]
    assert told(choose(line(600.0), "calls", None, wishes(first, second))) == [("mol", "planner")]
    assert told(choose(line(600.0), "calls", None, wishes(second, first))) == [("transient", "planner")]
    back = ("calls", day, day, "automatic")
    assert told(choose(line(600.0), "calls", None, wishes(first, back))) == [("stationary", "steady")]
    assert told(choose(line(600.0), "other", None, wishes(second))) == [("stationary", "steady")]


def test_chats_are_followed_by_their_load() -> None:
    chat = queue("calls", channel="chat", concurrency=3, concurrency_factor=2.5)
    choice = choose(line(600.0, chat), "calls", events(("calls", "2026-11-09")), None)
    assert told(choice) == [("mol", "event_day")]


def test_a_load_beyond_the_kernel_is_sized_by_its_modified_load() -> None:
    choice = choose(line(8e6), "calls", events(("*", "2026-11-09")), None)
    assert told(choice) == [("mol", "too_large")]


def test_what_is_too_dear_gives_way_and_event_days_come_first() -> None:
    one = line(600.0, days=2)
    method = np.full(48, "transient", dtype=object)
    reason = np.repeat(np.array(["moving_load", "event_day"], dtype=object), 24)
    (cheap,) = affordable([one], [Choice(method, reason)], most=1e9)
    assert set(cheap.method) == {"transient"}
    (dear,) = affordable([one], [Choice(method, reason)], most=24 * 240 * 100.0)
    assert set(zip(dear.method[:24], dear.reason[:24], strict=True)) == {("mol", "too_large")}
    assert set(dear.method[24:]) == {"transient"}
    assert set(method) == {"transient"}  # what was handed in stays


def test_a_rise_is_told_in_standard_deviations() -> None:
    step = line([90.0 * 15] * 12 + [110.0 * 15] * 12, aht_s=240.0)
    assert rises(step)[:11] == pytest.approx(np.zeros(11), abs=0.2)
    falling = line([110.0 * 15] * 12 + [90.0 * 15] * 12, aht_s=240.0)
    assert rises(falling)[12] == pytest.approx(20 * np.exp(-1 / 4) / np.sqrt(90), rel=0.2)  # a minute after the step


def test_a_pooled_line_is_sized_with_the_care_of_its_most_careful_queue() -> None:
    one = line(600.0)
    calm, moving = everywhere(one, "stationary", "steady"), everywhere(one, "transient", "event_day")
    assert set(together([calm, moving], one).method) == {"transient"}
    assert set(together([calm, calm], one).method) == {"stationary"}
    assert set(together([calm, moving], replace(one, factor=2.5)).method) == {"mol"}
