"""Open findings: what is to be mended today."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound
from portalaudit.store import tables
from portalaudit.store.columns import short
from portalaudit.store.engine import reading
from portalaudit.store.portals import number_of


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """An interval that is open."""

    id: int
    portal: str
    check: str
    subject: str
    reason: str
    """Of the last audit that saw it."""
    opened_at: datetime
    organisation: str | None
    """The department, else the publisher, that the asset names."""
    own: bool
    """An own dataset, as the last audit that moved findings saw it."""


def open_findings(
    engine: Engine, portal: str, *, check: str | None = None, organisation: str | None = None, limit: int | None = None
) -> tuple[OpenFinding, ...]:
    """A portal's open findings by subject and check; of one check or one organisation where told.

    Raises:
        NotFound: no audit of that portal is stored.
    """
    found, subject, unit = tables.findings, tables.subjects, tables.organisations
    columns = (
        found.c.id, sa.literal(portal), tables.checks.c.name, subject.c.name, tables.reasons.c.code,
        found.c.opened_at, unit.c.name, subject.c.own,
    )  # fmt: skip
    joined = (
        found.join(subject, subject.c.id == found.c.subject)
        .join(tables.checks, tables.checks.c.id == found.c.check_id)
        .join(tables.reasons, tables.reasons.c.id == found.c.reason)
        .outerjoin(unit, unit.c.id == subject.c.organisation)
    )
    with reading(engine) as connection:
        number = number_of(connection, portal)
        if number is None:
            raise NotFound(f"no audit of {portal} is stored")
        query = sa.select(*columns).select_from(joined).where(found.c.portal == number, found.c.closed_by.is_(None))
        if check is not None:
            query = query.where(tables.checks.c.name == check)
        if organisation is not None:
            # Told as a number, so that the planner begins with the organisation's few subjects; 0 is nobody's.
            chosen = connection.scalar(sa.select(unit.c.id).where(unit.c.portal == number, unit.c.name == short(organisation)))
            query = query.where(subject.c.organisation == (chosen or 0))
        query = query.order_by(subject.c.name, tables.checks.c.name, tables.checks.c.version).limit(limit)
        return tuple(OpenFinding(*row) for row in connection.execute(query))
