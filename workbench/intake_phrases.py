"""What the doors for files say beside the faults, in the reader's language: warnings of settings and of history."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.i18n import N_, translate
from workbench.phrases import told_note

NOTES = (
    # data.intake.history and intervals
    N_("Columns not read: {columns}."),
    N_("{late} intervals start at or after as_of ({as_of})."),
    N_("Queue {queue}: {gaps} open intervals on {days} days are not known, the first at {ts}; they are left out, not "
       "taken as zero. If the queue is closed then, say so in open_hours.csv."),
    N_("The file has {from_min}-minute intervals and the centre {to_min}: contacts were split evenly over {parts} "
       "intervals, so peaks inside {minutes} minutes are flattened."),
    N_("{missing} intervals of {to_min} minutes have a missing part; they count as not known."),
    # data.intake.settings_warnings
    N_("No skill group serves queue {queue}: nothing of it can be covered. Add it to skills."),
    N_("No shift pattern is for {kind} pools: nobody of pool {pool} can be planned. Add {same} to its kinds."),
    N_("Group {group} of the internal pool {pool} has no agents."),
    N_("Group {group} of the outsourced pool {pool} has {count} named agents: only they are planned, "
       "no unnamed seats."),
    N_("Agreements {one} and {other} promise people of {pool} for the same days: each is kept by all who come, they "
       "are not added. If they add up, state the days once with the heads or hours of both."),
    N_("The contract of {pool} ended on {until}: its {heads} heads of today count no more in the capacity plan."),
    # data.intake.rule_sets
    N_("Rule set {name}: {unsure} of its {count} rules are not verified, they are off or only warn. Rule sets are no "
       "legal advice; list them with peakcrew rules --set {again}."),
    # workbench.deeds.importing
    N_("{file} is not read: only .csv and .xlsx are."),
    # words that faults carry: what a name of the settings is
    N_("site"), N_("group"), N_("agent"), N_("shape"), N_("contacts in an interval"), N_("s a contact"),
)  # fmt: skip


def told_intake(warning: str, language: str) -> str:
    """A warning of a reader in the reader's language; a file named before it stays.

    >>> told_intake("h.csv: Columns not read: note.", "en")
    'h.csv: Columns not read: note.'
    """
    whole = told_note(warning, language)
    file, colon, rest = warning.partition(": ")
    if whole != warning or not colon:
        return whole
    return file + translate(language)(N_(": ")) + told_note(rest, language)


def shared_warnings(warnings: Iterable[str]) -> list[str]:
    """Warnings with those that differ by the queue alone told once, naming all of these queues. O(warnings).

    >>> shared_warnings(["Queue a: 2 open intervals.", "Queue b: 2 open intervals.", "Columns not read: c."])
    ['Queue a, b: 2 open intervals.', 'Columns not read: c.']
    """
    about: dict[str, list[str]] = {}
    for warning in warnings:
        found = re.fullmatch(r"Queue (\S+)(: .*)", warning, re.DOTALL)
        queue, rest = (found[1], found[2]) if found else ("", warning)
        about.setdefault(rest, []).append(queue)
    names = {rest: ", ".join(dict.fromkeys(queue for queue in queues if queue)) for rest, queues in about.items()}
    return [f"Queue {queues}{rest}" if queues else rest for rest, queues in names.items()]
