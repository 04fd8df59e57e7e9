"""Work with a deadline and too few people: what is late, how old the oldest is, when the line is clear again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Target
from scheduling.requirement.deferred import plan_deadline
from scheduling.requirement.deferred_overload import late_backlog, report_overload, waiting_due
from scheduling.requirement.size import size_requirement
from tests.scheduling.mix.kit import centre, forecast, pattern, pool, queue

MAIL = queue("mail", channel="email", patience_s=None, deadline_h=2.0, target=Target(service_level=0.95))
VOLUME = [0.0] * 8 + [12.0] * 4 + [0.0] * 12  # of 300 s: one erlang in each of four hours


def reported(positions, **tables):
    """The report of a day of one-hour intervals with so many positions in each."""
    made = centre([MAIL], [pool("own")], {"home": ("own", {"mail": 1.0})}, [], [pattern("D", 9)])
    made = replace(made, tables={**made.tables, **{name: pd.DataFrame(rows) for name, rows in tables.items()}})
    ahead = forecast(made, {"mail": VOLUME})
    need = size_requirement(ahead, made, made.tables["skills"]).requirement
    flow = need[["queue", "ts"]].assign(group="home", positions=positions)
    return need, report_overload(ahead, need, flow, made)


def test_enough_people_leave_nothing_late():
    need, _ = reported(1.0)
    _, made = reported(need["positions"].to_numpy())
    assert made.backlog["late"].sum() == 0.0
    assert made.warnings == ()


def test_half_the_people_do_the_work_in_order_and_late():
    _, made = reported([0.0] * 8 + [0.5] * 16)
    table = made.backlog.set_index(made.backlog["ts"].dt.hour)
    # one hour of work comes each hour from 8 to 12, half of it is done: 2 h wait at 12:00, the last is done at 16:00
    assert table["waiting_h"].loc[8:16].tolist() == pytest.approx([0.5, 1.0, 1.5, 2.0, 1.5, 1.0, 0.5, 0.0, 0.0])
    assert table["waiting"].loc[11] == pytest.approx(24.0)
    assert table["oldest_h"].loc[11] == pytest.approx(2.0)  # at 12:00 the arrivals of 10:00 are next
    # who comes u hours after 8:00 is done at 8:00 + 2 u: wait u, above 2 h for u > 2
    assert table["late_share"].loc[8:11].tolist() == pytest.approx([0.0, 0.0, 1.0, 1.0], abs=0.02)
    assert table["clears"].loc[11].hour == 16
    assert made.warnings[0].startswith("Queue mail: 24 of 48 contacts")


def test_nobody_there_never_clears():
    _, made = reported(0.0)
    assert made.backlog["clears"].iloc[-1] is pd.NaT
    assert made.backlog["waiting"].iloc[-1] == pytest.approx(48.0)
    assert made.backlog["oldest_h"].iloc[-1] == pytest.approx(16.0)
    assert made.backlog["late"].sum() == pytest.approx(48.0)


def test_what_waits_at_the_start_goes_first():
    backlogs = [{"queue": "mail", "contacts": 24.0, "oldest_h": 1.0}]
    _, made = reported(1.0, backlogs=backlogs)
    table = made.backlog
    assert table["waiting_h"].iloc[:3].tolist() == pytest.approx([1.0, 0.0, 0.0])
    assert table["oldest_h"].iloc[0] == pytest.approx(1.5)  # half of it is done: the younger half is 0.5 h + 1 h old


def test_a_backlog_is_staffed_at_once_and_then_nothing_is_late():
    backlogs = [{"queue": "mail", "contacts": 24.0, "oldest_h": 1.0}]
    need, _ = reported(0.0, backlogs=backlogs)
    assert need["positions"].iloc[0] > 1.0
    assert need["positions"].iloc[2:8].sum() == 0.0
    _, made = reported(need["positions"].to_numpy(), backlogs=backlogs)
    assert made.backlog["late"].sum() == pytest.approx(0.0, abs=1e-6)
    assert made.backlog["waiting"].iloc[1] == pytest.approx(0.0, abs=1e-6)


def test_a_backlog_is_due_by_its_age():
    made = centre([MAIL], [pool("own")], {"home": ("own", {"mail": 1.0})}, [], [pattern("D", 9)])
    rows = pd.DataFrame([{"queue": "mail", "contacts": 12.0, "oldest_h": 4.0}])
    due = waiting_due(MAIL, replace(made, tables={"backlogs": rows}), np.full(6, 300.0), 1)
    assert due is not None
    assert due.sum() == pytest.approx(1.0)  # 12 x 300 s
    assert due[0] == pytest.approx(1.0)  # two hours are promised: all of it is due at once or late
    work = plan_deadline(np.zeros(6), np.ones(6, dtype=bool), 2, 3600.0, waiting_due=due).work
    assert work[0] == pytest.approx(1.0)
    assert waiting_due(MAIL, made, np.full(6, 300.0), 1) is None


def test_an_older_backlog_is_never_due_later_and_late_work_is_told():
    made = centre([MAIL], [pool("own")], {"home": ("own", {"mail": 1.0})}, [], [pattern("D", 9)])
    before = np.zeros(12)
    for oldest_h in (0.0, 1.0, 1.5, 1.9, 2.5, 4.0, 8.0, 400.0):
        rows = pd.DataFrame([{"queue": "mail", "contacts": 12.0, "oldest_h": oldest_h}])
        aged = replace(made, tables={"backlogs": rows}, interval_min=15)
        due = waiting_due(MAIL, aged, np.full(12, 300.0), 6)
        assert due is not None
        assert (np.cumsum(due) >= before - 1e-9).all()
        before = np.cumsum(due)
        assert (len(late_backlog(MAIL, aged)) == 1) == (oldest_h > 2.1)
