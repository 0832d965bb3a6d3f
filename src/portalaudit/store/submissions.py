"""Documents that people handed over for a city: put on record once, found again by the next audits of the city."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.model.capture import Capture
from portalaudit.store import tables
from portalaudit.store.bulk import intern, upsert
from portalaudit.store.engine import reading, writing

_TABLE = tables.submissions


@dataclass(frozen=True, slots=True)
class Submitted:
    """One document as it was handed over."""

    city: str
    """Its key."""
    criterion: str
    """`ID`, or `RUBRIC/ID`."""
    name: str
    """The file's."""
    note: str | None
    added_at: datetime
    capture: Capture


def save_submission(engine: Engine, given: Submitted) -> bool:
    """Put a document on record.

    Returns:
        False where the city has the same bytes for that criterion already: nothing was changed.
    """
    capture = given.capture
    with writing(engine) as connection:
        places = intern(connection, tables.segments, ("name",), [(capture.segment or "",)])
        row = {
            "city": given.city, "criterion": given.criterion, "name": given.name, "note": given.note,
            "added_at": given.added_at, "capture": capture.id, "url": capture.url, "media_type": capture.media_type,
            "length": capture.length, "sha256": capture.sha256, "segment": places[(capture.segment or "",)],
            "offset": capture.offset,
        }  # fmt: skip
        insert = upsert(connection, _TABLE).on_conflict_do_nothing(index_elements=["city", "criterion", "sha256"])
        return connection.scalar(insert.values(row).returning(_TABLE.c.id)) is not None


def find_submission(engine: Engine, city: str, criterion: str, sha256: str) -> Submitted | None:
    """The same bytes, handed over for the same criterion of the same city; None where there are none."""
    wanted = (_TABLE.c.city == city) & (_TABLE.c.criterion == criterion) & (_TABLE.c.sha256 == sha256)
    with reading(engine) as connection:
        row = connection.execute(_selected().where(wanted)).first()
    return None if row is None else _submitted(row)


def list_submissions(engine: Engine, city: str) -> tuple[Submitted, ...]:
    """What was handed over for a city, in the order in which it was added."""
    with reading(engine) as connection:
        rows = connection.execute(_selected().where(_TABLE.c.city == city).order_by(_TABLE.c.id)).all()
    return tuple(map(_submitted, rows))


def every_submission(engine: Engine) -> tuple[Capture, ...]:
    """The captures of all documents that were handed over."""
    with reading(engine) as connection:
        return tuple(_submitted(row).capture for row in connection.execute(_selected().order_by(_TABLE.c.id)))


def submitted_capture(connection: Connection, capture_id: str) -> Capture | None:
    """A document's capture by its id, inside a transaction."""
    row = connection.execute(_selected().where(_TABLE.c.capture == capture_id)).first()
    return None if row is None else _submitted(row).capture


def _selected() -> "sa.Select[tuple[object, ...]]":
    joined = _TABLE.join(tables.segments, tables.segments.c.id == _TABLE.c.segment)
    return sa.select(*_TABLE.c, tables.segments.c.name.label("place")).select_from(joined)


def _submitted(row: "sa.Row[tuple[object, ...]]") -> Submitted:
    told = row._mapping
    capture = Capture(
        told["capture"], "GET", told["url"], told["added_at"], media_type=told["media_type"], length=told["length"],
        sha256=told["sha256"], segment=told["place"], offset=told["offset"], kind="submitted",
    )  # fmt: skip
    return Submitted(told["city"], told["criterion"], told["name"], told["note"], told["added_at"], capture)
