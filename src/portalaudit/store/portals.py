"""Portals by address."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.model.portal import Portal
from portalaudit.store import tables
from portalaudit.store.bulk import upsert
from portalaudit.store.columns import short


def number_of(connection: Connection, url: str) -> int | None:
    """A portal's number, None where it is not known."""
    return connection.scalar(sa.select(tables.portals.c.id).where(tables.portals.c.url == short(url)))


def number_portal(connection: Connection, url: str) -> int:
    """A portal's number; a new one is entered with nothing known but its address."""
    row = {"url": short(url), "platform": "unknown", "connector": "unknown"}
    known = number_of(connection, url)
    if known is None:
        connection.execute(upsert(connection, tables.portals).on_conflict_do_nothing(), row)
        known = number_of(connection, url)
    assert known is not None
    return known


def hold_portal(connection: Connection, portal: Portal) -> "sa.Row[tuple[object, ...]]":
    """Enter a portal or bring its facts up to date, and hold its row until the transaction ends.

    Returns:
        Its row: `id`, `moved_by`, `moved_at`, and its facts.
    """
    table = tables.portals
    number = number_portal(connection, portal.url)
    row = connection.execute(sa.select(table).where(table.c.id == number).with_for_update()).one()
    facts = {"platform": portal.platform, "connector": portal.connector, "title": portal.title, "version": portal.version}
    if any(row._mapping[name] != value for name, value in facts.items()):
        connection.execute(sa.update(table).where(table.c.id == number).values(facts))
    return row
