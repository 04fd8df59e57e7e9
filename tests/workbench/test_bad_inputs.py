"""Bad files at the command line: each is refused in clear words with its line, and the store stays byte for byte."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from workbench import cli

HEADER = "queue,interval_start,offered,handled,abandoned,aht_s\n"
GOOD = "voice,2026-10-25T09:00:00+08:00,5,5,0,200\n"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "var"))


def stored(home: Path) -> str:
    """A hash over every row of every table that an import could touch."""
    digest = hashlib.sha256()
    with sqlite3.connect(home / "var" / "peakcrew.db") as connection:
        for table in ("history", "series", "imports", "plans", "artefacts"):
            digest.update(repr(connection.execute(f"SELECT * FROM {table}").fetchall()).encode())
    connection.close()
    return digest.hexdigest()


def refused_everywhere(folder: Path, name: str, body: bytes, capsys: pytest.CaptureFixture[str]) -> str:
    """What `import` says of the file, after `import` and `check` both refused it and nothing was stored."""
    home = folder.parent
    assert cli.main(["import", str(folder / "history" / "history.csv"), "--centre", str(folder)]) == 0
    before = stored(home)
    file = folder / "history" / name
    file.write_bytes(body)
    capsys.readouterr()
    assert cli.main(["import", str(file), "--centre", str(folder)]) == 1
    said = capsys.readouterr().err
    if len(body) < 1e6:  # the big one costs seconds each time
        for command in ("check", "plan"):
            assert cli.main([command, str(folder)]) == 1
            assert said.splitlines()[-1] in capsys.readouterr().err
    assert stored(home) == before
    return said


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"a,b,c\n1,2,3\n", "bad.csv, line 1, column offered: no column means offered. Name it one of"),
        (HEADER.encode() + GOOD.replace("voice", "订单热线").encode() + GOOD.replace("voice", "订单").encode("gb18030"),
         "bad.csv, line 3: this line is not UTF-8, but line 2 is"),
        ((HEADER + GOOD.replace(",5,5,", ",-5,5,")).encode(), "bad.csv, line 2, column offered: '-5' is negative."),
        ((HEADER + GOOD.replace(",5,5,", ",five,5,")).encode(), "line 2, column offered: 'five' is no number."),
        ((HEADER + GOOD + GOOD).encode(), "queue voice at 2026-10-25T09:00:00+08:00 stands already in line 2"),
        ((HEADER + GOOD.replace("09:00:00", "09:07:00")).encode(), "is not the start of a 30-minute interval."),
        ((HEADER + GOOD.replace("voice", "vioce")).encode(), "queue 'vioce' is not known to the centre (1 rows)"),
        (b"", "bad.csv: the file is empty. Give a file with a header and rows."),
        ((HEADER + GOOD.replace("voice", "=cmd|'/c calc'!A1")).encode(), "looks like a formula"),
    ],
    ids=["header", "encodings", "negative", "no number", "duplicate", "off grid", "unknown queue", "empty", "formula"],
)  # fmt: skip
def test_a_bad_file_is_refused_in_words_and_the_store_is_unchanged(
    small_folder: Path, capsys: pytest.CaptureFixture[str], body: bytes, told: str
) -> None:
    assert told in refused_everywhere(small_folder, "bad.csv", body, capsys)


def test_an_hour_that_comes_twice_is_refused_without_its_offset(
    small_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = small_folder / "centre.toml"
    text = head.read_text(encoding="utf-8").replace("Asia/Shanghai", "Europe/Berlin").replace("+08:00", "+01:00")
    head.write_text(text, encoding="utf-8")
    body = (HEADER + "voice,2026-10-25 02:30,5,5,0,200\n").encode()
    said = refused_everywhere(small_folder, "dst.csv", body, capsys)
    assert "dst.csv, line 2, column interval_start: '2026-10-25 02:30' does not exist or comes twice" in said
    assert "Give stamps with their offset" in said


def test_one_bad_row_in_fifty_megabytes_is_found(small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ts = pd.date_range("1996-10-01", periods=1_050_000, freq="15min", tz="UTC").strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = ("voice," + pd.Series(ts) + ",12,10,2,215.55555555").tolist()
    rows[900_000] = rows[900_000].replace(",12,", ",zwölf,")
    body = (HEADER + "\n".join(rows)).encode()
    assert len(body) > 50e6
    assert "big.csv, line 900002, column offered: 'zwölf' is no number." in refused_everywhere(
        small_folder, "big.csv", body, capsys
    )


def test_gaps_are_told_and_left_unknown(small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = small_folder.parent / "gaps.csv"
    file.write_text(HEADER + GOOD + GOOD.replace("09:00:00", "12:00:00") + GOOD.replace("09:00:00", "12:30:00"))
    assert cli.main(["import", str(file), "--centre", str(small_folder)]) == 0
    assert "Queue voice: 5 open intervals on 1 days are not known" in capsys.readouterr().err
