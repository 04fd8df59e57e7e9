"""What more of a limit would save, as sentences: the table limit_prices in the reader's language."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from workbench.display import Display
from workbench.i18n import N_

SENTENCES = {
    "seats": N_("{amount} more seats of {name} on {when} would save {saves}, their pay deducted."),
    "people": N_("{amount} more people in {name} all day on {when} would save {saves}, their pay deducted."),
    "week_hours": N_(
        "{amount} more contract hours of {name} in the week from {when} would save {saves}, their pay deducted."
    ),
    "lead_time": N_("{name} in service {amount} days sooner, already on {when}, would save {saves}."),
    "outsourced_share": N_("{amount} points more for partners than rule {name} allows on {when} would save {saves}."),
    "heads": N_("{amount} more heads of {name} on {when} would save {saves}, their pay deducted."),
}
MORE = N_("about, by the solver's prices")


def told_limits(
    rows: Iterable[Mapping[Hashable, Any]], display: Display, titles: Mapping[str, str], currency: str
) -> list[str]:
    """One sentence per row of LIMIT_PRICES; `titles` of pools, groups and queues stand in place of their ids.

    A saving that was not planned anew is told as such.

    >>> start = pd.Timestamp("2026-11-11", tz="Asia/Shanghai")
    >>> row = {"kind": "heads", "name": "trainees", "date": pd.Timestamp("2026-11-11"), "from_ts": start,
    ...        "until_ts": start + pd.Timedelta(hours=2), "unit": "heads", "amount": 10.0, "saves_cny": 8214.0,
    ...        "verified": True}
    >>> told_limits([row], Display("en"), {}, "CNY")
    ['10 more heads of trainees on 11 Nov 00:00-02:00 would save 8,200 CNY, their pay deducted.']
    """
    return [_told(row, display, titles, currency) for row in rows]


def _told(row: Mapping[Hashable, Any], display: Display, titles: Mapping[str, str], currency: str) -> str:
    _ = display.words
    amount = float(row["amount"]) * (100.0 if row["unit"] == "share" else 1.0)
    saves = f"{_rounded(float(row['saves_cny'])):,.0f} {currency}"
    said = _(SENTENCES[str(row["kind"])]).format(
        amount=f"{amount:g}", name=titles.get(str(row["name"]), str(row["name"])), when=_when(row, display), saves=saves
    )
    return said if row["verified"] else f"{said} ({_(MORE)})"


def _rounded(money: float) -> float:
    """Two figures, as no forecast of money is worth more.

    >>> _rounded(8214.0), _rounded(97.0)
    (8200.0, 97.0)
    """
    return float(f"{money:.2g}")


def _when(row: Mapping[Hashable, Any], display: Display) -> str:
    """A day and its hours; only the day where it is whole, its first day where it is a week."""
    start, end = row["from_ts"], row["until_ts"]
    if end - start >= pd.Timedelta(hours=23):
        return display.day(start, weekday=False)
    until = f"{end:%H:%M}" if end.hour or end.minute else "24:00"
    return f"{display.day(start, weekday=False)} {start:%H:%M}-{until}"
