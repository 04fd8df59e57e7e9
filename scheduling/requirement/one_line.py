"""One line of contacts as a planner asks for it: people, what callers meet, and what one more of them buys."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scheduling.requirement import chat_chain, erlang

CALLS, CHATS, LATER = "calls", "chats", "later"
TARGETS = ("service_level", "max_asa_s", "max_occupancy", "max_abandon")
MOST_POINTS = 300
MOST_AGENTS = 20_000  # of chats: beyond it the chain takes longer than a planner waits
TOLERANCE = 1e-9
Least = Callable[["OneLine"], float]
_LEVELS = {
    "answered_of_offered": "sl",
    "waited_of_offered": "p_wait_le_target",
    "excluding_short_abandons": "sl_excl_short_abandons",
    "answered_of_answered": "sl_of_answered",
}


@dataclass(frozen=True)
class OneLine:
    """What a planner knows of one interval that repeats itself; NaN: not given, `patience_s` NaN: nobody hangs up.

    `kind`: calls (answered one by one), chats (`at_once` per agent, each further one makes all of them `slowdown`
    longer, as a share of `aht_s`) or later (work due within `target_s`, `backlog` of it waiting now). Shares 0 to 1.
    """

    contacts: float
    interval_min: float
    aht_s: float
    kind: str = CALLS
    patience_s: float = math.nan
    target_s: float = math.nan
    service_level: float = math.nan
    sl_definition: str = "answered_of_offered"
    max_asa_s: float = math.nan
    max_occupancy: float = math.nan
    max_abandon: float = math.nan
    shrinkage: float = math.nan
    at_once: int = 1
    slowdown: float = 0.0
    backlog: float = 0.0

    @property
    def per_hour(self) -> float:
        return self.contacts * 60.0 / self.interval_min

    @property
    def load_erl(self) -> float:
        """Handling hours that come in an hour: of chats those of one open at a time."""
        return self.per_hour * self.aht_s / 3600.0

    @property
    def chat_s(self) -> list[float]:
        """Length of a chat with 1, 2, .. `at_once` open at its agent."""
        return [self.aht_s * (1.0 + self.slowdown * open_more) for open_more in range(self.at_once)]

    @property
    def busy_agents(self) -> float:
        """Agents that the work alone keeps busy: fewer can never keep up unless contacts hang up."""
        return self.per_hour * self.chat_s[-1] / self.at_once / 3600.0 if self.kind == CHATS else self.load_erl


@dataclass(frozen=True)
class LineAnswer:
    """Least `agents` for all targets together (NaN: no number reaches them), and for each given target by itself.

    `positions`: the same before rounding up, NaN for chats. `curve`: a row per number of agents, the least ones first:
    agents, heads, service_level (by the asked formula), asa_s, abandonment, occupancy, p_wait, meets; for `later` also
    clear_h, hours until what waits now is worked off.
    """

    line: OneLine
    agents: float
    positions: float
    by_target: dict[str, float]
    curve: pd.DataFrame

    @property
    def binding(self) -> tuple[str, ...]:
        """The targets that ask for as many agents as all together."""
        return tuple(name for name, least in self.by_target.items() if least >= self.agents)


def answer_line(line: OneLine) -> LineAnswer:
    """People for a line in its steady state: as if its interval went on and on.

    Calls: exact Erlang A where callers hang up, Erlang C else. Chats: the exact chain. Work that may wait: Erlang C
    with the deadline as target, and enough people to finish what waits now within it. Time as one sizing for each
    target and one measure for each point of the curve (at most `MOST_POINTS`).

    >>> answer = answer_line(OneLine(100, 30, 180, target_s=20, service_level=0.8))
    >>> answer.agents, round(answer.positions, 2), answer.binding
    (14.0, 13.05, ('service_level',))
    """
    given = {name: getattr(line, name) for name in TARGETS if not math.isnan(getattr(line, name))}
    if line.kind == CHATS:
        by_target = {name: _chat_agents(line, name) for name in given}
        agents, positions = _most(by_target), math.nan
    else:
        by_target = {name: _sized(line, {name: value})[0] for name, value in given.items()}
        agents, positions = _sized(line, given)
        if line.kind == LATER and line.backlog > 0:
            by_target["backlog"] = math.ceil(round(line.backlog * line.aht_s / line.target_s, 9))
            agents = max(agents, by_target["backlog"]) if not math.isnan(agents) else agents
            positions = max(positions, line.backlog * line.aht_s / line.target_s)
    return LineAnswer(line, agents, positions, by_target, curve_of(line, agents))


def curve_of(line: OneLine, agents: float) -> pd.DataFrame:
    """The curve of `LineAnswer` around a number of agents, that number always among its rows."""
    shown = _numbers(line, agents)
    rows = _measures(line, shown)
    rows.insert(1, "heads", heads_for(shown, line.shrinkage))
    rows["meets"] = _met(line, rows)
    if line.kind == LATER:
        spare = shown - line.load_erl
        rows["clear_h"] = np.divide(line.backlog * line.aht_s / 3600.0, spare, out=np.full(len(spare), np.inf),
                                    where=spare > 0)  # fmt: skip
    return rows


def heads_for(agents: np.ndarray, shrinkage: float) -> np.ndarray:
    """People on the schedule so that `agents` work; NaN where the shrinkage is not told.

    >>> heads_for(np.array([21.0]), 0.3).tolist()  # 21 / 0.7 is a hair above 30
    [30.0]
    """
    return np.asarray(np.ceil(np.round(agents / (1.0 - shrinkage), 9)))


def _sized(line: OneLine, targets: dict[str, float]) -> tuple[float, float]:
    patience_s = math.inf if math.isnan(line.patience_s) or line.kind == LATER else line.patience_s
    level, asa_s, occupancy, abandon = (targets.get(name, math.nan) for name in TARGETS)
    got = erlang.size(
        line.per_hour, line.aht_s, target_s=line.target_s, patience_s=patience_s, sl_definition=line.sl_definition,
        service_level=level, max_asa_s=asa_s, max_occupancy=occupancy, max_abandon=abandon,
    )  # fmt: skip
    return float(got.agents), float(got.positions)


def _measures(line: OneLine, agents: np.ndarray) -> pd.DataFrame:
    level = _LEVELS[line.sl_definition]
    patience_s = math.inf if math.isnan(line.patience_s) or line.kind == LATER else line.patience_s
    if line.kind == CHATS:
        rows = [chat_chain.measure_chat(line.per_hour, n, line.chat_s, patience_s, line.target_s) for n in agents]
        got = {name: np.array([row[name] for row in rows]) for name in chat_chain.MEASURES}
    else:
        made = erlang.measure(line.per_hour, line.aht_s, agents, line.target_s, patience_s)
        got = {name: np.asarray(getattr(made, name)) for name in erlang.measure_names()}
    timed = not math.isnan(line.target_s)
    return pd.DataFrame(
        {
            "agents": agents,
            "service_level": got[level] if timed else np.full(len(agents), np.nan),
            "asa_s": got["asa_s"],
            "abandonment": got["p_abandon"],
            "occupancy": got["occupancy"],
            "p_wait": got["p_wait"],
        }
    )


def _met(line: OneLine, rows: pd.DataFrame) -> np.ndarray:
    met = np.ones(len(rows), dtype=bool)
    if not math.isnan(line.service_level):
        met &= (rows["service_level"] >= line.service_level - TOLERANCE).to_numpy()
    for name, column in (("max_asa_s", "asa_s"), ("max_occupancy", "occupancy"), ("max_abandon", "abandonment")):
        most = getattr(line, name)
        if not math.isnan(most):
            met &= (rows[column] <= most + TOLERANCE * max(1.0, most)).to_numpy()
    if line.kind == LATER and line.backlog > 0:
        met &= (rows["agents"] * line.target_s >= line.backlog * line.aht_s - TOLERANCE).to_numpy()
    return met


def _chat_agents(line: OneLine, target: str) -> float:
    """Least agents of a chat line for one of its targets, by bisection: more agents never make it worse."""
    if line.contacts <= 0:
        return 0.0
    alone = {name: math.nan for name in TARGETS if name != target}
    asked = OneLine(**{**line.__dict__, **alone})

    def met(agents: float) -> bool:
        return bool(_met(asked, _measures(asked, np.array([agents])))[0])

    low, high = 0.0, max(1.0, math.ceil(line.busy_agents))
    while not met(high):
        if high >= MOST_AGENTS:
            return math.nan
        low, high = high, min(high + max(1.0, math.ceil(math.sqrt(high)), high - low), float(MOST_AGENTS))
    while high - low > 1.0:
        middle = low + math.floor(0.5 * (high - low))
        low, high = (low, middle) if met(middle) else (middle, high)
    return high


def _most(by_target: dict[str, float]) -> float:
    found = list(by_target.values())
    return math.nan if not found or any(map(math.isnan, found)) else max(found)


def _numbers(line: OneLine, agents: float) -> np.ndarray:
    """Whole numbers of agents from clearly too few to clearly enough, at most `MOST_POINTS` of them."""
    load = line.busy_agents
    middle = load if math.isnan(agents) else agents
    low = max(1, math.floor(min(load, middle) - 2.0 * math.sqrt(load)) - 1)
    high = math.ceil(max(load, middle) + 3.0 * math.sqrt(load)) + 3
    step = max(1, math.ceil((high - low) / MOST_POINTS))
    near = [middle + more for more in range(-2, 3)] if not math.isnan(agents) else []
    return np.array(sorted({float(n) for n in (*range(low, high + 1, step), *near) if n >= 1}))
