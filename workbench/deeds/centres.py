"""A centre's folder as the desk reads it: names of models, sizers and solvers must be ones that are plugged in."""

from __future__ import annotations

from pathlib import Path

from data.contracts.centre import Centre
from data.intake.centre import read_centre


def known_centre(folder: Path) -> Centre:
    """The centre in a folder, or `RefusedInput` with every fault, names that nothing answers to included."""
    # They bring solvers and models along: loaded by who plans or checks, not by every page.
    from forecasting.models.catalogue import MODELS
    from scheduling.requirement.sizers import SIZERS
    from scheduling.solver.pulp_door import BACKENDS

    choices = {
        "forecast.models": tuple(MODELS),
        "staffing.sizer": tuple(SIZERS),
        "solver.backend": tuple(BACKENDS),
    }
    return read_centre(folder, choices)
