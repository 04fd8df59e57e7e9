"""Edits of the rows of a centre's tables."""

import sqlalchemy as sa
from alembic import op

from data.store.engine import UtcInstant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "centre_edits",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edit_id", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False, comment="words of the row's key, joined by |"),
        sa.Column("seen_edit", sa.Text(), nullable=False, comment="empty for none"),
        sa.Column("before", sa.Text(), nullable=False, comment="JSON of the row; empty for no row"),
        sa.Column("after", sa.Text(), nullable=False, comment="JSON of the row; empty for no row"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_centre_edits")),
        sa.UniqueConstraint("edit_id", name=op.f("uq_centre_edits_edit_id")),
        sa.UniqueConstraint(
            "centre",
            "table_name",
            "row_key",
            "seen_edit",
            name=op.f("uq_centre_edits_centre_table_name_row_key_seen_edit"),
        ),
    )


def downgrade() -> None:
    op.drop_table("centre_edits")
