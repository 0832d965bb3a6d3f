"""The tables.

A number that the database gives names a row inside it; a text names it outside. Codes that repeat a million times
(checks, reasons, subjects) are numbers in `findings` and texts in a table of their own.

What a crawl writes (`captures`, `validators`, `item_stamps`) may be lost and made again from the archive; what an audit
says (all that has its number, and `findings`) is written in one transaction. What people handed over (`submissions`) was no
crawl's and no audit's: a city has it until somebody takes it away.
"""

import sqlalchemy as sa

from portalaudit.store.columns import Json, Moment, Text

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite counts up only a primary key that is declared `INTEGER`."""
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def _key(kind: sa.types.TypeEngine[int]) -> "sa.Column[int]":
    return sa.Column("id", kind, sa.Identity(), primary_key=True)


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
    _key(sa.Integer()),
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
    sa.Column("city", Text),            # its key; a city that no table holds is allowed (`--city FILE`)
    sa.Column("name", Text),
    sa.Column("city_record", Json),     # the record as it was judged by
    sa.Column("urls", Json, nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Column("state", Text, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("software", Text, nullable=False),
    sa.Column("options", Json, nullable=False),
    sa.CheckConstraint("state IN ('running', 'done')", name="state"),
    sa.Index(None, "city", "taken_at"),
    sa.Index(None, "taken_at"),
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

segments = sa.Table(
    "segments", METADATA,
    _key(sa.Integer()),
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
    sqlite_with_rowid=False,
)  # fmt: skip

submissions = sa.Table(
    "submissions", METADATA,
    _key(sa.Integer()),
    sa.Column("city", Text, nullable=False),       # its key; a city that no table holds is allowed, as in `audits`
    sa.Column("criterion", Text, nullable=False),  # ID, or RUBRIC/ID
    sa.Column("name", Text, nullable=False),       # the file's
    sa.Column("note", Text),
    sa.Column("added_at", Moment, nullable=False),
    # The capture stands here and not in `captures`: it was handed over for a city and belongs to no audit.
    sa.Column("capture", Text, nullable=False, unique=True),
    sa.Column("url", Text, nullable=False),
    sa.Column("media_type", Text),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.Column("sha256", Text, nullable=False),
    sa.Column("segment", sa.Integer, sa.ForeignKey("segments.id"), nullable=False, index=True),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("city", "criterion", "sha256"),
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
    _key(SMALL),
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
    _key(sa.Integer()),
    sa.Column("portal", sa.Integer, sa.ForeignKey("portals.id"), nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.UniqueConstraint("portal", "name"),
)  # fmt: skip

subjects = sa.Table(
    "subjects", METADATA,
    _key(sa.Integer()),
    sa.Column("portal", sa.Integer, sa.ForeignKey("portals.id"), nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("organisation", sa.Integer, sa.ForeignKey("organisations.id"), index=True),
    sa.Column("own", sa.Boolean, nullable=False),  # as the last audit that moved findings saw it: an own dataset
    sa.UniqueConstraint("portal", "name"),
)  # fmt: skip

reasons = sa.Table("reasons", METADATA, _key(SMALL), sa.Column("code", Text, nullable=False, unique=True))

findings = sa.Table(
    "findings", METADATA,
    # No foreign keys here: PostgreSQL tests them row by row, 1.6 s for 200,000 findings; store/findings.py is the only
    # writer, `db check` looks, and an interval outlives the audits that opened and closed it.
    _key(BIG),
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
    _key(sa.Integer()),
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
    sqlite_with_rowid=False,
)  # fmt: skip
