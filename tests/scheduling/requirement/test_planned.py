"""The whole requirement: sizes, what comes back of them, call-backs and outbound calls, each counted once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scheduling.requirement.planned import plan_requirement
from scheduling.requirement.size import size_requirement
from tests.scheduling.mix.kit import FIRST, centre, forecast, pattern, pool, queue

VOLUME = [5.0] * 8 + [30, 60, 120, 120, 100, 60, 60, 80, 100, 100, 120, 90, 60, 30, 10, 5]
CALLBACKS = [{"queue": "a", "offered_above_wait_s": 20.0, "accept_share": 0.5, "within_h": 4.0, "keep_share": 0.95}]
OUTBOUND = [{"campaign": "win", "queue": "a", "contacts": 200.0, "aht_s": 300.0, "reach_share": 0.5,
             "start_date": FIRST, "end_date": FIRST, "calling_from": "", "calling_until": "",
             "reserve_agents": np.nan}]  # fmt: skip


def made_of(**tables):
    queues = [queue("a", redial_share=0.6), queue("b")]
    made = centre(queues, [pool("own")], {"home": ("own", {"a": 1.0, "b": 1.0})}, [], [pattern("D", 9)])
    return replace(made, tables={**made.tables, **{name: pd.DataFrame(rows) for name, rows in tables.items()}})


def planned(made, first_attempts=frozenset(), volume=None):
    rows = forecast(made, volume or {"a": [float(v) for v in VOLUME], "b": [float(v) for v in VOLUME]})
    return rows, plan_requirement(rows, made, made.tables["skills"], first_attempts)


def test_a_centre_without_channel_tables_is_sized_as_before():
    made = made_of()
    rows, whole = planned(made)
    plain = size_requirement(rows, made, made.tables["skills"])
    pd.testing.assert_frame_equal(whole.requirement, plain.requirement)
    pd.testing.assert_frame_equal(whole.cuts, plain.cuts)
    assert (len(whole.callbacks), len(whole.outbound)) == (0, 0)


def test_redials_are_added_to_first_attempts_and_settle():
    made = made_of()
    _, whole = planned(made, frozenset({"a"}))
    rows = whole.requirement[whole.requirement["queue"] == "a"].sort_values("ts")
    first, total = np.array(VOLUME), rows["volume"].to_numpy()
    back = 0.6 * (total * rows["abandonment"].to_numpy())
    assert (total >= first - 1e-9).all()
    # all who redial inside the day are there; those of the last hour come after it
    assert total.sum() - first.sum() == pytest.approx(back[:-1].sum(), rel=0.02)
    untouched = whole.requirement[whole.requirement["queue"] == "b"]
    assert untouched["volume"].sum() == pytest.approx(sum(VOLUME))


def test_calls_callbacks_and_outbound_are_each_counted_once_in_positions_and_cuts():
    plain = planned(made_of())[1]
    _, whole = planned(made_of(callbacks=CALLBACKS, outbound=OUTBOUND))
    rows = whole.requirement[whole.requirement["queue"] == "a"].set_index("ts")["positions"]
    calls = whole.callbacks.set_index("ts")
    extra = whole.outbound.set_index("ts")["extra_positions"].reindex(rows.index).fillna(0.0)
    parts = calls["inbound_positions"] + calls["callback_positions"] + extra
    assert rows.to_numpy() == pytest.approx(parts.reindex(rows.index).to_numpy())
    assert whole.outbound["contacts"].sum() == pytest.approx(200.0)
    if len(plain.cuts):
        change = rows - plain.requirement[plain.requirement["queue"] == "a"].set_index("ts")["positions"]
        cut = whole.cuts.set_index("ts")["positions"] - plain.cuts.set_index("ts")["positions"]
        assert cut.to_numpy() == pytest.approx(change.reindex(cut.index).to_numpy(), abs=1e-9)
