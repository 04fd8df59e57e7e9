"""The level of handling times ahead."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.aht.level import level_ahead


@pytest.mark.parametrize("aht_s", [200.0, 240.0, 333.3])
def test_a_handling_time_that_never_changes_stays(aht_s):
    days = np.arange(20_000, 20_060)
    ahead = np.arange(20_060, 20_074)
    level = level_ahead(np.full(len(days), aht_s), np.full(len(days), 300.0), days, ahead, 0.5)
    assert level == pytest.approx(np.full(len(ahead), aht_s))
