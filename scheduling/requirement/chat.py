"""Chats, several at once: the share of an agent that one chat takes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def agent_time_s(aht_s: npt.ArrayLike, concurrency_factor: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Seconds of one agent that a contact takes when agents serve several at once: session length / factor.

    The factor is the throughput of an agent with all places taken against one who serves one at a time: below the
    number of chats, because they slow each other down (3 at once: about 2.5). Sizing by it over-staffs small teams a
    little: the exact chain of n agents with c places each waits less than n * factor single servers.

    >>> float(agent_time_s(600, 2.5))
    240.0
    """
    return np.asarray(np.asarray(aht_s, dtype=np.float64) / np.asarray(concurrency_factor, dtype=np.float64))
