from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting.accuracy.value_added import TOLD, Touch, value_added
from tests.forecasting.accuracy.test_report import AS_OF, came, centre, forecast


def touch(name: str, before: pd.DataFrame, after: pd.DataFrame, quantity: str = "volume") -> Touch:
    row = dict.fromkeys(TOLD, "") | {"adjustment": name, "quantity": quantity, "value": 1.5, "author": "amy"}
    return Touch(pd.Series(row), before, after, AS_OF.as_unit("us"))


def test_the_worth_of_an_adjustment_is_the_error_it_took_away_where_it_changed_something():
    after = forecast([10, 10, 10, 10])
    after.loc[1, "volume"] = 18
    table = value_added([touch("live show", forecast(10), after)], came([10, 20, 10, 10]), centre())
    (made,) = table.to_dict("records")
    assert (made["adjustment"], made["author"], made["n"], made["contacts"]) == ("live show", "amy", 1, 20)
    assert (made["before"], made["after"]) == (0.5, 0.1)
    assert made["value_added"] == pytest.approx(0.4)
    assert made["won"] == 8


def test_adjustments_one_after_the_other_add_up_to_the_total():
    first, second = forecast(12), forecast(9)
    table = value_added([touch("up", forecast(10), first), touch("down", first, second)], came(10), centre())
    assert table["won"].tolist() == [-8, 4]
    assert table["won"].sum() == (0 - 1) * 4


def test_an_adjustment_of_handling_time_is_judged_by_handling_time():
    table = value_added(
        [touch("script", forecast(10), forecast(10, aht_s=90.0), "aht_s")], came(10, aht_s=92), centre()
    )
    (made,) = table.to_dict("records")
    assert made["before"] == pytest.approx(8 / 92)
    assert made["won"] == pytest.approx(40 * (8 - 2))


def test_the_same_adjustment_in_two_plans_is_one_row():
    day = {"first": "2026-11-03", "last": "2026-11-03"}
    row = touch("x", forecast(10), forecast(11)).adjustment
    later = Touch(row, forecast(10, **day), forecast(11, **day), AS_OF.as_unit("us") + pd.Timedelta(days=1))
    table = value_added([touch("x", forecast(10), forecast(11)), later], came(11, last="2026-11-03"), centre())
    assert table["n"].tolist() == [8]
    assert table["won"].tolist() == [8]


def test_an_adjustment_whose_days_have_not_come_has_no_figures():
    nothing = value_added(
        [touch("x", forecast(10), forecast(11))], came(10, last="2026-10-30", first="2026-10-01"), centre()
    )
    assert nothing["n"].tolist() == [0]
    assert np.isnan(nothing["value_added"].iloc[0])
    assert value_added([], came(10), centre()).empty
