"""Captures that stay of an audit that retention took: in which segments they lie, and that they lie elsewhere now."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.capture import Capture
from portalaudit.store import tables
from portalaudit.store.bulk import intern
from portalaudit.store.captures import placed_in
from portalaudit.store.engine import reading, writing

_AUDIT, _CAPTURE = tables.audits.c, tables.captures.c


def segments_left(engine: Engine, before: datetime) -> tuple[tuple[str, str, datetime], ...]:
    """Segments in which captures stay of audits that were marked up to a moment: name, audit's id, when it was taken.

    Raises:
        StoreError: the database cannot be used.
    """
    segment = tables.segments.c
    query = (
        sa.select(segment.name, _AUDIT.id, _AUDIT.taken_at)
        .distinct()
        .join(tables.captures, _CAPTURE.segment == segment.id)
        .join(tables.audits, _AUDIT.number == _CAPTURE.audit)
        .where(_AUDIT.pruned_at <= before, _AUDIT.gone_at.is_(None))
        .order_by(segment.name)
    )
    with reading(engine) as connection:
        return tuple((row[0], row[1], row[2]) for row in connection.execute(query))


def captures_in(engine: Engine, segment: str) -> tuple[Capture, ...]:
    """The captures of a segment that are on record, in the order of their places.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        return placed_in(connection, segment)


def move_captures(engine: Engine, captures: Sequence[Capture], segment: str, offsets: Sequence[int]) -> None:
    """These captures lie in another segment now; the one in which they lay is left without.

    Raises:
        StoreError: the database cannot be used; nothing was moved.
    """
    rows = list(_rows(captures, offsets))
    with writing(engine) as connection:
        number = intern(connection, tables.segments, ("name",), [(segment,)])[(segment,)]
        change = sa.update(tables.captures).where(_CAPTURE.id == sa.bindparam("which"))
        connection.execute(change.values(segment=number, offset=sa.bindparam("place")), rows)


def _rows(captures: Sequence[Capture], offsets: Sequence[int]) -> Iterator[dict[str, object]]:
    for capture, offset in zip(captures, offsets, strict=True):
        yield {"which": capture.id, "place": offset}
