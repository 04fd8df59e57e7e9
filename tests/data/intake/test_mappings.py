"""A mapping is saved, read back and checked."""

from __future__ import annotations

import pytest

from data.contracts.errors import RefusedInput
from data.intake.mappings import Mapping, known_mappings, load_mapping, save_mapping


def test_a_saved_mapping_reads_back_the_same(tmp_path):
    mapping = Mapping("千牛", "店铺", {"queue": "接待\"组", "offered": "咨询人数"}, "total", 60.0, "Asia/Shanghai", 60,
                      "%d.%m.%Y %H:%M", ("技能",), {"售前|在线": "chat"})  # fmt: skip
    assert load_mapping(save_mapping(mapping, tmp_path / "mappings")) == mapping


def test_the_presets_read_and_a_centre_overrules_them(tmp_path):
    assert {"genesys", "callcentre_zh", "shop_chat_zh", "marketplace_sessions_zh"} <= set(known_mappings())
    save_mapping(Mapping("genesys", zone="Asia/Shanghai"), tmp_path)
    assert known_mappings(tmp_path)["genesys"].zone == "Asia/Shanghai"


def test_every_fault_of_a_mapping_is_told(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('handle_time = "sum"\nzone = "Mars"\ninterval = 15\n[columns]\nqeue = "x"\n', encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        load_mapping(path)
    said = str(caught.value)
    for word in ("'sum' does not fit handle_time", "'Mars' does not fit zone", "Did you mean interval_min?",
                 "columns.qeue is not known. Did you mean queue?"):  # fmt: skip
        assert word in said
