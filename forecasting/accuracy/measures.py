"""How wrong a forecast was: sums over slots that add up over any cut, and the measures that follow from them.

One definition for every judgement: backtests before a plan, accuracy reports after it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.grid import QUANTILES
from forecasting.arrays import FloatArray

WEEK_D = 7
LOSS_LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
LOSS_AT = tuple(QUANTILES.index(level) for level in LOSS_LEVELS)
AT = {level: QUANTILES.index(level) for level in QUANTILES}
SUMS = ("slots", "offered", "abs_error", "error", "naive_error", "inside_80", "inside_95", "loss")


def slot_sums(
    truth: FloatArray, mean: FloatArray, bands: FloatArray, scale: FloatArray | float
) -> dict[str, FloatArray]:
    """What each slot adds to the columns `SUMS`: `truth` and `mean` (slots,), `bands` (slots, len(QUANTILES)).

    `scale` is what MASE is measured in (`naive_scale`), one number or one per slot. O(slots).
    """
    error = mean - truth
    return {
        "slots": np.ones(len(truth)),
        "offered": truth,
        "abs_error": np.abs(error),
        "error": error,
        "naive_error": np.broadcast_to(np.asarray(scale, dtype=float), truth.shape),
        "inside_80": ((truth >= bands[:, AT[0.1]]) & (truth <= bands[:, AT[0.9]])).astype(float),
        "inside_95": ((truth >= bands[:, AT[0.025]]) & (truth <= bands[:, AT[0.975]])).astype(float),
        "loss": quantile_loss(truth, bands),
    }


def quantile_loss(truth: FloatArray, bands: FloatArray) -> FloatArray:
    """Mean over `LOSS_LEVELS` of twice the pinball loss, per slot: a point at the truth costs 0.

    >>> quantile_loss(np.array([10.0]), np.full((1, len(QUANTILES)), 8.0)).tolist()  # 2 x mean of the levels x 2
    [2.0]
    """
    over = truth[:, None] - bands[:, LOSS_AT]
    levels = np.asarray(LOSS_LEVELS)
    return np.asarray(2.0 * np.maximum(levels * over, (levels - 1.0) * over).mean(axis=1))


def measured(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums with the measures beside them: wape, bias, mase, coverage_80, coverage_95, wql; NaN without a base.

    WAPE = abs_error / offered, bias = error / offered (above 0: forecast too high), MASE = abs_error / naive_error,
    coverage = share of slots inside the band, wql = loss / offered. O(rows).

    >>> row = dict.fromkeys(SUMS, 1.0) | {"offered": 20.0, "abs_error": 3.0, "error": -1.0, "naive_error": 4.0}
    >>> measured(pd.DataFrame([row]))[["wape", "bias", "mase", "coverage_80"]].to_numpy().tolist()
    [[0.15, -0.05, 0.75, 1.0]]
    """

    def over(top: str, bottom: str) -> FloatArray:
        above, below = sums[top].to_numpy(dtype=float), sums[bottom].to_numpy(dtype=float)
        return np.asarray(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0))

    return sums.assign(
        wape=over("abs_error", "offered"), bias=over("error", "offered"), mase=over("abs_error", "naive_error"),
        coverage_80=over("inside_80", "slots"), coverage_95=over("inside_95", "slots"), wql=over("loss", "offered"),
    )  # fmt: skip


def weekly_changes(counts: FloatArray) -> FloatArray:
    """Absolute change of each slot against the same slot a week before; (days, slots), NaN where unknown."""
    changes = np.full(counts.shape, np.nan)
    changes[WEEK_D:] = np.abs(counts[WEEK_D:] - counts[:-WEEK_D])
    return changes


def naive_scale(counts: FloatArray) -> float:
    """Mean absolute change against the same slot a week before: what MASE is measured in; NaN when unknown.

    >>> naive_scale(np.array([[1.0]] * 7 + [[3.0]] * 7))
    2.0
    """
    changes = weekly_changes(counts)
    known = ~np.isnan(changes)
    return float(changes[known].mean()) if known.any() else float("nan")
