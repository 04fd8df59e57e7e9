"""A plan is stored whole or not at all, once, under a version number of its centre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from data.contracts.errors import Conflict, NotFound
from data.contracts.hashing import table_hash
from data.contracts.plan import Plan, SolveReport, SolveStatus
from data.store.plans import PlanInputs, Publication, StoredPlan
from data.store.store import Store, open_store

NOW = datetime(2026, 10, 26, 1, 2, 3, tzinfo=UTC)
TS = pd.date_range("2026-11-02", periods=3, freq="15min", tz="Asia/Shanghai", unit="us")
MIX = pd.DataFrame({"group": ["g", "g", "h"], "ts": TS, "positions": [1.0, 2.5, 0.0]})
DAYS = pd.DataFrame({"date": TS.tz_localize(None).normalize(), "heads": [1, 2, 3], "locked": [True, False, True]})


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


def plan(mix: pd.DataFrame = MIX, centre: str = "shop", **scenario: Any) -> tuple[Plan, dict[str, pd.DataFrame]]:
    tables = {"mix": mix, "orders": DAYS}
    report = SolveReport("mix", "all", SolveStatus.FEASIBLE, 10.0, 9.5, 0.05, 1.2, "highs")
    hashes = {name: table_hash(table) for name, table in tables.items()}
    window = ("2026-11-02", "2026-11-15")
    made = Plan(
        centre, "2026-10-26", window, scenario, "s", table_hash(MIX), hashes, (report,), ("mind",), {"roster": 1}
    )
    return made, tables


def save(store: Store, made: tuple[Plan, dict[str, pd.DataFrame]], **options: Any) -> StoredPlan:
    return store.plans.save(*made, PlanInputs("zip", b"zip", MIX), author="amy", made_at=NOW, **options)


def test_a_plan_comes_back_with_its_tables_zones_and_reports(store: Store) -> None:
    made, tables = plan(volume=1.2)
    saved = save(store, (made, tables))
    assert store.plans.get(made.plan_id) == saved
    assert saved.plan == made
    assert (saved.version, saved.author, saved.made_at, saved.status) == (1, "amy", NOW, "draft")
    for name, content_hash in saved.plan.tables.items():
        pd.testing.assert_frame_equal(store.artefacts.table(content_hash), tables[name])
    assert store.artefacts.body(saved.settings) == b"zip"


def test_the_same_plan_twice_is_one_version(store: Store) -> None:
    save(store, plan())
    save(store, plan())
    save(store, plan(volume=2.0))
    save(store, plan(centre="other"))
    assert [(p.plan.centre, p.version) for p in store.plans.all()] == [("other", 1), ("shop", 2), ("shop", 1)]


def test_scenarios_share_the_tables_they_do_not_change(store: Store) -> None:
    base, other = save(store, plan()), save(store, plan(MIX.assign(positions=9.0), volume=2.0))
    assert base.plan.tables["orders"] == other.plan.tables["orders"]
    assert base.plan.tables["mix"] != other.plan.tables["mix"]


def test_a_save_that_fails_leaves_nothing(store: Store) -> None:
    made, tables = plan()
    with pytest.raises(Exception, match=r"NOT NULL|null value"):
        save(store, (replace(made, as_of=None), tables))  # type: ignore[arg-type]
    assert store.plans.all() == []
    assert not store.artefacts.has(made.tables["mix"])


def test_a_draft_is_made_anew_only_while_nobody_has_used_it(store: Store) -> None:
    save(store, plan())
    better = MIX.assign(positions=9.0)
    saved = save(store, plan(better), replace=True)
    assert saved.version == 1
    assert saved.plan.tables["mix"] == table_hash(better)
    store.plans.publish(Publication("shop", saved.plan_id, 1, 0, "out", NOW, "amy"))
    with pytest.raises(Conflict, match="published or edited"):
        save(store, plan(), replace=True)


def test_a_plan_is_found_or_not(store: Store) -> None:
    saved = save(store, plan())
    assert store.plans.find(saved.plan_id) == saved
    assert store.plans.find("nix") is None


def test_a_plan_is_published_once_for_each_state_of_its_edits(store: Store) -> None:
    saved = save(store, plan())
    first = Publication("shop", saved.plan_id, 1, 0, "out/v1", NOW, "amy")
    assert store.plans.publish(first) == first
    assert store.plans.publish(replace(first, author="bob")) == first
    store.plans.publish(replace(first, edits=2))
    assert [p.edits for p in store.plans.publications("shop")] == [2, 0]
    assert store.plans.get(saved.plan_id).status == "published"


def test_a_plan_or_table_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(NotFound, match="no plan nix"):
        store.plans.get("nix")
    with pytest.raises(NotFound, match="no stored table"):
        store.artefacts.table("nix")
