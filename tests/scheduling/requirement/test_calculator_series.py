"""Series, chats and deadlines in the calculator's files: answers, and every fault with its line and column."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from scheduling.requirement import erlang
from scheduling.requirement.calculator import size_table

SERIES = "series,interval,interval_s,model,lambda_per_hour,aht_s,patience_s,target_s,target_sl,agents\n"
CHAT = "model,lambda_per_hour,aht_s,concurrency,patience_s,target_s,target_sl,agents\n"
DUE = "series,interval,interval_s,model,lambda_per_hour,aht_s,deadline_s,agents\n"


def read(text):
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def faults(text, **more):
    with pytest.raises(RefusedInput) as caught:
        size_table(read(text), **more)
    return [(fault.line, fault.column, fault.code) for fault in caught.value.faults]


def test_rows_of_a_series_may_stand_in_any_order():
    rows = [f"a,{i},900,A,{volume},300,180,20,0.8,\n" for i, volume in enumerate([300, 300, 1500, 700])]
    forward, backward = size_table(read(SERIES + "".join(rows))), size_table(read(SERIES + "".join(rows[::-1])))
    assert forward["agents"].tolist() == backward["agents"].tolist()[::-1]
    assert set(forward["method"]) == {"transient"}
    assert forward["method_reason"].str.len().min() > 10
    assert (forward["sl"] > 0.79).all()


def test_given_agents_show_the_backlog():
    rows = "".join(f"a,{i},900,C,1200,300,,20,,{n}\n" for i, n in enumerate([110, 90, 90, 110]))
    out = size_table(read(SERIES + rows))
    assert out["queue_end"].is_monotonic_increasing or out["queue_end"][2] > out["queue_end"][0]
    assert out["sl"][2] < 0.05
    assert out["p_abandon"].tolist() == [0, 0, 0, 0]


def test_the_method_can_be_asked_for():
    rows = "".join(f"a,{i},900,A,1200,300,180,20,0.8,\n" for i in range(3))
    for method in ("sipp", "mol", "transient"):
        out = size_table(read(SERIES + rows), method=method)
        assert set(out["method"]) == {method}
        assert out["agents"].tolist() == [100] * 3
    assert set(size_table(read(SERIES + rows), method="sipp")["p_wait"].notna()) == {True}


def test_an_unknown_method_is_refused():
    assert faults(SERIES, method="magic") == [(None, "", "size.method")]


def test_rows_without_a_series_are_untouched_by_it():
    lone = ",,,A,1200,300,180,20,0.8,\n"
    out = size_table(read(SERIES + lone + "a,0,900,A,1200,300,180,20,0.8,\n"))
    assert out["method"].tolist()[0] == ""
    assert np.isnan(out["queue_end"][0])
    plain = size_table(read(SERIES + lone))
    assert "queue_end" not in plain.columns
    assert plain["agents"].tolist() == [100]


def test_faults_of_a_series_name_line_and_column():
    text = SERIES + "a,0,900,A,100,300,180,20,0.8,\na,0,900,A,100,300,180,20,0.8,\na,2,600,B,100,300,,,0.8,\n"
    assert set(faults(text)) >= {(3, "interval", "size.twice"), (4, "interval_s", "size.differs"),
                                 (4, "model", "size.mixed")}  # fmt: skip
    assert faults(SERIES + "a,,,A,100,300,180,20,0.8,\n") == [
        (2, "interval", "size.missing"),
        (2, "interval_s", "size.missing"),
    ]
    gap = SERIES + "a,0,900,A,100,300,180,20,0.8,\na,2,900,A,100,300,180,20,0.8,\n"
    assert faults(gap) == [(3, "interval", "size.gap")]
    assert faults(SERIES + "a,0.5,900,A,100,300,180,20,0.8,\n")[0] == (2, "interval", "size.whole")


def test_chats_without_slow_down_are_erlang_with_three_times_the_people():
    out = size_table(read(CHAT + "H,1200,300,3,180,20,,35\n"))
    assert out["sl"][0] == pytest.approx(float(erlang.measure(1200, 300, 105, 20, 180).sl), abs=1e-9)
    assert np.isnan(out["p_block"][0])


def test_chats_that_slow_each_other_down_need_more_people():
    out = size_table(read(CHAT + "H,900,300,3,180,30,0.8,\nH,900,300/400/520,3,180,30,0.8,\nA,900,300,,180,30,0.8,\n"))
    fast, slow, single = out["agents"]
    assert fast < slow < single
    assert out["sl"].min() >= 0.8


def test_faults_of_chats_are_told():
    found = faults(CHAT + "H,900,300,,180,30,0.8,\nH,900,300/400,3,180,30,0.8,\nH,900,300/700,2,180,30,0.8,\n"
                   "A,900,300/400,,180,30,0.8,\nH,900,300,0,180,30,0.8,\nH,900,300,2,180,,,\n")  # fmt: skip
    assert found == [
        (2, "concurrency", "size.missing"),
        (3, "aht_s", "size.lengths"),
        (4, "aht_s", "size.slower"),
        (5, "aht_s", "size.not_a_number"),
        (6, "concurrency", "size.concurrency"),
        (7, "agents", "size.no_target"),
    ]


def test_work_with_a_deadline_gets_one_flat_number():
    rows = "".join(f"m,{i},900,D,{volume},360,3600,\n" for i, volume in enumerate([100, 800, 100, 50, 50, 50, 50, 50]))
    out = size_table(read(DUE + rows))
    assert out["agents"].nunique() == 1
    assert out["agents"][0] < 800 * 360 / 3600
    assert set(out["method"]) == {"deadline"}
    assert out["sl"].dropna().min() == 1.0


def test_faults_of_deadlines_are_told():
    assert faults(DUE + ",,,D,100,360,3600,\n") == [(2, "series", "size.missing")]
    assert faults(DUE + "m,0,900,D,100,360,,\n") == [(2, "deadline_s", "size.missing")]
    two = DUE + "m,0,900,D,100,360,3600,\nm,1,900,D,100,360,7200,\n"
    assert faults(two) == [(3, "deadline_s", "size.differs")]
