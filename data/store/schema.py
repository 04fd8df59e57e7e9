"""The tables of the database. A change here comes with a migration in data/store/migrations; a test compares both."""

from __future__ import annotations

import sqlalchemy as sa

from data.store.engine import UtcInstant

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SERIES = sa.Table(
    "series",
    METADATA,
    sa.Column("series_id", sa.Integer, primary_key=True),
    sa.Column("centre", sa.Text, nullable=False),
    sa.Column("queue", sa.Text, nullable=False),
    sa.UniqueConstraint("centre", "queue"),
)

# A row per queue and interval, about a million: short keys, in SQLite stored in the order of the key. No foreign
# key to `series` (which never loses a row): PostgreSQL would check it a million times, half of the time of an import.
HISTORY_ROWS = sa.Table(
    "history",
    METADATA,
    sa.Column("series_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ts", sa.BigInteger, primary_key=True, autoincrement=False, comment="seconds since 1970, UTC"),
    sa.Column("offered", sa.Double),
    sa.Column("handled", sa.Double),
    sa.Column("abandoned", sa.Double),
    sa.Column("aht_s", sa.Double),
    sqlite_with_rowid=False,
)

IMPORTS = sa.Table(
    "imports",
    METADATA,
    sa.Column("import_id", sa.Integer, primary_key=True),
    sa.Column("centre", sa.Text, nullable=False),
    sa.Column("file_hash", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("made_at", UtcInstant, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Index(None, "centre", "file_hash"),
)

ARTEFACTS = sa.Table(
    "artefacts",
    METADATA,
    sa.Column("content_hash", sa.Text, primary_key=True),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

PLANS = sa.Table(
    "plans",
    METADATA,
    sa.Column("plan_id", sa.Text, primary_key=True),
    sa.Column("centre", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("scenario", sa.JSON, nullable=False),
    sa.Column("as_of", sa.Text, nullable=False),
    sa.Column("settings", sa.ForeignKey("artefacts.content_hash"), nullable=False),
    sa.Column("history", sa.ForeignKey("artefacts.content_hash"), nullable=False),
    sa.Column("manifest", sa.JSON, nullable=False),
    sa.Column("made_at", UtcInstant, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.UniqueConstraint("centre", "version"),
    sa.CheckConstraint("status IN ('draft', 'published')", name="status"),
)

PLAN_TABLES = sa.Table(
    "plan_tables",
    METADATA,
    sa.Column("plan_id", sa.ForeignKey("plans.plan_id"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("content_hash", sa.ForeignKey("artefacts.content_hash"), nullable=False),
)

# What a stage answered, by the hash of everything it depends on: runs resume and what-ifs share by it.
STAGE_ANSWERS = sa.Table(
    "stage_answers",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("tables", sa.JSON, nullable=False, comment="name: content hash, in the order they were made"),
    sa.Column("reports", sa.JSON, nullable=False),
    sa.Column("warnings", sa.JSON, nullable=False),
    sa.Column("made_at", UtcInstant, nullable=False),
)

ADJUSTMENT_ROWS = sa.Table(
    "adjustments",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("edit_id", sa.Text, nullable=False, unique=True),
    sa.Column("plan", sa.ForeignKey("plans.plan_id"), nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("seen_edit", sa.Text, nullable=False, comment="empty for none"),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("made_at", UtcInstant, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.UniqueConstraint("plan", "target", "seen_edit"),
)

CENTRE_EDIT_ROWS = sa.Table(
    "centre_edits",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("edit_id", sa.Text, nullable=False, unique=True),
    sa.Column("centre", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("row_key", sa.Text, nullable=False, comment="words of the row's key, joined by |"),
    sa.Column("seen_edit", sa.Text, nullable=False, comment="empty for none"),
    sa.Column("before", sa.Text, nullable=False, comment="JSON of the row; empty for no row"),
    sa.Column("after", sa.Text, nullable=False, comment="JSON of the row; empty for no row"),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("made_at", UtcInstant, nullable=False),
    sa.UniqueConstraint("centre", "table_name", "row_key", "seen_edit"),
)

REQUEST_ROWS = sa.Table(
    "request_steps",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("edit_id", sa.Text, nullable=False, unique=True),
    sa.Column("plan", sa.ForeignKey("plans.plan_id"), nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("seen_edit", sa.Text, nullable=False, comment="empty for none"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False, comment="JSON of what is asked or answered"),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("made_at", UtcInstant, nullable=False),
    sa.UniqueConstraint("plan", "request", "seen_edit"),
)

PUBLICATIONS = sa.Table(
    "publications",
    METADATA,
    sa.Column("publication_id", sa.Integer, primary_key=True),
    sa.Column("centre", sa.Text, nullable=False),
    sa.Column("plan_id", sa.ForeignKey("plans.plan_id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("edits", sa.Integer, nullable=False, comment="adjustments of the plan that this publication holds"),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("made_at", UtcInstant, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.UniqueConstraint("plan_id", "edits"),
)

USERS = sa.Table(
    "users",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, comment="the agent or partner the user is; empty for others"),
    sa.Column("made_at", UtcInstant, nullable=False),
    sa.CheckConstraint("role IN ('planner', 'manager', 'agent', 'partner', 'administrator')", name="role"),
)

JOBS = sa.Table(
    "jobs",
    METADATA,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("arguments", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("progress", sa.Double, nullable=False),
    sa.Column("doing", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("stop_wanted", sa.Boolean, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False, comment="0: not started yet"),
    sa.Column("heartbeat", UtcInstant, nullable=False),
    sa.Column("plan_id", sa.Text, nullable=False, comment="what the job made; empty while it runs"),
    sa.Column("made_at", UtcInstant, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
)

LOCKS = sa.Table(
    "locks",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("expires_at", UtcInstant, nullable=False),
)
