"""The database looked at as a whole: how large it is, and whether what it says fits together."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.store import tables
from portalaudit.store.engine import reading


@dataclass(frozen=True, slots=True)
class TableSize:
    name: str
    rows: int
    bytes: int | None
    """With its indices; None where the database does not tell (SQLite)."""


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
        sizes = tuple(_size(connection, table) for _, table in sorted(tables.METADATA.tables.items()))
        if connection.dialect.name == "postgresql":
            return Stats(int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()), sizes)
    path = Path(engine.url.database or "")
    files = (path, path.with_name(path.name + "-wal"))
    return Stats(sum(file.stat().st_size for file in files if file.exists()), sizes)


def _size(connection: Connection, table: sa.Table) -> TableSize:
    rows = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    size = None
    if connection.dialect.name == "postgresql":
        size = connection.execute(sa.select(sa.func.pg_total_relation_size(sa.literal(table.name).cast(sa.Text)))).scalar_one()
    return TableSize(table.name, rows, size)


def database_problems(engine: Engine, segment_exists: Callable[[str], bool] | None = None) -> tuple[Problem, ...]:
    """What does not fit together; empty where all is well.

    Args:
        segment_exists: tells whether the archive has a segment (its name relative to the archive); None to leave it out.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        found = [*_file(connection), *_rows(connection), *_documents(connection)]
        if segment_exists is not None:
            found += _segments(connection, segment_exists)
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
    for what, query in _questions().items():
        asked = query.subquery()
        count, example = connection.execute(sa.select(sa.func.count(), sa.func.min(asked.c[0])).select_from(asked)).one()
        if count:
            yield Problem(what, count, str(example))


def _questions() -> dict[str, "sa.Select[tuple[object, ...]]"]:
    """Each selects the name of what is wrong."""
    found, audit, capture, handed = tables.findings, tables.audits, tables.captures, tables.submissions
    older = capture.alias()

    def without(table: sa.Table, number: "sa.ColumnElement[int]") -> "sa.ColumnElement[bool]":
        return ~sa.exists().where(table.c.id == number)

    whose, when = (found.c.subject, found.c.check_id), (found.c.opened_at, found.c.id)
    before = sa.func.lag(found.c.closed_at).over(partition_by=whose, order_by=when).label("before")
    place = sa.func.row_number().over(partition_by=whose, order_by=when).label("place")
    timeline = sa.select(found.c.id, found.c.opened_at, before, place).subquery()
    overlaps = (timeline.c.place > 1) & (timeline.c.before.is_(None) | (timeline.c.before > timeline.c.opened_at))
    other_portal = sa.exists().where(tables.subjects.c.id == found.c.subject, tables.subjects.c.portal != found.c.portal)
    unfinished = sa.exists().where(audit.c.number.in_([found.c.opened_by, found.c.closed_by]), ~audit.c.complete)
    no_document = ~sa.exists().where(tables.audit_documents.c.audit == audit.c.number)
    return {
        "finding of a subject that is not there": sa.select(found.c.id).where(without(tables.subjects, found.c.subject)),
        "finding of a check that is not there": sa.select(found.c.id).where(without(tables.checks, found.c.check_id)),
        "finding with a reason that is not there": sa.select(found.c.id).where(without(tables.reasons, found.c.reason)),
        "finding of another portal's subject": sa.select(found.c.id).where(other_portal),
        "finding closed before it was opened": sa.select(found.c.id).where(found.c.closed_at < found.c.opened_at),
        "finding that overlaps an earlier one of its subject and check": sa.select(timeline.c.id).where(overlaps),
        "finding moved by an incomplete audit": sa.select(found.c.id).where(unfinished),
        "saved audit without a document": sa.select(audit.c.id).where(audit.c.state == "done", no_document),
        "capture with a payload and no segment": sa.select(capture.c.id).where(
            capture.c.sha256.is_not(None), capture.c.segment.is_(None)
        ),
        "capture that repeats one that is not stored": sa.select(capture.c.id).where(
            capture.c.revisit_of.is_not(None),
            ~sa.exists().where(older.c.id == capture.c.revisit_of),
            ~sa.exists().where(handed.c.capture == capture.c.revisit_of),
        ),
    }


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


def _segments(connection: Connection, segment_exists: Callable[[str], bool]) -> Iterator[Problem]:
    names = connection.scalars(sa.select(tables.segments.c.name).order_by(tables.segments.c.name))
    missing = [name for name in names if not segment_exists(name)]
    if missing:
        yield Problem("segment that the archive lacks", len(missing), missing[0])
