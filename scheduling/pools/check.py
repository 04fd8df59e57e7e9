"""What a mix of people would deliver: its heads, group by group and interval by interval, meet the forecast."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre
from data.contracts.grid import local_date
from scheduling.simulator.contacts import ContactLaw
from scheduling.simulator.engine import StaffChanges, empty_tally, play
from scheduling.simulator.rooms import rooms_of

Floats = NDArray[np.float64]


def play_mix(
    mix: pd.DataFrame, forecast: pd.DataFrame, rates: Sequence[Floats], skills: pd.DataFrame, centre: Centre
) -> pd.DataFrame:
    """Service level by queue and day (queue, date, service_level) over as many paths as `rates` has.

    `mix`: MIX; `forecast`: FORECAST of the window, `rates`: contacts to expect of each of its rows, one array a path.
    Who is booked comes with the chance of the pool, taken as its mean; a fraction of a head is there on so many paths.
    Answered within the target / offered, by day of arrival; NaN where nobody came. Overflow delays, transfers,
    repeats and measured chat times are not played. Seeded. O(paths x contacts x (queues + groups)).
    """
    grid, names = centre.grid(), list(centre.queues)
    groups = [str(name) for name in mix["group"].drop_duplicates()]
    bin_s, rooms = centre.interval_min * 60.0, rooms_of(skills, groups, centre)
    law, rows = ContactLaw.of(forecast, centre), np.arange(len(forecast))
    present = _present(mix, groups, skills, centre)
    tally = empty_tally(len(names), len(groups), len(grid))
    for path, expected in enumerate(rates):
        rng = np.random.Generator(np.random.PCG64([centre.replay.seed, path]))
        heads = np.floor(present + rng.uniform(size=(1, len(groups)))).astype(np.int64)
        play(law.draw(expected, rng, rows), _changes(heads, bin_s), rooms, tally, bin_s)
    day, dates = pd.factorize(local_date(pd.Series(grid)))
    member = np.eye(len(dates))[day]
    counted, within = (tally.offered - tally.pending) @ member, tally.within @ member
    level = np.divide(within, counted, out=np.full(counted.shape, np.nan), where=counted > 0)
    keys = pd.MultiIndex.from_product([names, dates], names=["queue", "date"]).to_frame(index=False)
    return keys.assign(service_level=level.ravel())


def _present(mix: pd.DataFrame, groups: list[str], skills: pd.DataFrame, centre: Centre) -> Floats:
    """Heads at work on average, [intervals, groups]."""
    pool_of = dict(zip(skills["group"], skills["pool"], strict=True))
    heads = mix.pivot(index="ts", columns="group", values="heads").reindex(centre.grid()).fillna(0.0)[groups]
    come = np.array([1.0 - centre.pools[pool_of[group]].unplanned_absence for group in groups])
    return np.asarray(heads.to_numpy(np.float64) * come)


def _changes(heads: NDArray[np.int64], bin_s: float) -> StaffChanges:
    before = np.vstack([np.zeros((1, heads.shape[1]), dtype=np.int64), heads[:-1]])
    row, group = np.nonzero(heads != before)
    return StaffChanges(np.asarray(row * bin_s, dtype=np.float64), group.astype(np.int64), heads[row, group])
