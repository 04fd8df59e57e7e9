"""Rows of the calculator that one formula per row cannot answer: series, chats and work with a deadline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.requirement import chat_chain
from scheduling.requirement.calculator_rows import Rows
from scheduling.requirement.deferred_peak import least_flat_peak, predict_deferred
from scheduling.requirement.series import size_series
from scheduling.requirement.sizers import Asked, FloatArray

Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]
UNREACHED = "no number of agents reaches this target"


@dataclass(frozen=True)
class Answers:
    """Answers by row, filled step by step: agents, measures by name, note, method and why it was taken."""

    agents: FloatArray
    measure: dict[str, FloatArray]
    note: Words
    method: Words
    reason: Words

    def blank(self, rows: npt.ArrayLike) -> None:
        for values in self.measure.values():
            values[np.asarray(rows)] = np.nan


def answer_chats(read: Rows, answers: Answers) -> None:
    """Rows of model H: the exact chain in its steady state, least agents where none are given."""
    for row in np.flatnonzero(read.model == "H").tolist():
        volume, patience_s, target_s = (
            float(read[name][row]) for name in ("lambda_per_hour", "patience_s", "target_s")
        )
        patience_s = np.inf if np.isnan(patience_s) else patience_s
        agents = float(read["agents"][row])
        chat_s = np.array(read.chat_s.get(row, [1.0]))
        if np.isnan(agents):
            asked = [float(read[name][row]) for name in ("target_sl", "max_asa_s", "max_occupancy", "max_abandon")]
            agents = 0.0
            if volume > 0:
                agents = chat_chain.least_agents(volume / 3600.0, chat_s, patience_s, target_s, *asked)
        answers.agents[row] = agents
        answers.note[row] = UNREACHED if np.isnan(agents) else ""
        answers.blank(row)
        answers.measure["erlangs"][row] = volume * float(np.nan_to_num(read["aht_s"][row])) / 3600.0
        if not np.isnan(agents):
            got = chat_chain.measure_chat(volume, agents, chat_s.tolist(), patience_s, target_s)
            timed = ("sl", "p_wait_le_target", "sl_excl_short_abandons", "sl_of_answered")
            for name, value in got.items():
                if name != "p_block" and not (np.isnan(target_s) and name in timed):
                    answers.measure[name][row] = value
        if read.series[row]:
            answers.method[row], answers.reason[row] = "sipp", "chats are sized interval by interval"


def answer_series(read: Rows, method: str, answers: Answers) -> None:
    """Rows that share a series: calls by the method asked for or chosen, work with a deadline by its flat peak."""
    for name in dict.fromkeys(read.series[read.series != ""].tolist()):
        places = np.flatnonzero(read.series == name)
        places = places[np.argsort(read["interval"][places], kind="stable")]
        kind = str(read.model[places[0]])
        if kind == "D":
            _answer_deferred(read, places, answers)
        elif kind in "AC":
            _answer_calls(read, places, method, answers)
        elif kind == "B":
            answers.method[places], answers.reason[places] = "sipp", "who is blocked is lost: nothing is carried over"


def _answer_calls(read: Rows, places: Places, method: str, answers: Answers) -> None:
    """One series of calls; stationary rows keep all their measures, the others have those that move with time."""
    patience_s = np.where(read.model[places] == "C", np.inf, read["patience_s"][places])
    asked = Asked(
        read["lambda_per_hour"][places],
        np.nan_to_num(read["aht_s"][places]),
        patience_s,
        read["target_s"][places],
        read["target_sl"][places],
        read["max_asa_s"][places],
        read["max_occupancy"][places],
        np.where(read.model[places] == "A", read["max_abandon"][places], np.nan),
    )
    made = size_series(asked, float(read["interval_s"][places[0]]), method, read["agents"][places])
    answers.method[places], answers.reason[places] = made.method, made.reason
    answers.measure["queue_end"][places] = made.queue_end
    if made.method == "sipp":
        return
    answers.agents[places] = made.agents
    answers.note[places] = np.where(np.isnan(made.agents), UNREACHED, "")
    kept = answers.measure["erlangs"][places]
    answers.blank(places)
    answers.measure["erlangs"][places] = kept
    for name in ("p_abandon", "asa_s", "occupancy", "queue_end"):
        answers.measure[name][places] = getattr(made, name)
    answers.measure["sl"][places] = np.where(np.isnan(read["target_s"][places]), np.nan, made.sl)


def _answer_deferred(read: Rows, places: Places, answers: Answers) -> None:
    """One series of work with a deadline: the same least number of agents in each row that names none."""
    volume, aht_s = read["lambda_per_hour"][places], np.nan_to_num(read["aht_s"][places])
    interval_s = float(read["interval_s"][places[0]])
    due = read["deadline_s"][places]
    deadline_s = float(due[~np.isnan(due)][0]) if not np.isnan(due).all() else interval_s
    level, cap = read["target_sl"][places], read["max_occupancy"][places]
    strictest = float(level[~np.isnan(level)].max()) if not np.isnan(level).all() else np.nan
    lowest = float(cap[~np.isnan(cap)].min()) if not np.isnan(cap).all() else np.nan
    peak = least_flat_peak(volume, aht_s, interval_s, deadline_s, strictest, lowest)
    agents = np.where(np.isnan(read["agents"][places]), peak, read["agents"][places])
    made = predict_deferred(volume, aht_s, np.nan_to_num(agents), interval_s, deadline_s)
    answers.agents[places] = agents
    answers.blank(places)
    answers.measure["erlangs"][places] = volume * aht_s / 3600.0
    for name in ("sl", "asa_s", "queue_end", "occupancy"):
        answers.measure[name][places] = np.where(np.isnan(agents), np.nan, getattr(made, name))
    open_end = np.isnan(made.sl) & ~np.isnan(agents)
    answers.note[places] = np.where(open_end, "due after the series ends", "")
    answers.note[places[np.isnan(agents)]] = UNREACHED
    answers.method[places] = "deadline"
    answers.reason[places] = "least flat peak: what may wait is spread until it is due"
