"""Forecast models in the reader's words: their names, and what each one does."""

from __future__ import annotations

from workbench.display import Display


def model_title(display: Display, name: str) -> str:
    """The name of a forecast model for readers."""
    _ = display.words
    return {
        "default": _("Default average"),
        "top_down": _("Default without boosting"),
        "seasonal_mean": _("Mean of like weekdays"),
        "seasonal_naive": _("Last week again"),
        "ets": _("Holt-Winters (ETS)"),
        "sarimax": _("Seasonal ARIMA"),
        "prophet": "Prophet",
        "prophet_plain": _("Prophet on intervals, as it comes"),
        "prophet_tuned": _("Prophet on intervals, tuned"),
        "analogue": _("Like another queue"),
        "similar_queue": _("Like another queue"),
    }.get(name, name)


def models_explained(display: Display) -> str:
    """What the models do, as help."""
    _ = display.words
    return _(
        "Default average: several regressions, like weekdays, last year and smoothing, weighted by how well each did "
        "lately; boosting joins where it helped. Last week again: the plainest opponent; a model that loses to it is "
        "not worth its seconds. Holt-Winters, seasonal ARIMA and Prophet: the usual library models on day totals."
    )
