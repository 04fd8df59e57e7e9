from __future__ import annotations

import sys

import numpy as np
import pytest

from data.contracts.errors import Unavailable
from scheduling.requirement import pyworkforce_sizer
from scheduling.requirement.sizers import SIZERS, Asked


def test_patience_makes_it_erlang_a_and_plain_erlang_c_ignores_it():
    asked = Asked([1200, 1200], 300, patience_s=[180, np.nan], target_s=20, service_level=0.8)
    exact, plain = SIZERS["peakcrew"](asked), SIZERS["erlang_c"](asked)
    assert exact.method.tolist() == ["erlang_a", "erlang_c"]
    assert plain.method.tolist() == ["erlang_c", "erlang_c"]
    assert exact.agents.tolist() == [100, 108]
    assert plain.agents.tolist() == [108, 108]
    assert np.allclose(exact.measures.sl, 0.8, atol=1e-9)


def test_pyworkforce_agrees_with_erlang_c_and_answers_no_volume_and_nonsense_with_values():
    lam = np.array([0.0, 200.0, 1000.0, 200.0, 200.0])
    asked = Asked(lam, 180, target_s=20, service_level=[0.8, 0.8, 0.8, np.nan, 0.8], max_occupancy=[1, 1, 1, 1, 0])
    got = SIZERS["pyworkforce"](asked)
    assert got.positions[:3].tolist() == SIZERS["erlang_c"](asked).agents[:3].tolist()
    assert np.isnan(got.positions[3:]).all()
    assert [bool(words) for words in got.reason] == [False, False, False, True, True]


def test_pyworkforce_never_enters_this_process():
    SIZERS["pyworkforce"](Asked(200, 180, target_s=0, service_level=0.8))
    assert not {"pyworkforce", "ortools"} & sys.modules.keys()


def test_a_pyworkforce_that_cannot_run_says_what_to_do(monkeypatch):
    monkeypatch.setattr(pyworkforce_sizer, "_WORKER", [sys.executable, "-c", "import no_such_library"])
    with pytest.raises(Unavailable, match="sizer peakcrew"):
        SIZERS["pyworkforce"](Asked(200, 180, target_s=20, service_level=0.8))


def test_a_row_nobody_can_meet_has_a_reason_and_the_rest_an_answer():
    got = SIZERS["peakcrew"](Asked([100, 100, 0], 300, target_s=20, service_level=[1, 0.8, np.nan]))
    assert np.isnan(got.positions).tolist() == [True, False, False]
    assert got.reason.tolist() == ["no number of agents up to 10 million reaches this target", "", ""]


@pytest.mark.parametrize("name", ["peakcrew", "erlang_c"])
def test_shapes_are_kept(name):
    got = SIZERS[name](Asked(np.full((2, 3), 100.0), 300, target_s=20, service_level=0.8))
    assert got.positions.shape == got.agents.shape == got.measures.sl.shape == got.reason.shape == (2, 3)
