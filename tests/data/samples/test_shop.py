"""The sample centres: same bytes, lawful people, a peak that is hard but not hopeless."""

import hashlib
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from data.intake.centre import read_centre
from data.samples.shop import TEMPLATES, write_sample

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return {name: write_sample(tmp_path_factory.mktemp(name), name) for name in TEMPLATES}


@pytest.fixture(scope="module")
def shop(folders):
    return folders["shop"]


def table(folder, name):
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_file_has_the_committed_bytes(folders, template):
    wanted = dict(reversed(line.split("  ")) for line in (HERE / f"{template}.sha256").read_text().splitlines())
    folder = folders[template]
    made = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert made == wanted  # after a wanted change: find . -type f -printf '%P\n' | sort | xargs sha256sum


def test_the_shop_is_written_in_under_20_s(tmp_path):
    begun = time.perf_counter()
    write_sample(tmp_path)
    assert time.perf_counter() - begun < 20


def test_another_seed_is_another_history_of_the_same_shop(shop, tmp_path):
    other = write_sample(tmp_path, seed=5)
    assert (other / "queues.csv").read_bytes() == (shop / "queues.csv").read_bytes()
    assert (other / "history" / "sms.csv").read_bytes() != (shop / "history" / "sms.csv").read_bytes()


@pytest.mark.parametrize(("template", "queues"), [("shop", 13), ("shop20", 20)])
def test_the_centre_passes_its_own_door(folders, template, queues):
    centre = read_centre(folders[template])
    assert (len(centre.queues), len(centre.tables["agents"])) == (queues, 220)
    assert str(centre.as_of) == "2026-10-26 00:00:00+08:00"
    assert (centre.window.first, centre.window.last) == (pd.Timestamp("2026-11-02"), pd.Timestamp("2026-11-15"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_queue_has_own_people_and_two_years_of_history(folders, template):
    folder = folders[template]
    skills, pools = table(folder, "skills"), table(folder, "pools").set_index("pool")["kind"]
    own = set(skills.loc[skills["pool"].map(pools) == "internal", "queue"])
    assert own == set(table(folder, "queues")["queue"]) == {path.stem for path in (folder / "history").iterdir()}


def test_vip_is_never_outsourced(shop):
    skills, pools = table(shop, "skills"), table(shop, "pools").set_index("pool")["kind"]
    assert set(skills.loc[skills["queue"] == "vip_voice", "pool"].map(pools)) == {"internal"}


def test_all_pools_but_one_can_start_before_the_second_wave(shop):
    pools = table(shop, "pools")
    starts = pd.Timestamp("2026-10-26") + pd.to_timedelta(pools["lead_time_d"].astype(int), unit="D")
    assert pools.loc[starts > "2026-11-10", "pool"].tolist() == ["partner-b-xian"]


def test_starts_are_on_the_half_hour_and_breaks_inside_the_shift(shop):
    for row in table(shop, "shift_patterns").to_dict("records"):
        assert int(row["start"][3:]) % 30 == 0
        ends = []
        for item in row["breaks"].split():
            _, length, window = item.split(":")
            earliest, latest = (int(part) for part in window.split("-"))
            assert not ends or earliest > ends[-1]
            assert earliest <= latest
            assert earliest % 15 == latest % 15 == 0
            ends.append(latest + int(length))
        unpaid = sum(int(item.split(":")[1]) for item in row["breaks"].split() if item.startswith("meal"))
        assert ends[-1] < int(row["span_min"])
        assert int(row["span_min"]) - unpaid == int(row["paid_min"])


def test_the_days_before_the_plan_are_consistent(shop):
    eve = date(2026, 11, 1)
    away = table(shop, "leave").groupby("agent")["date"].agg(set).to_dict()
    for row in table(shop, "agents").to_dict("records"):
        days, nights = int(row["days_worked_before"]), int(row["nights_worked_before"])
        end = datetime.fromisoformat(row["last_shift_end"])
        last = end.date() - timedelta(days=1) if end.hour == 7 else end.date()  # a night keeps the day it starts
        assert 0 <= nights <= days <= 5
        assert nights <= 4
        assert (last == eve) == (days > 0)
        assert (nights > 0) == (end.hour == 7)
        assert row["night_ok"] == "true" or nights == 0
        worked = {(eve - timedelta(days=k)).isoformat() for k in range(days)}
        assert not worked & away.get(row["agent"], set())


def test_people_have_different_names_and_both_contracts(shop):
    agents = table(shop, "agents")
    assert agents["name"].is_unique
    assert (agents["name"].str.len() == 3).all()
    assert agents["contract"].value_counts().to_dict() == {"standard": 189, "part_time": 31}
    assert 10 <= (agents["night_ok"] == "false").sum() <= 30


def test_the_outage_is_missing_on_the_phone_and_recorded(shop):
    phone = pd.read_csv(shop / "history" / "vip_voice.csv")
    chat = pd.read_csv(shop / "history" / "presale_chat.csv")
    assert len(chat) == 728 * 96
    gone = sorted(set(chat["interval_start"]) - set(phone["interval_start"]))
    assert (gone[0], gone[-1], len(gone)) == ("2026-03-18T10:30:00+08:00", "2026-03-18T12:45:00+08:00", 10)
    events = table(shop, "events")
    assert "vip_voice" in set(events.loc[(events["kind"] == "outage") & (events["date"] == "2026-03-18"), "queue"])


def test_a_closed_lane_has_rows_only_when_open(folders):
    video = pd.read_csv(folders["shop20"] / "history" / "video_call.csv")
    hours = video["interval_start"].str[11:13].astype(int)
    assert (hours.min(), hours.max()) == (9, 20)


def test_handled_and_abandoned_add_up_and_nothing_handled_has_no_aht(shop):
    for path in sorted((shop / "history").iterdir()):
        rows = pd.read_csv(path)
        assert (rows["handled"] + rows["abandoned"] == rows["offered"]).all()
        assert (rows["offered"] >= 0).all()
        assert (rows["aht_s"].isna() == (rows["handled"] == 0)).all()


def test_the_coming_double_11_has_to_be_learned(shop):
    events = table(shop, "events")
    coming = events[events["event"] == "double11-2026"]
    assert (coming["size"] == "").all()
    assert coming["date"].min() == "2026-10-28"
    assert coming["date"].max() == "2026-11-21"
    for event in ("double11-2024", "double11-2025"):
        past = events[events["event"] == event]
        assert set(zip(past["queue"], past["offset_d"], past["shape"], strict=True)) == set(
            zip(coming["queue"], coming["offset_d"], coming["shape"], strict=True)
        )


def test_an_event_names_each_queue_and_day_once_and_each_shape_adds_up(shop):
    events, shapes = table(shop, "events"), table(shop, "event_shapes")
    for _, of_day in events.groupby(["event", "date"]):
        assert of_day["queue"].is_unique
        assert "*" not in set(of_day["queue"]) or len(of_day) == 1
    assert set(events["shape"]) - {""} == set(shapes["shape"])
    assert shapes["share"].astype(float).groupby(shapes["shape"]).sum().round(9).eq(1).all()


def test_an_unknown_template_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(KeyError):
        write_sample(tmp_path / "x", "no such shop")
    assert not (tmp_path / "x").exists()
