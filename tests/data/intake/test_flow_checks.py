"""Transfers and repeats of a centre: read, and refused where they make no sense."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.intake.flow_checks import transfer_faults
from data.intake.placed import Placed

SKILLS = pd.DataFrame({"pool": ["own", "partner"], "queue": ["desk", "voice"]})


def placed(**given: object) -> Placed:
    row = {"from_queue": "voice", "pool": "partner", "to_queue": "desk", "share": 0.1, "attempts": 3.0,
           "within_h": np.nan, "in_history": False} | given  # fmt: skip
    return Placed(pd.DataFrame([row]), "transfers.csv", np.array([2]))


def codes(**given: object) -> list[str]:
    return [fault.code for fault in transfer_faults(placed(**given), SKILLS)]


def test_a_partner_that_hands_on_to_the_desk_is_in_order():
    assert codes() == []
    assert codes(pool="*", attempts=np.nan) == []


def test_all_that_makes_no_sense_is_told():
    assert codes(to_queue="voice", attempts=1.5, pool="own") == [
        "transfer.itself", "transfer.attempts", "transfer.pool"
    ]  # fmt: skip


def test_an_unknown_pool_is_told_elsewhere():
    assert codes(pool="nobody") == []


def test_the_place_of_a_fault_is_told():
    (fault,) = transfer_faults(placed(to_queue="voice"), None)
    assert fault.text == "transfers.csv, line 2, column to_queue: voice hands its contacts on to itself"
