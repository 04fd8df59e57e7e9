"""All exports land whole, and nothing else in the folder is touched."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.grid import QUANTILE_COLUMNS
from data.export import exports
from data.export.exports import MANIFEST, write_exports
from data.export.partner_csv import partner_hours


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_every_export_is_written(tables, centre, tmp_path):
    made = write_exports(*tables, centre, tmp_path / "exports", "zh")
    assert [str(path.relative_to(made.folder)) for path in made.paths] == [
        "calendars/A01.ics", "calendars/A02.ics", "partners/pa.csv", "roster.csv", "roster.xlsx",
    ]  # fmt: skip
    assert not [name for name in names(made.folder) if ".making" in name]


def test_the_forecast_is_written_where_it_is_given(tables, centre, tmp_path):
    rows = pd.DataFrame(
        {
            "queue": "q",
            "ts": pd.to_datetime(["2026-11-02 09:00"]).tz_localize(centre.zone),
            "volume": 3.0,
            "aht_s": 60.0,
        }
    ).assign(**dict.fromkeys(QUANTILE_COLUMNS, 3.0))
    made = write_exports(*tables, centre, tmp_path, "zh", (rows, rows))
    assert "forecast.csv" in {path.name for path in made.paths}


def test_a_second_export_drops_what_is_gone_and_leaves_foreign_files(tables, centre, tmp_path):
    roster, segments = tables
    write_exports(roster, segments, centre, tmp_path)
    (tmp_path / "calendars" / "mine.ics").write_text("x")
    write_exports(roster[roster["agent"] != "A02"], segments, centre, tmp_path)
    assert not (tmp_path / "calendars" / "A02.ics").exists()
    assert (tmp_path / "calendars" / "mine.ics").exists()


def test_an_export_that_fails_changes_nothing(tables, centre, tmp_path, monkeypatch):
    write_exports(*tables, centre, tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(exports, "write_partner_csvs", broken)
    with pytest.raises(OSError, match="disk full"):
        write_exports(tables[0].head(1), tables[1], centre, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


def test_a_partner_reads_hours_without_names(tables, centre, tmp_path):
    hours = partner_hours(*tables, centre)
    assert hours["partner"].unique().tolist() == ["Partner A"]
    assert hours["hours_present"].sum() == pytest.approx(8)
    assert hours["hours_on_queue"].sum() == pytest.approx(7.5)
    write_exports(*tables, centre, tmp_path)
    text = (tmp_path / "partners" / "pa.csv").read_text(encoding="utf-8-sig")
    assert "pa-voice-1" not in text
    assert "2026-11-02T22:00:00+08:00,2026-11-02T22:15:00+08:00,0.25,0.25" in text


@pytest.mark.parametrize("noted", ['["../kept.txt", 5, "mine"]', '{"kept.txt": 1}', '"kept.txt"', "[", "\\xff"])
def test_a_list_of_files_that_somebody_spoilt_harms_nothing(tmp_path, tables, centre, noted):
    (tmp_path / "kept.txt").write_text("mine")
    (tmp_path / "out" / "mine").mkdir(parents=True)
    (tmp_path / "out" / MANIFEST).write_text(noted)
    write_exports(*tables, centre, tmp_path / "out")
    assert (tmp_path / "kept.txt").is_file()
    assert (tmp_path / "out" / "mine").is_dir()
    assert (tmp_path / "out" / "roster.csv").is_file()
