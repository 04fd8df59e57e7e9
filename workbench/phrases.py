"""Sentences of the stages in the reader's language: found again by their templates, since stages know no languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from workbench.i18n import N_, catalogue, translate
from workbench.rule_words import RULES

METHODS = {
    "erlang_a": N_("Erlang A"),
    "erlang_c": N_("Erlang C"),
    "chat_factor": N_("chat by concurrency factor"),
    "chat_chain": N_("chat by its exact chain"),
    "chat_mol": N_("chat by its exact chain, load followed through time"),
    "deadline_workload": N_("workload by deadline"),
    "pyworkforce": N_("Erlang C (pyworkforce)"),
    "transient": N_("transient Erlang A"),
    "mol": N_("Erlang at the modified offered load"),
}
# Sentences of the stages that reach the screen; the place that writes them is named.
NOTES = (
    # scheduling.mix.reasons
    N_("lead time of {pool}"),
    N_("all seats of {pool} are called"),
    N_("everybody of {group} is on shift"),
    N_("less than one more shift is worth"), N_("everybody of {group} who may work at night does"),
    N_("nights in a row of {group} are used up"), N_("rest between shifts of {group}"),
    N_("days in a row of {group} are used up"), N_("no group may serve the queue"),
    N_("no shift pattern covers this time"), N_("{group}: no shift pattern covers this time"),
    N_("{pool} has no people"), N_("lead time and training of {pool}"), N_("{pool} offers no seats then"),
    N_("newcomers of {group} are still in training"), N_("partners may not answer it (rule {rule})"),
    N_("the outsourced share of {queue} is used up (rule {rule})"),
    # scheduling.mix.breaks, rules and plan
    N_("Rule {rule}: no planned day is usual; give usual_seats."),
    N_("Hard rule {rule}: people are missing for {hours} h of {about} on {days} days; see the table rule_breaks."),
    N_("Rule {rule}: missed by {hours} h for {about} on {days} days, priced at {cost}; see the table rule_breaks."),
    N_("Agreement {commitment}: {hours} h of the locked order with {pool} find no shift, paid all the same: {cost}; "
       "see the table rule_breaks."),
    N_("Agreement {commitment}: {hours} h promised to {pool} are not used, paid all the same: {cost}; see the table "
       "rule_breaks."),
    N_("Queue {queue}: nobody answers it on {days} days, the first is {first}; at most {most} positions are asked for, "
       "a further shift would cost more than the empty positions are priced at."),
    N_("Queue {queue}: nobody answers it on {days} days, the first is {first}; at most {most} positions are asked for, "
       "see the shortage table for the limits."),
    N_("{group}: {hours} head-hours of its shifts lie before or after all work of its queues; a shift pattern that "
       "fits their hours would save them."),
    # scheduling.shifts and scheduling.roster
    N_("the time limit ended the search: another run may answer otherwise"),
    N_("the relaxation was not solved in time"), N_("bound by the relaxation, names by exchanges"),
    N_("Activity {activity}: it has no place {times} times; the table unplaced tells why."),
    # what a run is doing, and stages and answers of solvers
    N_("forecast"), N_("adjust"), N_("requirement"), N_("mix"), N_("shifts"), N_("roster"), N_("replay"), N_("done"),
    N_("reading history"), N_("events {queue}"), N_("models {queue}"), N_("bands"), N_("forecast made"),
    N_("activities"),
    N_("optimal"), N_("feasible"), N_("infeasible"), N_("no answer"), N_("failed"),
    # scheduling.requirement: outbound, deferred_overload, feedback
    N_("backlog"), N_("Campaign {campaign}: {share} % of its days are planned, and so many calls."),
    N_("Campaign {campaign}: {left} of {contacts} people cannot be called in its days and hours without more positions "
       "than the busiest interval of the day."),
    N_("Campaign {campaign}: {left} of {contacts} people cannot be called in its days and hours because with "
       "reserve_agents {reserve} more calls would break the promise of the queue; {fewest} keep it (or leave "
       "reserve_agents blank)."),
    N_("Campaign {campaign}: {left} of {contacts} people cannot be called in its days and hours because reserve_agents "
       "keeps {reserve} people back; {fewest} are enough for the promise."),
    N_("Campaign {campaign}: {left} of {contacts} people cannot be called in its days and hours because campaign "
       "{other} of the same queue keeps {reserve} people back (reserve_agents)."),
    N_("Queue {queue}: {count} intervals are told below the promised service level, the lowest {share} % at {worst}."),
    N_("Queue {queue}: {late} of {contacts} contacts that wait at the start are past their deadline already; they are "
       "planned for the first open interval."),
    N_("Queue {queue}: {count} intervals have no size for their target ({reason}); the positions of the strictest "
       "reachable one are planned there."),
    N_("Campaign {campaign}: none of its days lies in the planned window; nobody is called."),
    N_("Campaign {campaign}: no whole interval of {minutes} min lies within its calling hours while queue {queue} is "
       "open; nobody is called."),
    N_("Campaign {campaign}: reach_share is 0; its calls reach nobody and are planned as misses of 30 s."),
    N_("Queue {queue}: {late} of {total} contacts are done after their deadline, the first ones from {first} on; most "
       "wait at {worst}: {waiting} contacts, the oldest for {oldest} h."),
    N_("Queue {queue}: {share} % of the contacts would come again; {most} % are planned."),
    # words that faults carry: kinds of cells and examples (data.contracts.table_faults), rights, levers
    N_("a word"), N_("a number such as 12.5"), N_("a whole number such as 12"), N_("true or false"), N_("a value"),
    N_("word"), N_("number"), N_("whole number"), N_("yes or no"), N_("day"), N_("value"),
    N_("see plans"), N_("see own shifts"), N_("make plans"), N_("edit rosters"),
    N_("edit events and adjustments"), N_("overrule labour rules"),
    N_("import history"), N_("export plans"), N_("publish plans"), N_("manage users"),
    N_("lever"), N_("queue"), N_("pool"),
    # warnings of the stages
    N_("{queue}: not learned from, {reason} ({days} d): {shown}"),
    N_("Queue {queue}: {hours} position hours stay empty, at most {most} positions at once; see the shortage table."),
    N_("{group}: {missing} of {wanted} head-hours are not covered; shift patterns that fit those hours or more people "
       "would cover them."),
    N_("{group}: {early} head-hours lie before the first shift of the plan can start."),
    N_("{group}: {heads} shifts are not filled; the table unfilled names the rules that bind."),
    N_("{agent}: the hard wish for {shift} on {day} is not met; see peakcrew explain."),
    N_("{group}: {left} of {have} contract hours from {first} to {last} are not needed for the queues."),
    N_("No holidays of {country} are known for {year}: add them to calendar.csv."),
    N_("Holidays of {country} in {year} are provisional (not announced yet): check calendar.csv."),
    N_("contract hours of {group} are used up"),
    N_("{occurrences}; own weight {weight} among {queues} queues"),
    N_("no earlier occurrence of {kind} at day {offset}: planned as a normal day"),
    N_("own weight {weight} among {queues} queues"),
    N_("{event} rules the day"), N_("echo of {queues}: {contacts} contacts"),
    N_("median of {queues} other queues"),
    N_("median of {queues} other queues of channel {channel}"),
    N_("time is up"), N_("bound by the relaxation, whole heads by search"),
    # forecasting.adjusted
    N_("Adjustment {adjustment} changes nothing: no interval of the forecast lies within its days and times."),
    N_("Adjustment {adjustment} does not change {queues}: no contacts are forecast within its days and times."),
    N_("Adjustment {adjustment} reaches beyond the forecast: the part of its total that lies within is planned."),
    N_("Adjustments that ended before the forecast begins: {adjustments}."),
    # workbench.deeds.overlay
    N_("The edit of {row} in {table} by {author} no longer fits and is left out."),
    N_("The edit of {row} in {table} by {author} no longer fits and is left out ({reason})."),
    # forecasting.today.update and forecasting.today.intraday
    N_("{queue}: nothing is recorded today, only the days before are followed"),
    N_("{queue}: fewer than {days} earlier days to learn from, not updated"),
    # forecasting.events.effects, one_queue, lessons, hygiene, backtest and the default forecast
    N_("size set by the planner"), N_("nearest day {dates}"),
    N_("{queue}: not learned from, {reason} ({days} d): {shown} and {count} more"),
    N_("{queue}: filled by the usual shape, {reason} ({days} d): {shown}"),
    N_("{queue}: filled by the usual shape, {reason} ({days} d): {shown} and {count} more"),
    N_("{queue}: contacts outside opening hours on {days} days are left out; check open_hours.csv"),
    N_("{queue}: no abandoned contacts are recorded; redial_share is not used"),
    N_("{queue}: {share} % of the offered contacts are further attempts and are left out"),
    # workbench.deeds.importing
    N_("The history has changed since plan {plan} (version {version}) was published: {new} intervals are new, "
       "{changed} have other numbers; plan again to use them."),
    # forecasting.new_queue.borrowing
    N_("new queue like {like}: {level} contacts a usual day, {sure} % either way, {days} own days known, "
       "own forecast weighs {share} %"),
    N_("{queue}: new queue like {like}: {level} contacts a usual day, {sure} % either way, {days} own days known, "
       "own forecast weighs {share} %"),
    N_("{queue}: {days} days of own history suffice; its row in new_queues.csv is no longer needed"),
    N_("{queue}: only {days} days of history; name a similar queue in new_queues.csv for a better forecast"),
    N_("{queue}: {like} has no history to borrow from; planned evenly over its opening hours"),
    # reasons and notes of the table hygiene_marks (data.contracts.hygiene, forecasting.hygiene.marks)
    N_("recorded outage"), N_("no contacts, or next to none, where many were due"), N_("missing intervals"),
    N_("far more than the days around it"), N_("far less than the days around it"),
    N_("counted twice (twice the usual, every count even)"), N_("one interval far above the rest of its day"),
    N_("the same count over and over"), N_("a new level begins"), N_("contacts outside opening hours"),
    N_("two records for one interval"), N_("the clock changes"), N_("set aside by the planner"),
    N_("the day is set aside"), N_("filled by the usual shape of its day"), N_("not counted"), N_("their mean is used"),
    N_("for information, nothing is set aside"), N_("{multiple} times the level before"),
    N_("{event}, {first} to {last}: nothing like it in the history of {queues} queues; planned as normal days. "
       "Give a size in events.csv."),
    N_("{queue}: no handling time recorded; planned with {seconds} s"),
    N_("{queue}: the history ends on {last}, {days} days before the forecast; import newer data"),
    N_("{queue}: the history holds no contacts; planned at zero"),
    N_("{queue}: the history is constant: the same is forecast"),
    N_("{queue}: fewer than {days} days to learn from: means of the weekdays known"),
    N_("{queue}: too little history to compare models; planned by {model}"),
    N_("{queue}: {trouble}; planned by {model}"),
    N_("too little history to compare models"), N_("nothing to learn from, planned at zero"),
    N_("{queue}: events could not be learned: {error}"), N_("{model} failed ({error})"),
    N_("too short to judge models on the past: they count alike"),
    N_("too few past forecasts to learn bands from: those of a usual queue"),
    N_("taken for closed, as there were never rows on this holiday: {holidays}"),
    N_("{number} holidays taken for closed have rows: scored against 0"),
    N_("{days} days set aside as freaks or outages"),
    # forecasting.rolling.roll and workbench.backtest_checks
    N_("{queue}: {count} labels are there more than once; their mean is used"),
    N_("{queue}: no history before {day}; not forecast"),
    N_("{file}: the history has no queue {queues}; these rows change nothing"), N_("backtest {queue}"),
    N_(
        "Queue {queue}: on {days} days the promise is not kept with a probability of {chance}, whatever is staffed "
        "up to {most} times the expected volume."
    ),
    # scheduling.requirement.size
    N_("Queue {queue}: {count} intervals have no size for their target ({reason}); load + 3 sqrt(load) + 1 positions "
       "are planned there."),
    # scheduling.pools.rounds
    N_("{queues}: these queues share people: {together} position hours together, {apart} apart; checked by "
       "simulation."),
    N_("Queue {queue} has no forecast; nobody is planned for it."), N_("{pool} has no rate"),
    N_("{group}: no shifts were found ({status})."), N_("nothing to cover"),
    N_("nobody is booked, all positions are short"), N_("Skill group {group} is on the roster but serves no queue."),
)  # fmt: skip

_FIELD = re.compile(r"\\{(\w+)(?:![rs])?(?::[^{}]*)?\\}")


def told_note(note: str, language: str) -> str:
    """A note as a stage wrote it, in the reader's language where a template of the catalogue fits it.

    >>> told_note("nobody wrote this sentence down", "zh")
    'nobody wrote this sentence down'
    """
    if language == "en" or not note:
        return note
    whole = _told(note, language)
    if whole != note or "; " not in note:
        return whole
    _ = translate(language)
    return _("; ").join(_told(part, language) for part in note.split("; "))


def told_warnings(warnings: Iterable[str], language: str, titles: Mapping[str, str] | None = None) -> list[str]:
    """Warnings in the reader's language, each said once: what several queues or groups share names them all.

    `titles` of ids stand in their place.

    >>> told_warnings(["vip_voice: no history"], "en", {"vip_voice": "VIP line"})
    ['VIP line: no history']
    >>> told_warnings(["vip: no history", "app: no history", "Mind the gap."], "en")
    ['vip, app: no history', 'Mind the gap.']
    """
    about: dict[str, list[str]] = {}
    for warning in warnings:
        subject, colon, rest = warning.partition(": ")
        shared = colon and " " not in subject
        about.setdefault(f": {rest}" if shared else warning, []).append(subject if shared else "")
    told = [told_note(", ".join(dict.fromkeys(subjects)) + rest, language) for rest, subjects in about.items()]
    return [_titled(line, titles or {}) for line in told]


def _titled(line: str, titles: Mapping[str, str]) -> str:
    """The line with ids replaced by their titles where an id stands alone, not as a part of a longer one."""
    ids = "|".join(re.escape(name) for name in sorted(titles, key=len, reverse=True))
    if not ids:
        return line
    return re.sub(rf"(?<![A-Za-z0-9_-])(?:{ids})(?![A-Za-z0-9_-])", lambda found: titles[found[0]], line)


def told_rules(reason: str, language: str) -> str:
    """Names of labour rules in words, wherever they stand in a reason.

    >>> told_rules("rule.min_rest (4), rule.leave (3)", "en")
    'rest between shifts (4), days of leave (3)'
    """
    _ = translate(language)
    return re.sub(r"rule\.\w+", lambda found: _(RULES.get(found[0], found[0])), told_note(reason, language))


def told_methods(methods: str, language: str) -> str:
    """Formulas of the requirement in words.

    >>> told_methods("chat_factor, erlang_a", "en")
    'chat by concurrency factor, Erlang A'
    """
    _ = translate(language)
    return ", ".join(_(METHODS.get(name, name)) for name in methods.split(", "))


def _told(note: str, language: str) -> str:
    whole = translate(language)(note)
    if whole != note:
        return whole
    for pattern, template in _templates(language):
        found = pattern.fullmatch(note)
        if found:
            return template.format(**{name: _told(value, language) for name, value in found.groupdict().items()})
    return note


@cache
def _templates(language: str) -> list[tuple[re.Pattern[str], str]]:
    """The catalogue's texts with named fields, as patterns; those with more fixed letters first."""
    texts = getattr(catalogue(language), "_catalog", {})
    made = []
    for english, told in texts.items():
        fields = re.findall(r"\{(\w+)[^{}]*\}", english) if isinstance(english, str) else []
        if not fields or len(set(fields)) != len(fields):
            continue
        pattern = re.sub(_FIELD, r"(?P<\1>[^;]+?)", re.escape(english).replace("\\ ", " "))
        plain = re.sub(r"\{(\w+)[^{}]*\}", r"{\1}", told)
        made.append((len(re.sub(r"\{[^{}]*\}", "", english)), re.compile(pattern), plain))
    return [(pattern, told) for length, pattern, told in sorted(made, key=lambda m: -m[0]) if length >= 8]
