"""Pruning the database: what retention takes, in sets, in small transactions that each leave it consistent.

Two steps, so that an audit at work never loses what it has begun to rely on:

1. `mark_pruned`: an audit's results go, and validators that no other audit stands behind. From now on nobody finds it: no night
   goes on with its answers, no request is made conditional on its captures.
2. `take_captures`: its captures go, once no audit is at work that began before step 1. Those stay that another audit still needs:
   that it uses (`audit_uses`), or that a needed capture repeats. An audit that was itself marked too lately counts as one that
   needs.

The row of the audit stays for good, emptied: findings, standings and people name it. Files are the caller's
(`store.remains` says which).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.errors import StoreError
from portalaudit.store import tables
from portalaudit.store.engine import WRITES, reading, told, writing
from portalaudit.store.retention import Rule, expired, held
from portalaudit.store.uses import used_by

BATCH = 200
"""Audits a transaction (own choice): some 20,000 rows, so that an audit that waits to be saved waits a second or two."""

T = TypeVar("T")

_STAYING = ("audits", "captures", "audit_portals", "audit_uses")
"""What step 1 leaves: the row, and what step 2 and the files need to be known by."""
_AUDIT, _CAPTURE = tables.audits.c, tables.captures.c


def results_tables() -> tuple[sa.Table, ...]:
    """Tables of an audit's results: all that belong to one audit and would go with its row, but for those of step 2."""
    found = [
        table
        for table in tables.METADATA.sorted_tables
        if table.name not in _STAYING
        and "audit" in table.c
        and any(key.column.table is tables.audits and key.ondelete == "CASCADE" for key in table.c.audit.foreign_keys)
    ]
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Doom:
    """How much is to go."""

    going: tuple[int, ...]
    """Numbers of audits."""
    complete: int
    """How many of them are complete …"""
    of: int
    """… of so many."""

    def too_many(self, rule: Rule) -> bool:
        """More at once than the rule lets go unasked."""
        return self.complete > rule.beyond and self.complete > rule.share * self.of


def doomed(engine: Engine, rule: Rule, now: datetime) -> Doom:
    """What the rule lets go at a moment; nothing is written.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        gone = expired(connection.dialect.name, rule, now).subquery()
        query = sa.select(_AUDIT.number, _AUDIT.complete).join(gone, gone.c.number == _AUDIT.number)
        found = connection.execute(query.order_by(_AUDIT.number)).all()
        whole = sa.select(sa.func.count()).where(_AUDIT.complete, _AUDIT.pruned_at.is_(None))
        return Doom(tuple(row.number for row in found), sum(row.complete for row in found), connection.scalar(whole) or 0)


def mark_pruned(engine: Engine, now: datetime, going: Sequence[int]) -> int:
    """Step 1, of those among the audits `going` that nobody came to need since they were looked up.

    Returns:
        How many were marked.

    Raises:
        StoreError: the database cannot be used; batches that were done are done.
    """
    marked = 0
    for start in range(0, len(going), BATCH):
        batch = going[start : start + BATCH]
        with writing(engine) as connection:
            # Held first and looked at afterwards, so that a decision or a mark of this moment is seen, or comes too late.
            connection.execute(sa.select(_AUDIT.number).where(_AUDIT.number.in_(batch)).with_for_update()).all()
            free = (_AUDIT.number.in_(batch), _AUDIT.pruned_at.is_(None), ~held(tables.audits))
            still = list(connection.scalars(sa.select(_AUDIT.number).where(*free)))
            emptied: dict[str, object] = {"pruned_at": now, "city_record": None, "options": {}}
            connection.execute(sa.update(tables.audits).where(_AUDIT.number.in_(still)).values(emptied))
            for table in results_tables():
                connection.execute(sa.delete(table).where(table.c.audit.in_(still)))
            marked += len(still)
    with writing(engine) as connection:
        connection.execute(_idle_validators())
    return marked


def _idle_validators() -> "sa.Delete":
    """Validators whose payload only pruned audits know: the next night asks without condition."""
    validator, kept = tables.validators, tables.captures.alias()
    whose = tables.audits.alias()
    going = (
        sa.select(_CAPTURE.id)
        .join(tables.audits, _AUDIT.number == _CAPTURE.audit)
        .where(_AUDIT.pruned_at.is_not(None), _AUDIT.gone_at.is_(None))
    )
    repeated = sa.exists().where(
        kept.c.revisit_of == validator.c.capture, whose.c.number == kept.c.audit, whose.c.pruned_at.is_(None)
    )
    return sa.delete(validator).where(validator.c.capture.in_(going), ~repeated)


def horizon(engine: Engine, rule: Rule, now: datetime) -> datetime:
    """Step 2 may look at audits that were marked before this moment: when the oldest audit began that may be at work, else now.

    Raises:
        StoreError: the database cannot be used.
    """
    unfinished = (~_AUDIT.complete, _AUDIT.pruned_at.is_(None), _AUDIT.taken_at > now - rule.at_work)
    with reading(engine) as connection:
        oldest = connection.scalar(sa.select(sa.func.min(_AUDIT.taken_at)).where(*unfinished))
    return now if oldest is None else min(now, oldest - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Taking:
    """Captures that are to go, on a connection that holds which are needed."""

    connection: Connection
    doomed: sa.Table
    needed: sa.Table

    def candidates(self, column: "sa.ColumnElement[T]") -> "sa.Select[T]":
        """A query of the captures that are to go."""
        joined = tables.captures.join(self.doomed, self.doomed.c.number == _CAPTURE.audit)
        query: sa.Select[T] = sa.select(column).select_from(joined)
        return query.where(~sa.exists().where(self.needed.c.id == _CAPTURE.id))


@contextmanager
def taking(engine: Engine, before: datetime, more: Sequence[int] = ()) -> Iterator[Taking]:
    """Look which captures are needed of the audits that were marked up to `before` (and of `more`, for a trial). What is found
    holds until the end, whatever is saved meanwhile: nobody finds what is not needed.

    Raises:
        StoreError: the database cannot be used.
    """
    metadata = sa.MetaData()
    number = sa.Table("keeping_doomed", metadata, sa.Column("number", sa.Integer, primary_key=True), prefixes=["TEMPORARY"])
    name = sa.Column("id", tables.captures.c.id.type, primary_key=True)
    needed = sa.Table("keeping_needed", metadata, name, prefixes=["TEMPORARY"])
    with told(engine), engine.connect() as connection:
        with connection.begin():
            metadata.create_all(connection, checkfirst=False)
            _fill(connection, number, needed, before, more)
        connection.execution_options(**{WRITES: True})
        try:
            yield Taking(connection, number, needed)
        finally:
            with connection.begin():
                metadata.drop_all(connection, checkfirst=False)


def _fill(connection: Connection, doomed: sa.Table, needed: sa.Table, before: datetime, more: Sequence[int]) -> None:
    marked = sa.select(_AUDIT.number).where(_AUDIT.pruned_at <= before, _AUDIT.gone_at.is_(None))
    connection.execute(sa.insert(doomed).from_select(["number"], marked))
    if more:
        connection.execute(sa.insert(doomed), [{"number": one} for one in more])
    alive = ~sa.exists().where(doomed.c.number == _AUDIT.number)
    again, whose = tables.captures.alias(), doomed.alias()
    mine = sa.select(_CAPTURE.id).join(doomed, doomed.c.number == _CAPTURE.audit)
    repeated = sa.exists().where(again.c.revisit_of == _CAPTURE.id, ~sa.exists().where(whose.c.number == again.c.audit))
    connection.execute(sa.insert(needed).from_select(["id"], mine.where(repeated)))
    used = used_by(connection, alive).distinct().subquery()
    new = ~sa.exists().where(needed.c.id == _CAPTURE.id)
    connection.execute(sa.insert(needed).from_select(["id"], mine.join(used, used.c.value == _CAPTURE.id).where(new)))
    held_by = needed.alias()
    behind = sa.exists().where(again.c.revisit_of == _CAPTURE.id, held_by.c.id == again.c.id)
    before_this, now_there = -1, _count(connection, needed)
    while now_there > before_this:
        connection.execute(sa.insert(needed).from_select(["id"], mine.where(behind, new)))
        before_this, now_there = now_there, _count(connection, needed)


def _count(connection: Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def take_captures(found: Taking) -> tuple[int, frozenset[str]]:
    """Step 2: delete what is not needed.

    Returns:
        How many captures went, and names of the segments in which they lay.

    Raises:
        StoreError: the database cannot be used; batches that were done are done.
    """
    connection, taken = found.connection, 0
    with connection.begin():
        lay = tables.segments.join(tables.captures, _CAPTURE.segment == tables.segments.c.id)
        lay = lay.join(found.doomed, found.doomed.c.number == _CAPTURE.audit)
        places = sa.select(tables.segments.c.name).distinct().select_from(lay)
        places = places.where(~sa.exists().where(found.needed.c.id == _CAPTURE.id))
        lost = frozenset(connection.scalars(places))
        numbers = list(connection.scalars(found.candidates(_CAPTURE.audit).distinct().order_by(_CAPTURE.audit)))
    free = ~sa.exists().where(found.needed.c.id == _CAPTURE.id)
    for start in range(0, len(numbers), BATCH):
        with connection.begin():
            gone = sa.delete(tables.captures).where(_CAPTURE.audit.in_(numbers[start : start + BATCH]), free)
            taken += connection.execute(gone).rowcount
    with connection.begin():
        uses = tables.audit_uses
        connection.execute(sa.delete(uses).where(uses.c.audit.in_(sa.select(found.doomed.c.number))))
    return taken, lost


def refuse(doom: Doom) -> StoreError:
    """What to say where too many would go at once."""
    return StoreError(
        f"{doom.complete:,} of {doom.of:,} complete audits would go at once: is the clock right? Nothing was taken; look with"
        " `portalaudit db prune --dry-run`, and run `portalaudit db prune --yes` where it is meant"
    )
