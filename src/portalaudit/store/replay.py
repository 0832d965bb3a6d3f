"""What a stored audit was made from, for judging or reading it again."""

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.errors import NotFound
from portalaudit.model.capture import Capture, Event, Gap, Traffic
from portalaudit.model.portal import Portal
from portalaudit.store import tables
from portalaudit.store.audits import AuditRow, find_audit
from portalaudit.store.captures import read_captures
from portalaudit.store.engine import reading


@dataclass(frozen=True, slots=True)
class StoredPortal:
    """One portal's part of a stored audit."""

    portal: Portal
    digest: str
    """`sha256:…` of the snapshot, which the archive holds."""
    traffic: Traffic
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class RubricRef:
    """A rubric as it was used."""

    id: str
    version: str
    digest: str
    source: str | None
    """The TOML, where it was saved with an audit."""


@dataclass(frozen=True, slots=True)
class StoredInputs:
    """What `recheck` and `reread` need beside the archive."""

    audit: AuditRow
    """With the target: the city's record as it was, and the addresses."""
    portals: tuple[StoredPortal, ...]
    """In the audit's order."""
    events: tuple[Event, ...]
    rubrics: tuple[RubricRef, ...]
    captures: tuple[Capture, ...]
    """By time; headers are in the archive."""


def stored_inputs(engine: Engine, audit: str) -> StoredInputs:
    """The inputs of an audit by its full id.

    Raises:
        NotFound: no such audit.
    """
    row = find_audit(engine, audit)
    if row.id != audit:
        raise NotFound(f"no audit {audit!r}")
    with reading(engine) as connection:
        return StoredInputs(
            row, _portals(connection, row.number), _events(connection, row.number), _rubrics(connection, row.number),
            read_captures(connection, audit),
        )  # fmt: skip


def _portals(connection: Connection, number: int) -> tuple[StoredPortal, ...]:
    part, portal = tables.audit_portals, tables.portals
    columns = (
        portal.c.url, part.c.platform, part.c.connector, part.c.title, part.c.version, part.c.software,
        part.c.digest, part.c.traffic, part.c.gaps,
    )  # fmt: skip
    query = sa.select(*columns).join(portal, portal.c.id == part.c.portal).where(part.c.audit == number).order_by(part.c.position)
    return tuple(
        StoredPortal(
            Portal(*row[:6]), row.digest, msgspec.convert(row.traffic, Traffic), msgspec.convert(row.gaps, tuple[Gap, ...])
        )
        for row in connection.execute(query)
    )


def _events(connection: Connection, number: int) -> tuple[Event, ...]:
    table = tables.events
    query = sa.select(table.c.name, table.c.value, table.c.detail).where(table.c.audit == number).order_by(table.c.position)
    return tuple(Event(*row) for row in connection.execute(query))


def _rubrics(connection: Connection, number: int) -> tuple[RubricRef, ...]:
    used, version = tables.rubric_results, tables.rubric_versions
    query = sa.select(version.c.rubric, version.c.version, version.c.digest, version.c.source)
    query = query.join(used, used.c.rubric == version.c.id).where(used.c.audit == number).order_by(used.c.position)
    return tuple(RubricRef(*row) for row in connection.execute(query))
