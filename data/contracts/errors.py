"""The error family: what can go wrong, where, and what the reader can do about it.

    PeakcrewError
    +-- RefusedInput      input breaks its contract; carries every fault found, nothing was changed
    +-- NotAllowed        the user lacks the right for this deed
    +-- NotFound          no such plan, queue, agent, job ...
    +-- Conflict          another writer changed the same thing after it was read
    +-- Busy              a lock is held by somebody else
    +-- Cancelled         the user stopped a long run
    +-- Unavailable       a solver, browser, database or library cannot be reached

Every error carries a message template and its values, so that the edge can translate it: `template` and `remedy` are
the English message ids of the gettext catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in a file (file, line, column) or in a roster (values: agent, date, shift_id).

    `code` is stable and machine readable (`intake.negative`, `rule.min_rest`); `template` and `remedy` are English
    message ids filled from `values`; `severity` is "hard" (refused), "warn" (allowed, shown).

    >>> Fault("intake.negative", "{value} is negative", {"value": "-3"}, file="h.csv", line=7, column="offered").text
    'h.csv, line 7, column offered: -3 is negative'
    """

    code: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    remedy: str = ""
    file: str = ""
    line: int | None = None
    column: str = ""
    severity: str = "hard"

    @property
    def where(self) -> str:
        """Place of the fault, empty when it has none."""
        parts = [self.file, f"line {self.line}" if self.line is not None else ""]
        parts.append(f"column {self.column}" if self.column else "")
        return ", ".join(part for part in parts if part)

    @property
    def message(self) -> str:
        """What is wrong, in English, without the place."""
        return self.template.format_map(dict(self.values))

    @property
    def text(self) -> str:
        """Place and message in one English line; the remedy stays apart."""
        return f"{self.where}: {self.message}" if self.where else self.message

    @property
    def advice(self) -> str:
        """The remedy in English, filled."""
        return self.remedy.format_map(dict(self.values))


class PeakcrewError(Exception):
    """Base of everything the product raises on purpose.

    >>> str(NotFound("There is no plan {plan}.", "List plans with `peakcrew plans`.", plan="p1"))
    'There is no plan p1. List plans with `peakcrew plans`.'
    """

    def __init__(self, template: str, remedy: str = "", **values: Any) -> None:
        self.template = template
        self.remedy = remedy
        self.values = values
        super().__init__(template)

    def __str__(self) -> str:
        text = self.template.format_map(self.values)
        return f"{text} {self.remedy.format_map(self.values)}" if self.remedy else text


class RefusedInput(PeakcrewError):
    """Input broke its contract; `faults` holds all of them and nothing was changed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        template = "{count} faults in the input; nothing was changed."
        super().__init__(template, count=len(self.faults))

    def __str__(self) -> str:
        shown = [f"{f.text}. {f.advice}".rstrip() for f in self.faults[:20]]
        more = len(self.faults) - len(shown)
        return "\n".join([super().__str__(), *shown, *([f"... and {more} more"] if more else [])])


class NotAllowed(PeakcrewError):
    """The user lacks the right for this deed."""


class NotFound(PeakcrewError):
    """No such plan, queue, agent, job or file."""


class Conflict(PeakcrewError):
    """Somebody else changed the same thing after it was read; `values` tell who and what."""


class Busy(PeakcrewError):
    """A lock is held by somebody else."""


class Cancelled(PeakcrewError):
    """A long run was stopped on request; what was finished is kept."""


class Unavailable(PeakcrewError):
    """A solver, browser, database or library cannot be reached."""
