"""The same positions, filled evenly: all groups that can help are used alike, so that each keeps room for breaks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.mix.demand import QueueClass

Floats = NDArray[np.float64]
SWEEPS = 60


def balanced_flow(
    flow: Floats,
    supply: Floats,
    groups: Sequence[str],
    classes: Sequence[QueueClass],
    partners: Collection[str] = (),
    ruled: Collection[int] = (),
) -> Floats:
    """Positions of each group on each class, [groups, classes, intervals], with the use of the groups evened out.

    The solver's answer is any of many that cost the same; it fills some groups to the brim and leaves others idle. Here
    each class in turn is spread over its groups so that they are used to the same share of their `supply` (positions
    at proficiency 1), the other classes as they stand; sweeps repeat until nothing moves. What a class gets in sum
    never changes, nor, for a class of `ruled`, what groups of `partners` do of it. Intervals where that would ask more
    of a group than it has keep the solver's answer.
    O(sweeps x classes x groups x intervals).
    """
    slow = np.array([[1.0 / c.groups[g][0] if g in c.groups else np.nan for c in classes] for g in groups])
    even = flow.copy()
    sides = _sides(slow, [group in partners for group in groups], ruled)
    for _ in range(SWEEPS):
        before = even.copy()
        for c, serving in sides:
            cost = slow[serving, c][:, None]
            used = np.einsum("gct,gc->gt", even[serving], np.nan_to_num(slow[serving])) - even[serving, c] * cost
            even[serving, c] = _level(even[serving, c].sum(axis=0), used, supply[serving], cost)
        if np.abs(even - before).max(initial=0.0) < 1e-4:
            break
    asked = np.einsum("gct,gc->gt", even, np.nan_to_num(slow))
    over = (asked > supply + 1e-6).any(axis=0)
    even[:, :, over] = flow[:, :, over]
    return even


def _sides(slow: Floats, outside: Sequence[bool], ruled: Collection[int]) -> list[tuple[int, NDArray[np.int64]]]:
    """Each class with the groups that may take its work over from each other."""
    far = np.array(outside, dtype=np.bool_)
    sides = []
    for c in range(slow.shape[1]):
        serving = np.flatnonzero(np.isfinite(slow[:, c]))
        apart = [serving[far[serving]], serving[~far[serving]]] if c in ruled else [serving]
        sides += [(c, some) for some in apart if len(some) >= 2]
    return sides


def _level(amount: Floats, used: Floats, supply: Floats, slow: Floats) -> Floats:
    """Split `amount[t]` over groups so that (used + slow * split) / supply is the same level wherever split > 0.

    The level is found exactly: groups join in the order of how much they are used already. O(groups log groups).
    """
    room = supply > 1e-12
    ratio = np.where(room, used / np.where(room, supply, 1.0), np.inf)
    order = np.argsort(ratio, axis=0)
    start = np.take_along_axis(ratio, order, axis=0)
    weight = np.take_along_axis(np.where(room, supply / slow, 0.0), order, axis=0)
    finite = np.where(np.isfinite(start), start, 0.0)
    width, offset = np.cumsum(weight, axis=0), np.cumsum(weight * finite, axis=0)
    level = np.divide(amount + offset, width, out=np.full_like(width, np.inf), where=width > 0)
    following = np.vstack([start[1:], np.full((1, start.shape[1]), np.inf)])
    stop = np.argmax(level <= following, axis=0)
    chosen = np.take_along_axis(level, stop[None, :], axis=0)[0]
    chosen = np.where(np.isfinite(chosen), chosen, 0.0)
    split = np.where(room, np.maximum(chosen - ratio, 0.0) * supply / slow, 0.0)
    total = split.sum(axis=0)
    return np.asarray(split * np.divide(amount, total, out=np.zeros_like(total), where=total > 0))
