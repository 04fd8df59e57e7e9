"""What the cover of an interval costs besides pay: missing and idle head-hours, and the same for whole heads only."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

UNDER_PRICE = (4.0, 6.0)  # a missing head-hour, in prices of an hour: the first tenth of the demand, and the rest
OVER_PRICE = (0.02, 0.10)  # an idle head-hour: up to a sixth of the demand, and the rest
IDLE_PRICE = 0.5  # a paid hour without work: of a contract, or of a seat that was ordered
UNDER_STEP, OVER_STEP, OVER_FREE = 0.10, 1.0 / 6.0, 0.5


@dataclass(frozen=True)
class Piece:
    """A straight piece of the price: up to `most` heads (None: any) below (`sign` 1) or above (-1) the best cover."""

    sign: float
    most: float | None
    price: float


def cover_price(wanted: Floats, cover: Floats, hour_cny: float) -> Floats:
    """Price of the cover of each interval; `hour_cny` is the price of a paid hour times the hours of an interval.

    >>> cover_price(np.array([10.0]), np.array([8.0]), 1.0)  # one head of the first tenth, one of the rest
    array([10.])
    """
    under, over = np.maximum(wanted - cover, 0.0), np.maximum(cover - wanted, 0.0)
    first, usual = UNDER_STEP * wanted, OVER_STEP * wanted + OVER_FREE
    total: Floats = hour_cny * (
        UNDER_PRICE[0] * np.minimum(under, first)
        + UNDER_PRICE[1] * np.maximum(under - first, 0.0)
        + OVER_PRICE[0] * np.minimum(over, usual)
        + OVER_PRICE[1] * np.maximum(over - usual, 0.0)
    )
    return total


def pieces(wanted: float, hour_cny: float, *, whole: bool) -> tuple[float, float, list[Piece]]:
    """The cheapest cover of an interval, its price, and the straight pieces to both sides of it.

    `whole`: only whole heads can be there. The price is then drawn straight from one whole number to the next, which is
    the dearest convex price that no whole answer exceeds: 1.6 heads cannot be had, so a relaxation that takes them pays
    a mix of one and two. That lifts the bound of small groups most. The slope is least where a piece touches the
    cheapest cover, so a linear model takes the pieces in their order.

    >>> base, price, around = pieces(1.6, 1.0, whole=True)
    >>> base, round(price, 3), [(p.sign, p.most, round(p.price, 3)) for p in around]
    (2.0, 0.008, [(1.0, 1.0, 3.272), (1.0, None, 6.0), (-1.0, 1.0, 0.071), (-1.0, None, 0.1)])
    """
    kinks = [(1.0 - UNDER_STEP) * wanted, wanted, (1.0 + OVER_STEP) * wanted + OVER_FREE]
    kinks = [round(kink, 9) for kink in kinks]
    at = sorted({float(f(kink)) for kink in kinks for f in (math.floor, math.ceil)} if whole else set(kinks))
    price = cover_price(np.full(len(at), wanted), np.array(at), hour_cny).tolist()
    least = price.index(min(price))
    around: list[Piece] = []
    for i in range(least, 0, -1):
        around.append(Piece(1.0, at[i] - at[i - 1], (price[i - 1] - price[i]) / (at[i] - at[i - 1])))
    if at[0] > 0.0:
        around.append(Piece(1.0, None, UNDER_PRICE[1] * hour_cny))
    for i in range(least, len(at) - 1):
        around.append(Piece(-1.0, at[i + 1] - at[i], (price[i + 1] - price[i]) / (at[i + 1] - at[i])))
    around.append(Piece(-1.0, None, OVER_PRICE[1] * hour_cny))
    return at[least], price[least], around
