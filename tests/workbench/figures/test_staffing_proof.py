"""The proof in figures: what is kept, where it breaks, what one more mends, and contacts that come again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from workbench.figures import staffing_proof

CENTRE: Any = SimpleNamespace(queues={"voice": SimpleNamespace(target=SimpleNamespace(service_level=0.8)),
                                      "mail": SimpleNamespace(target=SimpleNamespace(service_level=None))})  # fmt: skip
TS = pd.date_range("2026-11-10 09:00", periods=2, freq="24h", tz="Asia/Shanghai")


def breaks() -> pd.DataFrame:
    return pd.DataFrame({"queue": ["voice", "mail"], "start_ts": TS, "end_ts": TS + pd.Timedelta(hours=1),
                         "promised": 0.8, "missed": [2.0, 5.0], "service_level_plus_one": [0.81, np.nan]})  # fmt: skip


def test_only_queues_with_a_promise_are_judged():
    days = pd.DataFrame({"queue": ["voice", "voice", "mail"], "service_level": [0.9, 0.7, 0.1]})
    told = staffing_proof.told(days, breaks(), CENTRE)
    assert (told.kept, told.days, told.stretches, told.missed, told.mended) == (1, 2, 2, 7.0, 1)


def test_stretches_by_queue_and_day_the_worst_first():
    assert staffing_proof.stretches(breaks())["queue"].tolist() == ["mail", "voice"]
    assert staffing_proof.stretches(breaks(), "voice")["missed"].tolist() == [2.0]
    assert staffing_proof.stretches(breaks(), "voice", pd.Timestamp("2026-11-11")).empty


def test_flows_that_never_happen_are_left_out():
    rows = pd.DataFrame({"queue": ["voice", "voice", "voice"], "flow": ["first", "redial", "callback"],
                         "contacts": [90.0, 10.0, 0.0]})  # fmt: skip
    assert list(staffing_proof.flows(rows).columns) == ["queue", "first", "redial"]


def test_a_replay_without_band_is_told_without():
    replay = pd.DataFrame({"queue": "voice", "ts": TS, "service_level": [0.9, 0.8], "offered": 5.0})
    told = staffing_proof.with_band(replay, "voice", pd.Timestamp("2026-11-10"))
    assert told["service_level"].tolist() == [0.9]
    assert told["service_level_low"].isna().all()
