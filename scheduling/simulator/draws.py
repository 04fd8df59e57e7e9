"""Chance that belongs to a contact, not to the order of events: the same contact meets the same luck on every roster.

A contact has a key; what happens to it is a function of the key and of what is asked (splitmix64: Steele, Lea and
Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). So two plays of one path differ only by what
was changed between them.
"""

from __future__ import annotations

import numpy as np

from scheduling.compiled import fast_kernel

# What is asked of a contact.
REDIALS, REDIAL_IN, REPEATS, REPEAT_IN, UNSOLVED, TAKES_CALLBACK, REACHED, WORK, WORK_TOO, PATIENCE, CHILD = range(11)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
# Log-normal handling times with the coefficient of variation of an exponential.
SIGMA = float(np.sqrt(np.log(2.0)))


@fast_kernel
def key_of(parent: np.uint64, asked: int) -> np.uint64:
    """The key that follows from a key and a number."""
    z = np.uint64(parent) + np.uint64(asked + 1) * _STEP
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    return z ^ (z >> _31)


@fast_kernel
def uniform(key: np.uint64, asked: int) -> float:
    """Even between 0 and 1.

    >>> 0.0 <= uniform(np.uint64(7), REDIALS) < 1.0
    True
    """
    return float(key_of(key, asked) >> _11) * (1.0 / 9007199254740992.0)


@fast_kernel
def exponential(key: np.uint64, asked: int) -> float:
    """Exponential with mean 1."""
    return float(-np.log1p(-uniform(key, asked)))


@fast_kernel
def length_of(key: np.uint64) -> float:
    """Log-normal with mean 1 and coefficient of variation 1 (Box and Muller's normal)."""
    radius = np.sqrt(-2.0 * np.log1p(-uniform(key, WORK)))
    normal = radius * np.cos(2.0 * np.pi * uniform(key, WORK_TOO))
    return float(np.exp(SIGMA * normal - SIGMA * SIGMA / 2.0))
