"""Documents that people handed over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """One table."""
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("city", TEXT, nullable=False),
        sa.Column("criterion", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("note", TEXT),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("capture", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("media_type", TEXT),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint("capture", name="uq_submissions_capture"),
        sa.UniqueConstraint("city", "criterion", "sha256", name="uq_submissions_city_criterion_sha256"),
        sa.ForeignKeyConstraint(["segment"], ["segments.id"], name="fk_submissions_segment_segments"),
    )
    op.create_index("ix_submissions_segment", "submissions", ["segment"])


def downgrade() -> None:
    """Without it; the archive keeps the documents."""
    op.drop_table("submissions")
