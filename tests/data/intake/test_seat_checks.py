"""Offers of pools, agreements and rules of seats are read like every table, and nonsense is named."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from data.intake.centre import read_centre

HOURS = "pool,start_date,end_date,open,close,most_heads\npa,2026-11-09,2026-11-12,18:00,24:00,20\n"
AGREED = """commitment,pool,start_date,end_date,least_heads,most_heads,least_hours,penalty_cny_per_h,lock_date,\
ordered_heads,sla_miss_share,sla_penalty_cny_per_h,note
nov,pa,2026-11-09,2026-11-12,5,30,900,,2026-11-01,10,0.05,40,frame contract
"""
RULES = """seat_rule,rule,queues,start_date,end_date,event_kind,share,usual_first,usual_last,usual_seats,enforcement,\
price_cny_per_h,note
vip,never_outsourced,priority:2,,,,,,,,hard,,
sale,least_over_usual,voice chat,2026-11-11,2026-11-11,,30%,2026-11-03,2026-11-05,,soft,60,
"""


def faults(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        read_centre(folder)
    return [(fault.code, fault.line, fault.column) for fault in caught.value.faults]


def test_the_tables_of_seats_are_read_with_blank_where_nothing_is_said(centre_folder):
    for name, words in (("pool_hours", HOURS), ("commitments", AGREED), ("seat_rules", RULES)):
        (centre_folder / f"{name}.csv").write_text(words, encoding="utf-8")
    centre = read_centre(centre_folder)
    rules = centre.tables["seat_rules"]
    assert rules["share"].tolist()[1] == 0.3
    assert rules["start_date"].isna().tolist() == [True, False]
    assert rules["event_kind"].tolist() == ["", ""]
    assert centre.tables["commitments"]["lock_date"].tolist() == [pd.Timestamp("2026-11-01")]
    assert centre.tables["pool_hours"]["most_heads"].tolist() == [20.0]


def test_chinese_headers_and_few_columns_are_enough(centre_folder):
    (centre_folder / "seat_rules.csv").write_text(
        "坐席规则,规则类型,适用队列,执行方式\nvip,never_outsourced,*,hard\n", encoding="utf-8"
    )
    (centre_folder / "commitments.csv").write_text(
        "协议,坐席池,开始日期,结束日期,保底工时\nc,pa,2026-11-09,2026-11-12,900\n", encoding="utf-8"
    )
    tables = read_centre(centre_folder).tables
    assert tables["seat_rules"]["queues"].tolist() == ["*"]
    assert tables["commitments"]["least_hours"].tolist() == [900.0]


def test_days_of_training_come_with_the_pool_and_blank_is_none(centre_folder):
    file = centre_folder / "pools.csv"
    header, own, partner = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([header + ",training_d", own + ",", partner + ",3"]) + "\n", encoding="utf-8")
    assert [pool.training_d for pool in read_centre(centre_folder).pools.values()] == [0, 3]
    file.write_text("\n".join([header + ",training_d", own + ",", partner + ",2.5"]) + "\n", encoding="utf-8")
    assert faults(centre_folder) == [("seats.training", 3, "training_d")]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("pool_hours", "pa,2026", "pb,2026", ("settings.unknown_name", 2, "pool")),
        ("pool_hours", "2026-11-12", "2026-11-08", ("adjustment.dates", 2, "end_date")),
        ("pool_hours", "18:00", "6 pm", ("settings.clock", 2, "open")),
        ("pool_hours", "24:00", "06:00", ("settings.hours", 2, "close")),
        ("commitments", "nov,pa", "nov,pb", ("settings.unknown_name", 2, "pool")),
        ("commitments", ",5,30,", ",35,30,", ("seats.least", 2, "least_heads")),
        ("commitments", ",5,30,", ",6,30,", ("seats.block", 2, "least_heads")),
        ("commitments", ",10,0.05", ",45,0.05", ("seats.too_many", 2, "ordered_heads")),
        ("commitments", "2026-11-01,10", ",10", ("seats.no_lock", 2, "lock_date")),
        ("commitments", "2026-11-01,10", "2026-12-01,10", ("seats.late_lock", 2, "lock_date")),
        ("commitments", "0.05,40", "0.05,", ("seats.half_sla", 2, "sla_miss_share")),
        ("pool_hours", "24:00,20", "24:00,20.5", ("seats.whole", 2, "most_heads")),
        ("seat_rules", "priority:2", "", ("seats.no_queues", 2, "queues")),
        ("seat_rules", "voice chat", "voice chatt", ("seats.queue", 3, "queues")),
        ("seat_rules", "priority:2", "priority:9", ("seats.queue", 2, "queues")),
        ("seat_rules", "30%,2026-11-03", ",2026-11-03", ("seats.no_share", 3, "share")),
        ("seat_rules", "soft,60", "soft,", ("seats.no_price", 3, "price_cny_per_h")),
        ("seat_rules", "2026-11-05", "2026-11-02", ("adjustment.dates", 3, "usual_last")),
        ("seat_rules", "2026-11-11,,30%", "2026-11-11,sale,30%", ("seats.event_kind", 3, "event_kind")),
        ("seat_rules", "least_over_usual,voice chat,2026-11-11,2026-11-11,,30%",
         "max_outsourced_share,voice,2026-11-11,2026-11-11,,1.5", ("table.too_high", 3, "share")),
    ],
)  # fmt: skip
def test_nonsense_is_named_with_its_place(centre_folder, file, old, new, fault):
    words = {"pool_hours": HOURS, "commitments": AGREED, "seat_rules": RULES}
    assert words[file].replace(old, new) != words[file]
    assert fault in faults(centre_folder, **{**words, file: words[file].replace(old, new)})
