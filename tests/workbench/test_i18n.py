"""Errors in the reader's language: one cause is said once, and the head counts causes."""

from __future__ import annotations

from data.contracts.errors import Fault, RefusedInput
from workbench.i18n import told_error


def fault(line: int | None, queue: str, file: str = "events.csv") -> Fault:
    return Fault("settings.unknown_name", "there is no queue {q}", {"q": queue}, "Add it.", file, line, "queue")


def test_rows_with_the_same_fault_are_one_line_that_counts_them():
    rows = [fault(line, "presale_chat") for line in range(5, 27)]
    head, first, second, third = told_error(RefusedInput([*rows, fault(7, "vip"), fault(7, "vip", "skills.csv")]), "en")
    assert head == "3 faults in the input; nothing was changed."
    assert first == (
        "events.csv, column queue: there is no queue presale_chat (22 rows: lines 5, 6, 7, 8, 9 ...). Add it."
    )
    assert second == "events.csv, line 7, column queue: there is no queue vip. Add it."
    assert third.startswith("skills.csv, line 7")


def test_the_head_is_chinese_for_a_chinese_reader():
    head, *_ = told_error(RefusedInput([fault(1, "a"), fault(1, "b")]), "zh")
    assert "nothing was changed" not in head
    assert "2" in head
