"""Sentences of stages are told in Chinese where a template of the catalogue fits them, and as they are elsewhere."""

from __future__ import annotations

import pytest

from workbench.phrases import told_methods, told_note, told_rules, told_warnings


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("lead time of partner-b", "partner-b 的提前期"),
        (
            "all seats of pa are called; everybody of voice-cd is on shift",
            "pa 的席位已全部调用；voice-cd 的人员已全部在班",
        ),
        ("2024-11-11, 2025-11-11; own weight 0.98 among 13 queues", "2024-11-11, 2025-11-11；13 个队列中自身权重 0.98"),
        ("size set by the planner", "倍数由计划员设定"),
        (
            "nearest day 2025-11-11; own weight 0.98 among 13 queues",
            "最接近的日子 2025-11-11；13 个队列中自身权重 0.98",
        ),
        (
            "vip: not learned from, far more than the days around it (2 d): 2026-03-18",
            "vip：远高于前后日期，不用于学习（2 天）：2026-03-18",
        ),
        (
            "Queue q: 88 intervals have no size for their target (no number of agents up to 10 million reaches this "
            "target); load + 3 sqrt(load) + 1 positions are planned there.",
            "队列 q：有 88 个时段求不出达到目标的人数（最多 1000 万人也达不到该目标）；"
            "这些时段按 负荷 + 3 × √负荷 + 1 个岗位计划。",
        ),
        ("a sentence nobody knows", "a sentence nobody knows"),
        ("", ""),
    ],
)
def test_a_note_in_chinese(note: str, told: str):
    assert told_note(note, "zh") == told


def test_english_stays_as_it_was_written():
    assert told_note("lead time of partner-b", "en") == "lead time of partner-b"


def test_rules_and_formulas_are_named_in_words():
    assert told_rules("rule.min_rest (4), rule.leave (3)", "zh") == "班间休息 (4), 休假 (3)"
    assert told_methods("erlang_a, chat_factor", "zh") == "Erlang A, 在线聊天并发系数"
    assert told_methods("transient, mol", "zh") == "暂态 Erlang A, 按修正负荷的 Erlang"


def test_warnings_name_queues_by_their_titles_and_leave_longer_ids_alone():
    titles = {"vip": "VIP line", "vip_voice": "VIP voice"}
    told = told_warnings(["vip: no history", "vip_voice: no history", "vip-sh: late"], "en", titles)
    assert told == ["VIP line, VIP voice: no history", "vip-sh: late"]
