"""Files that nothing in the database needs any more: what to remove from the archive, and to say that it is gone.

The database goes first and the files after it, so that nothing that is kept ever points at missing bytes. Until a file is gone,
the database still knows that it was to go: a segment's name without captures, a pruned audit's part with its snapshot's digest,
a pruned audit that is not gone. Whoever is killed in between leaves work for the next one, and nothing that nobody knows of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import tables
from portalaudit.store.engine import reading, writing
from portalaudit.store.pruning import Taking

_CHUNK = 500
_AUDIT, _PART = tables.audits.c, tables.audit_portals.c


@dataclass(frozen=True, slots=True)
class Remains:
    """What is to go."""

    segments: tuple[str, ...]
    """Names, relative to the archive."""
    snapshots: tuple[str, ...]
    """Digests."""
    audits: tuple[tuple[str, datetime], ...]
    """Ids of audits without captures, and when they began: segments that bear their names hold nothing but choices."""


def remains(engine: Engine, before: datetime) -> Remains:
    """What nothing needs, of audits that were marked up to a moment.

    Raises:
        StoreError: the database cannot be used.
    """
    segment, capture, handed = tables.segments.c, tables.captures.c, tables.submissions.c
    # What people handed over is never taken, not even a copy that came twice.
    empty = (
        ~segment.name.contains("/submitted-"),
        ~sa.exists().where(capture.segment == segment.id),
        ~sa.exists().where(handed.segment == segment.id),
    )
    going = (_AUDIT.pruned_at <= before, _AUDIT.gone_at.is_(None))
    other, whose = tables.audit_portals.alias(), tables.audits.alias()
    shared = sa.exists().where(
        other.c.digest == _PART.digest, whose.c.number == other.c.audit,
        sa.or_(whose.c.pruned_at.is_(None), whose.c.pruned_at > before),
    )  # fmt: skip
    parts = sa.select(_PART.digest).distinct().join(tables.audits, _AUDIT.number == _PART.audit).where(*going, ~shared)
    bare = sa.select(_AUDIT.id, _AUDIT.taken_at).where(*going, ~sa.exists().where(capture.audit == _AUDIT.number))
    with reading(engine) as connection:
        return Remains(
            tuple(connection.scalars(sa.select(segment.name).where(*empty).order_by(segment.name))),
            tuple(connection.scalars(parts.order_by(_PART.digest))),
            tuple((row.id, row.taken_at) for row in connection.execute(bare.order_by(_AUDIT.number))),
        )


def forget_remains(engine: Engine, gone: Remains, before: datetime, now: datetime) -> None:
    """These are gone from the archive.

    Raises:
        StoreError: the database cannot be used.
    """
    going = sa.select(_AUDIT.number).where(_AUDIT.pruned_at <= before, _AUDIT.gone_at.is_(None))
    segment = tables.segments
    unused = ~sa.exists().where(tables.captures.c.segment == segment.c.id)
    for names in _chunks(gone.segments):
        with writing(engine) as connection:
            connection.execute(sa.delete(segment).where(segment.c.name.in_(names), unused))
    with writing(engine) as connection:
        connection.execute(sa.delete(tables.audit_portals).where(_PART.audit.in_(going)))
    for ids in _chunks([audit for audit, _ in gone.audits]):
        with writing(engine) as connection:
            connection.execute(sa.update(tables.audits).where(_AUDIT.id.in_(ids)).values(gone_at=now))


def _chunks(names: Sequence[str]) -> "list[Sequence[str]]":
    return [names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK)]


@dataclass(frozen=True, slots=True)
class Held:
    """What stays of audits that retention took."""

    segments: tuple[str, ...]
    """Names of segments in which a capture is needed, or may be."""
    waiting: int
    """Audits that were marked after `before`: all of theirs stays until audits at work are done."""


def held_back(engine: Engine, before: datetime) -> Held:
    """What is left of pruned audits.

    Raises:
        StoreError: the database cannot be used.
    """
    segment, capture = tables.segments, tables.captures.c
    going = (_AUDIT.pruned_at.is_not(None), _AUDIT.gone_at.is_(None))
    names = sa.select(segment.c.name).distinct().join(tables.captures, capture.segment == segment.c.id)
    names = names.join(tables.audits, _AUDIT.number == capture.audit).where(*going).order_by(segment.c.name)
    late = sa.select(sa.func.count()).where(*going, _AUDIT.pruned_at > before)
    with reading(engine) as connection:
        return Held(tuple(connection.scalars(names)), connection.scalar(late) or 0)


@dataclass(frozen=True, slots=True)
class Trial:
    """What would go."""

    captures: int
    segments: tuple[str, ...]
    held: tuple[str, ...]
    """Segments that would stay, since a part of them is needed."""
    snapshots: tuple[str, ...]


def trial(found: Taking) -> Trial:
    """What would go of the captures that are looked at, and with them; nothing is written.

    Raises:
        StoreError: the database cannot be used.
    """
    connection, capture, segment = found.connection, tables.captures.c, tables.segments
    stays = sa.or_(~sa.exists().where(found.doomed.c.number == capture.audit), sa.exists().where(found.needed.c.id == capture.id))
    mine = sa.select(segment.c.name, segment.c.id).distinct().join(tables.captures, capture.segment == segment.c.id)
    mine = mine.join(found.doomed, found.doomed.c.number == capture.audit)
    names = mine.subquery("mine")
    kept = sa.exists().where(capture.segment == names.c.id, stays)
    other, part = tables.audit_portals.alias(), tables.audit_portals
    alive = sa.exists().where(other.c.digest == _PART.digest, ~sa.exists().where(found.doomed.c.number == other.c.audit))
    digests = sa.select(_PART.digest).distinct().select_from(part.join(found.doomed, found.doomed.c.number == _PART.audit))
    with connection.begin():
        return Trial(
            connection.scalar(found.candidates(sa.func.count())) or 0,
            tuple(connection.scalars(sa.select(names.c.name).where(~kept).order_by(names.c.name))),
            tuple(connection.scalars(sa.select(names.c.name).where(kept).order_by(names.c.name))),
            tuple(connection.scalars(digests.where(~alive).order_by(_PART.digest))),
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What a database knows of an archive."""

    segments: frozenset[str]
    audits: frozenset[str]
    """Ids of audits that are not gone."""
    snapshots: frozenset[str]
    """Digests."""


def known(engine: Engine) -> Known:
    """All that the archive may hold.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        return Known(
            frozenset(connection.scalars(sa.select(tables.segments.c.name))),
            frozenset(connection.scalars(sa.select(_AUDIT.id).where(_AUDIT.gone_at.is_(None)))),
            frozenset(connection.scalars(sa.select(_PART.digest))),
        )
