"""The first tables.

Written out, not taken from `store.tables`: that is the schema of today, this the schema of then.
"""

from typing import TypeVar

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

T = TypeVar("T")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.Text()
MOMENT = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INTEGER = sa.Integer()


def _column(name: str, kind: TypeEngine[T], null: bool = False) -> "sa.Column[T]":
    return sa.Column(name, kind, nullable=null)


def _counted(name: str, kind: TypeEngine[int] = INTEGER) -> "sa.Column[int]":
    return sa.Column(name, kind, sa.Identity(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _refers(table: str, column: str, to: str, key: str = "id", ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete)


def _of_audit(table: str) -> sa.ForeignKeyConstraint:
    return _refers(table, "audit", "audits", "number", "CASCADE")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def upgrade() -> None:
    """All tables."""
    _registry()
    _audits()
    _captures()
    _checks()
    _findings()
    _rubrics()


def _registry() -> None:
    op.create_table(
        "cities",
        _column("key", TEXT), _column("name", TEXT), _column("region", TEXT, null=True), _column("country", TEXT, null=True),
        _column("opted_out", sa.Boolean()), _column("record", JSON),
        _key("cities", "key"),
    )  # fmt: skip
    op.create_table(
        "portals",
        _counted("id"), _column("url", TEXT), _column("platform", TEXT), _column("connector", TEXT),
        _column("title", TEXT, null=True), _column("version", TEXT, null=True),
        _column("moved_by", INTEGER, null=True), _column("moved_at", MOMENT, null=True),
        _key("portals", "id"), _unique("portals", "url"),
    )  # fmt: skip


def _audits() -> None:
    op.create_table(
        "audits",
        _counted("number"), _column("id", TEXT), _column("city", TEXT, null=True), _column("name", TEXT, null=True),
        _column("city_record", JSON, null=True), _column("urls", JSON), _column("taken_at", MOMENT), _column("state", TEXT),
        _column("complete", sa.Boolean()), _column("software", TEXT), _column("options", JSON),
        _key("audits", "number"), _unique("audits", "id"),
        sa.CheckConstraint("state IN ('running', 'done')", name=op.f("ck_audits_state")),
    )  # fmt: skip
    _index("audits", "city", "taken_at")
    _index("audits", "taken_at")
    op.create_table(
        "audit_documents",
        _column("audit", INTEGER), _column("body", sa.LargeBinary()),
        _key("audit_documents", "audit"), _of_audit("audit_documents"),
    )  # fmt: skip
    op.create_table(
        "audit_portals",
        _column("audit", INTEGER), _column("position", SMALL), _column("portal", INTEGER), _column("platform", TEXT),
        _column("connector", TEXT), _column("title", TEXT, null=True), _column("version", TEXT, null=True),
        _column("software", TEXT, null=True), _column("digest", TEXT), _column("assets", INTEGER), _column("datasets", INTEGER),
        _column("own_datasets", INTEGER), _column("distributions", INTEGER),
        _column("declared_total", sa.BigInteger(), null=True), _column("traffic", JSON), _column("gaps", JSON),
        _key("audit_portals", "audit", "position"), _of_audit("audit_portals"), _refers("audit_portals", "portal", "portals"),
    )  # fmt: skip
    _index("audit_portals", "portal", "audit")
    op.create_table(
        "events",
        _column("audit", INTEGER), _column("position", INTEGER), _column("name", TEXT), _column("value", JSON, null=True),
        _column("detail", JSON),
        _key("events", "audit", "position"), _of_audit("events"),
    )  # fmt: skip


def _captures() -> None:
    op.create_table("segments", _counted("id"), _column("name", TEXT), _key("segments", "id"), _unique("segments", "name"))
    op.create_table(
        "captures",
        _column("id", TEXT), _column("audit", INTEGER), _column("method", TEXT), _column("url", TEXT),
        _column("status", INTEGER, null=True), _column("fetched_at", MOMENT), _column("segment", INTEGER, null=True),
        _column("offset", sa.BigInteger(), null=True), _column("length", sa.BigInteger()), _column("sha256", TEXT, null=True),
        _column("error", TEXT, null=True), _column("media_type", TEXT, null=True), _column("revisit_of", TEXT, null=True),
        _column("kind", TEXT), _column("tls", TEXT, null=True),
        _key("captures", "id"), _of_audit("captures"), _refers("captures", "segment", "segments"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    _index("captures", "audit")
    _index("captures", "segment")
    op.create_table(
        "validators",
        _column("url", TEXT), _column("host", TEXT), _column("etag", TEXT, null=True), _column("last_modified", TEXT, null=True),
        _column("capture", TEXT),
        _key("validators", "url"), _refers("validators", "capture", "captures", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    _index("validators", "host")
    _index("validators", "capture")
    op.create_table(
        "item_stamps",
        _column("portal", INTEGER), _column("asset", TEXT), _column("stamp", MOMENT),
        _key("item_stamps", "portal", "asset"), _refers("item_stamps", "portal", "portals"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def _checks() -> None:
    op.create_table(
        "checks",
        _counted("id", SMALL), _column("name", TEXT), _column("version", INTEGER), _column("family", TEXT),
        _key("checks", "id"), _unique("checks", "name", "version"),
    )  # fmt: skip
    op.create_table(
        "check_results",
        _column("audit", INTEGER), _column("portal", SMALL), _column("position", SMALL), _column("check_id", SMALL),
        _column("tested", INTEGER), _column("passed", INTEGER), _column("failed", INTEGER), _column("not_applicable", INTEGER),
        _column("not_observed", INTEGER), _column("others_tested", INTEGER), _column("others_failed", INTEGER),
        _column("outcome", TEXT, null=True), _column("reasons", JSON), _column("error", TEXT, null=True),
        _key("check_results", "audit", "portal", "position"), _of_audit("check_results"),
        _refers("check_results", "check_id", "checks"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def _findings() -> None:
    op.create_table(
        "organisations",
        _counted("id"), _column("portal", INTEGER), _column("name", TEXT),
        _key("organisations", "id"), _unique("organisations", "portal", "name"), _refers("organisations", "portal", "portals"),
    )  # fmt: skip
    op.create_table(
        "subjects",
        _counted("id"), _column("portal", INTEGER), _column("name", TEXT), _column("organisation", INTEGER, null=True),
        _column("own", sa.Boolean()),
        _key("subjects", "id"), _unique("subjects", "portal", "name"), _refers("subjects", "portal", "portals"),
        _refers("subjects", "organisation", "organisations"),
    )  # fmt: skip
    _index("subjects", "organisation")
    op.create_table("reasons", _counted("id", SMALL), _column("code", TEXT), _key("reasons", "id"), _unique("reasons", "code"))
    op.create_table(
        "findings",
        _counted("id", BIG), _column("portal", INTEGER), _column("subject", INTEGER), _column("check_id", SMALL),
        _column("reason", SMALL), _column("opened_by", INTEGER), _column("opened_at", MOMENT),
        _column("closed_by", INTEGER, null=True), _column("closed_at", MOMENT, null=True),
        _column("close_reason", TEXT, null=True),
        _key("findings", "id"),
        sa.CheckConstraint(
            "close_reason IN ('fixed', 'subject_gone', 'check_changed')", name=op.f("ck_findings_close_reason")
        ),
        sa.CheckConstraint(
            "(closed_by IS NULL) = (closed_at IS NULL) AND (closed_by IS NULL) = (close_reason IS NULL)",
            name=op.f("ck_findings_closed_whole"),
        ),
    )  # fmt: skip
    still, done = sa.text("closed_by IS NULL"), sa.text("closed_by IS NOT NULL")
    op.create_index(
        "uq_findings_open", "findings", ["portal", "subject", "check_id"], unique=True, sqlite_where=still, postgresql_where=still
    )
    op.create_index("ix_findings_opened", "findings", ["portal", "opened_by"])
    op.create_index("ix_findings_closed", "findings", ["portal", "closed_by"], sqlite_where=done, postgresql_where=done)


def _rubrics() -> None:
    op.create_table(
        "rubric_versions",
        _counted("id"), _column("rubric", TEXT), _column("version", TEXT), _column("digest", TEXT), _column("title", TEXT),
        _column("source", TEXT, null=True),
        _key("rubric_versions", "id"), _unique("rubric_versions", "rubric", "version", "digest"),
    )  # fmt: skip
    op.create_table(
        "rubric_results",
        _column("audit", INTEGER), _column("position", SMALL), _column("rubric", INTEGER),
        _column("score", sa.Float(), null=True),
        _column("decided", sa.Float()), _column("counts", JSON),
        _key("rubric_results", "audit", "position"), _of_audit("rubric_results"),
        _refers("rubric_results", "rubric", "rubric_versions"),
    )  # fmt: skip
    op.create_table(
        "criterion_results",
        _column("audit", INTEGER), _column("rubric", SMALL), _column("position", SMALL), _column("criterion", TEXT),
        _column("finding", TEXT), _column("strength", TEXT, null=True), _column("why", TEXT, null=True),
        _column("value", sa.Float(), null=True),
        _key("criterion_results", "audit", "rubric", "position"), _of_audit("criterion_results"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def downgrade() -> None:
    """None."""
    for table in (
        "criterion_results", "rubric_results", "rubric_versions", "findings", "reasons", "subjects", "organisations",
        "check_results", "checks", "item_stamps", "validators", "captures", "segments", "events", "audit_portals",
        "audit_documents", "audits", "portals", "cities",
    ):  # fmt: skip
        op.drop_table(table)
