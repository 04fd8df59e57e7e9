"""Chat lengths, call-backs, campaigns and backlogs are read like every table, and nonsense is named."""

from __future__ import annotations

import pytest

from data.contracts.errors import RefusedInput
from data.intake.centre import read_centre

OUTBOUND = """campaign,queue,contacts,aht_s,reach_share,start_date,end_date,calling_from,calling_until,reserve_agents
winback,voice,900,180,0.4,2026-11-02,2026-11-04,,20:30,
"""
CALLBACKS = "queue,offered_above_wait_s,accept_share,within_h,keep_share\nvoice,60,0.5,2,0.95\n"
CHATS = "queue,open_chats,aht_s\nchat,1,300\nchat,2,400\nchat,3,520\n"


def faults(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        read_centre(folder)
    return [(fault.code, fault.line, fault.column) for fault in caught.value.faults]


def test_the_tables_of_the_channels_are_read_with_blank_where_nothing_is_said(centre_folder):
    for name, words in (("outbound", OUTBOUND), ("callbacks", CALLBACKS), ("chat_times", CHATS)):
        (centre_folder / f"{name}.csv").write_text(words, encoding="utf-8")
    (centre_folder / "backlogs.csv").write_text("队列,积压量,最久等待小时\nmail,40,6\n", encoding="utf-8")
    tables = read_centre(centre_folder).tables
    assert tables["outbound"][["calling_from", "calling_until"]].to_numpy().tolist() == [["", "20:30"]]
    assert tables["outbound"]["reserve_agents"].isna().all()
    assert tables["chat_times"]["aht_s"].tolist() == [300.0, 400.0, 520.0]
    assert tables["backlogs"]["contacts"].tolist() == [40.0]
    assert tables["callbacks"]["within_h"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("winback,voice", "winback,vioce", ("settings.unknown_name", 2, "queue")),
        ("winback,voice", "winback,mail", ("settings.deferred", 2, "queue")),
        ("11-02,2026-11-04", "11-04,2026-11-02", ("adjustment.dates", 2, "end_date")),
        (",20:30", ",8pm", ("settings.clock", 2, "calling_until")),
        (",20:30", ",08:00", ("outbound.hours", 2, "calling_until")),
        (",20:30", "21:00,20:30", ("outbound.hours", 2, "calling_until")),
        ("0.4", "1.4", ("table.too_high", 2, "reach_share")),
        ("900", "-1", ("table.too_low", 2, "contacts")),
        ("180", "0", ("table.too_low", 2, "aht_s")),
        ("900", "1e12", ("outbound.too_many", 2, "contacts")),
        (",20:30,", ",20:30,1000000", ("outbound.too_many", 2, "reserve_agents")),
    ],
)
def test_a_campaign_that_makes_no_sense_is_named(centre_folder, old, new, fault):
    assert faults(centre_folder, outbound=OUTBOUND.replace(old, new)) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("voice,60", "mail,60", ("settings.deferred", 2, "queue")),
        ("0.5,2", "50,2", ("table.too_high", 2, "accept_share")),
        ("0.5,2", "0.5,0", ("table.too_low", 2, "within_h")),
        ("0.95", "1", ("table.too_high", 2, "keep_share")),
        ("voice,60", "voice,", ("table.blank", 2, "offered_above_wait_s")),
        ("voice,60", "voice,1e300", ("callback.wait", 2, "offered_above_wait_s")),
        ("voice,60", "chat,60", ("callback.chat", 2, "queue")),
    ],
)
def test_a_callback_that_makes_no_sense_is_named(centre_folder, old, new, fault):
    assert faults(centre_folder, callbacks=CALLBACKS.replace(old, new)) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("chat,3,520", "chat,4,520", ("chat.places", 4, "open_chats")),
        ("chat,2,400\n", "", ("chat.gap", 3, "open_chats")),
        ("520", "620", ("chat.slower", 4, "aht_s")),
        ("chat,1", "chart,1", ("settings.unknown_name", 2, "queue")),
    ],
)
def test_lengths_of_chats_that_make_no_sense_are_named(centre_folder, old, new, fault):
    assert fault in faults(centre_folder, chat_times=CHATS.replace(old, new))


def test_a_backlog_is_of_work_with_a_deadline(centre_folder):
    found = faults(centre_folder, backlogs="queue,contacts,oldest_h\nvoice,40,6\nmial,1,1\n")
    assert found == [("settings.unknown_name", 3, "queue"), ("backlog.no_deadline", 2, "queue")]
