"""A centre's folder as the desk reads it: names of models, sizers and solvers must be ones that are plugged in."""

from __future__ import annotations

from pathlib import Path

from data.contracts.centre import Centre
from data.contracts.errors import Fault, RefusedInput
from data.intake.centre import read_centre


def known_centre(folder: Path) -> Centre:
    """The centre in a folder, or `RefusedInput` with every fault, names that nothing answers to included."""
    # They bring solvers and models along: loaded by who plans or checks, not by every page.
    from forecasting.models.catalogue import NAMES
    from scheduling.requirement.sizers import SIZERS
    from scheduling.solver.pulp_door import BACKENDS

    choices = {
        "forecast.models": NAMES,
        "staffing.sizer": tuple(SIZERS),
        "solver.backend": tuple(BACKENDS),
    }
    centre = read_centre(folder, choices)
    wrong = [one for one in centre.queues.values() if one.model and one.model not in NAMES]
    if wrong:
        known = ", ".join(NAMES)
        raise RefusedInput([
            Fault("queues.model", "there is no forecast model {model} (queue {queue})",
                  {"model": one.model, "queue": one.queue, "known": known}, "Choose from {known}, or leave it blank.",
                  "queues.csv", column="model")
            for one in wrong
        ])  # fmt: skip
    return centre
