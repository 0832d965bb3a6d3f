"""History: criteria as intervals, alerts, deliveries, what is kept and what needs it; audits by what they are audits of."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_EVENTS = sa.table("events", *map(sa.column, ("audit", "value")))
_CAPTURES = sa.table("captures", *map(sa.column, ("id", "audit")))
_USES = sa.table("audit_uses", *map(sa.column, ("audit", "captures")))
_AUDITS = sa.table("audits", *map(sa.column, ("number", "target", "city", "urls")))
_STANDINGS = sa.table(
    "standings",
    *map(sa.column, ("target", "rubric", "criterion", "finding", "strength", "why", "opened_by", "opened_at", "cause")),
    *map(sa.column, ("unseen_since", "closed_by", "closed_at")),
)
_SAID = """
SELECT a.target, v.rubric, c.criterion, v.digest, a.number, a.taken_at, c.finding, c.strength, c.why
FROM audits a
JOIN rubric_results r ON r.audit = a.number
JOIN rubric_versions v ON v.id = r.rubric
JOIN criterion_results c ON c.audit = r.audit AND c.rubric = r.position
WHERE a.complete AND a.state = 'done'
ORDER BY a.target, v.rubric, c.criterion, a.taken_at, a.number
"""


def upgrade() -> None:
    """Four columns, six tables, two indices."""
    op.add_column("audits", sa.Column("target", TEXT))
    op.add_column("audits", sa.Column("pruned_at", MOMENT))
    op.add_column("audits", sa.Column("gone_at", MOMENT))
    _name_targets(op.get_bind())
    with op.batch_alter_table("audits") as batch:
        batch.alter_column("target", existing_type=TEXT, nullable=False)
    op.create_index("ix_audits_target_taken_at", "audits", ["target", "taken_at"])
    op.create_table(
        "standings",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        sa.Column("target", TEXT, nullable=False),
        sa.Column("rubric", TEXT, nullable=False),
        sa.Column("criterion", TEXT, nullable=False),
        sa.Column("finding", TEXT, nullable=False),
        sa.Column("strength", TEXT),
        sa.Column("why", TEXT),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("cause", TEXT),
        sa.Column("unseen_since", MOMENT),
        sa.Column("closed_by", sa.Integer()),
        sa.Column("closed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_standings"),
        sa.CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name=op.f("ck_standings_closed_whole")),
    )
    still = sa.text("closed_by IS NULL")
    op.create_index(
        "uq_standings_open",
        "standings",
        ["target", "rubric", "criterion"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    op.create_index("ix_standings_opened", "standings", ["target", "opened_at"])
    gone = sa.text("closed_by IS NOT NULL")
    op.create_index("ix_standings_closed", "standings", ["closed_at"], sqlite_where=gone, postgresql_where=gone)
    _fill_standings(op.get_bind())
    op.add_column("criterion_results", sa.Column("evidence", SMALL))
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("target", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("cause", TEXT),
        sa.Column("first_by", TEXT, nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("confirmed_by", TEXT),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("state", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.CheckConstraint("kind IN ('criterion', 'portal_gone', 'portal_back', 'failures')", name=op.f("ck_alerts_kind")),
        sa.CheckConstraint("state IN ('seen', 'confirmed', 'withdrawn')", name=op.f("ck_alerts_state")),
    )
    seen = sa.text("state = 'seen'")
    op.create_index(
        "uq_alerts_seen", "alerts", ["target", "kind", "subject"], unique=True, sqlite_where=seen, postgresql_where=seen
    )
    op.create_index("ix_alerts_confirmed_at", "alerts", ["confirmed_at"])
    op.create_index("ix_alerts_target_first_at", "alerts", ["target", "first_at"])
    op.create_table(
        "watched",
        sa.Column("target", TEXT, nullable=False),
        sa.Column("audit", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("target", name="pk_watched"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("alert", sa.Integer()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("batch", TEXT),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("line", TEXT),
        sa.Column("sent_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_deliveries_alert_alerts", ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('alert', 'digest')", name=op.f("ck_deliveries_kind")),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_deliveries_state")),
    )
    op.create_index("ix_deliveries_alert", "deliveries", ["alert"])
    op.create_index("ix_deliveries_state_not_before", "deliveries", ["state", "not_before"])
    op.create_index("ix_deliveries_batch", "deliveries", ["batch"])
    op.create_table(
        "keeps",
        sa.Column("audit", sa.Integer(), nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("audit", "why", name="pk_keeps"),
        sa.ForeignKeyConstraint(["audit"], ["audits.number"], name="fk_keeps_audit_audits"),
        sa.CheckConstraint("why IN ('exported', 'marked')", name=op.f("ck_keeps_why")),
    )
    op.create_table(
        "audit_uses",
        sa.Column("audit", sa.Integer(), nullable=False),
        sa.Column("captures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audit", name="pk_audit_uses"),
        sa.ForeignKeyConstraint(["audit"], ["audits.number"], name="fk_audit_uses_audit_audits", ondelete="CASCADE"),
    )
    going = sa.text("pruned_at IS NOT NULL AND gone_at IS NULL")
    op.create_index("ix_audits_going", "audits", ["pruned_at"], sqlite_where=going, postgresql_where=going)
    again = sa.text("revisit_of IS NOT NULL")
    op.create_index("ix_captures_revisit_of", "captures", ["revisit_of"], sqlite_where=again, postgresql_where=again)
    _note_uses(op.get_bind())


def _name_targets(connection: sa.Connection) -> None:
    rows = connection.execute(sa.select(_AUDITS.c.number, _AUDITS.c.city, _AUDITS.c.urls)).all()
    change = sa.update(_AUDITS).where(_AUDITS.c.number == sa.bindparam("which")).values(target=sa.bindparam("name"))
    if rows:
        names = [{"which": row.number, "name": row.city or " ".join(json.loads(row.urls))} for row in rows]
        connection.execute(change, names)


def _fill_standings(connection: sa.Connection) -> None:
    """What audits said before this revision, as intervals, by the rules of store/standings.py; why they moved is not known."""
    columns = [column.name for column in _STANDINGS.columns]
    rows: list[dict[str, object]] = []
    held: dict[str, object] | None = None
    digest = None
    for *key, used, number, taken_at, finding, strength, why in connection.exec_driver_sql(_SAID):
        if held is not None and [held[name] for name in columns[:3]] != key:
            held = None
        same_question, digest = held is not None and digest == used, used
        if held is not None and (finding, strength, why) == (held["finding"], held["strength"], held["why"]):
            held["unseen_since"] = None
        elif held is not None and why == "gap" and same_question:
            held["unseen_since"] = held["unseen_since"] or taken_at
        else:
            cause = None if held is None else "unknown"
            if held is not None:
                held.update(closed_by=number, closed_at=taken_at)
            held = dict(zip(columns, (*key, finding, strength, why, number, taken_at, cause, None, None, None), strict=True))
            rows.append(held)
    if rows:
        connection.execute(sa.insert(_STANDINGS), rows)


def _note_uses(connection: sa.Connection) -> None:
    """Of audits from before: the captures of earlier answers about rows that their recorded choices go on with."""
    marked = sa.select(_EVENTS.c.audit, _EVENTS.c.value).where(_EVENTS.c.value.contains('"carry":true')).order_by(_EVENTS.c.audit)
    uses: dict[int, set[str]] = {}
    for row in connection.execute(marked):
        uses.setdefault(row.audit, set()).update(_carried(json.loads(row.value)))
    insert = sa.insert(_USES)
    for audit, names in uses.items():
        there = sa.select(_CAPTURES.c.id).where(_CAPTURES.c.id.in_(names), _CAPTURES.c.audit != audit).order_by(_CAPTURES.c.id)
        found = list(connection.scalars(there))
        if found:
            connection.execute(insert, {"audit": audit, "captures": json.dumps(found)})


def _carried(value: object) -> Iterator[str]:
    items = value.get("items") if isinstance(value, dict) else value
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and item.get("carry") is True and isinstance(item.get("before"), dict):
            captures = item["before"].get("captures")
            yield from (name for name in (captures if isinstance(captures, list) else ()) if isinstance(name, str))


def downgrade() -> None:
    """Without them: what moved when is lost, and what was pruned looks as if it were never finished."""
    op.drop_index("ix_captures_revisit_of", "captures")
    op.drop_index("ix_audits_going", "audits")
    for name in ("audit_uses", "keeps", "deliveries", "watched", "alerts", "standings"):
        op.drop_table(name)
    op.drop_column("criterion_results", "evidence")
    op.drop_index("ix_audits_target_taken_at", "audits")
    with op.batch_alter_table("audits") as batch:
        batch.drop_column("gone_at")
        batch.drop_column("pruned_at")
        batch.drop_column("target")
