"""The chain makes anew only what depends on a change; adjustments are laid over the models, levers over both."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Centre
from data.contracts.settings import FORECAST_ADJUSTMENTS
from data.intake.centre import read_centre
from data.intake.history import read_history
from workbench import pipeline
from workbench.pipeline import StageAnswer, make_plan


class Memory(dict[str, StageAnswer]):
    """A stage memory that tells how often it had to be filled."""

    def recall(self, key: str) -> StageAnswer | None:
        return self.get(key)

    def remember(self, key: str, answer: StageAnswer) -> None:
        self[key] = answer


@pytest.fixture
def centre(small_folder: Path) -> Centre:
    return read_centre(small_folder)


@pytest.fixture
def history(small_folder: Path, centre: Centre) -> pd.DataFrame:
    return read_history(small_folder / "history" / "history.csv", centre).history


def adjusted(centre: Centre, value: float) -> Centre:
    day = pd.Timestamp("2026-11-03")
    row = ["more", "voice", day, day, "", "", "volume", "factor", value, "show", "amy"]
    rows = pd.DataFrame([row], columns=list(FORECAST_ADJUSTMENTS.columns))
    rows = rows.astype({"start_date": "datetime64[us]", "end_date": "datetime64[us]", "value": "float64"})
    return replace(centre, tables={**centre.tables, "forecast_adjustments": rows})


def day_volume(forecast: pd.DataFrame, queue: str = "voice") -> float:
    rows = (forecast["queue"] == queue) & (forecast["ts"].dt.date == pd.Timestamp("2026-11-03").date())
    return float(forecast["volume"][rows].sum())


def test_the_system_s_forecast_stays_as_it_was_and_levers_come_after_the_adjustments(
    centre: Centre, history: pd.DataFrame
) -> None:
    wishes = {"volume": {"voice": 2.0}}
    tables = make_plan(adjusted(centre, 1.5), history, wishes, until="adjust").tables
    system, forecast = tables["forecast_system"], tables["forecast"]
    assert day_volume(forecast) == pytest.approx(3 * day_volume(system))
    assert day_volume(forecast, "chat") == pytest.approx(day_volume(system, "chat"))
    plain = make_plan(centre, history, until="adjust").tables
    pd.testing.assert_frame_equal(plain["forecast_system"], system)
    pd.testing.assert_frame_equal(plain["forecast"], system)
    assert tables["adjustment_effects"]["adjustment"].tolist() == ["more"]


def test_a_changed_adjustment_runs_no_model_again(
    centre: Centre, history: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    first = make_plan(centre, history, until="adjust", memory=memory)
    monkeypatch.setattr(pipeline, "make_forecast", None)  # making it anew would fail
    second = make_plan(adjusted(centre, 2.0), history, until="adjust", memory=memory)
    assert second.plan.tables["forecast_system"] == first.plan.tables["forecast_system"]
    assert second.plan.tables["forecast"] != first.plan.tables["forecast"]
    assert second.plan.plan_id != first.plan.plan_id


def test_neither_do_changed_rules_and_wishes_of_people(
    centre: Centre, history: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    make_plan(centre, history, until="adjust", memory=memory)
    monkeypatch.setattr(pipeline, "make_forecast", None)
    late = centre.tables["agents"].assign(preference="late")
    make_plan(
        replace(centre, tables={**centre.tables, "agents": late}, limits={}), history, until="adjust", memory=memory
    )


def test_a_changed_event_makes_the_forecast_anew(centre: Centre, history: pd.DataFrame) -> None:
    memory = Memory()
    make_plan(centre, history, until="adjust", memory=memory)
    known = len(memory)
    day = pd.to_datetime(["2026-11-03"]).as_unit("us")
    events = pd.DataFrame(
        {"event": "sale", "queue": "voice", "date": day, "kind": "sale", "offset_d": 0, "size": 2.0, "shape": "",
         "note": ""}
    )  # fmt: skip
    missing = [name for name in centre.tables["events"].columns if name not in events]
    events = events.assign(**dict.fromkeys(missing, np.nan))[list(centre.tables["events"].columns)]
    changed = replace(centre, tables={**centre.tables, "events": events})
    plan = make_plan(changed, history, until="adjust", memory=memory)
    assert len(memory) == known + 2
    assert day_volume(plan.tables["forecast"]) > 1.5 * 14 * 22


def seen_by_sizing(centre: Centre) -> Centre:
    return pipeline.sizing_view(pipeline.staffing_view(centre), centre)


def test_sizing_sees_which_days_have_events_but_not_how_large_they_are(centre: Centre) -> None:
    day = pd.to_datetime(["2026-11-03", "2025-11-03"]).as_unit("us")
    told = pd.DataFrame({"event": "sale", "queue": "voice", "date": day, "size": [2.0, 3.0]})
    seen = seen_by_sizing(replace(centre, tables={**centre.tables, "events": told})).tables["events"]
    assert seen.to_dict("records") == [{"queue": "voice", "date": day[0]}]


def test_another_method_sizes_anew_and_forecasts_nothing(centre: Centre, history: pd.DataFrame) -> None:
    memory = Memory()
    make_plan(centre, history, until="requirement", memory=memory)
    known = len(memory)
    days = pd.to_datetime(["2026-11-03"]).as_unit("us")
    wish = pd.DataFrame({"queue": "*", "start_date": days, "end_date": days, "method": "mol", "reason": "trial"})
    changed = replace(centre, tables={**centre.tables, "staffing_methods": wish})
    made = make_plan(changed, history, until="requirement", memory=memory)
    assert len(memory) == known + 1
    assert set(made.tables["requirement"]["reason"]) >= {"planner"}


@pytest.mark.parametrize(("room", "view"), [("forecasting", pipeline.forecast_view), ("scheduling", seen_by_sizing)])
def test_no_stage_asks_for_a_table_that_it_is_not_shown(
    room: str, view: Callable[[Centre], Centre], centre: Centre
) -> None:
    hidden = set(centre.tables) - set(view(centre).tables)
    root = Path(__file__).resolve().parents[2] / room
    asked = {
        name for file in root.rglob("*.py")
        for name in re.findall(r"centre\.tables(?:\.get\(|\[)\s*[\"'](\w+)", file.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert asked
    assert not asked & hidden
    assert hidden
