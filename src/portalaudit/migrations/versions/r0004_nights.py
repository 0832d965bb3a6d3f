"""Nights: schedules, jobs, budgets of hosts, and who runs them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Four tables."""
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("target", TEXT, nullable=False),
        sa.Column("cron", TEXT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("jitter", sa.Integer(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("grace", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("next_due", MOMENT),
        sa.Column("last_due", MOMENT),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sa.UniqueConstraint("target", name="uq_schedules_target"),
    )
    op.create_index("ix_schedules_next_due", "schedules", ["next_due"])
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("target", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("priority", SMALL, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("tries", SMALL, nullable=False),
        sa.Column("deaths", SMALL, nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("runner", TEXT),
        sa.Column("lease_until", MOMENT),
        sa.Column("audit", TEXT),
        sa.Column("began_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("line", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("target", "kind", "due_at", name="uq_jobs_target_kind_due_at"),
        sa.CheckConstraint("kind IN ('night', 'demand', 'command')", name=op.f("ck_jobs_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'incomplete', 'unavailable', 'parked', 'missed', 'dropped')",
            name=op.f("ck_jobs_state"),
        ),
    )
    running = sa.text("state = 'running'")
    op.create_index("uq_jobs_running", "jobs", ["target"], unique=True, sqlite_where=running, postgresql_where=running)
    op.create_index("ix_jobs_state_not_before", "jobs", ["state", "not_before"])
    op.create_index("ix_jobs_ended_at", "jobs", ["ended_at"])
    op.create_table(
        "budgets",
        sa.Column("lane", TEXT, nullable=False),
        sa.Column("free_at", MOMENT, nullable=False),
        sa.Column("held_until", MOMENT),
        sa.PrimaryKeyConstraint("lane", name="pk_budgets"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runners",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("software", TEXT, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runners"),
        sa.CheckConstraint("role IN ('clock', 'runner')", name=op.f("ck_runners_role")),
    )


def downgrade() -> None:
    """Without them: schedules are lost, audits are not."""
    for name in ("runners", "budgets", "jobs", "schedules"):
        op.drop_table(name)
