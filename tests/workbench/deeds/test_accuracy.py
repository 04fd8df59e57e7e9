"""Plans are judged by the history that arrives after them: which plan speaks, what is told, and for whom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.contracts.errors import NotAllowed, NotFound, RefusedInput
from tests.workbench.conftest import write_history
from workbench.access import User
from workbench.desk import AccuracyWish, Desk, open_desk
from workbench.settings import Settings

FIRST, LAST = pd.Timestamp("2026-10-26"), pd.Timestamp("2026-11-08")
VOLUME = "volume"


@pytest.fixture
def folder(planned: Desk) -> Path:
    return planned.settings.var.parent / "small"


@pytest.fixture(scope="module")
def judged(judged_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with two plans and history after them, for the tests of this file."""
    home = tmp_path_factory.mktemp("desk") / "home"
    shutil.copytree(judged_var, home)
    settings = Settings(home / "var", f"sqlite:///{home / 'var' / 'peakcrew.db'}", place="one_by_one", workers=1)
    desk = open_desk(settings)
    yield desk
    desk.store.close()


def wish(**more: object) -> AccuracyWish:
    return AccuracyWish(**{"first": FIRST, "last": LAST, **more})  # type: ignore[arg-type]


def of_volume(table: pd.DataFrame, version: str = "system") -> pd.DataFrame:
    return table[(table["quantity"] == VOLUME) & (table["version"] == version)]


def test_the_last_plan_before_a_day_speaks_for_it(judged: Desk, planner: User) -> None:
    told = judged.accuracy(planner, "small", wish())
    assert told.spoke.sort_values("as_of")["days"].tolist() == [7, 7]
    ahead = judged.accuracy(planner, "small", wish(lead_d=3))
    assert ahead.spoke.sort_values("as_of")["days"].tolist() == [7, 4]
    every = judged.accuracy(planner, "small", wish(speaks="all"))
    assert every.spoke.sort_values("as_of")["days"].tolist() == [14, 7]


def test_only_a_plan_that_was_handed_out_speaks_where_that_is_asked(judged: Desk, planner: User) -> None:
    assert judged.accuracy(planner, "small", wish(speaks="published")).empty
    oldest = judged.plans(planner)[-1]
    judged.publish(planner, oldest.plan_id)
    spoke = judged.accuracy(planner, "small", wish(speaks="published")).spoke
    assert spoke["plan"].tolist() == [oldest.plan_id]


def test_figures_are_those_of_the_stored_forecast_and_the_history(judged: Desk, planner: User) -> None:
    told = judged.accuracy(planner, "small", wish(last=pd.Timestamp("2026-11-01"), cuts=((), ("queue",))))
    forecast = judged.table(planner, judged.plans(planner)[-1].plan_id, "forecast")
    actual = judged.store.history.read("small", "Asia/Shanghai")
    both = forecast.merge(actual, on=["queue", "ts"], suffixes=("", "_came"))
    both = both[(both["ts"] >= "2026-10-26") & (both["ts"] < "2026-11-02")]
    row = of_volume(told.tables[()]).iloc[0]
    error = (both["volume"] - both["offered"]).abs().sum()
    assert row["contacts"] == both["offered"].sum()
    assert row["wape"] == pytest.approx(error / both["offered"].sum())
    assert row["bias"] < -0.1  # a quarter more came than the past had shown
    by_queue = of_volume(told.tables[("queue",)]).set_index("queue")
    assert by_queue.loc[["voice", "chat"], "abs_error"].sum() == pytest.approx(by_queue.loc["ALL", "abs_error"])
    assert told.unknown == 0


def test_too_few_staff_cost_service_and_too_many_cost_money(judged: Desk, planner: User) -> None:
    cost = judged.accuracy(planner, "small", wish(cost=True)).cost
    assert cost["date"].max() == pd.Timestamp("2026-11-04")
    of = cost[cost["version"] == "system"].groupby("queue")[["under_h", "over_h", "late"]].sum()
    assert (of["under_h"] > of["over_h"]).all()
    assert (of["late"] > 0).all()
    assert np.allclose(cost["planned_h"] - cost["needed_h"], cost["over_h"] - cost["under_h"])


def test_days_with_history_after_a_plan_are_known(judged: Desk, planner: User) -> None:
    assert judged.accuracy_days(planner, "small") == (FIRST, pd.Timestamp("2026-11-04"))


def test_nothing_has_arrived_yet(planned: Desk, planner: User) -> None:
    assert planned.accuracy_days(planner, "small") is None
    told = planned.accuracy(planner, "small", wish(cost=True))
    assert told.empty
    assert told.cost.empty


def test_what_the_answer_depends_on_has_a_name(planned: Desk, planner: User, folder: Path) -> None:
    before = planned.accuracy_state(planner, "small")
    planned.import_history(planner, write_history(folder.parent / "x.csv", weeks=1, last="2026-11-04"), folder)
    assert planned.accuracy_state(planner, "small") != before


def test_nonsense_is_refused_at_once_and_strangers_are_too(planned: Desk, planner: User) -> None:
    with pytest.raises(RefusedInput) as refused:
        planned.accuracy(planner, "small", AccuracyWish(LAST, FIRST, (("moon",),), "oracle", -1))
    assert [fault.code for fault in refused.value.faults] == [
        "accuracy.cut", "accuracy.speaks", "accuracy.days", "accuracy.lead"
    ]  # fmt: skip
    with pytest.raises(NotFound, match="no plan"):
        planned.accuracy(planner, "elsewhere", wish())
    with pytest.raises(NotAllowed):
        planned.accuracy(User("amy", "agent", "A1"), "small", wish())


def test_the_worth_of_an_adjustment_is_told_with_its_author_and_reason(judged: Desk, planner: User) -> None:
    told = judged.accuracy(planner, "small", wish())
    (mailing,) = told.adjustments.to_dict("records")
    assert (mailing["adjustment"], mailing["author"], mailing["reason"]) == ("mailing", "amy", "a mailing goes out")
    assert mailing["n"] == 2 * 22  # half hours of the two days it touched
    system, adjusted = (of_volume(told.tables[()], version).iloc[0] for version in ("system", "adjusted"))
    assert mailing["won"] == pytest.approx(system["abs_error"] - adjusted["abs_error"])
    assert mailing["value_added"] == pytest.approx(mailing["before"] - mailing["after"])


def test_the_cost_needs_one_plan_a_day(planned: Desk, planner: User) -> None:
    with pytest.raises(RefusedInput, match="one plan a day"):
        planned.accuracy(planner, "small", wish(speaks="all", cost=True))


def test_callers_who_try_again_are_counted_once(
    planned: Desk, planner: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = pd.date_range("2026-10-26 09:00", periods=20, freq="30min", tz="Asia/Shanghai")
    rows = [f"voice,{stamp.isoformat()},20,12,8,240" for stamp in stamps]
    file = folder.parent / "lost.csv"
    file.write_text("\n".join(["queue,interval_start,offered,handled,abandoned,aht_s", *rows]), encoding="utf-8")
    planned.import_history(planner, file, folder)
    plain = planned.accuracy(planner, "small", wish())
    seen = planned._centre(planned.plans(planner)[0])
    redialled = {**seen.queues, "voice": replace(seen.queues["voice"], redial_share=0.5)}
    monkeypatch.setattr(planned, "_centre", lambda _stored: replace(seen, queues=redialled))
    first = planned.accuracy(planner, "small", wish())
    assert of_volume(plain.tables[()]).iloc[0]["contacts"] == 400
    assert of_volume(first.tables[()]).iloc[0]["contacts"] == pytest.approx(400 - 0.5 * 8 * 19, abs=4)


def test_days_that_came_stand_beside_what_was_foretold(judged: Desk, planner: User) -> None:
    rows = judged.foretold_days(planner, "small", wish(), "voice")
    assert rows["date"].tolist() == list(pd.date_range("2026-10-26", "2026-11-04", unit="us"))
    mailing = rows["date"].isin([pd.Timestamp("2026-11-02"), pd.Timestamp("2026-11-03")])
    assert np.allclose((rows["adjusted"] / rows["system"])[mailing], 1.25)
    assert np.allclose((rows["adjusted"] / rows["system"])[~mailing], 1.0)
    assert (rows["q05"] < rows["q95"]).all()
    arrived = judged.arrived(planner, judged.plans(planner)[0].plan_id)
    assert arrived["ts"].min() == pd.Timestamp("2026-11-02 09:00", tz="Asia/Shanghai")
    assert judged.foretold_days(planner, "small", wish(), None)["q05"].isna().all()
