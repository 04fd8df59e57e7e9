"""What to do next names the true limit, and asks nothing for a queue that keeps its promise."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from workbench.display import Display
from workbench.pages import next_steps

TABLES = {
    "shortage": pd.DataFrame(
        {
            "queue": ["voice", "vip"],
            "ts": pd.to_datetime(["2026-11-10 09:00", "2026-11-10 09:00"]).tz_localize("Asia/Shanghai"),
            "positions": [4.0, 8.0],
            "reason": ["less than one more shift is worth", "lead time of pa"],
        }
    ),
    "unfilled": pd.DataFrame({"heads": [0]}),
}


def played(voice: float, vip: float) -> pd.DataFrame:
    date = pd.Timestamp("2026-11-10")
    return pd.DataFrame({"queue": ["voice", "vip"], "date": date, "service_level": [voice, vip]})


def steps(monkeypatch: pytest.MonkeyPatch, days: pd.DataFrame) -> list[tuple[str, str, str]]:
    def kept(_name: str, _key: object, made: Any) -> Any:
        return made()

    monkeypatch.setattr(next_steps.state, "kept", kept)
    queue = SimpleNamespace(target=SimpleNamespace(service_level=0.8), title_en="", title_zh="")
    centre = SimpleNamespace(queues={"voice": queue, "vip": queue}, interval_min=60)
    view = SimpleNamespace(
        display=Display("en"), key=("plan",), centre=centre, table={**TABLES, "replay_days": days}.__getitem__
    )
    return next_steps._gap_steps(view)  # type: ignore[arg-type]


def test_a_queue_that_keeps_its_promise_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    assert steps(monkeypatch, played(0.8, 0.95)) == []


def test_the_true_limit_is_named_with_what_lifts_it(monkeypatch: pytest.MonkeyPatch):
    (voice,) = steps(monkeypatch, played(0.7, 0.95))
    assert "less than one more shift is worth" in voice[2]
    assert "capacity" not in voice[2]
    (vip,) = steps(monkeypatch, played(0.9, 0.5))
    assert vip[2] == "Why: lead time of pa. Order earlier, or from a pool with a shorter lead time."
