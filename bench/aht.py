"""Handling time ahead against plain alternatives, on the sample centres whose truth is known: no public set has AHT.

    python -m bench aht

Origins every four weeks of the last year, 14 days ahead. Workload WAPE = sum of handled x |forecast - AHT| over sum of
handled x AHT, per quarter against what was recorded (mostly chance: one contact scatters by 70 %) and against the truth
that it was drawn from. Sale days and festivals are left out here: their effect is forecast with the events.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.samples.draw import draw_history
from data.samples.happenings import (
    HISTORY_FIRST,
    HISTORY_LAST,
    calendar,
    days_of,
    newcomers_factor,
    sale_on,
    spring_factor,
)
from data.samples.queues import TEMPLATES
from data.samples.truth import day_truth
from forecasting.aht.per_interval import Pace, forecast_aht
from forecasting.arrays import BoolArray, FloatArray, IntArray, date_of, day_number, weekdays

SEED = 20261111
OURS = "ours"
BETTER = 0.9  # of the best plain alternative's error against the truth, on every sample
ORIGINS, STEP_D, AHEAD_D = 13, 28, 14
Forecast = Callable[[FloatArray, FloatArray, IntArray, BoolArray, IntArray], FloatArray | None]


@dataclass(frozen=True)
class _Queue:
    name: str
    days: IntArray
    usable: BoolArray
    handled: FloatArray
    aht_s: FloatArray
    truth: FloatArray


def queues(template: str) -> Iterator[_Queue]:
    """Recorded history and truth of each queue of a sample."""
    days = days_of(HISTORY_FIRST, HISTORY_LAST)
    calm = np.array([sale_on(day) is None and spring_factor(day) is None and day not in calendar() for day in days])
    numbers = np.array([day_number(pd.Timestamp(day)) for day in days])
    for row in TEMPLATES[template].queues:
        drawn = draw_history(template, SEED, row.queue)
        handled = np.where(drawn.missing, np.nan, drawn.handled.astype(float))
        yield _Queue(row.queue, numbers, calm, handled, drawn.aht_s, day_truth(row, days).aht_s)


def _weighted(aht_s: FloatArray, handled: FloatArray, rows: BoolArray) -> FloatArray:
    """Mean per slot over the marked days, weighted by contacts; the mean of all where nothing was handled."""
    weight = np.where(np.isnan(aht_s), 0.0, np.nan_to_num(handled))[rows]
    top, mass = (weight * np.nan_to_num(aht_s[rows])).sum(axis=0), weight.sum(axis=0)
    every = top.sum() / max(mass.sum(), 1e-9)
    mean: FloatArray = np.divide(top, mass, out=np.full(len(mass), every), where=mass > 0)
    return mean


def same_slot(weeks: int) -> Forecast:
    """Mean of the same weekday and slot over the last weeks."""

    def forecast(
        aht_s: FloatArray,
        handled: FloatArray,
        days: IntArray,
        usable: BoolArray,  # noqa: ARG001 - asked as all are
        ahead: IntArray,
    ) -> FloatArray:
        late = days >= ahead[0] - 7 * weeks
        return np.stack([_weighted(aht_s, handled, late & (weekdays(days) == w)) for w in weekdays(ahead)])

    return forecast


def any_day(aht_s: FloatArray, handled: FloatArray, days: IntArray, usable: BoolArray, ahead: IntArray) -> FloatArray:
    """Mean of the slot over all usable days of the last four weeks."""
    late = (days >= ahead[0] - 28) & usable
    return np.tile(_weighted(aht_s, handled, late if late.any() else days >= ahead[0] - 28), (len(ahead), 1))


def one_number(
    aht_s: FloatArray, handled: FloatArray, days: IntArray, usable: BoolArray, ahead: IntArray
) -> FloatArray:
    """One number for everything: the mean of the last four weeks, weighted by contacts."""
    mean = any_day(aht_s, handled, days, usable, ahead[:1])
    weight = np.nan_to_num(handled)[days >= ahead[0] - 28].sum(axis=0)
    return np.full((len(ahead), aht_s.shape[1]), np.average(mean[0], weights=weight + 1e-9))


def classes_known(
    aht_s: FloatArray, handled: FloatArray, days: IntArray, usable: BoolArray, ahead: IntArray
) -> FloatArray | None:
    """Ours, told what the newcomers of the sample add."""
    past, coming = (np.array([newcomers_factor(date_of(d).date()) for d in part]) for part in (days, ahead))
    return forecast_aht(aht_s, handled, days, usable, ahead, Pace(past, coming, np.zeros(len(coming), dtype=bool)))


METHODS: dict[str, Forecast] = {
    OURS: forecast_aht,
    "ours, training classes known": classes_known,
    "same weekday and slot, 4 weeks": same_slot(4),
    "same weekday and slot, last week": same_slot(1),
    "slot of any day, 4 weeks": any_day,
    "one number, 4 weeks": one_number,
}


def score(queue: _Queue) -> list[dict[str, object]]:
    """Sums of each method at each origin."""
    rows = []
    end = int(queue.days[-1]) + 1
    for back in range(ORIGINS):
        origin = end - AHEAD_D - back * STEP_D
        past, ahead = queue.days < origin, np.arange(origin, origin + AHEAD_D)
        coming = (queue.days >= origin) & (queue.days < origin + AHEAD_D)
        judged = queue.usable[coming][:, None] & ~np.isnan(queue.aht_s[coming])
        weight = np.where(judged, np.nan_to_num(queue.handled[coming]), 0.0)
        for name, method in METHODS.items():
            begun = time.process_time()
            made = method(queue.aht_s[past], queue.handled[past], queue.days[past], queue.usable[past], ahead)
            seconds = time.process_time() - begun
            assert made is not None
            off = weight * (made - queue.truth[coming])
            rows.append(
                {"queue": queue.name, "method": name, "origin": origin, "seconds": seconds,
                 "error": float((weight * np.abs(made - np.nan_to_num(queue.aht_s[coming]))).sum()),
                 "truth_error": float(np.abs(off).sum()), "off": float(off.sum()),
                 "work": float((weight * queue.truth[coming]).sum())}
            )  # fmt: skip
    return rows


def run(templates: tuple[str, ...] = ("shop", "shop20")) -> bool:
    """Print a table per sample, and one per queue; is ours clearly better than every plain alternative?"""
    held = True
    for template in templates:
        table = pd.DataFrame([row for queue in queues(template) for row in score(queue)])
        table["method"] = pd.Categorical(table["method"], list(METHODS))
        whole, by_queue = _shares(table, ["method"]), _shares(table, ["queue", "method"])
        seconds = table.groupby("method", observed=True)["seconds"].mean().round(4)
        print(f"{template}\n{whole.round(2).assign(seconds=seconds).to_string()}\n")
        print(by_queue["truth %"].unstack().round(2).to_string(), "\n")
        plain = whole["truth %"].drop([OURS, "ours, training classes known"]).min()
        held &= bool(whole.loc[OURS, "truth %"] <= BETTER * plain)
    return held


def _shares(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    sums = table.groupby(by, observed=True)[["error", "truth_error", "off", "work"]].sum()
    named = {"recorded %": "error", "truth %": "truth_error", "bias %": "off"}
    return pd.DataFrame({name: 100 * sums[column] / sums["work"] for name, column in named.items()})


if __name__ == "__main__":
    sys.exit(0 if run(tuple(sys.argv[1:]) or ("shop", "shop20")) else 1)
