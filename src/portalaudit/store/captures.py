"""Captures: written in small batches while a crawl goes on, each batch as often as one likes."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from portalaudit.errors import NotFound
from portalaudit.model.capture import Capture
from portalaudit.store import tables
from portalaudit.store.bulk import intern, upsert
from portalaudit.store.columns import LONGEST_KEY, bounded, plain
from portalaudit.store.engine import reading, writing
from portalaudit.store.submissions import submitted_capture

_CHUNK = 500


def save_captures(engine: Engine, audit: str, captures: Sequence[Capture]) -> int:
    """Store captures of an audit that was begun, and the validators that they bring; those that are stored stay as they are.

    Headers are not stored: the archive has them.

    Returns:
        How many were new.

    Raises:
        NotFound: the audit was not begun.
    """
    with writing(engine) as connection:
        number = connection.scalar(sa.select(tables.audits.c.number).where(tables.audits.c.id == audit))
        if number is None:
            raise NotFound(f"audit {audit} was not begun")
        return write_captures(connection, number, captures)


def write_captures(connection: Connection, audit: int, captures: Sequence[Capture]) -> int:
    """The same inside a transaction. `audit` is its number."""
    new = list({capture.id: capture for capture in _new(connection, captures)}.values())
    if not new:
        return 0
    names = sorted({capture.segment for capture in new if capture.segment is not None})
    segments = intern(connection, tables.segments, ("name",), [(name,) for name in names])
    rows = [_row(audit, capture, segments.get((capture.segment or "",))) for capture in new]
    connection.execute(upsert(connection, tables.captures).on_conflict_do_nothing(), rows)
    _write_validators(connection, new)
    return len(new)


def _new(connection: Connection, captures: Sequence[Capture]) -> Iterable[Capture]:
    column = tables.captures.c.id
    for start in range(0, len(captures), _CHUNK):
        chunk = captures[start : start + _CHUNK]
        stored = set(connection.scalars(sa.select(column).where(column.in_([capture.id for capture in chunk]))))
        yield from (capture for capture in chunk if capture.id not in stored)


def _row(audit: int, capture: Capture, segment: int | None) -> dict[str, object]:
    return {
        "id": capture.id, "audit": audit, "method": capture.method, "url": capture.url, "status": capture.status,
        "fetched_at": capture.fetched_at, "segment": segment, "offset": capture.offset, "length": bounded(capture.length) or 0,
        "sha256": capture.sha256, "error": capture.error, "media_type": capture.media_type,
        "revisit_of": capture.revisit_of, "kind": capture.kind, "tls": capture.tls,
    }  # fmt: skip


def _write_validators(connection: Connection, captures: Sequence[Capture]) -> None:
    rows: dict[str, dict[str, object]] = {}
    for capture in captures:
        told = {"etag": capture.header("etag"), "last_modified": capture.header("last-modified")}
        url = plain(capture.url)
        # Only a whole 200 has a payload to give back; a 304 leaves the validator of the payload that it confirms.
        if capture.status == 200 and capture.error is None and any(told.values()) and len(url) <= LONGEST_KEY:
            rows[url] = {"url": url, "host": host_of(url), "capture": capture.id, **told}
    if rows:  # in order, so that two audits at once do not deadlock
        insert = upsert(connection, tables.validators)
        fresh = {name: insert.excluded[name] for name in ("etag", "last_modified", "capture")}
        connection.execute(insert.on_conflict_do_update(index_elements=["url"], set_=fresh), [rows[url] for url in sorted(rows)])


def host_of(url: str) -> str:
    """The host of an address, empty where it has none or cannot be read."""
    try:
        return (urlsplit(url).hostname or "")[:LONGEST_KEY]
    except ValueError:
        return ""


def captures_of(engine: Engine, audit: str) -> tuple[Capture, ...]:
    """The captures that an audit made, in the order of their making; headers are in the archive."""
    with reading(engine) as connection:
        return read_captures(connection, audit)


def read_captures(connection: Connection, audit: str) -> tuple[Capture, ...]:
    """The same inside a transaction."""
    query = _selected().join(tables.audits, tables.audits.c.number == tables.captures.c.audit)
    query = query.where(tables.audits.c.id == audit).order_by(tables.captures.c.fetched_at, tables.captures.c.id)
    return tuple(_capture(row) for row in connection.execute(query))


def every_capture(engine: Engine) -> Iterator[Capture]:
    """All captures that have a place in the archive, in the order of their places; headers are in the archive."""
    placed = tables.captures.c.segment.is_not(None)
    query = _selected().where(placed).order_by(tables.segments.c.name, tables.captures.c.offset)
    with reading(engine) as connection:
        for row in connection.execution_options(yield_per=1_000).execute(query):
            yield _capture(row)


def placed_in(connection: Connection, segment: str) -> tuple[Capture, ...]:
    """The captures that lie in a segment, in the order of their places."""
    query = _selected().where(tables.segments.c.name == segment).order_by(tables.captures.c.offset, tables.captures.c.id)
    return tuple(_capture(row) for row in connection.execute(query))


class StoredCaptures:
    """The database as an index of captures (`model.ports.CaptureIndex`)."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, capture_id: str) -> Capture | None:
        """The capture of that id, without its headers: an audit's, else one of a document that was handed over."""
        with reading(self._engine) as connection:
            row = connection.execute(_selected().where(tables.captures.c.id == capture_id)).first()
            return submitted_capture(connection, capture_id) if row is None else _capture(row)


def _selected() -> "sa.Select[tuple[object, ...]]":
    found = tables.captures
    columns = [found.c[name] for name in _COLUMNS]
    joined = found.outerjoin(tables.segments, tables.segments.c.id == found.c.segment)
    return sa.select(*columns, tables.segments.c.name.label("place")).select_from(joined)


_COLUMNS = (
    "id", "method", "url", "fetched_at", "status", "error", "media_type", "length", "sha256", "tls", "offset", "revisit_of",
    "kind",
)  # fmt: skip


def _capture(row: "Row[tuple[object, ...]]") -> Capture:
    told = row._mapping
    values = {name: told[name] for name in _COLUMNS}
    return Capture(segment=told["place"], **values)
