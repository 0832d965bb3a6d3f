"""Audits: begun, saved in one transaction, found again."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.errors import NotFound, StoreError
from portalaudit.model.audit import Audit, Target
from portalaudit.store import tables
from portalaudit.store.captures import write_captures
from portalaudit.store.cities import city_of
from portalaudit.store.columns import short, to_json
from portalaudit.store.engine import reading, writing
from portalaudit.store.findings import Moves
from portalaudit.store.results import clear_results, write_events, write_portals, write_rubrics
from portalaudit.store.standings import move_standings
from portalaudit.store.uses import write_uses

_LEVEL = 3
"""zlib's level for documents: within a tenth of the smallest size, several times faster (own measurement)."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An audit, without its results."""

    id: str
    number: int
    taken_at: datetime
    running: bool
    """It was begun and never saved: a killed process, or one that is at work."""
    complete: bool
    software: str
    target: Target
    options: Mapping[str, object] = field(default_factory=dict)
    """What the run was told, as it was given to `begin_audit` or `save_audit`."""

    @property
    def city(self) -> str | None:
        """The city's key."""
        return self.target.city.key if self.target.city else None


def begin_audit(
    engine: Engine, audit: str, taken_at: datetime, software: str, target: Target, options: Mapping[str, object] | None = None
) -> int:
    """Put an audit on record before its first capture. Beginning one again changes nothing, so a run can be resumed.

    Args:
        options: JSON: what a replay needs to know of the command (rubric ids, …).

    Returns:
        Its number.
    """
    with writing(engine) as connection:
        return _begin(connection, audit, taken_at, software, target, options or {})


def _begin(
    connection: Connection, audit: str, taken_at: datetime, software: str, target: Target, options: Mapping[str, object]
) -> int:
    table = tables.audits
    known: int | None = connection.scalar(sa.select(table.c.number).where(table.c.id == audit))
    if known is not None:
        return known
    values = {
        "id": audit, "taken_at": taken_at, "software": software, "options": options, "state": "running", "complete": False,
        **_target(target),
    }  # fmt: skip
    number: int = connection.scalars(sa.insert(table).values(values).returning(table.c.number)).one()
    return number


def _target(target: Target) -> dict[str, object]:
    city = target.city
    return {
        "target": short(target.key), "city": city.key if city else None, "name": city.name if city else None,
        "city_record": city, "urls": target.urls,
    }  # fmt: skip


def save_audit(
    engine: Engine,
    audit: Audit,
    document: bytes | Mapping[str, object],
    *,
    options: Mapping[str, object] | None = None,
    sources: Mapping[str, str] | None = None,
    uses: Collection[str] = (),
) -> Moves:
    """Save an audit's judgement, all of it or nothing, and move the findings of its portals and the standings of its target where
    it may.

    Captures that are not stored yet are stored with it. An audit that was saved incomplete may be saved again.

    Args:
        document: the JSON document as it is printed; `load_document` gives the same bytes back.
        options: JSON: what a replay needs to know of the command; None keeps what the audit was begun with.
        sources: rubric digest → the TOML text.
        uses: ids of captures that the audit's snapshots and choices name; those of other audits are noted, so that retention
            leaves them.

    Returns:
        The findings' intervals that were opened and closed; all zero where the audit may not move any.

    Raises:
        StoreError: a complete audit of that id is stored already, or the database cannot be used.
    """
    body = document if isinstance(document, bytes) else to_json(document).encode()
    packed = zlib.compress(body, _LEVEL)
    with writing(engine) as connection:
        number = _begin(connection, audit.id, audit.taken_at, audit.software, audit.target, options or {})
        _replaceable(connection, audit.id, number)
        write_captures(connection, number, audit.captures)
        write_uses(connection, number, uses)
        moves = write_portals(connection, number, audit)
        write_events(connection, number, audit.events)
        write_rubrics(connection, number, audit.rubrics, sources or {})
        connection.execute(sa.insert(tables.audit_documents), {"audit": number, "body": packed})
        move_standings(connection, number, audit, body)
        done = {"state": "done", "complete": audit.complete, "software": audit.software, "taken_at": audit.taken_at}
        if options is not None:
            done["options"] = options
        connection.execute(
            sa.update(tables.audits).where(tables.audits.c.number == number).values(**done, **_target(audit.target))
        )
        return moves


def _replaceable(connection: Connection, audit: str, number: int) -> None:
    table = tables.audits
    held = sa.select(table.c.state, table.c.complete).where(table.c.number == number).with_for_update()
    state, complete = connection.execute(held).one()
    if state == "done" and complete:
        raise StoreError(f"audit {audit} is stored already")
    if state == "done":
        clear_results(connection, number)


def list_audits(engine: Engine, *, city: str | None = None, limit: int | None = None) -> tuple[AuditRow, ...]:
    """Audits, the newest first; of one city where told; running ones too, but none that retention took."""
    with reading(engine) as connection:
        query = sa.select(tables.audits).where(tables.audits.c.pruned_at.is_(None))
        if city is not None:
            query = query.where(tables.audits.c.city == city)
        return tuple(_row(row) for row in connection.execute(_newest_first(query).limit(limit)))


def find_audit(engine: Engine, ref: str, *, city: str | None = None) -> AuditRow:
    """The audit that a person means: its id, a city's key (its latest saved), `last` (the newest complete), or the first
    characters of one id.

    Args:
        city: look among this city's audits only.

    Raises:
        NotFound: there is none; or the characters begin more than one id; or retention took it.
    """
    table = tables.audits
    query = sa.select(table) if city is None else sa.select(table).where(table.c.city == city)
    kept = table.c.pruned_at.is_(None)
    with reading(engine) as connection:
        if ref == "last":
            rows = connection.execute(_newest_first(query.where(table.c.complete, kept)).limit(1)).all()
        else:
            rows = (
                connection.execute(query.where(table.c.id == ref)).all()
                or connection.execute(
                    _newest_first(query.where(table.c.city == ref, table.c.state == "done", kept)).limit(1)
                ).all()
                or _begun_with(connection, query, ref)
            )
    if not rows:
        raise NotFound(
            "no complete audit is stored yet" if ref == "last" else f"no audit {ref!r}: give an id, a city's key, or `last`"
        )
    if len(rows) > 1:
        raise NotFound(f"more than one audit's id begins with {ref!r}: give more of it")
    if rows[0].pruned_at is not None:
        raise NotFound(_taken_away(engine, rows[0]))
    return _row(rows[0])


def _taken_away(engine: Engine, row: "sa.Row[tuple[object, ...]]") -> str:
    """What to say of an audit that retention took, with the nearest one that is kept."""
    told, table = row._mapping, tables.audits
    near = sa.select(table.c.id, table.c.taken_at).where(
        table.c.target == told["target"], table.c.state == "done", table.c.pruned_at.is_(None)
    )
    with reading(engine) as connection:
        beside = [
            connection.execute(near.where(which).order_by(order).limit(1)).first()
            for which, order in (
                (table.c.taken_at <= told["taken_at"], table.c.taken_at.desc()),
                (table.c.taken_at > told["taken_at"], table.c.taken_at),
            )
        ]
    found = min((one for one in beside if one is not None), key=lambda one: abs(one.taken_at - told["taken_at"]), default=None)
    rest = f"; the nearest that is kept is {found.id} of {found.taken_at:%Y-%m-%d}" if found is not None else ""
    return f"audit {told['id']} of {told['taken_at']:%Y-%m-%d}: retention took it on {told['pruned_at']:%Y-%m-%d}{rest}"


def _begun_with(
    connection: Connection, query: "sa.Select[tuple[object, ...]]", ref: str
) -> "Sequence[sa.Row[tuple[object, ...]]]":
    if not ref:
        return []
    column = tables.audits.c.id
    return connection.execute(query.where(column >= ref, column < ref + "\U0010ffff").order_by(column).limit(2)).all()


def _newest_first(query: "sa.Select[tuple[object, ...]]") -> "sa.Select[tuple[object, ...]]":
    return query.order_by(tables.audits.c.taken_at.desc(), tables.audits.c.number.desc())


def _row(row: "sa.Row[tuple[object, ...]]") -> AuditRow:
    told = row._mapping
    return AuditRow(
        told["id"], told["number"], told["taken_at"], told["state"] == "running", told["complete"], told["software"],
        target_of(told["city_record"], told["urls"]), told["options"],
    )  # fmt: skip


def target_of(record: object, urls: object) -> Target:
    """A stored target."""
    return Target(None if record is None else city_of(record), msgspec.convert(urls, tuple[str, ...]))


def load_document(engine: Engine, audit: str) -> bytes:
    """An audit's JSON document, byte for byte as it was saved.

    Raises:
        NotFound: no such audit, or it was begun and never saved.
        StoreError: the stored bytes are damaged.
    """
    table = tables.audit_documents
    query = (
        sa.select(table.c.body).join(tables.audits, tables.audits.c.number == table.c.audit).where(tables.audits.c.id == audit)
    )
    with reading(engine) as connection:
        body = connection.scalar(query)
    if body is None:
        raise NotFound(
            f"audit {audit} has no document: it was never finished" if _exists(engine, audit) else f"no audit {audit!r}"
        )
    try:
        return zlib.decompress(body)
    except zlib.error as problem:
        raise StoreError(f"the document of audit {audit} is damaged: {problem}") from problem


def _exists(engine: Engine, audit: str) -> bool:
    with reading(engine) as connection:
        return connection.scalar(sa.select(tables.audits.c.number).where(tables.audits.c.id == audit)) is not None
