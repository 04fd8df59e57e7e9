"""A backtest on stored history: the days of the centre are known to it, and no piece is made twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Centre, PlanWindow, Queue, Target
from data.contracts.errors import RefusedInput
from forecasting.arrays import day_number
from forecasting.rolling.roll import QueueDays
from workbench import stored_backtest
from workbench.deeds.backtesting import BacktestWish
from workbench.pipeline import StageAnswer
from workbench.stored_backtest import check_wish, run_stored, special_days

ZONE = "Asia/Shanghai"
FIRST = pd.Timestamp("2026-11-02").as_unit("us")


def centre(**tables: pd.DataFrame) -> Centre:
    queues = {n: Queue(n, n, n, "voice", Target(), None, 1, 1.0, None, 1) for n in ("voice", "chat")}
    as_of = pd.Timestamp("2026-10-26", tz=ZONE).as_unit("us")
    return Centre("c", "C", "中", ZONE, "CNY", 60, as_of, PlanWindow(FIRST, FIRST), queues, {}, {}, {}, dict(tables))


def history(*queues: str, weeks: int = 8) -> pd.DataFrame:
    """Every weekday the same at every hour from 9 to 12, one more contact each weekday."""
    hours = pd.date_range("2026-08-31", periods=weeks * 7 * 24, freq="h", tz=ZONE, unit="us")
    hours = hours[(hours.hour >= 9) & (hours.hour < 12)]
    rows = [pd.DataFrame({"queue": q, "ts": hours, "offered": 50.0 + 10.0 * hours.day_of_week}) for q in queues]
    return pd.concat(rows, ignore_index=True)


class Memory:
    def __init__(self) -> None:
        self.known: dict[str, StageAnswer] = {}

    def recall(self, key: str) -> StageAnswer | None:
        return self.known.get(key)

    def remember(self, key: str, answer: StageAnswer) -> None:
        self.known[key] = answer


WISH = BacktestWish(("voice",), ("seasonal_naive",), origins=2, horizon_d=7)


def test_a_history_that_repeats_is_foretold_without_error() -> None:
    made = run_stored(history("voice"), centre(), WISH)
    pooled = made.scores[made.scores["queue"] == "ALL"].iloc[0]
    assert (pooled["wape"], pooled["offered"]) == (0.0, 2 * 3 * sum(50 + 10 * d for d in range(7)))
    assert sorted(set(made.forecasts["origin"])) == ["2026-10-12", "2026-10-19"]


def test_a_second_model_costs_only_its_own_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, done = Memory(), []
    real = stored_backtest.roll_queue
    monkeypatch.setattr(stored_backtest, "roll_queue", lambda trial: done.append(trial.models) or real(trial))
    first = run_stored(history("voice"), centre(), WISH, memory=memory)
    done.clear()
    both = BacktestWish(WISH.queues, (*WISH.models, "seasonal_mean"), WISH.origins, WISH.horizon_d)
    second = run_stored(history("voice"), centre(), both, memory=memory)
    assert done == [("seasonal_mean",)] * 2
    old = second.scores[(second.scores["model"] == "seasonal_naive") & (second.scores["queue"] == "voice")]
    pd.testing.assert_frame_equal(
        old.reset_index(drop=True), first.scores[first.scores["queue"] == "voice"].reset_index(drop=True)
    )


def test_other_history_is_another_piece() -> None:
    memory = Memory()
    run_stored(history("voice"), centre(), WISH, memory=memory)
    louder = history("voice").assign(offered=lambda rows: rows["offered"] * 2)
    made = run_stored(louder, centre(), WISH, memory=memory)
    assert made.scores["offered"].iloc[-1] == 2 * 2 * 3 * sum(50 + 10 * d for d in range(7))


def test_a_queue_without_history_is_told_and_takes_nobody_down() -> None:
    made = run_stored(history("voice"), centre(), BacktestWish(("voice", "chat"), ("seasonal_naive",), 1, 7))
    assert made.warnings == ("chat: no history; not forecast",)
    assert set(made.scores["queue"]) == {"voice", "ALL"}


def test_origins_are_shared_by_queues_though_one_ends_early() -> None:
    rows = history("voice", "chat")
    late = rows[(rows["queue"] == "voice") | (rows["ts"] < "2026-10-24")]
    made = run_stored(late, centre(), BacktestWish(("voice", "chat"), ("seasonal_naive",), 1, 7))
    assert set(made.forecasts["origin"]) == {"2026-10-19"}


def test_outages_are_shut_and_occurrences_of_a_kind_are_runs_of_it() -> None:
    days = pd.DatetimeIndex(["2025-11-11", "2025-11-12", "2026-11-11", "2026-06-01"]).as_unit("us")
    events = pd.DataFrame(
        {"event": ["d25", "d25", "d26", "cut"], "queue": ["*", "*", "*", "voice"], "date": days,
         "kind": ["double11", "double11", "double11", "outage"]}
    )  # fmt: skip
    calendar = pd.DataFrame(
        {"date": days[:1], "region": ["CN"], "kind": ["holiday"], "name_en": ["Day"], "name_zh": [""]}
    )
    found: QueueDays = special_days(centre(events=events, calendar=calendar), ("voice",))["voice"]
    first, second, other = (day_number(day) for day in days[:3])
    assert found.special.events == {"double11": ((first, second), (other, other))}
    assert np.asarray(found.special.holidays["Day"]).tolist() == [first]
    assert found.shut.tolist() == [day_number(days[3])]


def test_nonsense_is_refused_all_at_once() -> None:
    with pytest.raises(RefusedInput) as caught:
        check_wish(BacktestWish(("fax",), ("tarot",), 0, 400), centre())
    assert [fault.code for fault in caught.value.faults] == [
        "backtest.queue", "backtest.model", "backtest.origins", "backtest.days",
    ]  # fmt: skip
