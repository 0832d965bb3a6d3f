"""How targets are called."""

from collections.abc import Collection, Mapping
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.model.alerts import Place
from portalaudit.store import tables


def places_of(connection: Connection, targets: Collection[str]) -> Mapping[str, Place]:
    """Target → its name as its newest audit has it; the city's, else the portal's title."""
    return {target: _place(connection, target) for target in sorted(targets)}


def _place(connection: Connection, target: str) -> Place:
    audit, part = tables.audits, tables.audit_portals
    newest = (
        sa.select(audit.c.number, audit.c.city, audit.c.name, audit.c.city_record, audit.c.urls)
        .where(audit.c.target == target, audit.c.state == "done")
        .order_by(audit.c.complete.desc(), audit.c.taken_at.desc(), audit.c.number.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    if row is None:
        return _registered(connection, target)
    urls = cast(list[str], row.urls or [])
    if row.city is not None:
        record = cast(Mapping[str, object], row.city_record or {})
        return _city(target, row.name, record, urls)
    title = sa.select(part.c.title).where(part.c.audit == row.number).order_by(part.c.position).limit(1)
    return Place(target, connection.scalar(title), None, urls[0] if urls else target)


def _registered(connection: Connection, target: str) -> Place:
    """A target that was never audited."""
    table = tables.cities
    row = connection.execute(sa.select(table.c.name, table.c.record).where(table.c.key == target)).first()
    if row is None:
        return Place(target, address=target if "://" in target else None)
    record = cast(Mapping[str, object], row.record)
    return _city(target, row.name, record, cast(list[str], record.get("portals") or []))


def _city(target: str, name: str | None, record: Mapping[str, object], urls: list[str]) -> Place:
    region, website = record.get("region"), record.get("website")
    address = website if isinstance(website, str) and website else next(iter(urls), None)
    return Place(target, name, region if isinstance(region, str) else None, address)
