"""Positions of one line over all its intervals, each by the method chosen for it, and what its contacts then meet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scheduling.requirement import erlang
from scheduling.requirement.chat_positions import measure_chats, size_chats
from scheduling.requirement.choice import AFTERMATH, MOL, PLANNER, TRANSIENT, Choice
from scheduling.requirement.erlang import Measures
from scheduling.requirement.line import Line
from scheduling.requirement.mol import highest_rate, predict_mol
from scheduling.requirement.sizers import SIZERS, Asked, Sized, Sizer
from scheduling.requirement.transient import Predicted, least_and_met, predict

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


NEAR, NEAR_S, NEAR_IDLE = 1e-6, 1e-3, 0.01  # a share, seconds, an occupancy as good as unreachable ones


@dataclass(frozen=True)
class SizedLine:
    """Per interval: real positions, what contacts meet at them, the formula and the code of the reason for it.

    `lost`: no staff meets the target there; positions are then load + 3 sqrt(load) + 1, `trouble` says why.
    """

    positions: Floats
    measures: dict[str, Floats]  # service_level, asa_s, abandonment, occupancy
    method: Words
    reason: Words
    lost: Flags
    trouble: Words
    generous: bool = False  # some lost row has no size near its target either: load + 3 sqrt(load) + 1


def size_line(line: Line, choice: Choice, sizer: Sizer) -> SizedLine:
    """Size a line. The formula of the sizer everywhere first; then load that moves, run by run.

    What a transient stretch meets at its start, and what it leaves behind, is followed for an hour and four handling
    times: before it with the positions of the other method, after it sized like it (reason: aftermath), so that no
    backlog is lost where the method changes; but days the planner set keep theirs. O(intervals x interval / 15 s x
    sqrt(load)) where transient, else O(intervals x sqrt(load)).
    """
    sized, method = _still(line, sizer)
    positions, trouble, reason = sized.positions.copy(), sized.reason, choice.reason.copy()
    spans = [(run, moving) for run in line.runs() if (moving := choice.method[run] == MOL).any()]
    for run, moving in spans:
        rows = np.arange(len(positions))[run][moving]
        found, method[rows] = _mol_positions(line, run, sizer)
        positions[rows] = np.where(line.volume[rows] > 0.0, found[moving], 0.0)  # who is still on finishes the contact
    blocks, met = _blocks(line, choice), []
    for block, free in blocks:
        rows = np.arange(len(positions))[block][free]
        given = np.where(free, np.nan, positions[block])
        found, seen = least_and_met(_part(line.asked, block), line.interval_s, given, whole=False)
        positions[rows] = found[free]
        met.append(seen)
        follows = choice.method[rows] != TRANSIENT
        method[rows], reason[rows[follows]] = TRANSIENT, AFTERMATH
    lost = ~np.isfinite(positions)
    load = line.lambda_per_hour * line.asked.numbers()[1] / 3600.0
    strict = _strictest(line, sizer, lost)
    positions = np.where(lost, np.fmax(strict, load + 3.0 * np.sqrt(load) + 1.0), positions)
    measures = _met_still(line, positions, sizer)
    for run, moving in spans:
        _lay(measures, run, moving, _met_mol(line, run, positions))
    for (block, free), seen in zip(blocks, met, strict=True):
        got = _predicted(line, block, positions) if lost[block].any() else seen
        _lay(measures, block, free, _clean(got.sl, got.asa_s, got.p_abandon, got.occupancy))
    return SizedLine(positions, measures, method, reason, lost, trouble, bool(np.isnan(strict[lost]).any()))


def _strictest(line: Line, sizer: Sizer, lost: Flags) -> Floats:
    """Positions for the strictest target near one that no number of people reaches (all in time, nobody lost, no wait);
    NaN where that has no size either, or none is asked for.
    """
    positions = np.full(len(lost), np.nan)
    if not lost.any():
        return positions
    *_, level, asa_s, occupancy, abandon = (values[lost] for values in line.asked.numbers())
    near = replace(
        _rows(line.asked, lost), service_level=np.minimum(level, 1.0 - NEAR), max_asa_s=np.maximum(asa_s, NEAR_S),
        max_occupancy=np.maximum(occupancy, NEAR_IDLE), max_abandon=np.maximum(abandon, NEAR),
    )  # fmt: skip
    positions[lost] = _still(replace(line, asked=near, aht_s=line.aht_s[lost]), sizer)[0].positions
    return positions


def _rows(asked: Asked, which: Flags) -> Asked:
    volume, aht_s, patience_s, target_s, *_ = asked.numbers()
    formula = asked.sl_definition
    return replace(
        asked, lambda_per_hour=volume[which], aht_s=aht_s[which], patience_s=patience_s[which],
        target_s=target_s[which], sl_definition=formula if isinstance(formula, str) else np.asarray(formula)[which],
    )  # fmt: skip


def _still(line: Line, sizer: Sizer) -> tuple[Sized, Words]:
    """Every interval as if it lasted for ever: positions and the formula used."""
    if line.gains is not None and sizer is SIZERS["peakcrew"]:
        made = size_chats(replace(line.asked, aht_s=line.aht_s), line.gains)
        return made, made.method.copy()
    made = sizer(line.asked)
    return made, np.full(made.method.shape, "chat_factor", dtype=object) if line.chats else made.method.copy()


def _mol_positions(line: Line, run: slice, sizer: Sizer) -> tuple[Floats, str]:
    """Positions for the highest load of each interval of a run, and the name of the method."""
    asked = _part(line.asked, run)
    if line.gains is not None:
        made = size_chats(replace(asked, aht_s=line.aht_s[run]), line.gains, line.interval_s)
        return made.positions, "chat_mol"
    rate = highest_rate(asked, line.interval_s, line.aht_s[run])
    return sizer(replace(asked, lambda_per_hour=rate)).positions, "chat_mol" if line.chats else "mol"


def _met_still(line: Line, positions: Floats, sizer: Sizer) -> dict[str, Floats]:
    asked = line.asked
    if line.gains is not None and sizer is SIZERS["peakcrew"]:
        return _told(measure_chats(replace(asked, aht_s=line.aht_s), line.gains, positions), asked)
    volume, aht_s, patience_s, target_s, *_ = asked.numbers()
    patience_s = np.where(np.isnan(patience_s) | (sizer is not SIZERS["peakcrew"]), np.inf, patience_s)
    return _told(erlang.measure(volume, aht_s, positions, target_s, patience_s), asked)


def _met_mol(line: Line, run: slice, positions: Floats) -> dict[str, Floats]:
    asked, people = _part(line.asked, run), positions[run]
    if line.gains is not None:
        asked = replace(asked, aht_s=line.aht_s[run])
        return _told(measure_chats(asked, line.gains, people, line.interval_s), asked)
    with np.errstate(divide="ignore", invalid="ignore"):
        got = predict_mol(asked, people, line.interval_s, line.aht_s[run])
    return _clean(got["sl"], got["asa_s"], got["p_abandon"], got["occupancy"])


def _predicted(line: Line, block: slice, positions: Floats) -> Predicted:
    asked = _part(line.asked, block)
    volume, aht_s, patience_s, target_s, *_ = asked.numbers()
    return predict(volume, positions[block], aht_s, patience_s, line.interval_s, target_s, asked.sl_definition)


def _told(met: Measures, asked: Asked) -> dict[str, Floats]:
    return _clean(met.service_level(str(asked.sl_definition)), met.asa_s, met.p_abandon, met.occupancy)


def _clean(service_level: Floats, asa_s: Floats, abandonment: Floats, occupancy: Floats) -> dict[str, Floats]:
    """Where nobody comes, nothing is broken."""
    return {
        "service_level": np.nan_to_num(service_level, nan=1.0),
        "asa_s": np.nan_to_num(asa_s, nan=0.0, posinf=np.inf),
        "abandonment": np.nan_to_num(abandonment, nan=0.0),
        "occupancy": np.nan_to_num(occupancy, nan=0.0),
    }


def _lay(measures: dict[str, Floats], place: slice, rows: Flags, own: dict[str, Floats]) -> None:
    for name, values in own.items():
        measures[name][place][rows] = values[rows]


def _part(asked: Asked, place: slice) -> Asked:
    """What is asked in some of the intervals."""
    volume, aht_s, *_ = asked.numbers()
    return replace(asked, lambda_per_hour=volume[place], aht_s=aht_s[place])


def _blocks(line: Line, choice: Choice) -> list[tuple[slice, Flags]]:
    """Stretches to follow through time, and which of their rows are sized so; the others keep their positions."""
    found = []
    margin = line.settle_rows()
    for run in line.runs():
        wanted = choice.method[run] == TRANSIENT
        if not wanted.any():
            continue
        held = (choice.reason[run] == PLANNER) & ~wanted
        count = len(wanted)
        at = np.flatnonzero(wanted)
        splits = np.flatnonzero(np.diff(at) > 2 * margin) + 1
        for stretch in np.split(at, splits):
            first, last = max(0, int(stretch[0]) - margin), min(count, int(stretch[-1]) + 1 + margin)
            free = np.zeros(last - first, dtype=np.bool_)
            free[int(stretch[0]) - first :] = True
            free &= ~held[first:last]
            found.append((slice(run.start + first, run.start + last), free))
    return found
