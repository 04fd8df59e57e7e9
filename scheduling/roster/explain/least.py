"""The cheapest set of ways that fills a gap as far as it can be filled, and what each relaxation alone would give.

An integer programme with one column a way: heads still lacking are priced, as are rules that must give way, and pay.
Every way is judged alone, so what it bends is exact; a person takes one at most, a pool sends as many as it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csr_array

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveReport
from scheduling.roster.explain.gap import Floats, Gap
from scheduling.roster.explain.ways import Way
from scheduling.solver.arrays import solve_arrays

STAGE = "explain"
WORTH_CNY_PER_H = 500.0  # of a head-hour of the gap: four times what an unfilled shift counts in a roster
NEW_KIND_CNY = 1.0  # among equals the set with fewer different relaxations
LIMIT_S = 10.0
MIP_GAP = 1e-7


@dataclass(frozen=True)
class Chosen:
    """Ways with how often each is taken, head-hours of the gap that they fill, and how it was solved."""

    ways: tuple[tuple[Way, int], ...]
    gain_h: float
    price_cny: float
    report: SolveReport | None = None

    @property
    def bent(self) -> tuple[str, ...]:
        """Codes of the rules that would have to give way."""
        return tuple(sorted({code for way, _ in self.ways for code in way.bent}))


@dataclass(frozen=True)
class Single:
    """What bending just these rules for one kind of way would give; without `rules`, what all rules allow."""

    rules: tuple[str, ...]
    kind: str
    chosen: Chosen

    @property
    def advised(self) -> bool:
        """False where it takes leave away."""
        return all(way.advised for way, _ in self.chosen.ways)


def cheapest(
    gap: Gap, ways: Sequence[Way], settings: SolverSettings, worth_cny_per_h: float = WORTH_CNY_PER_H
) -> Chosen:  # fmt: skip
    """The set of advised ways; empty where there are none or the gap has no hours.

    A way that costs more than the head-hours it fills are worth is not taken. (Ways + intervals) rows, then a solve.
    """
    return _solved(gap, [way for way in ways if way.advised], settings, worth_cny_per_h)


def singles(
    gap: Gap, ways: Sequence[Way], settings: SolverSettings, worth_cny_per_h: float = WORTH_CNY_PER_H
) -> list[Single]:  # fmt: skip
    """Each set of rules alone, by kind of way: fewest rules first, then the largest gain; leave last. A solve each."""
    groups: dict[tuple[tuple[str, ...], str], list[Way]] = {}
    for way in ways:
        groups.setdefault((way.bent, way.kind), []).append(way)
    found = [Single(*key, _solved(gap, own, settings, worth_cny_per_h)) for key, own in groups.items()]
    return sorted(
        (one for one in found if one.chosen.ways),
        key=lambda one: (
            not one.advised,
            len(one.rules),
            -one.chosen.gain_h,
            one.chosen.price_cny,
            one.rules,
            one.kind,
        ),
    )


def _solved(gap: Gap, ways: Sequence[Way], settings: SolverSettings, worth: float) -> Chosen:
    ways = [way for way in ways if way.gain_h > 0]
    if not ways or gap.hours <= 0:
        return Chosen((), 0.0, 0.0)
    problem, settings = _arrays(gap, ways, worth), replace(settings, gap=MIP_GAP)
    report, values = solve_arrays(*problem, stage=STAGE, part=gap.group, settings=settings, limit_s=LIMIT_S)
    if values is None:
        return Chosen((), 0.0, 0.0, report)
    taken = tuple((way, round(count)) for way, count in zip(ways, values, strict=False) if round(count) > 0)
    return Chosen(taken, filled_h(gap, taken), sum(way.price_cny * count for way, count in taken), report)


def filled_h(gap: Gap, taken: Sequence[tuple[Way, int]]) -> float:
    """Head-hours of the gap that the ways fill together, less what they newly lack elsewhere."""
    step = np.diff(gap.edges) / 60.0
    total: Floats = np.zeros(len(gap.short))
    for way, count in taken:
        total = total + way.cover * count
    change = np.maximum(gap.short, 0.0) - np.maximum(gap.short - total, 0.0)
    return float((change * step * (gap.asked | (change < 0))).sum())


def _arrays(
    gap: Gap, ways: Sequence[Way], worth: float
) -> tuple[Floats, Floats, Floats, Floats, csr_array, Floats, Floats]:  # fmt: skip
    """Columns: ways, kinds of relaxations (0 or 1), lacking heads of each interval."""
    bent = sorted({(code, way.kind) for way in ways for code in way.bent or ("",)})
    sources = {way.source: way.most for way in ways if way.source}
    intervals, count = len(gap.short), len(ways)
    width = count + len(bent) + intervals
    step = np.diff(gap.edges) / 60.0
    cost = np.concatenate(
        [
            [way.price_cny + (way.bend_cny if way.advised else 0.0) for way in ways],
            np.full(len(bent), NEW_KIND_CNY),
            worth * step,
        ]
    )
    upper = np.concatenate([[way.most for way in ways], np.ones(len(bent)), np.full(intervals, np.inf)])
    rows, columns, factors = [], [], []
    low, high = [], []
    for t in range(intervals):  # cover + lacking >= short; where nothing is asked, only what is newly lacking counts
        own = [j for j, way in enumerate(ways) if way.cover[t] != 0.0]
        rows += [t] * (len(own) + 1)
        columns += [*own, count + len(bent) + t]
        factors += [*(float(ways[j].cover[t]) for j in own), 1.0]
        low.append(float(gap.short[t] if gap.asked[t] else min(gap.short[t], 0.0)))
        high.append(np.inf)
    for source, most in sorted(sources.items()):
        own = [j for j, way in enumerate(ways) if way.source == source]
        rows, columns, factors = rows + [len(low)] * len(own), columns + own, factors + [1.0] * len(own)
        low.append(-np.inf)
        high.append(float(most))
    for j, way in enumerate(ways):
        for code in way.bent or ("",):
            rows += [len(low), len(low)]
            columns += [j, count + bent.index((code, way.kind))]
            factors += [1.0, -float(way.most)]
            low.append(-np.inf)
            high.append(0.0)
    matrix = csr_array(coo_array((factors, (rows, columns)), shape=(len(low), width)))
    whole = np.concatenate([np.ones(count + len(bent)), np.zeros(intervals)])
    return cost, whole, np.zeros(width), upper, matrix, np.array(low), np.array(high)
