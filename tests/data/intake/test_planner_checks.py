"""Adjustments, decisions and guesses of the planner are read like every table, and nonsense is named."""

from __future__ import annotations

import pytest

from data.contracts.errors import RefusedInput
from data.intake.centre import read_centre

ADJUSTMENTS = """adjustment,queue,start_date,end_date,start_time,end_time,quantity,kind,value,reason,author
more,voice,2026-11-02,2026-11-03,,,volume,factor,1.2,campaign,amy
night,*,2026-11-02,2026-11-02,22:00,06:00,volume,absolute,90,release,
"""


def faults(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        read_centre(folder)
    return [(fault.code, fault.line, fault.column) for fault in caught.value.faults]


def test_the_planner_s_tables_are_read_with_blank_words_where_nothing_is_said(centre_folder):
    (centre_folder / "forecast_adjustments.csv").write_text(ADJUSTMENTS, encoding="utf-8")
    (centre_folder / "hygiene_decisions.csv").write_text("queue,date,decision\n*,2026-10-01,accept\n", encoding="utf-8")
    (centre_folder / "new_queues.csv").write_text(
        "新队列,参照队列,日均进线量,置信天数\nchat,voice,120,14\n", encoding="utf-8"
    )
    tables = read_centre(centre_folder).tables
    assert tables["forecast_adjustments"]["start_time"].tolist() == ["", "22:00"]
    assert tables["hygiene_decisions"][["reason", "author"]].to_numpy().tolist() == [["", ""]]
    assert tables["new_queues"]["volume_per_day"].tolist() == [120.0]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("more,voice", "more,vioce", ("settings.unknown_name", 2, "queue")),
        ("2026-11-02,2026-11-03", "2026-11-04,2026-11-03", ("adjustment.dates", 2, "end_date")),
        ("factor,1.2", "factor,0", ("adjustment.zero", 2, "value")),
        ("factor,1.2", "factor,1e9", ("table.too_high", 2, "value")),
        ("factor,1.2", "factor,-1", ("table.too_low", 2, "value")),
        ("factor,1.2", "factor,", ("table.blank", 2, "value")),
        ("volume,factor", "calls,factor", ("table.unknown_word", 2, "quantity")),
        ("campaign", "", ("adjustment.no_reason", 2, "reason")),
        ("22:00,06:00", "24:00,06:00", ("settings.clock", 3, "start_time")),
        ("22:00,06:00", "22:00,6am", ("settings.clock", 3, "end_time")),
        ("22:00,06:00", "22:00,22:00", ("adjustment.times", 3, "end_time")),
        ("night", "more", ("table.duplicate_key", 3, "adjustment")),
    ],
)
def test_an_adjustment_that_makes_no_sense_is_named(centre_folder, old, new, fault):
    assert faults(centre_folder, forecast_adjustments=ADJUSTMENTS.replace(old, new)) == [fault]


def test_a_decision_accepts_or_refuses_a_day_of_a_known_queue(centre_folder):
    rows = "queue,date,decision\nvoice,2026-10-01,maybe\nvioce,2026-10-02,refuse\n"
    assert faults(centre_folder, hygiene_decisions=rows) == [
        ("table.unknown_word", 2, "decision"),
        ("settings.unknown_name", 3, "queue"),
    ]


def test_a_new_queue_is_like_another_one_that_is_not_new(centre_folder):
    rows = "queue,like,volume_per_day,confidence_d\nvoice,voice,100,14\nmail,voice,50,7\nchat,fax,50,7\n"
    assert set(faults(centre_folder, new_queues=rows)) == {
        ("settings.like_itself", 2, "like"),
        ("settings.like_new", 3, "like"),
        ("settings.unknown_name", 4, "like"),
    }


def test_a_misspelt_file_of_adjustments_is_no_silent_forecast(centre_folder):
    assert faults(centre_folder, forecast_adjustment=ADJUSTMENTS) == [("centre.stray_file", None, "")]


REASONS = "queue,reason,share,aht_s,containment\nvoice,short,0.5,100,0\nvoice,long,0.5,300,0\n"
MIX = """queue,reason,start_date,end_date,share
voice,short,2026-11-02,2026-11-03,0.7
voice,long,2026-11-02,2026-11-03,0.3
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("voice,long", "voice,lost", ("reasons.unknown", 3, "reason")),
        ("03,0.3", "03,0.4", ("reasons.share", 2, "share")),
        ("long,2026-11-02,2026-11-03", "long,2026-11-03,2026-11-04", ("reasons.overlap", 3, "start_date")),
    ],
)
def test_a_mix_of_reasons_that_makes_no_sense_is_named(centre_folder, old, new, fault):
    assert faults(centre_folder, contact_reasons=REASONS, reason_mix=MIX.replace(old, new)) == [fault]


def test_classes_and_ramps_name_known_groups(centre_folder):
    classes = "training_class,group,first_day,heads\nspring,nobody,2026-11-02,8\n"
    ramps = "group,week,proficiency\n*,1,0.6\nnobody,1,0.6\n"
    found = faults(centre_folder, training_classes=classes, ramps=ramps)
    assert found == [("settings.unknown_name", 2, "group"), ("settings.unknown_name", 3, "group")]


METHODS = """queue,start_date,end_date,method,reason
*,2026-11-02,2026-11-03,stationary,calm days
voice,2026-11-02,2026-11-02,transient,campaign
"""


def test_rows_of_methods_may_overlap(centre_folder):
    (centre_folder / "staffing_methods.csv").write_text(METHODS, encoding="utf-8")
    assert read_centre(centre_folder).tables["staffing_methods"]["method"].tolist() == ["stationary", "transient"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("voice,", "vioce,", ("settings.unknown_name", 3, "queue")),
        ("2026-11-02,2026-11-03", "2026-11-04,2026-11-03", ("adjustment.dates", 2, "end_date")),
        ("stationary", "magic", ("table.unknown_word", 2, "method")),
        ("calm days", "", ("method.no_reason", 2, "reason")),
    ],
)
def test_a_method_that_makes_no_sense_is_named(centre_folder, old, new, fault):
    assert faults(centre_folder, staffing_methods=METHODS.replace(old, new)) == [fault]


def test_work_that_may_wait_has_no_other_method(centre_folder):
    wrong = METHODS.replace("voice,", "mail,")
    assert faults(centre_folder, staffing_methods=wrong) == [("method.may_wait", 3, "queue")]
