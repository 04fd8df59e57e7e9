"""Sentences of a capacity plan: dates, people and reasons, the worst week of a month once."""

from __future__ import annotations

import pandas as pd

from workbench.figures.capacity_words import action_lines, gap_lines, month_rows, months_in_part
from workbench.i18n import translate

DAY = pd.Timestamp("2026-08-03")


def action(kind):
    return {"kind": kind, "group": "voice", "heads": 24.0, "hours": 1200.0, "act_by": DAY,
            "start": DAY + pd.Timedelta(days=35), "productive": DAY + pd.Timedelta(days=70),
            "tenured": DAY + pd.Timedelta(days=100), "end": DAY + pd.Timedelta(days=200),
            "cost_cny": 5000.0}  # fmt: skip


def test_recruiting_names_the_days_of_the_class():
    (line,) = action_lines(pd.DataFrame([action("recruit")]), translate("en"))
    assert line == ("2026-08-03: start recruiting 24 people for voice; class starts 2026-09-07, on contacts from "
                    "2026-10-12, at full speed from 2026-11-11")  # fmt: skip
    (chinese,) = action_lines(pd.DataFrame([action("recruit")]), translate("zh"), {"voice": "电话组"})
    assert "电话组" in chinese
    assert "2026-10-12" in chinese


def test_every_kind_of_action_is_told():
    kinds = ["contract", "overtime", "backup"]
    assert len(action_lines(pd.DataFrame([action(kind) for kind in kinds]), translate("zh"))) == 3


def test_a_month_is_told_by_its_worst_week_with_its_reason_in_the_readers_language():
    rows = [(DAY, "voice", 2.0, "overtime is at its limit"), (DAY, "voice", 5.0, "no partner may do this work"),
            (DAY, "chat", 0.0, "")]  # fmt: skip
    work = pd.DataFrame(rows, columns=["month", "area", "gap_fte", "reason"])
    assert gap_lines(work, translate("en"), "en") == [
        "2026-08, voice: 5.0 full-time people are missing in its worst week (no partner may do this work)"
    ]
    (chinese,) = gap_lines(work, translate("zh"), "zh")
    assert "partner" not in chinese


def test_months_without_a_budget_leave_it_blank():
    row = {"month": DAY, "group": "all", "heads": 10.0, "required_fte": 12.0, "required_fte_low": 10.0,
           "required_fte_high": 14.0, "required_fte_peak": 20.0, "starters": 3.0, "leavers": 0.3, "overtime_h": 10.0,
           "outsourced_h": 0.0, "gap_fte": 0.0, "cost_cny": 1000.0, "budget_cny": float("nan")}  # fmt: skip
    header, cells = month_rows(pd.DataFrame([row]), translate("en"))
    assert len(header) == len(cells)
    assert cells[2] == "12 (10–14)"
    assert cells[-1] == ""


def test_a_month_with_weeks_missing_is_told_as_a_part():
    weeks = pd.date_range("2026-10-26", periods=5, freq="7D")
    month = (weeks + pd.Timedelta(days=3)).to_period("M").to_timestamp()
    assert months_in_part(pd.DataFrame({"week": weeks, "month": month})) == {pd.Timestamp("2026-10-01")}
