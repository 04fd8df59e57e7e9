from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from data.intake.backtest_files import read_backtest_events, read_closed, read_holidays, read_origins


@pytest.mark.parametrize(
    "text",
    ["[NaN]", "[null]", "[20250602]", '["now"]', '["today"]', '["2025"]', '["06/02/2025"]', '["2025-06-02T13:00"]',
     '["2025-06-02T00:00Z"]', '["9999-12-31"]', '["0001-01-01"]', "[" * 100_000],
)  # fmt: skip
def test_an_origin_that_is_no_iso_day_is_refused(tmp_path, text):
    (tmp_path / "o.json").write_text(text)
    with pytest.raises(RefusedInput, match="no list of dates"):
        read_origins(tmp_path / "o.json")


@pytest.mark.parametrize("day", ["2025-06-02", "2025-06-02T00:00", "2025-06-02T00:00:00"])
def test_an_origin_is_a_day_or_its_midnight(tmp_path, day):
    (tmp_path / "o.json").write_text(f'["{day}", "2025-06-02"]')
    assert read_origins(tmp_path / "o.json") == [pd.Timestamp("2025-06-02")]


@pytest.mark.parametrize("name", ["none.json", "²"])
def test_a_missing_file_of_origins_is_named(tmp_path, name):
    with pytest.raises(RefusedInput, match=f"there is no file .*{name}"):
        read_origins(tmp_path / name)


def test_a_day_both_off_and_worked_is_refused(tmp_path):
    (tmp_path / "k.csv").write_text("date,name,kind\n2025-10-01,x,holiday\n2025-10-01,y,makeup_workday\n")
    with pytest.raises(RefusedInput, match="both a holiday and a workday") as refused:
        read_holidays(tmp_path / "k.csv")
    assert [fault.line for fault in refused.value.faults] == [2, 3]


@pytest.mark.parametrize("row", [",2025-10-01,", "=x(),2025-10-01,", "sale,9999-12-31,", "sale,2025-10-01T13:00,"])
def test_events_without_name_or_day_are_refused(tmp_path, row):
    (tmp_path / "e.csv").write_text(f"event,start_date,end_date\n{row}\n")
    with pytest.raises(RefusedInput) as refused:
        read_backtest_events(tmp_path / "e.csv")
    assert refused.value.faults[0].line == 2


@pytest.mark.parametrize("day", ["0001-01-01", "2025-10-01T08:00", "2025-10-01T00:00+08:00", "soon"])
def test_closed_days_that_are_no_days_are_refused(tmp_path, day):
    (tmp_path / "c.csv").write_text(f"Date\n{day}\n")
    with pytest.raises(RefusedInput):
        read_closed(tmp_path / "c.csv")
