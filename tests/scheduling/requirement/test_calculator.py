from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from scheduling.requirement.calculator import RESULTS, size_table


def read(text):
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def test_a_row_with_agents_is_evaluated_and_one_without_is_sized():
    out = size_table(read("id,lambda_per_hour,aht_s,agents,target_s,target_sl\na,200,180,11,20,\nb,200,180,,20,0.8\n"))
    assert out["agents"].tolist() == [11, 14]
    assert out["sl"].round(6).tolist() == [0.389614, 0.888350]
    assert out["model"].tolist() == ["C", "C"]


def test_the_calls_table_is_not_changed_and_unknown_columns_stay_where_they_are():
    table = read("note,lambda_per_hour,aht_s,agents,site\nhello,200,180,14,007\n")
    before = table.copy()
    out = size_table(table)
    pd.testing.assert_frame_equal(table, before)
    assert list(out.columns[:5]) == list(table.columns)
    assert out.loc[0, ["note", "site"]].tolist() == ["hello", "007"]
    assert list(out.columns[5:]) == ["model", "scheduled", *RESULTS, "size_note"]


def test_shrinkage_is_free_of_float_error():
    out = size_table(read("lambda_per_hour,aht_s,agents,shrinkage\n200,180,21,0.3\n200,180,14,0.3\n200,180,14,\n"))
    assert out["scheduled"].tolist() == [30, 20, 14]


def test_each_model_has_its_measures_and_leaves_the_others_blank():
    out = size_table(
        read("model,lambda_per_hour,aht_s,patience_s,agents,target_s\nB,60,300,,5,\nc,60,300,,6,20\n,60,300,60,5,20\n")
    )
    lost, waits, quits = (out.loc[row] for row in range(3))
    assert (lost["p_wait"], lost["asa_s"], lost["sl"]) == (0, 0, 1 - lost["p_block"])
    assert lost[["p_abandon", "ew_all_s", "sl_of_answered"]].isna().all()
    assert waits["p_abandon"] == 0
    assert waits["asa_s"] == waits["ew_all_s"]
    assert quits["model"] == "A"
    assert quits["ew_all_s"] == pytest.approx(60 * quits["p_abandon"], rel=1e-12)


def test_overload_is_written_as_inf_and_no_volume_needs_nobody():
    out = size_table(read("lambda_per_hour,aht_s,agents,target_s\n200,180,10,20\n0,,,\n"))
    text = out.to_csv(index=False)
    assert out["asa_s"].tolist() == [np.inf, 0]
    assert ",inf," in text
    assert out["agents"].tolist() == [10, 0]
    assert out["sl"].tolist() == [0, 1]


def test_figures_survive_a_csv_to_the_last_digit():
    out = size_table(read("lambda_per_hour,aht_s,patience_s,agents,target_s\n333.3,222.2,111.1,20,17.5\n"))
    cells = read(out.to_csv(index=False)).loc[0, list(RESULTS)]
    assert [float(cell) for cell in cells if cell] == out.loc[0, list(RESULTS)].dropna().tolist()


def test_numbers_and_texts_give_the_same_answer():
    text = read("lambda_per_hour,aht_s,patience_s,target_s,target_sl\n333.3,222.2,111.1,17.5,0.8\n100,300,inf,20,0.9\n")
    one, other = size_table(text), size_table(text.astype(float))
    pd.testing.assert_frame_equal(one[list(RESULTS)], other[list(RESULTS)])
    assert one["model"].tolist() == ["A", "C"]


def test_a_target_out_of_reach_leaves_its_row_blank_and_says_why():
    out = size_table(read("lambda_per_hour,aht_s,target_s,target_sl\n100,300,20,1\n100,300,20,0.8\n"))
    assert out["agents"].isna().tolist() == [True, False]
    assert out["size_note"].tolist() == ["no number of agents up to 10 million reaches this target", ""]


def test_every_fault_is_told_at_once_with_line_column_and_remedy():
    table = read(
        "model,lambda_per_hour,aht_s,patience_s,agents,target_s,target_sl,shrinkage\n"
        "X,-1,300,,1,,,\n"
        'C,"1,200",300,,1,,,\n'
        "C,100,0,,1,,,\n"
        "C,100,300,,,20,80,\n"
        "C,100,300,,,,0.8,\n"
        "C,100,300,,,,,\n"
        "A,100,300,,2.5,,,1\n"
        "C,,300,,1,,,\n"
        "C,inf,300,,1,,80%,\n"
    )
    with pytest.raises(RefusedInput) as refused:
        size_table(table, "calls.csv")
    found = [(fault.line, fault.column, fault.code) for fault in refused.value.faults]
    assert sorted(found) == [
        (2, "lambda_per_hour", "size.negative"),
        (2, "model", "size.unknown_model"),
        (3, "lambda_per_hour", "size.not_a_number"),
        (4, "aht_s", "size.missing"),
        (5, "target_sl", "size.share"),
        (6, "target_s", "size.missing"),
        (7, "agents", "size.no_target"),
        (8, "agents", "size.whole"),
        (8, "patience_s", "size.missing"),
        (8, "shrinkage", "size.shrinkage"),
        (9, "lambda_per_hour", "size.missing"),
        (10, "lambda_per_hour", "size.not_finite"),
        (10, "target_sl", "size.not_a_number"),
    ]
    assert all(fault.advice and fault.file == "calls.csv" for fault in refused.value.faults)
    assert "0.8 for 80 %" in str(refused.value)


def test_a_missing_or_doubled_column_is_refused():
    with pytest.raises(RefusedInput, match="aht_s: the column is missing"):
        size_table(read("lambda_per_hour\n1\n"))
    doubled = pd.DataFrame([[1, 2, 3]], columns=["aht_s", "lambda_per_hour", "aht_s"])
    with pytest.raises(RefusedInput, match="more than once"):
        size_table(doubled)


def test_a_table_without_rows_stays_without_rows():
    assert size_table(read("lambda_per_hour,aht_s\n")).empty
