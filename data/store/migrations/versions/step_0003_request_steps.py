"""Steps of requests about a plan: swaps, offers and their answers."""

import sqlalchemy as sa
from alembic import op

from data.store.engine import UtcInstant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_steps",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edit_id", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("seen_edit", sa.Text(), nullable=False, comment="empty for none"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="JSON of what is asked or answered"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.plan_id"], name=op.f("fk_request_steps_plan_plans")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_request_steps")),
        sa.UniqueConstraint("edit_id", name=op.f("uq_request_steps_edit_id")),
        sa.UniqueConstraint("plan", "request", "seen_edit", name=op.f("uq_request_steps_plan_request_seen_edit")),
    )


def downgrade() -> None:
    op.drop_table("request_steps")
