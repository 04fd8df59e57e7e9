"""Notes of a backtest for a terminal: each reason once, with the models, queues and origins it is true of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.i18n import N_, translate
from workbench.phrases import told_note

ABOUT = re.compile(r"(?P<queue>.*), (?P<origin>\d{4}-\d\d-\d\d), (?P<model>[a-z_]+): (?P<note>.*)", re.DOTALL)
FIGURES = re.compile(r"\d+(?:[-.:]\d+)*")


@dataclass
class _Reason:
    """A reason as first told, whether it was told with other figures as well, and what it is true of."""

    text: str
    alike: bool = False
    queues: set[str] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)
    models: dict[str, None] = field(default_factory=dict)


def counted_notes(warnings: Iterable[str], language: str) -> list[str]:
    """Short lines of the warnings of a backtest in their order, in the reader's language.

    A note of one model at one origin of one queue is counted with those that differ by their figures alone; what is
    true of one queue or origin only names it. Other warnings stay as they are, each once. O(warnings).

    >>> counted_notes(["a, 2025-01-06, ets: no luck", "b, 2025-01-06, ets: no luck", "Beware."], "en")
    ['no luck (ets; 2 queues, 2025-01-06)', 'Beware.']
    """
    found: dict[str, _Reason] = {}
    for warning in dict.fromkeys(warnings):
        about = ABOUT.fullmatch(warning)
        for text in about["note"].split("; ") if about else [warning]:
            reason = found.setdefault(FIGURES.sub("0", text) if about else warning, _Reason(text))
            if about:
                reason.alike |= text != reason.text
                reason.queues.add(about["queue"])
                reason.origins.add(about["origin"])
                reason.models[about["model"]] = None
    return [_line(reason, language) for reason in found.values()]


def _line(reason: _Reason, language: str) -> str:
    _ = translate(language)
    if not reason.models:
        return _plain(reason.text, language)
    values = {
        "reason": told_note(reason.text, language) + (_(N_(" or alike")) if reason.alike else ""),
        "models": ", ".join(reason.models),
        "queues": _counted(reason.queues, _(N_("{number} queues"))),
        "origins": _counted(reason.origins, _(N_("{number} origins"))),
    }
    return _(N_("{reason} ({models}; {queues}, {origins})")).format(**values)


def _counted(names: set[str], many: str) -> str:
    return next(iter(names)) if len(names) == 1 else many.format(number=len(names))


def _plain(warning: str, language: str) -> str:
    """A warning in the reader's language; what stands before the colon (a queue) stays."""
    whole = told_note(warning, language)
    subject, colon, rest = warning.partition(": ")
    return f"{subject}{colon}{told_note(rest, language)}" if colon and whole == warning else whole
