"""Call-backs: the line gets shorter, their work moves into the valleys, and the promise to call back is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Target
from scheduling.requirement import erlang
from scheduling.requirement.callback import plan_callbacks, shorter_line
from scheduling.requirement.size import size_requirement
from tests.scheduling.mix.kit import centre, forecast, pattern, pool, queue

CALLS = queue("calls", patience_s=180.0, target=Target(service_level=0.8, target_s=20.0))
VOLUME = [2.0] * 8 + [30, 60, 200, 200, 100, 60, 60, 80, 100, 100, 120, 90, 60, 30, 10, 5]


def asked(above_s=20.0, accept=0.5, within_h=4.0, queue_=CALLS):
    made = centre([queue_], [pool("own")], {"home": ("own", {"calls": 1.0})}, [], [pattern("D", 9)])
    rows = [{"queue": "calls", "offered_above_wait_s": above_s, "accept_share": accept, "within_h": within_h,
             "keep_share": 0.95}]  # fmt: skip
    made = replace(made, tables={**made.tables, "callbacks": pd.DataFrame(rows)})
    sized = size_requirement(forecast(made, {"calls": [float(v) for v in VOLUME]}), made, made.tables["skills"])
    return sized.requirement, plan_callbacks(sized.requirement, made)


def line(above_s, accept, patience_s=180.0, volume=(10.0, 100.0, 300.0)):
    one = replace(CALLS, patience_s=patience_s)
    return shorter_line(np.array(volume), np.full(len(volume), 300.0), one, above_s, accept, 900.0)


def test_nobody_accepts_nothing_changes():
    made = line(20.0, 0.0)
    assert made.share.tolist() == [1.0, 1.0, 1.0]
    assert made.accepted.sum() == 0.0


@pytest.mark.parametrize("patience_s", [180.0, None])
def test_more_acceptance_shortens_the_line(patience_s):
    shares = np.stack([line(20.0, accept, patience_s).share for accept in (0.0, 0.3, 0.6, 0.9)])
    assert (np.diff(shares, axis=0) <= 1e-9).all()
    assert shares[-1].max() < 1.0


def test_an_offer_after_a_longer_wait_is_taken_by_fewer():
    taken = np.stack([line(above_s, 0.5).accepted for above_s in (0.0, 20.0, 60.0, 300.0)])
    assert (np.diff(taken, axis=0) <= 1e-9).all()


def test_if_everybody_who_must_wait_accepts_nobody_on_the_line_waits():
    made = line(0.0, 1.0, volume=(100.0,))
    positions = float(erlang.size(400.0, 300.0, target_s=20.0, service_level=0.8, patience_s=180.0).positions)
    blocked = erlang.measure(400.0, 300.0, np.ceil(positions * made.share[0]), model="B")  # the line as Erlang's loss
    assert made.offered[0] / 100.0 >= float(blocked.p_block) - 1e-9


def test_the_promised_calls_are_all_made_in_the_valleys_and_in_time():
    requirement, made = asked()
    plan = made.plan
    work = plan["accepted"].sum() * 300.0 / 3600.0
    assert plan["callback_positions"].sum() >= work - 1e-6
    assert plan["kept"].min() == 1.0
    peak = int(requirement["positions"].to_numpy().argmax())
    assert plan["callback_positions"].iloc[peak] <= plan["callback_positions"].median() + 1e-9
    assert made.positions["calls"].max() < requirement["positions"].max()


def test_without_rows_nothing_is_planned():
    requirement, made = asked(accept=0.0)
    assert made.plan.empty
    assert made.positions == {}
    assert len(requirement) == 24
