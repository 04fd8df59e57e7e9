"""How sure an answer is: chances that enough of those asked say yes."""

from __future__ import annotations

from scipy.stats import binom


def chance_of(wanted: int, asked: int, accept: float) -> float:
    """Chance that at least `wanted` of `asked` people accept, each with the same chance by himself.

    >>> round(chance_of(1, 2, 0.4), 2)
    0.64
    """
    return float(binom.sf(wanted - 1, asked, accept)) if wanted > 0 else 1.0


def most_likely(asked: int, accept: float) -> int:
    """Heads that as likely as not can be had of so many; one where anybody can be asked.

    >>> most_likely(10, 0.4), most_likely(1, 0.2), most_likely(0, 0.9)
    (4, 1, 0)
    """
    return max(1, int(binom.median(asked, accept))) if asked else 0


def to_ask(wanted: int, accept: float, sure: float, most: int) -> int:
    """People to ask so that `wanted` accept with the chance `sure`; `most` where no number is enough.

    >>> to_ask(1, 0.4, 0.9, 20)
    5
    """
    return next((asked for asked in range(wanted, most + 1) if chance_of(wanted, asked, accept) >= sure), most)
