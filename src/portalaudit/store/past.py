"""What earlier audits left for the next one: validators to ask "has it changed?" with, and stamps of single items."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.ports import Past, Validator
from portalaudit.store import tables
from portalaudit.store.bulk import upsert
from portalaudit.store.captures import host_of
from portalaudit.store.columns import LONGEST_KEY, in_utc, plain
from portalaudit.store.engine import reading, writing
from portalaudit.store.portals import number_of, number_portal


class StoredValidators:
    """The database's validators (`model.ports.Validators`), read once a host when it is first asked for."""

    __slots__ = ("_engine", "_hosts")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hosts: dict[str, dict[str, Validator]] = {}

    def get(self, url: str) -> Validator | None:
        """The validator of an address, None where none is known."""
        host = host_of(url)
        if host not in self._hosts:
            self._hosts[host] = self._read(host)
        return self._hosts[host].get(url)

    def _read(self, host: str) -> dict[str, Validator]:
        table = tables.validators
        query = sa.select(table.c.url, table.c.etag, table.c.last_modified, table.c.capture).where(table.c.host == host)
        with reading(self._engine) as connection:
            return {row.url: Validator(row.etag, row.last_modified, row.capture) for row in connection.execute(query)}


def load_past(engine: Engine, portal: str) -> Past:
    """What is known of a portal (by its address) from earlier audits; nothing where it is new."""
    table = tables.item_stamps
    with reading(engine) as connection:
        number = number_of(connection, portal)
        rows = connection.execute(sa.select(table.c.asset, table.c.stamp).where(table.c.portal == number)).all()
    return Past({row.asset: row.stamp for row in rows})


def save_stamps(engine: Engine, portal: str, stamps: Mapping[str, datetime]) -> int:
    """Remember the stamp that each asset (source key) had when an item of its own was asked for; only what moved is written.

    Returns:
        How many were written.
    """
    known = load_past(engine, portal).stamps
    fresh = {plain(asset): in_utc(stamp) for asset, stamp in stamps.items() if len(asset) <= LONGEST_KEY}
    moved = sorted(asset for asset, stamp in fresh.items() if known.get(asset) != stamp)
    if not moved:
        return 0
    with writing(engine) as connection:
        number = number_portal(connection, portal)
        insert = upsert(connection, tables.item_stamps)
        insert = insert.on_conflict_do_update(index_elements=["portal", "asset"], set_={"stamp": insert.excluded.stamp})
        connection.execute(insert, [{"portal": number, "asset": asset, "stamp": fresh[asset]} for asset in moved])
    return len(moved)


def snapshots_of(engine: Engine, portal: str, limit: int) -> tuple[str, ...]:
    """Digests of a portal's snapshots, of complete audits, the newest first."""
    part, audit = tables.audit_portals, tables.audits
    with reading(engine) as connection:
        number = number_of(connection, portal)
        query = sa.select(part.c.digest).join(audit, audit.c.number == part.c.audit)
        query = query.where(part.c.portal == number, audit.c.complete, audit.c.pruned_at.is_(None))
        return tuple(connection.scalars(query.order_by(audit.c.taken_at.desc(), audit.c.number.desc()).limit(limit)))
