"""Sentences of the stages in the reader's language: found again by their templates, since stages know no languages."""

from __future__ import annotations

import re
from functools import cache

from workbench.i18n import N_, catalogue, translate

RULES = {
    "rule.min_rest": N_("rest between shifts"),
    "rule.max_days_in_row": N_("days in a row"),
    "rule.max_nights_in_row": N_("nights in a row"),
    "rule.max_week_h": N_("hours a week"),
    "rule.one_shift_a_day": N_("one shift a day"),
    "rule.night_ban": N_("no night work"),
    "rule.leave": N_("leave"),
    "rule.skill": N_("skills"),
    "rule.known_agent": N_("known people only"),
}
METHODS = {
    "erlang_a": N_("Erlang A"),
    "erlang_c": N_("Erlang C"),
    "chat_factor": N_("chat by concurrency factor"),
    "deadline_workload": N_("workload by deadline"),
    "pyworkforce": N_("Erlang C (pyworkforce)"),
}
# Sentences of the stages that reach the screen; the place that writes them is named.
NOTES = (
    # scheduling.mix.reasons
    N_("lead time of {pool}"),
    N_("all seats of {pool} are called"),
    N_("everybody of {group} is on shift"),
    N_("less than one more shift is worth"),
    # what a run is doing, and stages and answers of solvers
    N_("forecast"), N_("requirement"), N_("mix"), N_("shifts"), N_("roster"), N_("replay"), N_("done"),
    N_("reading history"), N_("events {queue}"), N_("models {queue}"), N_("bands"), N_("forecast made"),
    N_("optimal"), N_("feasible"), N_("infeasible"), N_("no answer"), N_("failed"),
    N_("time is up"), N_("bound by the relaxation, whole heads by search"),
)  # fmt: skip

_FIELD = re.compile(r"\\{(\w+)(?:![rs])?(?::[^{}]*)?\\}")


def told_note(note: str, language: str) -> str:
    """A note as a stage wrote it, in the reader's language where a template of the catalogue fits it.

    >>> told_note("nobody wrote this sentence down", "zh")
    'nobody wrote this sentence down'
    """
    if language == "en" or not note:
        return note
    _ = translate(language)
    parts = note.split("; ")
    return _("; ").join(_told(part, language) for part in parts) if len(parts) > 1 else _told(note, language)


def told_rules(reason: str, language: str) -> str:
    """Names of labour rules in words, wherever they stand in a reason.

    >>> told_rules("rule.min_rest (4), rule.leave (3)", "en")
    'rest between shifts (4), leave (3)'
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
            return template.format(**found.groupdict())
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
        pattern = re.sub(_FIELD, r"(?P<\1>.+?)", re.escape(english).replace("\\ ", " "))
        plain = re.sub(r"\{(\w+)[^{}]*\}", r"{\1}", told)
        made.append((len(re.sub(r"\{[^{}]*\}", "", english)), re.compile(pattern), plain))
    return [(pattern, told) for length, pattern, told in sorted(made, key=lambda m: -m[0]) if length >= 8]
