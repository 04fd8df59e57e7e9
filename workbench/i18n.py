"""Words in the reader's language: gettext catalogues, one language per session, never process-wide.

Message ids are the English texts. `_` marks a text for extraction and is looked up late, so that a constant may be
marked where it stands (`N_("Roster")`) and translated where it is shown.
"""

from __future__ import annotations

import gettext
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from data.contracts.errors import Fault, PeakcrewError

LANGUAGES: dict[str, str] = {"zh": "中文", "en": "English"}
_CATALOGUES = {"zh": "zh_CN", "en": "en"}
OUR_WORDS = frozenset({"kind", "example", "right", "role", "lever", "plain"})
_LOCALE = Path(__file__).parent / "locale"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language (`zh` or `en`); an unknown one reads English.

    >>> catalogue("en").gettext("Roster")
    'Roster'
    """
    name = _CATALOGUES.get(language, "en")
    return gettext.translation("peakcrew", localedir=_LOCALE, languages=[name], fallback=True)


def translate(language: str) -> Callable[[str], str]:
    """The function from an English text to the language's.

    >>> translate("zh")("Roster")
    '班表'
    """
    words = catalogue(language)

    def translated(text: str) -> str:
        return words.gettext(text) if text else ""

    return translated


def N_(text: str) -> str:  # noqa: N802 - the conventional gettext name for a marked constant
    """Mark a text for the catalogues without translating it here."""
    return text


def language_of(asked: str | None, default: str = "en") -> str:
    """Our language for a locale as a browser or the environment names it.

    >>> language_of("zh-CN"), language_of("de_DE.UTF-8"), language_of(None, "zh")
    ('zh', 'en', 'zh')
    """
    if not asked:
        return default
    short = asked.replace("_", "-").split("-")[0].split(".")[0].lower()
    return short if short in LANGUAGES else "en"


MOST_LINES = 5


def told_faults(faults: Sequence[Fault], language: str) -> list[str]:
    """Faults in the reader's language; what is wrong in the same way in many rows of a column is said once.

    >>> from data.contracts.errors import Fault
    >>> row = lambda line: Fault("x", "there is no queue {q}", {"q": "vip"}, "Add it.", "events.csv", line, "queue")
    >>> told_faults([row(line) for line in (5, 18, 31)], "en")
    ['events.csv, column queue: there is no queue vip (3 rows: lines 5, 18, 31). Add it.']
    """
    alike: dict[tuple[object, ...], list[Fault]] = {}
    for number, fault in enumerate(faults):
        values = tuple(sorted((name, str(value)) for name, value in fault.values.items()))
        key = (fault.code, fault.template, fault.remedy, fault.file, fault.column, values)
        alike.setdefault(key if fault.line is not None else (number,), []).append(fault)
    return [told_fault(same[0], language, [fault.line or 0 for fault in same]) for same in alike.values()]


def told_fault(fault: Fault, language: str, lines: Sequence[int] = ()) -> str:
    """A fault in the reader's language: place, reason and remedy; `lines` are all rows that have it."""
    _ = translate(language)
    values = _told_values(fault.values, _)
    told = _(fault.template).format_map(values)
    if len(set(lines)) > 1:
        shown = ", ".join(map(str, lines[:MOST_LINES])) + (" ..." if len(lines) > MOST_LINES else "")
        told += _(" ({count} rows: lines {lines})").format(count=len(lines), lines=shown)
        fault = replace(fault, line=None)
    place = _told_place(fault, _)
    advice = _(fault.remedy).format_map(values) if fault.remedy else ""
    told = f"{place}: {told}" if place else told
    return told + ("。" if language == "zh" else ". ") + advice if advice else told


def _told_values(values: Mapping[str, Any], _: Callable[[str], str]) -> dict[str, Any]:
    """The values of a message; those that are words of ours, not of the user, in the reader's language."""
    return {name: _(value) if name in OUR_WORDS and isinstance(value, str) else value for name, value in values.items()}


def _told_place(fault: Fault, _: Callable[[str], str]) -> str:
    parts = [fault.file]
    parts += [_("line {line}").format(line=fault.line)] if fault.line is not None else []
    parts += [_("column {column}").format(column=fault.column)] if fault.column else []
    return ", ".join(part for part in parts if part)


def told_error(error: PeakcrewError, language: str) -> list[str]:
    """An error in the reader's language: first what happened, then each fault on a line of its own."""
    _ = translate(language)
    faults = told_faults(getattr(error, "faults", ()), language)
    values = {**_told_values(error.values, _), **({"count": len(faults)} if faults else {})}
    head = " ".join(_(text).format_map(values) for text in (error.template, error.remedy) if text)
    return [head, *faults]
