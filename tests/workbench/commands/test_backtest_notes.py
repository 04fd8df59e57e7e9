from __future__ import annotations

from workbench.commands.backtest_notes import counted_notes


def _notes(queues, origins, models, text):
    return [f"{q}, {o}, {m}: {text}" for q in queues for o in origins for m in models]


def test_a_reason_is_told_once_with_what_it_is_true_of():
    told = _notes(["a", "b", "c, d"], ["2025-01-06", "2025-01-13"], ["ets", "default"], "too short")
    assert counted_notes(told, "en") == ["too short (ets, default; 3 queues, 2 origins)"]


def test_a_single_queue_and_origin_are_named():
    assert counted_notes(["a, 2025-01-06, ets: too short"], "en") == ["too short (ets; a, 2025-01-06)"]


def test_reasons_that_differ_by_figures_are_counted_together_and_several_of_one_note_apart():
    told = ["a, 2025-01-06, ets: 3 days set aside; odd", "b, 2025-01-13, ets: 12 days set aside"]
    assert counted_notes(told, "en") == [
        "3 days set aside or alike (ets; 2 queues, 2 origins)", "odd (ets; a, 2025-01-06)",
    ]  # fmt: skip


def test_other_warnings_stay_each_once():
    assert counted_notes(["q: no history before 2025-01-06; not forecast"] * 2, "en") == [
        "q: no history before 2025-01-06; not forecast"
    ]


def test_reasons_are_told_in_chinese():
    told = counted_notes(_notes("ab", ["2025-01-06"], ["ets"], "nothing to cover"),
                         "zh")[0]  # fmt: skip
    assert "2 个队列" in told
    assert "nothing" not in told
