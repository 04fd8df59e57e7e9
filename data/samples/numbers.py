"""Random numbers that are the same on every machine: raw PCG64 words, then only + - x / and square roots.

numpy's own normal, gamma and Poisson draws call the machine's `log` and `exp` and may change between releases of numpy;
one differing last bit shifts a whole stream. Raw words of PCG64 and the four operations (and the square root) of
IEEE 754 are the same everywhere, so the sample centre has the same bytes everywhere.
"""

from __future__ import annotations

import zlib
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INVERT_BELOW = 16.0  # Poisson means below it are drawn by inversion, the others by a corrected normal


class Dice:
    """A stream of its own for each name, so that a further queue or agent never changes the draws of the others.

    >>> Dice(1, "a").whole(6, 3).tolist() == Dice(1, "a").whole(6, 3).tolist()
    True
    """

    def __init__(self, seed: int, name: str) -> None:
        self._words = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode())]))

    def uniform(self, count: int) -> Floats:
        """Numbers from 0 to below 1."""
        words: NDArray[np.uint64] = self._words.random_raw(count)
        return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def whole(self, below: int, count: int) -> NDArray[np.int64]:
        """Whole numbers from 0 to `below` - 1."""
        return (self.uniform(count) * below).astype(np.int64)

    def normal(self, count: int) -> Floats:
        """Standard normal to about 4 sigma: twelve 16-bit uniforms added (Irwin-Hall), no tail beyond 6."""
        words: NDArray[np.uint64] = self._words.random_raw(3 * count)
        total: NDArray[np.int64] = words.view(np.uint16).reshape(count, 12).sum(axis=1, dtype=np.int64)
        z: Floats = (total + 6) / 65536.0 - 6.0
        return z

    def gamma_factor(self, k: float, count: int) -> Floats:
        """Gamma factors of mean 1 and variance 1/k (Wilson and Hilferty 1931: the cube root is nearly normal)."""
        root = 1.0 - 1.0 / (9.0 * k) + self.normal(count) / (3.0 * sqrt(k))
        factor: Floats = np.maximum(root, 0.0) * root * root
        return factor

    def poisson(self, mean: Floats) -> NDArray[np.int64]:
        """Poisson counts: inversion for small means, normal with one Cornish-Fisher term for the others. O(values)."""
        flat = mean.reshape(-1)
        z = self.normal(flat.size)
        counts = np.floor(flat + np.sqrt(flat) * z + (z * z - 1.0) / 6.0 + 0.5)
        counts = np.maximum(counts, 0.0).astype(np.int64)
        u = self.uniform(flat.size)
        small = flat < INVERT_BELOW
        counts[small] = _inverted(flat[small], u[small])
        return counts.reshape(mean.shape)

    def picks(self, weights: dict[str, int], count: int) -> list[str]:
        """Words drawn with whole-number weights."""
        drawer = [word for word, weight in weights.items() for _ in range(weight)]
        return [drawer[i] for i in self.whole(len(drawer), count)]

    def shuffled(self, items: list[str]) -> list[str]:
        """The items in a drawn order (Fisher and Yates)."""
        out = list(items)
        for i, share in zip(range(len(out) - 1, 0, -1), self.uniform(len(out)), strict=False):
            j = int(share * (i + 1))
            out[i], out[j] = out[j], out[i]
        return out


def _inverted(mean: Floats, u: Floats) -> NDArray[np.int64]:
    """Smallest count whose cumulative Poisson probability exceeds `u`; at most 80 steps."""
    term = exp_minus(mean)
    cumulative = term.copy()
    counts = np.zeros(mean.size, dtype=np.int64)
    open_ = np.flatnonzero(u >= cumulative)
    for k in range(1, 80):
        if not open_.size:
            break
        term[open_] *= mean[open_] / k
        cumulative[open_] += term[open_]
        counts[open_] = k
        open_ = open_[u[open_] >= cumulative[open_]]
    return counts


def exp_minus(x: Floats) -> Floats:
    """e^-x for 0 <= x <= 16 by the Taylor series of x / 1024, squared ten times; relative error below 1e-9.

    >>> bool(abs(exp_minus(np.array([3.0]))[0] - 0.049787068367863944) < 1e-12)
    True
    """
    y = x / 1024.0
    value = 1.0 - y * (1.0 - y / 2.0 * (1.0 - y / 3.0 * (1.0 - y / 4.0 * (1.0 - y / 5.0 * (1.0 - y / 6.0)))))
    for _ in range(10):
        value = value * value
    return value
