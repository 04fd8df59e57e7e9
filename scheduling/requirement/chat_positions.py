"""Positions for chats, several at once per agent, by the exact chain of `chat_chain`; rows of a plan in one go.

Load that moves within the length of a chat is followed by its modified offered load: chats in the house at each minute
if nobody ever waited (`mol`), each interval sized for the most of them in it. What is then met is told by
`chat_moving`, which counts the people in (a full house is slow); an interval that misses its target there gets more.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement import chat_chain, erlang
from scheduling.requirement.chat_moving import steady_rates
from scheduling.requirement.erlang import Measures
from scheduling.requirement.erlang_a import Values
from scheduling.requirement.erlang_a_search import next_guess, spare
from scheduling.requirement.erlang_rows import between, share_of_step
from scheduling.requirement.mol import load_grid
from scheduling.requirement.sizers import Asked, Sized

FloatArray = npt.NDArray[np.float64]

MOST_AGENTS = 1e6
RAISES = 6  # rounds of more positions where the load followed through time misses a target
MOST_RAISED = 0.15  # of the positions, in one round
CLOSE = 0.005  # a level missed by half a point is met
MOMENTS = 3  # looked at in an interval when the measures of a moving load are told
UNREACHED = "no number of agents reaches this target"
NO_TARGET = "no target that chats can meet is given"
_ORDER = ("p_wait", "sl", "p_wait_le_target", "sl_excl_short_abandons", "sl_of_answered", "asa_s", "ew_all_s",
          "p_abandon", "occupancy", "p_block")  # fmt: skip


@kernel
def _chat_s(aht_s: float, gains: FloatArray) -> FloatArray:
    """Length of a chat with 1, 2, .. open at its agent."""
    length_s = np.empty(gains.size)
    for k in range(gains.size):
        length_s[k] = aht_s * (k + 1.0) / gains[k]
    return length_s


@kernel
def _at(arriving: float, agents: float, chat_s: FloatArray, patience_s: float, target_s: float) -> Values:
    """All measures at a real number of agents: on the straight line between whole ones."""
    whole = math.ceil(agents)
    high = chat_chain.values(arriving, whole, chat_s, patience_s, target_s)
    if whole == agents:
        return high
    low = chat_chain.values(arriving, whole - 1.0, chat_s, patience_s, target_s)
    share = agents - (whole - 1.0)
    return (
        between(low[0], high[0], share),
        between(low[1], high[1], share),
        between(low[2], high[2], share),
        between(low[3], high[3], share),
        between(low[4], high[4], share),
        between(low[5], high[5], share),
        between(low[6], high[6], share),
        between(low[7], high[7], share),
        between(low[8], high[8], share),
        0.0,
    )


@kernel
def _least(
    arriving: float,
    chat_s: FloatArray,
    patience_s: float,
    target_s: float,
    definition: int,
    asked: tuple[float, float, float, float],
    hint: float,
) -> float:
    """Least whole agents, at least 1; NaN: unreachable. All measures are monotone in the agents. O(log) evaluations."""
    level, asa_s, occupancy, abandon = asked
    if level >= 1.0 or asa_s <= 0.0 or occupancy <= 0.0 or abandon <= 0.0:
        return math.nan
    lo, hi = 0.0, math.inf
    room_lo, room_hi = math.nan, math.nan
    guess = min(max(1.0, math.floor(hint)), MOST_AGENTS)
    stride = 0.5 * math.sqrt(max(1.0, hint))
    turn = 0
    while hi - lo > 1.0:
        got = chat_chain.values(arriving, guess, chat_s, patience_s, target_s)
        met, room = spare(got, definition, level, asa_s, occupancy, abandon)
        if met:
            hi, room_hi = guess, room
        elif guess >= MOST_AGENTS:
            return math.nan
        else:
            lo, room_lo = guess, room
        turn += 1
        guess = min(next_guess(lo, hi, room_lo, room_hi, stride, turn), MOST_AGENTS)
    return hi


@kernel
def _position(
    arriving: float,
    agents: float,
    chat_s: FloatArray,
    patience_s: float,
    target_s: float,
    definition: int,
    asked: tuple[float, float, float, float],
) -> float:
    """Real positions, not above the least whole agents, where the last target is just met."""
    level, asa_s, occupancy, abandon = asked
    high = chat_chain.values(arriving, agents, chat_s, patience_s, target_s)
    low = chat_chain.values(arriving, agents - 1.0, chat_s, patience_s, target_s)
    weight = 0.0
    if low[1 + definition] < level:
        weight = max(weight, share_of_step(low[1 + definition], high[1 + definition], level))
    if low[5] > asa_s:
        weight = max(weight, share_of_step(low[5], high[5], asa_s))
    if low[8] > occupancy:
        weight = max(weight, share_of_step(low[8], high[8], occupancy))
    if low[7] > abandon:
        weight = max(weight, share_of_step(low[7], high[7], abandon))
    return agents - 1.0 + min(1.0, weight)


@kernel
def _fill(
    arriving: FloatArray,
    aht_s: FloatArray,
    gains: FloatArray,
    patience_s: float,
    target_s: float,
    definition: int,
    asked: tuple[float, float, float, float],
    agents: FloatArray,
    positions: FloatArray,
) -> None:
    """Least agents and real positions of each row; NaN where none is enough. The last answer is the next guess."""
    ratio = 1.0
    for i in range(arriving.size):
        if arriving[i] <= 0.0 or aht_s[i] <= 0.0:
            agents[i], positions[i] = 0.0, 0.0
            continue
        chat_s = _chat_s(aht_s[i], gains)
        work = arriving[i] * aht_s[i] / gains[gains.size - 1]
        agents[i] = _least(arriving[i], chat_s, patience_s, target_s, definition, asked, ratio * work)
        positions[i] = agents[i]
        if not math.isnan(agents[i]):
            positions[i] = _position(arriving[i], agents[i], chat_s, patience_s, target_s, definition, asked)
            ratio = agents[i] / work


@kernel
def _fill_measures(
    arriving: FloatArray,
    aht_s: FloatArray,
    gains: FloatArray,
    patience_s: float,
    target_s: float,
    positions: FloatArray,
    out: FloatArray,
) -> None:
    for i in range(arriving.size):
        if arriving[i] <= 0.0 or aht_s[i] <= 0.0:
            out[:, i] = 0.0
            out[1:5, i] = 1.0
        elif math.isnan(positions[i]):
            out[:, i] = math.nan
        else:
            got = _at(arriving[i], positions[i], _chat_s(aht_s[i], gains), patience_s, target_s)
            for k in range(10):
                out[k, i] = got[k]


def size_chats(asked: Asked, gains: FloatArray, interval_s: float | None = None) -> Sized:
    """Positions and what chats meet, row by row; rows of one queue in order of time when `interval_s` is given.

    `asked.aht_s`: length of a chat with one open at its agent, `gains`: see `scheduling.chat_speed`; the targets and
    the patience are those of the first row. `target_s` is the time to the first response (an agent takes the chat),
    `max_occupancy` the share of places taken. With `interval_s` the load is followed through time (method chat_mol),
    else every row stands for itself (chat_chain). A row that no number of agents satisfies is NaN with a reason.
    Equal rows are solved once. O(rows x log(agents) x (sqrt(chats) + waiting)).

    >>> made = size_chats(Asked([90, 0], 300, 180, 30, 0.8), np.array([1.0, 1.5, 1.73]))
    >>> made.agents.tolist()
    [5.0, 0.0]
    """
    volume, aht_s, patience_s, target_s, level, max_asa_s, max_occupancy, max_abandon = asked.numbers()
    if volume.size == 0:
        return _sized(volume, volume, np.zeros((10, 0)), "chat_chain", "")
    patience = math.inf if math.isnan(patience_s.flat[0]) else float(patience_s.flat[0])
    abandon = float(max_abandon.flat[0]) if patience < math.inf else math.nan
    wanted = (float(level.flat[0]), float(max_asa_s.flat[0]), float(max_occupancy.flat[0]), abandon)
    target = float(target_s.flat[0])
    definition = erlang.SL_DEFINITIONS.index(str(np.asarray(asked.sl_definition, dtype=object).flat[0]))
    if all(math.isnan(one) for one in wanted) or (math.isnan(target) and not math.isnan(wanted[0])):
        lost = np.where(volume * aht_s > 0, np.nan, 0.0)
        return _sized(lost, lost, np.full((10, volume.size), np.nan), "chat_chain", NO_TARGET)
    rate = volume / 3600.0
    agents, positions = _solved(rate, aht_s, gains, patience, target, definition, wanted)
    if interval_s is None:
        met = _measured(rate, aht_s, gains, patience, target, positions)
        return _sized(positions, agents, met, "chat_chain", UNREACHED)
    lasting_s = _lasting_s(rate, aht_s, gains, patience, target, positions)
    in_house = _in_house(volume, lasting_s, interval_s)
    agents, positions = _solved(in_house.max(axis=1), aht_s, gains, patience, target, definition, wanted)
    for turn in range(RAISES + 1):
        rates = steady_rates(volume, aht_s, gains, patience, positions, interval_s)
        met = _met_moving(rates, aht_s, gains, patience, target, positions)
        short = _short(met, definition, wanted) * (volume > 0)
        if turn == RAISES or not (short > 0).any():
            break
        positions = positions * (1.0 + np.clip(short, 0.0, MOST_RAISED))
        agents = np.maximum(agents, np.ceil(positions - 1e-9))
    return _sized(positions, agents, met, "chat_mol", UNREACHED)


def _short(met: FloatArray, definition: int, wanted: tuple[float, float, float, float]) -> FloatArray:
    """By how much of its positions a row may miss its targets: 0 where all are met (to half a point)."""
    level, asa_s, occupancy, abandon = wanted
    short = np.zeros(met.shape[1])
    if not math.isnan(level):
        short = np.maximum(short, level - met[1 + definition] - CLOSE)
    if not math.isnan(abandon):
        short = np.maximum(short, met[7] - abandon - CLOSE)
    for got, bound in ((met[5], asa_s), (met[8], occupancy)):
        if not math.isnan(bound):
            short = np.maximum(short, 0.1 * (got / max(bound, 1e-9) - 1.0 - 5 * CLOSE))
    return np.asarray(np.where(np.isnan(short), 0.0, np.where(short > 0, np.maximum(short, 0.005), 0.0)))


def measure_chats(
    asked: Asked, gains: FloatArray, positions: npt.ArrayLike, interval_s: float | None = None
) -> Measures:
    """What chats meet at given real positions; `asked`, `gains` and `interval_s` as for `size_chats`."""
    volume, aht_s, patience_s, target_s, *_ = asked.numbers()
    patience = math.inf if math.isnan(patience_s.flat[0]) else float(patience_s.flat[0])
    target, people = float(target_s.flat[0]), np.broadcast_to(np.asarray(positions, dtype=np.float64), volume.shape)
    rate = volume / 3600.0
    if interval_s is None:
        return _measures(_measured(rate, aht_s, gains, patience, target, people))
    rates = steady_rates(volume, aht_s, gains, patience, people, interval_s)
    return _measures(_met_moving(rates, aht_s, gains, patience, target, people))


def _solved(
    rate: FloatArray, aht_s: FloatArray, gains: FloatArray, patience: float, target: float, definition: int,
    wanted: tuple[float, float, float, float],
) -> tuple[FloatArray, FloatArray]:  # fmt: skip
    """Agents and positions; equal rows once, in order of the rate so that each answer is near the one before."""
    rows, back = np.unique(np.stack([rate, aht_s], axis=1), axis=0, return_inverse=True)
    agents, positions = np.empty(len(rows)), np.empty(len(rows))
    lengths = np.ascontiguousarray(rows[:, 1])
    _fill(np.ascontiguousarray(rows[:, 0]), lengths, gains, patience, target, definition, wanted, agents, positions)
    return agents[back.ravel()], positions[back.ravel()]


def _measured(
    rate: FloatArray, aht_s: FloatArray, gains: FloatArray, patience: float, target: float, positions: FloatArray
) -> FloatArray:
    out = np.empty((10, rate.size))
    _fill_measures(rate, aht_s, gains, patience, target, np.ascontiguousarray(positions), out)
    if math.isnan(target):
        out[1:5] = np.nan
    return out


def _met_moving(
    in_house: FloatArray, aht_s: FloatArray, gains: FloatArray, patience: float, target: float, positions: FloatArray
) -> FloatArray:
    """Measures over the moments of each interval, weighted by the steady arrivals of each (`steady_rates`)."""
    step = max(1, in_house.shape[1] // MOMENTS)
    moments = in_house[:, step // 2 :: step]
    weight = np.where(moments.sum(axis=1, keepdims=True) > 0, moments, 1.0)
    weight = weight / weight.sum(axis=1, keepdims=True)
    total = np.zeros((10, len(aht_s)))
    for column in range(moments.shape[1]):
        met = _measured(np.ascontiguousarray(moments[:, column]), aht_s, gains, patience, target, positions)
        total += np.where(weight[:, column] > 0, met, 0.0) * weight[:, column]
    return total


def _in_house(volume: FloatArray, lasting_s: FloatArray, interval_s: float) -> FloatArray:
    """Chats a second that would keep as many open in a steady state as are open at each moment: [rows, moments].

    Where nobody comes nobody is waited for: chats of before are finished by those who hold them.
    """
    grid = load_grid(volume, lasting_s, interval_s).load_erl
    busy = (lasting_s > 0) & (volume > 0)
    return np.divide(grid, lasting_s[:, None], out=np.zeros_like(grid), where=busy[:, None])


def _lasting_s(
    rate: FloatArray, aht_s: FloatArray, gains: FloatArray, patience: float, target: float, positions: FloatArray
) -> FloatArray:
    """How long a chat lasts among as many open ones as these positions would have in the steady state."""
    taken = _measured(rate, aht_s, gains, patience, target, positions)[8]
    per_agent = np.clip(np.nan_to_num(taken, nan=1.0) * gains.size, 1.0, gains.size)
    return np.asarray(aht_s * per_agent / np.interp(per_agent, np.arange(1.0, gains.size + 1.0), gains))


def _measures(met: FloatArray) -> Measures:
    return Measures(**dict(zip(_ORDER, met, strict=True)))


def _sized(positions: FloatArray, agents: FloatArray, met: FloatArray, method: str, lost: str) -> Sized:
    reason = np.where(np.isnan(positions), lost, "").astype(object)
    return Sized(positions, agents, _measures(met), np.full(positions.shape, method, dtype=object), reason)
