"""What a capacity plan asks people to do, with dates: recruit, sign, ask for overtime and for help."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scheduling.capacity.model import Asked, Model, value
from scheduling.capacity.terms import FULL_WEEK_H, WEEK_D, PartnerTerms

LEAST_H = 20.0  # hours a week, below which overtime or help is not worth an action
COLUMNS = ["kind", "group", "heads", "hours", "act_by", "start", "productive", "tenured", "end", "cost_cny"]


def actions_table(asked: Asked, heads: pd.DataFrame, model: Model) -> pd.DataFrame:
    """CAPACITY_ACTIONS in the order of the days on which something must begin."""
    rows = [*_recruiting(asked, model), *_signing(asked, model), *_asking(asked, heads)]
    table = pd.DataFrame(rows, columns=COLUMNS).sort_values(["act_by", "start", "kind", "group"], ignore_index=True)
    table.insert(0, "action", np.arange(1, len(table) + 1))
    days = {name: pd.to_datetime(table[name]).astype("datetime64[us]") for name in
            ("act_by", "start", "productive", "tenured", "end")}  # fmt: skip
    numbers = {name: table[name].astype(float) for name in ("heads", "hours", "cost_cny")}
    return table.assign(**days, **numbers, kind=table["kind"].astype(str), group=table["group"].astype(str))


def _recruiting(asked: Asked, model: Model) -> Iterator[tuple[object, ...]]:
    """A row a class: recruiting starts `recruit_d` before it, contacts after its days of training."""
    weeks = asked.calendar.weeks
    for (name, w), variable in model.starters.items():
        heads = round(value(variable))
        hiring = asked.terms.groups[name].hiring
        if heads <= 0 or hiring is None:
            continue
        ramp = asked.terms.ramp[name]
        slow = int(np.argmax(ramp >= 1.0 - 1e-9)) if (ramp >= 1.0 - 1e-9).any() else len(ramp)
        start = weeks[w]
        productive = start + pd.Timedelta(weeks=hiring.train_weeks)
        group = asked.terms.groups[name]
        wages = heads * hiring.train_weeks * group.week_h
        cost = heads * hiring.cost_head + value(model.classes[name, w]) * hiring.cost_class + wages * group.cost_h
        yield ("recruit", name, heads, wages, start - pd.Timedelta(days=hiring.recruit_d), start, productive,
               productive + pd.Timedelta(weeks=slow), weeks[-1] + pd.Timedelta(days=WEEK_D - 1), cost)  # fmt: skip


def _signing(asked: Asked, model: Model) -> Iterator[tuple[object, ...]]:
    """A row a contract: what is added in a week runs until it is taken away, the oldest first."""
    n = len(asked.calendar.weeks)
    for partner in asked.terms.partners.values():
        running: list[list[int]] = []  # [week begun, units]
        before = 0
        for w in range(n + 1):
            units = round(value(model.units.get((partner.pool, w), 0.0))) if w < n else 0
            if units > before:
                running.append([w, units - before])
            gone = before - units
            while gone > 0 and running:
                begun, held = running[0]
                ended = min(held, gone)
                yield _contract(asked, partner, begun, w, ended)
                gone -= ended
                running[0][1] -= ended
                if not running[0][1]:
                    running.pop(0)
            before = units


def _contract(asked: Asked, partner: PartnerTerms, begun: int, until: int, units: int) -> tuple[object, ...]:
    start = asked.calendar.weeks[begun]
    heads = units * partner.block
    hours = heads * FULL_WEEK_H * (until - begun)
    end = start + pd.Timedelta(days=WEEK_D * (until - begun) - 1)
    return ("contract", partner.pool, heads, hours, start - pd.Timedelta(days=partner.lead_d), start, start, start,
            end, hours * partner.cost_h)  # fmt: skip


def _asking(asked: Asked, heads: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """A row for each run of weeks with overtime of a group, or with help from one."""
    for group in asked.terms.groups.values():
        own = heads[heads["group"] == group.group].reset_index(drop=True)
        inside = group.pool.kind == "internal"
        if group.pool.kind == "outsourced":
            continue
        hours = own["overtime_h" if inside else "paid_h"]
        busy = _joined((hours >= LEAST_H).to_numpy())
        run = np.cumsum(np.r_[True, busy[1:] != busy[:-1]])
        for _, rows in own[busy].groupby(run[busy]):
            total = float(hours[rows.index].sum())
            start, end = rows["week"].iloc[0], rows["week"].iloc[-1] + pd.Timedelta(days=WEEK_D - 1)
            people = float(rows["heads"].max()) if inside else float(np.ceil(rows["contracted"].max()))
            lead = pd.Timedelta(days=0 if inside else group.pool.lead_time_d + group.pool.training_d)
            price = group.cost_h * (group.overtime_factor if inside else 1.0)
            yield ("overtime" if inside else "backup", group.group, np.round(people), total, start - lead, start, start,
                   start, end, total * price)  # fmt: skip


def _joined(busy: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Runs of weeks with single idle weeks between them taken in."""
    joined = busy.copy()
    joined[1:-1] |= busy[:-2] & busy[2:]
    return joined
