"""Do the tables of the channels make sense: chat lengths, call-backs, outbound campaigns, backlogs?"""

from __future__ import annotations

import pandas as pd

from data.contracts.errors import Fault
from data.intake.placed import Placed
from data.intake.shift_words import clock_min

CALLING_FROM, CALLING_UNTIL = "09:00", "21:00"
LONGEST_WAIT_S = 86400.0
MOST_CONTACTS, MOST_RESERVE = 100_000_000, 10_000


def chat_faults(times: Placed, queues: pd.DataFrame) -> list[Fault]:
    """Lengths for 1, 2, .. open chats without a gap, of queues that hold several, with no fewer finished when fuller.

    O(rows log rows).
    """
    places = dict(zip(queues["queue"], queues["concurrency"], strict=True))
    faults = []
    for name, own in times.rows.assign(row=range(len(times.rows))).groupby("queue", sort=False):
        before, length_s = 0, 0.0
        for row, open_chats, aht_s in own.sort_values("open_chats")[["row", "open_chats", "aht_s"]].itertuples(
            index=False, name=None
        ):
            about = {"queue": name, "open": int(open_chats), "places": int(places.get(name, 20))}
            if open_chats > places.get(name, 20):
                template, remedy = "an agent of {queue} holds {places} chats", "Remove the row, or raise concurrency."
                faults.append(times.fault(row, "open_chats", "chat.places", template, remedy, **about))
            elif open_chats != before + 1:
                template = "the length with {missing} open chats is missing"
                remedy = "Give one row for each number of open chats from 1 on."
                faults.append(times.fault(row, "open_chats", "chat.gap", template, remedy, missing=before + 1))
            elif before and aht_s * before > length_s * open_chats * (1.0 + 1e-9):
                template = "with {open} open chats an agent would finish fewer than with one less"
                remedy = "Give at most {most} s, or lower concurrency."
                most = f"{length_s * open_chats / before:g}"
                faults.append(times.fault(row, "aht_s", "chat.slower", template, remedy, **about, most=most))
            before, length_s = int(open_chats), float(aht_s)
    return faults


def answered_at_once_faults(table: Placed, queues: pd.DataFrame) -> list[Fault]:
    """Call-backs and outbound calls lie between the calls of a queue that is answered at once. O(rows)."""
    waits = set(queues.loc[queues["deadline_h"].notna(), "queue"])
    template, remedy = "the work of queue {queue} may wait anyway", "Name a queue without deadline_h."
    return [
        table.fault(row, "queue", "settings.deferred", template, remedy, queue=queue)
        for row, queue in enumerate(table.rows["queue"]) if queue in waits
    ]  # fmt: skip


def callback_faults(callbacks: Placed, queues: pd.DataFrame) -> list[Fault]:
    """Call-backs are for calls, and offered within a day of waiting. O(rows)."""
    chats = set(queues.loc[(queues["channel"] == "chat") | (queues["concurrency"] > 1), "queue"])
    faults = []
    for row, given in enumerate(callbacks.rows.to_dict("records")):
        if given["offered_above_wait_s"] > LONGEST_WAIT_S:
            template, remedy = "{value} s is longer than a day", "Give at most 86400 s, or remove the row."
            about = {"value": f"{given['offered_above_wait_s']:g}"}
            faults.append(callbacks.fault(row, "offered_above_wait_s", "callback.wait", template, remedy, **about))
        if given["queue"] in chats:
            template, remedy = "queue {queue} holds chats, nobody waits on the phone", "Name a queue of calls."
            faults.append(callbacks.fault(row, "queue", "callback.chat", template, remedy, queue=given["queue"]))
    return faults


def outbound_faults(outbound: Placed) -> list[Fault]:
    """Days in order, hours of the day in which calling is allowed. O(rows)."""
    faults = []
    for row, given in enumerate(outbound.rows.to_dict("records")):
        for name, most in (("contacts", MOST_CONTACTS), ("reserve_agents", MOST_RESERVE)):
            if given[name] > most:
                template, remedy = "{value} is more than {most}", "Give at most {most}; check the unit."
                about = {"value": f"{given[name]:g}", "most": most}
                faults.append(outbound.fault(row, name, "outbound.too_many", template, remedy, **about))
        if given["end_date"] < given["start_date"]:
            template, remedy = "ends on {end}, before it starts on {start}", "Give a last day on or after the first."
            days = {"start": given["start_date"].date().isoformat(), "end": given["end_date"].date().isoformat()}
            faults.append(outbound.fault(row, "end_date", "adjustment.dates", template, remedy, **days))
        words = (str(given["calling_from"]) or CALLING_FROM, str(given["calling_until"]) or CALLING_UNTIL)
        clocks = [clock_min(word) for word in words]
        for name, word, clock in zip(("calling_from", "calling_until"), words, clocks, strict=True):
            if clock is None:
                template, remedy = "{value} is no time of day", "Write HH:MM; 24:00 is midnight."
                faults.append(outbound.fault(row, name, "settings.clock", template, remedy, value=repr(word)))
        if None not in clocks and (clocks[0] or 0) >= (clocks[1] or 0):
            template = "calling ends at {close}, not after it begins at {open}"
            remedy = "Give a later end; calls over midnight are not planned."
            about = {"open": words[0], "close": words[1]}
            faults.append(outbound.fault(row, "calling_until", "outbound.hours", template, remedy, **about))
    return faults


def backlog_faults(backlogs: Placed, queues: pd.DataFrame) -> list[Fault]:
    """Only work with a deadline waits from before the plan. O(rows)."""
    waits = set(queues.loc[queues["deadline_h"].notna(), "queue"])
    template, remedy = "queue {queue} has no deadline_h", "Remove the row, or give the queue a deadline."
    known = set(queues["queue"])
    return [
        backlogs.fault(row, "queue", "backlog.no_deadline", template, remedy, queue=queue)
        for row, queue in enumerate(backlogs.rows["queue"]) if queue in known and queue not in waits
    ]  # fmt: skip
