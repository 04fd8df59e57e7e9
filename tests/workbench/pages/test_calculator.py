"""The calculator page: a line answered in words, another number tried, a table as the command answers it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbench.desk import OneLine
from workbench.pages import calculator_form


def field(app: Any, label: str) -> Any:
    return next(one for one in app.number_input if one.label == label)


def tile(app: Any, label: str) -> str:
    return next(one.value for one in app.metric if one.label == label)


def texts(app: Any) -> str:
    return "\n".join(str(one.value) for one in (*app.error, *app.warning, *app.info, *app.markdown, *app.caption))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("source", ["voice", "chat", "own"])
def test_a_queue_of_the_plan_or_own_figures_are_answered(source: str, language: str, planned_home: Path, open_page):
    app = open_page("calculator", language, calculator_from=source)
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert len(app.metric) == 6


def test_own_figures_give_people_and_with_shrinkage_the_schedule(planned_home: Path, open_page):
    app = open_page("calculator", calculator_from="own")
    assert "**21 people** must answer" in texts(app)
    assert tile(app, "On the schedule") == "–"
    field(app, "Shrinkage, %").set_value(30.0)
    app.run()
    assert tile(app, "On the schedule") == "30"
    field(app, "See what happens with").set_value(24)
    app.run()
    assert tile(app, "On the schedule") == "35"
    near = next(table.value for table in app.dataframe if "what" in table.value)
    assert near["agents"].tolist() == [22, 23, 24, 25, 26]


def test_what_is_missing_is_asked_for(planned_home: Path, open_page, monkeypatch):
    app = open_page("calculator", calculator_from="own")
    field(app, "Handling, s").set_value(0.0)
    app.run()
    assert "Say how many contacts come" in texts(app)
    field(app, "Handling, s").set_value(300.0)
    field(app, "In time, %").set_value(100.0)
    app.run()
    assert "No number of people keeps all of these promises" in texts(app)
    monkeypatch.setattr(calculator_form, "USUAL", OneLine(90.0, 30.0, 300.0))
    assert "Name at least one promise" in texts(open_page("calculator", calculator_from="own"))


def test_chats_and_work_that_may_wait_ask_their_own_questions(planned_home: Path, open_page):
    app = open_page("calculator", calculator_from="own")
    for kind, label in (("chats", "Chats at once"), ("later", "Waiting now")):
        next(one for one in app.button_group if one.key and one.key.startswith("calc_kind")).set_value(kind)
        app.run()
        assert not app.exception
        assert field(app, label).value is not None


def test_a_pasted_table_is_answered_or_refused_with_its_line(planned_home: Path, open_page):
    app = open_page("calculator", calculator="table")
    result = next(table.value for table in app.dataframe if "scheduled" in table.value)
    assert result["agents"].tolist() == [31, 37, 13]
    app.text_area(key="calc_paste").set_value(
        "编号\t每小时来电量\t平均处理时长\t目标秒数\t服务水平\n订单\t200\t180\t20\t0.8\n"
    )
    app.run()
    result = next(table.value for table in app.dataframe if "scheduled" in table.value)
    assert (result["编号"].tolist(), result["agents"].tolist()) == (["订单"], [14])
    app.text_area(key="calc_paste").set_value("lambda_per_hour,aht_s,target_sl,target_s\nmany,180,0.8,20\n")
    app.run()
    assert not app.exception
    assert "many" in app.error[0].value
    app.text_area(key="calc_paste").set_value("  ")
    app.run()
    assert "Paste rows or upload a file." in texts(app)
