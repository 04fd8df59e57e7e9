"""Sentences of stages are told in Chinese where a template of the catalogue fits them, and as they are elsewhere."""

from __future__ import annotations

import pytest

from workbench.phrases import told_methods, told_note, told_rules


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("lead time of partner-b", "partner-b 的提前期"),
        (
            "all seats of pa are called; everybody of voice-cd is on shift",
            "pa 的席位已全部调用；voice-cd 的人员已全部在班",
        ),
        ("2024-11-11, 2025-11-11; own weight 0.98 among 13 queues", "2024-11-11, 2025-11-11；13 个队列中自身权重 0.98"),
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
