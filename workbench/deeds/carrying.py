"""Carrying edits over: what planners changed in the last base plan of a centre is laid over the next one, or told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Conflict, Fault, PeakcrewError, RefusedInput
from data.contracts.tables import ADJUSTMENTS
from data.store.plans import StoredPlan
from scheduling.adjust.apply import apply_adjustments
from scheduling.adjust.cell import Cell, cell_of
from scheduling.adjust.chain import read_target
from scheduling.adjust.judge import judge_edit
from workbench.access import Right, User, require
from workbench.deeds.reading import ADJUSTED, Reading
from workbench.i18n import N_

MARK = N_("carried over from {plan}: {reason}")
RACES = 3  # how often another writer may change a cell while we look


@dataclass(frozen=True)
class Dropped:
    """An edit that the new plan cannot take: whose it was, why it was made, and the faults it would cause."""

    target: str
    author: str
    reason: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Carryover:
    """What became of the edits of the base plan before (`source`, empty for none): targets carried, edits dropped."""

    source: str = ""
    carried: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


class Carrying(Reading):
    """Deeds on edits that outlive their plan."""

    def carryover(self, user: User, plan_id: str) -> Carryover:
        """What became of the edits of the base plan before this one; nothing is changed.

        An edit that could not be carried over is told until somebody edits its cell in this plan.
        """
        require(user, Right.SEE_PLAN)
        stored = self.store.plans.get(plan_id)
        left, told = self._worked_out(stored)
        ours = set(self.store.adjustments.of_plan(plan_id)["edit_id"])
        carried = tuple(t for t in told.carried if _edit_id(plan_id, t) in ours)
        return Carryover(told.source, carried, told.dropped) if left.empty else Carryover(told.source)

    def _carry(self, stored: StoredPlan) -> Carryover:
        """Carry edits over into a base plan, all that fit in one transaction; `carried` are those of this call.

        What is carried follows from what is stored, so a call after an interrupted one completes it and a call after
        a complete one adds nothing. A what-if takes no edits.
        """
        for _attempt in range(RACES):
            rows, told = self._worked_out(stored)
            if rows.empty:
                return Carryover(told.source, (), told.dropped)
            try:
                self.store.adjustments.append(rows)
            except Conflict:  # somebody was quicker: their edit stands, the others are looked at again
                continue
            return Carryover(told.source, tuple(rows["target"]), told.dropped)
        return Carryover(told.source, (), told.dropped)

    def _carry_latest(self, centre: str) -> None:
        """Complete what an interrupted run left undone, before another plan takes the place of the newest."""
        latest = next((stored for stored in self.store.plans.all(centre) if not stored.plan.scenario), None)
        if latest is not None:
            self._carry(latest)

    def _worked_out(self, stored: StoredPlan) -> tuple[pd.DataFrame, Carryover]:
        """Rows that are still to be added to the plan, and all that is or will be carried or dropped."""
        source = self._source(stored)
        if source is None or not self.store.adjustments.count(source.plan_id):
            return _table([]), Carryover("" if source is None else source.plan_id)
        edits = self.store.adjustments.of_plan(source.plan_id)
        edits = edits[edits["made_at"] <= stored.made_at]  # later ones are made on a plan known to be the old one
        centre, known = self._centre(stored), self.store.adjustments.of_plan(stored.plan_id)
        roster, segments = (self._artefact(stored.plan.tables[name]) for name in ADJUSTED)
        try:
            wished = self._wished(source, edits)
        except PeakcrewError as error:  # settings of long ago may not be readable any more: no reason not to plan
            fault = Fault("edit.lost", error.template, error.values, error.remedy)
            lost: dict[str, tuple[Fault, ...]] = {str(target): (fault,) for target in edits["target"].unique()}
            return _table([]), Carryover(source.plan_id, (), _dropped(edits, lost, known))
        rows = _rows(stored, source.plan_id, wished, edits, (roster, segments))
        rows = rows[~_past(rows, centre)]
        if rows.empty:  # all cells are as wished
            return rows, Carryover(source.plan_id)
        fitting, refused = _fitting(roster, segments, rows, centre)
        ours = known["edit_id"].isin([_edit_id(stored.plan_id, target) for target in rows["target"]])
        left = fitting[~fitting["target"].isin(known["target"])]
        if ours.any():  # carried already, all at once
            left = left.iloc[:0]
        elif len(known) and len(left):  # edited before an interrupted run was completed
            adjusted = apply_adjustments(roster, segments, known, centre)
            left, clashing = _fitting(adjusted.roster, adjusted.segments, left, centre)
            refused |= clashing
        carried = (*known.loc[ours, "target"], *left["target"])
        return left, Carryover(source.plan_id, tuple(dict.fromkeys(carried)), _dropped(edits, refused, known))

    def _source(self, stored: StoredPlan) -> StoredPlan | None:
        """The base plan of the centre that was the newest one when this base plan was made."""
        if stored.plan.scenario:
            return None
        before = (p for p in self.store.plans.all(stored.plan.centre) if p.made_at < stored.made_at)
        return next((p for p in before if not p.plan.scenario and p.plan_id != stored.plan_id), None)

    def _wished(self, source: StoredPlan, edits: pd.DataFrame) -> dict[str, Cell]:
        """Cells that edits have made differ from what the plan had put there."""
        roster, segments = (self._artefact(source.plan.tables[name]) for name in ADJUSTED)
        adjusted = apply_adjustments(roster, segments, edits, self._centre(source))
        targets = list(dict.fromkeys(edits["target"]))
        own, now = _cells(roster, segments, targets), _cells(adjusted.roster, adjusted.segments, targets)
        return {target: now[target] for target in targets if now[target] != own[target]}


def _cells(roster: pd.DataFrame, segments: pd.DataFrame, targets: Iterable[str]) -> dict[str, Cell]:
    """The cells of targets, empty where nobody works. O(shifts + segments + targets)."""
    keys = {read_target(target): target for target in targets}
    mine = roster[roster["agent"].isin({agent for agent, _ in keys})].sort_values("start_ts", kind="stable")
    first = {(str(row["agent"]), row["date"]): row for row in reversed(mine.to_dict("records"))}
    shifts = {first[key]["shift_id"] for key in keys if key in first}
    breaks = dict(iter(segments[segments["shift_id"].isin(shifts)].groupby("shift_id")))
    return {
        target: cell_of(first[key], breaks.get(first[key]["shift_id"], segments.iloc[:0])) if key in first else Cell()
        for key, target in keys.items()
    }


def _rows(
    stored: StoredPlan,
    source: str,
    wished: dict[str, Cell],
    edits: pd.DataFrame,
    own: tuple[pd.DataFrame, pd.DataFrame],
) -> pd.DataFrame:
    """An ADJUSTMENTS table that turns the cells of a plan into the wished ones, where they differ."""
    said = _said(edits)
    rows: list[tuple[object, ...]] = []
    for target, cell in _cells(*own, wished).items():
        if wished[target] != cell:
            author, reason = said[target]
            made = (_edit_id(stored.plan_id, target), stored.plan_id, target, "", cell.as_json())
            rows.append((*made, wished[target].as_json(), stored.made_at, author, _marked(source, reason)))
    return _table(rows)


def _marked(source: str, reason: str) -> str:
    """A reason with the plan that its edit was first made on.

    >>> _marked("p2", _marked("p1", "dentist"))
    'carried over from p1: dentist'
    """
    head = MARK.partition("{")[0]
    return reason if reason.startswith(head) else MARK.format(plan=source, reason=reason)


def _edit_id(plan_id: str, target: str) -> str:
    """One name for an edit that is carried over, however often that is tried."""
    return hashlib.sha256(f"carried\x1f{plan_id}\x1f{target}".encode()).hexdigest()[:12]


def _past(rows: pd.DataFrame, centre: Centre) -> pd.Series:
    """Days that were over when the plan was made: their edits have done their work."""
    today = centre.as_of.tz_localize(None).normalize()
    over = [read_target(target)[1] < min(today, centre.window.first) for target in rows["target"]]
    return pd.Series(over, index=rows.index, dtype=bool)


def _fitting(
    roster: pd.DataFrame, segments: pd.DataFrame, rows: pd.DataFrame, centre: Centre
) -> tuple[pd.DataFrame, dict[str, tuple[Fault, ...]]]:
    """Edits that together break no hard rule, and the faults of the others.

    Rules look at one agent: his edits are taken all together, else one by one, as many as go.
    O(shifts) an agent, times the square of his edits where not all go.
    """
    fitting, refused = [rows.iloc[:0]], {}
    for _agent, mine in rows.groupby(rows["target"].str.rpartition("|")[0], sort=False):
        taken, left = mine.iloc[:0], mine
        if not _hard(roster, segments, mine, centre):
            taken, left = mine, mine.iloc[:0]
        went = True
        while went and len(left):
            went = False
            for place in left.index:
                tried = pd.concat([taken, left.loc[[place]]])
                faults = _hard(roster, segments, tried, centre)
                refused[str(left.loc[place, "target"])] = faults
                if not faults:
                    taken, left, went = tried, left.drop(place), True
        fitting.append(taken)
    fit = pd.concat(fitting)
    return fit, {target: faults for target, faults in refused.items() if faults}


def _hard(roster: pd.DataFrame, segments: pd.DataFrame, edits: pd.DataFrame, centre: Centre) -> tuple[Fault, ...]:
    try:
        faults = judge_edit(roster, segments, edits, centre)
    except RefusedInput as error:
        faults = list(error.faults)
    return tuple(fault for fault in faults if fault.severity == "hard")


def _dropped(edits: pd.DataFrame, refused: dict[str, tuple[Fault, ...]], known: pd.DataFrame) -> tuple[Dropped, ...]:
    """The refused edits, but for cells that somebody has edited in the new plan."""
    said, settled = _said(edits), set(known["target"])
    return tuple(Dropped(target, *said[target], faults) for target, faults in refused.items() if target not in settled)


def _said(edits: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Author and reason of the newest edit of each target."""
    return {
        str(target): (str(author), str(reason))
        for target, author, reason in zip(edits["target"], edits["author"], edits["reason"], strict=True)
    }


def _table(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(ADJUSTMENTS.columns))
    return table.astype({name: "datetime64[us, UTC]" if name == "made_at" else "str" for name in table.columns})
