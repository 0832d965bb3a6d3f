"""Tables of what moved: criteria as intervals, alerts, what is to be sent, and what must be kept."""

import sqlalchemy as sa

from portalaudit.store.columns import Json, Moment, Text
from portalaudit.store.metadata import BIG, METADATA, counted

standings = sa.Table(
    "standings", METADATA,
    # A criterion of a target from the audit that first said so to the one that said otherwise: like findings, only what
    # moved is written, and only a complete audit that is the target's newest moves it (store/standings.py, the only writer).
    counted(BIG),
    sa.Column("target", Text, nullable=False),   # audits.target
    sa.Column("rubric", Text, nullable=False),
    sa.Column("criterion", Text, nullable=False),
    sa.Column("finding", Text, nullable=False),
    sa.Column("strength", Text),
    sa.Column("why", Text),
    sa.Column("opened_by", sa.Integer, nullable=False),  # audits.number, which may be pruned: no foreign key
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("cause", Text),                    # why it moved here from what was before: words of model.history.CAUSES with
                                                 # blanks between; None for the first
    sa.Column("unseen_since", Moment),           # since then no audit could observe it: it stands as it was last seen
    sa.Column("closed_by", sa.Integer),
    sa.Column("closed_at", Moment),
    sa.CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name="closed_whole"),
    sa.Index(
        "uq_standings_open", "target", "rubric", "criterion", unique=True,
        sqlite_where=sa.text("closed_by IS NULL"), postgresql_where=sa.text("closed_by IS NULL"),
    ),
    sa.Index("ix_standings_opened", "target", "opened_at"),
    sa.Index(
        "ix_standings_closed", "closed_at",
        sqlite_where=sa.text("closed_by IS NOT NULL"), postgresql_where=sa.text("closed_by IS NOT NULL"),
    ),
)  # fmt: skip

alerts = sa.Table(
    "alerts", METADATA,
    counted(sa.Integer()),
    sa.Column("target", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("subject", Text, nullable=False),  # RUBRIC/CRITERION, a portal's address, or PORTAL CHECK
    sa.Column("before", Json),
    sa.Column("after", Json),
    sa.Column("cause", Text),
    sa.Column("first_by", Text, nullable=False),  # the audit, or the job, that first saw it
    sa.Column("first_at", Moment, nullable=False),
    sa.Column("confirmed_by", Text),             # the one that saw it again: only then is anybody told
    sa.Column("confirmed_at", Moment),
    sa.Column("state", Text, nullable=False),
    sa.CheckConstraint("kind IN ('criterion', 'portal_gone', 'portal_back', 'failures')", name="kind"),
    sa.CheckConstraint("state IN ('seen', 'confirmed', 'withdrawn')", name="state"),
    sa.Index(
        "uq_alerts_seen", "target", "kind", "subject", unique=True,
        sqlite_where=sa.text("state = 'seen'"), postgresql_where=sa.text("state = 'seen'"),
    ),
    sa.Index(None, "confirmed_at"),
    sa.Index(None, "target", "first_at"),
)  # fmt: skip

watched = sa.Table(
    "watched", METADATA,
    # How far each target's audits were looked at for alerts.
    sa.Column("target", Text, primary_key=True),
    sa.Column("audit", sa.Integer, nullable=False),  # audits.number, which may be pruned: no foreign key
    sa.Column("taken_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

deliveries = sa.Table(
    "deliveries", METADATA,
    counted(sa.Integer()),
    sa.Column("key", Text, nullable=False, unique=True),  # channel and what is told: the same thing is told once
    sa.Column("channel", Text, nullable=False),           # as the settings name it; no address, no secret
    sa.Column("kind", Text, nullable=False),
    sa.Column("alert", sa.Integer, sa.ForeignKey("alerts.id", ondelete="CASCADE"), index=True),
    sa.Column("payload", Json, nullable=False),
    sa.Column("batch", Text),                             # the id of the message that it goes with, from its first try on
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("not_before", Moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("state", Text, nullable=False),
    sa.Column("line", Text),
    sa.Column("sent_at", Moment),
    sa.CheckConstraint("kind IN ('alert', 'digest')", name="kind"),
    sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
    sa.Index(None, "state", "not_before"),
    sa.Index(None, "batch"),
)  # fmt: skip

keeps = sa.Table(
    "keeps", METADATA,
    # What retention may not take, beside decisions: an audit that was handed to somebody, or that a person marked.
    sa.Column("audit", sa.Integer, sa.ForeignKey("audits.number"), primary_key=True),
    sa.Column("why", Text, primary_key=True),
    sa.Column("kept_at", Moment, nullable=False),
    sa.CheckConstraint("why IN ('exported', 'marked')", name="why"),
)  # fmt: skip
