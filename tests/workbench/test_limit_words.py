"""Limits that cost money are told in whole sentences, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.seat_tables import LIMIT_KINDS
from workbench.display import Display
from workbench.limit_words import SENTENCES, told_limits

START = pd.Timestamp("2026-11-11", tz="Asia/Shanghai")


def row(kind: str, hours: float = 24.0, **more: object) -> dict[str, object]:
    return {"kind": kind, "name": "trainees", "date": START.tz_localize(None), "from_ts": START,
            "until_ts": START + pd.Timedelta(hours=hours), "unit": "heads", "amount": 10.0, "saves_cny": 8214.0,
            "verified": True, **more}  # fmt: skip


def test_every_kind_of_limit_has_its_sentence():
    assert set(SENTENCES) == set(LIMIT_KINDS)
    for language in ("en", "zh"):
        told = told_limits([row(kind) for kind in LIMIT_KINDS], Display(language), {"trainees": "T"}, "CNY")
        assert all("8,200 CNY" in line and "T" in line for line in told)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "10 more heads of Trainees on 11 Nov 00:00-02:00 would save 8,200 CNY, their pay deducted."),
        ("zh", "11月11日 00:00-02:00 在 Trainees 再增加 10 人，扣除其薪酬后可节省 8,200 CNY。"),
    ],
)
def test_hours_are_told_with_from_and_until(language: str, told: str):
    assert told_limits([row("heads", 2.0)], Display(language), {"trainees": "Trainees"}, "CNY") == [told]


def test_more_people_are_there_all_day_in_both_languages():
    titles = {"trainees": "T"}
    assert "all day on 11 Nov" in told_limits([row("people")], Display("en"), titles, "CNY")[0]
    assert "11月11日 T 全天" in told_limits([row("people")], Display("zh"), titles, "CNY")[0]


def test_shares_are_points_and_a_price_that_was_not_tried_says_so():
    (told,) = told_limits([row("outsourced_share", unit="share", amount=0.1, verified=False)], Display("en"), {}, "CNY")
    assert told.startswith("10 points more for partners than rule trainees allows on 11 Nov would save 8,200 CNY.")
    assert told.endswith("(about, by the solver's prices)")
