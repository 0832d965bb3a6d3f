"""What people say of results: decisions on criteria, annotations of findings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("audit", sa.Integer(), nullable=False),
        sa.Column("rubric", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("criterion", TEXT, nullable=False),
        sa.Column("finding", TEXT, nullable=False),
        sa.Column("strength", TEXT),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("digest", name="uq_decisions_digest"),
        sa.ForeignKeyConstraint(["audit"], ["audits.number"], name="fk_decisions_audit_audits"),
        sa.CheckConstraint("decision IN ('accept', 'reject', 'more')", name=op.f("ck_decisions_decision")),
    )
    op.create_index("ix_decisions_audit", "decisions", ["audit"])
    op.create_table(
        "annotations",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("portal", sa.Integer(), nullable=False),
        sa.Column("check_name", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("waive", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annotations"),
        sa.UniqueConstraint("digest", name="uq_annotations_digest"),
        sa.ForeignKeyConstraint(["portal"], ["portals.id"], name="fk_annotations_portal_portals"),
    )
    op.create_index("ix_annotations_portal", "annotations", ["portal"])


def downgrade() -> None:
    """Without them: what people said is lost, unless it was exported."""
    op.drop_table("annotations")
    op.drop_table("decisions")
