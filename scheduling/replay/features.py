"""The tables of a centre that go beyond plain queues, as the richer event loop wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.contracts.grid import local_date
from scheduling.chat_speed import chat_gains
from scheduling.replay.backlog import Backlog, backlog_of
from scheduling.simulator.features import Features, no_features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.contracts.centre import Centre
    from scheduling.replay.paths import Staff
    from scheduling.simulator.contacts import ContactLaw

REDIAL_WITHIN_MIN = 60.0
ATTEMPTS, WITHIN_H = 1.0, 24.0
CALLING_FROM, CALLING_UNTIL = "09:00", "21:00"
MISSED_S = 30.0  # an agent rings so long before giving up on somebody who does not answer
USUAL_RESERVE = 1.0  # people kept back by a campaign that states none


@dataclass(frozen=True)
class Extras:
    """Features without a seed; how many people each list dials in the window, and the intervals it may dial in.

    A list is a day of a campaign with the calls that OUTBOUND_PLAN places there; without a plan a whole campaign.
    """

    features: Features
    campaigns: tuple[str, ...]
    stock: NDArray[np.int64]
    calling: NDArray[np.bool_]
    backlog: Backlog

    def seeded(self, seed: int, path: int) -> Features:
        """The features of one path: its luck is its own."""
        state = np.random.SeedSequence([seed, path, 7]).generate_state(1, np.uint64)[0]
        return self.features._replace(seed=int(state >> np.uint64(1)))

    def stock_of(self, first: int, end: int) -> NDArray[np.int64]:
        """People to dial in a part of the window: as large a part of all as of the intervals in which may be called."""
        if not len(self.stock):
            return self.stock
        part = self.calling[:, first:end].sum(axis=1) / np.maximum(self.calling.sum(axis=1), 1)
        return np.asarray(np.rint(self.stock * part), dtype=np.int64)


def extras_of(
    centre: Centre, skills: pd.DataFrame, staff: Staff, law: ContactLaw, grid: pd.DatetimeIndex,
    first_attempts: frozenset[str], outbound_plan: pd.DataFrame | None = None,
) -> Extras:  # fmt: skip
    """The features that the centre's tables ask for; redials only of queues whose forecast holds first attempts.

    Campaigns dial on each day what the plan places there (`_day_lists`). Repeats and transfers that the history holds
    already (in_history) are in the forecast: nothing is added. O(rows).
    """
    names = {name: number for number, name in enumerate(centre.queues)}
    made = no_features(len(staff.groups), len(names), len(grid))
    made = made._replace(
        after_s=_delays(skills, staff, names),
        redial=_redials(centre, first_attempts),
        repeat=_repeats(centre, names),
        callback=_callbacks(centre, names),
        gains=_gains(centre),
        aht_s=_handling_s(law, len(names), len(grid)),
        patience_s=law.patience_s.copy(),
    )
    hand_to, hand = _transfers(centre, staff, names)
    rows = _day_lists(_rows(centre, "outbound"), outbound_plan)
    calling = np.array([_may_call(row, grid, centre) for row in rows]).reshape(len(rows), len(grid))
    window_s, window_of, window_keeps = _windows(_kept_back(rows, calling, grid, outbound_plan), law.interval_s)
    made = made._replace(
        hand_to=hand_to,
        hand=hand,
        dial_queue=np.array([names[str(row["queue"])] for row in rows], dtype=np.int64),
        dial=np.array([(row["aht_s"], row["reach_share"], MISSED_S) for row in rows]).reshape(len(rows), 3),
        window_s=window_s,
        window_of=window_of,
        window_keeps=window_keeps,
    )
    stock = [_in_window(row, grid) for row in rows]
    names_of = tuple(str(row["campaign"]) for row in rows)
    return Extras(made, names_of, np.array(stock, dtype=np.int64), calling, backlog_of(centre, made.aht_s))


def _rows(centre: Centre, table: str) -> list[dict[str, Any]]:
    rows = centre.tables.get(table)
    return [] if rows is None else [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]


def _day_lists(rows: list[dict[str, Any]], plan: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Campaigns day by day with the calls planned there, rounded so that their sum is kept; without a plan as stated.

    What a day's list leaves undone is not dialled later.
    """
    if plan is None:
        return rows
    found = []
    for row in rows:
        own = plan[plan["campaign"] == row["campaign"]]
        calls = own["contacts"].groupby(local_date(own["ts"]).to_numpy()).sum()
        lists = np.diff(np.rint(np.cumsum(calls.to_numpy(dtype=float))), prepend=0.0)
        found += [
            row | {"start_date": pd.Timestamp(day), "end_date": pd.Timestamp(day), "contacts": count}
            for day, count in zip(calls.index, lists, strict=True)
            if count > 0
        ]
    return found


def _delays(skills: pd.DataFrame, staff: Staff, names: dict[str, int]) -> NDArray[np.float64]:
    after_s = np.zeros((len(staff.groups), len(names)))
    number = {group: at for at, group in enumerate(staff.groups)}
    if "after_s" in skills.columns:
        for group, queue, wait_s in skills[["group", "queue", "after_s"]].itertuples(index=False, name=None):
            if group in number and queue in names and wait_s > 0:
                after_s[number[group], names[queue]] = wait_s
    return after_s


def _redials(centre: Centre, first_attempts: frozenset[str]) -> NDArray[np.float64]:
    shares = [
        (float(queue.redial_share or 0.0) * (name in first_attempts),
         60.0 * float(queue.redial_within_min or REDIAL_WITHIN_MIN))
        for name, queue in centre.queues.items()
    ]  # fmt: skip
    return np.array(shares)


def _repeats(centre: Centre, names: dict[str, int]) -> NDArray[np.float64]:
    repeat = np.zeros((len(names), 2))
    for row in _rows(centre, "repeats"):
        if not row["in_history"] and row["queue"] in names:
            repeat[names[row["queue"]]] = row["share"], row["within_h"] * 3600.0
    return repeat


def _transfers(centre: Centre, staff: Staff, names: dict[str, int]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    hand_to = np.full((len(staff.groups), len(names)), -1, dtype=np.int64)
    hand = np.zeros((*hand_to.shape, 3))
    rows = [row for row in _rows(centre, "transfers") if not row["in_history"]]
    for row in sorted(rows, key=lambda row: row["pool"] != "*"):  # a pool's own row is laid over that of all
        if row["from_queue"] not in names or row["to_queue"] not in names:
            continue
        attempts = row["attempts"] if row["attempts"] > 0 else ATTEMPTS
        within_h = row["within_h"] if row["within_h"] > 0 else WITHIN_H
        for group, pool in enumerate(staff.pools):
            if row["pool"] in ("*", pool):
                at = group, names[row["from_queue"]]
                hand_to[at] = names[row["to_queue"]]
                hand[at] = row["share"], attempts, within_h * 3600.0
    return hand_to, hand


def _callbacks(centre: Centre, names: dict[str, int]) -> NDArray[np.float64]:
    callback = np.tile([np.inf, 0.0, 0.0], (len(names), 1))
    for row in _rows(centre, "callbacks"):
        if row["queue"] in names and row["accept_share"] > 0:
            callback[names[row["queue"]]] = row["offered_above_wait_s"], row["accept_share"], row["within_h"] * 3600.0
    return callback


def _gains(centre: Centre) -> NDArray[np.float64]:
    times = centre.tables.get("chat_times")
    most = max(queue.concurrency for queue in centre.queues.values())
    gains = np.full((len(centre.queues), most + 1), -1.0)
    for at, (name, queue) in enumerate(centre.queues.items()):
        if times is not None and queue.concurrency > 1 and (times["queue"] == name).any():
            own = chat_gains(queue, times)
            gains[at] = np.r_[1.0, own, np.full(most - len(own), own[-1])]
    return gains


def _handling_s(law: ContactLaw, queues: int, bins: int) -> NDArray[np.float64]:
    """Mean handling time by queue and interval; where nothing is forecast, the queue's mean."""
    aht_s = np.full((queues, bins), np.nan)
    aht_s[law.queue, np.rint(law.start_s / law.interval_s).astype(np.int64)] = law.aht_s
    for own in aht_s:
        known = own[own > 0]
        own[~(own > 0)] = known.mean() if len(known) else 0.0
    return aht_s


def _may_call(row: dict[str, Any], grid: pd.DatetimeIndex, centre: Centre) -> NDArray[np.bool_]:
    """Intervals that lie whole inside the campaign's days and hours."""
    date = local_date(pd.Series(grid))
    minute = (grid.hour * 60 + grid.minute).to_numpy()
    opens, closes = (_clock_min(str(row[name]) or usual) for name, usual in
                     (("calling_from", CALLING_FROM), ("calling_until", CALLING_UNTIL)))  # fmt: skip
    inside = ((date >= row["start_date"]) & (date <= row["end_date"])).to_numpy()
    return np.asarray(inside & (minute >= opens) & (minute + centre.interval_min <= closes))


def _clock_min(words: str) -> int:
    hour, minute = words.split(":")
    return int(hour) * 60 + int(minute)


def _in_window(row: dict[str, Any], grid: pd.DatetimeIndex) -> int:
    """People to dial: of a campaign that reaches beyond the planned days, the share of its days inside."""
    date = local_date(pd.Series(grid))
    days = (row["end_date"] - row["start_date"]).days + 1
    inside = date[(date >= row["start_date"]) & (date <= row["end_date"])].nunique()
    return round(float(row["contacts"]) * float(inside) / float(days))


def _kept_back(
    rows: list[dict[str, Any]], calling: NDArray[np.bool_], grid: pd.DatetimeIndex, plan: pd.DataFrame | None
) -> NDArray[np.float64]:
    """People kept back by campaign and interval, inf where it may not call: as stated, as planned, else one."""
    kept = np.where(calling, USUAL_RESERVE, np.inf)
    for number, row in enumerate(rows):
        if row["reserve_agents"] >= 0:
            kept[number, calling[number]] = row["reserve_agents"]
        elif plan is not None and (plan["campaign"] == row["campaign"]).any():
            own = plan[plan["campaign"] == row["campaign"]].set_index("ts")["reserve_agents"].reindex(grid)
            kept[number] = np.where(calling[number], own.fillna(USUAL_RESERVE).to_numpy(dtype=float), np.inf)
    return kept


def _windows(
    kept: NDArray[np.float64], interval_s: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """From when on which campaign keeps how many people back, in order of time."""
    found = []
    for number, own in enumerate(kept):
        line = np.r_[np.inf, own, np.inf]
        changes = np.flatnonzero(line[1:] != line[:-1])
        found += [(at * interval_s, number, line[at + 1]) for at in changes]
    found.sort()
    return (
        np.array([at_s for at_s, _, _ in found], dtype=float),
        np.array([number for _, number, _ in found], dtype=np.int64),
        np.array([keeps for _, _, keeps in found], dtype=float),
    )
