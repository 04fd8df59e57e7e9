"""Labour rules as lines of text: what holds for whom, what a breach does, its source and state."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from workbench.i18n import N_, translate
from workbench.rule_words import ENFORCEMENTS, FACTS, MEANT, limit_words

LINE = N_("{rule} ({words}): {value}, {state}; {source}")
UNVERIFIED = N_("NOT VERIFIED")
SINCE = N_("since {day}")
ONLY = N_("only: {who}")


def rule_lines(rows: pd.DataFrame, language: str) -> list[str]:
    """One line for each row as the deeds tell them.

    >>> row = {"rule": "max_week_h", "value": 44.0, "unit": "h", "enforcement": "hard", "meaning": False, "flag": "",
    ...        "kind": "", "contract": "*", "effective": None, "until": None, "source": "limits.csv", "verified": True}
    >>> rule_lines(pd.DataFrame([row]), "en")
    ['max_week_h (hours a week): 44 h, binds; limits.csv']
    """
    return [_line(row, language) for row in rows.to_dict("records")]


def _line(row: dict[Hashable, Any], language: str) -> str:
    _ = translate(language)
    state = [_(MEANT) if row["meaning"] else _(ENFORCEMENTS[str(row["enforcement"])])]
    who = [_(FACTS.get(str(row["flag"]), str(row["flag"]))), str(row["kind"])]
    who += [str(row["contract"])] if row["contract"] != "*" else []
    if any(who):
        state.append(_(ONLY).format(who=", ".join(word for word in who if word)))
    if not pd.isna(row["effective"]):
        state.append(_(SINCE).format(day=row["effective"].date()))
    if not row["verified"]:
        state.append(_(UNVERIFIED))
    unit = "" if row["unit"] in ("", "multiple") else f" {row['unit']}"
    return _(LINE).format(
        rule=row["rule"], words=_(limit_words(str(row["rule"]))), value=f"{row['value']:g}{unit}",
        state=", ".join(state), source=row["source"],
    )  # fmt: skip
