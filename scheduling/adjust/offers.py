"""Offers of overtime or time off for a shift: whom to ask first, how many to ask, and when enough have said yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, RefusedInput
from scheduling.adjust.booking import Booking
from scheduling.adjust.cell import Cell, cell_of_rest, read_cell
from scheduling.adjust.repair.lawful import Lawyer
from scheduling.adjust.repair.sure import to_ask

KINDS = ("overtime", "time_off")
SURE = 0.9  # chance with which enough people shall say yes


@dataclass(frozen=True)
class Offer:
    """So many heads of a group wanted for a shift of a day (`overtime`), or let go from it (`time_off`)."""

    kind: str
    group: str
    date: pd.Timestamp
    shift: str
    heads: int


@dataclass(frozen=True)
class Candidate:
    """Somebody to ask: before and after, the price of a yes, and what put the person at this place."""

    agent: str
    before: Cell
    after: Cell
    price_cny: float
    extra_h: float
    seniority: float

    @property
    def key(self) -> tuple[float, float, float, str]:
        """The order of asking: who has had least of it, then the cheaper, then the more senior."""
        return (self.extra_h, self.price_cny, -self.seniority, self.agent)


def rank_candidates(
    roster: pd.DataFrame,
    segments: pd.DataFrame,
    offer: Offer,
    centre: Centre,
    history_h: Mapping[str, float] | None = None,
) -> list[Candidate]:
    """Everybody who may lawfully take an offer, the one to be asked first at the head; the same every time.

    Fairness: hours beyond the contract in the plan (overtime) or let off so far, `history_h` added; then price, then
    seniority (a column of the agents, where there is one), then the id. O(people + their shifts).
    """
    if faults := offer_faults(offer, centre):
        raise RefusedInput(faults)
    people = centre.tables["agents"]
    group = people[people["group"] == offer.group]
    today = roster[(roster["date"] == offer.date) & roster["agent"].isin(group["agent"])]
    if offer.kind == "overtime":
        named = group[~group["agent"].isin(today["agent"])]
        cells = _free(named["agent"].astype(str).tolist(), roster, offer, centre)
    else:
        cells = _let_go(today[(today["shift"] == offer.shift) & ~today["locked"]], segments)
    booking = Booking(centre)
    pool = str(centre.tables["skills"].set_index("group")["pool"].loc[[offer.group]].iloc[0])
    factor = centre.repair.day_off_factor if offer.kind == "overtime" else 1.0
    hours = _extra_hours(roster, group, centre, offer.kind)
    senior = dict(zip(group["agent"].astype(str), group["seniority"], strict=True)) if "seniority" in group else {}
    ranked = []
    for agent, (before, after) in cells.items():
        price = factor * booking.cost_cny(after, pool, offer.date) - booking.cost_cny(before, pool, offer.date)
        extra = hours.get(agent, 0.0) + (history_h or {}).get(agent, 0.0)
        seniority = float(senior.get(agent, 0.0) or 0.0)
        ranked.append(Candidate(agent, before, after, round(price, 2), round(extra, 4), seniority))
    return sorted(ranked, key=lambda candidate: candidate.key)


def people_to_ask(offer: Offer, candidates: Sequence[Candidate], centre: Centre) -> int:
    """How many to ask so that enough say yes with a chance of nine in ten; all where that is not to be had."""
    accept = centre.repair.accept_offer if offer.kind == "overtime" else centre.repair.accept_off
    return to_ask(min(offer.heads, len(candidates)), accept, SURE, len(candidates))


def offer_faults(offer: Offer, centre: Centre) -> list[Fault]:
    """Everything that is wrong with an offer."""
    faults = []
    groups = list(dict.fromkeys(centre.tables["agents"]["group"].astype(str)))
    if offer.kind not in KINDS:
        values = {"offer": offer.kind, "known": ", ".join(KINDS)}
        faults.append(Fault("offer.kind", "there is no offer {offer}", values, "Give one of {known}."))
    if offer.group not in groups:
        values = {"group": offer.group, "known": ", ".join(groups)}
        faults.append(Fault("cover.group", "there is no group {group}", values, "Give one of {known}."))
    if offer.shift not in centre.shifts:
        values = {"shift": offer.shift, "known": ", ".join(centre.shifts)}
        faults.append(Fault("offer.shift", "there is no shift {shift}", values, "Choose one of {known}."))
    if offer.heads < 1:
        faults.append(Fault("offer.heads", "an offer is for one head or more", {}, "Give --heads 1 or more."))
    if not centre.window.first <= offer.date <= centre.window.last:
        values = {"at": offer.date.date().isoformat(), "first": centre.window.first.date().isoformat(),
                  "last": centre.window.last.date().isoformat()}  # fmt: skip
        faults.append(Fault("repair.now", "{at} is not planned", values, "Give a moment from {first} to {last}."))
    return faults


def _free(agents: list[str], roster: pd.DataFrame, offer: Offer, centre: Centre) -> dict[str, tuple[Cell, Cell]]:
    cell = read_cell(f'{{"shift": "{offer.shift}"}}', offer.date, centre)
    assert cell.start is not None
    pool = str(centre.tables["skills"].set_index("group")["pool"].loc[[offer.group]].iloc[0])
    rows = pd.DataFrame(
        {
            "shift_id": [f"{agent}-{offer.date:%Y%m%d}" for agent in agents], "agent": agents, "kind": "agent",
            "date": offer.date, "start_ts": cell.start, "end_ts": cell.end, "shift": offer.shift, "pool": pool,
            "site": centre.pools[pool].site, "group": offer.group,
            "paid_min": float(centre.shifts[offer.shift].paid_min), "cost_cny": 0.0, "locked": False,
            "origin": "planner",
        }
    )  # fmt: skip
    for column in ("date", "start_ts", "end_ts"):
        rows[column] = pd.DatetimeIndex(rows[column]).as_unit("us")
    barred = Lawyer(roster, centre).barred(rows)
    return {agent: (Cell(), replace(cell)) for agent in agents if agent not in barred}


def _let_go(today: pd.DataFrame, segments: pd.DataFrame) -> dict[str, tuple[Cell, Cell]]:
    rest = segments[(segments["activity"] != "work") & segments["shift_id"].isin(today["shift_id"])]
    by_shift: dict[str, list[dict[object, object]]] = {}
    for row in rest.to_dict("records"):
        by_shift.setdefault(str(row["shift_id"]), []).append(dict(row))
    return {
        str(row["agent"]): (cell_of_rest(row, by_shift.get(str(row["shift_id"]), ())), Cell())
        for row in today.to_dict("records")
    }


def _extra_hours(roster: pd.DataFrame, group: pd.DataFrame, centre: Centre, kind: str) -> dict[str, float]:
    """Hours beyond the contract in the plan; for time off, those short of it."""
    days = (centre.window.last - centre.window.first).days + 1
    worked = roster.groupby("agent")["paid_min"].sum() / 60.0
    sign = 1.0 if kind == "overtime" else -1.0
    return {
        str(row["agent"]): sign * (float(worked.get(row["agent"], 0.0)) - float(row["week_h"]) * days / 7.0)
        for row in group.to_dict("records")
    }
