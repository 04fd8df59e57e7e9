"""Which queue of the centre a file's queue and channel mean: by mapping, by id, by title, then by channel."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from data.intake.cells import Sheet
from data.intake.mappings import Mapping

CHANNEL_WORDS: dict[str, tuple[str, ...]] = {
    "voice": ("voice", "phone", "call", "calls", "callback", "电话", "语音", "热线", "呼入"),
    "chat": ("chat", "webchat", "im", "在线", "聊天", "在线客服", "网页"),
    "text": ("text", "文字", "文本"),
    "message": ("message", "messaging", "sms", "wechat", "消息", "短信", "微信", "抖音", "留言", "社交"),
    "email": ("email", "e-mail", "mail", "邮件", "电子邮件"),
}
CHANNEL_OF = {word: channel for channel, words in CHANNEL_WORDS.items() for word in words}


@dataclass(frozen=True)
class QueueCodes:
    """`names[codes[i]]` is the queue of row i; `source[i]` tells apart what a mapping merges, and the unknown."""

    names: tuple[str, ...]
    codes: np.ndarray
    source: np.ndarray
    faults: list[Fault]


def queue_codes(sheet: Sheet, columns: dict[str, str], centre: Centre, mapping: Mapping | None) -> QueueCodes:
    """Resolve each distinct pair of queue and channel once. O(rows)."""
    queues, queue_words = pd.factorize(sheet.words[columns["queue"]])
    channels, channel_words = np.zeros(len(queues), dtype=np.int64), pd.Index([""])
    if "channel" in columns:
        channels, channel_words = pd.factorize(sheet.words[columns["channel"]])
    pairs, inverse = np.unique(queues * len(channel_words) + channels, return_inverse=True)
    first = np.full(len(pairs), len(queues), dtype=np.int64)
    np.minimum.at(first, inverse, np.arange(len(queues)))
    counts = np.bincount(inverse, minlength=len(pairs))
    names = tuple(centre.queues)
    code_of = {name: code for code, name in enumerate(names)}
    targets, sources, faults = [], [], []
    for at, pair in enumerate(pairs):
        queue = str(queue_words[pair // len(channel_words)])
        channel = str(channel_words[pair % len(channel_words)])
        name, mapped = resolved(queue, channel, centre, mapping)
        if name not in code_of:
            faults.append(_unknown(sheet, columns, int(first[at]), int(counts[at]), queue, channel, name, centre))
        targets.append(code_of.get(name, 0))
        sources.append(len(names) + at if mapped or name not in code_of else code_of[name])
    return QueueCodes(
        names, np.array(targets, dtype=np.int64)[inverse], np.array(sources, dtype=np.int64)[inverse], faults
    )


def resolved(queue: str, channel: str, centre: Centre, mapping: Mapping | None) -> tuple[str, bool]:
    """The queue meant by the words of a file, empty when none is, and whether a mapping said so."""
    words = mapping.queues if mapping else {}
    for key in (f"{queue}|{channel}", queue):
        if key in words:
            return words[key], True
    known = CHANNEL_OF.get(channel.strip().lower(), "")
    fits = [
        name for name, about in centre.queues.items()
        if queue in (name, about.title_en, about.title_zh) and (not channel or known == about.channel)
    ]  # fmt: skip
    return (fits[0] if len(fits) == 1 else ""), False


def _unknown(
    sheet: Sheet, columns: dict[str, str], row: int, count: int, queue: str, channel: str, meant: str, centre: Centre
) -> Fault:
    titles = {word: name for name, q in centre.queues.items() for word in (name, q.title_en, q.title_zh) if word}
    near = [titles[word] for word in get_close_matches(meant or queue, list(titles), 1)]
    pair = f"{queue!r} ({channel})" if channel else repr(queue)
    values = {
        "queue": pair, "count": count, "near": near[0] if near else "", "known": ", ".join(centre.queues),
        "meant": meant, "channel": channel, "title": queue,
    }  # fmt: skip
    template = "queue {queue} is not known to the centre ({count} rows)"
    remedy = "Did you mean {near}?" if near else "Use one of {known}, add it to queues.csv, or map it in [queues]."
    if meant:
        template = "the mapping sends queue {queue} to {meant}, which is not known to the centre ({count} rows)"
    elif queue in titles:
        template = "{queue} is not of this channel in the centre ({count} rows)"
        remedy = 'Map it: write "{title}|{channel}" = "a queue" in [queues] of a column mapping.'
    elif not queue:
        template, remedy = "the queue is blank ({count} rows)", "Give each row its queue."
    line = int(sheet.lines[row])
    return Fault("intake.unknown_queue", template, values, remedy, sheet.file, line, columns["queue"])
