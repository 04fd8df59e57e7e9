"""A tours problem: people, bookings and blocks whose shifts, with movable breaks, cover heads wanted per slot.

Time is cut into slots of `slot_min` minutes; slot 0 is midnight of the first day, a day has `day_slots` of them.
Several slots may share one row of demand (`slots_per_row`): the cover of a row is the mean over its slots.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class BreakWindow:
    """A break of `slots` slots that starts `earliest` to `latest` slots after its shift; windows lie in order."""

    slots: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class Kind:
    """A kind of shift: `slots` from start to end, breaks included. A split shift is a kind with one long break."""

    name: str
    slots: int
    paid_h: float
    breaks: tuple[BreakWindow, ...] = ()


@dataclass(frozen=True)
class Law:
    """What holds for everybody under one contract; counts of days are for each week of seven days from the first day.

    `band_slots` > 0: all starts of a person in a week lie in one band of that many slots of the day (a band of one
    step of the starts means the same start all week). `patterns`: the days on of a rotation, one flag a day of the
    horizon; a person works one of them, none listed means free. `split_off_cost`: price of a week with two days off or
    more of which no two adjoin. `inf` and 0 mean unlimited and no least.
    """

    name: str
    kinds: tuple[int, ...]
    least_days: int
    most_days: int
    rest_slots: int
    most_in_row: int
    most_nights_in_row: int = 1_000_000
    band_slots: int = 0
    least_paid_h: float = 0.0
    most_paid_h: float = np.inf
    split_off_cost: float = 0.0
    patterns: tuple[tuple[bool, ...], ...] = ()


@dataclass(frozen=True)
class Shift:
    """A shift somebody works: kind, slot of the start, slots of the starts of its breaks in order."""

    kind: int
    start: int
    breaks: tuple[int, ...]


@dataclass(frozen=True)
class Worker:
    """A person. `may[d, s]` of `Problem.allowed[allowed]`: may start in slot s of day d; `off_wish` is a day or -1.

    `last_end`: slot at which the shift before the horizon ended (negative or 0), None when long ago. `locked` shifts
    are worked to the slot; what else the person works must fit them. `wish` is a row of `Problem.wishes` or -1.
    """

    name: str
    law: int
    skill_set: int = 0
    allowed: int = 0
    run_before: int = 0
    nights_before: int = 0
    paid_h_before: float = 0.0
    last_end: int | None = None
    locked: tuple[Shift, ...] = ()
    wish: int = -1


@dataclass(frozen=True)
class Booking:
    """A pool booked day by day (backup): anybody may take a shift of its kinds, at most `most[d]` of them on a day."""

    name: str
    skill_set: int
    kinds: tuple[int, ...]
    pay: Floats  # (kinds of the problem, slots): price of a shift started there, inf where it may not start
    most: Ints


@dataclass(frozen=True)
class Block:
    """A contract with a partner: `seats` at a time, the same kind and start on `least_days` or more days in a row."""

    name: str
    skill_set: int
    kinds: tuple[int, ...]
    pay: Floats  # (kinds of the problem, slots): price of one seat's shift, inf where it may not start
    seats: int
    most_blocks: int
    least_days: int


@dataclass(frozen=True)
class Cover:
    """Heads wanted and the convex price of missing them, arrays (skills, rows), prices per row and head.

    The first `under_width` missing heads cost `under_first` each, the rest `under_rest`; the first `over_width` idle
    heads cost `over_first` each, the rest `over_rest`. `carry`: heads on shift from before the horizon.
    """

    wanted: Floats
    carry: Floats
    under_width: Floats
    under_first: Floats
    under_rest: Floats
    over_width: Floats
    over_first: Floats
    over_rest: Floats


@dataclass(frozen=True)
class Problem:
    """All of it. `pay[law, kind, slot]` is the price of a person's shift started there (inf: no such shift).

    `skill_sets` lists, for each set, the skills (rows of `cover`) of which a person serves one in each slot; `night`
    says which slots of a day make a start a night start; at least `least_people` are rostered, the others may rest
    unpaid.
    `wishes[w, slot]` is what a start there costs a worker in the second place only: among rosters of equal cost.
    """

    slot_min: int
    days: int
    start_step: int
    slots_per_row: int
    kinds: tuple[Kind, ...]
    laws: tuple[Law, ...]
    workers: tuple[Worker, ...]
    cover: Cover
    pay: Floats
    allowed: Flags  # (masks, days, slots of a day)
    night: Flags  # (slots of a day)
    skill_sets: tuple[tuple[int, ...], ...] = ((0,),)
    bookings: tuple[Booking, ...] = ()
    blocks: tuple[Block, ...] = ()
    wishes: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    least_people: int = 0

    @property
    def day_slots(self) -> int:
        """Slots of a day."""
        return 24 * 60 // self.slot_min
