"""Queues as people call them: found by id or title in either language, told by their title."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from data.contracts.errors import Fault, RefusedInput

if TYPE_CHECKING:
    from data.contracts.centre import Pool, Queue

EVERY = "*"


def titles_of(things: Mapping[str, Queue | Pool], language: str) -> dict[str, str]:
    """The title of each queue or pool in the reader's language; its id where it has none."""
    return {name: (about.title_zh if language == "zh" else about.title_en) or name for name, about in things.items()}


def meant_queue(queues: Mapping[str, Queue], asked: str) -> str:
    """The id of the queue that a word of the command line means, `*` for all; `RefusedInput` where it is not one."""
    word = asked.strip()
    if word == EVERY or word in queues:
        return word
    told = {word: [name] for name in queues for word in [name.casefold()]}
    for name, about in queues.items():
        for title in {about.title_en.casefold(), about.title_zh.casefold()} - {"", name.casefold()}:
            told.setdefault(title, []).append(name)
    found = told.get(word.casefold(), [])
    if len(found) == 1:
        return found[0]
    if found:
        template, remedy = "{queue} is the title of several queues: {names}", "Give one of these with --queue."
        raise RefusedInput([Fault("cli.queue", template, {"queue": word, "names": ", ".join(found)}, remedy)])
    near = [told[title][0] for title in get_close_matches(word.casefold(), list(told), 1)]
    values = {"queue": repr(word), "near": near[0] if near else "", "known": ", ".join(queues)}
    remedy = "Did you mean {near}?" if near else "Give --queue one of {known}, or * for all."
    raise RefusedInput([Fault("cli.queue", "the centre has no queue {queue}", values, remedy)])
