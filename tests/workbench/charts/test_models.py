"""Charts of models: the winner is marked, an untried model is a dash, each origin is a line of its own."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from workbench.charts import forecasts, models
from workbench.charts.look import Look
from workbench.display import Display


@pytest.fixture(params=[False, True])
def look(request: pytest.FixtureRequest) -> Look:
    return Look(Display("en"), request.param)


def test_the_matrix_marks_who_plans_and_what_was_not_tried(look: Look) -> None:
    errors = pd.DataFrame({"ets": [0.05, math.nan], "naive": [0.1, math.nan]}, index=["voice", "new"])
    figure = models.model_matrix(errors, {"voice": "ets"}, {"voice": "Orders"}, {"ets": "ETS"}, look)
    assert [list(row) for row in figure.data[0].text] == [["5.0 ●", "10.0"], ["–", "–"]]
    assert list(figure.data[0].y) == ["Orders", "new"]
    assert figure.data[0].z.tolist() == [[0.0, 50.0], [0.0, 0.0]]


def test_each_origin_is_a_line_and_the_legend_names_a_model_once(look: Look) -> None:
    days = pd.to_datetime(["2026-10-05", "2026-10-12"])
    rows = pd.DataFrame({"origin": ["2026-10-05", "2026-10-12"], "date": days, "model": "ets", "mean": [1.0, 2.0]})
    figure = models.foretold(rows, pd.DataFrame({"date": days, "offered": [1.0, 2.0]}), {"ets": "ETS"}, look)
    assert [(line.name, line.showlegend) for line in figure.data] == [
        ("what came", None), ("ETS", True), ("ETS", False),
    ]  # fmt: skip


def test_a_mark_stands_above_the_bands_of_the_days_beside_it(look: Look) -> None:
    days = pd.date_range("2026-11-10", periods=3, unit="us")
    rows = pd.DataFrame({"date": days, "volume": 1.0, "q05": 0.0, "q25": 0.5, "q75": 2.0, "q95": [9.0, 5.0, 3.0]})
    history = pd.DataFrame({"date": days[:0], "offered": pd.Series(dtype=float)})
    figure = forecasts.by_day(rows, history, {days[1]: "x"}, look)
    (mark,) = [one for one in figure.layout.annotations if one.text == "x"]
    assert mark.y == 9.0


def test_nothing_stands_beside_a_forecast_that_was_not_changed(look: Look) -> None:
    days = pd.date_range("2026-11-10", periods=1, unit="us")
    rows = pd.DataFrame({"date": days, "volume": 1.0, "q05": 0.0, "q25": 0.5, "q75": 2.0, "q95": 3.0})
    history = pd.DataFrame({"date": days[:0], "offered": pd.Series(dtype=float)})
    plain = [line.name for line in forecasts.by_day(rows, history, {}, look).data]
    beside = forecasts.Beside(system=rows.assign(volume=2.0))
    changed = [line.name for line in forecasts.by_day(rows, history, {}, look, beside).data]
    assert set(changed) - set(plain) == {"models, before adjustments"}
