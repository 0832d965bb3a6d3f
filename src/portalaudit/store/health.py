"""The database looked at as a whole: how large it is, and whether what it says fits together."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.store import tables
from portalaudit.store.engine import reading
from portalaudit.store.questions import questions
from portalaudit.store.uses import used_by


@dataclass(frozen=True, slots=True)
class TableSize:
    name: str
    rows: int
    bytes: int | None
    """With its indices; None where the database does not tell."""


@dataclass(frozen=True, slots=True)
class Stats:
    """The size of a database."""

    bytes: int
    """On disk, SQLite's write-ahead log among them."""
    tables: tuple[TableSize, ...]
    """By name."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit together."""

    what: str
    count: int
    example: str

    def __str__(self) -> str:
        return f"{self.count:,} × {self.what}, e.g. {self.example}"


def database_stats(engine: Engine) -> Stats:
    """Rows of every table, and bytes.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        pages = _sizes(connection)
        sizes = tuple(_size(connection, table, pages) for _, table in sorted(tables.METADATA.tables.items()))
        if connection.dialect.name == "postgresql":
            return Stats(int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()), sizes)
    path = Path(engine.url.database or "")
    files = (path, path.with_name(path.name + "-wal"))
    return Stats(sum(file.stat().st_size for file in files if file.exists()), sizes)


def _sizes(connection: Connection) -> Mapping[str, int]:
    """Bytes of each table with its indices; nothing where this SQLite was built without its table of pages."""
    if connection.dialect.name == "postgresql":
        query = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
    elif connection.exec_driver_sql("SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')").scalar():
        query = (
            "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name"
            " WHERE s.aggregate = TRUE GROUP BY m.tbl_name"
        )
    else:
        return {}
    return {row[0]: int(row[1]) for row in connection.exec_driver_sql(query)}


def _size(connection: Connection, table: sa.Table, sizes: Mapping[str, int]) -> TableSize:
    rows = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    return TableSize(table.name, rows, sizes.get(table.name))


@dataclass(frozen=True, slots=True)
class Shelves:
    """What an archive has, as the database is told it."""

    size: Callable[[str], int | None]
    """Bytes of a segment by its name relative to the archive; None where there is none."""
    has_snapshot: Callable[[str], bool]
    """Whether it has a snapshot, by its digest."""


def database_problems(engine: Engine, shelves: Shelves | None = None) -> tuple[Problem, ...]:
    """What does not fit together; empty where all is well.

    Args:
        shelves: the archive; None to leave it out.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        found = [*_file(connection), *_rows(connection), *_uses(connection), *_documents(connection)]
        if shelves is not None:
            found += [*_segments(connection, shelves), *_snapshots(connection, shelves)]
        return tuple(found)


def _file(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name != "sqlite":
        return
    lines = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
    if lines != ["ok"]:
        yield Problem("damage in the file", len(lines), lines[0])
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        yield Problem("row that refers to nothing", len(broken), f"table {broken[0][0]}, row {broken[0][1]}")


def _rows(connection: Connection) -> Iterator[Problem]:
    for what, query in questions().items():
        asked = query.subquery()
        count, example = connection.execute(sa.select(sa.func.count(), sa.func.min(asked.c[0])).select_from(asked)).one()
        if count:
            yield Problem(what, count, str(example))


def _documents(connection: Connection) -> Iterator[Problem]:
    table = tables.audit_documents
    query = sa.select(tables.audits.c.id, table.c.body).join(tables.audits, tables.audits.c.number == table.c.audit)
    damaged = [row.id for row in connection.execution_options(yield_per=50).execute(query) if not _opens(row.body)]
    if damaged:
        yield Problem("damaged document", len(damaged), f"audit {min(damaged)}")


def _opens(body: bytes) -> bool:
    try:
        zlib.decompress(body)
    except zlib.error:
        return False
    return True


def _uses(connection: Connection) -> Iterator[Problem]:
    used = used_by(connection, tables.audits.c.pruned_at.is_(None)).distinct().subquery()
    lost = sa.select(used.c.value).where(~sa.exists().where(tables.captures.c.id == used.c.value)).subquery()
    count, example = connection.execute(sa.select(sa.func.count(), sa.func.min(lost.c.value)).select_from(lost)).one()
    if count:
        yield Problem("capture that a kept audit goes on with and that is not stored", count, str(example))


def _segments(connection: Connection, shelves: Shelves) -> Iterator[Problem]:
    """Segments that something refers to: there, and long enough for it. One without captures waits to be removed."""
    missing, short = [], []
    for row in connection.execute(_farthest()):
        name, last = row[0], row[1]
        size = shelves.size(name)
        if size is None:
            missing.append(name)
        elif last is not None and last >= size:
            short.append(name)
    if missing:
        yield Problem("segment that the archive lacks", len(missing), missing[0])
    if short:
        yield Problem("segment that ends before its last capture", len(short), short[0])


def _farthest() -> "sa.Select[str, int | None]":
    segment, capture, handed = tables.segments.c, tables.captures.c, tables.submissions.c
    places = sa.union_all(
        sa.select(capture.segment.label("segment"), sa.func.max(capture.offset).label("last"))
        .where(capture.segment.is_not(None))
        .group_by(capture.segment),
        sa.select(handed.segment, sa.func.max(handed.offset)).group_by(handed.segment),
    ).subquery()
    joined = tables.segments.join(places, places.c.segment == segment.id)
    return sa.select(segment.name, sa.func.max(places.c.last)).select_from(joined).group_by(segment.name).order_by(segment.name)


def kept_snapshots(engine: Engine) -> tuple[str, ...]:
    """Digests of the snapshots of all audits that are there.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        return _digests(connection)


def _digests(connection: Connection) -> tuple[str, ...]:
    part, audit = tables.audit_portals.c, tables.audits.c
    query = sa.select(part.digest).distinct().join(tables.audits, audit.number == part.audit).where(audit.pruned_at.is_(None))
    return tuple(connection.scalars(query.order_by(part.digest)))


def _snapshots(connection: Connection, shelves: Shelves) -> Iterator[Problem]:
    missing = [digest for digest in _digests(connection) if not shelves.has_snapshot(digest)]
    if missing:
        yield Problem("snapshot that the archive lacks", len(missing), missing[0])
