"""Do agreements with pools make sense: each alone, with the seats of its pool, and beside others for the same days?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from data.contracts.errors import Fault
from data.intake.placed import Placed

DAY_H = 24.0
HEADS = ("least_heads", "most_heads", "ordered_heads")
Row = Mapping[Hashable, Any]


def agreement_faults(tables: Mapping[str, Placed]) -> list[Fault]:
    """Every fault of commitments that could be read. O(rows^2 of a pool)."""
    if "commitments" not in tables:
        return []
    agreed = tables["commitments"]
    faults = _row_faults(agreed)
    pools = tables["pools"].rows if "pools" in tables else None
    if pools is not None:
        faults += _block_faults(agreed, pools)
        faults += _hours_faults(agreed, pools, tables["shift_patterns"].rows if "shift_patterns" in tables else None)
    return faults + _pair_faults(agreed, pools)


def promised_together(agreed: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Pairs of agreements that promise heads, or hours, of a pool on the same days: pool, first, second. O(rows^2)."""
    rows = agreed.to_dict("records")
    return [
        (str(one["pool"]), str(one["commitment"]), str(other["commitment"]))
        for a, b in _overlapping(rows)
        for one, other in [(rows[a], rows[b])]
        if (one["least_heads"] > 0 and other["least_heads"] > 0)
        or (one["least_hours"] > 0 and other["least_hours"] > 0)
    ]


def _row_faults(agreed: Placed) -> list[Fault]:
    faults = []
    rows = agreed.rows
    for name in ("least_heads", "ordered_heads"):
        for row in np.flatnonzero(rows[name] > rows["most_heads"]):
            values = {"least": f"{rows[name].iloc[row]:g}", "most": f"{rows['most_heads'].iloc[row]:g}"}
            template, remedy = (
                "at least {least} heads and at most {most}",
                "Give no more as the least than as the most.",
            )
            if name == "ordered_heads":
                template, remedy = "{least} heads are ordered and at most {most} agreed", "Give at most most_heads."
            faults.append(agreed.fault(int(row), name, "seats.least", template, remedy, **values))
    for row in np.flatnonzero(rows["ordered_heads"].notna() & rows["lock_date"].isna()):
        template, remedy = "heads are ordered, but no day is given on which the order is locked", "Give lock_date."
        faults.append(agreed.fault(int(row), "lock_date", "seats.no_lock", template, remedy))
    for row in np.flatnonzero(rows["lock_date"].notna() & (rows["lock_date"] > rows["end_date"])):
        values = {"lock": str(rows["lock_date"].iloc[row].date()), "end": str(rows["end_date"].iloc[row].date())}
        template, remedy = "is locked on {lock}, after its last day {end}", "Give a lock date before the first day."
        faults.append(agreed.fault(int(row), "lock_date", "seats.late_lock", template, remedy, **values))
    half = rows["sla_miss_share"].notna() != rows["sla_penalty_cny_per_h"].notna()
    for row in np.flatnonzero(half):
        template = "sla_miss_share and sla_penalty_cny_per_h belong together, one is blank"
        faults.append(agreed.fault(int(row), "sla_miss_share", "seats.half_sla", template, "Give both or none."))
    return faults + _whole_faults(agreed)


def _whole_faults(agreed: Placed) -> list[Fault]:
    template, remedy = "{heads} heads are not whole", "Give a whole number."
    return [
        agreed.fault(int(row), name, "seats.whole", template, remedy, heads=f"{agreed.rows[name].iloc[row]:g}")
        for name in HEADS
        for row in np.flatnonzero(agreed.rows[name] % 1 > 0)
    ]


def _block_faults(agreed: Placed, pools: pd.DataFrame) -> list[Fault]:
    """Agreed heads can be called: in whole blocks, and no more than the pool has."""
    known = pools.set_index("pool")
    faults = []
    for row, given in enumerate(agreed.rows.to_dict("records")):
        if given["pool"] not in known.index:
            continue
        block, most = (int(known.loc[given["pool"], name]) for name in ("block_heads", "max_heads"))
        for column in ("least_heads", "ordered_heads"):
            heads = given[column]
            if pd.notna(heads) and heads % 1 == 0 and heads % block:
                template, remedy = "{heads} heads are no multiple of blocks of {block}", "Give whole blocks."
                values = {"heads": f"{heads:g}", "block": block}
                faults.append(agreed.fault(row, column, "seats.block", template, remedy, **values))
            elif pd.notna(heads) and heads > most > 0:
                template, remedy = "{heads} heads of a pool that has at most {most}", "Give at most max_heads."
                values = {"heads": f"{heads:g}", "most": most}
                faults.append(agreed.fault(row, column, "seats.too_many", template, remedy, **values))
    return faults


def _hours_faults(agreed: Placed, pools: pd.DataFrame, shifts: pd.DataFrame | None) -> list[Fault]:
    """Promised hours can be worked: all seats of the pool on every day of the agreement, in its longest shift."""
    known = pools.set_index("pool")
    faults = []
    for row, given in enumerate(agreed.rows.to_dict("records")):
        if given["pool"] not in known.index or not given["end_date"] >= given["start_date"]:
            continue
        kind, seats = str(known.loc[given["pool"], "kind"]), float(known.loc[given["pool"], "max_heads"])
        caps = [cap for cap in (seats or np.inf, given["most_heads"]) if pd.notna(cap)]
        days = (given["end_date"] - given["start_date"]).days + 1
        most = min(caps) * days * _longest_h(shifts, kind)
        if given["least_hours"] > most + 1e-6:
            template = "{hours} h are promised, but the seats of these {days} days give at most {most} h"
            remedy = "Give fewer hours, more days, or the pool more seats."
            values = {"hours": f"{given['least_hours']:,.0f}", "days": days, "most": f"{most:,.0f}"}
            faults.append(agreed.fault(row, "least_hours", "seats.too_many_hours", template, remedy, **values))
    return faults


def _longest_h(shifts: pd.DataFrame | None, kind: str) -> float:
    """Paid hours of the longest shift of a kind of pool; a whole day where none is known."""
    if shifts is None:
        return DAY_H
    own = [paid for kinds, paid in zip(shifts["kinds"], shifts["paid_min"], strict=True) if kind in str(kinds).split()]
    return max(own) / 60.0 if own else DAY_H


def _overlapping(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Rows of the same pool that share a day, the earlier row first."""
    for a, b in combinations(range(len(rows)), 2):
        one, other = rows[a], rows[b]
        if one["pool"] != other["pool"]:
            continue
        if max(one["start_date"], other["start_date"]) <= min(one["end_date"], other["end_date"]):
            yield a, b


def _pair_faults(agreed: Placed, pools: pd.DataFrame | None) -> list[Fault]:
    """Agreements for the same days of a pool that cannot both be kept; the later row is named with the earlier."""
    seats = {} if pools is None else dict(zip(pools["pool"], pools["max_heads"].astype(float), strict=True))
    rows = agreed.rows.to_dict("records")
    faults = []
    for a, b in _overlapping(rows):
        told = {
            "one": rows[a]["commitment"], "line": int(agreed.lines[a]), "other": rows[b]["commitment"],
            "pool": rows[b]["pool"],
        }  # fmt: skip
        faults += _lock_pair(agreed, b, rows[a], rows[b], told)
        faults += _bound_pair(agreed, b, rows[a], rows[b], told)
        most = seats.get(rows[b]["pool"], 0.0)
        both = rows[a]["least_heads"] + rows[b]["least_heads"]
        if both > most > 0 and max(rows[a]["least_heads"], rows[b]["least_heads"]) <= most:
            template = (
                "{one} (line {line}) and {other} promise {both} heads together on the same days, {pool} has {most}"
            )
            remedy = "Lower one of the two, or state these days in one row only."
            values = {**told, "both": f"{both:g}", "most": f"{most:g}"}
            faults.append(agreed.fault(b, "least_heads", "seats.promised_twice", template, remedy, **values))
    return faults


def _lock_pair(agreed: Placed, row: int, one: Row, other: Row, told: Mapping[str, object]) -> list[Fault]:
    """Two orders for the same days: once locked exactly its heads come, which only one of them can say."""
    given = pd.DataFrame([one, other])
    if given["lock_date"].isna().any() or given["ordered_heads"].isna().all():
        return []
    template = "{one} (line {line}) and {other} both lock an order of {pool} for the same days"
    remedy = "State the order of these days in one row, with the heads of both together."
    return [agreed.fault(row, "ordered_heads", "seats.two_locks", template, remedy, **told)]


def _bound_pair(agreed: Placed, row: int, one: Row, other: Row, told: Mapping[str, object]) -> list[Fault]:
    """What one agreement promises or orders is within what the other allows."""
    faults = []
    for asking, allowing, who, by in ((one, other, "one", "other"), (other, one, "other", "one")):
        heads = np.nanmax([0.0, asking["least_heads"], asking["ordered_heads"]])
        if heads > allowing["most_heads"]:
            template = "{more} asks for {least} heads, {less} allows {most} on the same days (lines {line} and {own})"
            remedy = "Make the days or the heads of the two agree."
            values = {
                "more": told[who], "less": told[by], "least": f"{heads:g}", "most": f"{allowing['most_heads']:g}",
                "line": told["line"], "own": int(agreed.lines[row]),
            }  # fmt: skip
            column = "most_heads" if allowing is other else "least_heads"
            faults.append(agreed.fault(row, column, "seats.contradiction", template, remedy, **values))
    return faults
