"""Shapes of a day: which share of a day's contacts comes in each hour and quarter, on usual and on opening days."""

from __future__ import annotations

from math import fsum

# Share of a usual day per hour in percent; `shop` is the consumer's day, the others tilt it.
USUAL: dict[str, tuple[float, ...]] = {
    "shop": (
        1.2, 0.8, 0.5, 0.4, 0.3, 0.4, 0.9, 1.9, 4.2, 6.6, 7.6, 7.0,
        5.4, 5.6, 6.4, 6.3, 5.9, 5.4, 5.0, 5.9, 7.0, 6.9, 5.1, 3.3,
    ),
    "phone": (
        0.7, 0.4, 0.3, 0.2, 0.2, 0.3, 0.8, 2.2, 5.4, 8.2, 9.2, 8.2,
        5.6, 6.1, 7.6, 7.5, 6.9, 6.2, 5.1, 5.1, 5.4, 4.6, 2.5, 1.3,
    ),
    "early": (
        0.3, 0.2, 0.2, 0.2, 0.3, 0.8, 2.2, 5.0, 9.2, 11.2, 11.0, 9.2,
        5.4, 5.2, 7.2, 7.6, 7.0, 5.4, 4.2, 3.4, 2.4, 1.4, 0.7, 0.5,
    ),
    "message": (
        1.9, 1.2, 0.8, 0.5, 0.4, 0.4, 0.8, 1.7, 3.6, 5.5, 6.3, 6.1,
        5.9, 5.6, 5.6, 5.6, 5.5, 5.3, 5.4, 6.4, 7.8, 8.0, 6.2, 3.5,
    ),
}  # fmt: skip

# On weekends and holidays people write and call later.
WEEKEND_TILT: tuple[float, ...] = (
    (1.15,) * 2 + (1.0,) * 5 + (0.7, 0.78, 0.86, 0.94) + (1.0,) * 4 + (1.06,) * 5 + (1.1,) * 4
)

# Multiples of the usual hour (shop) on days when a sale opens: at 00:00 with a last evening, at 20:00, the Double 12
# (noon and evening), and a live stream from 19:00.
OPENINGS: dict[str, tuple[float, ...]] = {
    "midnight_open": (
        40, 28, 16, 9, 6, 4, 3.5, 3.5, 4, 4.5, 4.5, 4.2, 4.2, 4.2, 3.8, 3.8, 3.6, 3.6, 3.8, 4.5, 5.2, 5.5, 5.5, 5,
    ),
    "evening_open": (
        3, 2.5, 2.2, 2, 2, 2, 2, 2.2, 2.6, 3, 3.2, 3.2, 3.4, 3.4, 3.2, 3.2, 3.4, 3.8, 4.5, 7, 11, 10, 9, 8,
    ),
    "double12": (
        6, 3, 2, 1.5, 1, 1, 1, 1.2, 1.6, 2, 2.2, 2.4, 3.2, 3.2, 2.2, 2, 2, 2, 2.2, 2.6, 3.6, 3.6, 3.2, 2.6,
    ),
    "livestream": (1,) * 18 + (1.4, 4.5, 5.5, 5, 3, 1.5),
}  # fmt: skip
BURST_HOUR = {"midnight_open": 0, "evening_open": 20}
BURST = (0.32, 0.26, 0.22, 0.20)  # the quarters of the hour in which a sale opens


def _normed(values: tuple[float, ...]) -> tuple[float, ...]:
    total = fsum(values)
    return tuple(value / total for value in values)


def _rounded(values: tuple[float, ...]) -> tuple[float, ...]:
    """Shares to six digits that add up to 1: the largest takes the rest."""
    millionths = [int(value * 1e6 + 0.5) for value in _normed(values)]
    millionths[millionths.index(max(millionths))] += 1_000_000 - sum(millionths)
    return tuple(m / 1e6 for m in millionths)


# Share of the day per hour, as written to event_shapes.csv and as the truth uses them.
EVENT_HOURS: dict[str, tuple[float, ...]] = {
    name: _rounded(tuple(a * b for a, b in zip(multiples, USUAL["shop"], strict=True)))
    for name, multiples in OPENINGS.items()
}


def quarters_of(shape: str, weekend: bool, open_hours: tuple[int, int] | None = None) -> tuple[float, ...]:
    """Share of the day in each of its 96 quarters; closed hours get none and the rest takes theirs.

    >>> round(sum(quarters_of("shop", weekend=False)), 12), round(sum(quarters_of("midnight_open", True)[:4]), 4)
    (1.0, 0.0951)
    """
    if shape in EVENT_HOURS:
        hours = EVENT_HOURS[shape]
    else:
        hours = USUAL[shape]
        if weekend:
            hours = tuple(a * b for a, b in zip(hours, WEEKEND_TILT, strict=True))
    first, last = open_hours or (0, 24)
    hours = _normed(tuple(value if first <= h < last else 0.0 for h, value in enumerate(hours)))
    quarters: list[float] = []
    for h, share in enumerate(hours):
        quarters += [share * part for part in _within(hours, h, BURST_HOUR.get(shape))]
    return tuple(quarters)


def _within(hours: tuple[float, ...], h: int, burst_hour: int | None) -> tuple[float, ...]:
    """Shares of the four quarters of an hour: a slope towards the neighbours, or the burst of an opening."""
    if h == burst_hour:
        return BURST
    if hours[h] == 0:
        return (0.25,) * 4
    before, after = hours[max(h - 1, 0)], hours[min(h + 1, 23)]
    slope = max(-0.4, min(0.4, (after - before) / 2.0 / hours[h]))
    return tuple(0.25 * (1.0 + slope * step) for step in (-0.75, -0.25, 0.25, 0.75))
