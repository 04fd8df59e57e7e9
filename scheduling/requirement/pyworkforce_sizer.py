"""The door to pyworkforce: seconds become minutes, its exceptions become reasons, and it runs in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.contracts.errors import Unavailable

FloatArray = npt.NDArray[np.float64]
Reasons = npt.NDArray[np.object_]

_ROOT = Path(__file__).resolve().parents[2]
_WORKER = [sys.executable, "-m", "scheduling.requirement.pyworkforce_worker"]


def positions_pyworkforce(
    lambda_per_hour: FloatArray,
    aht_s: FloatArray,
    target_s: FloatArray,
    service_level: FloatArray,
    max_occupancy: FloatArray,
    limit_s: float = 600.0,
) -> tuple[FloatArray, Reasons]:
    """Whole positions by pyworkforce's Erlang C, and per row the reason where it has none (NaN); arrays of one length.

    It knows a service level within a target and an occupancy cap, nothing else. One process for the whole batch,
    repeated rows asked once; about 500 to 1,700 rows a second, O(positions^2) each.
    Raises `Unavailable` when it cannot be run or needs more than `limit_s` seconds.
    """
    occupancy = np.where(np.isnan(max_occupancy), 1.0, max_occupancy)
    rows = np.column_stack([lambda_per_hour, aht_s / 60.0, target_s / 60.0, service_level, occupancy])
    positions = np.full(len(rows), np.nan)
    reasons = np.full(len(rows), "", dtype=object)
    known = np.isfinite(rows).all(axis=1)
    empty = (rows[:, 0] == 0.0) | (rows[:, 1] == 0.0)
    positions[empty] = 0.0
    reasons[~known & ~empty] = "pyworkforce needs a volume, a handling time, a service level and its target"
    ask = known & ~empty
    if ask.any():
        asked, back = np.unique(rows[ask], axis=0, return_inverse=True)
        answers = _run(asked.tolist(), limit_s)
        found = [np.nan if one["positions"] is None else float(str(one["positions"])) for one in answers]
        positions[ask] = np.array(found)[back.ravel()]
        reasons[ask] = np.array([one["reason"] for one in answers], dtype=object)[back.ravel()]
    return positions, reasons


def _run(rows: list[list[float]], limit_s: float) -> list[dict[str, object]]:
    """All answers of one worker process."""
    try:
        done = subprocess.run(
            _WORKER,
            input=json.dumps(rows),
            capture_output=True,
            text=True,
            check=True,
            timeout=limit_s,
            cwd=_ROOT,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
    except subprocess.TimeoutExpired:
        remedy = "Plan with the sizer peakcrew, which is faster, or allow more time."
        raise Unavailable("pyworkforce did not answer within {limit_s} s.", remedy, limit_s=limit_s) from None
    except (OSError, subprocess.CalledProcessError) as error:
        last = (getattr(error, "stderr", "") or str(error)).strip().splitlines()[-1:]
        remedy = "Install it (`pip install pyworkforce`), or plan with the sizer peakcrew."
        raise Unavailable("pyworkforce could not be run: {cause}.", remedy, cause="".join(last)) from None
    answers: list[dict[str, object]] = json.loads(done.stdout)
    return answers
