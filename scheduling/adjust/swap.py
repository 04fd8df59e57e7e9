"""Two agents exchange shifts, or one gives a shift away: the edits that this means, its price, and what forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from scheduling.adjust.apply import crowded_cells
from scheduling.adjust.booking import Booking
from scheduling.adjust.cell import Cell, cell_of
from scheduling.adjust.judge import judge_edit

NEUTRAL_SHARE = 0.005  # of the pay of the shifts: a difference that no one minds


@dataclass(frozen=True)
class Swap:
    """`agent` gives the shift of `date` to `other`, who gives that of `other_date`; None: nothing in return."""

    agent: str
    date: pd.Timestamp
    other: str
    other_date: pd.Timestamp | None = None

    @property
    def cells(self) -> list[tuple[str, pd.Timestamp]]:
        """Every cell that changes."""
        days = dict.fromkeys([self.date, *([] if self.other_date is None else [self.other_date])])
        return [(who, day) for day in days for who in (self.agent, self.other)]


@dataclass(frozen=True)
class Judged:
    """Edits of a swap (target, before, after), what the pay changes by, and every fault; `warn` may be overlooked."""

    edits: pd.DataFrame
    cost_cny: float
    faults: tuple[Fault, ...]

    @property
    def hard(self) -> tuple[Fault, ...]:
        """Faults that forbid it."""
        return tuple(fault for fault in self.faults if fault.severity == "hard")


def judge_swap(
    roster: pd.DataFrame, segments: pd.DataFrame, swap: Swap, centre: Centre, now: pd.Timestamp | None = None
) -> Judged:
    """What a swap would do and everything that is wrong with it, by the rules of the roster and of swaps.

    Shifts go over whole, with their breaks. Locked shifts, shifts that have begun (`now`) and people without the skills
    are refused; another pay is told as a warning. O(shifts of both).
    """
    near = roster[roster["agent"].isin([swap.agent, swap.other])]
    cells = {key: _cell(near, segments, *key) for key in swap.cells}
    faults = list(_faults(near, swap, cells, centre, now))
    after = dict(cells)
    _hand_over(after, swap)
    rows = [
        (f"{who}|{day:%Y-%m-%d}", f"{who}|{day:%Y-%m-%d}", cells[who, day].as_json(), after[who, day].as_json())
        for who, day in cells
        if cells[who, day] != after[who, day]
    ]
    edits = pd.DataFrame(rows, columns=["edit_id", "target", "before", "after"]).astype("str")
    cost = _pay(after, centre) - _pay(cells, centre)
    if not faults:
        faults += judge_edit(roster, segments, edits, centre)
        if abs(cost) > NEUTRAL_SHARE * max(1.0, _pay(cells, centre)):
            values = {"cost": f"{cost:+,.2f}", "currency": centre.currency}
            faults.append(Fault("swap.cost", "the swap changes the pay by {cost} {currency}", values,
                                "Approve it knowing that, or choose another shift.", severity="warn"))  # fmt: skip
    return Judged(edits, round(cost, 2), tuple(faults))


def _hand_over(cells: dict[tuple[str, pd.Timestamp], Cell], swap: Swap) -> None:
    """Put each shift with its new owner."""
    given = cells[swap.agent, swap.date]
    if swap.other_date is None:
        cells[swap.agent, swap.date], cells[swap.other, swap.date] = Cell(), given
        return
    taken = cells[swap.other, swap.other_date]
    if swap.other_date == swap.date:
        cells[swap.agent, swap.date], cells[swap.other, swap.date] = taken, given
        return
    cells[swap.agent, swap.date] = cells[swap.other, swap.other_date] = Cell()
    cells[swap.other, swap.date], cells[swap.agent, swap.other_date] = given, taken


def _cell(roster: pd.DataFrame, segments: pd.DataFrame, agent: str, date: pd.Timestamp) -> Cell:
    rows = roster[(roster["agent"] == agent) & (roster["date"] == date)].sort_values("start_ts")
    if rows.empty:
        return Cell()
    row = rows.iloc[0].to_dict()
    return cell_of(row, segments[segments["shift_id"] == row["shift_id"]])


def _faults(
    roster: pd.DataFrame, swap: Swap, cells: dict[tuple[str, pd.Timestamp], Cell], centre: Centre,
    now: pd.Timestamp | None,
) -> Iterator[Fault]:  # fmt: skip
    people = centre.tables["agents"].set_index("agent")
    unknown = [agent for agent in (swap.agent, swap.other) if agent not in people.index]
    for agent in unknown:
        yield Fault("repair.agent", "there is no agent {agent}", {"agent": agent}, "Give ids as in agents.csv.")
    if unknown:
        return
    if swap.agent == swap.other:
        yield Fault("swap.self", "{agent} cannot swap with themselves", {"agent": swap.agent}, "Name somebody else.")
    yield from _skill_faults(swap, people, centre)
    crowded = crowded_cells(roster)
    given = {(swap.agent, swap.date)} | ({(swap.other, swap.other_date)} if swap.other_date is not None else set())
    for (agent, day), cell in cells.items():
        values = {"agent": agent, "date": day.date().isoformat()}
        if (agent, day) in crowded:
            yield Fault("swap.two_pieces", "{agent} has two shifts on {date}", values, "Take one of them out first.")
        elif (agent, day) in given and not cell.shift:
            yield Fault("swap.no_shift", "{agent} has no shift on {date}", values, "Choose a day with a shift.")
        elif (agent, day) not in given and cell.shift:
            yield Fault("swap.works", "{agent} works on {date} already", values,
                        "Swap shifts of the same day, or choose another day.")  # fmt: skip
        if cell.locked:
            yield Fault("swap.locked", "the shift of {agent} on {date} is locked", values, "Unlock it first.")
        if now is not None and cell.start is not None and cell.start <= now:
            yield Fault("swap.past", "the shift of {agent} on {date} has begun", values, "Choose a later shift.")


def _skill_faults(swap: Swap, people: pd.DataFrame, centre: Centre) -> Iterator[Fault]:
    """Who takes a shift must serve every queue of the group it was planned for."""
    skills = centre.tables["skills"]
    serves = {str(group): set(rows["queue"]) for group, rows in skills.groupby("group")}
    pairs = [(swap.agent, swap.other)] + ([(swap.other, swap.agent)] if swap.other_date is not None else [])
    for giver, taker in pairs:
        own, needed = str(people.loc[taker, "group"]), str(people.loc[giver, "group"])
        missing = sorted(serves.get(needed, set()) - serves.get(own, set()))
        if missing:
            values = {"name": str(people.loc[taker, "name"]), "own": own, "group": needed, "queues": ", ".join(missing)}
            yield Fault("swap.skill", "{name} has the skills of {own}, not of {group}: {queues}", values,
                        "Swap with somebody of {group}.")  # fmt: skip


def _pay(cells: dict[tuple[str, pd.Timestamp], Cell], centre: Centre) -> float:
    """What the cells cost together, each in the pool of its agent."""
    booking = Booking(centre)
    agents, skills = centre.tables["agents"], centre.tables["skills"].drop_duplicates("group")
    group_of = dict(zip(agents["agent"], agents["group"], strict=True))
    pool_of = dict(zip(skills["group"], skills["pool"], strict=True))
    return sum(
        booking.cost_cny(cell, str(pool_of.get(group_of.get(agent, ""), "")), day)
        for (agent, day), cell in cells.items()
    )
