"""A what-if form left alone asks for nothing; what differs is asked for, and only that."""

from __future__ import annotations

from data.contracts.centre import Centre
from workbench.figures.wishes import pool_rows, queue_rows, wishes


def test_a_form_left_alone_is_the_base(centre: Centre):
    assert wishes(100, 100, queue_rows(centre), pool_rows(centre), centre) == {}


def test_pools_start_from_what_they_are(centre: Centre):
    assert pool_rows(centre).to_dict("records") == [
        {"pool": "own", "absence_pct": 10.0, "price": 1.0, "heads": 2},
        {"pool": "pa", "absence_pct": 5.0, "price": 1.0, "heads": 10},
    ]


def test_every_lever_is_asked_for_under_its_own_name(centre: Centre):
    queues, pools = queue_rows(centre), pool_rows(centre)
    queues.loc[1, "volume"] = 2.0
    pools.loc[0, "absence_pct"] = 15.0
    pools.loc[1, ["price", "heads"]] = [1.2, 0]
    assert wishes(120, 90, queues, pools, centre) == {
        "volume": {"*": 1.2, "vip": 2.0},
        "aht": {"*": 0.9},
        "absence": {"own": 0.15},
        "price": {"pa": 1.2},
        "heads": {"pa": 0.0},
    }
