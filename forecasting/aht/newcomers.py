"""How much longer handling takes because of people in their first weeks: training classes and the ramp they climb.

Nobody is counted twice. The recorded handling time holds the slowness of everybody who worked, so all of a newcomer's
is taken out of the past. The mix books a group's `proficiency`; so in the days ahead the handling time holds only what
a newcomer is slower than that.
"""

from __future__ import annotations

import numpy as np

from data.contracts.centre import Centre
from data.contracts.ramps import ramp
from forecasting.aht.per_interval import Pace
from forecasting.aht.reason_mix import mix_factors
from forecasting.arrays import FloatArray, IntArray, day_number


def known_pace(centre: Centre, queue: str, past: IntArray, ahead: IntArray) -> Pace:
    """What is known of a queue's handling time by day: newcomers, and the mix of reasons where it is told."""
    slow_past, slow_ahead = newcomers(centre, queue, past, ahead)
    mix_past, mix_ahead = mix_factors(centre, queue, past), mix_factors(centre, queue, ahead)
    told = ~np.isnan(mix_ahead)
    return Pace(
        slow_past * np.where(np.isnan(mix_past), 1.0, mix_past), slow_ahead * np.where(told, mix_ahead, 1.0), told
    )


def newcomers(centre: Centre, queue: str, past: IntArray, ahead: IntArray) -> tuple[FloatArray, FloatArray]:
    """Multiples of the tenured handling time of a queue on past days and on days ahead; ones without classes.

    Groups share a queue by their people over the queue's rank in the group. O(groups x classes x days).
    """
    longer = (np.ones(len(past)), np.ones(len(ahead)))
    classes, ramps = centre.tables.get("training_classes"), centre.tables.get("ramps")
    if classes is None or ramps is None or classes.empty or ramps.empty:
        return longer
    people = centre.tables["agents"].groupby("group").size().to_dict()
    serving = centre.tables["skills"]
    serving = serving[(serving["queue"] == queue) & serving["group"].isin(people)]
    shares = {row["group"]: people[row["group"]] / row["priority"] for row in serving.to_dict("records")}
    booked = dict(zip(serving["group"], serving["proficiency"].clip(upper=1.0), strict=True))
    for row in classes[classes["group"].isin(shares)].to_dict("records"):
        group = str(row["group"])
        share = shares[group] / sum(shares.values()) * min(float(row["heads"]) / people[group], 1.0)
        for i, (days, speed) in enumerate(((past, 1.0), (ahead, float(booked[group])))):
            age = (days - day_number(row["first_day"])).astype(float)
            extra = np.maximum(speed / ramp(ramps, group, age), 1.0) - 1.0
            longer[i][:] += share * np.where(age >= 0, extra, 0.0)
    return longer
