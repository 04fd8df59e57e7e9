"""What an edit would do: the faults it causes by the rules the roster was built with, told before it is saved."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, RefusedInput
from scheduling.adjust.apply import apply_adjustments, crowded_cells
from scheduling.adjust.cell import read_cell
from scheduling.adjust.chain import Chain, chains_of
from scheduling.roster.rules.judge import beside, judge

Key = tuple[str, str, str]


def judge_edit(roster: pd.DataFrame, segments: pd.DataFrame, edits: pd.DataFrame, centre: Centre) -> list[Fault]:
    """Faults that the edits cause: those of the edited agents after the edits, less those before.

    `edits` are rows of the table adjustments (target, before, after suffice). An edit that cannot be read, lies outside
    the plan, was made on a cell that has changed meanwhile, or on a day with two shifts is a fault itself.
    O(shifts + edits).
    """
    chains, faults = _readable(edits, centre)
    crowded = crowded_cells(roster)
    faults += [_pieces_fault(chain, centre) for chain in chains if (chain.agent, chain.date) in crowded]
    if faults:
        return faults
    agents = {chain.agent for chain in chains}
    mine = roster[roster["agent"].isin(agents)]
    of_mine = segments[segments["shift_id"].isin(mine["shift_id"])]
    adjusted = apply_adjustments(mine, of_mine, edits, centre)
    others = roster[roster["agent"].isin(beside(agents, centre) - agents)]  # whom pairs and company look at
    before = {_key(fault): _excess(fault) for fault in judge(_all(mine, others), centre, agents)}
    caused = [
        fault
        for fault in judge(_all(adjusted.roster, others), centre, agents)
        if _excess(fault) > before.get(_key(fault), 0.0) + 1e-9
    ]
    stale = [chain for chain in chains if set(chain.edit_ids) & set(adjusted.stale)]
    return [_stale_fault(chain, centre) for chain in stale] + caused


def _readable(edits: pd.DataFrame, centre: Centre) -> tuple[list[Chain], list[Fault]]:
    try:
        chains = chains_of(edits)
    except RefusedInput as refused:
        return [], list(refused.faults)
    faults: list[Fault] = []
    for chain in chains:
        try:
            read_cell(chain.after, chain.date, centre)
        except RefusedInput as refused:
            faults.extend(refused.faults)
        if not centre.window.first <= chain.date <= centre.window.last:
            values = {
                "agent": chain.agent,
                "date": chain.date.date().isoformat(),
                "first": centre.window.first.date().isoformat(),
                "last": centre.window.last.date().isoformat(),
            }
            faults.append(
                Fault("edit.outside", "{date} is not planned", values, remedy="Choose a day from {first} to {last}.")
            )
    return chains, faults


def _pieces_fault(chain: Chain, centre: Centre) -> Fault:
    people = centre.tables["agents"]
    names = people.loc[people["agent"] == chain.agent, "name"]
    values = {
        "agent": chain.agent,
        "name": str(names.iloc[0]) if len(names) else chain.agent,
        "date": chain.date.date().isoformat(),
    }
    return Fault(
        "edit.two_pieces", "{name} works two shifts on {date}: a cell with two shifts cannot be edited", values,
        remedy="Take one of the two shifts out of the imported roster, then edit.",
    )  # fmt: skip


def _stale_fault(chain: Chain, centre: Centre) -> Fault:
    day = chain.date.date().isoformat()
    values = {"agent": chain.agent, "name": chain.agent, "date": day}
    if chain.agent not in set(centre.tables["agents"]["agent"]):
        return Fault("edit.stale", "{agent} on {date} is not in this roster", values, remedy="Choose another agent.")
    return Fault(
        "edit.stale", "the shift of {agent} on {date} has changed since it was shown", values,
        remedy="Look at the roster again, then edit.",
    )  # fmt: skip


def _all(mine: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    return mine if others.empty else pd.concat([mine, others], ignore_index=True)


def _key(fault: Fault) -> Key:
    return fault.code, str(fault.values["agent"]), str(fault.values.get("week") or fault.values["date"])


def _excess(fault: Fault) -> float:
    return float(fault.values.get("excess", 1.0))
