"""One change of a plan: who, when, what before and after, its price, how sure it is and what allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from scheduling.adjust.cell import Cell

FACTS = ("absent", "lost_seat")
KINDS = ("move_break", "extend", "time_off", "overtime", "backup", "partner")  # in the order in which they are tried


@dataclass(frozen=True)
class Change:
    """A change of the cell of an agent (or seat) on a day.

    `pay_cny` is what it adds to the pay as the roster books it, `premium_cny` what overtime or a partner's least order
    adds to that, `change_cny` the price of disturbing somebody; `work_h` the hours of work it adds. `sure` is the
    chance that it comes about; `allowed_by` names what allows it: a window, an order, or the rules that were asked.
    `others` are those to ask next when the answer is no.
    """

    kind: str
    agent: str
    group: str
    pool: str
    date: pd.Timestamp
    before: Cell
    after: Cell
    pay_cny: float = 0.0
    premium_cny: float = 0.0
    change_cny: float = 0.0
    work_h: float = 0.0
    sure: float = 1.0
    allowed_by: str = ""
    others: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The cell as edits name it."""
        return f"{self.agent}|{self.date:%Y-%m-%d}"

    @property
    def price_cny(self) -> float:
        """All that it costs."""
        return round(self.pay_cny + self.premium_cny + self.change_cny, 2)


def edits_of(changes: Sequence[Change]) -> pd.DataFrame:
    """The changes as edits: target, before and after suffice to judge and to apply them."""
    rows = [(c.target, c.target, c.before.as_json(), c.after.as_json()) for c in changes]
    return pd.DataFrame(rows, columns=["edit_id", "target", "before", "after"]).astype("str")
