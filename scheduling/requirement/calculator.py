"""The Erlang calculator: a table of queues in, the same table with agents and measures out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from scheduling.requirement import erlang
from scheduling.requirement.calculator_input import read_rows
from scheduling.requirement.calculator_rows import Rows
from scheduling.requirement.calculator_special import Answers, answer_chats, answer_series
from scheduling.requirement.series import METHODS

FloatArray = npt.NDArray[np.float64]

RESULTS = (
    "erlangs",
    "p_wait",
    "p_block",
    "sl",
    "asa_s",
    "p_abandon",
    "occupancy",
    "ew_all_s",
    "p_wait_le_target",
    "sl_excl_short_abandons",
    "sl_of_answered",
)

_BLANK = {  # measures a model does not have
    "B": ("p_abandon", "ew_all_s", "p_wait_le_target", "sl_excl_short_abandons", "sl_of_answered"),
    "C": ("p_block", "sl_excl_short_abandons", "sl_of_answered"),
    "A": ("p_block",),
}


def size_table(
    rows: pd.DataFrame, file: str = "", lines: Sequence[int] | None = None, method: str = "auto"
) -> pd.DataFrame:
    """Evaluate rows with agents, size the others for their targets; the caller's table is not changed.

    Columns read (cells numbers or text, each column but the first two may be absent, each cell blank):
    lambda_per_hour, aht_s, model (B, C, A; blank: A where patience_s is given, else C), patience_s, agents, target_s,
    target_sl (answered within target_s / offered; B: not blocked), max_asa_s, max_occupancy, max_abandon, max_blocking,
    shrinkage. All columns stay where they are, unknown ones untouched; filled in place or added: model, agents; added:
    scheduled (agents / (1 - shrinkage), rounded up), the columns of `RESULTS` and size_note, which tells why a target
    cannot be reached (agents and measures stay blank then). Shares 0 to 1, times in seconds; overload gives `inf`.

    Rows that share `series` are the intervals 0, 1, 2, .. (`interval`, each `interval_s` long) of one line of callers,
    solved by `method` (of `series.METHODS`); added then: queue_end (mean number waiting at the end), method and
    method_reason. Model H: chats, `concurrency` at once, aht_s one length or one per number of open
    chats (300/400/520). Model D: work due within `deadline_s`, its series sized for the least flat peak.

    Raises `RefusedInput` with all faults, named by `file`, line (of `lines`; else the header is line 1) and column.
    O(rows * sqrt(load)) time, O(rows) memory.

    >>> size_table(pd.DataFrame({"lambda_per_hour": [200], "aht_s": [180], "target_s": [20], "target_sl": [0.8],
    ...     "shrinkage": [0.3]}))[["model", "agents", "scheduled"]].values.tolist()
    [['C', 14, 20]]
    """
    if method not in METHODS:
        text, remedy = "{value} is no method of a series", "Use one of: {methods}."
        raise RefusedInput([Fault("size.method", text, {"value": method, "methods": ", ".join(METHODS)}, remedy)])
    read = read_rows(rows, file, lines)
    answers = _answers(read, method)
    out = rows.copy()
    out["model"] = read.model
    out["agents"] = _whole(answers.agents).array
    out["scheduled"] = _whole(scheduled(answers.agents, read["shrinkage"])).array
    in_series = bool((read.series != "").any())
    for name, values in answers.measure.items():
        if in_series or name != "queue_end":
            out[name] = values
    if in_series:
        out["method"], out["method_reason"] = answers.method, answers.reason
    out["size_note"] = answers.note
    return out


def _answers(read: Rows, method: str) -> Answers:
    """Every row as if it stood alone, then those that do not."""
    agents, note = _agents(read)
    count = len(agents)
    measures = _measures(read, agents) | {"queue_end": np.full(count, np.nan)}
    method_of, reason = np.full(count, "", dtype=object), np.full(count, "", dtype=object)
    answers = Answers(agents, measures, note, method_of, reason)
    answer_chats(read, answers)
    answer_series(read, method, answers)
    return answers


def scheduled(agents: FloatArray, shrinkage: FloatArray) -> FloatArray:
    """Agents to put on the schedule so that `agents` work; blank shrinkage counts as none.

    >>> scheduled(np.array([21.0]), np.array([0.3])).tolist()  # 21 / 0.7 is a hair above 30
    [30.0]
    """
    return np.asarray(np.ceil(np.round(agents / (1.0 - np.nan_to_num(shrinkage)), 9)))


def _whole(values: FloatArray) -> pd.Series:
    """Whole numbers that may be blank."""
    return pd.Series(values).astype("Int64")


def _agents(read: Rows) -> tuple[FloatArray, npt.NDArray[np.object_]]:
    """Agents as given, else sized; and the reason where that is impossible."""
    given = read["agents"]
    sizing = erlang.size(
        read["lambda_per_hour"],
        np.nan_to_num(read["aht_s"]),
        target_s=read["target_s"],
        patience_s=_patience(read),
        service_level=read["target_sl"],
        max_asa_s=read["max_asa_s"],
        max_occupancy=read["max_occupancy"],
        max_abandon=read["max_abandon"],
        max_blocking=read["max_blocking"],
        model=_formula(read),
        fractional=False,
    )
    to_size = np.isnan(given)
    agents = np.where(to_size, sizing.agents, given)
    reasons = [erlang.REASONS[status] if open_ else "" for status, open_ in zip(sizing.status, to_size, strict=True)]
    return agents, np.array(reasons, dtype=object)


def _formula(read: Rows) -> npt.NDArray[np.object_]:
    """The formula of each row; rows of H and D get theirs later."""
    return np.where(np.isin(read.model, ["B", "C", "A"]), read.model, "C").astype(object)


def _patience(read: Rows) -> FloatArray:
    return np.where(np.isnan(read["patience_s"]), np.inf, read["patience_s"])


def _measures(read: Rows, agents: FloatArray) -> dict[str, FloatArray]:
    """The result columns; NaN where the model has no such measure or the row no agents."""
    aht_s = np.nan_to_num(read["aht_s"])
    got = erlang.measure(read["lambda_per_hour"], aht_s, agents, read["target_s"], _patience(read), _formula(read))
    columns = {name: np.array(getattr(got, name)) for name in RESULTS if name != "erlangs"}
    for model, names in _BLANK.items():
        for name in names:
            columns[name][read.model == model] = np.nan
    return {"erlangs": erlang.load_erl(read["lambda_per_hour"], aht_s) + 0.0} | columns  # -0 becomes 0
