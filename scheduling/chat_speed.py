"""How fast an agent works with several chats open: the one law that requirement and replay share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from data.contracts.centre import Queue


def chat_gains(queue: Queue, chat_times: pd.DataFrame | None = None) -> NDArray[np.float64]:
    """Chats finished by an agent with 1, 2, .. concurrency of them open, as multiples of one with a single chat.

    From `chat_times` (queue, open_chats, aht_s) where it has rows of the queue: k aht_1 / aht_k, the last length given
    holding for more; else 1 + (factor - 1)(k - 1)/(concurrency - 1), straight from 1 to the concurrency factor. A chat
    lasts aht_s k / gain(k) with k open; aht_s of the forecast is its length with one open. Between whole numbers of
    open chats per agent the gain of a group is on the straight line.

    >>> from data.contracts.centre import Queue, Target
    >>> chat_gains(Queue("c", "c", "c", "chat", Target(), None, 3, 2.5, None, 1)).tolist()
    [1.0, 1.75, 2.5]
    """
    places = queue.concurrency
    rows = None if chat_times is None else chat_times[chat_times["queue"] == queue.queue].sort_values("open_chats")
    open_chats = np.arange(1.0, places + 1.0)
    if rows is not None and len(rows):
        length_s = rows["aht_s"].to_numpy(np.float64)[:places]
        length_s = np.concatenate([length_s, np.full(places - len(length_s), length_s[-1])])
        return np.asarray(open_chats * length_s[0] / length_s)
    if places == 1:
        return np.ones(1)
    return np.asarray(1.0 + (queue.concurrency_factor - 1.0) * (open_chats - 1.0) / (places - 1.0))
