"""The first tables, and the embedded user everybody is until users are kept."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from data.store.engine import UtcInstant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "artefacts",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_artefacts")),
    )
    op.create_table(
        "history",
        sa.Column("series_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ts", sa.BigInteger(), autoincrement=False, nullable=False, comment="seconds since 1970, UTC"),
        sa.Column("offered", sa.Double(), nullable=True),
        sa.Column("handled", sa.Double(), nullable=True),
        sa.Column("abandoned", sa.Double(), nullable=True),
        sa.Column("aht_s", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("series_id", "ts", name=op.f("pk_history")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_centre"), ["centre", "file_hash"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("stop_wanted", sa.Boolean(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False, comment="0: not started yet"),
        sa.Column("heartbeat", UtcInstant(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False, comment="what the job made; empty while it runs"),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_jobs")),
    )
    op.create_table(
        "locks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_locks")),
    )
    op.create_table(
        "series",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_series")),
        sa.UniqueConstraint("centre", "queue", name=op.f("uq_series_centre_queue")),
    )
    op.create_table(
        "stage_answers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False, comment="name: content hash, in the order they were made"),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stage_answers")),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="the agent or partner the user is; empty for others"),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.CheckConstraint(
            "role IN ('planner', 'manager', 'agent', 'partner', 'administrator')", name=op.f("ck_users_role")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_users")),
    )
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'published')", name=op.f("ck_plans_status")),
        sa.ForeignKeyConstraint(["history"], ["artefacts.content_hash"], name=op.f("fk_plans_history_artefacts")),
        sa.ForeignKeyConstraint(["settings"], ["artefacts.content_hash"], name=op.f("fk_plans_settings_artefacts")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plans")),
        sa.UniqueConstraint("centre", "version", name=op.f("uq_plans_centre_version")),
    )
    op.create_table(
        "adjustments",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edit_id", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("seen_edit", sa.Text(), nullable=False, comment="empty for none"),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.plan_id"], name=op.f("fk_adjustments_plan_plans")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_adjustments")),
        sa.UniqueConstraint("edit_id", name=op.f("uq_adjustments_edit_id")),
        sa.UniqueConstraint("plan", "target", "seen_edit", name=op.f("uq_adjustments_plan_target_seen_edit")),
    )
    op.create_table(
        "plan_tables",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_hash"], ["artefacts.content_hash"], name=op.f("fk_plan_tables_content_hash_artefacts")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.plan_id"], name=op.f("fk_plan_tables_plan_id_plans")),
        sa.PrimaryKeyConstraint("plan_id", "name", name=op.f("pk_plan_tables")),
    )
    op.create_table(
        "publications",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False, comment="adjustments of the plan that this publication holds"),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.plan_id"], name=op.f("fk_publications_plan_id_plans")),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_publications")),
        sa.UniqueConstraint("plan_id", "edits", name=op.f("uq_publications_plan_id_edits")),
    )
    users = sa.table(
        "users", *[sa.column(name) for name in ("name", "role", "subject")], sa.column("made_at", UtcInstant())
    )
    op.bulk_insert(users, [{"name": "planner", "role": "planner", "subject": "", "made_at": datetime.now(UTC)}])


def downgrade() -> None:
    op.drop_table("publications")
    op.drop_table("plan_tables")
    op.drop_table("adjustments")
    op.drop_table("plans")
    op.drop_table("users")
    op.drop_table("stage_answers")
    op.drop_table("series")
    op.drop_table("locks")
    op.drop_table("jobs")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_centre"))

    op.drop_table("imports")
    op.drop_table("history")
    op.drop_table("artefacts")
