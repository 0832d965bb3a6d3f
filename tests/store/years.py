"""Many nights made straight into the database: audits, captures, what they repeat and use."""

import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import engine as store
from portalaudit.store import tables

NOW = datetime(2031, 5, 14, 12, tzinfo=UTC)
"""A Wednesday."""


@dataclass(frozen=True)
class Took:
    """A capture of a made-up audit."""

    id: str
    segment: str = "0"
    repeats: str | None = None
    validates: str | None = None
    """The address whose validator it is."""


@dataclass(frozen=True)
class Night:
    """A made-up audit."""

    id: str
    taken_at: datetime
    target: str = "example-ex"
    complete: bool = True
    running: bool = False
    captures: tuple[Took, ...] = ()
    uses: tuple[str, ...] = ()
    digest: str | None = None
    more: Mapping[str, object] = field(default_factory=dict)


def place(night: str, took: Took) -> str:
    """The segment of a capture."""
    return f"segments/2026/01/{night}-20260101000000-{took.segment}.warc.gz"


def write(engine: Engine, nights: Iterable[Night]) -> dict[str, int]:
    """Put them on record.

    Returns: their numbers.
    """
    told = list(nights)
    audit = tables.audits
    with store.writing(engine) as connection:
        insert = sa.insert(audit).returning(audit.c.number, sort_by_parameter_order=True)
        found = connection.scalars(insert, [_row(night) for night in told]).all() if told else []
        numbers = dict(zip([night.id for night in told], found, strict=True))
        saved = [numbers[night.id] for night in told if not night.running]
        body = zlib.compress(b"{}")
        _many(connection, tables.audit_documents, [{"audit": number, "body": body} for number in saved])
        event = {"position": 0, "name": "n", "value": 1, "detail": {}}
        _many(connection, tables.events, [{"audit": number, **event} for number in saved])
        _captures(connection, numbers, told)
        uses = [{"audit": numbers[night.id], "captures": sorted(night.uses)} for night in told if night.uses]
        _many(connection, tables.audit_uses, uses)
        _parts(connection, {numbers[night.id]: night.digest for night in told if night.digest})
    return numbers


def _row(night: Night) -> dict[str, object]:
    return {
        "id": night.id, "target": night.target, "urls": ["https://x.org"], "taken_at": night.taken_at,
        "state": "running" if night.running else "done", "complete": night.complete, "software": "1", "options": {"a": 1},
        **night.more,
    }  # fmt: skip


def _many(connection: sa.Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _captures(connection: sa.Connection, numbers: Mapping[str, int], nights: Iterable[Night]) -> None:
    taken = [(night, took) for night in nights for took in night.captures]
    names = sorted({place(night.id, took) for night, took in taken})
    table = tables.segments
    known = {row.name for row in connection.execute(sa.select(table.c.name))}
    _many(connection, table, [{"name": name} for name in names if name not in known])
    ids = {row.name: row.id for row in connection.execute(sa.select(table.c.name, table.c.id))}
    rows: list[dict[str, object]] = [
        {
            "id": took.id, "audit": numbers[night.id], "method": "GET", "url": "https://x.org", "fetched_at": night.taken_at,
            "segment": ids[place(night.id, took)], "offset": 0, "length": 1, "kind": "crawled", "revisit_of": took.repeats,
        }
        for night, took in taken
    ]  # fmt: skip
    _many(connection, tables.captures, rows)
    marks: list[dict[str, object]] = [
        {"url": took.validates, "host": "x.org", "etag": "e", "capture": took.id} for _, took in taken if took.validates
    ]
    _many(connection, tables.validators, marks)


def _parts(connection: sa.Connection, digests: Mapping[int, str]) -> None:
    if not digests:
        return
    portal = connection.scalar(sa.select(tables.portals.c.id).limit(1))
    if portal is None:
        row = {"url": "https://x.org", "platform": "ckan", "connector": "ckan"}
        portal = connection.scalars(sa.insert(tables.portals).values(row).returning(tables.portals.c.id)).one()
    part = {
        "position": 0, "portal": portal, "platform": "ckan", "connector": "ckan", "assets": 0, "datasets": 0, "own_datasets": 0,
        "distributions": 0, "traffic": {}, "gaps": [],
    }  # fmt: skip
    _many(connection, tables.audit_portals, [{"audit": number, "digest": digest, **part} for number, digest in digests.items()])


def back(days: float) -> datetime:
    """So many days before NOW."""
    return NOW - timedelta(days=days)


def every_night(first: datetime, last: datetime, target: str = "example-ex") -> list[Night]:
    """One audit a night, both ends included."""
    count = (last - first).days + 1
    return [Night(f"{target}-{first + timedelta(days=day):%Y%m%d}", first + timedelta(days=day), target) for day in range(count)]


def there(engine: Engine, table: str, column: str) -> Collection[object]:
    """All values of a column."""
    with store.reading(engine) as connection:
        return list(connection.scalars(sa.select(tables.METADATA.tables[table].c[column])))
