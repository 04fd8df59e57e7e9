"""What a plain queue does not know: overflow delays, who comes again, transfers, call-backs, outbound, chat times."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Features(NamedTuple):
    """Settings by group g and queue q; neutral where nothing is asked (`no_features`).

    after_s[g, q]: the group takes a contact only after it has waited so long. redial[q], repeat[q]: share of those who
    hang up (are served) that come again, and within how many seconds (evenly). hand_to[g, q]: queue that gets what the
    group does not solve (-1: none); hand[g, q]: share that one contact leaves unsolved, which unsolved contact is
    handed on (1: the first), and within how many seconds the earlier ones come again. callback[q]: expected wait above
    which a call-back is offered (inf: never), share that accepts, seconds within which it is promised.
    gains[q, c]: chats an agent with c of them open finishes, as a multiple of one with a single chat; gains[q, 0] < 0:
    by the concurrency factor.
    aht_s[q, interval], patience_s[q]: of contacts that come again. Campaigns c: dial_queue[c], dial[c]: mean seconds
    with who is reached, share reached, seconds lost on who is not; in order of time: from window_s on the campaign
    window_of dials while more than window_keeps people are idle (inf: not at all).
    """

    seed: int
    after_s: Floats
    redial: Floats
    repeat: Floats
    hand_to: Ints
    hand: Floats
    callback: Floats
    gains: Floats
    aht_s: Floats
    patience_s: Floats
    dial_queue: Ints
    dial: Floats
    window_s: Floats
    window_of: Ints
    window_keeps: Floats


class Flows(NamedTuple):
    """Who came again, was handed on, called back or dialled; by queue (or campaign) and interval.

    Call-backs are counted where they were promised: all, made in time, made late.
    """

    redials: Ints
    repeats: Ints
    handed_in: Ints
    handed_on: Ints
    callbacks: Ints
    kept: Ints
    late: Ints
    dialled: Ints
    reached: Ints


def no_features(groups: int, queues: int, bins: int, seed: int = 0) -> Features:
    """A plain centre: nothing of all this."""
    none = np.zeros((queues, 2))
    return Features(
        seed, np.zeros((groups, queues)), none, none.copy(), np.full((groups, queues), -1, dtype=np.int64),
        np.zeros((groups, queues, 3)), np.tile([np.inf, 0.0, 0.0], (queues, 1)), np.full((queues, 2), -1.0),
        np.zeros((queues, bins)), np.full(queues, np.inf), np.empty(0, dtype=np.int64), np.empty((0, 3)),
        np.empty(0), np.empty(0, dtype=np.int64), np.empty(0),
    )  # fmt: skip


def is_plain(features: Features) -> bool:
    """Nothing of it is asked for, so the plain loop gives the answer.

    >>> is_plain(no_features(1, 1, 1))
    True
    """
    return not (
        features.after_s.any()
        or features.redial[:, 0].any()
        or features.repeat[:, 0].any()
        or (features.hand_to >= 0).any()
        or np.isfinite(features.callback[:, 0]).any()
        or (features.gains[:, 0] >= 0).any()
        or len(features.dial_queue)
    )


def empty_flows(queues: int, campaigns: int, bins: int) -> Flows:
    """Flows before the first contact."""
    own = [np.zeros((queues, bins), dtype=np.int64) for _ in range(7)]
    return Flows(*own, *(np.zeros((campaigns, bins), dtype=np.int64) for _ in range(2)))
