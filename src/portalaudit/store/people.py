"""Tables of what people gave, which no crawl and no audit made: documents, decisions, annotations.

They are only ever added to and cannot be made again from anything, but for `submissions`, which the archive knows too.
"""

import sqlalchemy as sa

from portalaudit.store.columns import Moment, Text
from portalaudit.store.metadata import METADATA, counted

submissions = sa.Table(
    "submissions", METADATA,
    counted(sa.Integer()),
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

decisions = sa.Table(
    "decisions", METADATA,
    counted(sa.Integer()),
    sa.Column("digest", Text, nullable=False, unique=True),  # model.assessment.Decision.id: the same one, imported twice, is one
    # An audit that people decided on does not go away beneath them: no CASCADE.
    sa.Column("audit", sa.Integer, sa.ForeignKey("audits.number"), nullable=False, index=True),
    sa.Column("rubric", Text, nullable=False),
    sa.Column("version", Text, nullable=False),
    sa.Column("criterion", Text, nullable=False),
    sa.Column("finding", Text, nullable=False),     # the machine's, as it was decided on
    sa.Column("strength", Text),
    sa.Column("decision", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("decided_at", Moment, nullable=False),
    sa.Column("why", Text, nullable=False),
    sa.CheckConstraint("decision IN ('accept', 'reject', 'more')", name="decision"),
)  # fmt: skip

annotations = sa.Table(
    "annotations", METADATA,
    # Of a portal's subject and check by their names: the finding may close and open again as another interval.
    counted(sa.Integer()),
    sa.Column("digest", Text, nullable=False, unique=True),
    sa.Column("portal", sa.Integer, sa.ForeignKey("portals.id"), nullable=False, index=True),
    sa.Column("check_name", Text, nullable=False),
    sa.Column("subject", Text, nullable=False),
    sa.Column("reason", Text, nullable=False),
    sa.Column("body", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("waive", sa.Boolean, nullable=False),
)  # fmt: skip
