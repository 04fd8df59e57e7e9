"""An answer of a stage is remembered with its tables, in their order, and shares them with plans."""

from __future__ import annotations

import pandas as pd

from data.contracts.hashing import table_hash
from data.store.store import open_store

MIX = pd.DataFrame({"group": ["g", "h"], "positions": [1.0, 2.0]})
FLOW = pd.DataFrame({"group": ["g"], "queue": ["q"]})


def test_an_answer_comes_back_in_its_order(database_url: str) -> None:
    store = open_store(database_url)
    assert store.answers.find("k") is None
    store.answers.remember("k", {"mix": MIX, "flow": FLOW}, [{"stage": "mix", "gap": None}], ["mind the gap"])
    found = store.answers.find("k")
    assert found is not None
    assert list(found.tables.items()) == [("mix", table_hash(MIX)), ("flow", table_hash(FLOW))]
    assert (list(found.reports), list(found.warnings)) == ([{"stage": "mix", "gap": None}], ["mind the gap"])
    pd.testing.assert_frame_equal(store.artefacts.table(found.tables["mix"]), MIX)
    store.close()


def test_a_later_answer_takes_the_place_of_an_earlier(database_url: str) -> None:
    store = open_store(database_url)
    store.answers.remember("k", {"mix": MIX}, [], [])
    store.answers.remember("k", {"mix": FLOW}, [], [])
    found = store.answers.find("k")
    assert found is not None
    assert found.tables == {"mix": table_hash(FLOW)}
    store.close()
