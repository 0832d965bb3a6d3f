"""The tables.

A number that the database gives names a row inside it; a text names it outside. Codes that repeat a million times
(checks, reasons, subjects) are numbers in `findings` and texts in a table of their own.

What a crawl writes (`captures`, `validators`, `item_stamps`) may be lost and made again from the archive; what an audit
says (all that has its number, and `findings`) is written in one transaction. What people gave (`store.people`) was no crawl's and
no audit's. Nights and queues are in `store.schedule_tables`, what moved between audits in `store.history_tables`.
"""

import sqlalchemy as sa

from portalaudit.store.columns import Json, Moment, Text
from portalaudit.store.history_tables import alerts as alerts
from portalaudit.store.history_tables import deliveries as deliveries
from portalaudit.store.history_tables import keeps as keeps
from portalaudit.store.history_tables import standings as standings
from portalaudit.store.history_tables import watched as watched
from portalaudit.store.metadata import BIG, SMALL, counted
from portalaudit.store.metadata import METADATA as METADATA
from portalaudit.store.people import annotations as annotations
from portalaudit.store.people import decisions as decisions
from portalaudit.store.people import submissions as submissions
from portalaudit.store.schedule_tables import budgets as budgets
from portalaudit.store.schedule_tables import jobs as jobs
from portalaudit.store.schedule_tables import runners as runners
from portalaudit.store.schedule_tables import schedules as schedules


def _audit(*, primary_key: bool = False) -> "sa.Column[int]":
    refers = sa.ForeignKey("audits.number", ondelete="CASCADE")
    return sa.Column("audit", sa.Integer, refers, nullable=False, primary_key=primary_key, index=not primary_key)


cities = sa.Table(
    "cities", METADATA,
    sa.Column("key", Text, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("region", Text),
    sa.Column("country", Text),
    sa.Column("opted_out", sa.Boolean, nullable=False),
    sa.Column("record", Json, nullable=False),  # model.portal.City
)  # fmt: skip

portals = sa.Table(
    "portals", METADATA,
    counted(sa.Integer()),
    sa.Column("url", Text, nullable=False, unique=True),
    sa.Column("platform", Text, nullable=False),
    sa.Column("connector", Text, nullable=False),
    sa.Column("title", Text),
    sa.Column("version", Text),
    sa.Column("moved_by", sa.Integer),  # the audit (number) that last moved this portal's findings …
    sa.Column("moved_at", Moment),      # … and when it was taken: an older one moves nothing
)  # fmt: skip

audits = sa.Table(
    "audits", METADATA,
    sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("id", Text, nullable=False, unique=True),
    sa.Column("target", Text, nullable=False),  # what it is an audit of: the city's key, else the portal's address
    sa.Column("city", Text),            # its key; a city that no table holds is allowed (`--city FILE`)
    sa.Column("name", Text),
    sa.Column("city_record", Json),     # the record as it was judged by
    sa.Column("urls", Json, nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Column("state", Text, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("software", Text, nullable=False),
    sa.Column("options", Json, nullable=False),
    sa.Column("pruned_at", Moment),     # retention took its results; captures that a kept audit needs stay, and the row
    sa.Column("gone_at", Moment),       # … and now its last capture, its snapshots and its segments are gone too
    sa.CheckConstraint("state IN ('running', 'done')", name="state"),
    sa.Index(None, "city", "taken_at"),
    sa.Index(None, "target", "taken_at"),
    sa.Index(None, "taken_at"),
    sa.Index(
        "ix_audits_going", "pruned_at",
        sqlite_where=sa.text("pruned_at IS NOT NULL AND gone_at IS NULL"),
        postgresql_where=sa.text("pruned_at IS NOT NULL AND gone_at IS NULL"),
    ),
)  # fmt: skip

audit_documents = sa.Table(
    "audit_documents", METADATA,
    _audit(primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),  # zlib over the JSON document as it was printed
)  # fmt: skip

audit_portals = sa.Table(
    "audit_portals", METADATA,
    _audit(primary_key=True),
    sa.Column("position", SMALL, primary_key=True),
    sa.Column("portal", sa.Integer, sa.ForeignKey("portals.id"), nullable=False),
    sa.Column("platform", Text, nullable=False),
    sa.Column("connector", Text, nullable=False),
    sa.Column("title", Text),
    sa.Column("version", Text),
    sa.Column("software", Text),
    sa.Column("digest", Text, nullable=False),
    sa.Column("assets", sa.Integer, nullable=False),
    sa.Column("datasets", sa.Integer, nullable=False),
    sa.Column("own_datasets", sa.Integer, nullable=False),
    sa.Column("distributions", sa.Integer, nullable=False),
    sa.Column("declared_total", sa.BigInteger),
    sa.Column("traffic", Json, nullable=False),
    sa.Column("gaps", Json, nullable=False),
    sa.Index(None, "portal", "audit"),
)  # fmt: skip

events = sa.Table(
    "events", METADATA,
    _audit(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("value", Json),
    sa.Column("detail", Json, nullable=False),
)  # fmt: skip

audit_uses = sa.Table(
    "audit_uses", METADATA,
    # Captures of other audits that this one goes on with (answers about rows); what these repeat is not told again. One row an
    # audit: a city's night names some dozens, most of them the ones of the night before.
    _audit(primary_key=True),
    sa.Column("captures", Json, nullable=False),  # their ids, sorted
)  # fmt: skip

segments = sa.Table(
    "segments", METADATA,
    counted(sa.Integer()),
    sa.Column("name", Text, nullable=False, unique=True),  # a WARC file, relative to the archive
)  # fmt: skip

captures = sa.Table(
    "captures", METADATA,
    sa.Column("id", Text, primary_key=True),
    _audit(),
    sa.Column("method", Text, nullable=False),
    sa.Column("url", Text, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("fetched_at", Moment, nullable=False),
    sa.Column("segment", sa.Integer, sa.ForeignKey("segments.id"), index=True),
    sa.Column("offset", sa.BigInteger),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.Column("sha256", Text),
    sa.Column("error", Text),
    sa.Column("media_type", Text),
    sa.Column("revisit_of", Text),      # may be a capture that another batch brings, so no foreign key: `db check` looks
    sa.Column("kind", Text, nullable=False),
    sa.Column("tls", Text),
    sa.Index(
        "ix_captures_revisit_of", "revisit_of",
        sqlite_where=sa.text("revisit_of IS NOT NULL"), postgresql_where=sa.text("revisit_of IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)  # fmt: skip

validators = sa.Table(
    "validators", METADATA,
    sa.Column("url", Text, primary_key=True),
    sa.Column("host", Text, nullable=False, index=True),
    sa.Column("etag", Text),
    sa.Column("last_modified", Text),
    sa.Column("capture", Text, sa.ForeignKey("captures.id", ondelete="CASCADE"), nullable=False, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip

item_stamps = sa.Table(
    "item_stamps", METADATA,
    sa.Column("portal", sa.Integer, sa.ForeignKey("portals.id"), primary_key=True),
    sa.Column("asset", Text, primary_key=True),  # the source's own key
    sa.Column("stamp", Moment, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

checks = sa.Table(
    "checks", METADATA,
    counted(SMALL),
    sa.Column("name", Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),  # another version is another check: its findings are not these
    sa.Column("family", Text, nullable=False),
    sa.UniqueConstraint("name", "version"),
)  # fmt: skip

check_results = sa.Table(
    "check_results", METADATA,
    _audit(primary_key=True),
    sa.Column("portal", SMALL, primary_key=True),    # audit_portals.position
    sa.Column("position", SMALL, primary_key=True),
    sa.Column("check_id", SMALL, sa.ForeignKey("checks.id"), nullable=False),
    sa.Column("tested", sa.Integer, nullable=False),
    sa.Column("passed", sa.Integer, nullable=False),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("not_applicable", sa.Integer, nullable=False),
    sa.Column("not_observed", sa.Integer, nullable=False),
    sa.Column("others_tested", sa.Integer, nullable=False),
    sa.Column("others_failed", sa.Integer, nullable=False),
    sa.Column("outcome", Text),
    sa.Column("reasons", Json, nullable=False),
    sa.Column("error", Text),
    sqlite_with_rowid=False,
)  # fmt: skip

organisations = sa.Table(
    "organisations", METADATA,
    counted(sa.Integer()),
    sa.Column("portal", sa.Integer, sa.ForeignKey("portals.id"), nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.UniqueConstraint("portal", "name"),
)  # fmt: skip

subjects = sa.Table(
    "subjects", METADATA,
    counted(sa.Integer()),
    sa.Column("portal", sa.Integer, sa.ForeignKey("portals.id"), nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("organisation", sa.Integer, sa.ForeignKey("organisations.id"), index=True),
    sa.Column("own", sa.Boolean, nullable=False),  # as the last audit that moved findings saw it: an own dataset
    sa.UniqueConstraint("portal", "name"),
)  # fmt: skip

reasons = sa.Table("reasons", METADATA, counted(SMALL), sa.Column("code", Text, nullable=False, unique=True))

findings = sa.Table(
    "findings", METADATA,
    # No foreign keys here: PostgreSQL tests them row by row, 1.6 s for 200,000 findings; store/findings.py is the only
    # writer, `db check` looks, and an interval outlives the audits that opened and closed it.
    counted(BIG),
    sa.Column("portal", sa.Integer, nullable=False),
    sa.Column("subject", sa.Integer, nullable=False),
    sa.Column("check_id", SMALL, nullable=False),
    sa.Column("reason", SMALL, nullable=False),
    sa.Column("opened_by", sa.Integer, nullable=False),  # audits.number
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("closed_by", sa.Integer),
    sa.Column("closed_at", Moment),
    sa.Column("close_reason", Text),
    sa.CheckConstraint("close_reason IN ('fixed', 'subject_gone', 'check_changed')", name="close_reason"),
    sa.CheckConstraint(
        "(closed_by IS NULL) = (closed_at IS NULL) AND (closed_by IS NULL) = (close_reason IS NULL)", name="closed_whole"
    ),
    sa.Index(
        "uq_findings_open", "portal", "subject", "check_id", unique=True,
        sqlite_where=sa.text("closed_by IS NULL"), postgresql_where=sa.text("closed_by IS NULL"),
    ),
    sa.Index("ix_findings_opened", "portal", "opened_by"),
    sa.Index(
        "ix_findings_closed", "portal", "closed_by",
        sqlite_where=sa.text("closed_by IS NOT NULL"), postgresql_where=sa.text("closed_by IS NOT NULL"),
    ),
)  # fmt: skip

rubric_versions = sa.Table(
    "rubric_versions", METADATA,
    counted(sa.Integer()),
    sa.Column("rubric", Text, nullable=False),
    sa.Column("version", Text, nullable=False),
    sa.Column("digest", Text, nullable=False),
    sa.Column("title", Text, nullable=False),
    sa.Column("source", Text),          # the TOML, where it was at hand
    sa.UniqueConstraint("rubric", "version", "digest"),
)  # fmt: skip

rubric_results = sa.Table(
    "rubric_results", METADATA,
    _audit(primary_key=True),
    sa.Column("position", SMALL, primary_key=True),
    sa.Column("rubric", sa.Integer, sa.ForeignKey("rubric_versions.id"), nullable=False),
    sa.Column("score", sa.Float),
    sa.Column("decided", sa.Float, nullable=False),
    sa.Column("counts", Json, nullable=False),
)  # fmt: skip

criterion_results = sa.Table(
    "criterion_results", METADATA,
    _audit(primary_key=True),
    sa.Column("rubric", SMALL, primary_key=True),    # rubric_results.position
    sa.Column("position", SMALL, primary_key=True),
    sa.Column("criterion", Text, nullable=False),
    sa.Column("finding", Text, nullable=False),
    sa.Column("strength", Text),
    sa.Column("why", Text),
    sa.Column("value", sa.Float),
    sa.Column("evidence", SMALL),       # places that show it; None of audits from before they were counted
    sqlite_with_rowid=False,
)  # fmt: skip
