"""History is understood or refused: nothing is guessed and nothing is half-imported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.errors import Fault, RefusedInput
from data.contracts.tables import HISTORY
from data.intake.centre import read_centre
from data.intake.history import HistoryIntake, read_genesys, read_histories, read_history
from data.intake.mappings import Mapping, known_mappings

HEADER = "queue,interval_start,offered,handled,abandoned,aht_s"
ROW = "voice,2026-10-01T08:00:00+08:00,12,10,2,215.5"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.csv"


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def refused(path: Path, centre, mapping: Mapping | None = None) -> list[Fault]:
    with pytest.raises(RefusedInput) as caught:
        read_history(path, centre, mapping)
    for fault in caught.value.faults:
        assert fault.file == path.name
        assert fault.text
        assert fault.advice
    return list(caught.value.faults)


def stamps(minutes: int, count: int, start: str = "2026-10-01 00:00") -> list[str]:
    return [when.isoformat() for when in pd.date_range(start, periods=count, freq=f"{minutes}min", tz="Asia/Shanghai")]


def test_the_canonical_file_keeps_every_number(file, centre):
    made = read_history(write(file, HEADER, ROW, "chat,2026-10-01T08:00:00+08:00,5,5,0,600"), centre)
    assert made.history.iloc[0].tolist() == ["voice", pd.Timestamp("2026-10-01 08:00+08:00"), 12, 10, 2, 215.5]
    assert made.rows_read == 2
    assert made.warnings == ()
    checked(HISTORY, made.history)
    assert str(made.history["ts"].dtype) == "datetime64[us, Asia/Shanghai]"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_headers_titles_and_encodings_are_understood(file, centre, encoding, delimiter):
    rows = ["技能组,日期,时段,人工进线量,接起量,放弃量,平均处理时长", "订单热线,2026/10/1,08:00-08:15,12,10,2,00:03:35"]
    made = read_history(write(file, *[row.replace(",", delimiter) for row in rows], encoding=encoding), centre)
    assert made.history.iloc[0].tolist() == ["voice", pd.Timestamp("2026-10-01 08:00+08:00"), 12, 10, 2, 215]


def test_excel_reads_like_csv(tmp_path, centre):
    book = openpyxl.Workbook()
    book.active.append(["队列", "开始时间", "呼入量", "接通量", "平均处理时长（分钟）"])
    book.active.append(["voice", pd.Timestamp("2026-10-01 08:15").to_pydatetime(), 12, "=5*2", 3.5])
    book.save(tmp_path / "h.xlsx")
    (fault,) = refused(tmp_path / "h.xlsx", centre)  # openpyxl saves no result of the formula
    assert (fault.code, fault.line, fault.column) == ("intake.formula", 2, "接通量")
    book.active["D2"] = 10
    book.save(tmp_path / "h.xlsx")
    made = read_history(tmp_path / "h.xlsx", centre)
    assert made.history.iloc[0, :4].tolist() == ["voice", pd.Timestamp("2026-10-01 08:15+08:00"), 12, 10]
    assert made.history["aht_s"].tolist() == [210]


def test_a_total_is_divided_by_the_handled_contacts(file, centre):
    write(file, "queue,interval_start,offered,handled,total_handle_time_s", "voice,2026-10-01 08:00,12,10,2155",
          "voice,2026-10-01 08:15,1,0,0")  # fmt: skip
    assert read_history(file, centre).history["aht_s"].tolist() == [215.5, pytest.approx(np.nan, nan_ok=True)]


def test_a_handling_time_that_does_not_say_what_it_is_is_never_guessed(file, centre):
    write(file, "队列,开始时间,进线量,接起量,处理时长", "voice,2026-10-01 08:00,12,10,2155")
    (fault,) = refused(file, centre)
    assert fault.code == "intake.handle_time_unsaid"
    assert fault.line == 1
    declared = read_history(file, centre, Mapping("mine", handle_time="total"))
    assert declared.history["aht_s"].tolist() == [215.5]


def test_a_total_without_handled_contacts_is_refused(file, centre):
    write(file, "queue,interval_start,offered,total_handle_time_s", "voice,2026-10-01 08:00,12,2155")
    assert [fault.code for fault in refused(file, centre)] == ["intake.total_without_handled"]


def test_missing_is_not_zero(file, centre):
    made = read_history(write(file, HEADER, "voice,2026-10-01 08:00,,,,"), centre)
    assert made.history[["offered", "handled", "abandoned", "aht_s"]].isna().all(axis=None)
    assert "1 open intervals on 1 days are not known" in made.warnings[0]


def test_gaps_are_counted_and_left_out(file, centre):
    whole = stamps(15, 96)
    made = read_history(write(file, HEADER, *[f"voice,{ts},1,1,0,60" for ts in whole[:10] + whole[14:]]), centre)
    assert len(made.history) == 92
    (warning,) = made.warnings
    assert warning.startswith("Queue voice: 4 open intervals on 1 days are not known, the first at 2026-10-01T02:30")


def test_closed_hours_are_no_gap(centre_folder, file):
    (centre_folder / "open_hours.csv").write_text(
        "queue,weekday,open,close\n" + "\n".join(f"voice,{day},08:00,20:00" for day in range(7))
    )
    open_stamps = [ts for ts in stamps(15, 96 * 3) if 8 <= int(ts[11:13]) < 20]
    write(file, HEADER, *[f"voice,{ts},1,1,0,60" for ts in open_stamps])
    assert read_history(file, read_centre(centre_folder)).warnings == ()


def test_hourly_data_are_split_evenly_and_said_so(file, centre):
    made = read_history(write(file, HEADER, *[f"voice,{ts},12,8,4,100" for ts in stamps(60, 24)]), centre)
    assert len(made.history) == 96
    assert made.history["offered"].unique().tolist() == [3]
    assert made.history["aht_s"].unique().tolist() == [100]
    assert "split evenly over 4 intervals" in made.warnings[0]


def test_few_rows_on_the_hour_are_not_taken_for_hourly_data(file, centre):
    made = read_history(write(file, HEADER, *[f"voice,{ts},12,8,4,100" for ts in stamps(60, 3)]), centre)
    assert made.history["offered"].tolist() == [12, 12, 12]


@pytest.mark.parametrize("extra", ["interval_minutes", "mapping"])
def test_a_declared_interval_counts(file, centre, extra):
    if extra == "mapping":
        write(file, HEADER, "voice,2026-10-01 08:00,12,8,4,100")
        made = read_history(file, centre, Mapping("mine", interval_min=60))
    else:
        write(file, HEADER + ",interval_minutes", "voice,2026-10-01 08:00,12,8,4,100,60")
        made = read_history(file, centre)
    assert made.history["offered"].tolist() == [3, 3, 3, 3]


def test_finer_data_are_summed_and_a_missing_part_is_not_zero(file, centre_folder):
    toml = centre_folder / "centre.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("interval_min = 15", "interval_min = 30"), encoding="utf-8"
    )
    rows = [f"voice,{ts},{i},{i},0,{100 + i}" for i, ts in enumerate(stamps(15, 96), start=1)]
    del rows[3]
    made = read_history(write(file, HEADER, *rows), read_centre(centre_folder))
    assert len(made.history) == 48
    assert made.history["offered"].iloc[0] == 3
    assert np.isnan(made.history["offered"].iloc[1])
    assert made.history["aht_s"].iloc[0] == pytest.approx((1 * 101 + 2 * 102) / 3)
    assert made.warnings[0] == "1 intervals of 30 minutes have a missing part; they count as not known."


@pytest.mark.parametrize(
    ("line", "code", "column", "said"),
    [
        ("voice,2026-10-01T08:15:00+08:00,-3,1,0,60", "intake.negative", "offered", "'-3' is negative"),
        ("voice,2026-10-01T08:15:00+08:00,3,viele,0,60", "intake.no_number", "handled", "'viele' is no number"),
        ("voice,2026-10-01T08:15:00+08:00,inf,1,0,60", "intake.no_number", "offered", "'inf' is no number"),
        ("voice,2026-10-01T08:17:00+08:00,3,1,0,60", "intake.off_grid", "interval_start", "15-minute interval"),
        ("voice,2026-10-01T08:00:00+08:00,3,1,0,60", "intake.duplicate", "interval_start", "already in line 2"),
        ("订单热线,2026-10-01T00:00:00Z,3,1,0,60", "intake.duplicate", "interval_start", "already in line 2"),
        ("voise,2026-10-01T08:15:00+08:00,3,1,0,60", "intake.unknown_queue", "queue", "'voise' is not known"),
        (",2026-10-01T08:15:00+08:00,3,1,0,60", "intake.unknown_queue", "queue", "blank"),
        ("voice,gestern,3,1,0,60", "intake.no_instant", "interval_start", "'gestern' is no instant"),
        ("voice,2026-13-01 08:00,3,1,0,60", "intake.no_instant", "interval_start", "no instant"),
        ("voice,,3,1,0,60", "intake.blank", "interval_start", "blank"),
        ("=cmd|'/c calc'!A1,2026-10-01T08:15:00+08:00,3,1,0,60", "intake.formula", "queue", "looks like a formula"),
        ("@SUM(A1),2026-10-01T08:15:00+08:00,3,1,0,60", "intake.formula", "queue", "looks like a formula"),
        ("voice,2026-10-01T08:15:00+08:00,=cmd|'/c calc'!A1,1,0,60", "intake.no_number", "offered", "no number"),
        ("voice,2026-10-01T08:15:00+08:00,1,1,0,60,7", "intake.long_row", "", "7 cells, the header 6"),
    ],
)
def test_a_bad_row_is_named_with_line_column_and_reason(file, centre, line, code, column, said):
    found = refused(write(file, HEADER, ROW, "", line), centre)  # the blank line counts as a line
    (fault,) = [fault for fault in found if fault.code == code]
    assert (fault.line, fault.column) == (4, column)
    assert said in fault.text


@pytest.mark.parametrize(
    ("date", "time", "column", "said"),
    [
        ("12月13日", "08:00", "日期", "'12月13日' is no date"),
        ("2026-10-01", "早上", "时段", "'早上' is no time of day"),
    ],
)
def test_of_a_date_and_a_time_the_one_that_is_wrong_is_named(file, centre, date, time, column, said):
    (fault,) = refused(write(file, "队列,日期,时段,进线量", f"voice,{date},{time},3"), centre)
    assert (fault.line, fault.column) == (2, column)
    assert said in fault.text


def test_all_bad_rows_come_at_once(file, centre):
    rows = [
        ROW,
        "voice,2026-10-01T08:15:00+08:00,-3,x,0,60",
        "no,2026-10-01T08:30:00+08:00,1,1,0,-5",
        "voice,?,1,1,0,60",
    ]
    places = {(fault.line, fault.column) for fault in refused(write(file, HEADER, *rows), centre)}
    assert places == {(3, "offered"), (3, "handled"), (4, "queue"), (4, "aht_s"), (5, "interval_start")}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_cells_and_line_breaks_in_them_keep_the_lines_right(file, centre, end):
    rows = [HEADER + ",note", ROW + ',"late, ""again"""',
            '"voice",2026-10-01T08:15:00+08:00,"1,000",1,0,60,"two\nlines"',
            "voice,2026-10-01T08:30:00+08:00,x,1,0,60,"]  # fmt: skip
    file.write_bytes(end.join(rows).encode())
    (fault,) = refused(file, centre)
    assert (fault.line, fault.column) == (5, "offered")
    file.write_bytes(end.join(rows[:3]).encode())
    assert read_history(file, centre).history["offered"].tolist() == [12, 1000]


def test_an_unknown_queue_is_told_what_was_meant(file, centre):
    (fault,) = refused(write(file, HEADER, ROW.replace("voice", "voise")), centre)
    assert fault.advice == "Did you mean voice?"


def test_a_wrong_header_names_what_is_missing(file, centre):
    found = refused(write(file, "que,when,ofered,handled", "voice,2026-10-01 08:00,1,1"), centre)
    assert {(fault.code, fault.column) for fault in found} == {
        ("intake.missing_column", "queue"),
        ("intake.missing_column", "interval_start"),
        ("intake.missing_column", "offered"),
    }
    assert "Is it ofered?" in next(fault.advice for fault in found if fault.column == "offered")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "intake.empty"),
        (b"\n\n", "intake.empty"),
        (HEADER.encode() + b"\n", "intake.no_rows"),
        (HEADER.encode() + b",offered\n" + ROW.encode() + b",1\n", "intake.repeated_column"),
        (f"{HEADER}\n订单热线,2026-10-01 08:00,1,,,\n".encode() + "订单热线,2026-10-01 08:15,1,,,\n".encode("gbk"),
         "intake.mixed_encodings"),
        (HEADER.encode() + b"\nvoice\xff\xff,2026-10-01 08:00,1,1,0,6\n", "intake.encoding"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(file, centre, body, code):
    file.write_bytes(body)
    (fault,) = refused(file, centre)
    assert fault.code == code


def test_mixed_encodings_name_the_odd_line(file, centre):
    good = [f"订单热线,2026-10-01 08:{m:02d},1,1,0,6" for m in (0, 15, 30)]
    file.write_bytes("\n".join([HEADER, *good]).encode() + b"\n" + "订单热线,2026-10-01 08:45,1,1,0,6".encode("gbk"))
    (fault,) = refused(file, centre)
    assert fault.line == 5


@pytest.mark.parametrize(("name", "code"), [("h.xls", "intake.old_excel"), ("h.xlsx", "intake.no_excel")])
def test_a_file_that_only_calls_itself_excel_is_refused(tmp_path, centre, name, code):
    (fault,) = refused(write(tmp_path / name, HEADER, ROW), centre)
    assert fault.code == code


def test_too_big_a_file_is_refused_before_it_is_read(file, centre):
    with file.open("wb") as handle:
        handle.truncate(201_000_000)
    (fault,) = refused(file, centre)
    assert fault.code == "intake.too_big"


def berlin(centre_folder: Path):
    toml = centre_folder / "centre.toml"
    text = toml.read_text(encoding="utf-8").replace("Asia/Shanghai", "Europe/Berlin").replace("+08", "+01")
    toml.write_text(text, encoding="utf-8")
    return read_centre(centre_folder)


@pytest.mark.parametrize(
    ("day", "quarters"), [("2026-03-29", 92), ("2025-10-26", 100), ("2026-03-30", 96)]
)  # spring, autumn, plain
def test_a_dst_day_has_the_quarters_its_clock_says(centre_folder, file, day, quarters):
    local = pd.date_range(
        day, pd.Timestamp(day) + pd.Timedelta(days=1), freq="15min", tz="Europe/Berlin", inclusive="left"
    )
    write(file, HEADER, *[f"voice,{ts.isoformat()},1,1,0,60" for ts in local])
    made = read_history(file, berlin(centre_folder))
    assert len(made.history) == quarters
    assert made.warnings == ()


@pytest.mark.parametrize("stamp", ["2026-03-29 02:30", "2025-10-26 02:30"])
def test_a_local_stamp_that_the_clock_skips_or_repeats_needs_its_offset(centre_folder, file, stamp):
    (fault,) = refused(write(file, HEADER, ROW, f"voice,{stamp},1,1,0,60"), berlin(centre_folder))
    assert (fault.code, fault.line, fault.column) == ("intake.dst", 3, "interval_start")
    assert "offset" in fault.advice


def genesys(file: Path, *rows: str) -> Path:
    header = (
        "Interval Start UTC Date,Queue,Media Type,Skill Set,Offered,Interactions Handled,Total Handle Time (Seconds)"
    )
    return write(file, header, *rows)


def test_genesys_rows_are_utc_totals_summed_over_skill_sets(file, centre):
    genesys(file, "2026-10-01T00:00:00Z,voice,Voice,a,3,2,400", "2026-10-01T00:00:00Z,voice,Voice,b,5,4,200",
            "2026-10-01T00:00:00Z,chat,chat,,1,1,600")  # fmt: skip
    made = read_genesys(file, centre)
    assert made.history["ts"].iloc[0] == pd.Timestamp("2026-10-01 08:00", tz="Asia/Shanghai")
    assert made.history[["queue", "offered", "handled", "aht_s"]].to_numpy().tolist() == [
        ["voice", 8, 6, 100],
        ["chat", 1, 1, 600],
    ]
    assert made.history["abandoned"].isna().all()


def test_genesys_repeats_of_one_queue_and_skill_set_are_refused(file, centre):
    row = "2026-10-01T00:00:00Z,voice,Voice,a,3,2,400"
    genesys(file, row, row)
    with pytest.raises(RefusedInput, match="stands already in line 2"):
        read_genesys(file, centre)


def test_an_unknown_queue_is_no_repeat_of_a_known_one(file, centre):
    first = next(iter(centre.queues))
    known, unknown = (ROW.replace("voice", name, 1) for name in (first, "zzz"))
    faults = refused(write(file, HEADER, known, unknown), centre)
    assert [fault.code for fault in faults] == ["intake.unknown_queue"]


def test_queue_and_channel_together_map_to_one_queue(file, centre):
    genesys(file, "2026-10-01T00:00:00Z,Shop,Voice,,3,2,400", "2026-10-01T00:00:00Z,Shop,chat,,5,4,200",
            "2026-10-01T00:00:00Z,Shop,callback,,1,1,50")  # fmt: skip
    mapping = Mapping("mine", queues={"Shop|Voice": "voice", "Shop|chat": "chat", "Shop|callback": "voice"})
    made = read_genesys(file, centre, mapping)
    assert made.history[["queue", "offered"]].to_numpy().tolist() == [["voice", 4], ["chat", 5]]


def test_a_channel_that_does_not_fit_is_refused(file, centre):
    genesys(file, "2026-10-01T00:00:00Z,voice,email,,3,2,400")
    with pytest.raises(RefusedInput) as caught:
        read_genesys(file, centre)
    (fault,) = caught.value.faults
    assert fault.message == "'voice' (email) is not of this channel in the centre (1 rows)"
    assert '"voice|email"' in fault.advice


def test_a_preset_reads_the_report_it_is_made_for(file, centre):
    write(
        file,
        "店铺,渠道,开始时间,会话请求量,人工接待量,排队放弃量,平均会话时长,满意度",
        "旗舰店,在线,2026-10-01 08:00,8,6,2,5,98%",
    )
    preset = known_mappings()["marketplace_sessions_zh"]
    made = read_history(file, centre, Mapping(**{**vars(preset), "queues": {"旗舰店|在线": "chat"}}))
    assert made.history["offered"].tolist() == [4, 4]
    assert made.history["aht_s"].tolist() == [300, 300]
    assert "Columns not read: 满意度." in made.warnings


def test_columns_nobody_reads_are_told(file, centre):
    made = read_history(write(file, HEADER + ",满意度", ROW + ",5"), centre)
    assert made.warnings == ("Columns not read: 满意度.",)


def test_faults_of_all_files_come_at_once_and_two_files_may_not_tell_the_same(tmp_path, centre):
    one, two = write(tmp_path / "a.csv", HEADER, ROW), write(tmp_path / "b.csv", HEADER, ROW)
    with pytest.raises(RefusedInput) as caught:
        read_histories([one, two, write(tmp_path / "c.csv", "x"), write(tmp_path / "d.csv", HEADER)], centre)
    assert [(fault.file, fault.code) for fault in caught.value.faults] == [
        ("c.csv", "intake.no_rows"),
        ("d.csv", "intake.no_rows"),
        ("b.csv", "intake.two_files"),
    ]
    whole = read_histories([one], centre)
    assert isinstance(whole, HistoryIntake)
    assert len(whole.history) == 1


def test_fifty_megabytes_are_read_and_a_bad_row_in_them_is_found(file, centre):
    count = 1_050_000
    ts = pd.date_range("1996-10-01", periods=count, freq="15min", tz="UTC").strftime("%Y-%m-%dT%H:%M:%S+00:00")
    rows = ("voice," + pd.Series(ts) + ",12,10,2,215.55555").tolist()
    rows[900_000] = rows[900_000].replace(",12,", ",zwölf,")
    write(file, HEADER, *rows)
    assert file.stat().st_size > 50e6
    (fault,) = refused(file, centre)
    assert (fault.line, fault.column) == (900_002, "offered")


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("voice,2026-10-01T08:00:00+08:00,1e308,10,2,215.5", "offered", "more than 1,000,000 contacts"),
        ("voice,2026-10-01T08:00:00+08:00,12,10,2,1e9", "aht_s", "more than 604,800 s a contact"),
        ("voice,1600-10-01T08:00:00+08:00,12,10,2,215", "interval_start", "between the years 1990 and 2100"),
        ("voice,9999-12-31T08:00:00+08:00,12,10,2,215", "interval_start", "between the years 1990 and 2100"),
    ],
)
def test_what_cannot_be_true_is_refused_before_it_spoils_a_forecast(file, centre, row, column, said):
    (fault,) = refused(write(file, HEADER, ROW.replace("08:00:00", "09:00:00"), row), centre)
    assert (fault.code, fault.line, fault.column) == ("intake.implausible", 3, column)
    assert said in fault.text


def test_a_utf16_file_that_breaks_off_is_refused(file, centre):
    file.write_bytes(f"{HEADER}\n{ROW}\n".encode("utf-16")[:-1])
    (fault,) = refused(file, centre)
    assert fault.code == "intake.encoding"


def test_a_quote_that_never_closes_is_named_in_a_short_file_too(file, centre):
    (fault,) = refused(write(file, HEADER, ROW, '"voice,2026-10-01T09:00:00+08:00,12,10,2,215.5'), centre)
    assert (fault.code, fault.line) == ("intake.no_csv", 3)
    assert "double quote" in fault.advice


def test_a_line_break_in_the_name_of_a_queue_is_named(file, centre):
    found = refused(write(file, HEADER, ROW.replace("voice", '"vo\nice"')), centre)
    assert "intake.control" in [fault.code for fault in found]
