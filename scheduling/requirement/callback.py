"""Call-backs: who expects a long wait may leave a number and is called when the line is calm; the line gets shorter.

Offered to a caller who finds k others waiting when (k + 1) AHT / n, the wait he is told, is above the limit; a share
accepts. Those leave the line at once, so they neither wait nor hang up, and count neither for nor against the service
level: the exact chain of `blended_line` with fewer arrivals from there on. Their work is done later, in the valleys of
the line, before the time promised.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Queue
from data.contracts.channel_tables import CALLBACK_PLAN
from data.contracts.columns import checked
from scheduling.compiled import kernel
from scheduling.requirement import erlang
from scheduling.requirement.blended_line import NEVER, line_values
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.deferred import PLANNED_SHARE, chance_reserve, open_intervals, plan_deadline
from scheduling.requirement.erlang_a_search import next_guess, spare
from scheduling.requirement.erlang_rows import share_of_step

Floats = NDArray[np.float64]
Targets = tuple[float, float, float, float]
"""Service level, longest ASA (s), highest occupancy, highest abandonment; NaN where nothing is asked."""

HOUR_MIN = 60.0
_MOST_AGENTS = 1e6


@dataclass(frozen=True)
class CallbackLine:
    """Per interval: share of the positions still needed on the line, contacts offered a call-back and accepting it."""

    share: Floats
    offered: Floats
    accepted: Floats


@dataclass(frozen=True)
class Callbacks:
    """Table CALLBACK_PLAN, and by queue the positions of line and call-backs together (replace those of the line)."""

    plan: pd.DataFrame
    positions: dict[str, Floats]


def plan_callbacks(requirement: pd.DataFrame, centre: Centre) -> Callbacks:
    """Lines of the centre's table `callbacks`: shorter by those who accept, higher in the valleys by their calls.

    The positions of the line keep their method: they shrink by the ratio that the exact chain has in its steady state.
    Call-backs are due within 75 % of `within_h` (the rest is the reserve for what goes wrong) and have z sqrt(sum of
    2 N AHT^2) / deadline on top, z the normal quantile of `keep_share`. Only intervals in which the queue is open call.
    O(intervals x log(agents) x states).
    """
    found, positions = [], {}
    for row in centre.tables["callbacks"].to_dict("records") if "callbacks" in centre.tables else []:
        name = str(row["queue"])
        rows = requirement[requirement["queue"] == name].sort_values("ts")
        if rows.empty or not row["accept_share"]:
            continue
        queue = centre.queues[name]
        part = _planned(rows, queue, row["offered_above_wait_s"], row["accept_share"], row["within_h"],
                        row["keep_share"], centre)  # fmt: skip
        found.append(part)
        positions[name] = (part["inbound_positions"] + part["callback_positions"]).to_numpy(np.float64)
    plan = pd.concat(found, ignore_index=True) if found else _none(requirement)
    return Callbacks(checked(CALLBACK_PLAN, plan), positions)


def _planned(
    rows: pd.DataFrame, queue: Queue, above_s: float, accept: float, within_h: float, keep: float, centre: Centre
) -> pd.DataFrame:
    interval_s = centre.interval_min * 60.0
    agent_s = agent_time_s(rows["aht_s"].to_numpy(np.float64), queue.concurrency_factor)
    volume, before = rows["volume"].to_numpy(np.float64), rows["positions"].to_numpy(np.float64)
    line = shorter_line(volume, agent_s, queue, above_s, accept, interval_s)
    inbound = before * line.share
    reach = max(1, int(PLANNED_SHARE * within_h * HOUR_MIN / centre.interval_min))
    opened = open_intervals(pd.DatetimeIndex(rows["ts"]), queue.queue, centre.tables.get("open_hours"))
    made = plan_deadline(line.accepted * agent_s / interval_s, opened, reach, interval_s, base=inbound)
    extra = chance_reserve(line.accepted, agent_s, reach, interval_s, keep)
    busy = made.work > 1e-9
    later = np.where(busy, (made.work + extra) / (queue.target.max_occupancy or 1.0), 0.0)
    return pd.DataFrame(
        {
            "queue": rows["queue"].to_numpy(),
            "ts": rows["ts"].array,
            "inbound_positions": inbound,
            "offered": line.offered,
            "accepted": line.accepted,
            "callback_positions": later,
            "kept": (made.wait_s <= within_h * 3600.0).astype(np.float64),
        }
    )


def shorter_line(
    volume: Floats, agent_s: Floats, queue: Queue, above_s: float, accept: float, interval_s: float
) -> CallbackLine:
    """What the offer does to a line, interval by interval in the steady state; `agent_s`: time of an agent a contact.

    Where no number of agents meets the targets, nothing is taken off the line. O(rows x log(agents) x states).
    """
    target = queue.target
    wanted: Targets = (
        _given(target.service_level), _given(target.max_asa_s), _given(target.max_occupancy),
        _given(target.max_abandon) if queue.patience_s is not None else math.nan,
    )  # fmt: skip
    patience_s = math.inf if queue.patience_s is None else float(queue.patience_s)
    definition = erlang.SL_DEFINITIONS.index(target.sl_definition)
    rates = np.divide(volume, interval_s)
    out = np.zeros((3, len(volume)))
    out[0] = 1.0
    if not all(math.isnan(one) for one in wanted):
        _fill_line(rates, agent_s, patience_s, _given(target.target_s), definition, wanted, above_s, accept, out)
    return CallbackLine(out[0], out[1] * volume, out[1] * volume * accept)


@kernel
def _offer_from(above_s: float, agents: float, agent_s: float) -> int:
    """Callers waiting from which on the told wait (k + 1) AHT / n is above the limit."""
    return int(min(math.floor(above_s * agents / agent_s + 1e-9), 1e9))


@kernel
def _at(
    rate: float, agents: float, agent_s: float, patience_s: float, target_s: float, above_s: float, accept: float
) -> tuple[tuple[float, float, float, float, float, float, float, float, float, float], float]:
    """Measures and offered share with `agents` (whole); without anybody accepting the plain line."""
    start = _offer_from(above_s, agents, agent_s) if accept > 0.0 else NEVER
    got, (_, offered) = line_values(rate, int(agents), agent_s, patience_s, target_s, int(agents), start, accept)
    return got, offered


@kernel
def _least_whole(
    rate: float,
    agent_s: float,
    patience_s: float,
    target_s: float,
    definition: int,
    wanted: Targets,
    above_s: float,
    accept: float,
    hint: float,
) -> float:
    """Least whole agents, at least 1, that meet the targets; NaN: unreachable."""
    level, asa_s, occupancy, abandon = wanted
    if level >= 1.0 or asa_s <= 0.0 or occupancy <= 0.0 or abandon <= 0.0:
        return math.nan
    lo, hi = 0.0, math.inf
    room_lo, room_hi = math.nan, math.nan
    guess, stride, turn = max(1.0, math.floor(hint)), 0.5 * math.sqrt(max(1.0, hint)), 0
    while hi - lo > 1.0:
        got, _ = _at(rate, guess, agent_s, patience_s, target_s, above_s, accept)
        met, room = spare(got, definition, level, asa_s, occupancy, abandon)
        if met:
            hi, room_hi = guess, room
        elif guess >= _MOST_AGENTS:
            return math.nan
        else:
            lo, room_lo = guess, room
        turn += 1
        guess = min(next_guess(lo, hi, room_lo, room_hi, stride, turn), _MOST_AGENTS)
    return hi


@kernel
def least_on_line(
    rate: float,
    agent_s: float,
    patience_s: float,
    target_s: float,
    definition: int,
    wanted: Targets,
    above_s: float,
    accept: float,
    hint: float,
) -> tuple[float, float]:
    """Real positions that meet the targets, and the share of callers offered a call-back there; NaN: unreachable."""
    high = _least_whole(rate, agent_s, patience_s, target_s, definition, wanted, above_s, accept, hint)
    if math.isnan(high):
        return high, 0.0
    top, offered = _at(rate, high, agent_s, patience_s, target_s, above_s, accept)
    below, more = _at(rate, high - 1.0, agent_s, patience_s, target_s, above_s, accept)
    weight = 0.0
    if below[1 + definition] < wanted[0]:
        weight = max(weight, share_of_step(below[1 + definition], top[1 + definition], wanted[0]))
    if below[5] > wanted[1]:
        weight = max(weight, share_of_step(below[5], top[5], wanted[1]))
    if below[8] > wanted[2]:
        weight = max(weight, share_of_step(below[8], top[8], wanted[2]))
    if below[7] > wanted[3]:
        weight = max(weight, share_of_step(below[7], top[7], wanted[3]))
    weight = min(1.0, weight)
    return high - 1.0 + weight, more + (offered - more) * weight


@kernel
def _fill_line(
    rates: Floats,
    agent_s: Floats,
    patience_s: float,
    target_s: float,
    definition: int,
    wanted: Targets,
    above_s: float,
    accept: float,
    out: Floats,
) -> None:
    """Rows of `out`: share of the positions that is still needed, share of the callers offered a call-back."""
    ratio, kept = 1.0, 1.0
    for i in range(rates.size):
        load = rates[i] * agent_s[i]
        if load <= 0.0:
            continue
        plain, _ = least_on_line(
            rates[i], agent_s[i], patience_s, target_s, definition, wanted, above_s, 0.0, ratio * load
        )
        short, offered = least_on_line(
            rates[i], agent_s[i], patience_s, target_s, definition, wanted, above_s, accept, kept * load
        )
        if plain > 0.0 and short > 0.0:
            out[0, i] = min(1.0, short / plain)
            out[1, i] = offered
            ratio, kept = plain / load, short / load


def _given(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _none(requirement: pd.DataFrame) -> pd.DataFrame:
    numbers = ["inbound_positions", "offered", "accepted", "callback_positions", "kept"]
    zeros = {name: np.zeros(0) for name in numbers}
    return pd.DataFrame({"queue": pd.Series([], dtype=str), "ts": requirement["ts"][:0], **zeros})
