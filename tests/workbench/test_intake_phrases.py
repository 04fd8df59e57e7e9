"""Warnings of readers: told in the reader's language, and once for all queues that share them."""

from __future__ import annotations

from workbench.intake_phrases import shared_warnings, told_intake

REST = (
    ": 10 open intervals on 1 days are not known, the first at 2026-03-18T10:30:00+08:00; they are left out, not "
    "taken as zero. If the queue is closed then, say so in open_hours.csv."
)


def test_what_several_queues_share_is_said_once_in_both_languages():
    (told,) = shared_warnings([f"Queue {name}{REST}" for name in ("vip", "app", "vip")])
    assert told == f"Queue vip, app{REST}"
    assert told_intake(told, "zh").startswith("队列 vip, app")


def test_other_figures_stay_apart():
    assert len(shared_warnings([f"Queue vip{REST}", f"Queue app{REST}".replace("10 open", "9 open")])) == 2
