"""Plans in the database: a manifest, a version number of the centre, and tables by their content hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.contracts.errors import Conflict, NotFound
from data.contracts.plan import Plan
from data.store.artefacts import missing_artefacts, parquet, put_artefact
from data.store.engine import Database
from data.store.schema import ADJUSTMENT_ROWS, PLAN_TABLES, PLANS, PUBLICATIONS

SETTINGS_STAGE = "settings"
HISTORY_STAGE = "history"


@dataclass(frozen=True)
class PlanInputs:
    """What a plan was made from, kept so that it can be made again: the settings' files (zip) and the history."""

    settings_hash: str
    settings: bytes
    history: pd.DataFrame


@dataclass(frozen=True)
class StoredPlan:
    """A plan as stored: the manifest and what the database adds. `settings` is the hash of the settings' files."""

    plan: Plan
    version: int
    settings: str
    made_at: datetime
    author: str
    status: str

    @property
    def plan_id(self) -> str:
        return self.plan.plan_id


@dataclass(frozen=True)
class Publication:
    """A plan that was handed out: which version, with how many edits, in which folder."""

    centre: str
    plan_id: str
    version: int
    edits: int
    folder: str
    made_at: datetime
    author: str


class PlanStore:
    """Plans are written once, whole, in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self,
        plan: Plan,
        tables: Mapping[str, pd.DataFrame],
        inputs: PlanInputs,
        *,
        author: str,
        made_at: datetime,
        replace: bool = False,
    ) -> StoredPlan:
        """Store the plan with all its tables, or nothing; the same plan saved twice is one version.

        With `replace` a plan of the same inputs takes the place of a draft that nobody has edited; else `Conflict`.
        O(cells) for the tables that are new.
        """
        bodies = self._new_bodies(plan, tables, inputs)
        with self._database.write() as connection:
            if not self._database.is_sqlite:
                connection.execute(sa.text("LOCK TABLE plans IN SHARE ROW EXCLUSIVE MODE"))  # one version number each
            known = connection.execute(sa.select(PLANS.c.version).where(PLANS.c.plan_id == plan.plan_id)).scalar()
            if known is None or replace:
                for content_hash, (stage, rows, body) in bodies.items():
                    put_artefact(connection, content_hash, stage, rows, body)
            if known is None:
                _insert(connection, plan, inputs, author, made_at)
            elif replace:
                _replace(connection, plan, inputs, author, made_at)
        return self.get(plan.plan_id)

    def _new_bodies(
        self, plan: Plan, tables: Mapping[str, pd.DataFrame], inputs: PlanInputs
    ) -> dict[str, tuple[str, int, bytes]]:
        # Made before the transaction, so that other writers wait for the writing only.
        wanted = {content_hash: (name, tables[name]) for name, content_hash in plan.tables.items()}
        wanted[plan.history_hash] = (HISTORY_STAGE, inputs.history)
        with self._database.read() as connection:
            missing = missing_artefacts(connection, set(wanted))
        bodies = {h: (wanted[h][0], len(wanted[h][1]), parquet(wanted[h][1])) for h in missing}
        bodies[inputs.settings_hash] = (SETTINGS_STAGE, 0, inputs.settings)
        return bodies

    def get(self, plan_id: str) -> StoredPlan:
        """One plan; `NotFound` if there is none."""
        found = self.find(plan_id)
        if found is None:
            raise NotFound("There is no plan {plan}.", "List the plans with `peakcrew plans`.", plan=plan_id)
        return found

    def all(self, centre: str | None = None) -> list[StoredPlan]:
        """All plans, newest version first; of one centre or of all."""
        query = sa.select(PLANS).order_by(PLANS.c.made_at.desc(), PLANS.c.centre, PLANS.c.version.desc())
        if centre is not None:
            query = query.where(PLANS.c.centre == centre)
        with self._database.read() as connection:
            return [_stored(row) for row in connection.execute(query).mappings()]

    def find(self, plan_id: str) -> StoredPlan | None:
        """The plan with this id, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(PLANS).where(PLANS.c.plan_id == plan_id)).mappings().one_or_none()
        return None if row is None else _stored(row)

    def publish(self, publication: Publication) -> Publication:
        """Mark the plan as handed out; the same plan with the same edits is handed out once."""
        with self._database.write() as connection:
            same = sa.and_(PUBLICATIONS.c.plan_id == publication.plan_id, PUBLICATIONS.c.edits == publication.edits)
            known = connection.execute(sa.select(PUBLICATIONS).where(same)).mappings().one_or_none()
            if known is not None:
                return _publication(known)
            connection.execute(sa.insert(PUBLICATIONS).values(**vars(publication)))
            connection.execute(
                sa.update(PLANS).where(PLANS.c.plan_id == publication.plan_id).values(status="published")
            )
        return publication

    def publications(self, centre: str) -> list[Publication]:
        """What was handed out for a centre, newest first."""
        query = sa.select(PUBLICATIONS).where(PUBLICATIONS.c.centre == centre)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(PUBLICATIONS.c.publication_id.desc())).mappings().all()
        return [_publication(row) for row in rows]


def _insert(connection: sa.Connection, plan: Plan, inputs: PlanInputs, author: str, made_at: datetime) -> None:
    newest = sa.select(sa.func.coalesce(sa.func.max(PLANS.c.version), 0)).where(PLANS.c.centre == plan.centre)
    version = connection.execute(newest).scalar_one() + 1
    values = {**_columns(plan, inputs, author, made_at), "version": version, "status": "draft"}
    connection.execute(sa.insert(PLANS).values(plan_id=plan.plan_id, **values))
    _insert_tables(connection, plan)


def _replace(connection: sa.Connection, plan: Plan, inputs: PlanInputs, author: str, made_at: datetime) -> None:
    edits = sa.select(sa.func.count()).where(ADJUSTMENT_ROWS.c.plan == plan.plan_id)
    status = connection.execute(sa.select(PLANS.c.status).where(PLANS.c.plan_id == plan.plan_id)).scalar_one()
    if status != "draft" or connection.execute(edits).scalar_one():
        raise Conflict(
            "Plan {plan} is published or edited and cannot be made anew.",
            "Change an input (settings, history or scenario), which makes another plan.",
            plan=plan.plan_id,
        )
    columns = _columns(plan, inputs, author, made_at)
    connection.execute(sa.update(PLANS).where(PLANS.c.plan_id == plan.plan_id).values(**columns))
    connection.execute(sa.delete(PLAN_TABLES).where(PLAN_TABLES.c.plan_id == plan.plan_id))
    _insert_tables(connection, plan)


def _columns(plan: Plan, inputs: PlanInputs, author: str, made_at: datetime) -> dict[str, Any]:
    return {
        "centre": plan.centre,
        "scenario": dict(plan.scenario),
        "as_of": plan.as_of,
        "settings": inputs.settings_hash,
        "history": plan.history_hash,
        "manifest": plan.as_dict(),
        "made_at": made_at,
        "author": author,
    }


def _insert_tables(connection: sa.Connection, plan: Plan) -> None:
    rows = [{"plan_id": plan.plan_id, "name": name, "content_hash": body} for name, body in plan.tables.items()]
    if rows:
        connection.execute(sa.insert(PLAN_TABLES), rows)


def _stored(row: sa.RowMapping) -> StoredPlan:
    return StoredPlan(
        plan=Plan.of(row["manifest"]),
        **{name: row[name] for name in ("version", "settings", "made_at", "author", "status")},
    )


def _publication(row: sa.RowMapping) -> Publication:
    return Publication(**{name: row[name] for name in Publication.__dataclass_fields__})
