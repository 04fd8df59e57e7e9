"""The levellest way to fill the valleys of other work: a taut string over a base that is not flat (compiled kernel)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel

FloatArray = npt.NDArray[np.float64]

_HALVINGS = 60


@kernel
def level_for(base: FloatArray, first: int, last: int, amount: float) -> float:
    """Level up to which base[first:last] is filled by `amount` in all; the lowest of the base for nothing.

    >>> float(round(level_for(np.array([1.0, 3.0, 1.0]), 0, 3, 2.0), 9))
    2.0
    """
    low, total, top = base[first], 0.0, base[first]
    for i in range(first, last):
        low = min(low, base[i])
        top = max(top, base[i])
        total += base[i]
    if amount <= 0.0:
        return float(low)
    high = low + amount
    if top <= (total + amount) / (last - first):
        return float((total + amount) / (last - first))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        filled = 0.0
        for i in range(first, last):
            filled += max(0.0, middle - base[i])
        if filled < amount:
            low = middle
        else:
            high = middle
    return float(high)


@kernel
def taut_over(lower: FloatArray, upper: FloatArray, base: FloatArray) -> FloatArray:
    """Cumulated work at the borders 0 .. n between `lower` and `upper` (they meet at both ends) that makes base + work
    as level as it can be: work = max(0, level - base), the level constant until one of the two bounds it.

    Walks on while one level still fits, bends where none does. O(n x longest piece).

    >>> taut_over(np.array([0, 0, 0, 6.0]), np.array([0, 6, 6, 6.0]), np.array([4.0, 0.0, 2.0])).round(6).tolist()
    [0.0, 0.0, 4.0, 6.0]
    """
    last = lower.size - 1
    line = np.zeros(last + 1)
    i, y = 0, 0.0
    while i < last:
        least, most, at_low, at_high = -np.inf, np.inf, i + 1, i + 1
        bend, target = last, lower[last]
        for k in range(i + 1, last + 1):
            level_low = level_for(base, i, k, lower[k] - y) if lower[k] - y > 1e-12 else -np.inf
            level_high = level_for(base, i, k, upper[k] - y)
            if level_low > most + 1e-12:
                bend, target = at_high, upper[at_high]
                break
            if level_high < least - 1e-12:
                bend, target = at_low, lower[at_low]
                break
            if level_high <= most:
                most, at_high = level_high, k
            if level_low >= least:
                least, at_low = level_low, k
        level = level_for(base, i, bend, target - y)
        for j in range(i + 1, bend + 1):
            line[j] = line[j - 1] + max(0.0, level - base[j - 1])
        line[bend] = target
        i, y = bend, target
    return line
