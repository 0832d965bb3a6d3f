"""Alerts of one target as rows: seen, confirmed, withdrawn, in the transaction that looked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.data.alerts import whole
from portalaudit.model.alerts import Facts, Kind
from portalaudit.model.history import CAUSES
from portalaudit.store import tables
from portalaudit.store.columns import in_utc


@dataclass(frozen=True, slots=True)
class Look:
    """Who observed something, and when."""

    by: str
    at: datetime
    number: int | None = None
    """The audit's, where it was one."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An alert that was seen once."""

    id: int
    before: Facts
    after: Facts
    first_by: str


@dataclass(slots=True)
class Moves:
    """How many alerts came, were confirmed, and were withdrawn."""

    seen: int = 0
    confirmed: int = 0
    withdrawn: int = 0

    def __iadd__(self, other: "Moves") -> "Moves":
        self.seen += other.seen
        self.confirmed += other.confirmed
        self.withdrawn += other.withdrawn
        return self


@dataclass(slots=True)
class Rows:
    """One target's alerts that are seen and not more, and what is done to them. Subjects are `columns.short`."""

    connection: Connection
    target: str
    pending: dict[tuple[Kind, str], Pending] = field(default_factory=dict)
    moves: Moves = field(default_factory=Moves)

    def see(self, kind: Kind, subject: str, before: Facts, after: Facts, look: Look) -> None:
        """Something moved, for the first time."""
        row = {
            "target": self.target, "kind": kind, "subject": subject, "before": before, "after": after,
            "first_by": look.by, "first_at": in_utc(look.at), "state": "seen",
        }  # fmt: skip
        table = tables.alerts
        number: int = self.connection.scalars(sa.insert(table).values(row).returning(table.c.id)).one()
        self.pending[kind, subject] = Pending(number, before, after, look.by)
        self.moves.seen += 1

    def confirm(self, kind: Kind, subject: str, after: Facts, look: Look) -> None:
        """The next observation says so too: people may be told."""
        row = self.pending.pop((kind, subject))
        cause = _cause(self.connection, self.target, row) if kind == "criterion" else None
        self._set(row.id, {
            "state": "confirmed", "after": after, "confirmed_by": look.by, "confirmed_at": in_utc(look.at), "cause": cause,
        })  # fmt: skip
        self.moves.confirmed += 1

    def withdraw(self, kind: Kind, subject: str) -> Pending:
        """It is again as it was."""
        row = self.pending.pop((kind, subject))
        self._set(row.id, {"state": "withdrawn"})
        self.moves.withdrawn += 1
        return row

    def _set(self, number: int, values: Mapping[str, object]) -> None:
        table = tables.alerts
        self.connection.execute(sa.update(table).where(table.c.id == number, table.c.state == "seen").values(values))


def load_rows(connection: Connection, target: str) -> Rows:
    """The target's alerts that wait for a second observation."""
    table = tables.alerts
    query = sa.select(table).where(table.c.target == target, table.c.state == "seen")
    pending = {
        (row.kind, row.subject): Pending(row.id, row.before or {}, row.after or {}, row.first_by)
        for row in connection.execute(query)
    }
    return Rows(connection, target, pending)


def _cause(connection: Connection, target: str, row: Pending) -> str | None:
    """Why a criterion moved, where its history tells: by every step from how it stood before to how it was seen."""
    table, audit = tables.standings, tables.audits
    of = (table.c.target == target, table.c.rubric == row.after["rubric"], table.c.criterion == row.after["criterion"])
    steps = sa.select(table.c.cause, table.c.finding, table.c.strength, table.c.opened_by).where(*of)
    number = connection.scalar(sa.select(audit.c.number).where(audit.c.id == row.first_by))
    step = connection.execute(steps.where(table.c.opened_by == number)).first()
    found: dict[str, None] = {}
    for _ in range(whole("look", "back")):
        if step is None or (found and all(step._mapping[name] == row.before.get(name) for name in ("finding", "strength"))):
            break
        found |= dict.fromkeys((step.cause or "").split())
        step = connection.execute(steps.where(table.c.closed_by == step.opened_by)).first()
    return " ".join(cause for cause in CAUSES if cause in found) or None
