"""Tables of the nights: what is due when, what waits and runs, who asks which host next.

They say what is to be done and by whom; what was found is in the tables of audits. All but `schedules` may be emptied while
nothing runs: the clock fills them again.
"""

import sqlalchemy as sa

from portalaudit.store.columns import Json, Moment, Text
from portalaudit.store.metadata import METADATA, SMALL, counted

schedules = sa.Table(
    "schedules", METADATA,
    counted(sa.Integer()),
    sa.Column("target", Text, nullable=False, unique=True),  # a city's key, or a portal's address
    sa.Column("cron", Text, nullable=False),                 # five fields, in the zone's local time
    sa.Column("zone", Text, nullable=False),                 # IANA
    sa.Column("jitter", sa.Integer, nullable=False),         # seconds: a night starts later by a share of it
    sa.Column("window", sa.Integer, nullable=False),         # seconds: as long after its time a failed one is tried again
    sa.Column("grace", sa.Integer, nullable=False),          # seconds: so late a missed one is still caught up
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("options", Json, nullable=False),              # model.schedule.Wishes
    sa.Column("next_due", Moment),                           # as cron says, without jitter; None while it is paused
    sa.Column("last_due", Moment),                           # the newest that was put among the jobs, or was missed
    sa.Column("edited_at", Moment, nullable=False),
    sa.Index(None, "next_due"),
)  # fmt: skip

jobs = sa.Table(
    "jobs", METADATA,
    counted(sa.Integer()),
    sa.Column("target", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("due_at", Moment, nullable=False),             # a night's time as cron says; a demand's moment
    sa.Column("not_before", Moment, nullable=False),         # due_at and jitter, later the next try
    sa.Column("until", Moment, nullable=False),              # the window's end: no further try after it
    sa.Column("priority", SMALL, nullable=False),            # the smaller goes first
    sa.Column("state", Text, nullable=False),
    sa.Column("tries", SMALL, nullable=False),               # begun so often
    sa.Column("deaths", SMALL, nullable=False),              # its process ended so often without a word
    sa.Column("options", Json, nullable=False),
    sa.Column("runner", Text),                               # who has it (store/holders.py)
    sa.Column("lease_until", Moment),                        # … until then, unless it says so again
    sa.Column("audit", Text),                                # the id of its audit, from its first try on
    sa.Column("began_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("line", Text),                                 # how it ended, for people
    sa.CheckConstraint("kind IN ('night', 'demand', 'command')", name="kind"),
    sa.CheckConstraint(
        "state IN ('waiting', 'running', 'done', 'incomplete', 'unavailable', 'parked', 'missed', 'dropped')", name="state"
    ),
    sa.UniqueConstraint("target", "kind", "due_at"),         # a night is a night once, whoever notices it
    sa.Index(
        "uq_jobs_running", "target", unique=True,
        sqlite_where=sa.text("state = 'running'"), postgresql_where=sa.text("state = 'running'"),
    ),
    sa.Index(None, "state", "not_before"),
    sa.Index(None, "ended_at"),
)  # fmt: skip

budgets = sa.Table(
    "budgets", METADATA,
    sa.Column("lane", Text, primary_key=True),               # a host with its port, or a shared back-end's name
    sa.Column("free_at", Moment, nullable=False),            # when the next request may begin, all leased ones counted
    sa.Column("held_until", Moment),                         # a server asked everybody to wait until then
    sqlite_with_rowid=False,
)  # fmt: skip

runners = sa.Table(
    "runners", METADATA,
    sa.Column("id", Text, primary_key=True),                 # store/holders.py
    sa.Column("role", Text, nullable=False),
    sa.Column("software", Text, nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.CheckConstraint("role IN ('clock', 'runner')", name="role"),
)  # fmt: skip
