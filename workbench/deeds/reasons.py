"""The reason of an edit: one line of plain words that somebody gave."""

from __future__ import annotations

import re

from data.contracts.errors import Fault, RefusedInput

CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # PostgreSQL keeps no zero bytes, lists of edits no line breaks
MOST_WORDS = 1000


def checked_reason(reason: str) -> str:
    """The reason in one line; `RefusedInput` when there is none or it is a whole story.

    >>> checked_reason(" live\\n show ")
    'live show'
    """
    reason = " ".join(CONTROL.sub(" ", reason).split())
    if not reason:
        raise RefusedInput([Fault("edit.no_reason", "the edit has no reason", {}, "Say in a few words why.")])
    if len(reason) > MOST_WORDS:
        template, remedy = "the reason has {count} characters", "Say it in at most {most}."
        values = {"count": len(reason), "most": MOST_WORDS}
        raise RefusedInput([Fault("edit.long_reason", template, values, remedy)])
    return reason
