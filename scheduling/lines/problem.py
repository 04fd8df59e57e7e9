"""A lines problem: people x days x kinds of shift; each person's line of shifts must be lawful, together they cover.

Everybody works one shift a day or none. Days, people and kinds are counted from 0; `OFF` is a day off. A kind may stand
for a shift and the work done in it (two kinds of the same hours), so that `allowed` holds skills too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

OFF = -1
OPEN = -2  # in `Problem.locked`: nothing is fixed
NO_LIMIT = 1_000_000_000  # a most that never binds


@dataclass(frozen=True)
class Limits:
    """What each person's line keeps, arrays over people; hard.

    Days worked in a row are a run, days off in a row a break. A run or break that touches the end of the horizon may be
    shorter than its least, as may one that begins on day 0 of a person of whom nothing is known (`run_before` and
    `off_before` both 0). Otherwise the days before count: a run of 2 carried in is worked on to at least `least_run`.
    """

    most_of_kind: Ints  # (people, kinds)
    least_min: Ints  # minutes worked in the horizon
    most_min: Ints
    least_run: Ints
    most_run: Ints
    least_off: Ints
    most_weekends: Ints  # weekends with a day worked, see Problem.weekend
    run_before: Ints  # days worked in a row just before day 0
    off_before: Ints  # days off in a row just before day 0
    last_kind: Ints  # kind worked on the day before day 0, OFF where unknown or off


@dataclass(frozen=True)
class Cover:
    """People wanted: row r counts those who work one of the kinds `counts[r]` on `day[r]`; an infinite price is hard.

    Several rows may count the same cell: steps of a convex price are rows with other `wanted`.
    """

    day: Ints
    counts: Flags  # (rows, kinds)
    wanted: Ints
    under: Floats  # price of each person missing
    over: Floats  # price of each person too many


@dataclass(frozen=True)
class Rows:
    """Sums over cells of one person's line, kept between least and most at a price per unit of breach (inf: hard).

    Row r sums `weight[k]` over its cells k in `start[r] : start[r + 1]`; `cell[k]` = day * kinds + kind. Hours of a
    week, nights in a row (at most m in each m + 1 days), pairs of shifts that must not meet, even shares: all are such
    rows. `name[r]` tells the rule in the list of breaches.
    """

    person: Ints
    start: Ints  # (rows + 1)
    cell: Ints
    weight: Floats
    least: Floats
    most: Floats
    under: Floats
    over: Floats
    name: tuple[str, ...] = ()


def no_rows() -> Rows:
    """Rows of a problem without any.

    >>> len(no_rows().person)
    0
    """
    ints, floats = np.zeros(0, np.int64), np.zeros(0)
    return Rows(ints, np.zeros(1, np.int64), ints, floats, floats, floats, floats, floats)


@dataclass(frozen=True)
class Problem:
    """All of it. Cost = constant + cost of the cells worked + breach of cover + breach of rows, to be least.

    `cell_cost[i, d, s]` is the price (pay, wishes, requests) of person i working kind s on day d against a day off; may
    be negative. `forbidden[law, s, s2]`: s2 must not follow s on the next day for people of that law. `weekend[d]` is
    the number of the weekend that day d belongs to, or -1. `locked[i, d]` is a kind, OFF or OPEN; a locked kind is
    allowed whatever `allowed` says.
    """

    days: int
    people: tuple[str, ...]
    kinds: tuple[str, ...]
    minutes: Ints  # of each kind
    allowed: Flags  # (people, days, kinds)
    cell_cost: Floats  # (people, days, kinds)
    limits: Limits
    cover: Cover
    forbidden: Flags  # (laws, kinds, kinds)
    law: Ints  # (people)
    weekend: Ints  # (days)
    locked: Ints  # (people, days)
    rows: Rows = field(default_factory=no_rows)
    constant: float = 0.0

    def __post_init__(self) -> None:
        """Arrays that do not fit together are a fault of the caller: `ValueError`."""
        if wrong := _misfits(self):
            raise ValueError(f"the arrays of a lines problem do not fit together: {', '.join(wrong)}")

    @property
    def may(self) -> Flags:
        """(people, days, kinds): what a person may work on a day, locks included. Makes a new array."""
        free = self.allowed & (self.locked == OPEN)[:, :, None]
        may: Flags = free | (self.locked[:, :, None] == np.arange(len(self.kinds)))
        return may


def whole_weeks(days: int, first_weekday: int = 0) -> Ints:
    """`Problem.weekend` where Saturday and Sunday are a weekend; `first_weekday` of day 0, Monday is 0.

    >>> whole_weeks(9, first_weekday=4).tolist()
    [-1, 0, 0, -1, -1, -1, -1, -1, 1]
    """
    places = np.arange(days) + first_weekday
    numbers = np.where(places % 7 >= 5, places // 7, -1)
    return numbers.astype(np.int64)


def _misfits(problem: Problem) -> list[str]:
    people, days, kinds = len(problem.people), problem.days, len(problem.kinds)
    limits, cover, rows = problem.limits, problem.cover, problem.rows
    asked: list[tuple[str, npt.NDArray[np.generic], tuple[int, ...]]] = [
        ("minutes", problem.minutes, (kinds,)),
        ("allowed", problem.allowed, (people, days, kinds)),
        ("cell_cost", problem.cell_cost, (people, days, kinds)),
        ("forbidden", problem.forbidden, (len(problem.forbidden), kinds, kinds)),
        ("law", problem.law, (people,)),
        ("weekend", problem.weekend, (days,)),
        ("locked", problem.locked, (people, days)),
        ("limits.most_of_kind", limits.most_of_kind, (people, kinds)),
        ("cover.counts", cover.counts, (len(cover.day), kinds)),
        ("rows.start", rows.start, (len(rows.person) + 1,)),
        ("rows.weight", rows.weight, (len(rows.cell),)),
    ]
    for name in ("least_min", "most_min", "least_run", "most_run", "least_off", "most_weekends", "run_before",
                 "off_before", "last_kind"):  # fmt: skip
        asked.append((f"limits.{name}", getattr(limits, name), (people,)))
    asked += [(f"cover.{name}", getattr(cover, name), (len(cover.day),)) for name in ("wanted", "under", "over")]
    asked += [(f"rows.{name}", getattr(rows, name), (len(rows.person),)) for name in ("least", "most", "under", "over")]
    wrong = [name for name, array, shape in asked if array.shape != shape]
    if not wrong and not np.isfinite(problem.cell_cost[problem.may]).all():
        wrong.append("cell_cost is not finite")
    return wrong
