"""Do the planner's own inputs make sense: adjustments, guesses for new queues, mixes of reasons, methods?"""

from __future__ import annotations

import pandas as pd

from data.contracts.errors import Fault
from data.intake.placed import Placed
from data.intake.shift_words import clock_min

TIMES = ("start_time", "end_time")
# what is adjusted and how -> the most that anybody can mean
MOST = {
    ("volume", "factor"): 100.0,
    ("volume", "absolute"): 1e8,
    ("aht_s", "factor"): 100.0,
    ("aht_s", "absolute"): 86_400.0,
}


def adjustment_faults(adjustments: Placed) -> list[Fault]:
    """Dates and times in order, values that can be reached, a reason for each. O(rows)."""
    faults: list[Fault] = []
    for row, given in enumerate(adjustments.rows.to_dict("records")):
        if given["end_date"] < given["start_date"]:
            template, remedy = "ends on {end}, before it starts on {start}", "Give a last day on or after the first."
            days = {"start": given["start_date"].date().isoformat(), "end": given["end_date"].date().isoformat()}
            faults.append(adjustments.fault(row, "end_date", "adjustment.dates", template, remedy, **days))
        faults += _time_faults(adjustments, row, [str(given[name]) for name in TIMES])
        if given["value"] == 0 and (given["kind"] == "factor" or given["quantity"] == "aht_s"):
            template, remedy = (
                "a factor or handling time of 0",
                "Give more than 0; for no contacts at all, volume as absolute 0.",
            )
            faults.append(adjustments.fault(row, "value", "adjustment.zero", template, remedy))
        most = MOST.get((str(given["quantity"]), str(given["kind"])), float("inf"))
        if given["value"] > most:
            template, remedy = "{value} is above {limit}", "Give {limit} or less."
            values = {"value": f"{given['value']:g}", "limit": f"{most:g}"}
            faults.append(adjustments.fault(row, "value", "table.too_high", template, remedy, **values))
        if not str(given["reason"]).strip():
            template, remedy = "the adjustment has no reason", "Say in a few words why."
            faults.append(adjustments.fault(row, "reason", "adjustment.no_reason", template, remedy))
    return faults


def _time_faults(adjustments: Placed, row: int, times: list[str]) -> list[Fault]:
    clocks = [clock_min(word) if word else 0 for word in times]
    faults = []
    for name, word, clock in zip(TIMES, times, clocks, strict=True):
        if clock is None or (name == "start_time" and clock == 24 * 60):
            template, remedy = "{value} is no time of day", "Write HH:MM; 24:00 is midnight."
            faults.append(adjustments.fault(row, name, "settings.clock", template, remedy, value=repr(word)))
    if not faults and any(times) and (clocks[0] or 0) % 1440 == (clocks[1] or 0) % 1440 != 0:
        template, remedy = "starts and ends at {value}", "Leave both blank for whole days."
        faults.append(adjustments.fault(row, "end_time", "adjustment.times", template, remedy, value=times[1]))
    return faults


def new_queue_faults(new: Placed) -> list[Fault]:
    """A new queue resembles another one, and one that is not new itself. O(rows)."""
    names = set(new.rows["queue"])
    faults = []
    for row, (queue, like) in enumerate(zip(new.rows["queue"], new.rows["like"], strict=True)):
        if queue == like:
            template, remedy = "{queue} cannot be like itself", "Name another queue that it will resemble."
            faults.append(new.fault(row, "like", "settings.like_itself", template, remedy, queue=queue))
        elif like in names:
            template, remedy = "{like} is a new queue itself", "Name a queue that has history."
            faults.append(new.fault(row, "like", "settings.like_new", template, remedy, like=like))
    return faults


def mix_faults(mix: Placed) -> list[Fault]:
    """Dates in order, one mix a day (rows of a mix share their dates), shares of no more than 1. O(rows)."""
    faults: list[Fault] = []
    for row, given in enumerate(mix.rows.to_dict("records")):
        if given["end_date"] < given["start_date"]:
            template, remedy = "ends on {end}, before it starts on {start}", "Give a last day on or after the first."
            days = {"start": given["start_date"].date().isoformat(), "end": given["end_date"].date().isoformat()}
            faults.append(mix.fault(row, "end_date", "adjustment.dates", template, remedy, **days))
    spans = mix.rows.assign(row=range(len(mix.rows))).groupby(["queue", "start_date", "end_date"], sort=True)
    last: dict[str, pd.Timestamp] = {}
    for _, rows in spans:
        queue, start, end = str(rows["queue"].iloc[0]), rows["start_date"].iloc[0], rows["end_date"].iloc[0]
        row, total = int(rows["row"].iloc[0]), float(rows["share"].sum())
        if total > 1.0 + 1e-6:
            template, remedy = "the shares of these days sum to {total}", "Give shares that sum to 1 or less."
            faults.append(mix.fault(row, "share", "reasons.share", template, remedy, total=f"{total:g}"))
        if queue in last and start <= last[queue]:
            template, remedy = "the days overlap those of an earlier row of queue {queue}", "Give each day one mix."
            faults.append(mix.fault(row, "start_date", "reasons.overlap", template, remedy, queue=queue))
        last[queue] = max(end, last.get(queue, end))
    return faults


def unknown_reason_faults(mix: Placed, reasons: pd.DataFrame) -> list[Fault]:
    """A reason needs its usual share and handling time in contact_reasons. O(rows)."""
    known = set(zip(reasons["queue"], reasons["reason"], strict=True))
    template, remedy = "queue {queue} has no reason {reason}", "Add it to contact_reasons with its handling time."
    return [
        mix.fault(row, "reason", "reasons.unknown", template, remedy, queue=queue, reason=reason)
        for row, (queue, reason) in enumerate(zip(mix.rows["queue"], mix.rows["reason"], strict=True))
        if (queue, reason) not in known
    ]


def method_faults(methods: Placed, queues: pd.DataFrame) -> list[Fault]:
    """Dates in order, a reason for each, and only queues that a formula of waiting sizes. O(rows)."""
    later = set(queues.loc[queues["deadline_h"].notna(), "queue"])
    faults: list[Fault] = []
    for row, given in enumerate(methods.rows.to_dict("records")):
        if given["end_date"] < given["start_date"]:
            template, remedy = "ends on {end}, before it starts on {start}", "Give a last day on or after the first."
            days = {"start": given["start_date"].date().isoformat(), "end": given["end_date"].date().isoformat()}
            faults.append(methods.fault(row, "end_date", "adjustment.dates", template, remedy, **days))
        if given["queue"] in later:
            template = "the work of queue {queue} may wait: it is planned by its deadline, whatever the method"
            remedy = "Remove this row, or name a queue that is answered at once."
            faults.append(methods.fault(row, "queue", "method.may_wait", template, remedy, queue=given["queue"]))
        if not str(given["reason"]).strip():
            template, remedy = "the method has no reason", "Say in a few words why."
            faults.append(methods.fault(row, "reason", "method.no_reason", template, remedy))
    return faults
